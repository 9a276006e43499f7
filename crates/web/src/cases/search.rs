//! Looking a case up by name, number or reference, on one's own side. What is sought is sent and
//! stands in no address, where a name would stay.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use casework::Sought;
use casework::signing_in::SignedIn;
use components::{
    Cell, DateInput, Faults, Form, Frame, Link, Page, Reader, Submission, Table, Text, Weight,
    button, form, nothing, table,
};
use maud::{Markup, html};
use pathway::london_day;

use super::list::{HEAD, row};
use super::{CASES, SEARCH};
use crate::coded::asked;
use crate::faults::Fault;
use crate::ground::{Asking, Sent};
use crate::{Site, furniture};

asked! {
    /// What is looked for.
    Look {
        Words = "words", "Name, telephone number, postcode or reference";
        Born = "date-of-birth", "Date of birth";
    }
}

/// The page on which cases are looked up.
pub(super) async fn page(
    State(site): State<Arc<Site>>,
    Asking(who): Asking,
) -> Result<Response, Fault> {
    site.office().ok_or(Fault::NotFound)?;
    who.worker.cases().ok_or(Fault::NotFound)?;
    Ok(searching(&site, &who, &Form::fresh(&Submission::default()), &html! {}))
}

fn searching(site: &Site, who: &SignedIn, asked: &Form<'_>, found: &Markup) -> Response {
    let token = who.form_token.text();
    let frame = Frame { action: SEARCH, token: &token, command: "", draft: None };
    let content = html! {
        (asked.summary())
        (form(&frame, &html! {
            (asked.text(Look::Words, &Text { autocomplete: Some("off"), ..Text::default() }))
            (asked.date(Look::Born, &DateInput { hint: Some("Leave it empty where it is not known"), ..DateInput::default() }))
            (button("Look it up", Weight::Primary))
        }))
        (found)
    };
    let faulty = !asked.faults.is_empty();
    let page = Page { heading: "Look a case up", content, faulty, ..Page::default() };
    furniture::for_worker(site, Some(who), Some(CASES), &page)
}

/// What was found. It is sent and not asked for by an address, which would hold the name.
pub(super) async fn found(
    State(site): State<Arc<Site>>,
    Sent { who, submission }: Sent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let cases = who.worker.cases().ok_or(Fault::NotFound)?;
    let now = office.now();
    let mut read = Reader::new(&submission);
    let words = read.text(Look::Words).at_most(100).optional();
    let date_of_birth = read.date(Look::Born).not_after(london_day(now)).optional();
    if let (Ok(None), Ok(None)) = (&words, &date_of_birth) {
        read.fault(
            Look::Words,
            "Enter a name, a telephone number, a postcode, a reference or a date of birth",
        );
    }
    let sought = read
        .finish(|| Ok(Sought { words: words?.unwrap_or_default(), date_of_birth: date_of_birth? }));
    let sought = match sought {
        Ok(sought) => sought,
        Err(faults) => {
            let page = searching(&site, &who, &Form::new(&submission, &faults), &html! {});
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let found = office.acting(&who.worker).search(&sought).await?;
    let shown: Vec<Vec<Cell>> = found
        .cases
        .iter()
        .map(|one| {
            let person = one.person.and_then(|person| found.people.get(&person));
            row(one, person.map(|person| (person.as_ref(), &found.scope)), cases, now)
        })
        .collect();
    let list = html! {
        h2 class="govuk-heading-m" { "What was found" }
        @if shown.is_empty() {
            (nothing("No case of yours is like that. Check the spelling, or try a part of the name, a telephone number or the reference.", &[Link::new(CASES, "See the caseload")]))
        } @else {
            (table(&Table { caption: None, head: &HEAD, rows: &shown, first_cell_is_header: true }))
        }
    };
    Ok(searching(&site, &who, &Form::new(&submission, Faults::NONE), &list))
}
