//! Whoever showed who they are a short time ago: asked before what is worth a second look.

use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use casework::signing_in::SignedIn;
use components::Submission;

use super::form::kept_meanwhile;
use super::{Asking, Sent};
use crate::Site;
use crate::signing_in::KEPT;

/// Where it is asked.
pub(crate) const AGAIN: &str = "/sign-in/again";

/// As [`Asking`], and showed who they are within minutes: others are asked to, and come back.
pub(crate) struct Recent(pub SignedIn);

/// As [`Sent`], likewise. A form may take longer than the page that it stands on; one that took longer
/// yet is kept, and offered once they have shown it.
pub(crate) struct SentRecent {
    pub who: SignedIn,
    pub submission: Submission,
}

impl FromRequestParts<Arc<Site>> for Recent {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Response> {
        let Asking(who) = Asking::from_request_parts(parts, site).await?;
        if is_recent(site, &who, false) { Ok(Self(who)) } else { Err(again(parts.uri.path())) }
    }
}

impl FromRequest<Arc<Site>> for SentRecent {
    type Rejection = Response;

    async fn from_request(request: Request, site: &Arc<Site>) -> Result<Self, Response> {
        let path = request.uri().path().to_owned();
        let Sent { who, submission } = Sent::from_request(request, site).await?;
        if is_recent(site, &who, true) {
            return Ok(Self { who, submission });
        }
        // What has no page of its own is a press, and is pressed again.
        let written = page_of(&path) == path || of_a_page(&path).is_some();
        if !written {
            return Err(again(&path));
        }
        Err(match kept_meanwhile(site, &who, (&path, &submission)).await {
            Ok(true) => again(KEPT),
            Ok(false) => again(&path),
            Err(fault) => fault.into_response(),
        })
    }
}

/// Where whoever is signed in is asked again before something, unless that was done a short time
/// ago; whoever is signed in halfway is at it already.
pub(crate) fn asked_again(site: &Site, who: Option<&SignedIn>, to: &str) -> Option<Response> {
    who.filter(|who| !is_recent(site, who, false)).map(|_| again(to))
}

/// [`asked_again`] where a form came, which may take longer than the page that it stands on.
pub(crate) fn sent_is_asked_again(
    site: &Site,
    who: Option<&SignedIn>,
    to: &str,
) -> Option<Response> {
    who.filter(|who| !is_recent(site, who, true)).map(|_| again(to))
}

fn is_recent(site: &Site, who: &SignedIn, form: bool) -> bool {
    // Nobody invented has anything to show.
    let invented = site.door().is_some();
    invented || site.office().is_some_and(|office| who.is_recent(office.now(), form))
}

/// To be asked, and back. A path of this site holds nothing that an address must not.
fn again(path: &str) -> Response {
    let to = components::address(AGAIN, &[("to", page_of(path))]);
    Redirect::to(&to).into_response()
}

/// The page on which the form of an address stands, where the address itself only takes forms.
fn page_of(path: &str) -> &str {
    match path {
        "/account/factors/remove" => "/account",
        "/sessions/end" | "/sessions/end-others" => "/sessions",
        path => of_a_page(path).unwrap_or(path),
    }
}

/// The page on which a form stands in which something is written.
fn of_a_page(path: &str) -> Option<&str> {
    ["/roles", "/correct"].into_iter().find_map(|form| path.strip_suffix(form))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_that_has_no_page_of_its_address_leads_back_to_the_page_that_it_stands_on() {
        for (form, page) in [
            ("/account/factors/remove", "/account"),
            ("/sessions/end-others", "/sessions"),
            ("/administration/people/7/roles", "/administration/people/7"),
            ("/administration/people/7/correct", "/administration/people/7"),
            ("/administration/invite", "/administration/invite"),
        ] {
            assert_eq!(page_of(form), page);
        }
    }
}
