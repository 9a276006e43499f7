//! Writing a referral: one page of the form after the other. What was typed is kept first and
//! looked at then, so that nothing is lost by a fault.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use casework::Acting;
use casework::referrals::{DraftId, Intake};
use casework::signing_in::SignedIn;
use components::{
    Breadcrumb, Form, Frame, Link, Page, Weight, breadcrumbs, button, button_group, button_with,
    form, link, said_live,
};
use maud::{Markup, html};
use pathway::screening::Verdict;

use super::draft::{Found, address, answers_of, around, find, step, written};
use super::steps::{self, Answers, Around, Step, her};
use super::{REFERRALS, known, words};
use crate::faults::Fault;
use crate::ground::{Said, Sent};
use crate::{Site, furniture};

/// The field that says what follows when a page is right.
const THEN: &str = "then";

/// A page of the form as it is drawn.
struct Drawing<'a> {
    id: DraftId,
    step: Step,
    answers: &'a Answers,
    around: &'a Around<'a>,
    form: Form<'a>,
    /// Cases that may be of the same man, on the page about him.
    known: Markup,
    /// Whoever came from *check answers* goes back there.
    to_check: bool,
}

pub(super) async fn page(
    site: Arc<Site>,
    who: SignedIn,
    id: &str,
    page: &str,
    uri: &Uri,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let acting = office.acting(&who.worker);
    let (id, answers) = match find(&acting, id).await? {
        Found::Draft(id, answers) => (id, answers),
        Found::Sent(reference) => return Ok(Found::instead(reference)),
    };
    let step = step(page, &answers)?;
    let intake = acting.intake().await?;
    let typed = steps::typed(&answers, step);
    let known = known_on(&acting, id, step, &answers, &intake).await?;
    let drawing = Drawing {
        id,
        step,
        answers: &answers,
        around: &around(&intake),
        form: Form::fresh(&typed),
        known,
        to_check: uri.query() == Some("then=check"),
    };
    Ok(drawn(&site, &who, &drawing))
}

