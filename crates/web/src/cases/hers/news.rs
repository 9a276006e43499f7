//! Everything that the programme told, and what was done about it. Waymark tells her nothing: her
//! worker decides, or the manager where she has none.

use components::{Checkboxes, Form, Lines, Link, Reader, Tag, Tone, nothing, section, tag};
use maud::{Markup, html};
use support::case::Message;
use support::codes::Done;
use support::facts::Number;
use support::{Clock, What};

use super::super::shell::{Came, Forms, View};
use super::super::{Asked, CasePage};
use super::shown::Shown;
use super::{overview, words};
use crate::coded::{self, asked};
use crate::faults::Fault;
use crate::furniture::moment;
use crate::ground::{Said, Sent};

asked! {
    /// What is asked of what was done.
    Question {
        Done = "done", "What did you do?", "Choose what you did, even if there was nothing to tell her";
        Note = "acted-note", "What is to be kept of it";
    }
}

/// The form that answers one message.
fn act(number: Number) -> String {
    format!("told-{number}")
}

pub(super) fn view(shown: &Shown, forms: &Forms<'_>) -> View {
    let case = &shown.her.case;
    let about = about(shown, forms);
    View {
        heading: "From the programme",
        subtitle: Some(
            html! { "What affects her safety. What was said in a session never comes here." },
        ),
        content: html! {
            @for his in shown.linked() {
                p class="govuk-body" { strong { (his.called) } ": " (overview::his_standing(his.his)) "." }
            }
            @if let Some(message) = about {
                (answer(shown, forms, message))
            }
            @if !shown.allowed.act_on_signals {
                p class="govuk-body waymark-words" {
                    "Her own worker records what was done, or the manager where she has none."
                }
            }
            @if case.told.is_empty() {
                (nothing(
                    "The programme has told nothing yet. What it tells is here the same minute, \
                     and in the messages of her worker.",
                    &[],
                ))
            } @else {
                h2 class="govuk-heading-m" { "Everything it told" }
                ol class="waymark-timeline" {
                    @for message in case.told.iter().rev() {
                        (told(shown, message, about.map(|about| about.number)))
                    }
                }
            }
        },
    }
}

/// The message whose form is shown: the one that came back, the one that was asked for, or the
/// most pressing.
fn about<'a>(shown: &'a Shown, forms: &Forms<'_>) -> Option<&'a Message> {
    if !shown.allowed.act_on_signals {
        return None;
    }
    let told = &shown.her.case.told;
    let back = told.iter().find(|message| forms.came_back(&act(message.number)));
    let asked = || told.iter().find(|message| Some(message.number) == shown.about);
    let pressing = || {
        shown.due.iter().find_map(|due| match due.clock {
            Clock::Message(number) => told.iter().find(|message| message.number == number),
            _ => None,
        })
    };
    back.or_else(asked).or_else(pressing)
}

fn what<'a>(shown: &'a Shown, message: &Message) -> Option<&'a What> {
    shown.her.case.entry(message.number).map(|entry| &entry.made.what)
}

fn answer(shown: &Shown, forms: &Forms<'_>, message: &Message) -> Markup {
    let what = what(shown, message);
    let heading = what.and_then(|what| words::news(shown, what)).unwrap_or_default();
    let lines = what.map(|what| words::lines(shown, what)).unwrap_or_default();
    forms.act(&act(message.number), "Record what you did", |form| {
        section(
            &heading,
            &html! {
                @for line in &lines { p class="govuk-body" { (line) } }
                (fields(form))
            },
        )
    })
}

fn fields(form: &Form<'_>) -> Markup {
    html! {
        (form.checkboxes(Question::Done, &Checkboxes {
            hint: Some("Choose all that apply."),
            items: coded::every::<Done>(),
        }))
        (form.lines(Question::Note, &Lines {
            hint: Some("It stays on this side."),
            ..Lines::default()
        }))
    }
}

fn told(shown: &Shown, message: &Message, open: Option<Number>) -> Markup {
    let Some(what) = what(shown, message) else { return html! {} };
    let waits = shown.due.iter().any(|due| due.clock == Clock::Message(message.number));
    let address = format!("{}?about={}", CasePage::News.of(shown.reference), message.number);
    let words = if message.acted.is_empty() { "Record what you did" } else { "Add what you did" };
    html! {
        li class="waymark-timeline__entry" {
            div class="waymark-timeline__said" {
                h3 class="waymark-timeline__heading" {
                    (words::news(shown, what).unwrap_or_default())
                    @if waits { " " (tag(&Tag { words: "To be looked at", tone: Tone::Marked })) }
                }
                p class="waymark-timeline__by" { (moment(message.at)) }
                div class="waymark-timeline__content" {
                    @for line in words::lines(shown, what) { p { (line) } }
                    @for acted in &message.acted {
                        @let lines = words::lines(shown, &What::SignalActedUpon(acted.clone()));
                        p {
                            strong { (shown.who(acted.by)) ", " (moment(acted.when)) ": " }
                            (lines.last().map(String::as_str).unwrap_or_default())
                        }
                        @if let Some(note) = acted.note { p class="waymark-text" { (shown.text(note)) } }
                    }
                    @if shown.allowed.act_on_signals && open != Some(message.number) {
                        p { (components::link(&Link::new(&address, words))) }
                    }
                }
            }
        }
    }
}

pub(super) async fn sent(asked: &Asked, sent: &Sent) -> Result<Came, Fault> {
    let office = asked.office()?;
    let number = sent.act().strip_prefix("told-").and_then(|number| number.parse().ok());
    let number: Number = number.ok_or(Fault::NotFound)?;
    let mut read = Reader::new(&sent.submission);
    let done = coded::several::<Done>(&mut read, Question::Done).required();
    let note = read.lines(Question::Note).optional();
    match read.finish(|| Ok((done?, note?))) {
        Err(faults) => Came::faulty(sent, faults),
        Ok((acts, note)) => {
            let acting = office.acting(&asked.who.worker);
            let form = sent.form()?;
            let done = acting.act_on_signal(asked.reference, form, number, acts, note).await;
            Came::of(sent, done, Said::ActedUpon, CasePage::News)
        }
    }
}
