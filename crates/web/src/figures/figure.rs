//! One figure: picture, table, definition, denominator and doubts in one block.

use axum::response::Response;
use components::{Breadcrumb, Link, Page, Pagination, acts, breadcrumbs, pagination};
use evaluation::Figure;
use maud::{Markup, html};

use super::shown::Shown;
use super::{address, block, has_picture, name};
use crate::furniture;

pub(super) fn page(shown: &Shown, place: usize, figure: &Figure) -> Response {
    let figures = &shown.evaluation().figures;
    let headline = documents::words::headline(figure);
    let heading = headline.as_deref().unwrap_or(figure.title);
    let here = format!("{} of {}", place + 1, figures.len());
    let above = breadcrumbs(&[
        Breadcrumb { href: Some("/figures"), words: "Figures" },
        Breadcrumb { href: None, words: &here },
    ]);
    let page = Page {
        heading,
        subtitle: Some(if headline.is_some() {
            html! { (name(figure)) "." }
        } else {
            html! { (figure.question) }
        }),
        above: Some(above),
        content: html! {
            @if headline.is_some() { p class="govuk-body" { (figure.question) } }
            h2 class="govuk-visually-hidden" { "The figure in full" }
            (block::block(figure))
            (downloads(figure))
            (neighbours(figures, place))
        },
        ..Page::default()
    };
    furniture::page(shown, Some("/figures"), &page)
}

fn downloads(figure: &Figure) -> Markup {
    let address = address(figure.key);
    let [csv, json, svg] = ["csv", "json", "svg"].map(|ending| format!("{address}.{ending}"));
    let mut links = vec![
        Link::new(&csv, "Table as CSV"),
        Link::new(&json, "Numbers as JSON"),
        Link::new("/figures/workbook.xlsx", "Workbook of every figure"),
    ];
    if has_picture(figure) {
        links.insert(0, Link::new(&svg, "Picture"));
    }
    html! {
        h2 class="govuk-visually-hidden" { "Downloads" }
        (acts(&links))
    }
}

fn neighbours(figures: &[Figure], place: usize) -> Markup {
    let at = |place: Option<usize>| {
        let figure = figures.get(place?)?;
        Some((address(figure.key), figure.title))
    };
    let (previous, next) = (at(place.checked_sub(1)), at(place.checked_add(1)));
    pagination(&Pagination {
        label: "Figures before and after",
        of: "figure",
        previous: previous.as_ref().map(|(href, words)| Link::new(href, words)),
        next: next.as_ref().map(|(href, words)| Link::new(href, words)),
    })
}
