//! Whoever is at their own second factors: half signed in, or whole.

use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use casework::signing_in::{Claimant, FormToken, Halfway, SignedIn};
use components::Submission;
use jiff::Timestamp;

use super::Open;
use super::known::Known;
use super::said::Said;
use crate::Site;
use crate::faults::Fault;

/// Whoever may ask for what they sign in with, and for nothing else by this.
#[derive(Clone)]
pub(crate) enum Claim {
    Halfway(Halfway),
    SignedIn(SignedIn),
}

/// A form that such a person sent, from a page of their own session.
pub(crate) struct SentClaim {
    pub claim: Claim,
    pub submission: Submission,
}

impl Claim {
    pub(crate) fn claimant(&self) -> Claimant<'_> {
        match self {
            Self::Halfway(half) => half.claimant(),
            Self::SignedIn(who) => Claimant::SignedIn(who),
        }
    }
    /// Whoever is signed in; none who is halfway.
    pub(crate) const fn who(&self) -> Option<&SignedIn> {
        match self {
            Self::Halfway(_) => None,
            Self::SignedIn(who) => Some(who),
        }
    }
    /// Seconds until the session ends if nothing is done.
    pub(crate) fn ends_in(&self, now: Timestamp) -> u32 {
        match self {
            Self::Halfway(half) => half.ends_in(now),
            Self::SignedIn(who) => who.ends_in(now),
        }
    }
    /// What the forms of the page carry.
    pub(crate) fn token(&self) -> String {
        self.form_token().text()
    }

    fn form_token(&self) -> &FormToken {
        match self {
            Self::Halfway(half) => half.form_token(),
            Self::SignedIn(who) => &who.form_token,
        }
    }

    /// Whoever's session has ended is told so; a script, that of a form too, is led there.
    fn too_late(known: &Known) -> Option<Response> {
        let said = match known.lapsed_halfway() {
            true => Said::LapsedHalfway,
            false => known.lapsed().map(|_| Said::Lapsed)?,
        };
        Some(said.at("/sign-in").into_response())
    }

    fn of(known: &Known) -> Option<Self> {
        let half = known.halfway().cloned().map(Self::Halfway);
        half.or_else(|| known.who().cloned().map(Self::SignedIn))
    }
}

impl FromRequestParts<Arc<Site>> for Claim {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _site: &Arc<Site>) -> Result<Self, Response> {
        let known = parts.extensions.get::<Known>().cloned().unwrap_or_default();
        if known.unanswered {
            return Err(Fault::Unavailable.into_response());
        }
        Self::of(&known).ok_or_else(|| {
            let late = Self::too_late(&known);
            late.unwrap_or_else(|| Said::SignInFirst.at("/sign-in").into_response())
        })
    }
}

impl FromRequest<Arc<Site>> for SentClaim {
    type Rejection = Response;

    async fn from_request(request: Request, site: &Arc<Site>) -> Result<Self, Response> {
        let known = request.extensions().get::<Known>().cloned().unwrap_or_default();
        if known.unanswered {
            return Err(Fault::Unavailable.into_response());
        }
        let claim = Claim::of(&known).ok_or_else(|| {
            Claim::too_late(&known).unwrap_or_else(|| Fault::SignedOut.into_response())
        })?;
        let Open(submission) = Open::from_request(request, site).await?;
        if !claim.form_token().is(submission.token()) {
            return Err(axum::http::StatusCode::FORBIDDEN.into_response());
        }
        Ok(Self { claim, submission })
    }
}
