//! Everything that was written about him, and writing more.

use ::access::act;
use components::{Lines, Reader, Row, nothing, rows, section};
use maud::{Markup, html};

use super::shown::{Doing, NotDone, Shown};
use super::{timeline, words};
use crate::coded::asked;
use crate::faults::Fault;
use crate::furniture::moment;
use crate::ground::Said;

const NOTE: &str = "note";

asked! {
    /// The questions of this page.
    Asked {
        Note = "note", "What is to be written down?", "Write the note";
    }
}

pub(super) async fn view(shown: &Shown<'_>) -> Result<Markup, Fault> {
    let texts = timeline::texts(shown).await?;
    let workers: Vec<_> = shown.case.happened.iter().map(|one| one.worker).collect();
    let names = shown.acting().his_workers(&shown.case, &workers).await?;
    let mut list = Vec::new();
    for one in shown.case.happened.iter().rev() {
        for (what, id) in one.event.step.narratives() {
            let Some(text) = texts.get(&id) else { continue };
            let who = names.get(&one.worker).map_or("Another organisation", String::as_str);
            list.push(Row {
                lead: None,
                words: html! { p class="govuk-body waymark-words" { (text) } },
                aside: Some(html! {
                    (words::heading(&one.event.step)) " · " (what) " · " (who) ", " (moment(one.at))
                }),
            });
        }
    }
    Ok(html! {
        @if shown.granted(act::WriteCaseNote) { (form(shown)) }
        h2 class="govuk-heading-m" { "Everything written" }
        @if list.is_empty() {
            (nothing("Nothing has been written in this case yet.", &[]))
        } @else {
            (rows(&list))
        }
    })
}

fn form(shown: &Shown<'_>) -> Markup {
    let form = shown.form(NOTE);
    let lines = Lines {
        hint: Some("It stays on the programme’s side. Say nothing here of what she told anybody."),
        at_most: Some(10_000),
        ..Lines::default()
    };
    let fields = section("Write a note", &form.lines(Asked::Note, &lines));
    shown.framed(NOTE, &fields, "Write it")
}

pub(super) async fn done(doing: &Doing<'_>) -> Result<Said, NotDone> {
    let mut read = Reader::new(doing.typed);
    let note = read.lines(Asked::Note).required();
    let note = read.finish(|| note)?;
    doing.acting().write_his_note(doing.reference, doing.form, note).await?;
    Ok(Said::NoteWritten)
}
