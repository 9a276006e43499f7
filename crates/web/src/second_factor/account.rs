//! One's own account: who one is here, and what one signs in with.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use casework::signing_in::{
    AccountEvent, AccountEvents, AuditKey, Claimant, FactorKind, FactorListed, SignedIn,
};
use components::{
    Bounds, Cell, Faults, Form, Frame, Heading, Keyed, Link, Page, Submission, Summary, Table,
    Weight, acts, address, button, form, keyed, summary_list, table,
};
use jiff::Timestamp;
use maud::{Markup, html};

use super::{ACCOUNT, CODES, EVENTS, PASSKEY, PASSWORD, passkey};
use crate::faults::{Fault, at_the_top};
use crate::furniture::moment;
use crate::ground::{Asking, Said, SentRecent};
use crate::{Site, furniture};

const HEAD: [Heading<'static>; 4] = [
    Heading { words: "What", numeric: false },
    Heading { words: "Added", numeric: false },
    Heading { words: "Last used", numeric: false },
    Heading { words: "Take it away", numeric: false },
];

const HAPPENED: [Heading<'static>; 3] = [
    Heading { words: "When", numeric: false },
    Heading { words: "What", numeric: false },
    Heading { words: "From", numeric: false },
];

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    Asking(who): Asking,
    uri: Uri,
) -> Result<Response, Fault> {
    drawn(&site, &headers, &who, (Said::of(&uri), Faults::NONE)).await
}

async fn drawn(
    site: &Site,
    headers: &HeaderMap,
    who: &SignedIn,
    (said, faults): (Option<Said>, &Faults),
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let factors = office.factors(who).await?;
    let left = office.ways(Claimant::SignedIn(who)).await?.recovery_codes;
    let unusual: Vec<Vec<Cell>> = office.unusual_events(who).await?.iter().map(event).collect();
    let latest = office.account_events(who, None).await?;
    let page = Page {
        heading: "Your account",
        content: html! {
            @if let Some(said) = said { (said.banner()) }
            (Form::new(&Submission::default(), faults).summary())
            (summary_list(&[
                Summary { key: "Name", value: html! { (who.name) }, act: None },
                Summary { key: "E-mail address", value: html! { (who.email) }, act: None },
                Summary { key: "Organisation", value: html! { (who.organisation) }, act: None },
                Summary { key: "Role", value: html! { (role(who)) }, act: None },
            ]))
            p class="govuk-body waymark-words" {
                @if who.directory.is_some() {
                    "Your name and e-mail address are as your organisation’s directory says them, anew \
                     whenever you sign in: they are corrected there."
                } @else {
                    "If your name or e-mail address is wrong, ask an administrator to correct it."
                }
            }
            (besides(&factors, who, passkey::origin(site, headers).is_some()))
            (recovery(left, factors.is_empty()))
            h2 class="govuk-heading-m" { "What happened to your account" }
            p class="govuk-body waymark-words" {
                "If something here was not you, end every other session, and tell whoever runs \
                 Waymark for you at once."
            }
            (acts(&[Link::new("/sessions", "Where you are signed in")]))
            @if !unusual.is_empty() {
                (table(&Table {
                    caption: Some("Worth a second look"),
                    head: &HAPPENED,
                    rows: &unusual,
                    first_cell_is_header: true,
                }))
            }
            (happened("Everything, the latest first", &latest))
        },
        faulty: !faults.is_empty(),
        ..Page::default()
    };
    Ok(furniture::for_worker(site, Some(who), None, &page))
}

fn role(who: &SignedIn) -> String {
    if who.holds_a_role() { who.described() } else { "None at the moment".to_owned() }
}

/// What somebody signs in with, and what they can add.
fn besides(factors: &[FactorListed], who: &SignedIn, passkeys: bool) -> Markup {
    let token = who.form_token.text();
    let begin =
        Frame { action: "/second-factor/app/begin", token: &token, command: "", draft: None };
    let stays = factors.len() == 1;
    let rows: Vec<Vec<Cell>> = factors.iter().map(|factor| row(factor, who, stays)).collect();
    let passkey = passkeys.then(|| Link::new(PASSKEY, "Add a passkey"));
    // Whoever comes by a directory has no password here.
    let password = who.directory.is_none().then(|| Link::new(PASSWORD, "Change your password"));
    let more: Vec<Link<'_>> = passkey.into_iter().chain(password).collect();
    html! {
        h2 class="govuk-heading-m" {
            (if who.directory.is_some() {
                "What you sign in with here besides"
            } else {
                "What you sign in with besides your password"
            })
        }
        @if rows.is_empty() {
            p class="govuk-body waymark-words" {
                @if who.directory.is_some() {
                    "Nothing. You are asked what your organisation asks, and no more."
                } @else {
                    "Nothing. Anybody who learns your password gets in: add an app or a passkey."
                }
            }
        } @else {
            (table(&Table { caption: None, head: &HEAD, rows: &rows, first_cell_is_header: true }))
        }
        (form(&begin, &html! { (button("Add an app that shows codes", Weight::Secondary)) }))
        @if !more.is_empty() { (acts(&more)) }
    }
}

