//! Codes for recovery: made, and shown once.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use casework::signing_in::{Claimant, RECOVERY_CODES};
use components::{Frame, Link, Page, Weight, acts, button, form, when};
use maud::html;

use super::{ACCOUNT, CODES};
use crate::faults::Fault;
use crate::ground::{Recent, SentRecent};
use crate::signing_in::TODAY;
use crate::{Site, furniture};

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    Recent(who): Recent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let left = office.ways(Claimant::SignedIn(&who)).await?.recovery_codes;
    let token = who.form_token.text();
    let frame = Frame { action: CODES, token: &token, command: "", draft: None };
    let page = Page {
        heading: "Recovery codes",
        content: html! {
            p class="govuk-body waymark-words" {
                "For the day on which you do not have your telephone: each code signs you in once, \
                 after your password. Write them down, or print them, and keep them where you keep \
                 keys. Nobody else may see them."
            }
            @if left > 0 {
                p class="govuk-body waymark-words" {
                    "You have " (left) " left. Codes that are made now take their place."
                }
            }
            (form(&frame, &html! {
                (button(&format!("Make {RECOVERY_CODES} codes"), Weight::Primary))
            }))
            (acts(&[Link::new(TODAY, "Not now"), Link::new(ACCOUNT, "Your account")]))
        },
        ..Page::default()
    };
    Ok(furniture::for_worker(&site, Some(&who), None, &page))
}

pub(super) async fn made(
    State(site): State<Arc<Site>>,
    SentRecent { who, .. }: SentRecent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let codes = office.make_recovery_codes(&who).await?;
    let page = Page {
        heading: "Your recovery codes",
        subtitle: Some(html! { "They are shown this once." }),
        content: html! {
            // Without numbers: none is to be used before another, and they would be copied too.
            ul class="govuk-list govuk-list--spaced waymark-secrets" {
                @for code in &codes {
                    li class="waymark-secret" {
                        // Broken in the middle where it must be.
                        @let (one, other) = code.split_at(code.len().div_ceil(2));
                        (when(one)) (when(other))
                    }
                }
            }
            p class="govuk-body waymark-words" {
                "Print this page, write them down, or copy them into a safe for passwords: a press on \
                 one selects them all. Keep what is on paper where you keep keys, and not with your \
                 telephone. It does not matter which you use first. Any codes that you had before are \
                 good no more."
            }
            (acts(&[Link::new(TODAY, "Go on"), Link::new(ACCOUNT, "Your account")]))
        },
        ..Page::default()
    };
    Ok(furniture::for_worker(&site, Some(&who), None, &page))
}
