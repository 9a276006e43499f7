//! Every figure, in the order in which a reader needs them.

use axum::response::Response;
use components::{Page, Row, rows};
use documents::words::{SUPPRESSED, headline, whole};
use evaluation::Figure;
use maud::{Markup, html};

use super::shown::Shown;
use super::{number, to};
use crate::furniture;

pub(super) async fn page(shown: Shown) -> Response {
    let list: Vec<Row> = shown.evaluation().figures.iter().map(full).collect();
    let page = Page {
        heading: "Figures",
        subtitle: Some(html! {
            "Each with its question, its table and how it is worked out, in the order in which \
             a reader needs them. Those with a number are the report’s; it does not have the others."
        }),
        above: None,
        content: rows(&list),
        ..Page::default()
    };
    furniture::page(&shown, Some("/figures"), &page)
}

/// A row a figure, with what it shows.
pub(super) fn compact(figures: &[Figure]) -> Markup {
    let list: Vec<Row> = figures
        .iter()
        .map(|figure| Row {
            lead: Some(lead(figure)),
            words: to(figure, figure.title),
            aside: headline(figure).map(|headline| html! { (headline) }),
        })
        .collect();
    rows(&list)
}

/// A row a figure, with the question that it answers and how many it counts.
fn full(figure: &Figure) -> Row {
    Row {
        lead: Some(lead(figure)),
        words: html! {
            (to(figure, figure.title))
            @if let Some(headline) = headline(figure) { br; (headline) }
        },
        aside: Some(html! {
            (figure.question)
            @if figure.withheld {
                " n " (SUPPRESSED) "."
            } @else if figure.n == 0 && figure.missing == 0 {
                " " (figure.notes.first().map_or("Nothing is recorded to work it out from.", |note| note))
            } @else {
                " n " (whole(figure.n.into()))
                @if figure.missing > 0 { ", " (whole(figure.missing.into())) " missing" }
                "."
            }
        }),
    }
}

/// The report's number, and nothing where it has none.
fn lead(figure: &Figure) -> String {
    number(figure).unwrap_or_default()
}
