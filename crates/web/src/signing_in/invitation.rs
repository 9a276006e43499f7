//! The link of an invitation: whoever has it chooses a password, once.

use std::borrow::Cow;
use std::sync::Arc;

use axum::extract::{Extension, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use casework::invitations::NotAccepted;
use casework::passwords::{Password, SHORTEST};
use casework::signing_in::{Token, Whence};
use components::{Faults, Field, Form, Frame, Page, Submission, Weight, button};
use maud::html;

use super::form;
use crate::faults::Fault;
use crate::ground::{Cookie, Known, Open};
use crate::second_factor::{later, waiting};
use crate::{Site, furniture};

#[derive(Clone, Copy)]
struct Chosen;

impl Field for Chosen {
    fn name(&self) -> Cow<'static, str> {
        "password".into()
    }
    fn label(&self) -> Cow<'static, str> {
        "A password of your own".into()
    }
}

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let good = match Token::read(&link) {
        Some(token) => office.invitation(&token).await?.is_some(),
        None => false,
    };
    Ok(if good { drawn(&site, &link, Faults::NONE) } else { gone(&site) })
}

/// Whose it is, is said nowhere: whoever looks over a shoulder learns nothing.
fn drawn(site: &Site, link: &str, faults: &Faults) -> Response {
    let action = format!("/invitation/{link}");
    let frame = Frame { action: &action, token: "", command: "", draft: None };
    let (empty, hint) = (Submission::default(), hint());
    let asked = Form::new(&empty, faults);
    let page = Page {
        heading: "Choose a password",
        content: html! {
            (asked.summary())
            p class="govuk-body waymark-words" {
                "You are invited. Choose a password first; then you set up a second way to show \
                 who you are. It takes about five minutes."
            }
            (components::form(&frame, &html! {
                (asked.password(Chosen, Some(&hint), true))
                (button("Go on", Weight::Primary))
            }))
        },
        faulty: !faults.is_empty(),
        ..Page::default()
    };
    furniture::for_worker(site, None, None, &page)
}

fn hint() -> String {
    format!(
        "At least {SHORTEST} characters, such as four words that you will remember. Any signs and \
         spaces are taken"
    )
}

fn gone(site: &Site) -> Response {
    let page = Page {
        heading: "This link is good no more",
        content: html! {
            p class="govuk-body waymark-words" {
                "A link is good once, and for three days. If you have chosen your password, sign \
                 in with it. If not, ask whoever invited you for another."
            }
            p class="govuk-body" { a class="govuk-link" href=(super::SIGN_IN) { "Sign in" } }
        },
        ..Page::default()
    };
    (StatusCode::NOT_FOUND, furniture::for_worker(site, None, None, &page)).into_response()
}

pub(super) async fn sent(
    State(site): State<Arc<Site>>,
    Path(link): Path<String>,
    Extension(known): Extension<Known>,
    Open(submission): Open,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let Some(token) = Token::read(&link) else { return Ok(gone(&site)) };
    let typed = submission.typed(&Chosen.name()).unwrap_or_default();
    let password = Password::typed(typed.to_owned());
    let browser = known.whence.browser.clone().unwrap_or_else(|| office.new_browser());
    let whence = Whence { browser: Some(browser.clone()), ..known.whence.clone() };
    match office.accept(&token, password, &whence).await {
        Ok(session) => {
            let answer = form::signed_in(&site, office, &known, &session).await?;
            Ok((Cookie::known(&browser, site.outside), answer).into_response())
        }
        Err(NotAccepted::Gone) => Ok(gone(&site)),
        Err(NotAccepted::Weak(weak)) => {
            let mut faults = Faults::default();
            faults.add(&Chosen, weak.to_string());
            let page = drawn(&site, &link, &faults);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(NotAccepted::Later(time)) => {
            let mut faults = Faults::default();
            faults.add(&Chosen, later(time));
            Ok(waiting(StatusCode::TOO_MANY_REQUESTS, drawn(&site, &link, &faults)))
        }
        Err(NotAccepted::Fault(cause)) => Err(cause.into()),
    }
}
