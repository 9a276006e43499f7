//! Styles, script, fonts and the sign on the tab.

use std::sync::{Arc, LazyLock};

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

/// The address of the styles of charts, which the crate `documents` draws.
pub(crate) static CHARTS: LazyLock<String> = LazyLock::new(|| {
    // 64 bits of FNV-1a, as in the build of `components`: they only have to change with it.
    let hash = documents::chart::STYLE.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("/assets/chart-{hash:016x}.css")
});

pub(crate) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/assets/{*name}", get(asset))
        .route(CHARTS.as_str(), get(charts))
        .route(layout::SIGN_ADDRESS, get(sign))
}

async fn charts() -> impl IntoResponse {
    let headers = [(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, FOR_EVER)];
    (headers, documents::chart::STYLE)
}

async fn asset(Path(name): Path<String>) -> Result<Response, Fault> {
    let asset = assets::find(&name).ok_or(Fault::NotFound)?;
    let headers = [(CONTENT_TYPE, asset.kind), (CACHE_CONTROL, FOR_EVER)];
    Ok((headers, asset.content).into_response())
}

async fn sign() -> impl IntoResponse {
    let headers =
        [(CONTENT_TYPE, "image/svg+xml; charset=utf-8"), (CACHE_CONTROL, "public, max-age=86400")];
    (headers, layout::SIGN)
}
