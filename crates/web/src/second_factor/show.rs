//! Showing a second factor after the password; who has none is led to set one up.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use casework::signing_in::Ways;
use components::{
    Faults, Field, Form, Frame, Kind, Link, Page, Submission, Text, Weight, Width, acts, button,
    form,
};
use maud::{Markup, html};

use super::{
    ACCOUNT, APP, Asked, PASSKEY, RECOVERY, SECOND_FACTOR, goes_on, passkey, told, waiting,
};
use crate::faults::Fault;
use crate::ground::{Claim, Cookie, Known, Said, SentClaim};
use crate::signing_in::TODAY;
use crate::{Site, furniture};

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    claim: Claim,
    uri: Uri,
) -> Result<Response, Fault> {
    if claim.who().is_some() {
        return Ok(Redirect::to(ACCOUNT).into_response());
    }
    let said = Said::of(&uri);
    drawn(&site, &headers, &claim, (said, &Submission::default(), Faults::NONE)).await
}

/// The page with what was wrong.
pub(super) async fn again(
    site: &Site,
    headers: &HeaderMap,
    claim: &Claim,
    faults: &Faults,
) -> Result<Response, Fault> {
    drawn(site, headers, claim, (None, &Submission::default(), faults)).await
}

async fn drawn(
    site: &Site,
    headers: &HeaderMap,
    claim: &Claim,
    (said, sent, faults): (Option<Said>, &Submission, &Faults),
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let ways = office.ways(claim.claimant()).await?;
    let origin = passkey::origin(site, headers);
    let token = claim.token();
    let passkey = match &origin {
        Some(origin) if ways.passkey => office.ask_passkey(claim.claimant(), origin).await?,
        _ => None,
    };
    let passkey = passkey.map(|asked| passkey::showing(&token, &asked, TODAY));
    let heading = if ways.is_none() {
        "Set up a second way to show who you are"
    } else {
        "Show that it is you"
    };
    let page = Page {
        heading,
        content: html! {
            @if let Some(said) = said { (said.banner()) }
            (Form::new(sent, faults).summary())
            @if ways.is_none() {
                @if ways.begun { (begun(&token, sent, faults)) }
                (first(&token, origin.is_some()))
            } @else {
                @if let Some(passkey) = passkey { (passkey) }
                (shown(&token, ways, sent, faults))
            }
            (other(&token))
        },
        faulty: !faults.is_empty(),
        ..Page::default()
    };
    Ok(furniture::for_claim(site, claim, &page))
}

/// The first time: what it is for, and what there is to choose.
fn first(token: &str, passkeys: bool) -> Markup {
    let begin = Frame { action: "/second-factor/app/begin", token, command: "", draft: None };
    html! {
        p class="govuk-body waymark-words" {
            "What you see here is for nobody else. A password can be guessed or seen, so Waymark also \
             asks for something that you have. It takes two minutes, once."
        }
        h2 class="govuk-heading-m" { "An app that shows codes" }
        p class="govuk-body waymark-words" {
            "On a telephone of yours or of work: Microsoft Authenticator, Google Authenticator, \
             2FAS, or another. You type the code that it shows."
        }
        (form(&begin, &html! { (button("Set up an app", Weight::Primary)) }))
        @if passkeys {
            h2 class="govuk-heading-m" { "Or a passkey" }
            p class="govuk-body waymark-words" {
                "A key in your telephone, in a computer that is yours alone, or on a stick. Nothing \
                 is typed, and nobody can be tricked out of it."
            }
            (acts(&[Link::new(PASSKEY, "Set up a passkey")]))
        }
    }
}

/// Whoever has told an app already, and was signed out before it showed a code, goes on with it.
fn begun(token: &str, sent: &Submission, faults: &Faults) -> Markup {
    let frame = Frame { action: APP, token, command: "", draft: None };
    let code = Text {
        kind: Kind::OneTimeCode,
        width: Width::Ten,
        hint: Some("If you set your app up within the last hour, and it shows codes for Waymark"),
        ..Text::default()
    };
    html! {
        (form(&frame, &html! {
            (Form::new(sent, faults).text(Asked::Code, &code))
            (button("Go on", Weight::Secondary))
        }))
    }
}

