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
    fn what_only_looks_like_one_stays() {
        for text in
            ["p-value of Newey–West (n − 1)", "2018-13", "-4 to 4", "inputs_and_context.csv"]
        {
            assert_eq!(prose(text), text);
        }
    }
}
