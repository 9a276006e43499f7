//! Answers to what cannot be done: a page for a person, a problem (RFC 9457) for a program.

use std::any::Any;
use std::borrow::Cow;

use axum::extract::{Extension, Request};
use axum::http::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use axum::http::{Response as HttpResponse, StatusCode};
use axum::response::{IntoResponse, Response};
use casework::signing_in::SignedIn;
use components::{Faults, Field, Form, Frame, Lines, Link, Page, Submission, Weight, button, form};
use maud::{Markup, html};
use pathway::Reference;
use serde_json::json;

use crate::Site;
use crate::cases::CasePage;
use crate::coded::beginning;
use crate::figures::evaluated::Unmade;
use crate::furniture;
use crate::ground::{Known, Said, typed_in_vain};

/// Why a request gets no answer of its own. Becomes a bare status, which [`shown`] dresses.
#[derive(Debug)]
pub(crate) enum Fault {
    /// There is nothing at this address.
    NotFound,
    /// A document could not be made: logged with its cause.
    Unmade(Unmade),
    /// Nobody is signed in, and nothing of theirs could be kept.
    SignedOut,
    /// So many codes were wrong that they are signed in no more.
    WrongCodes,
    /// It is restricted: a reason is asked first.
    Restricted(Reference),
    /// Somebody else changed it meanwhile, and the page that was sent does not show both itself.
    Stale,
    /// A rule refuses, in these words, and the page that was sent does not show them itself.
    Refused(String),
    /// The record does not answer: logged with its cause.
    Unavailable,
}

impl From<casework::Fault> for Fault {
    fn from(fault: casework::Fault) -> Self {
        use casework::Fault as Asked;
        match fault {
            Asked::NotFound => Self::NotFound,
            Asked::Restricted(reference) => Self::Restricted(reference),
            Asked::Stale => Self::Stale,
            Asked::Unavailable(_) => {
                written(&fault);
                Self::Unavailable
            }
            Asked::RefusedHis(_)
            | Asked::RefusedHers(_)
            | Asked::RefusedGroup(_)
            | Asked::RefusedOf(..)
            | Asked::RefusedRoles(_)
            | Asked::DoesNotFit(_)
            // Some rules word what they refuse as a part of a line, as commands show it.
            | Asked::Refused(_) => Self::Refused(beginning(&fault.to_string())),
        }
    }
}

/// What a form is told at its top: a refusal in its own words, or that somebody else changed the
/// record. Whatever else is wrong is no fault of the form and becomes a page of its own.
pub(crate) fn at_the_top(fault: casework::Fault) -> Result<Faults, Fault> {
    match Fault::from(fault) {
        Fault::Refused(words) => Ok(said(words)),
        Fault::Stale => Ok(said(STALE.to_owned())),
        other => Err(other),
    }
}

fn said(words: String) -> Faults {
    let mut faults = Faults::default();
    faults.add_of_page(words);
    faults
}

const STALE: &str = "Somebody else changed this while you did. Look at it as it is now, and send \
                     yours again";

const NOTHING_DONE: &str = "Nothing was done: what you wrote about is not there, or is not yours to \
                            change any more. If your roles were changed meanwhile, ask whoever keeps \
                            accounts. This is what you typed; nobody else sees it, and it is not kept.";

/// Writes a cause down: for those who run Waymark, without anything that was typed.
pub(crate) fn written(fault: &casework::Fault) {
    let cause = std::error::Error::source(fault).map(ToString::to_string).unwrap_or_default();
    tracing::error!(%cause, "the record did not answer");
}

/// What [`shown`] says of an answer instead of the words of its status.
#[derive(Clone)]
enum Instead {
    Away,
    Stale,
    Refused(String),
    Restricted(Reference),
}

fn instead(status: StatusCode, instead: Instead) -> Response {
    (status, Extension(instead)).into_response()
}

