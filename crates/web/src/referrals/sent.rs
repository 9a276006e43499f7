//! The confirmation: the reference at once, what happens next, and by when.

use axum::response::Response;
use components::{Link, Page, acts, panel};
use maud::html;

use super::{Asked, REFERRALS, of, words};
use crate::faults::Fault;
use crate::furniture;

pub(super) async fn page(asked: Asked) -> Result<Response, Fault> {
    let office = asked.office()?;
    let progress = office.acting(&asked.who.worker).progress(asked.reference).await?;
    let reference = asked.reference.to_string();
    let follow = of(asked.reference, "");
    let page = Page {
        heading: "The referral is sent",
        content: html! {
            (panel("Its reference is", &reference))
            h2 class="govuk-heading-m" { "What happens next" }
            @if let Some(next) = &progress.next {
                p class="govuk-body waymark-words" { (words::comes_how(next)) }
            }
            p class="govuk-body waymark-words" {
                "You get a message here at every step: when it is acknowledged, when an assessment \
                 is offered, what it came to, and the reports. Give the reference when you ask \
                 about it; it says nothing of anybody."
            }
            @if progress.women > 0 {
                p class="govuk-body waymark-words" {
                    "What you wrote of her is sealed. It is given to one support provider when she \
                     is referred. You can add to it, and not read it back."
                }
            }
            @if progress.from_himself {
                p class="govuk-body waymark-words" {
                    "He has no page of his own here. Do not show or give him this one: the \
                     programme writes to him."
                }
            }
            (acts(&[
                Link::new(&follow, "Follow this referral"),
                Link::new(REFERRALS, "All referrals"),
            ]))
        },
        ..Page::default()
    };
    Ok(furniture::for_worker(&asked.site, Some(&asked.who), Some(REFERRALS), &page))
}
