//! Who may see the case: restricting it, conflicts of interest, and opening what is restricted.

use ::access::act;
use axum::response::Response;
use casework::Office;
use casework::his::Colleague;
use components::{
    Identity, Item, Lines, Link, Radios, Reader, Submission, Weight, link, nothing, section,
};
use maud::{Markup, html};
use pathway::WorkerId;

use super::super::shell::{Again, Shell, View};
use super::super::{Asked as OfCase, CasePage, RESTRICTED};
use super::shown::{Doing, NotDone, Shown, heading, no_such_form};
use crate::coded::asked;
use crate::faults::{Fault, Reason};
use crate::ground::{Said, Sent};

const RESTRICT: &str = "restrict";
const LIFT: &str = "lift";
const KNOWS: &str = "conflict";
const LIFT_CONFLICT: &str = "lift-conflict";

asked! {
    /// The questions of this page.
    Asked {
        Why = "why", "Why?", "Say why";
        Who = "who", "Who knows the family?", "Choose who knows the family";
        Over = "over", "Whose conflict is over?", "Choose whose conflict is over";
    }
}

pub(super) async fn view(shown: &Shown<'_>) -> Result<Markup, Fault> {
    let restricted = shown.case.listed.facts.restricted;
    let guards = shown.granted(act::RestrictCase);
    let conflicts = match shown.granted(act::LiftConflict) {
        true => Some(shown.acting().his_conflicts(shown.asked.reference).await?),
        false => None,
    };
    let colleagues = match shown.granted(act::RecordConflict) {
        true => shown.acting().facilitators(None).await?,
        false => Vec::new(),
    };
    Ok(html! {
        p class="govuk-body waymark-words" {
            @if restricted {
                "This case is restricted: its names are in no list, and whoever opens it gives a \
                 reason that the manager sees."
            } @else {
                "This case is open to those of the programme who work in its area."
            }
        }
        @if guards {
            (restrict(shown, restricted))
            p class="govuk-body" { (link(&Link::new(RESTRICTED, "Restricted cases, and who opened them"))) }
        }
        (conflict(shown, &colleagues))
        @if let Some(conflicts) = &conflicts { (lift(shown, conflicts)) }
    })
}

fn restrict(shown: &Shown<'_>, restricted: bool) -> Markup {
    let (act, heading, press) = match restricted {
        false => (RESTRICT, "Restrict this case", "Restrict it"),
        true => (LIFT, "Lift the restriction", "Lift it"),
    };
    let form = shown.form(act);
    let hint = "It stands among the notes of the case";
    let lines = Lines { hint: Some(hint), rows: Some(3), at_most: Some(2_000) };
    let fields = section(heading, &form.lines(Asked::Why, &lines));
    shown.weighed(act, None, &fields, press, Weight::Secondary)
}

fn conflict(shown: &Shown<'_>, colleagues: &[Colleague]) -> Markup {
    let form = shown.form(KNOWS);
    let own = shown.asked.who.actor().worker();
    let mut items =
        vec![Item::new(own.uuid().to_string(), "I do").hint("The case is gone for you at once")];
    let others = colleagues.iter().filter(|one| one.id != own);
    items.extend(others.map(|one| Item::new(one.id.uuid().to_string(), one.name.clone())));
    let fields = section(
        "Somebody knows the family",
        &form.radios(
            Asked::Who,
            &Radios {
                hint: Some(
                    "For whoever does, the case is not there any more, until a manager lifts it",
                ),
                items,
                ..Radios::default()
            },
        ),
    );
    shown.weighed(KNOWS, None, &fields, "Record the conflict", Weight::Warning)
}

fn lift(shown: &Shown<'_>, conflicts: &[Colleague]) -> Markup {
    if conflicts.is_empty() {
        return nothing("Nobody has a conflict of interest with this case.", &[]);
    }
    let form = shown.form(LIFT_CONFLICT);
    let item = |one: &Colleague| Item::new(one.id.uuid().to_string(), one.name.clone());
    let items = conflicts.iter().map(item).collect();
    let fields = section(
        "Lift a conflict",
        &form.radios(Asked::Over, &Radios { items, ..Radios::default() }),
    );
    shown.weighed(LIFT_CONFLICT, None, &fields, "Lift it", Weight::Secondary)
}