impl From<Unmade> for Fault {
    fn from(unmade: Unmade) -> Self {
        Self::Unmade(unmade)
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        match self {
            Self::NotFound => bare(StatusCode::NOT_FOUND),
            Self::Unmade(unmade) => {
                tracing::error!(cause = %unmade, "a document was not made");
                bare(StatusCode::INTERNAL_SERVER_ERROR)
            }
            Self::WrongCodes => Said::WrongCodes.at("/sign-in").into_response(),
            Self::SignedOut => bare(StatusCode::UNAUTHORIZED),
            Self::Restricted(reference) => {
                instead(StatusCode::FORBIDDEN, Instead::Restricted(reference))
            }
            Self::Stale => instead(StatusCode::CONFLICT, Instead::Stale),
            Self::Refused(words) => {
                instead(StatusCode::UNPROCESSABLE_ENTITY, Instead::Refused(words))
            }
            Self::Unavailable => instead(StatusCode::SERVICE_UNAVAILABLE, Instead::Away),
        }
    }
}

fn bare(status: StatusCode) -> Response {
    status.into_response()
}

pub(crate) async fn not_found() -> Fault {
    Fault::NotFound
}

pub(crate) async fn method_not_allowed() -> StatusCode {
    StatusCode::METHOD_NOT_ALLOWED
}

/// A panic in a handler: written down, and answered like any fault of ours.
#[expect(clippy::needless_pass_by_value, reason = "the signature that the layer calls")]
pub(crate) fn caught(panic: Box<dyn Any + Send + 'static>) -> HttpResponse<axum::body::Body> {
    let said = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("something that is not words");
    tracing::error!(said, "a handler panicked");
    bare(StatusCode::INTERNAL_SERVER_ERROR)
}

/// What a person is told, and what to do.
struct Words {
    heading: &'static str,
    sentences: Vec<String>,
}

fn told(heading: &'static str, sentences: &[&str]) -> Words {
    Words { heading, sentences: sentences.iter().map(|&words| words.to_owned()).collect() }
}

fn words(status: StatusCode, instead: Option<&Instead>) -> Words {
    match instead {
        Some(Instead::Away) => {
            return told(
                "The record cannot be reached",
                &["Nothing was changed. Go back: what you typed is still in the form. Try again \
                   in a minute."],
            );
        }
        Some(Instead::Stale) => {
            return told(
                "Somebody else changed this",
                &["Nothing of yours was done. Go back: what you typed is still in the form. Open \
                   the case in another window to see it as it is now, and send yours again."],
            );
        }
        Some(Instead::Refused(said)) => {
            let back = "Go back to change what you sent: it is still in the form.".to_owned();
            return Words {
                heading: "This cannot be done",
                sentences: vec![format!("{}.", said.trim_end_matches('.')), back],
            };
        }
        Some(Instead::Restricted(_)) => {
            return told(
                "Give a reason to open this",
                &["It is kept from everybody who has no reason to see it. If you have one, write \
                   it here: your manager will see it, and that you opened this."],
            );
        }
        None => {}
    }
    match status {
        StatusCode::NOT_FOUND => told(
            "Page not found",
            &["If you typed the address, check it. If you pasted it, check that you copied all \
               of it."],
        ),
        StatusCode::UNAUTHORIZED => told(
            "You are not signed in",
            &["Nothing was changed. Sign in in another window, then go back here: what you typed \
               is still in the form. Send it again then."],
        ),
        StatusCode::FORBIDDEN => told(
            "This did not come from a page of Waymark",
            &[
                "Nothing was done. If you pressed a button of Waymark’s, go back: what you typed is \
               still in the form. Send it again, in a browser that is up to date.",
            ],
        ),
        StatusCode::METHOD_NOT_ALLOWED => told(
            "This address only shows something",
            &["Nothing can be sent to it. Open it without sending anything."],
        ),
        StatusCode::PAYLOAD_TOO_LARGE => told(
            "Too much was sent",
            &["A form takes no more than 4 megabytes. Nothing was done. Go back: what you typed \
               is still in the form. Shorten it, and send it again."],
        ),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => told(
            "This was not sent by a form",
            &["Nothing was done. Send application/x-www-form-urlencoded."],
        ),
        StatusCode::BAD_REQUEST => {
            told("The request was not understood", &["Check the address, or start again."])
        }
        StatusCode::SERVICE_UNAVAILABLE => {
            told("This takes too long", &["Wait a minute and try again."])
        }
        _ => told(
            "Sorry, something went wrong here",
            &["It is not your doing, and it has been written down. Try again; if it happens \
               again, tell whoever runs Waymark the time and the number of the request."],
        ),
    }
}

