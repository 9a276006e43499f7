//! The case discussion, the programme's part of it, and what it decided.

use ::access::act;
use components::{
    Checkboxes, Item, Lines, Radios, Reader, Summary, Text, nothing, section, summary_list,
};
use maud::{Markup, html};
use pathway::codes::Code;
use programme::Act;
use programme::codes::{Party, UnsuitableReason};
use programme::parts::{Decision, Discussion, Unsuitable};

use super::decision::services;
use super::shown::{Doing, NotDone, Shown};
use crate::coded::{self, asked};
use crate::furniture::{day, moment};
use crate::ground::Said;

const DISCUSS: &str = "discuss";

asked! {
    /// The questions of this page.
    Asked {
        TookPart = "took-part", "Who took part?", "Choose who took part";
        Findings = "findings", "What did the programme find?";
        Decision = "decision", "What was decided?", "Choose what was decided";
        Why = "why", "Why is he unsuitable?", "Choose why he is unsuitable";
        Risks = "risks", "Which risks to her and the children were identified?", "Say which risks were identified, or that none were";
        Marac = "marac", "Is a DASH or a MARAC recommended?", "Choose whether a DASH or a MARAC is recommended";
        Recommended = "recommended", "Which other services were recommended to him?";
        Escalate = "escalate", "Is the referrer asked to escalate?", "Choose whether the referrer is asked to escalate";
        Plan = "plan", "What is the plan from here?";
        Reasons = "reasons", "The reasons, as he may be told them";
    }
}

pub(super) fn view(shown: &Shown<'_>) -> Markup {
    let standing = shown.standing();
    let open = shown.may(act::RecordDiscussion, Act::Discuss);
    html! {
        @if let Some(ready) = standing.ready {
            p class="govuk-body waymark-words" {
                "The support service is ready since " (moment(ready)) "."
            }
        }
        @if open {
            (form(shown))
        } @else if let (None, Err(refusal)) = (&standing.discussion, programme::can(&shown.case.case, Act::Discuss)) {
            (nothing(&refusal.to_string(), &[]))
        }
        @if let Some(discussion) = &standing.discussion { (held(discussion)) }
    }
}

fn held(discussion: &Discussion) -> Markup {
    let parties: Vec<&str> = discussion.took_part.iter().map(|party| party.words()).collect();
    let decided = match &discussion.decision {
        Decision::Suitable => "Suitable".to_owned(),
        Decision::Unsuitable { found, .. } => format!("Unsuitable: {}", found.reason.words()),
    };
    let row = |key, words: String| Summary { key, value: html! { (words) }, act: None };
    html! {
        h2 class="govuk-heading-m" { "The latest discussion" }
        (summary_list(&[
            row("Held on", day(discussion.on)),
            row("Took part", coded::beginning(&parties.join(", "))),
            row("Decided", decided),
        ]))
    }
}

fn form(shown: &Shown<'_>) -> Markup {
    let form = shown.form(DISCUSS);
    let yes_or_no = || Radios {
        items: vec![Item::new("yes", "Yes"), Item::new("no", "No")],
        inline: true,
        ..Radios::default()
    };
    let unsuitable = html! {
        (form.radios(Asked::Why, &Radios { items: coded::every::<UnsuitableReason>(), ..Radios::default() }))
        (form.lines(Asked::Risks, &Lines { rows: Some(3), at_most: Some(4_000), ..Lines::default() }))
        (form.radios(Asked::Marac, &yes_or_no()))
        (form.text(Asked::Recommended, &Text { hint: Some("Their names, with commas between"), ..Text::default() }))
        (form.radios(Asked::Escalate, &yes_or_no()))
        (form.lines(Asked::Plan, &Lines { rows: Some(3), at_most: Some(4_000), ..Lines::default() }))
    };
    let decision = Radios {
        items: vec![
            Item::new("suitable", "Suitable"),
            Item::new("unsuitable", "Unsuitable").reveal(unsuitable),
        ],
        ..Radios::default()
    };
    let parties = Checkboxes {
        hint: Some("The support service takes part in every discussion, and may share nothing"),
        items: coded::every::<Party>(),
    };
    shown.framed(
        DISCUSS,
        &section("Record the discussion", &html! {
            (form.checkboxes(Asked::TookPart, &parties))
            (form.lines(Asked::Findings, &Lines { hint: Some("The programme’s own findings. The support service writes its own."), at_most: Some(10_000), ..Lines::default() }))
            (form.radios(Asked::Decision, &decision))
            (form.lines(Asked::Reasons, &Lines { hint: Some("Of the programme’s side only: never MARAC, DASH, or that she spoke"), rows: Some(3), at_most: Some(4_000) }))
        }),
        "Record the discussion",
    )
}

pub(super) async fn done(doing: &Doing<'_>) -> Result<Said, NotDone> {
    let mut read = Reader::new(doing.typed);
    let took_part = coded::several::<Party>(&mut read, Asked::TookPart).required();
    let findings = read.lines(Asked::Findings).optional();
    let suitable =
        read.choice_among(Asked::Decision, [("suitable", true), ("unsuitable", false)]).required();
    let reasons = read.lines(Asked::Reasons).at_most(4_000).optional();
    let (acting, reference, form) = (doing.acting(), doing.reference, doing.form);
    if let Ok(true) = suitable {
        let (took_part, findings, reasons) =
            read.finish(|| Ok((took_part?, findings?, reasons?)))?;
        let decision = Decision::Suitable;
        acting.discuss(reference, form, took_part, decision, findings, reasons).await?;
        return Ok(Said::FoundSuitable);
    }
    let truth = [("yes", true), ("no", false)];
    // Asked only where he is unsuitable.
    if suitable.is_err() {
        read.finish(|| suitable)?;
        return Err(super::shown::no_such_form());
    }
    let reason = coded::one::<UnsuitableReason>(&mut read, Asked::Why).required();
    let risks = read.lines(Asked::Risks).at_most(4_000).required();
    let marac = read.choice_among(Asked::Marac, truth).required();
    let recommended = read.text(Asked::Recommended).at_most(500).optional();
    let escalate = read.choice_among(Asked::Escalate, truth).required();
    let plan = read.lines(Asked::Plan).at_most(4_000).optional();
    let (took_part, found, words) = read.finish(|| {
        let recommended = services(recommended?.as_deref());
        let found = Unsuitable { reason: reason?, risks: None, dash_or_marac: marac?, recommended };
        let words = casework::his::UnsuitableWords {
            risks: Some(risks?),
            plan: plan?,
            findings: findings?,
            reasons: reasons?,
        };
        Ok((took_part?, (found, escalate?), words))
    })?;
    acting.discuss_unsuitable(reference, form, took_part, found, words).await?;
    Ok(Said::FoundUnsuitable)
}
