//! Words that headlines and notes of several figures share.

use crate::Figure;

/// `24 of 196 (12.2%)`; `0 of 0` where there is nothing to take a share of.
pub fn share_of(count: u64, of: u64) -> String {
    if of == 0 {
        return format!("{} of 0", thousands(count));
    }
    format!("{} of {} ({})", thousands(count), thousands(of), per_cent(count as f64 / of as f64))
}

/// A proportion in per cent with one decimal: `12.2%`.
pub fn per_cent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

/// What parts the thousands of a number in a sentence, as in tables: a thin space, at which no
/// line is broken.
pub(crate) const THIN: char = '\u{202f}';

/// A count with its thousands apart: `1 074`.
pub(crate) fn thousands(count: u64) -> String {
    let digits = count.to_string();
    let mut words = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            words.push(THIN);
        }
        words.push(digit);
    }
    words
}

/// A p-value in a sentence: `p = 0.030`, `p under 0.001`.
pub fn p_value(p: f64) -> String {
    if p < 0.001 { "p under 0.001".to_owned() } else { format!("p = {p:.3}") }
}

/// A count with its noun: `1 man`, `2 men`, `1 074 referrals`.
pub fn number_of(count: u64, one: &str, several: &str) -> String {
    format!("{} {}", thousands(count), if count == 1 { one } else { several })
}

/// A code in words: `some_sessions` is `some sessions`.
pub fn in_words(code: &str) -> String {
    match code {
        "cp" => "child protection plan".to_owned(),
        "cin" => "child in need plan".to_owned(),
        _ => code.replace('_', " "),
    }
}

/// Says once for the whole table what the mark on its small rows means.
pub fn note_small_rows(figure: &mut Figure) {
    if figure.rows.iter().any(|row| row.small) {
        figure.note(
            "Small numbers: the rows marked have a cell under 5 or a group under 30; read them \
             with care.",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_said_with_its_counts() {
        assert_eq!(share_of(24, 196), "24 of 196 (12.2%)");
        assert_eq!(share_of(0, 0), "0 of 0");
        assert_eq!(thousands(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(thousands(999), "999");
        assert_eq!(number_of(1, "man", "men"), "1 man");
        assert_eq!(number_of(1_200, "man", "men"), "1\u{202f}200 men");
        assert_eq!((p_value(0.03), p_value(0.0)), ("p = 0.030".into(), "p under 0.001".into()));
    }
}