/// Where a reason is written for opening what is restricted.
fn reason(reference: Reference, who: &SignedIn) -> Markup {
    let action = match who.worker.cases() {
        Some(_) => CasePage::Access.of(reference),
        None => crate::referrals::of(reference, "open"),
    };
    let token = who.form_token.text();
    let frame = Frame { action: &action, token: &token, command: "", draft: None };
    form(
        &frame,
        &html! {
            (Form::fresh(&Submission::default()).lines(Reason, &Lines::default()))
            (button("Open it", Weight::Primary))
        },
    )
}

pub(crate) struct Reason;

impl Field for Reason {
    fn name(&self) -> Cow<'static, str> {
        "reason".into()
    }
    fn label(&self) -> Cow<'static, str> {
        "Why do you need to see it?".into()
    }
}

/// What has to be known of a request to dress a fault.
pub(crate) struct Asked {
    /// A program asked.
    program: bool,
    /// It was for a case.
    of_case: bool,
    known: Known,
}

impl Asked {
    pub(crate) fn of(request: &Request, known: Option<&Known>) -> Self {
        let path = request.uri().path();
        let (program, of_case) = (path.starts_with("/api/"), path.starts_with("/cases/"));
        Self { program, of_case, known: known.cloned().unwrap_or_default() }
    }
}

/// Dresses every answer that is a fault: a page, or under `/api/` a problem.
pub(crate) fn shown(site: &Site, asked: Asked, response: Response) -> Response {
    let Asked { program, of_case, known } = asked;
    let status = response.status();
    // A handler that says itself what is wrong, in a page or to a program, is not talked over.
    let said_already = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind == PROBLEM || kind == "text/html; charset=utf-8");
    if said_already || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let allow = response.headers().get(ALLOW).cloned();
    let instead = response.extensions().get::<Instead>().cloned();
    let nothing_there = known.sent.get().filter(|_| of_case && status == StatusCode::NOT_FOUND);
    let in_vain = nothing_there.and_then(typed_in_vain);
    let Words { heading, sentences } = match &in_vain {
        Some(_) => told("Page not found", &[NOTHING_DONE]),
        None => words(status, instead.as_ref()),
    };
    let mut shown = if program {
        problem(status, &sentences.join(" "))
    } else {
        let page = Page {
            heading,
            subtitle: None,
            above: None,
            content: html! {
                @for sentence in sentences {
                    p class="govuk-body waymark-words" { (sentence) }
                }
                @if let Some(typed) = &in_vain { (typed) }
                @match (&instead, known.who()) {
                    (Some(Instead::Restricted(reference)), Some(who)) => (reason(*reference, who)),
                    _ => (components::acts(&[Link::new("/", "Start again")])),
                }
            },
            ..Page::default()
        };
        (status, furniture::for_worker(site, known.who(), None, &page)).into_response()
    };
    shown.extensions_mut().insert(Dressed);
    if let Some(allow) = allow {
        shown.headers_mut().insert(ALLOW, allow);
    }
    shown
}

/// An answer that is a page of [`shown`], and not of the handler.
#[derive(Clone, Copy)]
pub(crate) struct Dressed;

const PROBLEM: HeaderValue = HeaderValue::from_static("application/problem+json");

/// A fault for a program, as RFC 9457 has it.
pub(crate) fn problem(status: StatusCode, detail: &str) -> Response {
    let title = status.canonical_reason().unwrap_or("Fault");
    let body = json!({
        "type": "about:blank",
        "title": title,
        "status": status.as_u16(),
        "detail": detail,
    });
    (status, [(CONTENT_TYPE, PROBLEM)], body.to_string()).into_response()
}
