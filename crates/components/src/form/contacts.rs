//! Answers of one line with a form of their own: mail addresses, telephone numbers, numbers.

use std::ops::RangeInclusive;

use super::field::{Field, enter};
use super::reader::{Read, Reader, sentence};
use super::signs::Kind;

/// A line that is being read as something else.
#[derive(Debug)]
#[must_use = "end with `required` or `optional`"]
pub struct ReadAs<'r, 'a, F, T> {
    reader: &'r mut Reader<'a>,
    field: F,
    make: fn(&str) -> Result<T, String>,
}

impl<'r, 'a, F: Field, T> ReadAs<'r, 'a, F, T> {
    pub(super) fn new(
        reader: &'r mut Reader<'a>,
        field: F,
        make: fn(&str) -> Result<T, String>,
    ) -> Self {
        Self { reader, field, make }
    }

    /// The answer, which must be there.
    pub fn required(self) -> Read<T> {
        let Self { reader, field, make } = self;
        match reader.line(&field, Kind::Line, MOST)? {
            Some(typed) => {
                make(&typed).map_err(|words| reader.fault_words(&field, sentence(&words)))
            }
            None => Err(reader.fault_words(&field, enter(&field))),
        }
    }

    /// The answer, if there is any.
    pub fn optional(self) -> Read<Option<T>> {
        let Self { reader, field, make } = self;
        match reader.line(&field, Kind::Line, MOST)? {
            Some(typed) => {
                make(&typed).map(Some).map_err(|words| reader.fault_words(&field, sentence(&words)))
            }
            None => Ok(None),
        }
    }
}

/// The longest address of mail (RFC 5321, 4.5.3.1.3, without its brackets).
const MOST: usize = 254;

/// An address to which mail can be sent: whether somebody reads it, only mail can tell.
pub(super) fn email(typed: &str) -> Result<String, String> {
    const WRONG: &str = "Enter an email address in the form name@example.org";
    let wrong = || WRONG.to_owned();
    let (name, host) = typed.rsplit_once('@').ok_or_else(wrong)?;
    if typed.chars().any(char::is_whitespace) {
        return Err("Enter one email address, without spaces".to_owned());
    }
    let plain = |sign: char| sign.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(sign);
    let name_holds = (1..=64).contains(&name.len())
        && name.chars().all(plain)
        && !name.starts_with('.')
        && !name.ends_with('.')
        && !name.contains("..");
    let label_holds = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|sign| sign.is_alphanumeric() || sign == '-')
    };
    let host_holds = host.contains('.')
        && host.split('.').all(label_holds)
        && host.rsplit('.').next().is_some_and(|last| last.len() > 1);
    if name_holds && host_holds { Ok(typed.to_owned()) } else { Err(wrong()) }
}

/// A telephone number with its spaces as typed: seven to fifteen digits (ITU-T E.164), with an
/// extension.
pub(super) fn phone(typed: &str) -> Result<String, String> {
    let wrong = || "Enter a telephone number, such as 0121 496 0000 or +44 121 496 0000".to_owned();
    let small = typed.to_lowercase();
    let (number, extension) = match small.find(['e', 'x']) {
        Some(place) => {
            let (number, rest) = small.split_at(place);
            let rest = rest.trim_start_matches("extension").trim_start_matches("ext");
            (number.to_owned(), Some(rest.trim_start_matches(['x', '.', ' ']).to_owned()))
        }
        None => (small, None),
    };
    let number = number.trim();
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let signs = number.chars().enumerate().all(|(place, sign)| {
        sign.is_ascii_digit() || " ().-".contains(sign) || (sign == '+' && place == 0)
    });
    let extended = extension.is_none_or(|digits| {
        (1..=6).contains(&digits.len()) && digits.bytes().all(|sign| sign.is_ascii_digit())
    });
    if signs && extended && (7..=15).contains(&digits) {
        Ok(typed.split_whitespace().collect::<Vec<_>>().join(" "))
    } else {
        Err(wrong())
    }
}

/// A whole number that is being read.
#[derive(Debug)]
#[must_use = "end with `required` or `optional`"]
pub struct ReadNumber<'r, 'a, F> {
    reader: &'r mut Reader<'a>,
    field: F,
    within: RangeInclusive<i64>,
}

impl<'r, 'a, F: Field> ReadNumber<'r, 'a, F> {
    pub(super) fn new(reader: &'r mut Reader<'a>, field: F) -> Self {
        Self { reader, field, within: 0..=i64::from(u32::MAX) }
    }

    /// Not below and not above; from nothing to four thousand million unless said otherwise.
    pub fn within(mut self, within: RangeInclusive<i64>) -> Self {
        self.within = within;
        self
    }

    /// The number, which must be there.
    pub fn required(mut self) -> Read<i64> {
        match self.read()? {
            Some(number) => Ok(number),
            None => Err(self.reader.fault_words(&self.field, enter(&self.field))),
        }
    }

    /// The number, if there is any.
    pub fn optional(mut self) -> Read<Option<i64>> {
        self.read()
    }

    fn read(&mut self) -> Read<Option<i64>> {
        let Some(typed) = self.reader.line(&self.field, Kind::Line, MOST)? else {
            return Ok(None);
        };
        // People write 1,000 and 1 000, with whatever space.
        let plain: String =
            typed.chars().filter(|sign| *sign != ',' && !sign.is_whitespace()).collect();
        let digits = plain.strip_prefix('-').unwrap_or(&plain);
        if digits.is_empty() || !digits.bytes().all(|sign| sign.is_ascii_digit()) {
            return Err(self.reader.fault_of(&self.field, "must be a whole number, such as 12"));
        }
        match plain.parse() {
            Ok(number) if self.within.contains(&number) => Ok(Some(number)),
            _ => {
                let words =
                    format!("must be from {} to {}", self.within.start(), self.within.end());
                Err(self.reader.fault_of(&self.field, &words))
            }
        }
    }
}
