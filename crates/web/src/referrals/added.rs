//! The form by which a referral is added to: what screening misses, what has changed, the rest.

use casework::referrals::Added;
use components::{Faults, Form, Kind, Lines, Reader, Submission, Text, Width, section};
use maud::{Markup, html};
use pathway::codes::{Answer, Plan, RiskLevel};
use pathway::screening::Missing;

use crate::coded::{self, asked};

asked! {
    /// The questions of the form.
    Asked {
        Age = "age", "How old is he?";
        Risk = "risk", "What is the level of risk now, as you have it?";
        Plan = "plan", "Which plan are the children on now?";
        Father = "father", "Is he the father of a child?";
        Woman = "with-a-woman", "Is the relationship, or was it, with a woman?";
        Responsibility = "takes-responsibility", "Does he take some responsibility for what he did?";
        Open = "open-and-honest", "Is he open and honest?";
        Willing = "willing-to-change", "Is he willing to change?";
        Strangulation = "strangulation", "Is there a history of attempted strangulation?";
        Safe = "judged-safe", "If so, is taking part judged safe?";
        Note = "note", "What else has become known?";
    }
}

pub(super) fn read(submission: &Submission) -> Result<Added, Faults> {
    let mut read = Reader::new(submission);
    let age = read.number(Asked::Age).within(0..=120).optional();
    let risk = coded::one(&mut read, Asked::Risk).optional();
    let plan = coded::one(&mut read, Asked::Plan).optional();
    let father = coded::one(&mut read, Asked::Father).optional();
    let with_a_woman = coded::one(&mut read, Asked::Woman).optional();
    let takes_responsibility = coded::one(&mut read, Asked::Responsibility).optional();
    let open_and_honest = coded::one(&mut read, Asked::Open).optional();
    let willing_to_change = coded::one(&mut read, Asked::Willing).optional();
    let strangulation = coded::one(&mut read, Asked::Strangulation).optional();
    let judged_safe = coded::one(&mut read, Asked::Safe).optional();
    let note = read.lines(Asked::Note).at_most(4_000).optional();
    read.finish(|| {
        Ok(Added {
            age: age?.and_then(|age| u8::try_from(age).ok()),
            risk: risk?,
            plan: plan?,
            father: father?,
            with_a_woman: with_a_woman?,
            takes_responsibility: takes_responsibility?,
            open_and_honest: open_and_honest?,
            willing_to_change: willing_to_change?,
            strangulation: strangulation?,
            judged_safe: judged_safe?,
            note: note?,
        })
    })
}

/// What screening misses is asked first; the plan and the risk may change at any time.
pub(super) fn view(form: &Form<'_>, missing: &[Missing]) -> Markup {
    let answers = || coded::radios::<Answer>(None);
    let asked = |fact: &Missing| match fact {
        // The area and who refers are asked before anything is sent.
        Missing::Area | Missing::Source | Missing::Risk | Missing::Plan => html! {},
        Missing::Age => form.text(
            Asked::Age,
            &Text {
                hint: Some("In whole years"),
                kind: Kind::Number,
                width: Width::Three,
                ..Text::default()
            },
        ),
        Missing::WithAWoman => form.radios(Asked::Woman, &answers()),
        Missing::Father => form.radios(Asked::Father, &answers()),
        Missing::Responsibility => form.radios(Asked::Responsibility, &answers()),
        Missing::Open => form.radios(Asked::Open, &answers()),
        Missing::Willing => form.radios(Asked::Willing, &answers()),
        Missing::Strangulation => html! {
            (form.radios(Asked::Strangulation, &answers()))
            (form.radios(Asked::Safe, &answers()))
        },
        Missing::JudgedSafe => form.radios(Asked::Safe, &answers()),
    };
    html! {
        @if !missing.is_empty() {
            (section("What screening still asks", &html! {
                @for fact in missing { (asked(fact)) }
            }))
        }
        (section("What has changed", &html! {
            (form.radios(Asked::Plan, &coded::radios::<Plan>(Some("Leave it where nothing has changed"))))
            (form.radios(Asked::Risk, &coded::radios::<RiskLevel>(Some("Leave it where nothing has changed"))))
        }))
        (form.lines(Asked::Note, &Lines {
            hint: Some("The programme reads this. Say nothing here about her or where she is."),
            at_most: Some(4_000),
            ..Lines::default()
        }))
    }
}
