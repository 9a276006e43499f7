//! The evaluation: its overview, a page a figure, the published report against itself, what can be
//! downloaded, and the figures as JSON.

mod api;
mod block;
mod contradictions;
mod downloads;
pub(crate) mod evaluated;
mod figure;
mod list;
pub(crate) mod live;
mod overview;
#[cfg(test)]
pub(crate) mod samples;
pub(crate) mod shown;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use components::Link;
use evaluation::{Figure, Finding};
use maud::{Markup, html};

use self::shown::{Shown, Taken};
use crate::Site;
use crate::faults::Fault;

/// Where the evaluation begins, beside a record: the first page is the record's then.
pub(crate) const OVERVIEW: &str = "/overview";

pub(crate) fn routes(site: &Arc<Site>) -> Router<Arc<Site>> {
    let first = if site.office().is_some() { OVERVIEW } else { "/" };
    Router::new()
        .route(first, get(overview::page))
        .route("/figures", get(list::page))
        .route("/figures/{name}", get(one))
        .route("/figures/report.pdf", get(downloads::pdf))
        .route("/figures/report.html", get(downloads::report))
        .route("/figures/workbook.xlsx", get(downloads::workbook))
        .route("/figures/figures.json", get(downloads::figures))
        .route("/contradictions", get(contradictions::page))
        .route("/downloads", get(downloads::page))
        .route("/api/figures/{key}", get(api::figure))
}

/// A figure's page, or with an ending its file: `21`, `21.csv`, `21.json`, `21.svg`.
async fn one(shown: Shown, Path(name): Path<String>) -> Result<Response, Response> {
    let (key, ending) =
        name.rsplit_once('.').map_or((name.as_str(), None), |(key, ending)| (key, Some(ending)));
    let away = |fault: Fault| fault.into_response();
    let Some(ending) = ending else {
        let (place, figure) = shown.figure(key).ok_or(Fault::NotFound).map_err(away)?;
        return Ok(figure::page(&shown, place, figure));
    };
    let Taken(shown) = shown.taken(&address(&name)).await?;
    let (_, figure) = shown.figure(key).ok_or(Fault::NotFound).map_err(away)?;
    match ending {
        "csv" => Ok(downloads::csv(figure)),
        "json" => downloads::json(figure).map_err(away),
        "svg" => downloads::picture(figure).map_err(away),
        _ => Err(away(Fault::NotFound)),
    }
}

/// Where the page of a figure is.
fn address(key: &str) -> String {
    format!("/figures/{key}")
}

/// What a figure is called: `Figure 21. Days from referral …`, or the title alone where the
/// report has no number for it.
fn name(figure: &Figure) -> Cow<'static, str> {
    match number(figure) {
        Some(number) => format!("{number}. {}", figure.title).into(),
        None => figure.title.into(),
    }
}

/// `Figure 21`, where the report numbers it.
fn number(figure: &Figure) -> Option<String> {
    figure.key.bytes().all(|byte| byte.is_ascii_digit()).then(|| format!("Figure {}", figure.key))
}

/// Whether there is a picture of the figure: one without numbers has none.
fn has_picture(figure: &Figure) -> bool {
    documents::chart::description(figure).is_some()
}

/// A sentence with a link to the figure that shows it.
fn finding(shown: &Shown, finding: &Finding) -> components::Row {
    let figure = shown.figure(finding.figure).map(|(_, figure)| figure);
    components::Row {
        lead: None,
        words: html! { (documents::words::prose(&finding.sentence)) },
        aside: figure.map(|figure| to(figure, &name(figure))),
    }
}

fn to(figure: &Figure, words: &str) -> Markup {
    components::link(&Link::new(&address(figure.key), words))
}
