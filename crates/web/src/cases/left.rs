//! What is with somebody who cannot open it any more: who gets each case and who leads each group,
//! confirmed by a manager in one form.

use std::borrow::Cow;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use casework::groups;
use casework::his::Colleague;
use casework::leaving::LeftBehind;
use casework::signing_in::SignedIn;
use casework::today::GroupListed;
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
#[derive(Clone, Copy)]
struct To(Reference);

impl Field for To {
    fn name(&self) -> Cow<'static, str> {
        format!("to-{}", self.0).into()
    }
    fn label(&self) -> Cow<'static, str> {
        format!("Who gets {}", self.0).into()
    }
}

/// Who leads a group: the man, or the woman.
#[derive(Clone, Copy)]
struct Leads(Reference, usize);

const NOBODY: &str = "Nobody else works in this area. An administrator gives somebody the role.";

const PLACES: [&str; 2] = ["man", "woman"];

impl Field for Leads {
    fn name(&self) -> Cow<'static, str> {
        format!("{}-{}", PLACES[self.1], self.0).into()
    }
    fn label(&self) -> Cow<'static, str> {
        format!("The {} who leads {}", PLACES[self.1], self.0).into()
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
        heading: "Cases to give to others",
        content: html! {
            @if let Some(said) = said { (said) }
            (asked.summary())
            @if left.load.cases.is_empty() && left.groups.is_empty() {
                (nothing(
                    "Every case that goes on is with somebody who can open it.",
                    &[Link::new(CASES, "See the caseload")],
                ))
            } @else {
                p class="govuk-body waymark-words" {
                    "Whoever had these cannot open them any more: they left, or what they may \
                     open has changed. Say who gets each; clocks go on. Those that you leave stay \
                     here."
                }
                (form(&frame, &html! {
                    @for case in &left.load.cases { (row(site, left, case, &asked)) }
                    @for group in &left.groups { (led(site, left, group, &asked)) }
                    (button("Give them to others", Weight::Primary))
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
    section(
        title,
        &html! {
            p class="govuk-body" {
                (link(&Link::new(&CasePage::Overview.of(reference), &words))) ", " (area)
            }
            @if colleagues.is_empty() {
                p class="govuk-body waymark-words" {
                    @if left.is_known_to_all(case) {
                        "Everybody else who works in this area has a conflict of interest with \
                         this case. An administrator gives somebody more the role."
                    } @else { (NOBODY) }
                }
            } @else {
                (as_drawn(site, reference, case.version))
                (asked.select(To(reference), &choice(&colleagues)))
            }
        },
    )
}

/// A group that is led by somebody who cannot any more.
fn led(site: &Site, left: &LeftBehind, group: &GroupListed, asked: &Form<'_>) -> Markup {
    let (reference, leaders) = (group.reference(), left.leaders_of(group));
    section(
        &groups::name(group),
        &html! {
            p class="govuk-body" {
                (link(&Link::new(&format!("/groups/{reference}"), "The group"))) ", "
                (groups::places(group))
            }
            @if leaders.is_empty() {
                p class="govuk-body waymark-words" { (NOBODY) }
            } @else {
                (as_drawn(site, reference, group.version))
                @for place in gone(group) {
                    (asked.select(Leads(reference, place), &choice(leaders)))
                }
            }
        },
    )
}

/// Which of the two who lead it cannot any more.
fn gone(group: &GroupListed) -> impl Iterator<Item = usize> {
    (0..).zip(group.gone).filter_map(|(place, gone)| gone.then_some(place))
}

fn choice(colleagues: &[Colleague]) -> Select<'_> {
    let item = |one: &Colleague| Item::new(one.id.uuid().to_string(), one.name.clone());
    Select { items: colleagues.iter().map(item).collect(), none: Some("Nobody yet"), hint: None }
}

/// By what the form of one of them is known.
fn as_drawn(site: &Site, reference: Reference, version: u32) -> Markup {
    let drawn = site.office().map(|office| office.form(version));
    html! {
        @if let Some(drawn) = drawn {
            input type="hidden" name=(format!("command-{reference}")) value=(drawn.command.uuid());
            input type="hidden" name=(format!("version-{reference}")) value=(drawn.version);
        }
    }
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
        let colleagues = left.colleagues_of(case);
        let Some(to) = read(submission, &mut faults, To(reference), &colleagues) else {
            continue;
        };
        chosen += 1;
        let done = match drawn_form(submission, reference) {
            Some(form) => acting.give_on(case, form, to).await.map_err(Fault::from),
            None => Err(Fault::Stale),
        };
        told(&mut faults, &To(reference), done)?;
    }
    for group in &left.groups {
        let (reference, leaders) = (group.reference(), left.leaders_of(group));
        let mut given = [None; 2];
        for place in gone(group) {
            given[place] = read(submission, &mut faults, Leads(reference, place), leaders);
        }
        let Some(first) = given.iter().position(Option::is_some) else { continue };
        chosen += 1;
        let done = match drawn_form(submission, reference) {
            Some(form) => acting.lead_on(group, form, given).await.map_err(Fault::from),
            None => Err(Fault::Stale),
        };
        told(&mut faults, &Leads(reference, first), done)?;
    }
    if chosen == 0 && faults.is_empty() {
        faults.add_of_page("Choose who gets at least one of them");
    }
    Ok(faults)
}

/// Who was chosen of those who can be; whoever else was is told.
fn read(
    submission: &Submission,
    faults: &mut Faults,
    field: impl Field + Copy,
    people: &[Colleague],
) -> Option<WorkerId> {
    let mut read = Reader::new(submission);
    let people = people.iter().map(|one| (one.id.uuid().to_string(), one.id));
    let to: components::Read<Option<WorkerId>> = read.choice_among(field, people).optional();
    read.finish(|| to).unwrap_or_else(|_not_one| {
        faults.add(&field, "Choose somebody who works in that area");
        None
    })
}

/// Why one was not given; nothing more is tried where nothing answers.
fn told(
    faults: &mut Faults,
    field: &impl Field,
    done: Result<casework::Done, Fault>,
) -> Result<(), Fault> {
    match done {
        Ok(_) => {}
        Err(Fault::Unavailable) => return Err(Fault::Unavailable),
        Err(Fault::Refused(words)) => faults.add(field, words),
        Err(Fault::Stale) => {
            faults
                .add(field, "Somebody else changed it while you did. Look at it, and choose anew");
        }
        Err(_) => faults.add(field, "Open it, and give it on its own page"),
    }
    Ok(())
}

/// The form of one case, as it was drawn.
fn drawn_form(submission: &Submission, reference: Reference) -> Option<casework::Sent> {
    let typed = |what: &str| submission.typed(&format!("{what}-{reference}"));
    Some(casework::Sent {
        command: CommandId::of(typed("command")?.parse().ok()?),
        version: typed("version")?.parse().ok()?,
    })
}
