//! Everybody who signs in.

use std::sync::Arc;

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use casework::accounts::AccountListed;
use casework::signing_in::described;
use components::{Cell, Heading, Link, Page, Table, Weight, acts, button_link, table};
use maud::html;

use super::{ADMINISTRATION, INVITE, ORGANISATIONS, address, organisation};
use crate::faults::Fault;
use crate::ground::{Asking, Said};
use crate::{Site, furniture};

const HEAD: [Heading<'static>; 4] = [
    Heading { words: "Name", numeric: false },
    Heading { words: "Organisation", numeric: false },
    Heading { words: "Role", numeric: false },
    Heading { words: "Account", numeric: false },
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
            (table(&Table { caption: None, head: &HEAD, rows: &rows, first_cell_is_header: true }))
        },
        ..Page::default()
    };
    Ok(furniture::for_worker(&site, Some(&who), Some(ADMINISTRATION), &page))
}
