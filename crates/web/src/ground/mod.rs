//! What stands under every page of the record: who asks, what a form sent, and that it was sent
//! from a page of ours.

mod back;
mod claims;
mod cookies;
mod drawn;
mod evenly;
mod forged;
mod form;
mod known;
mod named;
mod recent;
mod said;

pub(crate) use back::{back, lapsed_at};
pub(crate) use claims::{Claim, SentClaim};
pub(crate) use cookies::{Cookie, asked};
pub(crate) use drawn::Drawn;
pub(crate) use evenly::evenly;
use forged::is_from_own_page;
pub(crate) use forged::led_by_another_site;
pub(crate) use form::{Again, Open, Sent, again, typed_in_vain, was_kept, which};
pub(crate) use known::{Asking, Known, Peer, gone_on, whose};
use named::is_by_its_name;
pub(crate) use recent::{AGAIN, Recent, SentRecent, asked_again, sent_is_asked_again};
pub(crate) use said::Said;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::Site;
use crate::faults::Fault;

/// What a request is answered that goes to no route: there is nothing at any name but the site's,
/// and nothing is done that another site sends.
pub(crate) fn refused(site: &Site, request: &Request) -> Option<Response> {
    if !is_by_its_name(site, request) {
        return Some(Fault::NotFound.into_response());
    }
    let ours = is_from_own_page(site, request);
    (!ours).then(|| StatusCode::FORBIDDEN.into_response())
}
