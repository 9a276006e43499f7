//! Showing anew who one is, before what is worth a second look.

use std::borrow::Cow;
use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use casework::signing_in::{Claimant, NotShown, SignedIn};
use components::{
    Faults, Field, Form, Frame, Kind, Page, Submission, Text, Weight, Width, button, button_link,
};
use maud::html;

use super::TODAY;
use super::directory::address_again;
use crate::faults::Fault;
use crate::ground::{AGAIN, Asking, Cookie, Known, Sent};
use crate::second_factor::{later, passkey};
use crate::{Site, furniture};

/// What is asked in the form. Never the password: whoever stole it would show it here too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Code;

impl Field for Code {
    fn name(&self) -> Cow<'static, str> {
        "code".into()
    }
    fn label(&self) -> Cow<'static, str> {
        "Code that the app shows".into()
    }
}

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    Asking(who): Asking,
    uri: Uri,
) -> Result<Response, Fault> {
    let to = uri.query().unwrap_or_default();
    let asked = Submission::try_new(to.as_bytes(), components::Bounds::default());
    let to = asked.ok().and_then(|asked| asked.typed("to").map(ours)).unwrap_or(TODAY.to_owned());
    drawn(&site, &headers, &who, (&to, Faults::NONE)).await
}

/// The page again for whoever is signed in and whose passkey was not taken.
pub(crate) async fn not_taken(
    site: &Site,
    headers: &HeaderMap,
    who: &SignedIn,
    (to, faults): (&str, &Faults),
) -> Result<Response, Fault> {
    drawn(site, headers, who, (to, faults)).await
}

/// A page of this site, and no other.
pub(crate) fn ours(to: &str) -> String {
    let safe = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '/' | '-' | '.' | '_');
    let is_path = to.starts_with('/') && !to.starts_with("//") && to.chars().all(safe);
    if is_path { to.to_owned() } else { TODAY.to_owned() }
}

async fn drawn(
    site: &Site,
    headers: &HeaderMap,
    who: &SignedIn,
    (to, faults): (&str, &Faults),
) -> Result<Response, Fault> {
    let token = who.form_token.text();
    let frame = Frame { action: AGAIN, token: &token, command: "", draft: None };
    let empty = Submission::default();
    let form = Form::new(&empty, faults);
    let code = Text { kind: Kind::OneTimeCode, width: Width::Ten, ..Text::default() };
    let office = site.office().ok_or(Fault::NotFound)?;
    let ways = office.ways(Claimant::SignedIn(who)).await?;
    let passkey = match passkey::origin(site, headers) {
        Some(origin) => office.ask_passkey(Claimant::SignedIn(who), &origin).await?,
        None => None,
    };
    // Whoever has more than what the directory asks for shows that.
    let less = ways.is_none();
    let directory = who.directory.as_deref().filter(|_| less).and_then(|key| site.directory(key));
    let none = !ways.app && passkey.is_none() && directory.is_none();
    let page = Page {
        heading: "Show again that it is you",
        content: html! {
            (form.summary())
            p class="govuk-body waymark-words" {
                "What comes next is asked for by nobody else in your place. You are not asked again \
                 for ten minutes."
            }
            @if let Some(passkey) = &passkey { (passkey::showing(&token, passkey, to)) }
            @if let Some(directory) = directory {
                (button_link(
                    &address_again(directory, to),
                    &format!("Show it at {}", directory.name()),
                    Weight::Primary,
                ))
            }
            @if ways.app {
                (components::form(&frame, &html! {
                    input type="hidden" name="to" value=(to);
                    (form.text(Code, &code))
                    (button("Go on", Weight::Primary))
                }))
            }
            @if none {
                p class="govuk-body waymark-words" {
                    "There is nothing here that you can show it with. Sign out, and sign in again."
                }
            }
        },
        faulty: !faults.is_empty(),
        ..Page::default()
    };
    Ok(furniture::for_worker(site, Some(who), None, &page))
}

pub(super) async fn sent(
    State(site): State<Arc<Site>>,
    Extension(known): Extension<Known>,
    headers: HeaderMap,
    Sent { who, submission }: Sent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let to = submission.typed("to").map_or_else(|| TODAY.to_owned(), ours);
    let typed = submission.typed(&Code.name()).unwrap_or_default();
    let shown = office.show_code(Claimant::SignedIn(&who), typed, &known.whence).await;
    let mut faults = Faults::default();
    let status = match shown {
        Ok(token) => {
            let cookie = Cookie::keeping(&token, site.outside);
            return Ok((cookie, Redirect::to(&to)).into_response());
        }
        Err(NotShown::Ended) => return Err(Fault::WrongCodes),
        Err(NotShown::Refused | NotShown::Gone) => {
            faults.add(&Code, "That is not right, or was used before");
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(NotShown::Later(time)) => {
            faults.add(&Code, later(time));
            StatusCode::TOO_MANY_REQUESTS
        }
        Err(NotShown::Unchecked(cause)) => return Err(cause.into()),
    };
    let page = drawn(&site, &headers, &who, (&to, &faults)).await?;
    Ok((status, page).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_leads_back_to_a_page_of_this_site_alone() {
        assert_eq!(ours("/administration/people"), "/administration/people");
        for wrong in ["", "//evil.example", "https://evil.example", "/\\evil", "/a?b", "/a\nb"] {
            assert_eq!(ours(wrong), TODAY, "{wrong:?}");
        }
    }
}
