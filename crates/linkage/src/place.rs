//! Postcodes and telephone numbers as numbers.

use crate::born::one_digit;

/// A postcode: its letters and digits from the left, six bits each, and how many there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Postcode(u64);

/// The most letters and digits that are kept: a British postcode has seven.
const LONGEST: u32 = 8;
/// Whether it is a whole British postcode, whose last three are sector and unit.
const BRITISH: u64 = 1 << 8;

/// How two postcodes agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// All of it.
    Whole,
    /// But for one letter or digit.
    OneEdit,
    /// The sector, as B12 8.
    Sector,
    /// The district, as B12.
    District,
    /// Not even that.
    Different,
}

impl Postcode {
    /// Reads a cell.
    pub fn read(text: &str) -> Self {
        let mut signs = [0_u8; LONGEST as usize];
        let mut len = 0;
        for byte in text.bytes().filter(u8::is_ascii_alphanumeric).take(LONGEST as usize) {
            signs[len] = byte.to_ascii_uppercase();
            len += 1;
        }
        let mut packed = 0_u64;
        for sign in signs {
            let number = match sign {
                0 => 0,
                b'0'..=b'9' => sign - b'0' + 1,
                _ => sign - b'A' + 11,
            };
            packed = packed << 6 | u64::from(number);
        }
        let british = match signs.get(len.saturating_sub(3)..len) {
            Some([sector, unit @ ..]) if (5..=7).contains(&len) => {
                sector.is_ascii_digit()
                    && signs[0].is_ascii_alphabetic()
                    && unit.iter().all(u8::is_ascii_alphabetic)
            }
            _ => false,
        };
        Self(packed << 16 | if british { BRITISH } else { 0 } | len as u64)
    }
    /// Whether there is nothing to compare.
    pub fn is_none(self) -> bool {
        self.0 == 0
    }
    /// All of it in one number.
    pub fn number(self) -> u64 {
        self.0
    }
    fn len(self) -> u32 {
        (self.0 & 0xff) as u32
    }
    /// The first letters and digits, but for so many at the end; nothing of what is no whole
    /// British postcode, unless it is only a district.
    fn without(self, last: u32) -> Option<u64> {
        if self.is_none() {
            return None;
        }
        let shift = 16 + 6 * (LONGEST - self.len());
        if self.0 & BRITISH != 0 {
            return Some(self.0 >> (shift + 6 * last));
        }
        (last == 3 && (2..=4).contains(&self.len()) && self.first_is_letter())
            .then_some(self.0 >> shift)
    }
    fn first_is_letter(self) -> bool {
        self.0 >> (16 + 6 * (LONGEST - 1)) >= 11
    }
    /// The district as a number; 0 where there is none.
    pub fn district(self) -> u64 {
        self.without(3).unwrap_or(0)
    }
    fn sign(self, place: u32) -> u64 {
        self.0 >> (16 + 6 * (LONGEST - 1 - place)) & 63
    }
    /// As it is shown.
    pub fn shown(self) -> String {
        let mut shown = String::new();
        for place in 0..self.len() {
            if self.0 & BRITISH != 0 && place + 3 == self.len() {
                shown.push(' ');
            }
            shown.push(match self.sign(place) {
                digit @ 1..=10 => char::from(b'0' + (digit as u8 - 1)),
                letter => char::from(b'A' + (letter as u8).saturating_sub(11)),
            });
        }
        shown
    }
}

/// Compares two postcodes; both must be there.
#[inline]
pub fn compare(a: Postcode, b: Postcode) -> Agreement {
    if a == b {
        return Agreement::Whole;
    }
    // Most postcodes that differ do so in both of their first signs.
    let meet = a.without(3).is_some_and(|district| b.without(3) == Some(district));
    if one_edit(a, b) {
        return Agreement::OneEdit;
    }
    match meet {
        true if a.without(2).is_some() && a.without(2) == b.without(2) => Agreement::Sector,
        true => Agreement::District,
        false => Agreement::Different,
    }
}

