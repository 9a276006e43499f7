//! The second factor: shown after the password, set up by whoever has none, and kept on one's own
//! account.

mod account;
mod app;
mod codes;
pub(crate) mod passkey;
mod password;
mod picture;
mod show;
#[cfg(test)]
pub(crate) mod tests;

use std::borrow::Cow;
use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use casework::Office;
use casework::signing_in::{NotShown, Presented, Token};
use components::{Faults, Field, Reader, Submission};
use jiff::SignedDuration;

use crate::Site;
use crate::faults::Fault;
use crate::ground::Known;

pub(crate) const SECOND_FACTOR: &str = "/second-factor";
const RECOVERY: &str = "/second-factor/recovery";
const APP: &str = "/second-factor/app";
const PASSKEY: &str = "/second-factor/passkey";
const SHOW_PASSKEY: &str = "/second-factor/passkey/show";
pub(crate) const ACCOUNT: &str = "/account";
const EVENTS: &str = "/account/events";
const PASSWORD: &str = "/account/password";
const CODES: &str = "/account/recovery-codes";

/// None where no record is served.
pub(crate) fn routes(site: &Site) -> Router<Arc<Site>> {
    if site.office().is_none() {
        return Router::new();
    }
    Router::new()
        .route(SECOND_FACTOR, get(show::page).post(show::sent))
        .route(RECOVERY, get(show::recovery).post(show::recovered))
        .route("/second-factor/leave", post(show::leave))
        .route(APP, get(app::page).post(app::sent))
        .route("/second-factor/app/begin", post(app::begin))
        .route(PASSKEY, get(passkey::page).post(passkey::sent))
        .route(SHOW_PASSKEY, post(passkey::shown))
        .route(ACCOUNT, get(account::page))
        .route(EVENTS, get(account::events))
        .route("/account/factors/remove", post(account::remove))
        .route(PASSWORD, get(password::page).post(password::sent))
        .route(CODES, get(codes::page).post(codes::made))
}

/// What is asked on these pages.
#[derive(Clone, Copy)]
enum Asked {
    Code,
    RecoveryCode,
    Name,
}

impl Field for Asked {
    fn name(&self) -> Cow<'static, str> {
        match self {
            Self::Code => "code".into(),
            Self::RecoveryCode => "recovery-code".into(),
            Self::Name => "name".into(),
        }
    }
    fn label(&self) -> Cow<'static, str> {
        match self {
            Self::Code => "Code that the app shows".into(),
            Self::RecoveryCode => "One of your recovery codes".into(),
            Self::Name => "What you call it".into(),
        }
    }
}

/// What a form is told whose factor was not taken, with its status. What is no fault of the form
/// is a page of its own.
fn told(why: NotShown, field: Asked) -> Result<(StatusCode, Faults), Fault> {
    let mut faults = Faults::default();
    match why {
        NotShown::Refused | NotShown::Gone => {
            faults.add(&field, "This code is not right, or was used before");
            Ok((StatusCode::UNPROCESSABLE_ENTITY, faults))
        }
        NotShown::Later(time) => {
            faults.add(&field, later(time));
            Ok((StatusCode::TOO_MANY_REQUESTS, faults))
        }
        NotShown::Ended => Err(Fault::WrongCodes),
        NotShown::Unchecked(cause) => Err(cause.into()),
    }
}

/// What somebody calls what they add: what the form says, or another name where it says nothing.
fn named(submission: &Submission, otherwise: &str) -> Result<String, Faults> {
    let mut read = Reader::new(submission);
    let name = read.text(Asked::Name).at_most(100).optional();
    read.finish(|| Ok(name?.unwrap_or_else(|| otherwise.to_owned())))
}

/// What whoever tried too much is told.
pub(crate) fn later(time: SignedDuration) -> String {
    let minutes = (time.as_secs() + 59) / 60;
    match (time.as_secs(), minutes) {
        (..=60, _) => "Too much was tried. Wait a minute, and try again".to_owned(),
        (_, minutes) => format!("Too much was tried. Wait {minutes} minutes, and try again"),
    }
}

/// A page that says to wait, as programs read it.
pub(crate) fn waiting(status: StatusCode, page: Response) -> Response {
    if status == StatusCode::TOO_MANY_REQUESTS {
        return (status, [(RETRY_AFTER, "60")], page).into_response();
    }
    (status, page).into_response()
}

/// What follows once somebody is whole: what was sent too late, if it waits for this very person,
/// or the page.
async fn goes_on(
    site: &Site,
    office: &Office,
    known: &Known,
    (token, page): (&Token, &str),
) -> Result<Response, Fault> {
    let who = match office.session(token, &known.whence).await? {
        Presented::SignedIn(who) => Some(who),
        _ => None,
    };
    crate::signing_in::goes_on(site, office, known, (token, who.as_deref(), page)).await
}