/// What was typed is kept; then it is looked at, and leads on or comes back with its faults.
pub(super) async fn sent(
    site: Arc<Site>,
    sent: Sent,
    id: &str,
    page: &str,
) -> Result<Response, Fault> {
    let Sent { who, submission } = sent;
    let office = site.office().ok_or(Fault::NotFound)?;
    let acting = office.acting(&who.worker);
    let (id, mut answers) = match find(&acting, id).await? {
        Found::Draft(id, answers) => (id, answers),
        Found::Sent(reference) => return Ok(Found::instead(reference)),
    };
    let step = step(page, &answers)?;
    let intake = acting.intake().await?;
    let around = around(&intake);
    if let Some(typed) = answers_of(step, &submission) {
        answers.insert(step.page(), typed);
        acting.keep_draft(id, &written(&answers)).await?;
    }
    let then = submission.typed(THEN).unwrap_or_default();
    if then == "later" {
        return Ok(Said::DraftKept.at(REFERRALS).into_response());
    }
    match step.check(&submission, &around) {
        Ok(()) => Ok(Redirect::to(&after(id, step, then, &answers)).into_response()),
        Err(faults) => {
            let form = Form::new(&submission, &faults);
            let to_check = then == "check";
            let known = known_on(&acting, id, step, &answers, &intake).await?;
            let answers = &answers;
            let drawing = Drawing { id, step, answers, around: &around, form, known, to_check };
            let page = drawn(&site, &who, &drawing);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Cases that may be of the same man, on the page about him, for whoever may be told.
async fn known_on(
    acting: &Acting<'_>,
    id: DraftId,
    step: Step,
    answers: &Answers,
    intake: &Intake<'_>,
) -> Result<Markup, Fault> {
    match step {
        Step::Him => known::live(acting, id, answers, intake.today).await,
        _ => Ok(Markup::default()),
    }
}

/// Where a page that is right leads.
fn after(id: DraftId, step: Step, then: &str, answers: &Answers) -> String {
    match (then, step) {
        ("another", Step::Her(number)) if number < her::MOST => {
            address(id, &Step::Her(number + 1).page())
        }
        ("check", _) => address(id, "check"),
        _ => address(id, &step.next(answers).map_or("check".to_owned(), Step::page)),
    }
}

/// Keeps what is typed while it is typed: asked by the script. A form that a browser sends here
/// again after signing in goes back to its page.
pub(super) async fn keep(
    State(site): State<Arc<Site>>,
    Path((id, page)): Path<(String, String)>,
    headers: HeaderMap,
    Sent { who, submission }: Sent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let acting = office.acting(&who.worker);
    let Found::Draft(id, mut answers) = find(&acting, &id).await? else {
        // It was sent meanwhile: there is nothing left to keep.
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    let step = step(&page, &answers)?;
    let Some(typed) = answers_of(step, &submission) else {
        return Ok(StatusCode::PAYLOAD_TOO_LARGE.into_response());
    };
    answers.insert(step.page(), typed);
    acting.keep_draft(id, &written(&answers)).await?;
    let by_person = headers.get("sec-fetch-mode").is_some_and(|mode| mode == "navigate");
    Ok(match by_person {
        true => Redirect::to(&address(id, &step.page())).into_response(),
        false => StatusCode::NO_CONTENT.into_response(),
    })
}

/// What screening says of the answers while they are given: a fragment for the script.
pub(super) async fn screened_so_far(
    State(site): State<Arc<Site>>,
    Path((id, page)): Path<(String, String)>,
    Sent { who, submission }: Sent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let acting = office.acting(&who.worker);
    let Found::Draft(_, mut answers) = find(&acting, &id).await? else {
        return Err(Fault::NotFound);
    };
    let step = step(&page, &answers)?;
    if let Some(typed) = answers_of(step, &submission) {
        answers.insert(step.page(), typed);
    }
    let intake = acting.intake().await?;
    let verdict = steps::screened(&answers, &around(&intake));
    Ok(axum::response::Html(ruled_out(&verdict).into_string()).into_response())
}

fn drawn(site: &Site, who: &SignedIn, drawing: &Drawing<'_>) -> Response {
    let Drawing { id, step, answers, around, form: shown, known, to_check } = drawing;
    let token = who.form_token.text();
    let here = step.page();
    let action = address(*id, &here);
    let draft = address(*id, &format!("{here}/keep"));
    let frame = Frame { action: &action, token: &token, command: "", draft: Some(&draft) };
    let count = format!("Page {} of {}", place(*step, answers), steps::all(answers).len());
    let page = Page {
        heading: step.heading(),
        subtitle: Some(
            html! { (count) ". What you type is kept, and only you see it until you send it." },
        ),
        above: Some(breadcrumbs(&[
            Breadcrumb { href: Some(REFERRALS), words: "Referrals" },
            Breadcrumb { href: None, words: "A new referral" },
        ])),
        content: html! {
            (shown.summary())
            (form(&frame, &html! {
                (screened(*id, *step, &steps::screened(answers, around)))
                @if *to_check { input type="hidden" name=(THEN) value="check"; }
                (step.view(shown, around, steps::from_him(answers)))
                (known)
                (ways_on(*id, *step))
            }))
        },
        faulty: !shown.faults.is_empty(),
        ..Page::default()
    };
    furniture::for_worker(site, Some(who), Some(REFERRALS), &page)
}

fn place(step: Step, answers: &Answers) -> usize {
    let all = steps::all(answers);
    all.iter().position(|one| *one == step).unwrap_or(all.len()) + 1
}

fn ways_on(id: DraftId, step: Step) -> Markup {
    let back = step.before().map(|before| address(id, &before.page()));
    let another = matches!(step, Step::Her(number) if number < her::MOST);
    html! {
        (button_group(&html! {
            (button("Continue", Weight::Primary))
            @if another { (button_with("Add another woman", Weight::Secondary, THEN, "another")) }
            (button_with("Save and come back later", Weight::Secondary, THEN, "later"))
            @if let Some(back) = &back { (link(&Link::new(back, "Back"))) }
        }))
    }
}

/// What screening says of the answers; renewed by the script while those are given that it hangs
/// on, where a page asks for nothing but them.
fn screened(id: DraftId, step: Step, verdict: &Verdict) -> Markup {
    let said = ruled_out(verdict);
    if !matches!(step, Step::Family | Step::Children | Step::Risk) {
        return said;
    }
    let address = address(id, &format!("{}/screened", step.page()));
    let fields = step.fields();
    let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
    said_live(&address, &fields, &said)
}

/// What rules the family out, with every reason; nothing where nothing does.
pub(super) fn ruled_out(verdict: &Verdict) -> Markup {
    html! {
        @if !verdict.reasons.is_empty() {
            (components::warning("By the rules in force the programme would not take this family"))
            (words::sentences(verdict.reasons.iter().map(|reason| {
                pathway::codes::Code::words(*reason).to_owned()
            })))
            p class="govuk-body waymark-words" {
                "You may go on: a person decides. Say on the first page why you refer him all the \
                 same. " (link(&Link::new(super::RULES, "The rules in force")))
            }
        }
    }
}
