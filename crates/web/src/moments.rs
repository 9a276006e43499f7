//! Moments as people write them: a day and a time of day, by the clock on the wall there.

use components::{DateInput, Faulty, Field, Form, Kind, Read, Reader, Text, Width};
use jiff::Timestamp;
use maud::{Markup, html};
use pathway::{london_clock, london_day, london_moment_of};

/// The two questions after a moment that is past.
pub(crate) fn fields(form: &Form<'_>, day: impl Field, time: impl Field) -> Markup {
    let hint = Some("Such as 4 3 2019, or 4 March 2019.");
    html! {
        (form.date(day, &DateInput { hint, ..DateInput::default() }))
        (form.text(time, &Text {
            hint: Some("Such as 9:30, 2.30pm or 14:30."),
            width: Width::Five,
            kind: Kind::Code,
            autocomplete: Some("off"),
        }))
    }
}

/// Reads a moment that is past.
pub(crate) fn read<T: Field + Copy>(
    read: &mut Reader<'_>,
    day: impl Field,
    time: T,
    now: Timestamp,
) -> Read<Timestamp> {
    let on: Result<_, Faulty> = read.date(day).not_after(london_day(now)).required();
    let at = read.time(time).required();
    let moment = london_moment_of(on?.to_datetime(at?));
    if moment > now {
        let clock = london_clock(now).strftime("%H:%M");
        return Err(read.fault(time, format!("It is {clock} now: enter a time that is past")));
    }
    Ok(moment)
}
