//! Reaching him: every attempt, and recording another.

use ::access::act;
use components::{
    Cell, DateInput, Heading, Lines, Reader, Table, Text, Width, nothing, section, table,
};
use maud::{Markup, html};
use programme::Act;
use programme::codes::{AttemptResult, Way};
use programme::parts::Attempt;

use super::shown::{Doing, NotDone, Shown, moment};
use crate::coded::{self, asked};
use crate::furniture;
use crate::ground::Said;

const ATTEMPT: &str = "attempt";

asked! {
    /// The questions of this page.
    Asked {
        Way = "way", "How was he tried?", "Choose how he was tried";
        Result = "result", "What came of it?", "Choose what came of it";
        On = "on", "On which day?";
        At = "at", "At what time?";
        Note = "note", "What was said";
    }
}

pub(super) fn view(shown: &Shown<'_>) -> Markup {
    let standing = shown.standing();
    let head = [
        Heading { words: "When", numeric: false },
        Heading { words: "How", numeric: false },
        Heading { words: "What came of it", numeric: false },
    ];
    let rows: Vec<Vec<Cell>> = standing
        .attempts
        .iter()
        .rev()
        .map(|attempt| {
            vec![
                Cell::when(&furniture::moment(attempt.when)),
                Cell::words(html! { (coded::words(attempt.way)) }),
                Cell::words(html! { (coded::words(attempt.result)) }),
            ]
        })
        .collect();
    html! {
        @if shown.may(act::RecordAttempt, Act::RecordAttempt) { (form(shown)) }
        h2 class="govuk-heading-m" { "Every attempt" }
        @if rows.is_empty() {
            (nothing("Nobody has tried to reach him yet. The first attempt is due within 48 hours of the referral.", &[]))
        } @else {
            (table(&Table { caption: None, head: &head, rows: &rows, first_cell_is_header: true }))
        }
    }
}

fn form(shown: &Shown<'_>) -> Markup {
    let form = shown.form(ATTEMPT);
    shown.framed(
        ATTEMPT,
        &section("Record an attempt", &html! {
            (form.radios(Asked::Way, &coded::radios::<Way>(None)))
            (form.radios(Asked::Result, &coded::radios::<AttemptResult>(None)))
            (form.date(Asked::On, &DateInput { hint: Some("Leave day and time empty if it was just now"), ..DateInput::default() }))
            (form.text(Asked::At, &Text { hint: Some("For example, 9:30 or 2.30pm"), width: Width::Five, ..Text::default() }))
            (form.lines(Asked::Note, &Lines { hint: Some("Say nothing here about her"), at_most: Some(4_000), rows: Some(3) }))
        }),
        "Record the attempt",
    )
}

pub(super) async fn done(doing: &Doing<'_>) -> Result<Said, NotDone> {
    let now = doing.office.now();
    let mut read = Reader::new(doing.typed);
    let way = coded::one::<Way>(&mut read, Asked::Way).required();
    let result = coded::one::<AttemptResult>(&mut read, Asked::Result).required();
    let on = read.date(Asked::On).not_after(doing.today()).optional();
    let at = read.time(Asked::At).optional();
    let note = read.lines(Asked::Note).at_most(4_000).optional();
    if let (Ok(on), Ok(at)) = (&on, &at) {
        if on.is_some() && at.is_none() {
            read.fault(Asked::At, "Enter the time as well, or leave both empty if it was just now");
        } else if moment(*on, *at, now) > now {
            read.fault(Asked::At, "The attempt must not lie ahead: check the day and the time");
        }
    }
    let (attempt, note) = read.finish(|| {
        let when = moment(on?, at?, now);
        Ok((Attempt { when, way: way?, result: result?, note: None }, note?))
    })?;
    doing.acting().record_attempt(doing.reference, doing.form, attempt, note).await?;
    Ok(Said::AttemptRecorded)
}
