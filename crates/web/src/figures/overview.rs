//! The first page: what this is, who got how far, what the numbers say, what is missing.

use axum::response::Response;
use components::{Notification, Page, notification, rows};
use documents::words::{headline, whole_or_withheld};
use evaluation::Finding;
use maud::{Markup, html};

use super::shown::Shown;
use super::{downloads, finding, list, name, to};
use crate::furniture::{self, day};

/// Gaps beyond this many open on request, so that the list of figures stays in reach.
const GAPS_AT_ONCE: usize = 6;

pub(super) async fn page(shown: Shown) -> Response {
    let evaluation = shown.evaluation();
    let (source, as_at) = (evaluation.source, day(evaluation.scope.as_at));
    let page = Page {
        heading: if shown.is_invented() {
            "The whole evaluation, on an invented cohort"
        } else {
            "The whole evaluation"
        },
        subtitle: Some(html! {
            (whole_or_withheld(source.referrals)) " referrals of "
            (whole_or_withheld(source.individuals)) " men and "
            (whole_or_withheld(source.support)) " support cases, as of " (as_at) "."
        }),
        above: None,
        content: html! {
            @if shown.is_invented() {
                (notification(&Notification { title: "Important", content: invented() }))
            }
            @if evaluation.release.is_some() { (protected()) }
            (flow(&shown))
            @if !evaluation.findings.is_empty() {
                h2 class="govuk-heading-m" { "What the numbers say" }
                (rows(&sentences(&shown, &evaluation.findings)))
            }
            (gaps(&shown, &evaluation.gaps))
            (against_itself(evaluation.contradictions.len()))
            h2 class="govuk-heading-m" { "Every figure" }
            (list::compact(&evaluation.figures))
            h2 class="govuk-heading-m" { "Take it with you" }
            (downloads::documents())
        },
        ..Page::default()
    };
    furniture::page(&shown, Some("/"), &page)
}

fn invented() -> Markup {
    html! {
        p class="govuk-notification-banner__heading" { "Everything here is invented." }
        p class="govuk-body waymark-words" {
            "No man, woman or child on these pages exists. The cohort was made from the tables of \
             a published evaluation alone. What that report prints stands beside the figures \
             worked out from the cohort here, so that the two can be compared."
        }
    }
}

fn protected() -> Markup {
    html! {
        p class="govuk-body waymark-words" {
            "These figures are protected for release: small counts are taken away and written "
            "[c], with whatever would give them back."
        }
    }
}

/// The flow as a picture, with its headline.
fn flow(shown: &Shown) -> Markup {
    let Some((_, figure)) = shown.figure("14") else { return html! {} };
    if !super::has_picture(figure) {
        return html! {};
    }
    html! {
        h2 class="govuk-heading-m" { (headline(figure).unwrap_or_else(|| figure.title.to_owned())) }
        (documents::html::picture(figure))
        p class="govuk-body" { (to(figure, &name(figure))) }
    }
}

fn sentences(shown: &Shown, list: &[Finding]) -> Vec<components::Row> {
    list.iter().map(|sentence| finding(shown, sentence)).collect()
}

fn gaps(shown: &Shown, gaps: &[Finding]) -> Markup {
    if gaps.is_empty() {
        return html! {};
    }
    let (first, others) = gaps.split_at(gaps.len().min(GAPS_AT_ONCE));
    html! {
        h2 class="govuk-heading-m" { "What is missing" }
        (rows(&sentences(shown, first)))
        @if !others.is_empty() {
            @let words = format!("{} more", others.len());
            (components::details(&words, &rows(&sentences(shown, others))))
        }
    }
}

/// *1 place*, *10 places*.
pub(super) fn places(count: usize) -> String {
    if count == 1 { "1 place".to_owned() } else { format!("{count} places") }
}

fn against_itself(contradictions: usize) -> Markup {
    if contradictions == 0 {
        return html! {};
    }
    html! {
        h2 class="govuk-heading-m" { "The published report against itself" }
        p class="govuk-body waymark-words" {
            "The report’s own tables do not add up in " (places(contradictions)) ". "
            a class="govuk-link" href="/contradictions" { "See each with what its rows give" } "."
        }
    }
}
