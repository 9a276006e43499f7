//! How the value of one cell is spelled: read from its text, written with a pen.
//!
//! Nothing is guessed and nothing is trimmed: a space around a code is not that code, and
//! is named as a fault. Whole numbers have no decimals; a number cell of a workbook, which
//! knows none but decimals, comes here as `12` already.

use std::marker::PhantomData;

use compact_str::CompactString;
use jiff::civil::Date;

use crate::codes::{Code, Several};
use crate::rows::ChildrenAges;

/// Takes the value of one cell. A cell for which nothing is called stays empty.
pub(crate) trait Pen {
    /// Text that a person typed.
    fn text(&mut self, text: &str);
    /// Codes out of a closed list, to be separated by `;`.
    fn codes(&mut self, codes: &mut dyn Iterator<Item = &'static str>);
    /// Whole numbers, to be separated by `;`.
    fn ages(&mut self, ages: &[u8]);
    /// A day.
    fn date(&mut self, date: Date);
    /// A whole number.
    fn whole(&mut self, number: u32);
    /// A number.
    fn number(&mut self, number: f64);
}

/// A kind of cell.
pub(crate) trait Kind {
    /// What it holds.
    type Value;
    /// Whether a person chooses its words.
    const IS_TEXT: bool = false;
    /// The value that a cell's text (never empty) spells, if it spells one.
    fn read(text: &str) -> Option<Self::Value>;
    /// What a cell may hold, to follow the word "expected".
    fn expected() -> String;
    fn write(value: &Self::Value, pen: &mut dyn Pen);
}

/// Free text, without spaces around it.
pub(crate) struct Text;
/// A day, ISO 8601.
pub(crate) struct Day;
/// One code out of its list.
pub(crate) struct Coded<C>(PhantomData<C>);
/// Some codes out of a list, each once.
pub(crate) struct Codes<C>(PhantomData<C>);
/// A whole number within bounds.
pub(crate) struct Whole<T, const LOW: u32, const HIGH: u32>(PhantomData<T>);
/// A finite decimal number.
pub(crate) struct Number;
/// Ages of children.
pub(crate) struct Ages;

impl Kind for Text {
    type Value = CompactString;
    const IS_TEXT: bool = true;
    fn read(text: &str) -> Option<CompactString> {
        let text = without_apostrophe(text);
        let bare = !text.starts_with(char::is_whitespace) && !text.ends_with(char::is_whitespace);
        (bare && !text.is_empty()).then(|| CompactString::new(text))
    }
    fn expected() -> String {
        "text without spaces around it".to_owned()
    }
    fn write(value: &CompactString, pen: &mut dyn Pen) {
        pen.text(value);
    }
}

/// The earliest and the latest year that a date of the field can have.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;

impl Kind for Day {
    type Value = Date;
    fn read(text: &str) -> Option<Date> {
        let [a, b, c, d, b'-', e, f, b'-', g, h] = text.as_bytes() else { return None };
        let mut year = 0_i16;
        for byte in [a, b, c, d] {
            year = year * 10 + i16::from(digit(*byte)?);
        }
        let two = |tens: &u8, ones: &u8| Some(digit(*tens)? * 10 + digit(*ones)?);
        let (month, day) = (two(e, f)?, two(g, h)?);
        if !YEARS.contains(&year) {
            return None;
        }
        Date::new(year, month, day).ok()
    }
    fn expected() -> String {
        format!("a date that exists, as YYYY-MM-DD, from {} to {}", YEARS.start(), YEARS.end())
    }
    fn write(value: &Date, pen: &mut dyn Pen) {
        pen.date(*value);
    }
}

fn digit(byte: u8) -> Option<i8> {
    byte.is_ascii_digit().then(|| (byte - b'0').cast_signed())
}

impl<C: Code> Kind for Coded<C> {
    type Value = C;
    fn read(text: &str) -> Option<C> {
        C::from_code(text)
    }
    fn expected() -> String {
        format!("one of {}", list::<C>())
    }
    fn write(value: &C, pen: &mut dyn Pen) {
        pen.codes(&mut std::iter::once(value.code()));
    }
}

impl<C: Code> Kind for Codes<C> {
    type Value = Several<C>;
    fn read(text: &str) -> Option<Several<C>> {
        let mut several = Several::default();
        for code in text.split(';') {
            let value = C::from_code(code)?;
            if several.contains(value) {
                return None;
            }
            several.insert(value);
        }
        Some(several)
    }
    fn expected() -> String {
        format!("any of {}, each once, separated by ; without spaces", list::<C>())
    }
    fn write(value: &Several<C>, pen: &mut dyn Pen) {
        if !value.is_empty() {
            pen.codes(&mut value.iter().map(Code::code));
        }
    }
}

fn list<C: Code>() -> String {
    C::ALL.iter().map(|value| value.code()).collect::<Vec<_>>().join(", ")
}

/// A number written with digits alone.
fn whole(digits: &str) -> Option<u32> {
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    digits.bytes().try_fold(0, |number, byte| {
        byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0'))
    })
}

impl<T, const LOW: u32, const HIGH: u32> Kind for Whole<T, LOW, HIGH>
where
    T: TryFrom<u32> + Into<u32> + Copy,
{
    type Value = T;

    fn read(text: &str) -> Option<T> {
        let number = whole(text).filter(|number| (LOW..=HIGH).contains(number))?;
        T::try_from(number).ok()
    }
    fn expected() -> String {
        format!("a whole number from {LOW} to {HIGH}")
    }
    fn write(value: &T, pen: &mut dyn Pen) {
        pen.whole((*value).into());
    }
}

impl Kind for Number {
    type Value = f64;

