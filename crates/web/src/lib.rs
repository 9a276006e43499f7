//! Pages and the JSON interface.
//!
//! A folder a subject: [`figures`] are the evaluation's pages, their downloads and their JSON;
//! [`operations`] is what those who run Waymark ask it. HTML is written in the page's own file
//! with the parts of the crate `components`.

pub mod figures;
pub mod operations;

mod administration;
mod alike;
mod around;
mod cases;
mod coded;
mod groups;
mod messages;
mod programs;
mod referrals;
mod second_factor;
mod signing_in;
mod today;

mod assets;
#[cfg(test)]
mod attempts;
mod faults;
mod furniture;
#[cfg(test)]
mod gate;
mod ground;
mod headers;
mod moments;
mod networks;
mod patient;
mod room;
mod seldom;
mod serve;
mod site;
#[cfg(test)]
mod tests;
mod tls;
#[cfg(test)]
mod town;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;

pub use figures::evaluated::Unmade;
pub use figures::live::Completes;
pub use networks::{Network, NotANetwork};
pub use serve::{Wire, serve};
pub use site::{NotPublic, Outside, Public, Site};
pub use tls::{Files, NotShown, Tls};

/// No body is read beyond this; a form has bounds of its own within it.
const BODY_LIMIT: usize = 4_000_000;
/// No page takes longer: the slowest thing is a document made for the first time.
const PATIENCE: Duration = Duration::from_secs(60);

/// Every address of the site.
pub fn router(site: Arc<Site>) -> Router {
    let routes = Router::new()
        .merge(figures::routes(&site))
        .merge(signing_in::routes(&site))
        .merge(second_factor::routes(&site))
        .merge(administration::routes())
        .merge(cases::routes())
        .merge(today::routes())
        .merge(groups::routes())
        .merge(referrals::routes())
        .merge(programs::routes())
        .merge(messages::routes())
        .merge(operations::routes())
        .merge(assets::routes());
    around(routes, site)
}

/// What happens to every request before and after its route.
fn around(routes: Router<Arc<Site>>, site: Arc<Site>) -> Router {
    routes
        .fallback(faults::not_found)
        .method_not_allowed_fallback(faults::method_not_allowed)
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
        .layer(CatchPanicLayer::custom(faults::caught))
        .layer(from_fn_with_state(Arc::clone(&site), around::answered))
        .with_state(site)
}
