//! Dates of birth, compared by their digits.

/// A date of birth as eight digits, year first; digits that are not there are 15. One that is no
/// date keeps the digits that it has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Born(u32);

/// What a cell holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// Nothing.
    Nothing,
    /// A date that exists.
    Date(Born),
    /// Text that is no date: its digits are compared, where it has any.
    Text(Born),
}

impl Born {
    /// No date.
    pub const NONE: Self = Self(0);

    /// Reads a cell: year first with or without hyphens, or day first with the month as number or
    /// word, as it is written in England.
    pub fn read(text: &str) -> Read {
        if let Some(born) = Self::iso(text) {
            return Read::Date(born);
        }
        let text = text.trim();
        if text.is_empty() {
            return Read::Nothing;
        }
        let date = Self::iso(text).or_else(|| {
            let date = text.split(['T', ' ']).next().filter(|_| text.len() >= 16);
            date.and_then(Self::iso).or_else(|| Self::in_parts(text))
        });
        match date {
            Some(born) => Read::Date(born),
            None => Read::Text(Self::of_digits(text)),
        }
    }

    /// `1980-01-31` or `19800131`.
    fn iso(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let digits: [u8; 8] = match bytes {
            [a, b, c, d, b'-', e, f, b'-', g, h] => [*a, *b, *c, *d, *e, *f, *g, *h],
            [a, b, c, d, e, f, g, h] => [*a, *b, *c, *d, *e, *f, *g, *h],
            _ => return None,
        };
        let mut packed = 0;
        for digit in digits {
            packed = packed << 4 | u32::from(digit.is_ascii_digit().then(|| digit - b'0')?);
        }
        Some(Self(packed)).filter(|born| born.is_date())
    }

    /// `31/1/1980`, `31.01.1980`, `31 January 1980`, `1980/1/31`.
    fn in_parts(text: &str) -> Option<Self> {
        let mut parts = text.split(['/', '.', '-', ' ', ',']).filter(|part| !part.is_empty());
        let (first, month, last) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let number = |part: &str| {
            let digits = part.trim_end_matches(|end: char| end.is_ascii_alphabetic());
            digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<u32>().ok())?
        };
        let month = match number(month) {
            Some(month) => month,
            None => {
                let month = month.get(..3)?.to_ascii_lowercase();
                MONTHS.iter().position(|name| *name == month)? as u32 + 1
            }
        };
        let (first, last) = (number(first)?, number(last)?);
        let (year, day) = if first > 99 { (first, last) } else { (last, first) };
        if !(1000..=9999).contains(&year) || month > 99 || day > 99 {
            return None;
        }
        Some(Self(decimal(year) << 16 | decimal(month) << 8 | decimal(day)))
            .filter(|born| born.is_date())
    }

    fn of_digits(text: &str) -> Self {
        let mut packed = 0_u32;
        let mut count = 0;
        for digit in text.bytes().filter(u8::is_ascii_digit).take(8) {
            packed = packed << 4 | u32::from(digit - b'0');
            count += 1;
        }
        if packed == 0 {
            return Self::NONE;
        }
        for _ in count..8 {
            packed = packed << 4 | 15;
        }
        Self(packed)
    }

    /// Whether there is nothing to compare.
    pub fn is_none(self) -> bool {
        self.0 == 0
    }
    /// Eight digits in one number.
    pub fn digits(self) -> u32 {
        self.0
    }
    /// The year, as four digits; of a text that is no date, its first four.
    pub fn year(self) -> u32 {
        self.0 >> 16
    }
    fn month(self) -> u32 {
        self.0 >> 8 & 0xff
    }
    fn day(self) -> u32 {
        self.0 & 0xff
    }
    /// The date with day and month in one order, whichever was written first.
    pub fn either_way(self) -> u32 {
        let (month, day) = (self.month(), self.day());
        self.year() << 16 | month.min(day) << 8 | month.max(day)
    }
    fn is_date(self) -> bool {
        let number = |two: u32| (two >> 4) * 10 + (two & 15);
        let year = number(self.0 >> 24) * 100 + number(self.0 >> 16 & 0xff);
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match number(self.month()) {
            2 => 28 + u32::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return false,
        };
        (1880..=2100).contains(&year) && (1..=days).contains(&number(self.day()))
    }
    /// As it is shown: a date as YYYY-MM-DD, other digits as they are.
    pub fn shown(self) -> String {
        let digits: String = (0..8)
            .map(|place| self.0 >> (28 - 4 * place) & 15)
            .filter(|digit| *digit < 10)
            .filter_map(|digit| char::from_digit(digit, 10))
            .collect();
        match digits.as_bytes() {
            _ if self.is_none() => String::new(),
            [_, _, _, _, _, _, _, _] if self.is_date() => {
                format!("{}-{}-{}", &digits[..4], &digits[4..6], &digits[6..])
            }
            _ => digits,
        }
    }
}

