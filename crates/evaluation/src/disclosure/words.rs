//! Sentences that could tell a number that the tables no longer tell.

use crate::figures::wording::THIN;
use crate::{Evaluation, Figure};

/// Number words that tell a small count.
const WORDS: [&str; 5] = ["one", "two", "three", "four", "five"];

/// What is counted: a number word before one of these is a count, and *give one with --incidents* or
/// *one comparison in twenty* is none.
const COUNTED: [&str; 20] = [
    "man",
    "men",
    "woman",
    "women",
    "referral",
    "referrals",
    "case",
    "cases",
    "individual",
    "individuals",
    "starter",
    "starters",
    "interview",
    "interviews",
    "person",
    "people",
    "row",
    "rows",
    "of",
    "other",
];

/// Whether a sentence tells a small count in words.
fn has_counted_word(sentence: &str, words: &[&str]) -> bool {
    let mut all = sentence
        .split(|character: char| !character.is_alphabetic())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .peekable();
    while let Some(word) = all.next() {
        let counted = all.peek().is_some_and(|next| COUNTED.contains(&next.as_str()));
        if counted && words.contains(&word.as_str()) {
            return true;
        }
    }
    false
}

/// Whether a sentence has a number, in digits or small ones in words.
fn has_number(sentence: &str) -> bool {
    sentence.chars().any(|character| character.is_ascii_digit())
        || has_counted_word(sentence, &WORDS)
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
        .any(|word| matches!(word, "1" | "2" | "3" | "4"))
        || has_counted_word(sentence, &WORDS[..4])
}

/// Takes the headline of a figure that is not whole, which was worded from exact numbers, the
/// numbers out of its notes, and small ones out of any.
pub(super) fn of_figure(figure: &mut Figure, whole: bool) {
    let tells = |words: &str| if whole { has_small_number(words) } else { has_number(words) };
    figure.headline = figure.headline.take().filter(|headline| whole && !tells(headline));
    figure.notes = figure
        .notes
        .iter()
        .filter_map(|note| {
            let note = if tells(note) { without_brackets(note) } else { note.clone() };
            (!tells(&note)).then_some(note)
        })
        .collect();
}

/// Leaves out the findings and gaps that tell a small number.
pub(super) fn of_summary(evaluation: &mut Evaluation) {
    let keep = |finding: &crate::Finding| !has_small_number(&finding.sentence);
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
        assert!(has_small_number("Of 1\u{202f}074 referrals four men were counted."));
    }

    #[test]
    fn a_number_word_is_a_count_where_something_is_counted() {
        for count in
            ["One man left.", "It is recorded of two of them.", "Three referrals were late."]
        {
            assert!(has_number(count), "{count}");
        }
        for none in [
            "Give one with --incidents.",
            "Of so many comparisons about one comparison in twenty is below by chance.",
            "The three tell of the same interviews and are not to be added.",
        ] {
            assert!(!has_number(none) && !has_small_number(none), "{none}");
        }
    }
}
