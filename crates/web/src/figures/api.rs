//! Figures for programs.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use evaluation::Figure;

use crate::faults::{Fault, problem};
use crate::{Site, Unmade};

/// A figure, as in `figures.json`.
pub(super) async fn figure(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
) -> Result<Response, Fault> {
    let Some((_, figure)) = site.figure(&key) else {
        let keys: Vec<&str> = site.evaluation.figures.iter().map(|figure| figure.key).collect();
        let detail = format!("There is no such figure. The keys are: {}.", keys.join(", "));
        return Ok(problem(StatusCode::NOT_FOUND, &detail));
    };
    Ok(([(CONTENT_TYPE, "application/json")], text(figure)?).into_response())
}

/// The text of a figure as in `figures.json`.
pub(super) fn text(figure: &Figure) -> Result<Vec<u8>, Fault> {
    serde_json::to_vec_pretty(&documents::json::figure(figure)).map_err(|fault| {
        Fault::Unmade(Unmade::Failed { document: "figure’s JSON", cause: fault.to_string() })
    })
}
