//! Reaching her: what is known of the ways, which are safe, and every attempt.

use components::{Cell, Checkboxes, Form, Heading, Reader, Table, Weight, nothing, section, table};
use maud::{Markup, html};
use pathway::codes::Code;
use support::codes::{Answer, AttemptResult, Way};
use support::facts::Attempt;

use super::super::shell::{Came, Forms, View};
use super::super::{Asked, CasePage};
use super::people;
use super::shown::Shown;
use crate::coded::{self, asked, words as begin};
use crate::faults::Fault;
use crate::furniture::moment;
use crate::ground::{Said, Sent};
use crate::moments;

asked! {
    /// What is asked of an attempt.
    Question {
        On = "attempt-on", "Day of the attempt";
        At = "attempt-at", "Time of the attempt";
        How = "attempt-how", "How did you try?";
        Result = "attempt-result", "What came of it?";
        Safe = "attempt-safe", "Was this way safe for her?";
    }
}

asked! {
    /// What is asked when ways are verified.
    Verified {
        Ways = "safe-ways", "Which ways are safe now?", "Choose at least one way in which she can be reached safely";
    }
}

const ATTEMPT: &str = "attempt";
const VERIFY: &str = "verify";

pub(super) fn view(shown: &Shown, forms: &Forms<'_>) -> View {
    View {
        heading: "Reaching her",
        subtitle: Some(html! { (shown.safe_contact().0) "." }),
        content: html! {
            (people::ways(shown))
            (attempts(shown))
            (forms.act(ATTEMPT, "Record the attempt", |form| section("Record an attempt", &attempt(form))))
            (forms.filled(VERIFY, "These ways are safe", Weight::Secondary, &known(shown), |form| {
                section("Say which ways are safe", &verified(form))
            }))
        },
    }
}

/// The ways that were verified last: what is sent replaces them.
fn known(shown: &Shown) -> components::Submission {
    let ways = shown.her.case.safe_ways.iter();
    components::Submission::of(ways.map(|way| ("safe-ways", way.code())))
}

fn attempts(shown: &Shown) -> Markup {
    let mut attempts: Vec<&Attempt> = shown.her.case.attempts.iter().collect();
    attempts.sort_by_key(|attempt| std::cmp::Reverse(attempt.when));
    if attempts.is_empty() {
        return nothing(
            "Nobody has tried to reach her yet. Record each attempt here, whatever comes of it.",
            &[],
        );
    }
    let head = ["When", "How", "What came of it", "Safe"];
    let head = head.map(|words| Heading { words, numeric: false });
    let rows: Vec<Vec<Cell>> = attempts
        .into_iter()
        .map(|attempt| {
            vec![
                Cell::when(&moment(attempt.when)),
                Cell::words(html! { (begin(attempt.how)) }),
                Cell::words(html! { (begin(attempt.result)) }),
                Cell::words(html! { (begin(attempt.safe)) }),
            ]
        })
        .collect();
    table(&Table {
        caption: Some("Attempts so far"),
        head: &head,
        rows: &rows,
        first_cell_is_header: true,
    })
}

fn attempt(form: &Form<'_>) -> Markup {
    html! {
        (moments::fields(form, Question::On, Question::At))
        (form.radios(Question::How, &coded::radios::<Way>(None)))
        (form.radios(Question::Result, &coded::radios::<AttemptResult>(None)))
        (form.radios(Question::Safe, &coded::radios::<Answer>(Some(
            "Not known, where he gave the contact and nobody has verified it."
        ))))
    }
}

fn verified(form: &Form<'_>) -> Markup {
    form.checkboxes(
        Verified::Ways,
        &Checkboxes {
            hint: Some("By her own word, or that of a professional who knows her. Never by his."),
            items: coded::every::<Way>(),
        },
    )
}

pub(super) async fn sent(asked: &Asked, sent: &Sent) -> Result<Came, Fault> {
    let (office, reference) = (asked.office()?, asked.reference);
    let acting = office.acting(&asked.who.worker);
    let mut read = Reader::new(&sent.submission);
    match sent.act() {
        ATTEMPT => {
            let when = moments::read(&mut read, Question::On, Question::At, office.now());
            let how = coded::one::<Way>(&mut read, Question::How).required();
            let result = coded::one::<AttemptResult>(&mut read, Question::Result).required();
            let safe = coded::one::<Answer>(&mut read, Question::Safe).required();
            let attempt = read
                .finish(|| Ok(Attempt { when: when?, how: how?, result: result?, safe: safe? }));
            match attempt {
                Err(faults) => Came::faulty(sent, faults),
                Ok(attempt) => {
                    let done =
                        acting.record_support_attempt(reference, sent.form()?, attempt).await;
                    Came::of(sent, done, Said::AttemptRecorded, CasePage::Contact)
                }
            }
        }
        VERIFY => {
            let ways = coded::several::<Way>(&mut read, Verified::Ways).required();
            match read.finish(|| ways) {
                Err(faults) => Came::faulty(sent, faults),
                Ok(ways) => {
                    let done = acting.verify_safe_contact(reference, sent.form()?, ways).await;
                    Came::of(sent, done, Said::SafeWaysVerified, CasePage::Contact)
                }
            }
        }
        _ => Err(Fault::NotFound),
    }
}
