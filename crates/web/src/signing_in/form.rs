//! Signing in by e-mail address and password.

use std::borrow::Cow;
use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::header::RETRY_AFTER;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use casework::Office;
use casework::passwords::Password;
use casework::signing_in::{NotSignedIn, Presented, SignedIn, Token, Whence};
use components::{
    Faults, Field, Form, Frame, Kind, Page, Submission, Text, Weight, Width, button, button_link,
};
use maud::html;

use super::{KEPT, SIGN_IN, TODAY};
use crate::faults::Fault;
use crate::ground::{Cookie, Known, Open, Said, back};
use crate::second_factor::{SECOND_FACTOR, later};
use crate::{Site, furniture};

/// The questions of the form.
#[derive(Clone, Copy)]
enum Asked {
    Email,
    Password,
}

impl Field for Asked {
    fn name(&self) -> Cow<'static, str> {
        match self {
            Self::Email => "email".into(),
            Self::Password => "password".into(),
        }
    }
    fn label(&self) -> Cow<'static, str> {
        match self {
            Self::Email => "E-mail address".into(),
            Self::Password => "Password".into(),
        }
    }
}

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    Extension(known): Extension<Known>,
    uri: Uri,
) -> Response {
    if known.who().is_some() {
        return Redirect::to(TODAY).into_response();
    }
    if known.halfway().is_some() {
        return Redirect::to(SECOND_FACTOR).into_response();
    }
    drawn(&site, Said::of(&uri), &Submission::default(), Faults::NONE)
}

fn drawn(site: &Site, said: Option<Said>, sent: &Submission, faults: &Faults) -> Response {
    let form = Form::new(sent, faults);
    let email = Text {
        kind: Kind::Email,
        width: Width::Twenty,
        autocomplete: Some("username"),
        ..Text::default()
    };
    // Nobody's session is there yet to bind a token to; that the form is ours is known by the
    // origin of the request.
    let frame = Frame { action: SIGN_IN, token: "", command: "", draft: None };
    let page = Page {
        heading: "Sign in",
        content: html! {
            @if let Some(said) = said { (said.banner()) }
            (form.summary())
            @for directory in site.directories() {
                (button_link(
                    &super::directory::address(directory),
                    &format!("Sign in with {}", directory.name()),
                    Weight::Secondary,
                ))
            }
            @if !site.directories().is_empty() {
                h2 class="govuk-heading-m" { "Or with a password" }
            }
            (components::form(&frame, &html! {
                (form.text(Asked::Email, &email))
                (form.password(Asked::Password, None, false))
                (button("Sign in", Weight::Primary))
            }))
            p class="govuk-body waymark-words" {
                "If you have forgotten your password, ask whoever keeps accounts in your \
                 organisation for a new link."
            }
        },
        faulty: !faults.is_empty(),
        ..Page::default()
    };
    furniture::for_worker(site, None, None, &page)
}

pub(super) async fn sent(
    State(site): State<Arc<Site>>,
    Extension(known): Extension<Known>,
    Open(submission): Open,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let typed = |field: Asked| submission.typed(&field.name()).unwrap_or_default();
    let (email, password) = (typed(Asked::Email).trim(), typed(Asked::Password));
    let mut faults = Faults::default();
    if email.is_empty() {
        faults.add(&Asked::Email, "Enter your e-mail address");
    }
    if password.is_empty() {
        faults.add(&Asked::Password, "Enter your password");
    }
    if !faults.is_empty() {
        let page = drawn(&site, None, &submission, &faults);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let password = Password::typed(password.to_owned());
    let browser = known.whence.browser.clone().unwrap_or_else(|| office.new_browser());
    let whence = Whence { browser: Some(browser.clone()), ..known.whence.clone() };
    match office.sign_in(email, password, &whence).await {
        Ok(token) => {
            let cookie = Cookie::known(&browser, site.outside);
            let answer = signed_in(&site, office, &known, &token).await?;
            Ok((cookie, answer).into_response())
        }
        Err(refused @ NotSignedIn::Refused) => {
            site.metrics.sign_in(false);
            faults.add(&Asked::Email, refused.to_string());
            let page = drawn(&site, None, &submission, &faults);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(NotSignedIn::Later(time)) => {
            site.metrics.sign_in(false);
            faults.add_of_page(later(time));
            let page = drawn(&site, None, &submission, &faults);
            let wait = [(RETRY_AFTER, time.as_secs().to_string())];
            Ok((StatusCode::TOO_MANY_REQUESTS, wait, page).into_response())
        }
        Err(NotSignedIn::Unchecked(cause)) => Err(cause.into()),
    }
}

/// What follows a password that was right, or a press: the second factor, which is asked of everybody;
/// or what was sent too late, if it waits for this very person, the page on which they were, or the
/// day.
pub(super) async fn signed_in(
    site: &Site,
    office: &Office,
    known: &Known,
    token: &Token,
) -> Result<Response, Fault> {
    // Whoever was signed in here before is not any more.
    if let Some(before) = known.who() {
        office.sign_out(before).await?;
    }
    if let Some(before) = known.halfway() {
        office.sign_out_halfway(before).await?;
    }
    let who = match office.session(token, &known.whence).await? {
        Presented::Halfway(_) => {
            let keeping = Cookie::keeping(token, site.outside);
            return Ok((keeping, Redirect::to(SECOND_FACTOR)).into_response());
        }
        Presented::SignedIn(who) => Some(who),
        _ => None,
    };
    goes_on(site, office, known, (token, who.as_deref(), TODAY)).await
}

/// Where somebody goes on who is signed in: to what was sent too late, if it waits for this very
/// person, else to a page. Where that is the day, they go back to where they were instead, if their
/// session lapsed there.
pub(crate) async fn goes_on(
    site: &Site,
    office: &Office,
    known: &Known,
    (token, who, page): (&Token, Option<&SignedIn>, &str),
) -> Result<Response, Fault> {
    site.metrics.sign_in(true);
    let keeping = Cookie::keeping(token, site.outside);
    let Some(who) = who else { return Ok((keeping, Redirect::to(page)).into_response()) };
    let (was_at, been_back) = back(site, office, known, who);
    let to = match was_at {
        _ if office.has_kept(who).await? => KEPT.to_owned(),
        Some(was_at) if page == TODAY => was_at,
        _ => page.to_owned(),
    };
    Ok((keeping, been_back, Redirect::to(&to)).into_response())
}
