//! Answers to what cannot be done: a page for a person, a problem (RFC 9457) for a program.

use std::any::Any;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{ALLOW, CONTENT_TYPE, HeaderValue};
use axum::http::{Response as HttpResponse, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use components::{Link, Page};
use maud::html;
use serde_json::json;

use crate::furniture;
use crate::{Site, Unmade};

/// Why a request gets no answer of its own. Becomes a bare status, which [`shown`] dresses.
#[derive(Debug)]
pub(crate) enum Fault {
    /// There is nothing at this address.
    NotFound,
    /// A document could not be made: logged with its cause.
    Unmade(Unmade),
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

/// What a person is told of a status, and what to do.
struct Words {
    heading: &'static str,
    sentences: &'static [&'static str],
}

fn words(status: StatusCode) -> Words {
    match status {
        StatusCode::NOT_FOUND => Words {
            heading: "Page not found",
            sentences: &[
                "If you typed the address, check it. If you pasted it, check that you copied all of it.",
                "Every figure can be reached from the list of figures.",
            ],
        },
        StatusCode::METHOD_NOT_ALLOWED => Words {
            heading: "This address only shows something",
            sentences: &["Nothing can be sent to it. Open it without sending anything."],
        },
        StatusCode::PAYLOAD_TOO_LARGE => Words {
            heading: "Too much was sent",
            sentences: &["This address takes no more than 64 kilobytes. Send less."],
        },
        StatusCode::BAD_REQUEST => Words {
            heading: "The request was not understood",
            sentences: &["Check the address, or start again from the list of figures."],
        },
        StatusCode::SERVICE_UNAVAILABLE => {
            Words { heading: "This takes too long", sentences: &["Wait a minute and try again."] }
        }
        _ => Words {
            heading: "Sorry, something went wrong here",
            sentences: &[
                "It is not your doing, and it has been written down. Try again; if it happens \
                 again, tell whoever runs Waymark the time and the number of the request.",
            ],
        },
    }
}

/// Dresses every answer that is a fault: a page, or under `/api/` a problem.
pub(crate) async fn shown(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let program = request.uri().path().starts_with("/api/");
    let response = next.run(request).await;
    let status = response.status();
    let said_already = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind == PROBLEM);
    if said_already || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let allow = response.headers().get(ALLOW).cloned();
    let Words { heading, sentences } = words(status);
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
                (components::acts(&[
                    Link::new("/", "Start again"),
                    Link::new("/figures", "Every figure"),
                ]))
            },
            ..Page::default()
        };
        (status, furniture::page(&site, None, &page)).into_response()
    };
    if let Some(allow) = allow {
        shown.headers_mut().insert(ALLOW, allow);
    }
    shown
}

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
