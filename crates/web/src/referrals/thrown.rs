//! Throwing a draft away, which is asked once more first.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use casework::signing_in::SignedIn;
use components::{Frame, Link, Page, Weight, button, button_group, form, link};
use maud::html;

use super::REFERRALS;
use super::draft::{Found, address, find};
use crate::faults::Fault;
use crate::ground::{Said, Sent};
use crate::{Site, furniture};

pub(super) async fn page(site: Arc<Site>, who: SignedIn, id: &str) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let id = match find(&office.acting(&who.worker), id).await? {
        Found::Draft(id, _) => id,
        Found::Sent(reference) => return Ok(Found::instead(reference)),
    };
    let (action, back) = (address(id, "throw-away"), address(id, "check"));
    let token = who.form_token.text();
    let frame = Frame { action: &action, token: &token, command: "", draft: None };
    let page = Page {
        heading: "Throw this draft away?",
        content: html! {
            p class="govuk-body waymark-words" {
                "Everything that you typed of this referral is erased. It cannot be brought back."
            }
            (form(&frame, &button_group(&html! {
                (button("Throw it away", Weight::Warning))
                (link(&Link::new(&back, "Keep it")))
            })))
        },
        ..Page::default()
    };
    Ok(furniture::for_worker(&site, Some(&who), Some(REFERRALS), &page))
}

pub(super) async fn sent(site: Arc<Site>, sent: Sent, id: &str) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    // Thrown away before, by another press: it is gone, as was asked.
    office.acting(&sent.who.worker).throw_draft_away(id.parse()?).await?;
    Ok(Said::DraftThrownAway.at(REFERRALS).into_response())
}