fn shown(token: &str, ways: Ways, sent: &Submission, faults: &Faults) -> Markup {
    let frame = Frame { action: SECOND_FACTOR, token, command: "", draft: None };
    let code = Text { kind: Kind::OneTimeCode, width: Width::Ten, ..Text::default() };
    html! {
        @if ways.app {
            (form(&frame, &html! {
                (Form::new(sent, faults).text(Asked::Code, &code))
                (button("Go on", Weight::Primary))
            }))
        }
        @if ways.recovery_codes > 0 {
            (acts(&[Link::new(RECOVERY, "Use a recovery code instead")]))
        } @else {
            p class="govuk-body waymark-words" {
                "If you have lost it, ask an administrator: two of them together can let you set it \
                 up anew."
            }
        }
    }
}

/// The way out, for whoever is somebody else.
fn other(token: &str) -> Markup {
    let frame = Frame { action: "/second-factor/leave", token, command: "", draft: None };
    form(&frame, &html! { (button("Not you? Sign out", Weight::Secondary)) })
}

pub(super) async fn sent(
    State(site): State<Arc<Site>>,
    Extension(known): Extension<Known>,
    headers: HeaderMap,
    SentClaim { claim, submission }: SentClaim,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let code = submission.typed(&Asked::Code.name()).unwrap_or_default().trim();
    if code.is_empty() {
        let mut faults = Faults::default();
        faults.add(&Asked::Code, "Enter the code that the app shows");
        let page = again(&site, &headers, &claim, &faults).await?;
        return Ok(waiting(StatusCode::UNPROCESSABLE_ENTITY, page));
    }
    match office.show_code(claim.claimant(), code, &known.whence).await {
        Ok(token) => goes_on(&site, office, &known, (&token, TODAY)).await,
        Err(why) => {
            site.metrics.sign_in(false);
            let (status, faults) = told(why, Asked::Code)?;
            Ok(waiting(status, again(&site, &headers, &claim, &faults).await?))
        }
    }
}

pub(super) async fn recovery(State(site): State<Arc<Site>>, claim: Claim) -> Response {
    if claim.who().is_some() {
        return Redirect::to(ACCOUNT).into_response();
    }
    recovering(&site, &claim, Faults::NONE)
}

fn recovering(site: &Site, claim: &Claim, faults: &Faults) -> Response {
    let token = claim.token();
    let frame = Frame { action: RECOVERY, token: &token, command: "", draft: None };
    let code = Text { kind: Kind::Code, ..Text::default() };
    let empty = Submission::default();
    let asked = Form::new(&empty, faults);
    let page = Page {
        heading: "Use a recovery code",
        content: html! {
            (asked.summary())
            (form(&frame, &html! {
                (asked.text(Asked::RecoveryCode, &Text {
                    hint: Some("Six groups of four. It is used up by this"),
                    ..code
                }))
                (button("Go on", Weight::Primary))
            }))
            (acts(&[Link::new(SECOND_FACTOR, "Back to the other ways")]))
        },
        faulty: !faults.is_empty(),
        ..Page::default()
    };
    furniture::for_claim(site, claim, &page)
}

pub(super) async fn recovered(
    State(site): State<Arc<Site>>,
    Extension(known): Extension<Known>,
    SentClaim { claim, submission }: SentClaim,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let code = submission.typed(&Asked::RecoveryCode.name()).unwrap_or_default();
    match office.show_recovery_code(claim.claimant(), code, &known.whence).await {
        Ok(token) => goes_on(&site, office, &known, (&token, ACCOUNT)).await,
        Err(why) => {
            site.metrics.sign_in(false);
            let (status, faults) = told(why, Asked::RecoveryCode)?;
            Ok(waiting(status, recovering(&site, &claim, &faults)))
        }
    }
}

/// Signs out before the second factor was shown.
pub(super) async fn leave(
    State(site): State<Arc<Site>>,
    SentClaim { claim, .. }: SentClaim,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    match &claim {
        Claim::Halfway(half) => office.sign_out_halfway(half).await?,
        Claim::SignedIn(who) => office.sign_out(who).await?,
    }
    Ok((Cookie::forgetting(site.outside), Said::SignedOut.at("/sign-in")).into_response())
}
