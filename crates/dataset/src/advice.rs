//! What a fault tells of a value: what was expected, and where the value is plainly a
//! misspelling of one that is taken, that one. Nothing is ever read as what it is taken for.

use crate::columns::{Column, Row};
use crate::fault::shown;

/// What was expected of the cell, to follow that word.
pub(crate) fn expected<R: Row>(column: &Column<R>, text: &str) -> String {
    let general = (column.expected)();
    let taken = |text: &str| !text.is_empty() && (column.read)(&mut R::blank(), text);
    let bare = text.trim();
    if bare.is_empty() {
        return "an empty cell, without spaces, where nothing is recorded".to_owned();
    }
    if bare != text && taken(bare) {
        return format!("“{}” without a space before or after it", shown(bare));
    }
    if let Some(whole) = bare.strip_suffix(".0").filter(|whole| taken(whole)) {
        return format!("“{whole}”, without decimals");
    }
    if general.starts_with("a date")
        && let Some(advice) = of_date(bare, taken)
    {
        return advice.to_owned();
    }
    if let Some(spelled) = respelled(bare, taken) {
        return format!("“{spelled}”, spelled exactly so");
    }
    if NOTHING.contains(&bare.to_lowercase().as_str()) {
        return format!("an empty cell where nothing is recorded; else {general}");
    }
    if general.starts_with("any of") && bare.contains(';') {
        let mut parts = bare.split(';');
        return match parts.find(|part| !taken(part)) {
            Some("") => format!("nothing before the first and after the last code; {general}"),
            Some(part) => format!("{general}; “{}” is none of them", shown(part)),
            None => "each code once".to_owned(),
        };
    }
    general
}

/// What people write for nothing.
const NOTHING: [&str; 12] =
    ["-", "?", "n/a", "na", "nan", "nil", "none", "not known", "null", "tbc", "unknown", "."];

/// What a date that is not taken most likely is.
fn of_date(text: &str, taken: impl Fn(&str) -> bool) -> Option<&'static str> {
    if text.get(..10).is_some_and(taken) {
        return Some("a date as YYYY-MM-DD, without a time");
    }
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if digits && text.len() == 5 {
        return Some(
            "a date as YYYY-MM-DD; this is a spreadsheet's day number: \
             format the column as a date and save again",
        );
    }
    let two_signs = text.bytes().filter(|byte| matches!(byte, b'/' | b'.' | b'-')).count() == 2;
    let year_first = text.bytes().take_while(u8::is_ascii_digit).count() == 4;
    if two_signs && !year_first {
        return Some("a date as YYYY-MM-DD: the year first, with hyphens");
    }
    None
}

/// The value that is taken and that differs from the text in case, spaces, hyphens or in
/// what separates a list.
fn respelled(text: &str, taken: impl Fn(&str) -> bool) -> Option<String> {
    let part = |part: &str| {
        let lower = part.trim().to_lowercase().replace([' ', '-'], "_");
        let mut letters = lower.chars();
        let capital = letters.next().map(|first| first.to_uppercase().chain(letters).collect());
        [lower, capital.unwrap_or_default(), part.trim().to_uppercase()]
    };
    for separators in [&[';'][..], &[';', ','], &[';', ',', '/', '|', '+', '&']] {
        let parts = text.split(separators).map(part).collect::<Vec<_>>();
        for spelling in 0..3 {
            let spelled =
                parts.iter().map(|part| part[spelling].as_str()).collect::<Vec<_>>().join(";");
            if spelled != text && taken(&spelled) {
                return Some(spelled);
            }
        }
    }
    None
}

/// The name among these that differs from `name` in case, spaces and hyphens alone.
pub(crate) fn column_meant<'a>(
    name: &str,
    mut names: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    let plain = |name: &str| {
        let letters = name.trim().chars().filter(|sign| sign.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect::<String>()
    };
    let name = plain(name);
    names.find(|known| plain(known) == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::REFERRALS;

    fn of(name: &str, text: &str) -> String {
        REFERRALS
            .iter()
            .find(|column| column.name == name)
            .map(|column| expected(column, text))
            .unwrap_or_default()
    }

    #[test]
    fn a_misspelling_is_told_its_spelling() {
        for (column, text, told) in [
            ("area", "walsall", "“Walsall”, spelled exactly so"),
            ("area", "Walsall ", "“Walsall” without a space before or after it"),
            ("area", " ", "an empty cell, without spaces, where"),
            ("ethnicity", "White British", "“white_british”, spelled exactly so"),
            ("needs", "Learning, other", "“learning;other”, spelled exactly so"),
            ("needs", "learning; other", "“learning;other”, spelled exactly so"),
            ("needs", "learning;drink", "any of interpreter"),
            ("needs", "other;other", "each code once"),
            ("sessions_attended", "12.0", "“12”, without decimals"),
            ("sessions_attended", "n/a", "an empty cell where nothing is recorded; else a whole"),
            ("received_on", "31/01/2019", "a date as YYYY-MM-DD: the year first"),
            ("received_on", "2019-01-31T10:00:00", "a date as YYYY-MM-DD, without a time"),
            ("received_on", "43496", "a date as YYYY-MM-DD; this is a spreadsheet's day number"),
            ("received_on", "2019-02-30", "a date that exists"),
            ("area", "Leeds", "one of Birmingham"),
        ] {
            assert!(of(column, text).starts_with(told), "{text}: {}", of(column, text));
        }
        assert!(of("needs", "learning;drink").ends_with("; “drink” is none of them"));
    }

    #[test]
    fn a_column_is_known_by_its_letters() {
        let names = || REFERRALS.iter().map(|column| column.name);
        assert_eq!(column_meant(" Referral Ref", names()), Some("referral_ref"));
        assert_eq!(column_meant("colour", names()), None);
    }
}
