//! What happened in her case, newest first, with what was set right beside it; and setting an
//! entry right. Nothing is overwritten: a correction is a further entry.

use std::borrow::Cow;

use components::{
    Correction, Field, Happening, Lines, Link, Reader, Submission, Tag, Tone, Weight, link,
    section, tag, timeline,
};
use maud::{Markup, html};
use pathway::london_clock;
use support::What;
use support::facts::Number;

use super::super::shell::{Came, Forms, View};
use super::super::{Asked, CasePage};
use super::shown::Shown;
use super::words;
use crate::faults::Fault;
use crate::ground::{Said, Sent};

/// Why an entry is set right, or looked at.
#[derive(Clone, Copy)]
enum Question {
    Wrong,
    LookedAt,
}

impl Field for Question {
    fn name(&self) -> Cow<'static, str> {
        match self {
            Self::Wrong => "wrong".into(),
            Self::LookedAt => "looked-at".into(),
        }
    }
    fn label(&self) -> Cow<'static, str> {
        match self {
            Self::Wrong => "What is wrong with it?".into(),
            Self::LookedAt => "What did you find?".into(),
        }
    }
    fn missing(&self) -> Option<Cow<'static, str>> {
        Some(match self {
            Self::Wrong => "Say what is wrong with the entry".into(),
            Self::LookedAt => "Say what you found".into(),
        })
    }
}

/// What can be done about an entry.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Strike(Number),
    LookAt(Number),
}

impl Act {
    fn name(self) -> String {
        match self {
            Self::Strike(number) => format!("strike-{number}"),
            Self::LookAt(number) => format!("look-{number}"),
        }
    }
    fn named(name: &str) -> Option<Self> {
        let (what, number) = name.split_once('-')?;
        let number = number.parse().ok()?;
        match what {
            "strike" => Some(Self::Strike(number)),
            "look" => Some(Self::LookAt(number)),
            _ => None,
        }
    }
}

pub(super) fn view(shown: &Shown, forms: &Forms<'_>) -> View {
    let flagged: Vec<Number> = shown.her.case.flagged().collect();
    View {
        heading: "Timeline",
        subtitle: Some(html! { "Newest first. Nothing is overwritten or deleted." }),
        content: html! {
            @for number in &flagged { (doubtful(shown, forms, *number)) }
            @if let Some(number) = about(shown, forms) { (correction(shown, forms, number)) }
            h2 class="govuk-heading-m" { "What happened" }
            (entries(shown))
        },
    }
}

fn what(shown: &Shown, number: Number) -> Option<&What> {
    shown.her.case.entry(number).map(|entry| &entry.made.what)
}

fn heading(shown: &Shown, number: Number) -> String {
    what(shown, number).map(|what| words::heading(shown, what)).unwrap_or_default()
}

/// A step that a correction made impossible.
fn doubtful(shown: &Shown, forms: &Forms<'_>, number: Number) -> Markup {
    let act = Act::LookAt(number).name();
    forms.filled(&act, "I have looked at it", Weight::Secondary, &Submission::default(), |form| {
        section(
            &format!("Doubtful: {}", heading(shown, number)),
            &html! {
                p class="govuk-body waymark-words" {
                    "An earlier entry was corrected, and this step no longer follows. It stands \
                     until a person decides: correct it too, or say why it is right."
                }
                (form.lines(Question::LookedAt, &Lines::default()))
            },
        )
    })
}

/// The entry that is set right: whose form came back, or which was asked for.
fn about(shown: &Shown, forms: &Forms<'_>) -> Option<Number> {
    let numbers = 1..=shown.her.case.version();
    let back = numbers.clone().find(|number| forms.came_back(&Act::Strike(*number).name()));
    back.or(shown.about).filter(|number| shown.her.case.may_be_struck_out(*number))
}

fn correction(shown: &Shown, forms: &Forms<'_>, number: Number) -> Markup {
    forms.act(&Act::Strike(number).name(), "Strike it out", |form| {
        section(
            &format!("Strike out: {}", heading(shown, number)),
            &html! {
                @for line in what(shown, number).map(|what| words::lines(shown, what)).unwrap_or_default() {
                    p class="govuk-body" { (line) }
                }
                p class="govuk-body waymark-words" {
                    "The entry stays to be seen, with your reason beside it, and counts no more. If \
                     something else should have been recorded, record it then on its own page."
                }
                (form.lines(Question::Wrong, &Lines::default()))
            },
        )
    })
}

