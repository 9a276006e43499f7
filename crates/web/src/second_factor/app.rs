//! Setting up an app that shows codes.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use casework::signing_in::AppSecret;
use components::{
    Faults, Field, Form, Frame, Kind, Link, Page, Submission, Text, Weight, Width, acts, button,
    form,
};
use maud::html;

use super::{
    ACCOUNT, APP, Asked, CODES, SECOND_FACTOR, goes_on, named, picture, show, told, waiting,
};
use crate::faults::Fault;
use crate::ground::{Claim, Cookie, Known, Said, SentClaim, asked_again, sent_is_asked_again};
use crate::{Site, furniture};

pub(super) async fn begin(
    State(site): State<Arc<Site>>,
    SentClaim { claim, .. }: SentClaim,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    if let Some(asked) = asked_again(&site, claim.who(), ACCOUNT) {
        return Ok(asked);
    }
    office.begin_app(claim.claimant()).await?;
    Ok(Redirect::to(APP).into_response())
}

pub(super) async fn page(State(site): State<Arc<Site>>, claim: Claim) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    if let Some(asked) = asked_again(&site, claim.who(), APP) {
        return Ok(asked);
    }
    match office.app_secret(claim.claimant()).await? {
        Some(secret) => Ok(drawn(&site, &claim, &secret, &Submission::default(), Faults::NONE)),
        // It was begun too long ago, or is set up already.
        None => Ok(Redirect::to(SECOND_FACTOR).into_response()),
    }
}

fn drawn(
    site: &Site,
    claim: &Claim,
    secret: &AppSecret,
    sent: &Submission,
    faults: &Faults,
) -> Response {
    let token = claim.token();
    let frame = Frame { action: APP, token: &token, command: "", draft: None };
    let asked = Form::new(sent, faults);
    let name = Text {
        kind: Kind::Name,
        width: Width::Twenty,
        hint: Some("Such as ‘work telephone’. You may leave it empty"),
        ..Text::default()
    };
    let code = Text { kind: Kind::OneTimeCode, width: Width::Ten, ..Text::default() };
    let back = if claim.who().is_some() { ACCOUNT } else { SECOND_FACTOR };
    let page = Page {
        heading: "Set up an app that shows codes",
        content: html! {
            (asked.summary())
            h2 class="govuk-heading-m" { "1. Show the app this picture" }
            p class="govuk-body waymark-words" {
                "Open the app, choose to add an account, and hold the telephone's camera to it."
            }
            (picture::of(&secret.address))
            p class="govuk-body waymark-words" {
                "If you read this on that telephone, "
                a class="govuk-link" href=(*secret.address) { "open your app with it" }
                ", or choose in the app to enter a key, and type or copy this one:"
            }
            p class="govuk-body" { strong class="waymark-secret" { (*secret.text) } }
            h2 class="govuk-heading-m" { "2. Type the code that it shows" }
            (form(&frame, &html! {
                (asked.text(Asked::Name, &name))
                (asked.text(Asked::Code, &code))
                (button("Set it up", Weight::Primary))
            }))
            (acts(&[Link::new(back, "Back")]))
        },
        faulty: !faults.is_empty(),
        ..Page::default()
    };
    furniture::for_claim(site, claim, &page)
}

pub(super) async fn sent(
    State(site): State<Arc<Site>>,
    Extension(known): Extension<Known>,
    headers: HeaderMap,
    SentClaim { claim, submission }: SentClaim,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    if let Some(asked) = sent_is_asked_again(&site, claim.who(), ACCOUNT) {
        return Ok(asked);
    }
    let code = submission.typed(&Asked::Code.name()).unwrap_or_default().trim();
    let name = match named(&submission, "App") {
        Ok(name) => name,
        Err(faults) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return again(&site, &headers, &claim, (&submission, &faults, status)).await;
        }
    };
    match office.set_up_app(claim.claimant(), &name, code, &known.whence).await {
        Ok(token) if claim.who().is_some() => {
            let cookie = Cookie::keeping(&token, site.outside);
            Ok((cookie, Said::FactorAdded.at(ACCOUNT)).into_response())
        }
        Ok(token) => goes_on(&site, office, &known, (&token, CODES)).await,
        Err(why) => {
            let (status, faults) = told(why, Asked::Code)?;
            again(&site, &headers, &claim, (&submission, &faults, status)).await
        }
    }
}

/// The page with what was wrong; the one before it where this session was told no secret.
async fn again(
    site: &Site,
    headers: &HeaderMap,
    claim: &Claim,
    (submission, faults, status): (&Submission, &Faults, StatusCode),
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    Ok(match office.app_secret(claim.claimant()).await? {
        Some(secret) => waiting(status, drawn(site, claim, &secret, submission, faults)),
        None if claim.who().is_some() => Redirect::to(SECOND_FACTOR).into_response(),
        None => waiting(status, show::again(site, headers, claim, faults).await?),
    })
}
