//! Who may see the case beyond the rule: restricted, opened with a reason, and who knows the
//! family.

use std::borrow::Cow;

use axum::response::{IntoResponse, Response};
use casework::hers::{Guarded, Managed};
use components::{
    Field, Form, Identity, Item, Lines, Radios, Reader, Submission, Weight, nothing, section,
};
use maud::{Markup, html};

use super::super::shell::{Again, Came, Forms, Shell, View};
use super::super::{Asked, CASES, CasePage};
use super::PAGES;
use crate::coded::asked;
use crate::faults::Fault;
use crate::furniture::moment;
use crate::ground::{Said, Sent};

asked! {
    /// What is asked when the case is restricted, or that is lifted.
    Restrict {
        Why = "restrict-why", "Why?", "Say why";
    }
}

asked! {
    /// What is asked of a conflict.
    Conflict {
        Who = "conflict-who", "Who knows the family?", "Choose who knows the family";
    }
}

/// The reason for opening a restricted case, as the page asks for it that stands before one.
struct Reason;

impl Field for Reason {
    fn name(&self) -> Cow<'static, str> {
        "reason".into()
    }
    fn label(&self) -> Cow<'static, str> {
        "Why do you need to see it?".into()
    }
}

const RESTRICT: &str = "restrict";
const LIFT: &str = "lift";
const CONFLICT: &str = "conflict";
const MINE: &str = "mine";

fn over_act(place: usize) -> String {
    format!("over-{place}")
}

/// Shows the page. It opens while the case is restricted, and then names nobody.
pub(super) async fn page(asked: &Asked, again: Option<&Again>) -> Result<Response, Fault> {
    let acting = asked.office()?.acting(&asked.who.worker);
    let guarded = acting.how_she_is_guarded(asked.reference).await?;
    let reference = asked.reference.to_string();
    let identity = Identity { name: None, reference: &reference, facts: &[], contact: None };
    let shell = Shell { identity, pages: &PAGES };
    asked.draw(&shell, guarded.listed.version, again, |forms| view(&guarded, forms))
}

fn view(guarded: &Guarded, forms: &Forms<'_>) -> View {
    let restricted = guarded.listed.envelope.restricted;
    View {
        heading: "Who may see this case",
        subtitle: Some(html! {
            @if restricted {
                "Restricted: it opens with a reason that the manager sees."
            } @else {
                "Those who support women in its area, and the manager of the service."
            }
        }),
        content: html! {
            (forms.filled(MINE, "I know the family", Weight::Warning, &Submission::default(), |_| {
                section("If you know the family", &html! {
                    p class="govuk-body waymark-words" {
                        "Say so, and the case is not there for you any more. Only the manager can \
                         change that."
                    }
                })
            }))
            @if let Some(managed) = &guarded.managed {
                (manages(restricted, managed, forms))
            }
        },
    }
}

fn manages(restricted: bool, managed: &Managed, forms: &Forms<'_>) -> Markup {
    let (act, words, heading) = match restricted {
        true => (LIFT, "Lift the restriction", "Open it to all who have it in scope"),
        false => (RESTRICT, "Restrict the case", "Restrict the case"),
    };
    html! {
        (forms.act(act, words, |form| {
            section(heading, &form.lines(Restrict::Why, &Lines {
                hint: Some("It stands among the notes of the case."),
                ..Lines::default()
            }))
        }))
        (opened(managed))
        h2 class="govuk-heading-m" { "Who knows the family" }
        @if managed.conflicts.is_empty() {
            (nothing("Nobody of the service is known to.", &[]))
        }
        @for (place, one) in managed.conflicts.iter().enumerate() {
            p class="govuk-body" { (one.name) }
            (forms.filled(&over_act(place), "That is over", Weight::Secondary,
                &Submission::default(),
                |_| html! { span class="govuk-visually-hidden" { (one.name) } }))
        }
        @if !managed.colleagues.is_empty() {
            (forms.filled(CONFLICT, "Record it", Weight::Secondary, &Submission::default(), |form| {
                section("Record that a worker knows the family", &conflict(managed, form))
            }))
        }
    }
}

