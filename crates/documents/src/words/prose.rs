//! Sentences of figures as a person would write them.

use jiff::civil::Date;

use super::{day, month_of};

/// A sentence with its codes in words and its dates as people write them: `nobody of
/// not_recorded since 2018-04-01` reads *nobody of not recorded since 1 April 2018*. The names
/// of files stay as they are.
pub fn prose(text: &str) -> String {
    let mut said = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = rest.find(|letter| !is_of_a_token(letter)).unwrap_or(rest.len());
        if length == 0 {
            said.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        if let Some(length) = thousands(rest) {
            let (number, after) = rest.split_at(length);
            said.push_str(&super::printed(number));
            rest = after;
            continue;
        }
        let (token, after) = rest.split_at(length);
        let is_file = after.starts_with(".csv") || after.starts_with(".json");
        said.push_str(&if is_file { token.to_owned() } else { worded(token) });
        rest = after;
    }
    said
}

/// A doubt as a sentence of its own: [`prose`] with a capital and a full stop.
pub fn note(text: &str) -> String {
    let mut said = super::sentence(&prose(text));
    if !said.ends_with(['.', '!', '?', ':']) {
        said.push('.');
    }
    said
}

/// How long a number with commas between its thousands is, where the text begins with one.
fn thousands(text: &str) -> Option<usize> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut length = digits(text);
    if !(1..=3).contains(&length) {
        return None;
    }
    let first = length;
    while text[length..].starts_with(',') && digits(&text[length + 1..]) == 3 {
        length += 4;
    }
    (length > first).then_some(length)
}

/// How a figure is worked out: [`prose`] in which every sentence begins with a capital, where it
/// begins with a word and not with a sign such as *n*.
pub fn definition(text: &str) -> String {
    let mut said = String::with_capacity(text.len() + 16);
    for sentence in prose(text).split_inclusive(". ") {
        let is_sign = sentence.chars().nth(1).is_none_or(|letter| !letter.is_alphabetic());
        said.push_str(&if is_sign { sentence.to_owned() } else { super::sentence(sentence) });
    }
    said
}

fn is_of_a_token(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-')
}

fn worded(token: &str) -> String {
    if let Some(month) = month_of(token) {
        return month;
    }
    if token.len() == 10
        && let Ok(date) = token.parse::<Date>()
    {
        return day(date);
    }
    // The word of `figures.json`; a page shows a dash.
    if token == "null" {
        return "not defined".to_owned();
    }
    // A minus or a hyphen is no part of a code, and stays.
    if token.contains('_') { token.replace('_', " ") } else { token.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_dates_become_words() {
        assert_eq!(
            prose("No share: nobody of not_recorded (2018-04-01), 24.2 from 2017-07."),
            "No share: nobody of not recorded (1 April 2018), 24.2 from July 2017."
        );
        assert_eq!(note("small group: early_help (11)"), "Small group: early help (11).");
    }

    #[test]
    fn each_sentence_of_a_definition_begins_with_a_capital_but_for_signs() {
        assert_eq!(
            definition(
                "Quartiles. session_offered: decision to offer. n: both dates. p is Fisher's."
            ),
            "Quartiles. Session offered: decision to offer. n: both dates. p is Fisher's."
        );
    }

    #[test]
    fn thousands_are_parted_as_in_tables_and_what_is_not_defined_is_said_in_words() {
        assert_eq!(prose("27,713 of 34,006 cells"), "27\u{202f}713 of 34\u{202f}006 cells");
        assert_eq!(prose("1,234,567."), "1\u{202f}234\u{202f}567.");
        assert_eq!(prose("£5,357 a start"), "£5\u{202f}357 a start");
        assert_eq!(prose("A rate is null."), "A rate is not defined.");
    }

    #[test]
    fn what_only_looks_like_one_stays() {
        for text in [
            "Figures 21, 22, 23",
            "2,61.5",
            "p-value of Newey–West (n − 1)",
            "2018-13",
            "-4 to 4",
            "inputs_and_context.csv",
        ] {
            assert_eq!(prose(text), text);
        }
    }
}
