//! Another password of one's own.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use casework::invitations::NotChanged;
use casework::passwords::Password;
use casework::signing_in::{NotShown, SignedIn};
use components::{Faults, Field, Form, Frame, Link, Page, Submission, Weight, acts, button, form};
use maud::html;

use super::{ACCOUNT, PASSWORD, later, waiting};
use crate::coded::asked;
use crate::faults::Fault;
use crate::ground::{Cookie, Known, Recent, Said, SentRecent};
use crate::{Site, furniture};

asked! {
    /// What is asked.
    Asked {
        Before = "password", "Your password until now", "Enter your password until now";
        Chosen = "new-password", "Your new password", "Enter your new password";
    }
}

pub(super) async fn page(State(site): State<Arc<Site>>, Recent(who): Recent) -> Response {
    drawn(&site, &who, Faults::NONE)
}

fn drawn(site: &Site, who: &SignedIn, faults: &Faults) -> Response {
    let token = who.form_token.text();
    let frame = Frame { action: PASSWORD, token: &token, command: "", draft: None };
    let empty = Submission::default();
    let asked = Form::new(&empty, faults);
    let hint = "At least 15 characters, such as four words that you will remember";
    let page = Page {
        heading: "Change your password",
        content: html! {
            (asked.summary())
            (form(&frame, &html! {
                (asked.password(Asked::Before, None, false))
                (asked.password(Asked::Chosen, Some(hint), true))
                (button("Change it", Weight::Primary))
            }))
            p class="govuk-body waymark-words" { "It ends every other session of yours." }
            (acts(&[Link::new(ACCOUNT, "Back")]))
        },
        faulty: !faults.is_empty(),
        ..Page::default()
    };
    furniture::for_worker(site, Some(who), None, &page)
}

pub(super) async fn sent(
    State(site): State<Arc<Site>>,
    Extension(known): Extension<Known>,
    SentRecent { who, submission }: SentRecent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let typed = |field: Asked| submission.typed(&field.name()).unwrap_or_default().to_owned();
    let mut faults = Faults::default();
    let [before, chosen] = [Asked::Before, Asked::Chosen].map(|one| Password::typed(typed(one)));
    let status = match office.change_password(&who, (before, chosen), &known.whence).await {
        Ok(token) => {
            let cookie = Cookie::keeping(&token, site.outside);
            return Ok((cookie, Said::PasswordChanged.at(ACCOUNT)).into_response());
        }
        Err(NotChanged::Weak(weak)) => {
            faults.add(&Asked::Chosen, weak.to_string());
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(NotChanged::NotShown(NotShown::Ended)) => return Err(Fault::WrongCodes),
        Err(NotChanged::NotShown(NotShown::Refused | NotShown::Gone)) => {
            faults.add(&Asked::Before, "This is not your password");
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(NotChanged::NotShown(NotShown::Later(time))) => {
            faults.add(&Asked::Before, later(time));
            StatusCode::TOO_MANY_REQUESTS
        }
        Err(NotChanged::NotShown(NotShown::Unchecked(cause))) => return Err(cause.into()),
    };
    Ok(waiting(status, drawn(&site, &who, &faults)))
}
