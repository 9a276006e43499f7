//! What those who run Waymark ask it.

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::Site;

pub(crate) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/health/live", get(live)).route("/health/ready", get(ready))
}

/// The process answers.
async fn live() -> &'static str {
    "live\n"
}

/// Every page can be served: the evaluation is done before the first connection is taken.
async fn ready() -> &'static str {
    "ready\n"
}
