//! Everybody who signs in.

use std::sync::Arc;

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use casework::accounts::AccountListed;
use casework::mail::Unsent;
use casework::signing_in::described;
use components::{Cell, Heading, Link, Page, Table, Weight, acts, button_link, table};
use maud::{Markup, html};

use super::{ADMINISTRATION, INVITE, ORGANISATIONS, address, organisation};
use crate::faults::Fault;
use crate::furniture::moment;
use crate::ground::{Asking, Said};
use crate::{Site, furniture};

const HEAD: [Heading<'static>; 4] = [
    Heading { words: "Name", numeric: false },
    Heading { words: "Organisation", numeric: false },
    Heading { words: "Role", numeric: false },
    Heading { words: "Account", numeric: false },
];

const UNSENT: [Heading<'static>; 4] = [
    Heading { words: "What", numeric: false },
    Heading { words: "Written", numeric: false },
    Heading { words: "Why not", numeric: false },
    Heading { words: "Tried again", numeric: false },
];

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    Asking(who): Asking,
    uri: Uri,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let acting = office.acting(&who.worker);
    let accounts = acting.accounts().await?;
    let all = acting.organisations().await?;
    let unsent = if office.mails() { acting.unsent_mail().await? } else { Vec::new() };
    let row = |account: &AccountListed| {
        let roles = described(&account.held);
        vec![
            Cell::words(html! {
                a class="govuk-link" href=(address(account.id)) { (account.name) }
                br;
                (account.email)
            }),
            Cell::words(html! { (organisation(account, &all)) }),
            Cell::words(html! { (if roles.is_empty() { "none" } else { &roles }) }),
            Cell::words(html! { (if account.open { "open" } else { "closed" }) }),
        ]
    };
    let rows: Vec<Vec<Cell>> = accounts.iter().map(row).collect();
    let page = Page {
        heading: "People",
        subtitle: Some(html! { "Whoever keeps accounts sees no case." }),
        content: html! {
            @if let Some(said) = Said::of(&uri) { (said.banner()) }
            (button_link(INVITE, "Invite somebody", Weight::Primary))
            (acts(&[Link::new(ORGANISATIONS, "Organisations and areas")]))
            @if !unsent.is_empty() { (not_sent(&unsent)) }
            (table(&Table { caption: None, head: &HEAD, rows: &rows, first_cell_is_header: true }))
        },
        ..Page::default()
    };
    Ok(furniture::for_worker(&site, Some(&who), Some(ADMINISTRATION), &page))
}

/// What the server of mail has not taken yet.
fn not_sent(unsent: &[Unsent]) -> Markup {
    let rows: Vec<Vec<Cell>> = unsent.iter().map(letter).collect();
    html! {
        (table(&Table {
            caption: Some("Mail that could not be sent yet, and is tried again"),
            head: &UNSENT,
            rows: &rows,
            first_cell_is_header: true,
        }))
    }
}

fn letter(one: &Unsent) -> Vec<Cell> {
    let due = one.due.map_or_else(String::new, moment);
    vec![
        Cell::words(html! { (one.words) }),
        Cell::words(html! { (moment(one.made)) }),
        Cell::words(html! { (one.fault) }),
        Cell::words(html! { (due) }),
    ]
}
