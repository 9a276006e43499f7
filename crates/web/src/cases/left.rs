//! The open cases of those who have left: who gets each, confirmed by a manager in one form.

use std::borrow::Cow;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use casework::leaving::LeftBehind;
use casework::signing_in::SignedIn;
use casework::{Acting, Listed};
use components::{
    Faults, Field, Form, Frame, Item, Link, Page, Reader, Select, Submission, Weight, button, form,
    link, nothing, section,
};
use maud::{Markup, html};
use pathway::{CommandId, Reference, WorkerId};

use super::list::name;
use super::{CASES, CasePage, LEFT};
use crate::faults::Fault;
use crate::ground::{Asking, Said, Sent, evenly};
use crate::{Site, furniture};

/// Who gets a case.
struct To(Reference);

impl Field for To {
    fn name(&self) -> Cow<'static, str> {
        format!("to-{}", self.0).into()
    }
    fn label(&self) -> Cow<'static, str> {
        format!("Who gets {}", self.0).into()
    }
}

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    Asking(who): Asking,
    uri: Uri,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let left = office.acting(&who.worker).left_behind().await?;
    let said = Said::of(&uri).map(Said::banner);
    Ok(drawn(&site, &who, &left, (said, &Submission::default(), Faults::NONE)))
}

fn drawn(
    site: &Site,
    who: &SignedIn,
    left: &LeftBehind,
    (said, sent, faults): (Option<Markup>, &Submission, &Faults),
) -> Response {
    let token = who.form_token.text();
    let frame = Frame { action: LEFT, token: &token, command: "", draft: None };
    let asked = Form::new(sent, faults);
    let page = Page {
        heading: "Cases of those who have left",
        content: html! {
            @if let Some(said) = said { (said) }
            (asked.summary())
            @if left.load.cases.is_empty() {
                (nothing(
                    "Nobody who has left has a case that goes on.",
                    &[Link::new(CASES, "See the caseload")],
                ))
            } @else {
                p class="govuk-body waymark-words" {
                    "Their accounts are closed, or they have no role any more. Say who gets each; \
                     clocks go on. Those that you leave stay here."
                }
                (form(&frame, &html! {
                    @for case in &left.load.cases { (row(site, left, case, &asked)) }
                    (button("Give the cases", Weight::Primary))
                }))
                @if left.load.next.is_some() {
                    p class="govuk-body" { "There are more: they show once these are given." }
                }
            }
        },
        faulty: !faults.is_empty(),
        ..Page::default()
    };
    furniture::for_worker(site, Some(who), Some(CASES), &page)
}

fn row(site: &Site, left: &LeftBehind, case: &Listed, asked: &Form<'_>) -> Markup {
    let reference = case.envelope.reference;
    let words = reference.to_string();
    let person = case.person.and_then(|person| left.load.people.get(&person));
    let named = person.map(|details| name(details, &left.load.scope));
    let title = named.as_deref().filter(|name| !name.is_empty()).unwrap_or(&words);
    let area = case.facts.area.as_ref().map(pathway::Area::name).unwrap_or_default();
    let colleagues = left.colleagues_of(case);
    let item =
        |one: &casework::his::Colleague| Item::new(one.id.uuid().to_string(), one.name.clone());
    let select = Select {
        items: colleagues.iter().map(item).collect(),
        none: Some("Nobody yet"),
        hint: None,
    };
    let drawn = site.office().map(|office| office.form(case.version));
    section(
        title,
        &html! {
            p class="govuk-body" {
                (link(&Link::new(&CasePage::Overview.of(reference), &words))) ", " (area)
            }
            @if colleagues.is_empty() {
                p class="govuk-body waymark-words" {
                    "Nobody else works in this area. An administrator gives somebody the role."
                }
            } @else {
                @if let Some(drawn) = drawn {
                    input type="hidden" name=(format!("command-{reference}"))
                        value=(drawn.command.uuid());
                    input type="hidden" name=(format!("version-{reference}")) value=(drawn.version);
                }
                (asked.select(To(reference), &select))
            }
        },
    )
}

pub(super) async fn sent(State(site): State<Arc<Site>>, sent: Sent) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let acting = office.acting(&sent.who.worker);
    let left = acting.left_behind().await?;
    let faults = evenly(given(&acting, &left, &sent.submission)).await?;
    if faults.is_empty() {
        return Ok(Said::CasesGivenOn.at(LEFT).into_response());
    }
    let left = acting.left_behind().await?;
    let page = drawn(&site, &sent.who, &left, (None, &sent.submission, &faults));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Gives each case for which somebody was chosen. What could not be given is told, and the others
/// are.
async fn given(
    acting: &Acting<'_>,
    left: &LeftBehind,
    submission: &Submission,
) -> Result<Faults, Fault> {
    let mut faults = Faults::default();
    let mut chosen = 0;
    for case in &left.load.cases {
        let reference = case.envelope.reference;
        let people = left.colleagues_of(case).iter();
        let people = people.map(|one| (one.id.uuid().to_string(), one.id));
        let mut read = Reader::new(submission);
        let to: components::Read<Option<WorkerId>> =
            read.choice_among(To(reference), people).optional();
        let to = match read.finish(|| to) {
            Ok(Some(to)) => to,
            Ok(None) => continue,
            Err(_not_one) => {
                faults.add(&To(reference), "Choose somebody who works in that area");
                continue;
            }
        };
        chosen += 1;
        let Some(form) = drawn_form(submission, reference) else {
            faults.add(&To(reference), "Look at this case again, and choose anew");
            continue;
        };
        match acting.give_on(case, form, to).await.map_err(Fault::from) {
            Ok(_) => {}
            Err(Fault::Unavailable) => return Err(Fault::Unavailable),
            Err(Fault::Refused(words)) => faults.add(&To(reference), words),
            Err(Fault::Stale) => faults.add(
                &To(reference),
                "Somebody else changed this case while you did. Look at it, and choose anew",
            ),
            Err(_) => faults.add(&To(reference), "Open this case, and give it on its own page"),
        }
    }
    if chosen == 0 && faults.is_empty() {
        faults.add_of_page("Choose who gets at least one of the cases");
    }
    Ok(faults)
}

/// The form of one case, as it was drawn.
fn drawn_form(submission: &Submission, reference: Reference) -> Option<casework::Sent> {
    let typed = |what: &str| submission.typed(&format!("{what}-{reference}"));
    Some(casework::Sent {
        command: CommandId::of(typed("command")?.parse().ok()?),
        version: typed("version")?.parse().ok()?,
    })
}
