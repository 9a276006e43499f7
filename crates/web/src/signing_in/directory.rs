//! Signing in with the directory of one's organisation: led there, and back with its answer.

use std::sync::Arc;

use axum::extract::{Extension, Path, State};
use axum::http::header::REFRESH;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use casework::Office;
use casework::signing_in::{
    ByDirectory, Directory, DirectoryAnswer, NotAnswered, NotByDirectory, SignedIn,
};
use components::{Bounds, Link, Page, Submission, Weight, acts, button_link};
use maud::html;

use super::{SIGN_IN, form, ours};
use crate::faults::Fault;
use crate::ground::{Cookie, Known, asked, led_by_another_site};
use crate::second_factor::later;
use crate::{Site, furniture};

/// Where a browser is led to a directory.
pub(super) fn address(directory: &Directory) -> String {
    format!("{SIGN_IN}/with/{}", directory.key())
}

/// Where whoever signed in through one shows there again who they are, and goes on to a page.
pub(super) fn address_again(directory: &Directory, to: &str) -> String {
    components::address(&address(directory), &[("to", to)])
}

fn query(uri: &Uri) -> Submission {
    let query = uri.query().unwrap_or_default();
    Submission::try_new(query.as_bytes(), Bounds::default()).unwrap_or_default()
}

/// Leads to it. Whoever is signed in through it is asked there again who they are; whom another site
/// led here presses first, since the directory may know them and sign them in without a word.
pub(super) async fn lead(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    Extension(known): Extension<Known>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let directory = site.directory(&key).ok_or(Fault::NotFound)?;
    let to = query(&uri).typed("to").map(ours);
    if led_by_another_site(&headers, site.outside) {
        return Ok(pressed_first(&site, &known, directory, to.as_deref()));
    }
    let again = known.who().filter(|who| who.directory.as_deref() == Some(directory.key()));
    let then = to.filter(|_| again.is_some());
    let browser = known.whence.browser.clone().unwrap_or_else(|| office.new_browser());
    match office.lead_to_directory(directory, &browser, then.as_deref()).await {
        Ok(led) => {
            let kept = Cookie::asked(&led.kept, site.outside);
            Ok((kept, Redirect::to(&led.address)).into_response())
        }
        Err(NotByDirectory::Fault(cause)) => Err(cause.into()),
        Err(why) => Ok(not_signed_in(&site, known.who(), directory, &why)),
    }
}

/// What whom another site led here presses, if they want to sign in.
fn pressed_first(site: &Site, known: &Known, directory: &Directory, to: Option<&str>) -> Response {
    let name = directory.name();
    let go_on = to.map_or_else(|| address(directory), |to| address_again(directory, to));
    let page = Page {
        heading: "Do you want to sign in?",
        content: html! {
            p class="govuk-body waymark-words" {
                "Another site led you here. Go on if you want to sign in to Waymark with " (name) "."
                @if known.who().is_some() && to.is_none() {
                    " Whoever is signed in here is signed out then."
                }
            }
            (button_link(&go_on, &format!("Sign in with {name}"), Weight::Primary))
        },
        ..Page::default()
    };
    furniture::for_worker(site, known.who(), None, &page)
}

/// Its answer.
pub(super) async fn answered(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    Extension(known): Extension<Known>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let directory = site.directory(&key).ok_or(Fault::NotFound)?;
    let query = query(&uri);
    let answer = DirectoryAnswer {
        kept: asked(&headers, site.outside),
        state: query.typed("state"),
        code: query.typed("code"),
        issuer: query.typed("iss"),
        error: query.typed("error"),
    };
    let done = office.answer_of_directory(directory, &answer, known.who(), &known.whence).await;
    let answer = match done {
        Ok(ByDirectory::SignedIn(token, browser)) => {
            let answer = form::signed_in(&site, office, &known, &token).await?;
            (Cookie::known(&browser, site.outside), answer).into_response()
        }
        Ok(ByDirectory::Shown(token, to)) => {
            (Cookie::keeping(&token, site.outside), Redirect::to(&to)).into_response()
        }
        Err(NotByDirectory::Fault(cause)) => return Err(cause.into()),
        Err(why) => {
            site.metrics.sign_in(false);
            not_signed_in(&site, known.who(), directory, &why)
        }
    };
    Ok((Cookie::answered(site.outside), answer).into_response())
}

