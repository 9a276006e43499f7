//! The case discussion and joint reviews: when the service is ready, and its own part. It takes
//! part in every one, case or no case, and may share nothing.

use components::{
    Checkboxes, DateInput, Form, Item, Lines, Radios, Reader, Weight, inset, nothing, section,
};
use maud::{Markup, html};
use pathway::crossing::Risk;
use pathway::{CaseId, london_day};
use support::What;
use support::codes::PartFor;

use super::super::shell::{Came, Forms, View};
use super::super::{Asked, CasePage};
use super::shown::{Linked, Shown};
use super::words;
use crate::coded::asked;
use crate::faults::Fault;
use crate::furniture::{day, moment};
use crate::ground::{Said, Sent};

asked! {
    /// What is asked of the service's part.
    Question {
        Of = "part-of", "What is it for?";
        His = "part-his", "Which case of his?";
        On = "part-on", "Day of the meeting";
        TookPart = "part-took", "Who took part for the service?", "Choose who took part for the service";
        Risk = "part-risk", "Her risk now";
        Shares = "part-shares", "What the service would share";
        Decisions = "part-decisions", "What was decided, for your own record";
        Next = "part-next", "When is the next one?";
    }
}

const PART: &str = "part";

const FOR: [(&str, PartFor, &str); 2] = [
    ("discussion", PartFor::Discussion, "The case discussion"),
    ("review", PartFor::Review, "A joint review"),
];

/// The levels of risk as choices.
pub(super) const RISKS: [(&str, Risk, &str); 3] = [
    ("standard", Risk::Standard, "Standard"),
    ("medium", Risk::Medium, "Medium"),
    ("high", Risk::High, "High"),
];

fn ready_act(one: &Linked<'_>) -> String {
    format!("ready-{}", one.value)
}

pub(super) fn view(shown: &Shown, forms: &Forms<'_>) -> View {
    let linked = shown.linked();
    View {
        heading: "Discussions and reviews",
        subtitle: Some(html! { "The service takes part in each, and may share nothing." }),
        content: html! {
            @if linked.is_empty() {
                (nothing("No case of his is linked to this one: there is nothing to discuss.", &[]))
            }
            @for one in &linked { (ready(one, forms)) }
            (parts(shown))
            @if !linked.is_empty() {
                (inset(&html! {
                    "What you write here stays on this side. It goes to the programme only when \
                     the service releases it."
                }))
                (forms.act(PART, "Record our part", |form| {
                    section("Record our part", &fields(shown, &linked, form))
                }))
            }
        },
    }
}

fn ready(one: &Linked<'_>, forms: &Forms<'_>) -> Markup {
    let again =
        one.his.review_due.is_some_and(|(_, since)| one.his.ready.is_none_or(|at| at < since));
    html! {
        h2 class="govuk-heading-m" { (one.called) }
        p class="govuk-body" {
            @match one.his.discussion_by {
                Some(by) => { "A case discussion was called, by " (day(by)) " at the latest." }
                None => { "No case discussion was called yet." }
            }
        }
        @match one.his.ready {
            Some(at) if !again => {
                p class="govuk-body" { "The service said that it is ready: " (moment(at)) "." }
            }
            _ => {
                p class="govuk-body waymark-words" {
                    "Say so when you are ready to discuss, whether she was reached or not. The \
                     programme hears that you are ready, and nothing else."
                }
                (forms.filled(&ready_act(one), "We are ready to discuss", Weight::Secondary,
                    &components::Submission::default(), |_| html! {}))
            }
        }
    }
}

fn parts(shown: &Shown) -> Markup {
    html! {
        @for written in shown.her.case.reviews.iter().rev() {
            @let part = &written.part;
            section {
                h3 class="govuk-heading-s" { (words::heading(shown, &What::PartWritten(part.clone()))) }
                @for line in words::lines(shown, &What::PartWritten(part.clone())) {
                    p class="govuk-body" { (line) }
                }
                @if let Some(risk) = part.risk { p class="govuk-body" { (words::risk(risk)) "." } }
                @if let Some(shares) = part.shares {
                    p class="govuk-body" { strong { "Would share" } }
                    p class="govuk-body waymark-text" { (shown.text(shares)) }
                }
                @if let Some(decisions) = part.decisions {
                    p class="govuk-body" { strong { "Decided" } }
                    p class="govuk-body waymark-text" { (shown.text(decisions)) }
                }
            }
        }
    }
}