    fn read(text: &str) -> Option<f64> {
        let spelled = |byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E');
        if !text.bytes().all(spelled) {
            return None;
        }
        text.parse().ok().filter(|number: &f64| number.is_finite())
    }
    fn expected() -> String {
        "a number, with a point before its decimals".to_owned()
    }
    fn write(value: &f64, pen: &mut dyn Pen) {
        pen.number(*value);
    }
}

/// Older than this nobody's child, and nobody's age at referral, is.
pub(crate) const OLDEST: u32 = 120;

impl Kind for Ages {
    type Value = ChildrenAges;

    fn read(text: &str) -> Option<ChildrenAges> {
        let mut ages = ChildrenAges::default();
        for age in text.split(';') {
            ages.push(Whole::<u8, 0, OLDEST>::read(age)?).ok()?;
        }
        Some(ages)
    }
    fn expected() -> String {
        let most = ChildrenAges::MOST;
        format!("whole numbers from 0 to {OLDEST}, separated by ;, at most {most}")
    }
    fn write(value: &ChildrenAges, pen: &mut dyn Pen) {
        if !value.as_slice().is_empty() {
            pen.ages(value.as_slice());
        }
    }
}

/// Whether a spreadsheet program would take the text for a formula, were it not for an
/// apostrophe before it; texts with such apostrophes already get one more, so that
/// taking one off gives back what was written.
pub(crate) fn wants_apostrophe(text: &str) -> bool {
    matches!(
        text.trim_start_matches('\'').as_bytes().first(),
        Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r')
    )
}

/// The text without the one apostrophe that was put there for spreadsheet programs.
pub(crate) fn without_apostrophe(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if wants_apostrophe(rest) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::codes::{Area, Need};

    #[test]
    fn a_date_is_read_only_if_it_exists() {
        let read = Day::read;
        assert_eq!(read("2020-02-29"), Some(date(2020, 2, 29)));
        for text in [
            "2019-02-29",
            "2019-13-01",
            "2019-00-01",
            "2019-01-00",
            "1899-12-31",
            "2101-01-01",
            "01/02/2019",
            "2019-1-1",
            "2019-01-01T00:00",
            "20190101",
            " 2019-01-01",
            "２０１９-01-01",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn whole_numbers_keep_to_their_bounds() {
        let read = Whole::<u8, 0, 30>::read;
        assert_eq!(read("0"), Some(0));
        assert_eq!(read("30"), Some(30));
        for text in
            ["31", "-1", "+1", "1.5", "12.0", "12.00", ".0", "1e1", "", "9999999999", " 1", "１"]
        {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(Whole::<u8, 0, 65_535>::read("256"), None, "wider than its type");
    }

    #[test]
    fn numbers_are_finite_decimals() {
        assert_eq!(Number::read("-1.5"), Some(-1.5));
        for text in ["inf", "nan", "1e999", "1,5", "0x10", "1_000", "--1", "", "1 "] {
            assert_eq!(Number::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_code_is_nothing_but_itself() {
        assert_eq!(Coded::<Area>::read("Walsall"), Some(Area::Walsall));
        assert_eq!(Coded::<Area>::read("walsall"), None);
        assert_eq!(Coded::<Area>::read("Walsall "), None);
    }

    #[test]
    fn a_list_names_each_code_once() {
        let read = Codes::<Need>::read;
        let both: Several<Need> = [Need::Other, Need::Disability].into_iter().collect();
        assert_eq!(read("other;disability"), Some(both));
        for text in ["other;other", "other;", ";other", "other; disability", "other,disability"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn ages_are_at_most_twenty() {
        assert_eq!(Ages::read("3;11;0").map(|ages| ages.as_slice().to_vec()), Some(vec![3, 11, 0]));
        assert!(Ages::read(&["4"; 20].join(";")).is_some());
        assert!(Ages::read(&["4"; 21].join(";")).is_none());
        assert!(Ages::read("3;").is_none());
    }

    #[test]
    fn one_apostrophe_comes_off_where_a_formula_would_begin() {
        for (written, text) in [
            ("'=1+1", "=1+1"),
            ("'-ref", "-ref"),
            ("''@x", "'@x"),
            ("'tis", "'tis"),
            ("'", "'"),
            ("=1", "=1"),
        ] {
            assert_eq!(without_apostrophe(written), text, "{written}");
        }
        assert!(wants_apostrophe("'@x") && wants_apostrophe("+x") && !wants_apostrophe("'tis"));
    }
}
