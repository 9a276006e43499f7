//! Roles and areas: proposed, shown with what they come to, and given.

use std::sync::Arc;

use access::{Areas, Held, Role};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use casework::accounts::{AccountListed, TakesPart};
use components::{
    Checkboxes, Faults, Field, Form, Frame, Item, Page, Reader, Submission, Weight, breadcrumbs,
    button, button_with, form,
};
use maud::{Markup, html};
use pathway::{Area, ProgrammeId};

use super::{account, address, explained, under};
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

/// Roles as they are asked for.
pub(super) fn fields(form: &Form<'_>, all: &[TakesPart]) -> Markup {
    let roles =
        Role::ALL.iter().map(|role| Item::new(role.name(), beginning(role.words()))).collect();
    let areas = served(all);
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
    all: &[TakesPart],
    programme: ProgrammeId,
    before: &[Held],
) -> components::Read<Vec<Held>> {
    let roles = Role::ALL.iter().map(|role| (role.name(), *role));
    let roles = read.choices_among(Asked::Roles, roles).any()?;
    let served = served(all);
    let every = std::iter::once((EVERY, None));
    let areas = every.chain(served.iter().map(|area| (area.name(), Some(area.clone()))));
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
    let mut reader = Reader::new(&submission);
    let held = read(&mut reader, &all, who.worker.programme, &account.held);
    let held = match reader.finish(|| held) {
        Ok(held) => held,
        Err(faults) => {
            let token = who.form_token.text();
            let page = proposed(&account, (&submission, &faults), (&[], &all), &token);
            let page = furniture::for_worker(&site, Some(&who), None, &page);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let mut faults = Faults::default();
    if submission.typed("then") == Some("give") {
        match acting.give_roles(account.id, account.organisation, &held).await {
            Ok(()) => return Ok(Said::RolesGiven.at(&address(account.id)).into_response()),
            Err(fault) => faults = at_the_top(fault)?,
        }
    } else if let Err(fault) = acting.may_hold(account.id, account.organisation, &held).await {
        faults = at_the_top(fault)?;
    }
    let token = who.form_token.text();
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = proposed(&account, (&submission, &faults), (&held, &all), &token);
    Ok((status, furniture::for_worker(&site, Some(&who), None, &page)).into_response())
}

/// What a proposal comes to, before it holds.
fn proposed<'a>(
    account: &'a AccountListed,
    (submission, faults): (&Submission, &Faults),
    (held, all): (&[Held], &[TakesPart]),
    token: &str,
) -> Page<'a> {
    let action = format!("{}/roles", address(account.id));
    let frame = Frame { action: &action, token, command: "", draft: None };
    let (roles, areas) = questions();
    let asked = Form::new(submission, faults);
    Page {
        heading: "Check what this comes to",
        above: Some(breadcrumbs(&under(&account.name))),
        subtitle: Some(html! {
            (account.name)
            @if faults.is_empty() { " has it from the next page that they open." }
        }),
        content: html! {
            @if faults.is_empty() {
                h2 class="govuk-heading-m" { "What they will see and do, and why" }
                (explained::of(held))
                (form(&frame, &html! {
                    @for name in [roles.name(), areas.name()] {
                        @for typed in submission.every(&name) {
                            input type="hidden" name=(name) value=(typed);
                        }
                    }
                    (button_with("Make it so", Weight::Primary, "then", "give"))
                }))
            } @else {
                (asked.summary())
                (form(&frame, &html! {
                    (fields(&asked, all))
                    (button("See what this comes to", Weight::Secondary))
                }))
            }
            p class="govuk-body" {
                a class="govuk-link" href=(address(account.id)) { "Leave it as it is" }
            }
        },
        faulty: !faults.is_empty(),
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
            (fields(&Form::fresh(&answered), all))
            (button("See what this comes to", Weight::Secondary))
        },
    )
}