fn fields(shown: &Shown, linked: &[Linked<'_>], form: &Form<'_>) -> Markup {
    let of = FOR.iter().map(|(value, _, words)| Item::new(*value, *words)).collect();
    let risks = RISKS.iter().map(|(value, _, words)| Item::new(*value, *words)).collect();
    let his: Vec<Item<'_>> =
        linked.iter().map(|one| Item::new(one.value.clone(), one.called.clone())).collect();
    let took: Vec<Item<'_>> = shown
        .colleagues
        .iter()
        .map(|one| Item::new(one.id.uuid().to_string(), one.name.as_str()))
        .collect();
    html! {
        (form.radios(Question::Of, &Radios { items: of, ..Radios::default() }))
        @if linked.len() > 1 {
            (form.radios(Question::His, &Radios { items: his, ..Radios::default() }))
        }
        (form.date(Question::On, &DateInput::default()))
        (form.checkboxes(Question::TookPart, &Checkboxes { hint: None, items: took }))
        (form.radios(Question::Risk, &Radios {
            hint: Some("Leave it if it was not looked at."),
            items: risks,
            ..Radios::default()
        }))
        (form.lines(Question::Shares, &Lines {
            hint: Some("Leave it empty to share nothing."),
            at_most: Some(10_000),
            ..Lines::default()
        }))
        (form.lines(Question::Decisions, &Lines { at_most: Some(10_000), ..Lines::default() }))
        (form.date(Question::Next, &DateInput {
            hint: Some("Leave it empty where none was agreed."),
            ..DateInput::default()
        }))
    }
}

pub(super) async fn sent(asked: &Asked, sent: &Sent) -> Result<Came, Fault> {
    let (office, reference) = (asked.office()?, asked.reference);
    let acting = office.acting(&asked.who.worker);
    let shown = Shown::read(asked).await?;
    if sent.act() == PART {
        return match read(&shown, sent) {
            Err(faults) => Came::faulty(sent, faults),
            Ok(part) => {
                let done = acting.write_support_part(reference, sent.form()?, part).await;
                Came::of(sent, done, Said::PartWritten, CasePage::Discussion)
            }
        };
    }
    let linked = shown.linked();
    let one = linked.iter().find(|one| ready_act(one) == sent.act()).ok_or(Fault::NotFound)?;
    let done = acting.ready_to_discuss(reference, sent.form()?, one.id).await;
    Came::of(sent, done, Said::ReadyToDiscuss, CasePage::Discussion)
}

fn read(shown: &Shown, sent: &Sent) -> Result<casework::hers::OwnPart, components::Faults> {
    let linked: Vec<(String, CaseId)> =
        shown.linked().into_iter().map(|one| (one.value, one.id)).collect();
    let only = (linked.len() == 1).then(|| linked.first().map(|(_, id)| *id)).flatten();
    let workers = shown.colleagues.iter().map(|one| (one.id.uuid().to_string(), one.id));
    let today = london_day(shown.now);
    let mut read = Reader::new(&sent.submission);
    let of =
        read.choice_among(Question::Of, FOR.iter().map(|(value, of, _)| (*value, *of))).required();
    let his = match only {
        Some(only) => Ok(only),
        None => read.choice_among(Question::His, linked).required(),
    };
    let on = read.date(Question::On).not_after(today).required();
    let took_part = read.choices_among(Question::TookPart, workers).required();
    let risk = read
        .choice_among(Question::Risk, RISKS.iter().map(|(value, risk, _)| (*value, *risk)))
        .optional();
    let shares = read.lines(Question::Shares).optional();
    let decisions = read.lines(Question::Decisions).optional();
    let next = read.date(Question::Next).not_before(today).optional();
    read.finish(|| {
        Ok(casework::hers::OwnPart {
            of: of?,
            his: his?,
            on: on?,
            took_part: took_part?,
            risk: risk?,
            shares: shares?,
            decisions: decisions?,
            next: next?,
        })
    })
}
