//! Roles and areas: proposed, shown with what they come to, and given.

use std::sync::Arc;

use access::{Areas, Held, Role};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use casework::account_acts::given_and_taken;
use casework::accounts::{AccountListed, TakesPart};
use casework::referrals::{DraftsOf, left_in_words};
use casework::signing_in::SignedIn;
use components::{
    Checkboxes, Faults, Field, Form, Frame, Item, Page, Reader, Submission, Summary, Weight,
    breadcrumbs, button, form, summary_list,
};
use maud::{Markup, html};
use pathway::{Area, ProgrammeId};

use super::proposal::{AS_IT_IS, Pressed, Proposal, SO};
use super::{ADMINISTRATION, account, address, explained, under};
use crate::coded::{asked, beginning};
use crate::faults::{Fault, at_the_top};
use crate::ground::{Said, SentRecent};
use crate::{Site, furniture};

asked! {
    /// What somebody is, and where.
    Asked {
        Roles = "role", "Role", "Choose at least one role";
        Areas = "areas", "Areas", "Choose the areas";
    }
}

/// Every area, those that are served later among them: said and not left out, so that nobody has
/// them all for want of a tick.
const EVERY: &str = "every-area";

/// The areas that anybody serves, by name.
pub(super) fn served(all: &[TakesPart]) -> Vec<Area> {
    let mut areas: Vec<Area> = all.iter().flat_map(|one| one.areas.clone()).collect();
    areas.sort_by(|one, other| one.name().cmp(other.name()));
    areas.dedup();
    areas
}

/// The areas that can be given, by name: those, and what somebody has of an area that nobody serves
/// any more, which no form is to take from them without a word.
pub(super) fn offered(all: &[TakesPart], held: &[Held]) -> Vec<Area> {
    let mut areas = served(all);
    for one in held {
        if let Areas::These(these) = &one.areas {
            areas.extend(these.iter().cloned());
        }
    }
    areas.sort_by(|one, other| one.name().cmp(other.name()));
    areas.dedup();
    areas
}

/// Roles as they are asked for.
pub(super) fn fields(form: &Form<'_>, areas: &[Area]) -> Markup {
    let roles =
        Role::ALL.iter().map(|role| Item::new(role.name(), beginning(role.words()))).collect();
    let every = std::iter::once(Item::new(EVERY, "Every area"));
    let areas = every.chain(areas.iter().map(|area| Item::new(area.name(), area.name()))).collect();
    html! {
        (form.checkboxes(Asked::Roles, &Checkboxes {
            hint: Some("Nobody works on both sides. Referrer goes together with the programme's roles"),
            items: roles,
        }))
        (form.checkboxes(Asked::Areas, &Checkboxes {
            hint: Some("Where facilitators and support workers work"),
            items: areas,
        }))
    }
}

/// Reads the roles; with none, where they may be none.
/// Areas are of those who work in them; any other role keeps those that it was given elsewhere.
pub(super) fn read<'a>(
    read: &mut Reader<'a>,
    offered: &[Area],
    programme: ProgrammeId,
    before: &[Held],
) -> components::Read<Vec<Held>> {
    let roles = Role::ALL.iter().map(|role| (role.name(), *role));
    let roles = read.choices_among(Asked::Roles, roles).any()?;
    let every = std::iter::once((EVERY, None));
    let areas = every.chain(offered.iter().map(|area| (area.name(), Some(area.clone()))));
    let areas = read.choices_among(Asked::Areas, areas).any()?;
    if areas.is_empty() && roles.iter().copied().any(by_area) {
        read.fault(Asked::Areas, "Choose the areas, or every area");
    }
    let these: Option<Vec<Area>> = areas.into_iter().collect();
    let areas = match these {
        Some(these) if !these.is_empty() => Areas::These(these),
        _ => Areas::All,
    };
    let of = |role| match before.iter().find(|one| one.role == role) {
        _ if by_area(role) => areas.clone(),
        Some(before) => before.areas.clone(),
        None => Areas::All,
    };
    Ok(roles.into_iter().map(|role| Held { role, programme, areas: of(role) }).collect())
}

const fn by_area(role: Role) -> bool {
    matches!(role, Role::Facilitator | Role::SupportWorker)
}

/// The names of the two questions.
pub(super) const fn questions() -> (Asked, Asked) {
    (Asked::Roles, Asked::Areas)
}

/// Roles that are held, as what was answered.
pub(super) fn answers(held: &[Held]) -> Submission {
    let roles = held.iter().map(|one| (Asked::Roles.name(), one.role.name().to_owned()));
    let mut areas: Vec<String> = held
        .iter()
        .filter(|one| by_area(one.role))
        .flat_map(|one| match &one.areas {
            Areas::All => vec![EVERY.to_owned()],
            Areas::These(these) => these.iter().map(|area| area.name().to_owned()).collect(),
        })
        .collect();
    areas.sort();
    areas.dedup();
    let areas = areas.into_iter().map(|area| (Asked::Areas.name(), area));
    Submission::of(roles.chain(areas))
}

