//! How far a referral of one's own organisation has come.

use std::sync::Arc;

use axum::extract::{Extension, Path, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use casework::programs::May;
use pathway::Reference;
use serde_json::json;

use super::program;
use crate::Site;
use crate::faults::Fault;
use crate::ground::Known;
use crate::referrals::words;

/// What whoever referred is told, step by step, as on the page. No name is in it: the program knows
/// whom it asks for by the reference.
pub(super) async fn progress(
    State(site): State<Arc<Site>>,
    Extension(known): Extension<Known>,
    headers: HeaderMap,
    Path(reference): Path<String>,
) -> Result<Response, Response> {
    let asked = (May::FollowReferrals, &known.whence);
    let worker = program(&site, &headers, asked).await?;
    let away = |fault: Fault| fault.into_response();
    let office = site.office().ok_or(Fault::NotFound).map_err(away)?;
    let reference: Reference = reference.parse().map_err(|_| away(Fault::NotFound))?;
    let progress = office.acting(&worker).progress(reference).await;
    let progress = progress.map_err(|cause| away(cause.into()))?;
    let told: Vec<_> = progress
        .told
        .iter()
        .map(|told| json!({ "at": told.at.to_string(), "what": words::told(&told.of) }))
        .collect();
    let next = progress.next.as_ref().map(|next| {
        json!({
            "what": words::comes(next).trim_start_matches("Next: "),
            "by": next.by.map(|by| by.to_string()),
            "late": next.late,
        })
    });
    let body = json!({
        "reference": reference.to_string(),
        "stands": words::stands(progress.stage),
        "told": told,
        "next": next,
        "withdrawable": progress.withdrawable,
    });
    Ok(([(CONTENT_TYPE, "application/json")], body.to_string()).into_response())
}