/// Why not, and what to do. What the directory said is written down; nothing of it is shown.
fn not_signed_in(
    site: &Site,
    who: Option<&SignedIn>,
    directory: &Directory,
    why: &NotByDirectory,
) -> Response {
    let name = directory.name();
    tracing::warn!(directory = directory.key(), cause = %chain(why), "nobody was signed in");
    let (status, words) = match why {
        NotByDirectory::Answer(NotAnswered::Unreachable(_)) => (
            StatusCode::SERVICE_UNAVAILABLE,
            format!("{name} does not answer now. Try again in a minute."),
        ),
        NotByDirectory::Answer(NotAnswered::Outside) => (
            StatusCode::FORBIDDEN,
            format!(
                "{name} gives an address of mail for you that is not of {}, so that you are not let \
                 in. Ask whoever keeps its accounts.",
                directory.domains().join(" or ")
            ),
        ),
        NotByDirectory::NotAsked => (
            StatusCode::FORBIDDEN,
            format!(
                "The answer of {name} came too late, came twice, or is not to what this browser \
                 asked. Sign in again from here."
            ),
        ),
        NotByDirectory::NoRole => (
            StatusCode::FORBIDDEN,
            format!(
                "{name} says who you are, and puts you into no group that works with Waymark. Ask \
                 whoever keeps its groups."
            ),
        ),
        NotByDirectory::Roles(refused) => (
            StatusCode::FORBIDDEN,
            format!("The groups of {name} cannot be: {refused}. Ask whoever keeps its groups."),
        ),
        NotByDirectory::EmailTaken => (
            StatusCode::FORBIDDEN,
            "An account with your address of mail is there already, with a password of its own. \
             Sign in with that."
                .to_owned(),
        ),
        NotByDirectory::Closed => (
            StatusCode::FORBIDDEN,
            "Your account is closed. Ask an administrator of Waymark.".to_owned(),
        ),
        NotByDirectory::LessThanTheyHave => (
            StatusCode::FORBIDDEN,
            "You have an app or a passkey here: show that. Go back to where you were, and do again \
             what you wanted to do."
                .to_owned(),
        ),
        NotByDirectory::SomebodyElse => (
            StatusCode::FORBIDDEN,
            format!(
                "{name} says that you are somebody else than is signed in here. Sign out first."
            ),
        ),
        NotByDirectory::Later(time) => {
            (StatusCode::TOO_MANY_REQUESTS, format!("{}.", later(*time)))
        }
        NotByDirectory::Answer(_) | NotByDirectory::Fault(_) => (
            StatusCode::FORBIDDEN,
            format!(
                "{name} did not sign you in, or its answer cannot be believed. Try again; if it \
                 stays so, tell whoever runs Waymark."
            ),
        ),
    };
    let page = Page {
        heading: if who.is_some() { "That was not taken" } else { "You are not signed in" },
        content: html! {
            p class="govuk-body waymark-words" { (words) }
            (acts(&[Link::new(SIGN_IN, "Back to signing in")]))
        },
        ..Page::default()
    };
    (status, furniture::for_worker(site, who, None, &page)).into_response()
}

fn chain(fault: &dyn std::error::Error) -> String {
    let mut said = fault.to_string();
    let mut source = fault.source();
    while let Some(cause) = source {
        said = format!("{said}: {cause}");
        source = cause.source();
    }
    said
}

/// Signed out here, and led on to be signed out there: the machine may be shared. Not by a redirect,
/// which the policy of our own pages keeps a form from.
pub(super) async fn signed_out(site: &Site, office: &Office, directory: &Directory) -> Response {
    let forgotten = Cookie::forgetting(site.outside);
    let there = office.signs_out_of(directory).await;
    let refresh = there.as_ref().and_then(|to| HeaderValue::try_from(format!("0; url={to}")).ok());
    let page = Page {
        heading: "You are signed out of Waymark",
        content: html! {
            @match &there {
                Some(to) => {
                    p class="govuk-body waymark-words" {
                        "You are led on to " (directory.name()) ", which signs you out of everything \
                         that it signed you in to."
                    }
                    (acts(&[Link::new(to, "Go on")]))
                },
                None => p class="govuk-body waymark-words" {
                    "You may still be signed in with " (directory.name()) ". If others use this \
                     machine, sign out there too."
                },
            }
        },
        ..Page::default()
    };
    let page = furniture::for_worker(site, None, None, &page);
    let refresh = refresh.map(|value| [(REFRESH, value)]);
    match refresh {
        Some(refresh) => (forgotten, refresh, page).into_response(),
        None => (forgotten, page).into_response(),
    }
}
