//! Making a referral, and following it.
//!
//! The model of a subject: a page a file, each with its view and its handlers. Read in the order
//! in which somebody goes through it: [`rules`], [`writing`] with its [`steps`], [`check`],
//! [`list`], [`progress`], [`acts`].

pub(crate) mod steps;

mod acts;
mod added;
mod check;
mod draft;
mod known;
mod left;
mod list;
mod opened;
mod progress;
mod report;
mod rules;
#[cfg(test)]
mod samples;
mod sent;
#[cfg(test)]
mod tests;
mod thrown;
pub(crate) mod words;
mod writing;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;
use axum::routing::{get, post};
use casework::Office;
use casework::signing_in::SignedIn;
use pathway::Reference;

use crate::Site;
use crate::faults::Fault;
use crate::ground::{Asking, Sent, evenly};

/// Where the referrals of one's own organisation are.
pub(crate) const REFERRALS: &str = "/referrals";
/// Where the rules are read, and a referral is begun.
const RULES: &str = "/referrals/rules";

pub(crate) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/referrals", get(list::page))
        .route("/referrals/rules", get(rules::page))
        .route("/referrals/drafts", post(draft::begun))
        .route("/referrals/drafts/{draft}/{page}", get(draft_page).post(draft_sent))
        .route("/referrals/drafts/{draft}/{page}/keep", post(writing::keep))
        .route("/referrals/drafts/{draft}/{page}/screened", post(writing::screened_so_far))
        .route("/referrals/drafts/{draft}/{page}/likely", post(known::so_far))
        .route("/referrals/{reference}", get(progress::page))
        .route("/referrals/{reference}/{page}", get(page).post(page_sent))
}

/// The address of a referral that was made, or of one of its pages.
pub(crate) fn of(reference: Reference, page: &str) -> String {
    match page {
        "" => format!("{REFERRALS}/{reference}"),
        page => format!("{REFERRALS}/{reference}/{page}"),
    }
}

/// A page of one referral, asked for by somebody.
struct Asked {
    site: Arc<Site>,
    who: SignedIn,
    reference: Reference,
    uri: Uri,
}

impl Asked {
    fn new(site: Arc<Site>, who: SignedIn, reference: &str, uri: Uri) -> Result<Self, Fault> {
        let reference = reference.parse().map_err(|_| Fault::NotFound)?;
        Ok(Self { site, who, reference, uri })
    }
    fn office(&self) -> Result<&Office, Fault> {
        self.site.office().ok_or(Fault::NotFound)
    }
}

async fn draft_page(
    State(site): State<Arc<Site>>,
    Asking(who): Asking,
    Path((id, page)): Path<(String, String)>,
    uri: Uri,
) -> Result<Response, Fault> {
    match page.as_str() {
        "check" => check::page(site, who, &id).await,
        "throw-away" => thrown::page(site, who, &id).await,
        page => writing::page(site, who, &id, page, &uri).await,
    }
}

async fn draft_sent(
    State(site): State<Arc<Site>>,
    Path((id, page)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, Fault> {
    match page.as_str() {
        "check" => check::sent(site, sent, &id).await,
        "throw-away" => thrown::sent(site, sent, &id).await,
        "take-on" => left::sent(site, sent, &id).await,
        page => writing::sent(site, sent, &id, page).await,
    }
}

async fn page(
    State(site): State<Arc<Site>>,
    Asking(who): Asking,
    Path((reference, page)): Path<(String, String)>,
    uri: Uri,
) -> Result<Response, Fault> {
    let asked = Asked::new(site, who, &reference, uri)?;
    match page.as_str() {
        "sent" => sent::page(asked).await,
        page => match report::numbered(page) {
            Some(place) => report::page(asked, place).await,
            None => acts::page(asked, page).await,
        },
    }
}

async fn page_sent(
    State(site): State<Arc<Site>>,
    Path((reference, page)): Path<(String, String)>,
    uri: Uri,
    sent: Sent,
) -> Result<Response, Fault> {
    let asked = Asked::new(site, sent.who.clone(), &reference, uri)?;
    match page.as_str() {
        "open" => opened::sent(asked, &sent).await,
        page => evenly(acts::sent(asked, page, sent)).await,
    }
}
