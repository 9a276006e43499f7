//! A report that was sent to whoever referred.

use axum::response::Response;
use components::{Breadcrumb, Page, breadcrumbs};
use maud::html;
use pathway::codes::Code;

use super::{Asked, REFERRALS, of};
use crate::coded::beginning;
use crate::faults::Fault;
use crate::furniture::{self, moment};

/// The page of the report that is at a place among what was told.
pub(super) fn page_of(place: u32) -> String {
    format!("report-{place}")
}

/// The place of a page's name.
pub(super) fn numbered(page: &str) -> Option<u32> {
    page.strip_prefix("report-")?.parse().ok()
}

pub(super) async fn page(asked: Asked, place: u32) -> Result<Response, Fault> {
    let office = asked.office()?;
    let acting = office.acting(&asked.who.worker);
    let (permitted, report, at, text) = acting.report(asked.reference, place).await?;
    let (heading, reference) = (beginning(report.words()), asked.reference.to_string());
    let follow = of(asked.reference, "");
    let page = Page {
        heading: &heading,
        subtitle: Some(html! { "Sent to you on " (moment(at)) "." }),
        above: Some(breadcrumbs(&[
            Breadcrumb { href: Some(REFERRALS), words: "Referrals" },
            Breadcrumb { href: Some(&follow), words: &reference },
            Breadcrumb { href: None, words: &heading },
        ])),
        content: html! {
            @for line in text.reveal(&permitted).split("\n\n") {
                p class="govuk-body waymark-words waymark-typed" { (line) }
            }
        },
        ..Page::default()
    };
    Ok(furniture::for_worker(&asked.site, Some(&asked.who), Some(REFERRALS), &page))
}
