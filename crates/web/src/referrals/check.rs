//! *Check answers*: everything as it was typed, what screening says, and the one press that sends
//! it. What is said of a woman is shown here to whoever wrote it, and never after.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use casework::referrals::DraftId;
use casework::signing_in::SignedIn;
use components::{
    Breadcrumb, Faults, Form, Frame, Link, Page, Submission, Summary, Weight, breadcrumbs, button,
    button_group, form, link, summary_list,
};
use maud::{Markup, html};
use pathway::screening::{Screened, Verdict};

use super::draft::{Found, address, around, find};
use super::steps::{self, Answers, Around, Step, her};
use super::writing::ruled_out;
use super::{REFERRALS, known, of, words};
use crate::faults::{Fault, at_the_top};
use crate::ground::Sent;
use crate::{Site, furniture};

pub(super) async fn page(site: Arc<Site>, who: SignedIn, id: &str) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let acting = office.acting(&who.worker);
    let (id, answers) = match find(&acting, id).await? {
        Found::Draft(id, answers) => (id, answers),
        Found::Sent(reference) => return Ok(Found::instead(reference)),
    };
    let intake = acting.intake().await?;
    let known = known::of(&acting, &answers, intake.today).await?;
    Ok(drawn(&site, &who, id, &answers, &around(&intake), &known, Faults::NONE))
}

/// Sends it: the reference is there at once. Sent twice, it is one referral.
pub(super) async fn sent(site: Arc<Site>, sent: Sent, id: &str) -> Result<Response, Fault> {
    let Sent { who, .. } = sent;
    let office = site.office().ok_or(Fault::NotFound)?;
    let acting = office.acting(&who.worker);
    let (id, answers) = match find(&acting, id).await? {
        Found::Draft(id, answers) => (id, answers),
        Found::Sent(reference) => return Ok(Found::instead(reference)),
    };
    let intake = acting.intake().await?;
    let around = around(&intake);
    let faults = match steps::refer(&answers, &around) {
        Ok(refer) => match acting.send_draft(id, &refer).await {
            Ok(done) => return Ok(Redirect::to(&of(done.reference, "sent")).into_response()),
            Err(fault) => at_the_top(fault)?,
        },
        Err(faulty) => unfinished(&faulty),
    };
    let known = known::of(&acting, &answers, intake.today).await?;
    let page = drawn(&site, &who, id, &answers, &around, &known, &faults);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Every page that is not right yet, at the top.
fn unfinished(faulty: &[(Step, Faults)]) -> Faults {
    let mut faults = Faults::default();
    for (step, wrong) in faulty {
        for fault in wrong.iter() {
            faults.add_of_page(format!("{}: {}", step.heading(), fault.words));
        }
    }
    faults
}

fn drawn(
    site: &Site,
    who: &SignedIn,
    id: DraftId,
    answers: &Answers,
    around: &Around<'_>,
    known: &Markup,
    faults: &Faults,
) -> Response {
    let token = who.form_token.text();
    let (action, away) = (address(id, "check"), address(id, "throw-away"));
    let frame = Frame { action: &action, token: &token, command: "", draft: None };
    let faulty = steps::refer(answers, around).err().unwrap_or_default();
    let nothing = Submission::default();
    let page = Page {
        heading: "Check your answers",
        subtitle: Some(html! { "Nothing has been sent yet." }),
        above: Some(breadcrumbs(&[
            Breadcrumb { href: Some(REFERRALS), words: "Referrals" },
            Breadcrumb { href: None, words: "A new referral" },
        ])),
        content: html! {
            (Form::new(&nothing, faults).summary())
            (screening(&steps::screened(answers, around)))
            (known)
            @for step in steps::all(answers) { (answered(id, step, answers, &faulty)) }
            @if faulty.is_empty() {
                (form(&frame, &html! {
                    p class="govuk-body waymark-words" {
                        "By sending this you say that it is right as far as you know. You get a \
                         reference at once."
                    }
                    (button_group(&html! {
                        (button("Send the referral", Weight::Primary))
                        (link(&Link::new(&away, "Throw this draft away")))
                    }))
                }))
            } @else {
                p class="govuk-body waymark-words" {
                    "You can send the referral when every page is right."
                }
                p class="govuk-body" { (link(&Link::new(&away, "Throw this draft away"))) }
            }
        },
        faulty: !faults.is_empty(),
        ..Page::default()
    };
    furniture::for_worker(site, Some(who), Some(REFERRALS), &page)
}

/// What screening says of the whole, in words.
fn screening(verdict: &Verdict) -> Markup {
    match verdict.screened() {
        Screened::NotEligible => ruled_out(verdict),
        Screened::Eligible => components::inset(&html! {
            p { "By the rules in force the family is eligible." }
        }),
        Screened::CannotTellYet => components::inset(&html! {
            p { "Whether the rules in force take the family cannot be told yet:" }
            (words::sentences(verdict.in_words().into_iter()))
            p { "You may send the referral: whoever screens it asks." }
        }),
    }
}

fn answered(id: DraftId, step: Step, answers: &Answers, faulty: &[(Step, Faults)]) -> Markup {
    let typed = steps::typed(answers, step);
    let change = address(id, &format!("{}?then=check", step.page()));
    let wrong = faulty.iter().find(|(faulty, _)| *faulty == step).map(|(_, faults)| faults);
    let nobody = matches!(step, Step::Her(_)) && her::is_empty(&typed);
    let mut all = step.answered(&typed);
    all.retain(|answer| !answer.words.is_empty());
    let changes: Vec<String> =
        all.iter().map(|answer| format!("{change}#{}", answer.field)).collect();
    let rows: Vec<Summary<'_>> = all
        .iter()
        .zip(&changes)
        .map(|(answer, change)| Summary {
            key: &answer.asked,
            value: html! { span class="waymark-typed" { (answer.words) } },
            act: Some(Link::new(change, "Change")),
        })
        .collect();
    html! {
        section {
            h2 class="govuk-heading-m" { (step.heading()) }
            @if let Some(wrong) = wrong {
                p class="govuk-error-message" { "This page is not right yet:" }
                (words::sentences(wrong.iter().map(|fault| fault.words.clone())))
            }
            @if nobody { p class="govuk-body" { "No woman is named." } }
            @else if rows.is_empty() { p class="govuk-body" { "Nothing is answered yet." } }
            @else { (summary_list(&rows)) }
            @if wrong.is_some() || rows.is_empty() {
                p class="govuk-body" {
                    a class="govuk-link" href=(change) {
                        "Fill in this page" span class="govuk-visually-hidden" { ": " (step.heading()) }
                    }
                }
            }
        }
    }
}
