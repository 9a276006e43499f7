//! Pages and the JSON interface.
//!
//! A folder a subject: [`figures`] are the evaluation's pages, their downloads and their JSON;
//! [`operations`] is what those who run Waymark ask it. HTML is written in the page's own file
//! with the parts of the crate `components`.

pub mod figures;
pub mod operations;

mod assets;
mod faults;
mod furniture;
mod headers;
mod serve;
mod site;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

pub use serve::serve;
pub use site::{Site, Unmade};

/// Nothing here takes a body yet; what is sent all the same is not read beyond this.
const BODY_LIMIT: usize = 64 * 1024;
/// No page takes longer: the slowest thing is a document made for the first time.
const PATIENCE: Duration = Duration::from_secs(60);

/// Every address of the site.
pub fn router(site: Arc<Site>) -> Router {
    let routes =
        Router::new().merge(figures::routes()).merge(operations::routes()).merge(assets::routes());
    around(routes, site)
}

/// What happens to every request before and after its route.
fn around(routes: Router<Arc<Site>>, site: Arc<Site>) -> Router {
    routes
        .fallback(faults::not_found)
        .method_not_allowed_fallback(faults::method_not_allowed)
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, PATIENCE))
        .layer(CatchPanicLayer::custom(faults::caught))
        .layer(from_fn_with_state(Arc::clone(&site), faults::shown))
        .layer(from_fn(headers::protected))
        .layer(from_fn(headers::traced))
        .with_state(site)
}
