//! What the report says against itself.

use axum::response::Response;
use components::{Page, Row, rows};
use documents::words;
use evaluation::Contradiction;
use maud::html;

use super::overview::places;
use super::shown::Shown;
use super::{name, to};
use crate::furniture;

pub(super) async fn page(shown: Shown) -> Response {
    let found = &shown.evaluation().contradictions;
    let list: Vec<Row> = found.iter().map(|contradiction| row(&shown, contradiction)).collect();
    let page = Page {
        heading: "The published report against itself",
        subtitle: Some(html! {
            "Of the published report alone, whatever cohort is evaluated here: found by the program \
             in the report’s own tables and the rates that its text states."
        }),
        above: None,
        content: html! {
            @if list.is_empty() {
                p class="govuk-body waymark-words" {
                    "Nothing is listed: the report’s numbers stand beside an evaluation of the \
                     whole cohort only. See every figure for what is evaluated here."
                }
            } @else {
                p class="govuk-body waymark-words" {
                    "In " (places(list.len())) " what the report prints is not what its own rows \
                     give. The demonstration cohort follows the rows and not the totals."
                }
                (rows(&list))
            }
        },
        ..Page::default()
    };
    furniture::page(&shown, Some("/contradictions"), &page)
}

fn row(shown: &Shown, contradiction: &Contradiction) -> Row {
    let figure = contradiction.figure.and_then(|key| shown.figure(key)).map(|(_, figure)| figure);
    Row {
        lead: Some(words::sentence(&contradiction.place)),
        words: html! { (words::prose(&contradiction.sentence)) },
        aside: Some(html! {
            "Printed: " (words::printed(&contradiction.printed)) ". Its rows give: "
            (words::prose(&contradiction.computed)) "."
            @if let Some(figure) = figure { " " (to(figure, &name(figure))) }
        }),
    }
}
