//! Dates in three inputs, which also take the names of months.

use jiff::civil::Date;

use super::faults::Fault;
use super::field::{Field, begins, enter};
use super::reader::{Faulty, Read, Reader};

/// One of the inputs of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatePart {
    /// The day of the month.
    Day,
    /// The month, as a number or a name.
    Month,
    /// The year in four digits.
    Year,
}

impl DatePart {
    /// In the order in which people here write them.
    pub const EVERY: [Self; 3] = [Self::Day, Self::Month, Self::Year];

    /// How the input's name ends, after the field's name and a hyphen.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
            Self::Year => "year",
        }
    }
}

/// A date that is being read.
#[derive(Debug)]
#[must_use = "end with `required` or `optional`"]
pub struct ReadDate<'r, 'a, F> {
    reader: &'r mut Reader<'a>,
    field: F,
    earliest: Option<Date>,
    latest: Option<Date>,
}

impl<'r, 'a, F: Field> ReadDate<'r, 'a, F> {
    pub(super) fn new(reader: &'r mut Reader<'a>, field: F) -> Self {
        Self { reader, field, earliest: None, latest: None }
    }

    /// That day or earlier.
    pub fn not_after(mut self, latest: Date) -> Self {
        self.latest = Some(latest);
        self
    }

    /// That day or later.
    pub fn not_before(mut self, earliest: Date) -> Self {
        self.earliest = Some(earliest);
        self
    }

    /// The date, which must be there.
    pub fn required(mut self) -> Read<Date> {
        match self.read()? {
            Some(date) => Ok(date),
            None => {
                let words = enter(&self.field);
                Err(self.fault(&[], words))
            }
        }
    }

    /// The date, if there is any.
    pub fn optional(mut self) -> Read<Option<Date>> {
        self.read()
    }

    fn read(&mut self) -> Read<Option<Date>> {
        let name = self.field.name();
        let typed = DatePart::EVERY.map(|part| {
            self.reader.submission.typed(&input(&name, part)).unwrap_or_default().trim()
        });
        let missing: Vec<DatePart> = DatePart::EVERY
            .into_iter()
            .zip(typed)
            .filter_map(|(part, typed)| typed.is_empty().then_some(part))
            .collect();
        match missing.as_slice() {
            [] => {}
            [_, _, _] => return Ok(None),
            some => {
                let parts: Vec<String> =
                    some.iter().map(|part| format!("a {}", part.name())).collect();
                let words = format!("{} must include {}", begins(&self.field), parts.join(" and "));
                return Err(self.fault(some, words));
            }
        }
        match date(typed) {
            Err((parts, words)) => Err(self.fault(parts, words)),
            Ok(date) => match (self.earliest, self.latest) {
                (Some(earliest), _) if date < earliest => Err(self.outside(earliest, "later")),
                (_, Some(latest)) if date > latest => Err(self.outside(latest, "earlier")),
                _ => Ok(Some(date)),
            },
        }
    }

    fn outside(&mut self, bound: Date, way: &str) -> Faulty {
        let words = format!("{} must be {} or {way}", begins(&self.field), day(bound));
        self.fault(&[], words)
    }

    fn fault(&mut self, parts: &[DatePart], words: String) -> Faulty {
        let name = self.field.name().into_owned();
        let first = parts.first().copied().unwrap_or(DatePart::Day);
        self.reader.say(Fault {
            target: Some(input(&name, first)),
            field: Some(name),
            words,
            parts: parts.to_vec(),
        })
    }
}

/// The name and the id of an input of a date.
pub(crate) fn input(name: &str, part: DatePart) -> String {
    format!("{name}-{}", part.name())
}

/// A day as people write it: *3 March 2019*. Lists have dozens: to read a format for each took
/// longer than to draw its row.
pub fn day(date: Date) -> String {
    let month = usize::try_from(date.month() - 1).ok().and_then(|place| MONTHS.get(place));
    format!("{} {} {}", date.day(), month.unwrap_or(&""), date.year())
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The date, or which inputs are wrong and what to do.
fn date([day, month, year]: [&str; 3]) -> Result<Date, (&'static [DatePart], String)> {
    let year_said = number(year, 4..=4).filter(|year| (1000..=9999).contains(year));
    let month_said = month_of(month);
    let day_said = number(day.trim_end_matches(['.', ',']), 1..=2).or_else(|| ordinal(day));
    let shown =
        |typed: &str| typed.chars().filter(|sign| !sign.is_control()).take(20).collect::<String>();
    let Some(day_said) = day_said.filter(|day| (1..=31).contains(day)) else {
        let words =
            format!("‘{}’ is not a day of a month: enter a number from 1 to 31", shown(day));
        return Err((&[DatePart::Day], words));
    };
    let Some(month_said) = month_said else {
        let words = format!(
            "‘{}’ is not a month: enter a number from 1 to 12 or a name, such as March",
            shown(month)
        );
        return Err((&[DatePart::Month], words));
    };
    let Some(year_said) = year_said else {
        let words = format!("‘{}’ is not a year: enter four digits, such as 2019", shown(year));
        return Err((&[DatePart::Year], words));
    };
    // Each fits by the ranges above.
    let first = Date::new(year_said, i8::try_from(month_said).unwrap_or(1), 1);
    let Ok(first) = first else {
        return Err((&[DatePart::Year], "Enter the year as four digits, such as 2019".to_owned()));
    };
    let length = first.days_in_month();
    match i8::try_from(day_said).ok().filter(|day| *day <= length) {
        Some(day) => Ok(first.saturating_add(jiff::Span::new().days(i64::from(day) - 1))),
        None => {
            let month = first.strftime("%B %Y");
            let words = format!("There is no {day_said} {month}: {month} has {length} days");
            Err((&[DatePart::Day], words))
        }
    }
}

fn number(typed: &str, length: std::ops::RangeInclusive<usize>) -> Option<i16> {
    let plain = length.contains(&typed.len()) && typed.bytes().all(|sign| sign.is_ascii_digit());
    plain.then(|| typed.parse().ok()).flatten()
}

/// `3rd`, `21st`.
fn ordinal(typed: &str) -> Option<i16> {
    let small = typed.to_lowercase();
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|ending| small.strip_suffix(ending))?;
    number(digits, 1..=2)
}

/// A month by number or by name; three letters of it are enough, and *sept* is written too.
fn month_of(typed: &str) -> Option<i16> {
    if let Some(number) = number(typed, 1..=2) {
        return (1..=12).contains(&number).then_some(number);
    }
    let small = typed.to_lowercase();
    let small = small.trim_end_matches('.');
    let starts = |name: &str| small.len() >= 3 && name.to_lowercase().starts_with(small);
    let named = (1..).zip(MONTHS).find(|(_, name)| starts(name));
    named.map(|(number, _)| number)
}
