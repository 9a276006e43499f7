//! One's own account: who one is here, and what one signs in with.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use casework::signing_in::{AccountEvent, Claimant, FactorKind, FactorListed, SignedIn};
use components::{
    Cell, Frame, Heading, Link, Page, Summary, Table, Weight, acts, button, form, summary_list,
    table,
};
use maud::{Markup, html};

use super::{ACCOUNT, CODES, PASSKEY, PASSWORD, passkey};
use crate::faults::Fault;
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
    let office = site.office().ok_or(Fault::NotFound)?;
    let factors = office.factors(&who).await?;
    let left = office.ways(Claimant::SignedIn(&who)).await?.recovery_codes;
    let rows: Vec<Vec<Cell>> = factors.iter().map(|factor| row(factor, &who)).collect();
    let events = office.account_events(&who).await?;
    let happened: Vec<Vec<Cell>> = events.iter().map(event).collect();
    let token = who.form_token.text();
    let begin =
        Frame { action: "/second-factor/app/begin", token: &token, command: "", draft: None };
    let page = Page {
        heading: "Your account",
        content: html! {
            @if let Some(said) = Said::of(&uri) { (said.banner()) }
            (summary_list(&[
                Summary { key: "Name", value: html! { (who.name) }, act: None },
                Summary { key: "Organisation", value: html! { (who.organisation) }, act: None },
                Summary { key: "Role", value: html! { (who.described()) }, act: None },
            ]))
            h2 class="govuk-heading-m" {
                (if who.directory.is_some() {
                    "What you sign in with here besides"
                } else {
                    "What you sign in with besides your password"
                })
            }
            @if rows.is_empty() {
                p class="govuk-body waymark-words" { "Nothing yet." }
            } @else {
                (table(&Table { caption: None, head: &HEAD, rows: &rows, first_cell_is_header: true }))
            }
            (form(&begin, &html! { (button("Add an app that shows codes", Weight::Secondary)) }))
            @if passkey::origin(&site, &headers).is_some() {
                (acts(&[Link::new(PASSKEY, "Add a passkey")]))
            }
            h2 class="govuk-heading-m" { "Recovery codes" }
            p class="govuk-body waymark-words" {
                @match left {
                    0 => { "You have none: without them a lost telephone keeps you out." },
                    1 => { "You have one left." },
                    left => { "You have " (left) " left." },
                }
            }
            (acts(&[
                Link::new(CODES, "Make recovery codes"),
                Link::new("/sessions", "Where you are signed in"),
            ]))
            // Whoever comes by a directory has none here.
            @if who.directory.is_none() {
                (acts(&[Link::new(PASSWORD, "Change your password")]))
            }
            h2 class="govuk-heading-m" { "What happened to your account" }
            p class="govuk-body waymark-words" {
                "If something here was not you, end every other session, and tell whoever runs \
                 Waymark for you at once."
            }
            (table(&Table {
                caption: None,
                head: &HAPPENED,
                rows: &happened,
                first_cell_is_header: true,
            }))
        },
        ..Page::default()
    };
    Ok(furniture::for_worker(&site, Some(&who), None, &page))
}

fn event(event: &AccountEvent) -> Vec<Cell> {
    let from = event.address.map_or_else(|| "not known".to_owned(), |from| from.to_string());
    vec![
        Cell::words(html! { (moment(event.at)) }),
        Cell::words(html! {
            @if event.unusual { strong { (event.words) } } @else { (event.words) }
        }),
        Cell::words(html! { (from) }),
    ]
}

fn row(factor: &FactorListed, who: &SignedIn) -> Vec<Cell> {
    let kind = match factor.kind {
        FactorKind::App => "App that shows codes",
        FactorKind::Passkey => "Passkey",
    };
    let used = factor.used.map_or_else(|| "never".to_owned(), moment);
    vec![
        Cell::words(html! { (factor.name) br; (kind) }),
        Cell::words(html! { (moment(factor.made)) }),
        Cell::words(html! { (used) }),
        Cell::words(remove_it(factor, who)),
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
    SentRecent { who, submission }: SentRecent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let id = submission.typed("factor").and_then(|id| id.parse().ok()).ok_or(Fault::NotFound)?;
    office.remove_factor(&who, id).await?;
    Ok(Said::FactorRemoved.at(ACCOUNT).into_response())
}
