//! The evaluation as files.

use axum::body::Bytes;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use components::{Link, Page, Row, link, rows};
use evaluation::Figure;
use maud::{Markup, html};

use super::shown::{Shown, Taken};
use super::{has_picture, name, number};
use crate::faults::Fault;
use crate::furniture;

pub(super) async fn page(shown: Shown) -> Response {
    let tables: Vec<Row> = shown.evaluation().figures.iter().map(files).collect();
    let page = Page {
        heading: "Downloads",
        subtitle: Some(
            html! { "The same numbers as on these pages, in the forms that others use." },
        ),
        above: None,
        content: html! {
            h2 class="govuk-heading-m" { "The whole evaluation" }
            (documents())
            h2 class="govuk-heading-m" { "A figure at a time" }
            (rows(&tables))
        },
        ..Page::default()
    };
    furniture::page(&shown, Some("/downloads"), &page)
}

/// A row a document of the whole evaluation.
pub(super) fn documents() -> Markup {
    let row = |href: &'static str, words: &'static str, aside: &'static str| Row {
        lead: None,
        words: link(&Link::new(href, words)),
        aside: Some(html! { (aside) }),
    };
    rows(&[
        row("/figures/report.pdf", "Report as PDF", "To print and to send; can be read aloud."),
        row("/figures/report.html", "Report as a web page", "One file that opens from disk."),
        row("/figures/workbook.xlsx", "Workbook", "A sheet a figure, numbers as numbers."),
        row("/figures/figures.json", "Figures as JSON", "For programs, at full precision."),
    ])
}

fn files(figure: &Figure) -> Row {
    let address = super::address(figure.key);
    // Each says which figure, since a list of links is also read without its rows.
    let of = number(figure).unwrap_or_else(|| figure.title.to_owned());
    let file = |ending: &str, form: &str| {
        let href = format!("{address}.{ending}");
        html! {
            a class="govuk-link waymark-acts__act" href=(href) {
                (form) span class="govuk-visually-hidden" { " of " (of) }
            }
        }
    };
    Row {
        lead: None,
        words: html! { (name(figure)) },
        aside: Some(html! {
            (file("csv", "CSV")) " " (file("json", "JSON"))
            @if has_picture(figure) { " " (file("svg", "Picture")) }
        }),
    }
}

fn attachment(kind: &'static str, file: &str, content: impl Into<Bytes>) -> Response {
    let disposition = format!("attachment; filename=\"{file}\"");
    let headers = [(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, disposition)];
    (headers, content.into()).into_response()
}

pub(super) async fn pdf(Taken(shown): Taken) -> Result<Response, Fault> {
    Ok(attachment("application/pdf", "report.pdf", shown.evaluated.pdf().await?))
}

pub(super) async fn report(Taken(shown): Taken) -> Result<Response, Fault> {
    Ok(attachment("text/html; charset=utf-8", "report.html", shown.evaluated.report().await?))
}

pub(super) async fn workbook(Taken(shown): Taken) -> Result<Response, Fault> {
    const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(attachment(KIND, "workbook.xlsx", shown.evaluated.workbook().await?))
}

pub(super) async fn figures(Taken(shown): Taken) -> Result<Response, Fault> {
    Ok(attachment("application/json", "figures.json", shown.evaluated.figures().await?))
}

pub(super) fn csv(figure: &Figure) -> Response {
    let file = documents::csv_name(figure.key);
    attachment("text/csv; charset=utf-8", &file, documents::table::csv(figure))
}

pub(super) fn json(figure: &Figure) -> Result<Response, Fault> {
    let file = format!("figure-{}.json", figure.key);
    Ok(attachment("application/json", &file, super::api::text(figure)?))
}

/// The drawing alone, where the figure has one.
pub(super) fn picture(figure: &Figure) -> Result<Response, Fault> {
    let picture = documents::chart::alone(figure).ok_or(Fault::NotFound)?;
    let file = format!("figure-{}.svg", figure.key);
    Ok(attachment("image/svg+xml; charset=utf-8", &file, picture))
}
