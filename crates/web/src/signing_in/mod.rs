//! Signing in and out: the first page, the form, one's sessions.

mod again;
mod browsers;
mod directory;
mod entrance;
mod form;
mod invitation;
mod kept;
mod sessions;
#[cfg(test)]
pub(crate) mod tests;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

pub(crate) use again::{not_taken, ours};
pub(crate) use form::goes_on;

use crate::Site;
use crate::ground::AGAIN;

/// Where whoever signed in begins.
pub(crate) const TODAY: &str = "/today";
const SIGN_IN: &str = "/sign-in";
const SESSIONS: &str = "/sessions";
/// Where what was sent too late waits.
pub(crate) const KEPT: &str = "/sessions/kept";

/// None where no record is served; the door of the demonstration where there is one.
pub(crate) fn routes(site: &Site) -> Router<Arc<Site>> {
    if site.office().is_none() {
        return Router::new();
    }
    let routes = Router::new()
        .route("/", get(entrance::page))
        .route(SIGN_IN, get(form::page).post(form::sent))
        .route(AGAIN, get(again::page).post(again::sent))
        .route("/invitation/{link}", get(invitation::page).post(invitation::sent))
        .route("/sign-in/with/{directory}", get(directory::lead))
        .route("/sign-in/with/{directory}/answer", get(directory::answered))
        .route("/sign-out", post(sessions::sign_out))
        .route("/session", get(sessions::lasts).post(sessions::stay))
        .route("/second-factor/session", get(sessions::claim_lasts).post(sessions::claim_stays))
        .route(SESSIONS, get(sessions::page))
        .route("/sessions/end", post(sessions::end))
        .route("/sessions/end-others", post(sessions::end_others))
        .route(KEPT, get(kept::page))
        .route("/sessions/kept/throw-away", post(kept::throw_away));
    match site.door() {
        Some(_) => routes.route("/demonstration/sign-in", post(entrance::pressed)),
        None => routes,
    }
}
