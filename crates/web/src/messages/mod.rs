//! The inbox: what came for somebody and for where they work, newest first.

mod list;
mod one;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use casework::inbox::{AboutWhat, Came};
use pathway::codes::Code;

use crate::Site;
use crate::cases::CasePage;
use crate::referrals;

/// Where the inbox is.
pub(crate) const MESSAGES: &str = "/messages";

pub(crate) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/messages", get(list::page)).route("/messages/{message}", get(one::page))
}

/// What a message says.
pub(crate) fn words(came: &Came) -> &'static str {
    came.kind.map_or("Something has happened", Code::words)
}

/// Where a message is opened.
pub(crate) fn of(came: &Came) -> String {
    format!("{MESSAGES}/{}", came.id.uuid())
}

/// Where what it is about is followed.
fn about(came: &Came) -> String {
    match came.about {
        AboutWhat::Referral => referrals::of(came.reference, ""),
        AboutWhat::Case => CasePage::Overview.of(came.reference),
    }
}
