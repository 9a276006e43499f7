//! Clearance: whether he may start, for her part. Only *yes* or *not yet* crosses, and never why.

use std::borrow::Cow;

use components::{Faults, Field, Form, Item, Lines, Radios, Reader, inset, nothing, section};
use maud::{Markup, html};
use pathway::CaseId;
use pathway::codes::Code;
use support::What;
use support::codes::{Form as Given, NotAsked};

use super::super::shell::{Came, Forms, View};
use super::super::{Asked, CasePage};
use super::shown::{Linked, Shown};
use super::words;
use crate::faults::Fault;
use crate::furniture::moment;
use crate::ground::{Said, Sent};

/// A question of the form for one case of his.
#[derive(Clone, Copy)]
struct Question<'a> {
    act: &'a str,
    part: Part,
}

#[derive(Clone, Copy)]
enum Part {
    Decision,
    Why,
}

impl Field for Question<'_> {
    fn name(&self) -> Cow<'static, str> {
        let part = match self.part {
            Part::Decision => "decision",
            Part::Why => "why",
        };
        format!("{}-{part}", self.act).into()
    }
    fn label(&self) -> Cow<'static, str> {
        match self.part {
            Part::Decision => "May he start, for her part?".into(),
            Part::Why => "Why".into(),
        }
    }
    fn missing(&self) -> Option<Cow<'static, str>> {
        match self.part {
            Part::Decision => None,
            Part::Why => Some("Say why: a decision without her rests on its reasons".into()),
        }
    }
}

#[derive(Clone, Copy)]
enum Decision {
    OnHerConsent,
    Without(NotAsked),
    NotYet,
}

/// What is sent, what it comes to, and its words.
type Choice = (&'static str, Decision, &'static str);

const DECISIONS: [Choice; 4] = [
    ("her-consent", Decision::OnHerConsent, "Cleared, on her consent"),
    (
        "not-reached",
        Decision::Without(NotAsked::NotReached),
        "Cleared without her: she could not be reached",
    ),
    (
        "nobody-to-reach",
        Decision::Without(NotAsked::NobodyToReach),
        "Cleared without her: there is nobody to reach",
    ),
    ("not-yet", Decision::NotYet, "Not yet"),
];

/// What can be decided by whoever asks: without her, by the manager alone.
fn choices(shown: &Shown) -> impl Iterator<Item = Choice> {
    let without = shown.allowed.clear_without_her;
    DECISIONS
        .into_iter()
        .filter(move |(_, decision, _)| without || !matches!(decision, Decision::Without(_)))
}

fn act(linked: &Linked<'_>) -> String {
    format!("clearance-{}", linked.value)
}

pub(super) fn view(shown: &Shown, forms: &Forms<'_>) -> View {
    let linked = shown.linked();
    View {
        heading: "Clearance",
        subtitle: Some(html! { "May he start, for her part?" }),
        content: html! {
            (inset(&html! {
                "The programme hears “cleared” or “not yet”, and never why: not what she said, nor \
                 whether she was asked."
            }))
            @if linked.is_empty() {
                (nothing("No case of his is linked to this one.", &[]))
            }
            @for one in &linked {
                (forms.act(&act(one), "Record the decision", |form| {
                    section(&one.called, &fields(shown, one, form))
                }))
            }
        },
    }
}

fn fields(shown: &Shown, one: &Linked<'_>, form: &Form<'_>) -> Markup {
    let act = act(one);
    let items = choices(shown).map(|(value, _, words)| Item::new(value, words)).collect();
    html! {
        p class="govuk-body" { strong { (standing(one)) } }
        @if let Some((why, said)) = reasons(shown, one.id) {
            p class="govuk-body waymark-words" { (said) }
            p class="govuk-body waymark-text" { (why) }
        }
        p class="govuk-body" { "Her consent to his starting: " (consent(one)) }
        (form.radios(
            Question { act: &act, part: Part::Decision },
            &Radios { items, ..Radios::default() },
        ))
        (form.lines(
            Question { act: &act, part: Part::Why },
            &Lines {
                hint: Some(match shown.allowed.clear_without_her {
                    true => "Needed where he is cleared without her. It stays on this side.",
                    false => "It stays on this side.",
                }),
                at_most: Some(10_000),
                ..Lines::default()
            },
        ))
    }
}

fn standing(one: &Linked<'_>) -> String {
    match &one.his.cleared {
        Some(ground) => format!("Cleared. {}.", words::clearance(ground)),
        None => "Not yet cleared.".to_owned(),
    }
}

fn consent(one: &Linked<'_>) -> String {
    match (one.his.consent, one.his.consent_in_force()) {
        (None, _) => "not asked yet.".to_owned(),
        (Some(held), Given::None) => {
            format!("not given, {}.", moment(held.when))
        }
        (Some(held), form) => format!("{}, {}.", form.words(), moment(held.when)),
    }
}

/// What was written for the last decision on this case of his, if it stands.
fn reasons(shown: &Shown, his: CaseId) -> Option<(&str, &'static str)> {
    let last = shown.her.case.entries().iter().rev().find_map(|entry| match &entry.made.what {
        what @ (What::Cleared { his: of, .. } | What::NotYetCleared { his: of, .. })
            if *of == his && entry.corrected.is_none() =>
        {
            Some(what)
        }
        _ => None,
    })?;
    let why = words::texts_of(last).first().copied()?;
    Some((shown.text(why), "Why, as it was written down:"))
}

pub(super) async fn sent(asked: &Asked, sent: &Sent) -> Result<Came, Fault> {
    let (office, reference) = (asked.office()?, asked.reference);
    let acting = office.acting(&asked.who.worker);
    let shown = Shown::read(asked).await?;
    let linked = shown.linked();
    let one = linked.iter().find(|one| act(one) == sent.act()).ok_or(Fault::NotFound)?;
    let (decision, why) = match read(&shown, &act(one), sent) {
        Err(faults) => return Came::faulty(sent, faults),
        Ok(read) => read,
    };
    let form = sent.form()?;
    let (done, said) = match decision {
        Decision::OnHerConsent => {
            let ground = support::facts::Ground::HerConsent;
            (acting.clear(reference, form, one.id, ground).await, Said::Cleared)
        }
        Decision::Without(because) => {
            let why = why.unwrap_or_default();
            let done = acting.clear_without_her(reference, form, one.id, because, why).await;
            (done, Said::Cleared)
        }
        Decision::NotYet => {
            (acting.not_yet(reference, form, one.id, why).await, Said::NotYetCleared)
        }
    };
    Came::of(sent, done, said, CasePage::Decision)
}

fn read(shown: &Shown, act: &str, sent: &Sent) -> Result<(Decision, Option<String>), Faults> {
    let mut read = Reader::new(&sent.submission);
    let choices = choices(shown).map(|(value, decision, _)| (value, decision));
    let decision = read.choice_among(Question { act, part: Part::Decision }, choices).required();
    let words = read.lines(Question { act, part: Part::Why });
    let why = match decision {
        Ok(Decision::Without(_)) => words.required().map(Some),
        _ => words.optional(),
    };
    read.finish(|| Ok((decision?, why?)))
}
