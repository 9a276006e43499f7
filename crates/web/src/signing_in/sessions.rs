//! Where somebody is signed in, and ending it.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderName, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use casework::signing_in::{Directory, LONGEST, SessionMark, SignedIn};
use components::{Cell, Frame, Heading, Page, Table, Weight, button, form, table};
use maud::{Markup, html};

use super::{SESSIONS, SIGN_IN};
use crate::faults::Fault;
use crate::furniture::moment;
use crate::ground::{Asking, Cookie, Said, Sent, SentRecent};
use crate::{Site, furniture};

/// Seconds until the session ends, for the page's warning.
const SESSION_ENDS_IN: HeaderName = HeaderName::from_static("session-ends-in");

const HEAD: [Heading<'static>; 4] = [
    Heading { words: "Since", numeric: false },
    Heading { words: "From", numeric: false },
    Heading { words: "Browser", numeric: false },
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
    let rows: Vec<Vec<Cell>> = sessions.iter().map(|session| row(session, &who)).collect();
    let frame = Frame { action: "/sessions/end-others", token: &token, command: "", draft: None };
    let page = Page {
        heading: "Where you are signed in",
        subtitle: Some(html! {
            "A session ends 20 minutes after its last use, and after " (hours) " hours."
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

fn row(session: &casework::signing_in::Session, who: &SignedIn) -> Vec<Cell> {
    let mark = SessionMark::of(session);
    let from = if session.address.is_empty() { "not known" } else { &session.address };
    let agent = if session.agent.is_empty() { "not known" } else { &session.agent };
    vec![
        Cell::words(html! { (moment(session.made)) }),
        Cell::words(html! { (from) }),
        Cell::words(html! { (agent) }),
        Cell::words(if mark == who.mark() {
            html! { "This one" }
        } else {
            end_it(mark, who)
        }),
    ]
}

fn end_it(mark: SessionMark, who: &SignedIn) -> Markup {
    let token = who.form_token.text();
    let frame = Frame { action: "/sessions/end", token: &token, command: "", draft: None };
    form(
        &frame,
        &html! {
            input type="hidden" name="session" value=(mark.text());
            (button("End", Weight::Secondary))
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

fn ends_in(site: &Site, who: &SignedIn) -> Response {
    let now = site.office().map(casework::Office::now);
    let ends_in = now.map(|now| who.ends_in(now)).unwrap_or_default();
    (StatusCode::NO_CONTENT, [(SESSION_ENDS_IN, ends_in.to_string())]).into_response()
}
