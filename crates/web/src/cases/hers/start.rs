//! Support: whether it has started, and what it waits for. It never waits for him.

use components::{Reader, section};
use maud::html;
use support::case::Step;
use support::codes::Form as Given;

use super::super::shell::{Came, Forms, View};
use super::super::{Asked, CasePage};
use super::shown::Shown;
use crate::coded::asked;
use crate::faults::Fault;
use crate::furniture::moment;
use crate::ground::{Said, Sent};
use crate::moments;

asked! {
    /// What is asked.
    Question {
        On = "started-on", "Day when support started";
        At = "started-at", "Time when support started";
    }
}

const START: &str = "start";

pub(super) fn view(shown: &Shown, forms: &Forms<'_>) -> View {
    let case = &shown.her.case;
    let consents = case.consent_to_support.is_some_and(|held| held.in_force() != Given::None);
    let waits = [
        ("She was reached", case.is_reached()),
        ("She was assessed", case.is_assessed()),
        ("She consents to support", consents),
        ("She has a worker", case.worker.is_some()),
    ];
    View {
        heading: "Support",
        subtitle: Some(html! {
            @match (case.step(), case.started) {
                (Step::Supported, Some(since)) => { "It started on " (moment(since)) "." }
                (Step::Supported, None) => { "It started before Waymark." }
                (Step::Declined, _) => { "She declined support." }
                (Step::Closed | Step::Merged, _) => { "The case is closed." }
                _ => { "It has not started." }
            }
        }),
        content: html! {
            p class="govuk-body waymark-words" {
                "Her support depends on nothing that he does: it goes on when he leaves, is \
                 unsuitable or never comes."
            }
            @if matches!(case.step(), Step::Referred | Step::Contacted | Step::Assessed) {
                h2 class="govuk-heading-m" { "What it waits for" }
                ul class="govuk-list govuk-list--bullet" {
                    @for (words, done) in waits {
                        li { (words) ": " (if done { "yes" } else { "not yet" }) }
                    }
                }
                (forms.act(START, "Support has started", |form| {
                    section("Record the start", &moments::fields(form, Question::On, Question::At))
                }))
            }
        },
    }
}

pub(super) async fn sent(asked: &Asked, sent: &Sent) -> Result<Came, Fault> {
    let office = asked.office()?;
    let mut read = Reader::new(&sent.submission);
    let when = moments::read(&mut read, Question::On, Question::At, office.now());
    match read.finish(|| when) {
        Err(faults) => Came::faulty(sent, faults),
        Ok(when) => {
            let acting = office.acting(&asked.who.worker);
            let done = acting.start_support_of(asked.reference, sent.form()?, when).await;
            Came::of(sent, done, Said::SupportStarted, CasePage::Overview)
        }
    }
}
