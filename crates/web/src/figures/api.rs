//! Figures for programs.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use evaluation::Figure;

use super::evaluated::Unmade;
use super::shown::Taken;
use crate::faults::{Fault, problem};

/// A figure, as in `figures.json`: taken away like that file, by a person or a program.
pub(super) async fn figure(
    Taken(shown): Taken,
    Path(key): Path<String>,
) -> Result<Response, Fault> {
    let Some((_, figure)) = shown.figure(&key) else {
        let keys: Vec<&str> = shown.evaluation().figures.iter().map(|figure| figure.key).collect();
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
