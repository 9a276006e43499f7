//! Restricted cases, and who opened each with what reason.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use components::{Link, Page, Row, link, nothing, rows};
use maud::html;

use super::{CASES, CasePage};
use crate::faults::Fault;
use crate::furniture::moment;
use crate::ground::Asking;
use crate::{Site, furniture};

/// Restricted cases, and who opened each with what reason: what a manager watches over.
pub(super) async fn page(
    State(site): State<Arc<Site>>,
    Asking(who): Asking,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let guarded = office.acting(&who.worker).guarded().await?;
    let content = html! {
        p class="govuk-body waymark-words" {
            "A restricted case is in every list without its name. Whoever of the programme opens \
             it gives a reason, and has it open for 12 hours."
        }
        @if guarded.is_empty() {
            (nothing("No case is restricted, and none was opened with a reason.", &[Link::new(CASES, "See the caseload")]))
        }
        @for one in &guarded {
            @let reference = one.listed.envelope.reference;
            @let href = CasePage::Access.of(reference);
            @let words = reference.to_string();
            h2 class="govuk-heading-m" {
                (link(&Link::new(&href, &words)))
                @if !one.listed.facts.restricted { " (no longer restricted)" }
            }
            @if one.opened.is_empty() {
                p class="govuk-body" { "Nobody has opened it." }
            } @else {
                (rows(&one.opened.iter().map(opening).collect::<Vec<_>>()))
            }
        }
    };
    let page = Page { heading: "Restricted cases", content, ..Page::default() };
    Ok(furniture::for_worker(&site, Some(&who), Some(CASES), &page))
}

fn opening(opened: &casework::his::Opened) -> Row {
    Row {
        lead: None,
        words: html! { span class="waymark-words" { (opened.reason) } },
        aside: Some(html! {
            (opened.who) ", " (moment(opened.at)) ", open until " (moment(opened.until))
        }),
    }
}
