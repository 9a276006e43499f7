//! Everybody who signs in.

use std::sync::Arc;

use axum::extract::State;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
use casework::accounts::{ACCOUNTS_A_PAGE, AccountListed, AccountsPage};
use casework::mail::Unsent;
use casework::signing_in::{SignedIn, described};
use components::{
    Bounds, Cell, Field, Form, Frame, Heading, Keyed, Link, Page, Submission, Table, Text, Weight,
    Width, acts, address, button, button_link, form, keyed, table,
};
use maud::{Markup, html};

use super::{ADMINISTRATION, INVITE, ORGANISATIONS, PROGRAMME, organisation};
use crate::coded::asked;
use crate::faults::Fault;
use crate::furniture::moment;
use crate::ground::{Asking, Said, Sent};
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

asked! {
    /// Whom somebody looks for.
    Asked {
        Words = "words", "Name or e-mail address, or part of it";
    }
}

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    Asking(who): Asking,
    uri: Uri,
) -> Result<Response, Fault> {
    let query = Submission::try_new(uri.query().unwrap_or_default().as_bytes(), Bounds::default());
    let typed = query.ok().and_then(|query| query.typed("page")?.parse::<usize>().ok());
    let page = typed.unwrap_or(1).saturating_sub(1);
    drawn(&site, &who, Said::of(&uri), Shown::Page(page)).await
}

/// Those whose name or address has the words in it. They are sent, so that no address holds them.
pub(super) async fn found(
    State(site): State<Arc<Site>>,
    Sent { who, submission }: Sent,
) -> Result<Response, Fault> {
    let words = submission.typed(&Asked::Words.name()).unwrap_or_default().trim();
    if words.is_empty() {
        return Ok(Redirect::to(ADMINISTRATION).into_response());
    }
    drawn(&site, &who, None, Shown::Found(&submission, words)).await
}

/// What is shown of the list.
enum Shown<'a> {
    /// A page, the first being 0.
    Page(usize),
    /// Those that were looked for, by these words of a form.
    Found(&'a Submission, &'a str),
}

async fn drawn(
    site: &Site,
    who: &SignedIn,
    said: Option<Said>,
    shown: Shown<'_>,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let acting = office.acting(&who.worker);
    let empty = Submission::default();
    let (typed, words, page) = match shown {
        Shown::Page(page) => (&empty, None, page),
        Shown::Found(typed, words) => (typed, Some(words), 0),
    };
    let AccountsPage { accounts, count } = acting.accounts(words, page).await?;
    let all = acting.organisations().await?;
    let unsent = if office.mails() { acting.unsent_mail().await? } else { Vec::new() };
    let row = |account: &AccountListed| {
        let roles = described(&account.held);
        vec![
            Cell::words(html! {
                a class="govuk-link" href=(super::address(account.id)) { (account.name) }
                br;
                (account.email)
            }),
            Cell::words(html! { (organisation(account, &all)) }),
            Cell::words(html! { (if roles.is_empty() { "none" } else { &roles }) }),
            Cell::words(html! { (if account.open { "open" } else { "closed" }) }),
        ]
    };
    let rows: Vec<Vec<Cell>> = accounts.iter().map(row).collect();
    let token = who.form_token.text();
    let frame = Frame { action: ADMINISTRATION, token: &token, command: "", draft: None };
    let asked = Form::fresh(typed);
    let field = Text { width: Width::Twenty, autocomplete: Some("off"), ..Text::default() };
    let at = |page: usize| address(ADMINISTRATION, &[("page", &(page + 1).to_string())]);
    let more = (page + 1).saturating_mul(ACCOUNTS_A_PAGE) < count;
    let next = (words.is_none() && more).then(|| at(page + 1));
    let previous = page.checked_sub(1).map(at);
    let page = Page {
        heading: "People",
        subtitle: Some(html! { "Whoever keeps accounts sees no case." }),
        content: html! {
            @if let Some(said) = said { (said.banner()) }
            (button_link(INVITE, "Invite somebody", Weight::Primary))
            (acts(&[
                Link::new(PROGRAMME, "The programme"),
                Link::new(ORGANISATIONS, "Organisations and areas"),
            ]))
            @if !unsent.is_empty() { (not_sent(&unsent)) }
            (form(&frame, &html! {
                (asked.text(Asked::Words, &field))
                (button("Look for them", Weight::Secondary))
            }))
            (counted(words.is_some(), rows.len(), count))
            @if !rows.is_empty() {
                (table(&Table {
                    caption: None,
                    head: &HEAD,
                    rows: &rows,
                    first_cell_is_header: true,
                }))
            }
            (keyed(&Keyed {
                of: "people",
                first: None,
                next: next.as_deref().map(|href| Link::new(href, "further names")),
                previous: previous.as_deref().map(|href| Link::new(href, "earlier names")),
            }))
        },
        ..Page::default()
    };
    Ok(furniture::for_worker(site, Some(who), Some(ADMINISTRATION), &page))
}

/// How many there are, and what to do where not all of them are shown.
fn counted(sought: bool, shown: usize, count: usize) -> Markup {
    html! {
        p class="govuk-body" {
            @match (sought, count) {
                (true, 0) => "Nobody has that in their name or address.",
                (_, 1) => "One account.",
                (true, count) if count > shown => {
                    (shown) " of " (count) " accounts: type more of the name."
                },
                (_, count) => { (count) " accounts." },
            }
            @if sought { " " a class="govuk-link" href=(ADMINISTRATION) { "Show everybody" } }
        }
    }
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
