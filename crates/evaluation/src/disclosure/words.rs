//! Sentences that could tell a number that the tables no longer tell.

use crate::figures::wording::THIN;
use crate::{Evaluation, Figure};

/// Number words that tell a small count.
const WORDS: [&str; 5] = ["one", "two", "three", "four", "five"];

/// Whether a sentence has a number, in digits or small ones in words.
fn has_number(sentence: &str) -> bool {
    sentence.chars().any(|character| character.is_ascii_digit())
        || sentence
            .split(|character: char| !character.is_alphabetic())
            .any(|word| WORDS.contains(&word.to_lowercase().as_str()))
}

/// The sentence without what it has in brackets: `small group: completed (24)`.
fn without_brackets(sentence: &str) -> String {
    let mut depth = 0_u32;
    let mut kept = String::new();
    for character in sentence.chars() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(character),
            _ => {}
        }
    }
    kept.split_whitespace().collect::<Vec<_>>().join(" ").replace(" ,", ",").replace(" .", ".")
}

/// Whether a sentence tells a whole number of 1 to 4. A number of thousands is one number.
fn has_small_number(sentence: &str) -> bool {
    let of_number = |character: char| character == THIN || ",.-%".contains(character);
    sentence
        .split(|character: char| !character.is_alphanumeric() && !of_number(character))
        .map(|word| word.trim_matches(|character: char| !character.is_alphanumeric()))
        .any(|word| matches!(word, "1" | "2" | "3" | "4") || WORDS[..4].contains(&word))
}

/// Takes the numbers out of the notes and the headline of a figure that is not whole, and
/// small ones out of any.
pub(super) fn of_figure(figure: &mut Figure, whole: bool) {
    let tells = |words: &str| if whole { has_small_number(words) } else { has_number(words) };
    figure.headline = figure.headline.take().filter(|headline| !tells(headline));
    figure.notes = figure
        .notes
        .iter()
        .filter_map(|note| {
            let note = if tells(note) { without_brackets(note) } else { note.clone() };
            (!tells(&note)).then_some(note)
        })
        .collect();
}

/// Leaves out the findings and gaps that carry numbers of figures that are not whole.
pub(super) fn of_summary(evaluation: &mut Evaluation, touched: &[&str]) {
    let keep = |finding: &crate::Finding| {
        let whole = !touched.contains(&finding.figure);
        !(has_small_number(&finding.sentence) || !whole && has_number(&finding.sentence))
    };
    evaluation.findings.retain(keep);
    evaluation.gaps.retain(keep);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thousands_of_a_number_are_no_small_number() {
        assert!(!has_small_number("Of 1\u{202f}074 referrals 2\u{202f}003 were counted."));
        assert!(has_small_number("Of 1\u{202f}074 referrals 3 were counted."));
        assert!(has_small_number("Of 1\u{202f}074 referrals four were counted."));
    }
}
