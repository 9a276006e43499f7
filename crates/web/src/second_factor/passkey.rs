//! Passkeys: made, and shown. A small script of ours asks the browser; the form brings back what it
//! answered.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::header::HOST;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use casework::signing_in::{NotShown, Origin, PasskeyAnswer, PasskeyAsked};
use components::{Faults, Form, Kind, Link, Page, Submission, TOKEN, Text, Width, acts};
use maud::{Markup, html};

use super::{
    ACCOUNT, Asked, CODES, PASSKEY, SECOND_FACTOR, SHOW_PASSKEY, goes_on, later, named, waiting,
};
use crate::faults::Fault;
use crate::ground::{Claim, Cookie, Known, Said, SentClaim, asked_again, sent_is_asked_again};
use crate::signing_in::TODAY;
use crate::{Site, furniture};

/// Where browsers reach this site, as it was told: passkeys are of that name. None where it was not
/// told, where browsers know no passkeys, or where this one came by another name, which would find
/// none of its own.
pub(crate) fn origin(site: &Site, headers: &HeaderMap) -> Option<Origin> {
    let public = site.public()?;
    let host = headers.get(HOST)?.to_str().ok()?;
    public.is(host).then(|| Origin::of(public.is_tls(), public.host())).flatten()
}

/// The form that a script fills in. Without it nothing can be pressed, and the page says why.
pub(super) fn form(
    (action, token): (&str, &str),
    makes: bool,
    asked: &PasskeyAsked,
    fields: &Markup,
    words: &str,
) -> Markup {
    html! {
        form class="waymark-form" action=(action) method="post" novalidate
            data-passkey=(if makes { "create" } else { "get" }) data-options=(asked.options) {
            input type="hidden" name=(TOKEN) value=(token);
            input type="hidden" name="ceremony" value=(asked.ceremony);
            input type="hidden" name="response" value="";
            (fields)
            button type="submit" class="govuk-button" hidden data-prevent-double-click="true" {
                (words)
            }
            p class="govuk-body" role="status" data-said="" {
                "A passkey needs a browser that runs the script of this page."
            }
        }
    }
}

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    claim: Claim,
) -> Result<Response, Fault> {
    if let Some(asked) = asked_again(&site, claim.who(), PASSKEY) {
        return Ok(asked);
    }
    drawn(&site, &headers, &claim, &Submission::default(), Faults::NONE).await
}

async fn drawn(
    site: &Site,
    headers: &HeaderMap,
    claim: &Claim,
    sent: &Submission,
    faults: &Faults,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let origin = origin(site, headers).ok_or(Fault::NotFound)?;
    let asked = office.ask_new_passkey(claim.claimant(), &origin).await?;
    let token = claim.token();
    let drawn = Form::new(sent, faults);
    let name = Text {
        kind: Kind::Name,
        width: Width::Twenty,
        hint: Some("Such as ‘work telephone’ or ‘blue key’. You may leave it empty"),
        ..Text::default()
    };
    let back = if claim.who().is_some() { ACCOUNT } else { SECOND_FACTOR };
    let page = Page {
        heading: "Set up a passkey",
        content: html! {
            (drawn.summary())
            p class="govuk-body waymark-words" {
                "Your browser asks you to use a telephone, this computer or a security key. Do not \
                 use a machine that you share: whoever unlocks it could use your passkey."
            }
            (form((PASSKEY, &token), true, &asked, &drawn.text(Asked::Name, &name), "Set it up"))
            (acts(&[Link::new(back, "Back")]))
        },
        faulty: !faults.is_empty(),
        ..Page::default()
    };
    Ok(furniture::for_claim(site, claim, &page))
}

fn answer(submission: &Submission) -> PasskeyAnswer<'_> {
    PasskeyAnswer {
        ceremony: submission.typed("ceremony").unwrap_or_default(),
        response: submission.typed("response").unwrap_or_default(),
    }
}

pub(super) async fn sent(
    State(site): State<Arc<Site>>,
    Extension(known): Extension<Known>,
    headers: HeaderMap,
    SentClaim { claim, submission }: SentClaim,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let origin = origin(&site, &headers).ok_or(Fault::NotFound)?;
    if let Some(asked) = sent_is_asked_again(&site, claim.who(), PASSKEY) {
        return Ok(asked);
    }
    let name = match named(&submission, "Passkey") {
        Ok(name) => name,
        Err(faults) => {
            let page = drawn(&site, &headers, &claim, &submission, &faults).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let answer = (name.as_str(), answer(&submission));
    match office.add_passkey(claim.claimant(), &origin, answer, &known.whence).await {
        Ok(token) if claim.who().is_some() => {
            let cookie = Cookie::keeping(&token, site.outside);
            Ok((cookie, Said::FactorAdded.at(ACCOUNT)).into_response())
        }
        Ok(token) => goes_on(&site, office, &known, (&token, CODES)).await,
        Err(why) => {
            let (status, faults) = told(why)?;
            let page = drawn(&site, &headers, &claim, &submission, &faults).await?;
            Ok(waiting(status, page))
        }
    }
}

pub(super) async fn shown(
    State(site): State<Arc<Site>>,
    Extension(known): Extension<Known>,
    headers: HeaderMap,
    SentClaim { claim, submission }: SentClaim,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let origin = origin(&site, &headers).ok_or(Fault::NotFound)?;
    let answer = answer(&submission);
    match office.show_passkey(claim.claimant(), &origin, answer, &known.whence).await {
        Ok(token) => {
            let to = submission.typed("to").map_or(TODAY.to_owned(), crate::signing_in::ours);
            goes_on(&site, office, &known, (&token, &to)).await
        }
        Err(NotShown::Unchecked(cause)) => Err(cause.into()),
        Err(why) => {
            site.metrics.sign_in(false);
            let (status, faults) = told(why)?;
            if let Some(who) = claim.who() {
                let to = submission.typed("to").map_or(TODAY.to_owned(), crate::signing_in::ours);
                let asked = (to.as_str(), &faults);
                let page = crate::signing_in::not_taken(&site, &headers, who, asked).await?;
                return Ok(waiting(status, page));
            }
            let page = super::show::again(&site, &headers, &claim, &faults).await?;
            Ok(waiting(status, page))
        }
    }
}

fn told(why: NotShown) -> Result<(StatusCode, Faults), Fault> {
    let mut faults = Faults::default();
    match why {
        NotShown::Refused => {
            faults.add_of_page("The passkey was not taken. Try again");
            Ok((StatusCode::UNPROCESSABLE_ENTITY, faults))
        }
        NotShown::Gone => {
            faults.add_of_page(
                "This page was open for too long, or others were opened since. Try again: it asks \
                 your browser anew",
            );
            Ok((StatusCode::UNPROCESSABLE_ENTITY, faults))
        }
        NotShown::Ended => Err(Fault::WrongCodes),
        NotShown::Later(time) => {
            faults.add_of_page(later(time));
            Ok((StatusCode::TOO_MANY_REQUESTS, faults))
        }
        NotShown::Unchecked(cause) => Err(cause.into()),
    }
}

/// The page's button that shows a passkey.
pub(crate) fn showing(token: &str, asked: &PasskeyAsked, to: &str) -> Markup {
    let to = html! { input type="hidden" name="to" value=(to); };
    form((SHOW_PASSKEY, token), false, asked, &to, "Use your passkey")
}
