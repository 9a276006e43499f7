//! Who refers, and why.

use components::{Faults, Form, Lines, Reader, Submission};
use maud::{Markup, html};
use pathway::Area;
use pathway::codes::Source;

use crate::coded::{self, asked};

asked! {
    /// The questions of this page.
    Asked {
        Area = "area", "Which area does he live in?", "Choose the area in which he lives";
        Source = "source", "Who is referring?", "Choose who is referring";
        Reason = "reason", "Why are you referring him?";
    }
}

/// The answers of this page.
#[derive(Debug)]
pub(crate) struct Family {
    pub area: Area,
    pub source: Source,
    pub reason: Option<String>,
}

pub(crate) fn read(submission: &Submission, areas: &[Area]) -> Result<Family, Faults> {
    let mut read = Reader::new(submission);
    let choices = areas.iter().map(|area| (area.name().to_owned(), area.clone()));
    let area = read.choice_among(Asked::Area, choices).required();
    let source = coded::one(&mut read, Asked::Source).required();
    let reason = read.lines(Asked::Reason).at_most(4_000).optional();
    read.finish(|| Ok(Family { area: area?, source: source?, reason: reason? }))
}

/// How an answer reads; none where it is read as it was typed.
pub(crate) fn said(asked: Asked, typed: &str) -> Option<String> {
    match asked {
        Asked::Source => coded::said::<Source>(typed),
        Asked::Area | Asked::Reason => None,
    }
}

pub(crate) fn view(form: &Form<'_>, areas: &[Area]) -> Markup {
    let areas = areas.iter().map(|area| components::Item::new(area.name(), area.name())).collect();
    html! {
        (form.radios(Asked::Area, &components::Radios { items: areas, ..Default::default() }))
        (form.radios(Asked::Source, &coded::radios::<Source>(None)))
        (form.lines(Asked::Reason, &Lines {
            hint: Some("What happened, and what you hope the programme does. Say nothing here \
                        about her or where she is: there is a page for that which nobody on the \
                        programme reads."),
            at_most: Some(4_000),
            ..Lines::default()
        }))
    }
}
