//! Her three consents, each apart: to be contacted, to his starting, to support.

use std::borrow::Cow;

use components::{Faulty, Field, Form, Item, Radios, Reader, inset, section};
use jiff::Timestamp;
use maud::{Markup, html};
use pathway::CaseId;
use pathway::codes::Code;
use support::case::Held;
use support::codes::{ConsentTo, Form as Given};

use super::super::shell::{Came, Forms, View};
use super::super::{Asked, CasePage};
use super::shown::Shown;
use super::words;
use crate::faults::Fault;
use crate::furniture::moment;
use crate::ground::{Said, Sent};
use crate::moments;

/// A consent that is asked for, by its form on the page.
#[derive(Clone)]
struct Wanted {
    to: ConsentTo,
    his: Option<CaseId>,
    /// The name of its form, from which its fields have theirs.
    act: String,
    heading: String,
    held: Option<Held>,
    /// It was held before he left, and does not count any more.
    from_before: bool,
}

/// A question of one of the forms.
#[derive(Clone, Copy)]
struct Question<'a> {
    act: &'a str,
    part: Part,
}

#[derive(Clone, Copy)]
enum Part {
    Answer,
    On,
    At,
}

impl Field for Question<'_> {
    fn name(&self) -> Cow<'static, str> {
        let part = match self.part {
            Part::Answer => "answer",
            Part::On => "on",
            Part::At => "at",
        };
        format!("{}-{part}", self.act).into()
    }
    fn label(&self) -> Cow<'static, str> {
        match self.part {
            Part::Answer => "What did she say?".into(),
            Part::On => "Day when she said it".into(),
            Part::At => "Time when she said it".into(),
        }
    }
}

/// What she can say.
#[derive(Clone, Copy)]
enum Answer {
    Gives(Given),
    TakesBack,
}

const TAKES_BACK: &str = "takes-back";

impl Wanted {
    fn question(&self, part: Part) -> Question<'_> {
        Question { act: &self.act, part }
    }

    /// What can be answered now: only what is held can be taken back.
    fn answers(&self) -> Vec<(&'static str, Answer, &'static str)> {
        let mut answers: Vec<_> = [Given::Written, Given::Verbal, Given::None]
            .into_iter()
            .map(|form| (form.code(), Answer::Gives(form), words_of(form)))
            .collect();
        if self.held.is_some_and(|held| held.in_force() != Given::None) {
            answers.push((TAKES_BACK, Answer::TakesBack, "She takes it back"));
        }
        answers
    }
}

const fn words_of(form: Given) -> &'static str {
    match form {
        Given::Written => "She consents, in writing",
        Given::Verbal => "She consents, by word of mouth",
        Given::None => "She does not consent",
    }
}

fn wanted(shown: &Shown) -> Vec<Wanted> {
    let case = &shown.her.case;
    let plain = |to: ConsentTo, held| Wanted {
        to,
        his: None,
        act: to.code().replace('_', "-"),
        heading: words::consent(to).to_owned(),
        held,
        from_before: false,
    };
    let mut all = vec![plain(ConsentTo::BeContacted, case.consent_to_contact)];
    all.extend(shown.linked().into_iter().map(|linked| {
        Wanted {
            to: ConsentTo::HisStarting,
            his: Some(linked.id),
            act: format!("his-starting-{}", linked.value),
            heading: format!("{}: {}", words::consent(ConsentTo::HisStarting), linked.called),
            held: linked.his.consent,
            from_before: linked
                .his
                .consent
                .zip(linked.his.fresh_from)
                .is_some_and(|(held, from)| held.when < from),
        }
    }));
    all.push(plain(ConsentTo::Support, case.consent_to_support));
    all
}

pub(super) fn view(shown: &Shown, forms: &Forms<'_>) -> View {
    View {
        heading: "Her consents",
        subtitle: Some(html! { "Three, each for itself. Only this service sees them." }),
        content: html! {
            (inset(&html! {
                "His starting asks for her consent " (shown.asked_of_her.words()) ". He is never \
                 told that hers is what is missing: he hears that we will write with a date."
            }))
            @for one in &wanted(shown) {
                (forms.act(&one.act, "Record her answer", |form| section(&one.heading, &fields(one, form))))
            }
        },
    }
}

fn fields(one: &Wanted, form: &Form<'_>) -> Markup {
    let items = one.answers().into_iter().map(|(value, _, words)| Item::new(value, words));
    html! {
        p class="govuk-body" { strong { (standing(one)) } }
        (form.radios(one.question(Part::Answer), &Radios { items: items.collect(), ..Radios::default() }))
        (moments::fields(form, one.question(Part::On), one.question(Part::At)))
    }
}

fn standing(one: &Wanted) -> String {
    let Some(held) = one.held else { return "Not asked yet.".to_owned() };
    let when = moment(held.when);
    let said = match (held.withdrawn, held.form) {
        (true, _) => "She took it back",
        (false, Given::None) => "She does not consent",
        (false, Given::Verbal) => "She consents, by word of mouth",
        (false, Given::Written) => "She consents, in writing",
    };
    let before = if one.from_before { " That was before he left: ask her again." } else { "" };
    format!("{said}: {when}.{before}")
}

pub(super) async fn sent(asked: &Asked, sent: &Sent) -> Result<Came, Fault> {
    let (office, reference) = (asked.office()?, asked.reference);
    let acting = office.acting(&asked.who.worker);
    let shown = Shown::read(asked).await?;
    let all = wanted(&shown);
    let one = all.iter().find(|one| one.act == sent.act()).ok_or(Fault::NotFound)?;
    let (answer, when) = match read(one, sent, office.now()) {
        Err(faults) => return Came::faulty(sent, faults),
        Ok(read) => read,
    };
    let (form, consent) = (sent.form()?, (one.to, one.his));
    let done = match answer {
        Answer::Gives(given) => {
            acting.record_her_consent_of(reference, form, consent, given, when).await
        }
        Answer::TakesBack => acting.withdraw_her_consent(reference, form, consent, when).await,
    };
    Came::of(sent, done, Said::HerAnswerRecorded, CasePage::Consent)
}

fn read(
    one: &Wanted,
    sent: &Sent,
    now: Timestamp,
) -> Result<(Answer, Timestamp), components::Faults> {
    let mut read = Reader::new(&sent.submission);
    let choices = one.answers().into_iter().map(|(value, answer, _)| (value, answer));
    let answer: Result<Answer, Faulty> =
        read.choice_among(one.question(Part::Answer), choices).required();
    let when = moments::read(&mut read, one.question(Part::On), one.question(Part::At), now);
    read.finish(|| Ok((answer?, when?)))
}