fn opened(managed: &Managed) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "Who opened it with a reason" }
        @if managed.opened.is_empty() {
            (nothing("Nobody has.", &[]))
        } @else {
            ol class="waymark-timeline" {
                @for one in &managed.opened {
                    li class="waymark-timeline__entry" {
                        div class="waymark-timeline__said" {
                            h3 class="waymark-timeline__heading" {
                                (one.who.as_deref().unwrap_or("Somebody who works here no more"))
                            }
                            p class="waymark-timeline__by" {
                                (moment(one.at)) ", open until " (moment(one.until))
                            }
                            @if let Some(reason) = &one.reason {
                                div class="waymark-timeline__content" {
                                    p class="waymark-text" { (reason) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn conflict(managed: &Managed, form: &Form<'_>) -> Markup {
    let items = managed
        .colleagues
        .iter()
        .map(|one| Item::new(one.id.uuid().to_string(), one.name.as_str()))
        .collect();
    form.radios(
        Conflict::Who,
        &Radios {
            hint: Some("For them the case is not there any more."),
            items,
            ..Radios::default()
        },
    )
}

pub(super) async fn sent(asked: &Asked, sent: &Sent) -> Result<Response, Fault> {
    match done(asked, sent).await? {
        // Whoever knows the family sees nothing of the case from now on.
        Came::Done(said @ Said::ConflictRecorded, _) if sent.act() == MINE => {
            Ok(said.at(CASES).into_response())
        }
        Came::Done(said, page) => Ok(asked.after(said, page)),
        Came::Again(again) => page(asked, Some(&again)).await,
    }
}

async fn done(asked: &Asked, sent: &Sent) -> Result<Came, Fault> {
    let (office, reference) = (asked.office()?, asked.reference);
    let acting = office.acting(&asked.who.worker);
    let mut read = Reader::new(&sent.submission);
    match sent.act() {
        MINE => {
            let form = sent.form()?;
            let done = acting.record_support_conflict(reference, form, acting.myself()).await;
            Came::of(sent, done, Said::ConflictRecorded, CasePage::Access)
        }
        act @ (RESTRICT | LIFT) => {
            let why = read.lines(Restrict::Why).at_most(2_000).required();
            match read.finish(|| why) {
                Err(faults) => Came::faulty(sent, faults),
                Ok(why) => {
                    let restrict = act == RESTRICT;
                    let said = if restrict { Said::Restricted } else { Said::RestrictionLifted };
                    let form = sent.form()?;
                    let done = acting.restrict_support(reference, form, restrict, why).await;
                    Came::of(sent, done, said, CasePage::Access)
                }
            }
        }
        // The page that stands before a restricted case has this one question.
        "" => {
            let reason = read.lines(Reason).at_most(2_000).required();
            let reason = read.finish(|| reason).map_err(|_| Fault::Restricted(reference))?;
            acting.open_hers(reference, reason).await?;
            Ok(Came::Done(Said::Opened, CasePage::Overview))
        }
        act => managed(asked, sent, act).await,
    }
}

async fn managed(asked: &Asked, sent: &Sent, act: &str) -> Result<Came, Fault> {
    let (office, reference) = (asked.office()?, asked.reference);
    let acting = office.acting(&asked.who.worker);
    let guarded = acting.how_she_is_guarded(reference).await?;
    let managed = guarded.managed.ok_or(Fault::NotFound)?;
    if act == CONFLICT {
        let workers = managed.colleagues.iter().map(|one| (one.id.uuid().to_string(), one.id));
        let mut read = Reader::new(&sent.submission);
        let who = read.choice_among(Conflict::Who, workers).required();
        return match read.finish(|| who) {
            Err(faults) => Came::faulty(sent, faults),
            Ok(who) => {
                let done = acting.record_support_conflict(reference, sent.form()?, who).await;
                Came::of(sent, done, Said::ConflictRecorded, CasePage::Access)
            }
        };
    }
    let mut over = managed.conflicts.iter().enumerate();
    let (_, one) = over.find(|(place, _)| over_act(*place) == act).ok_or(Fault::NotFound)?;
    let done = acting.lift_support_conflict(reference, sent.form()?, one.id).await;
    Came::of(sent, done, Said::ConflictLifted, CasePage::Access)
}