/// How many codes are left. Without anything that they take the place of they are of no use.
fn recovery(left: usize, nothing: bool) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "Recovery codes" }
        p class="govuk-body waymark-words" {
            @match (left, nothing) {
                (0, true) => { "For the day on which you do not have your app or passkey with you: first add one." },
                (_, true) => { "Those that you have are asked for again once you have added an app or a passkey." },
                (0, false) => { "You have none: without them a lost telephone keeps you out." },
                (1, false) => { "You have one left." },
                (left, false) => { "You have " (left) " left." },
            }
        }
        @if !nothing { (acts(&[Link::new(CODES, "Make recovery codes")])) }
    }
}

/// Further pages of what happened.
pub(super) async fn events(
    State(site): State<Arc<Site>>,
    Asking(who): Asking,
    uri: Uri,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let query = Submission::try_new(uri.query().unwrap_or_default().as_bytes(), Bounds::default());
    let after = query.ok().and_then(|query| query.typed("after").and_then(read_key));
    let page = Page {
        heading: "What happened to your account",
        content: html! {
            (happened("Everything, the latest first", &office.account_events(&who, after).await?))
            (acts(&[Link::new(ACCOUNT, "Your account")]))
        },
        ..Page::default()
    };
    Ok(furniture::for_worker(&site, Some(&who), None, &page))
}

/// A page of what happened, with the way to the next.
fn happened(caption: &str, page: &AccountEvents) -> Markup {
    let rows: Vec<Vec<Cell>> = page.events.iter().map(event).collect();
    let next = page.next.map(|key| address(EVENTS, &[("after", &written_key(key))]));
    html! {
        @if rows.is_empty() {
            p class="govuk-body" { "Nothing more." }
        } @else {
            (table(&Table {
                caption: Some(caption),
                head: &HAPPENED,
                rows: &rows,
                first_cell_is_header: true,
            }))
        }
        (keyed(&Keyed {
            of: "what happened",
            first: None,
            next: next.as_deref().map(|href| Link::new(href, "what happened before")),
            previous: None,
        }))
    }
}

fn written_key(key: AuditKey) -> String {
    format!("{}.{}.{}", key.at.as_microsecond(), key.server, key.number)
}

fn read_key(text: &str) -> Option<AuditKey> {
    let mut parts = text.splitn(3, '.');
    let at = Timestamp::from_microsecond(parts.next()?.parse().ok()?).ok()?;
    let server = parts.next()?.parse().ok()?;
    Some(AuditKey { at, server, number: parts.next()?.parse().ok()? })
}

fn event(event: &AccountEvent) -> Vec<Cell> {
    let from = event.address.map_or_else(|| "Not known".to_owned(), |from| from.to_string());
    vec![
        Cell::when(&moment(event.at)),
        Cell::words(html! {
            @if event.unusual { strong { (event.words) } } @else { (event.words) }
        }),
        Cell::words(html! { (from) }),
    ]
}

/// One of them; the last stays.
fn row(factor: &FactorListed, who: &SignedIn, stays: bool) -> Vec<Cell> {
    let kind = match factor.kind {
        FactorKind::App => "App that shows codes",
        FactorKind::Passkey => "Passkey",
    };
    vec![
        Cell::words(html! { (factor.name) br; (kind) }),
        Cell::when(&moment(factor.made)),
        Cell::when(&factor.used.map_or_else(|| "Never".to_owned(), moment)),
        Cell::words(if stays {
            html! { "You need one: add another first" }
        } else {
            remove_it(factor, who)
        }),
    ]
}

fn remove_it(factor: &FactorListed, who: &SignedIn) -> Markup {
    let token = who.form_token.text();
    let frame =
        Frame { action: "/account/factors/remove", token: &token, command: "", draft: None };
    form(
        &frame,
        &html! {
            input type="hidden" name="factor" value=(factor.id);
            button type="submit" class="govuk-button govuk-button--secondary"
                data-prevent-double-click="true" {
                "Remove" span class="govuk-visually-hidden" { " " (factor.name) }
            }
        },
    )
}

pub(super) async fn remove(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    SentRecent { who, submission }: SentRecent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let id = submission.typed("factor").and_then(|id| id.parse().ok()).ok_or(Fault::NotFound)?;
    if let Err(fault) = office.remove_factor(&who, id).await {
        // Nothing was typed that somebody could go back to.
        let faults = at_the_top(fault)?;
        let page = drawn(&site, &headers, &who, (None, &faults)).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    Ok(Said::FactorRemoved.at(ACCOUNT).into_response())
}
