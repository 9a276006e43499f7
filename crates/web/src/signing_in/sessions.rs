//! Where somebody is signed in, and ending it.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderName, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use casework::signing_in::{Directory, LONGEST, Session, SessionMark, SignedIn};
use components::{Cell, Frame, Heading, Page, Table, Tag, Tone, Weight, button, form, table, tag};
use jiff::Timestamp;
use maud::{Markup, html};
use pathway::{london_clock, london_day};

use super::browsers::browser;
use super::{SESSIONS, SIGN_IN};
use crate::faults::Fault;
use crate::furniture::moment;
use crate::ground::{Asking, Claim, Cookie, Said, Sent, SentClaim, SentRecent};
use crate::{Site, furniture};

/// Seconds until the session ends, for the page's warning.
const SESSION_ENDS_IN: HeaderName = HeaderName::from_static("session-ends-in");

const HEAD: [Heading<'static>; 5] = [
    Heading { words: "Browser", numeric: false },
    Heading { words: "Address", numeric: false },
    Heading { words: "Signed in", numeric: false },
    Heading { words: "Last used", numeric: false },
    Heading { words: "End it", numeric: false },
];

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    Asking(who): Asking,
    uri: Uri,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let sessions = office.sessions(&who).await?;
    let token = who.form_token.text();
    let directory = who.directory.as_deref().and_then(|key| site.directory(key));
    let hours = directory.map_or(LONGEST, Directory::session_lasts).as_hours();
    let this = sessions.iter().find(|session| SessionMark::of(session) == who.mark());
    let here = this.map(|session| session.address.clone()).unwrap_or_default();
    let row = |session| row(session, &who, &here, office.now());
    let rows: Vec<Vec<Cell>> = sessions.iter().map(row).collect();
    let frame = Frame { action: "/sessions/end-others", token: &token, command: "", draft: None };
    let page = Page {
        heading: "Where you are signed in",
        subtitle: Some(html! {
            "Each ends by itself 20 minutes after its last use, and " (hours) " hours after signing in."
        }),
        content: html! {
            @if let Some(said) = Said::of(&uri) { (said.banner()) }
            (table(&Table {
                caption: None,
                head: &HEAD,
                rows: &rows,
                first_cell_is_header: true,
            }))
            @if sessions.len() > 1 {
                (form(&frame, &html! {
                    (button("End every other session", Weight::Secondary))
                }))
            }
        },
        ..Page::default()
    };
    Ok(furniture::for_worker(&site, Some(&who), None, &page))
}

/// A session, `here` being the address of the one that asks.
fn row(session: &Session, who: &SignedIn, here: &str, now: Timestamp) -> Vec<Cell> {
    let mark = SessionMark::of(session);
    let this = mark == who.mark();
    let from = match session.address.as_str() {
        "" => html! { "Not known" },
        same if same == here && !this => html! { (same) ", the same as now" },
        address => html! { (address) },
    };
    vec![
        Cell::words(html! {
            (browser(&session.agent))
            @if this { " " (tag(&Tag { words: "This one", tone: Tone::Done })) }
        }),
        Cell::words(from),
        Cell::when(&said(session.made, now)),
        if this { Cell::words(html! { "Now" }) } else { Cell::when(&said(session.seen, now)) },
        Cell::words(html! {
            @if this { "Sign out to end it" } @else { (end_it(session, mark, who)) }
        }),
    ]
}

/// A moment of the last days as people say it: *today at 09:05*.
fn said(at: Timestamp, now: Timestamp) -> String {
    let time = london_clock(at).strftime("%H:%M");
    match london_day(now).since(london_day(at)).map(|span| span.get_days()) {
        Ok(0) => format!("Today at {time}"),
        Ok(1) => format!("Yesterday at {time}"),
        _ => moment(at),
    }
}

fn end_it(session: &Session, mark: SessionMark, who: &SignedIn) -> Markup {
    let token = who.form_token.text();
    let frame = Frame { action: "/sessions/end", token: &token, command: "", draft: None };
    form(
        &frame,
        &html! {
            input type="hidden" name="session" value=(mark.text());
            button type="submit" class="govuk-button govuk-button--secondary"
                data-prevent-double-click="true" {
                "End" span class="govuk-visually-hidden" { " " (browser(&session.agent)) }
            }
        },
    )
}

/// Ends one of the sessions, once it is sure that it is they who ask: whoever finds a desk left
/// open must not throw its owner out everywhere else.
pub(super) async fn end(
    State(site): State<Arc<Site>>,
    SentRecent { who, submission }: SentRecent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let mark = submission.typed("session").and_then(SessionMark::read).ok_or(Fault::NotFound)?;
    office.end_session(&who, mark).await?;
    Ok(Said::SessionEnded.at(SESSIONS).into_response())
}

pub(super) async fn end_others(
    State(site): State<Arc<Site>>,
    SentRecent { who, .. }: SentRecent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    office.end_other_sessions(&who).await?;
    Ok(Said::SessionsEnded.at(SESSIONS).into_response())
}

pub(super) async fn sign_out(
    State(site): State<Arc<Site>>,
    Sent { who, .. }: Sent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    office.sign_out(&who).await?;
    if let Some(directory) = who.directory.as_deref().and_then(|key| site.directory(key)) {
        return Ok(super::directory::signed_out(&site, office, directory).await);
    }
    let page = if site.door().is_some() { "/" } else { SIGN_IN };
    Ok((Cookie::forgetting(site.outside), Said::SignedOut.at(page)).into_response())
}

/// How long the session lasts: asked by the script of a page that would end it. That is no use.
pub(super) async fn lasts(State(site): State<Arc<Site>>, Asking(who): Asking) -> Response {
    ends_in(&site, &who)
}

/// Keeps the session: asked by the warning's script. That it was asked is the use.
pub(super) async fn stay(State(site): State<Arc<Site>>, Sent { who, .. }: Sent) -> Response {
    ends_in(&site, &who)
}

/// The same where somebody is at what they sign in with, halfway or whole.
pub(super) async fn claim_lasts(State(site): State<Arc<Site>>, claim: Claim) -> Response {
    claim_ends_in(&site, &claim)
}

/// Likewise.
pub(super) async fn claim_stays(
    State(site): State<Arc<Site>>,
    SentClaim { claim, .. }: SentClaim,
) -> Response {
    claim_ends_in(&site, &claim)
}

fn ends_in(site: &Site, who: &SignedIn) -> Response {
    told(site, |now| who.ends_in(now))
}

fn claim_ends_in(site: &Site, claim: &Claim) -> Response {
    told(site, |now| claim.ends_in(now))
}

fn told(site: &Site, ends_in: impl FnOnce(Timestamp) -> u32) -> Response {
    let ends_in = site.office().map(|office| ends_in(office.now())).unwrap_or_default();
    (StatusCode::NO_CONTENT, [(SESSION_ENDS_IN, ends_in.to_string())]).into_response()
}
