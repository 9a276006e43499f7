//! Notes of her case, newest first.

use components::{Lines, Reader, nothing, section};
use maud::{Markup, html};
use support::What;

use super::super::shell::{Came, Forms, View};
use super::super::{Asked, CasePage};
use super::shown::Shown;
use crate::coded::asked;
use crate::faults::Fault;
use crate::furniture::moment;
use crate::ground::{Said, Sent};

asked! {
    /// What is asked.
    Question {
        Note = "note", "Note", "Write the note";
    }
}

const WRITE: &str = "write";

pub(super) fn view(shown: &Shown, forms: &Forms<'_>) -> View {
    View {
        heading: "Notes",
        subtitle: Some(html! { "Only this service reads them." }),
        content: html! {
            (forms.act(WRITE, "Write the note", |form| section("Write a note", &html! {
                (form.lines(Question::Note, &Lines { at_most: Some(10_000), rows: Some(8), hint: None }))
            })))
            (written(shown))
        },
    }
}

fn written(shown: &Shown) -> Markup {
    // A note that was struck out stands in the timeline alone.
    let notes = shown.her.happened.iter().rev().filter_map(|entry| match &entry.event.what {
        What::NoteWritten(note) if shown.her.case.notes.contains(note) => Some((entry, *note)),
        _ => None,
    });
    let notes: Vec<_> = notes.collect();
    if notes.is_empty() {
        return nothing("There are no notes yet.", &[]);
    }
    html! {
        ol class="waymark-timeline" {
            @for (entry, note) in notes {
                li class="waymark-timeline__entry" {
                    div class="waymark-timeline__said" {
                        p class="waymark-timeline__by" {
                            (shown.who(entry.worker)) ", " (moment(entry.at))
                        }
                        div class="waymark-timeline__content" {
                            p class="waymark-text" { (shown.text(note)) }
                        }
                    }
                }
            }
        }
    }
}

pub(super) async fn sent(asked: &Asked, sent: &Sent) -> Result<Came, Fault> {
    let office = asked.office()?;
    let mut read = Reader::new(&sent.submission);
    let note = read.lines(Question::Note).required();
    match read.finish(|| note) {
        Err(faults) => Came::faulty(sent, faults),
        Ok(note) => {
            let acting = office.acting(&asked.who.worker);
            let done = acting.write_support_note(asked.reference, sent.form()?, note).await;
            Came::of(sent, done, Said::NoteWritten, CasePage::Notes)
        }
    }
}