/// The form: proposed first, then given.
pub(super) async fn sent(
    State(site): State<Arc<Site>>,
    Path(person): Path<String>,
    SentRecent { who, submission }: SentRecent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let acting = office.acting(&who.worker);
    let account = account(&acting, &person).await?;
    let all = acting.organisations().await?;
    let areas = offered(&all, &account.held);
    let mut reader = Reader::new(&submission);
    let held = read(&mut reader, &areas, who.worker.programme, &account.held);
    let faults = match reader.finish(|| held) {
        Err(faults) => faults,
        Ok(held) => match proposed(&site, &who, &submission, (account.clone(), &held)).await {
            Ok(answer) => return Ok(answer),
            Err(fault) => at_the_top(fault)?,
        },
    };
    let token = who.form_token.text();
    let page = faulty(&account, (&submission, &faults), &areas, &token);
    let page = furniture::for_worker(&site, Some(&who), Some(ADMINISTRATION), &page);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Shows what roles come to, or gives them where that was seen.
async fn proposed(
    site: &Site,
    who: &SignedIn,
    sent: &Submission,
    (mut account, held): (AccountListed, &[Held]),
) -> Result<Response, casework::Fault> {
    let office = site.office().ok_or(casework::Fault::NotFound)?;
    let acting = office.acting(&who.worker);
    acting.may_change_roles(&account, held).await?;
    let mut left = acting.would_leave(&account, held).await?;
    let mut pressed = with(&account, held, left, |proposal| proposal.pressed(sent));
    if pressed == Pressed::Seen {
        match acting.change_roles(&account, held).await {
            Ok(()) => return Ok(Said::RolesGiven.at(&address(account.id)).into_response()),
            // Another administrator was quicker by a moment.
            Err(casework::Fault::Stale) => {
                account = acting.account(account.id).await?;
                left = acting.would_leave(&account, held).await?;
                pressed = Pressed::Otherwise;
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok(with(&account, held, left, |proposal| proposal.drawn(site, who, (sent, pressed))))
}

/// What a proposal comes to.
fn with<T>(
    account: &AccountListed,
    held: &[Held],
    left: Option<DraftsOf>,
    then: impl FnOnce(&Proposal<'_>) -> T,
) -> T {
    let (own, action) = (address(account.id), format!("{}/roles", address(account.id)));
    let (given, taken) = given_and_taken(&account.held, held);
    // Of cases nothing is said here: whoever keeps accounts sees none, nor how many there are.
    let takes = !taken.is_empty();
    let nothing = |words: String| if words.is_empty() { "nothing".to_owned() } else { words };
    let line = |key, words| Summary { key, value: html! { (nothing(words)) }, act: None };
    then(&Proposal {
        above: breadcrumbs(&under(&account.name)),
        subtitle: html! { (account.name) " has it from the next page that they open." },
        content: html! {
            (summary_list(&[line("Given", given), line("Taken away", taken)]))
            @if takes {
                p class="govuk-body waymark-words" {
                    "What they work on and can then not open any more stays as it is: their manager \
                     finds it on Today and gives it to others."
                }
            }
            @if let Some(left) = left {
                p class="govuk-body waymark-words" { (left_in_words(left)) }
            }
            h2 class="govuk-heading-m" { "What they will see and do, and why" }
            (explained::of(held))
        },
        action: &action,
        command: "",
        press: SO,
        leave: (&own, AS_IT_IS),
    })
}

/// The form again, with what is wrong.
fn faulty<'a>(
    account: &'a AccountListed,
    (submission, faults): (&Submission, &Faults),
    areas: &[Area],
    token: &str,
) -> Page<'a> {
    let own = address(account.id);
    let action = format!("{own}/roles");
    let frame = Frame { action: &action, token, command: "", draft: None };
    let asked = Form::new(submission, faults);
    Page {
        heading: "Check what this comes to",
        above: Some(breadcrumbs(&under(&account.name))),
        subtitle: Some(html! { (account.name) }),
        content: html! {
            (asked.summary())
            (form(&frame, &html! {
                (fields(&asked, areas))
                (button("See what this comes to", Weight::Secondary))
            }))
            p class="govuk-body" { a class="govuk-link" href=(own) { (AS_IT_IS) } }
        },
        faulty: true,
        ..Page::default()
    }
}

/// The form on somebody's page.
pub(super) fn proposal(account: &AccountListed, all: &[TakesPart], token: &str) -> Markup {
    let action = format!("{}/roles", address(account.id));
    let frame = Frame { action: &action, token, command: "", draft: None };
    let answered = answers(&account.held);
    form(
        &frame,
        &html! {
            (fields(&Form::fresh(&answered), &offered(all, &account.held)))
            (button("See what this comes to", Weight::Secondary))
        },
    )
}
