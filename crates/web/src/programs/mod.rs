//! What programs of an organisation ask, with a bearer token: JSON, and problems as RFC 9457.

mod referral;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use casework::Worker;
use casework::programs::May;
use casework::signing_in::{Token, Whence};

use crate::Site;
use crate::faults::{Fault, problem};

pub(crate) fn routes() -> Router<Arc<Site>> {
    Router::new().route("/api/referrals/{reference}", get(referral::progress))
}

/// The token that a request brings; none where it brings none, or what no token looks like.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<Token> {
    let line = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = line.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Token::read(token.trim()))?
}

/// The program that asks for something, or why it is not answered.
pub(crate) async fn program(
    site: &Site,
    headers: &HeaderMap,
    (wants, whence): (May, &Whence),
) -> Result<Worker, Response> {
    let office = site.office().ok_or_else(|| Fault::NotFound.into_response())?;
    let away = |cause: casework::Fault| Fault::from(cause).into_response();
    let found = match bearer(headers) {
        Some(token) => office.program(&token, wants, whence.address).await.map_err(away)?,
        None => {
            office.program_refused(whence.address).await.map_err(away)?;
            None
        }
    };
    match found {
        Some(worker) => Ok(worker),
        None => {
            let detail = "Bring a bearer token of your organisation that is good for this.";
            let mut answer = problem(StatusCode::UNAUTHORIZED, detail);
            let asks = HeaderValue::from_static("Bearer");
            answer.headers_mut().insert(WWW_AUTHENTICATE, asks);
            Err(answer)
        }
    }
}