/// An entry as it is drawn: its words are made first, and then borrowed.
struct Drawn<'a> {
    heading: String,
    who: &'a str,
    at: jiff::civil::DateTime,
    content: Markup,
    set_right: Vec<SetRight<'a>>,
}

struct SetRight<'a> {
    content: Markup,
    reason: &'a str,
    who: &'a str,
    at: jiff::civil::DateTime,
}

impl SetRight<'_> {
    fn correction(&self) -> Correction<'_> {
        let Self { content, reason, who, at } = self;
        Correction { content: content.clone(), reason, who, at: *at }
    }
}

fn entries(shown: &Shown) -> Markup {
    // A correction stands beside what it corrects.
    let drawn: Vec<Drawn<'_>> = shown
        .her
        .happened
        .iter()
        .rev()
        .filter(|entry| !matches!(entry.event.what, What::Corrected(_)))
        .map(|entry| {
            let number = Number::from(entry.version);
            Drawn {
                heading: words::heading(shown, &entry.event.what),
                who: shown.who(entry.worker),
                at: london_clock(entry.at),
                content: content(shown, number, &entry.event.what),
                set_right: set_right(shown, number),
            }
        })
        .collect();
    let corrections: Vec<Vec<Correction<'_>>> = drawn
        .iter()
        .map(|entry| entry.set_right.iter().map(SetRight::correction).collect())
        .collect();
    let happenings: Vec<Happening<'_>> = drawn
        .iter()
        .zip(&corrections)
        .map(|(entry, corrections)| Happening {
            heading: &entry.heading,
            who: entry.who,
            at: entry.at,
            content: Some(entry.content.clone()),
            corrections,
        })
        .collect();
    timeline(&happenings)
}

fn content(shown: &Shown, number: Number, what: &What) -> Markup {
    let corrected = shown.her.case.entry(number).is_some_and(|entry| entry.corrected.is_some());
    let address = format!("{}?about={number}", CasePage::Timeline.of(shown.reference));
    html! {
        @for line in words::lines(shown, what) { p { (line) } }
        @for text in words::texts_of(what) { p class="waymark-text" { (shown.text(text)) } }
        @if shown.her.case.flagged().any(|flag| flag == number) {
            p { (tag(&Tag { words: "Doubtful", tone: Tone::Late })) }
        }
        @if !corrected && shown.her.case.may_be_struck_out(number) {
            p { (link(&Link::new(&address, "Correct this"))) }
        }
    }
}

/// What was set right of an entry, oldest first.
fn set_right(shown: &Shown, number: Number) -> Vec<SetRight<'_>> {
    let of = shown.her.happened.iter().filter_map(|entry| match &entry.event.what {
        What::Corrected(correction) if correction.of == number => Some((entry, correction)),
        _ => None,
    });
    of.map(|(entry, correction)| {
        let content = match correction.to.as_deref() {
            None => html! { p { "Struck out: it should not have been recorded." } },
            Some(what) => html! {
                p { (words::heading(shown, what)) }
                @for line in words::lines(shown, what) { p { (line) } }
            },
        };
        let reason = shown.text(correction.why);
        SetRight { content, reason, who: shown.who(entry.worker), at: london_clock(entry.at) }
    })
    .collect()
}

pub(super) async fn sent(asked: &Asked, sent: &Sent) -> Result<Came, Fault> {
    let (office, reference) = (asked.office()?, asked.reference);
    let acting = office.acting(&asked.who.worker);
    let act = Act::named(sent.act()).ok_or(Fault::NotFound)?;
    let question = match act {
        Act::Strike(_) => Question::Wrong,
        Act::LookAt(_) => Question::LookedAt,
    };
    let mut read = Reader::new(&sent.submission);
    let why = read.lines(question).required();
    let why = match read.finish(|| why) {
        Err(faults) => return Came::faulty(sent, faults),
        Ok(why) => why,
    };
    let form = sent.form()?;
    let (done, said) = match act {
        Act::Strike(number) => {
            (acting.correct_support(reference, form, number, None, why).await, Said::EntryCorrected)
        }
        Act::LookAt(number) => {
            (acting.resolve_support_flag(reference, form, number, why).await, Said::FlagLookedAt)
        }
    };
    Came::of(sent, done, said, CasePage::Timeline)
}
