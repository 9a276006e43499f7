//! Referrals that colleagues left half-written: who began each and when, and one press to go on with
//! it.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use casework::referrals::{DraftId, HalfWritten, HalfWrittens, TakenOn};
use components::{Frame, Row, form, rows};
use maud::{Markup, html};

use super::REFERRALS;
use super::draft::address;
use crate::Site;
use crate::faults::Fault;
use crate::furniture::moment;
use crate::ground::{Said, Sent};

/// Those that wait for somebody, with a button each; nothing where there is none.
pub(super) fn by_colleagues(left: &HalfWrittens, token: &str) -> Markup {
    let list: Vec<Row> = left.first.iter().map(|one| row(one, token)).collect();
    html! {
        @if !list.is_empty() {
            section {
                h2 class="govuk-heading-m" { "Left half-written by colleagues" }
                p class="govuk-body waymark-words" {
                    "Whoever began these left, or does not refer any more. Take one on, and it is \
                     yours alone, as if you had written it. Nobody sees what is in it before. They \
                     wait until somebody takes them on."
                }
                (rows(&list))
                @if left.more {
                    p class="govuk-body" { "There are more: they show once these are taken on." }
                }
            }
        }
    }
}

fn row(one: &HalfWritten, token: &str) -> Row {
    let action = address(one.id, "take-on");
    let frame = Frame { action: &action, token, command: "", draft: None };
    let began = one.begun.map(moment);
    let kept = moment(one.changed);
    // Two of one colleague are told apart by whoever hears the buttons alone.
    let which = format!(", begun by {} and last written on {kept}", one.by);
    Row {
        lead: None,
        words: html! {
            p class="govuk-body" {
                (one.by)
                span class="waymark-rows__aside" {
                    @if let Some(began) = &began {
                        "Begun on " (began) ", last written on " (kept) "."
                    } @else {
                        "Last written on " (kept) "."
                    }
                }
            }
            (form(&frame, &html! {
                button type="submit" class="govuk-button govuk-button--secondary"
                    data-prevent-double-click="true" {
                    "Take it on" span class="govuk-visually-hidden" { (which) }
                }
            }))
        },
        aside: None,
    }
}

/// Takes one on. Pressed twice it is done once.
pub(super) async fn sent(site: Arc<Site>, sent: Sent, id: &str) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let id: DraftId = id.parse()?;
    let said = match office.acting(&sent.who.worker).take_on_draft(id).await? {
        TakenOn::Yours => Said::DraftTakenOn,
        TakenOn::Gone => Said::DraftGone,
    };
    Ok(said.at(REFERRALS).into_response())
}