pub(super) async fn done(doing: &Doing<'_>) -> Result<Said, NotDone> {
    let (acting, reference, form) = (doing.acting(), doing.reference, doing.form);
    let mut read = Reader::new(doing.typed);
    match doing.act() {
        RESTRICT | LIFT => {
            let restricted = doing.act() == RESTRICT;
            let why = read.lines(Asked::Why).at_most(2_000).required();
            let why = read.finish(|| why)?;
            acting.restrict_his(reference, form, restricted, why).await?;
            Ok(if restricted { Said::Restricted } else { Said::RestrictionLifted })
        }
        KNOWS => {
            let colleagues = acting.facilitators(None).await?;
            let own = doing.who.actor().worker();
            let ids = colleagues.iter().map(|one| one.id).chain([own]);
            let who = worker(&mut read, Asked::Who, ids).required();
            let who = read.finish(|| who)?;
            acting.record_his_conflict(reference, form, who).await?;
            Ok(Said::ConflictRecorded)
        }
        LIFT_CONFLICT => {
            let conflicts = acting.his_conflicts(reference).await?;
            let who = worker(&mut read, Asked::Over, conflicts.iter().map(|one| one.id));
            let who = who.required();
            let who = read.finish(|| who)?;
            acting.lift_his_conflict(reference, form, who).await?;
            Ok(Said::ConflictLifted)
        }
        _ => Err(no_such_form()),
    }
}

fn worker<'r, 'a>(
    read: &'r mut Reader<'a>,
    field: Asked,
    ids: impl Iterator<Item = WorkerId>,
) -> components::ReadChoice<'r, 'a, WorkerId> {
    let mut ids: Vec<WorkerId> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    read.choice_among(field, ids.into_iter().map(|id| (id.uuid().to_string(), id)))
}

/// The page while the case is restricted: it names nobody. Whoever guards the case lifts the
/// restriction without opening it; all others give a reason.
pub(super) async fn closed(asked: &OfCase, again: Option<&Again>) -> Result<Response, Fault> {
    let acting = asked.office()?.acting(&asked.who.worker);
    let (listed, lifts) = acting.his_closed(asked.reference).await?;
    let reference = asked.reference.to_string();
    let identity =
        Identity { name: None, reference: &reference, facts: &["Restricted"], contact: None };
    let shell = Shell { identity, pages: &[(CasePage::Access, heading(CasePage::Access))] };
    asked.draw(&shell, listed.version, again, |forms| View {
        heading: heading(CasePage::Access),
        subtitle: Some(html! { "Restricted: it opens with a reason that the manager sees." }),
        content: html! {
            @if lifts {
                (forms.filled(LIFT, "Lift it", Weight::Secondary, &Submission::default(), |form| {
                    section("Lift the restriction", &form.lines(Asked::Why, &Lines { rows: Some(3), ..Lines::default() }))
                }))
                p class="govuk-body" { (link(&Link::new(RESTRICTED, "Restricted cases, and who opened them"))) }
            }
            (forms.filled("", "Open it", Weight::Primary, &Submission::default(), |form| {
                section("Open this case", &form.lines(Reason, &Lines {
                    hint: Some("Your manager will see it, and that you opened the case"), rows: Some(3), ..Lines::default()
                }))
            }))
        },
    })
}

/// Opens a restricted case to whoever gives a reason. Without one it is asked for again.
pub(super) async fn opened(
    asked: &OfCase,
    office: &Office,
    sent: &Sent,
) -> Result<Response, Fault> {
    let mut read = Reader::new(&sent.submission);
    let reason = read.lines(Reason).at_most(2_000).required();
    match read.finish(|| reason) {
        Ok(reason) => {
            office.acting(&asked.who.worker).open_his(asked.reference, reason).await?;
            Ok(asked.after(Said::Opened, CasePage::Overview))
        }
        Err(faults) => {
            // The page that asks before a restricted case is opened sends no form of a version.
            let form = sent.form().unwrap_or_else(|_| office.form(0));
            closed(asked, Some(&Again::of(&sent.submission, faults, form))).await
        }
    }
}