/// The first letters of the months.
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A number of up to four digits with four bits a digit.
fn decimal(number: u32) -> u32 {
    let digit = |tens: u32| number / tens % 10;
    digit(1000) << 12 | digit(100) << 8 | digit(10) << 4 | digit(1)
}

/// How two dates agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// Every digit.
    Same,
    /// Day and month stand in each other's place.
    Swapped,
    /// One digit differs, or two neighbours stand in each other's place.
    OneDigit,
    /// The year alone.
    SameYear,
    /// Not even that.
    Different,
}

/// Compares two dates; both must be there.
#[inline]
pub fn compare(a: Born, b: Born) -> Agreement {
    if a == b {
        return Agreement::Same;
    }
    if a.either_way() == b.either_way() {
        return Agreement::Swapped;
    }
    if one_digit(u64::from(a.0), u64::from(b.0)) {
        return Agreement::OneDigit;
    }
    if a.year() == b.year() { Agreement::SameYear } else { Agreement::Different }
}

/// Whether two numbers of four bits a digit differ in one digit, or in two neighbours that stand in
/// each other's place.
#[inline]
pub fn one_digit(a: u64, b: u64) -> bool {
    let differing = a ^ b;
    if differing == 0 {
        return false;
    }
    let place = differing.trailing_zeros() / 4 * 4;
    let rest = differing >> place;
    if rest < 16 {
        return true;
    }
    let two = |number: u64| number >> place & 0xff;
    rest < 256 && two(a) == (two(b) >> 4 | (two(b) & 15) << 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn born(text: &str) -> Born {
        match Born::read(text) {
            Read::Date(born) | Read::Text(born) => born,
            Read::Nothing => Born::NONE,
        }
    }

    #[test]
    fn dates_are_read_as_they_are_written_in_england() {
        let expected = born("1980-01-31");
        for text in [
            "19800131",
            "31/01/1980",
            "31/1/1980",
            "31.01.1980",
            "31 January 1980",
            "31st Jan 1980",
            "1980/01/31",
            "1980-01-31T00:00:00",
            " 1980-01-31 ",
        ] {
            assert_eq!(Born::read(text), Read::Date(expected), "{text}");
        }
        assert_eq!(expected.shown(), "1980-01-31");
    }

    #[test]
    fn what_is_no_date_keeps_its_digits() {
        for (text, shown) in
            [("1980-13-35", "19801335"), ("1979", "1979"), ("about 1979", "1979"), ("tbc", "")]
        {
            assert!(matches!(Born::read(text), Read::Text(_)), "{text}");
            assert_eq!(born(text).shown(), shown, "{text}");
        }
        assert_eq!(Born::read("  "), Read::Nothing);
        assert_eq!(Born::read("1979-02-29"), Read::Text(born("1979-02-29")));
        assert_eq!(compare(born("1980-13-35"), born("19801335")), Agreement::Same);
        assert!(born("00000000").is_none());
    }

    #[test]
    fn dates_agree_by_degrees() {
        let compare = |a: &str, b: &str| compare(born(a), born(b));
        assert_eq!(compare("1980-03-05", "1980-05-03"), Agreement::Swapped);
        assert_eq!(compare("1980-03-05", "1980-03-06"), Agreement::OneDigit);
        assert_eq!(compare("1980-03-05", "1990-03-05"), Agreement::OneDigit);
        assert_eq!(compare("1980-03-15", "1980-03-51"), Agreement::OneDigit);
        assert_eq!(compare("1980-03-15", "1980-04-16"), Agreement::SameYear);
        assert_eq!(compare("1980-03-15", "1981-04-15"), Agreement::Different);
    }
}