/// Whether one letter or digit was changed, left out or added, or two neighbours swapped.
fn one_edit(a: Postcode, b: Postcode) -> bool {
    let (a, b) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    let differing = (a.0 ^ b.0) >> 16;
    if differing == 0 {
        return false;
    }
    // The first place from the left that differs.
    let place = (differing.leading_zeros() - 16) / 6;
    let rest =
        |code: Postcode, from: u32| if from >= LONGEST { 0 } else { (code.0 & FULL) << (6 * from) };
    match a.len() - b.len() {
        0 if rest(a, place + 1) == rest(b, place + 1) => true,
        0 => {
            a.sign(place) == b.sign((place + 1).min(LONGEST - 1))
                && place + 1 < LONGEST
                && b.sign(place) == a.sign(place + 1)
                && rest(a, place + 2) == rest(b, place + 2)
        }
        1 => rest(a, place + 1) == rest(b, place),
        _ => false,
    }
}

/// The bits of the signs.
const FULL: u64 = !0xffff;

/// The digits of a telephone number, four bits each: the last fifteen, as they are dialled within
/// the country, without the first 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(u64);

/// Fewer digits are no telephone number.
const FEWEST: usize = 5;

impl Phone {
    /// No number.
    pub const NONE: Self = Self(0);

    /// Reads a cell.
    pub fn read(text: &str) -> Self {
        let mut digits = [0_u8; 24];
        let mut len = 0;
        for digit in text.bytes().filter(u8::is_ascii_digit).take(24) {
            digits[len] = digit - b'0';
            len += 1;
        }
        let mut digits = &digits[..len];
        let abroad = text.trim_start().starts_with('+') || digits.starts_with(&[0, 0]);
        while let [0, rest @ ..] = digits {
            digits = rest;
        }
        // +44 7700 900123, 0044 7700 900123, 447700 900123, +44 (0)7700 900123
        if let [4, 4, rest @ ..] = digits
            && (abroad || digits.len() == 12)
        {
            digits = rest;
        }
        while let [0, rest @ ..] = digits {
            digits = rest;
        }
        if digits.len() < FEWEST {
            return Self::NONE;
        }
        let last = &digits[digits.len().saturating_sub(15)..];
        Self(last.iter().fold(0, |packed, digit| packed << 4 | u64::from(*digit)))
    }
    /// Whether there is nothing to compare.
    pub fn is_none(self) -> bool {
        self.0 == 0
    }
    /// The digits in one number.
    pub fn number(self) -> u64 {
        self.0
    }
    /// Whether one digit differs, or two neighbours stand in each other's place.
    pub fn is_one_digit_from(self, other: Self) -> bool {
        one_digit(self.0, other.0)
    }
    /// As it is shown.
    pub fn shown(self) -> String {
        if self.is_none() {
            return String::new();
        }
        format!("0{:x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postcodes_agree_by_degrees() {
        let compare = |a: &str, b: &str| compare(Postcode::read(a), Postcode::read(b));
        assert_eq!(compare("B12 8QX", "b128qx"), Agreement::Whole);
        assert_eq!(compare("B12 8QX", "B12 8QY"), Agreement::OneEdit);
        assert_eq!(compare("B12 8QX", "B21 8QX"), Agreement::OneEdit);
        assert_eq!(compare("B12 8QX", "B1 8QX"), Agreement::OneEdit);
        assert_eq!(compare("B12 8QX", "B12 8QXX"), Agreement::OneEdit);
        assert_eq!(compare("B12 8QX", "B12 8AB"), Agreement::Sector);
        assert_eq!(compare("B12 8QX", "B12 7AB"), Agreement::District);
        assert_eq!(compare("B12 8QX", "B12"), Agreement::District);
        assert_eq!(compare("B12 8QX", "WS1 4AB"), Agreement::Different);
        assert_eq!(compare("4223", "4224"), Agreement::OneEdit);
        assert_eq!(compare("4223", "4255"), Agreement::Different);
        assert_eq!(Postcode::read("b128qx").shown(), "B12 8QX");
        assert!(Postcode::read(" - ").is_none());
        assert_eq!(Postcode::default().district(), 0);
    }

    #[test]
    fn one_number_is_written_in_several_ways() {
        let expected = Phone::read("07700 900123");
        for text in ["+44 7700 900123", "0044 7700900123", "+44 (0)7700 900123", "7700900123"] {
            assert_eq!(Phone::read(text), expected, "{text}");
        }
        assert!(expected.is_one_digit_from(Phone::read("07700 900132")));
        assert!(!expected.is_one_digit_from(Phone::read("07700 900231")));
        assert!(Phone::read("none").is_none() && Phone::read("0000").is_none());
        assert_eq!(expected.shown(), "07700900123");
    }
}
