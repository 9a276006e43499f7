//! Styles, script, fonts and the sign on the tab.

use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use components::{assets, layout};

use crate::Site;
use crate::faults::Fault;

/// The name carries the hash of the content, so that it may be kept for ever.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

pub(crate) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/assets/{*name}", get(asset)).route(layout::SIGN_ADDRESS, get(sign))
}

async fn asset(Path(name): Path<String>) -> Result<Response, Fault> {
    let asset = assets::find(&name).ok_or(Fault::NotFound)?;
    let headers = [(CONTENT_TYPE, asset.kind), (CACHE_CONTROL, FOR_EVER)];
    Ok((headers, asset.content).into_response())
}

async fn sign() -> impl IntoResponse {
    let headers = [(CONTENT_TYPE, "image/svg+xml"), (CACHE_CONTROL, "public, max-age=86400")];
    (headers, layout::SIGN)
}
