//! What screening needs to know of him, and what is known of risk from him.

use components::{Checkboxes, Faults, Form, Reader, Submission, section};
use maud::{Markup, html};
use pathway::codes::{Answer, RiskLevel};
use programme::codes::Order;

use crate::coded::{self, asked};

asked! {
    /// The questions of this page.
    Asked {
        Risk = "risk", "What is the level of risk, as you have it?", "Choose the level of risk";
        Woman = "with-a-woman", "Is the relationship, or was it, with a woman?";
        Responsibility = "takes-responsibility", "Does he take some responsibility for what he did?";
        Open = "open-and-honest", "Is he open and honest?";
        Willing = "willing-to-change", "Is he willing to change?";
        Strangulation = "strangulation", "Is there a history of attempted strangulation?", "Choose whether there is a history of attempted strangulation";
        Safe = "judged-safe", "If so, is taking part judged safe?";
        Orders = "orders", "Which orders or conditions are on him?";
    }
}

/// The answers of this page.
#[derive(Debug)]
pub(crate) struct Risk {
    pub level: RiskLevel,
    pub with_a_woman: Option<Answer>,
    pub takes_responsibility: Option<Answer>,
    pub open_and_honest: Option<Answer>,
    pub willing_to_change: Option<Answer>,
    pub strangulation: Answer,
    pub judged_safe: Option<Answer>,
    pub orders: Vec<Order>,
}

pub(crate) fn read(submission: &Submission) -> Result<Risk, Faults> {
    let mut read = Reader::new(submission);
    let level = coded::one(&mut read, Asked::Risk).required();
    let with_a_woman = coded::one(&mut read, Asked::Woman).optional();
    let takes_responsibility = coded::one(&mut read, Asked::Responsibility).optional();
    let open_and_honest = coded::one(&mut read, Asked::Open).optional();
    let willing_to_change = coded::one(&mut read, Asked::Willing).optional();
    let strangulation = coded::one(&mut read, Asked::Strangulation).required();
    let judged_safe = coded::one(&mut read, Asked::Safe).optional();
    let orders = coded::several(&mut read, Asked::Orders).any();
    read.finish(|| {
        Ok(Risk {
            level: level?,
            with_a_woman: with_a_woman?,
            takes_responsibility: takes_responsibility?,
            open_and_honest: open_and_honest?,
            willing_to_change: willing_to_change?,
            strangulation: strangulation?,
            judged_safe: judged_safe?,
            orders: orders?,
        })
    })
}

/// How an answer reads; none where it is read as it was typed.
pub(crate) fn said(asked: Asked, typed: &str) -> Option<String> {
    match asked {
        Asked::Risk => coded::said::<RiskLevel>(typed),
        Asked::Orders => coded::said::<Order>(typed),
        _ => coded::said::<Answer>(typed),
    }
}

pub(crate) fn view(form: &Form<'_>) -> Markup {
    html! {
        (form.radios(Asked::Risk, &coded::radios::<RiskLevel>(Some(
            "From your own assessment of him. A DASH of hers belongs on the page about her."
        ))))
        (section("Is the programme right for him?", &html! {
            p class="govuk-body" { "Choose ‘Not known’ rather than guess: whoever screens the referral asks." }
            (form.radios(Asked::Woman, &coded::radios::<Answer>(None)))
            (form.radios(Asked::Responsibility, &coded::radios::<Answer>(None)))
            (form.radios(Asked::Open, &coded::radios::<Answer>(None)))
            (form.radios(Asked::Willing, &coded::radios::<Answer>(None)))
        }))
        (section("Danger from him", &html! {
            (form.radios(Asked::Strangulation, &coded::radios::<Answer>(None)))
            (form.radios(Asked::Safe, &coded::radios::<Answer>(Some("By you and your manager"))))
            (form.checkboxes(Asked::Orders, &Checkboxes { hint: Some("Choose all that apply"), items: coded::every::<Order>() }))
        }))
    }
}
