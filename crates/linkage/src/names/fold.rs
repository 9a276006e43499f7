//! A name as it is compared: small letters without accents, points or titles.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Words before or after a name that are none of it.
const TITLES: [&str; 11] =
    ["mr", "mrs", "ms", "miss", "mx", "dr", "sir", "rev", "prof", "jnr", "snr"];

/// The words of a name: small letters without accents, apostrophes or points; prefixes joined to
/// what they stand before, titles left out. Letters of other scripts stay as they are.
pub fn folded(name: &str) -> Vec<String> {
    let mut plain = String::with_capacity(name.len());
    if name.is_ascii() {
        name.chars().for_each(|letter| push(&mut plain, letter));
    } else {
        for letter in name.nfkd().filter(|letter| !is_combining_mark(*letter)) {
            push(&mut plain, letter);
        }
    }
    let mut words: Vec<String> = Vec::new();
    let mut before = String::new();
    for word in plain.split_whitespace() {
        match word {
            "o" | "mc" | "mac" | "al" | "el" | "ul" | "ur" => before.push_str(word),
            "md" | "mohd" | "muhd" => {
                words.push(format!("{}mohammed", std::mem::take(&mut before)))
            }
            word if TITLES.contains(&word) && before.is_empty() => {}
            word => words.push(format!("{}{word}", std::mem::take(&mut before))),
        }
    }
    if !before.is_empty() {
        words.push(before);
    }
    words
}

fn push(plain: &mut String, letter: char) {
    match letter {
        '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '´' | '.' => {}
        'a'..='z' => plain.push(letter),
        'A'..='Z' => plain.push(letter.to_ascii_lowercase()),
        letter if letter.is_alphanumeric() => {
            for small in letter.to_lowercase() {
                match small {
                    'ł' => plain.push('l'),
                    'ø' => plain.push('o'),
                    'đ' | 'ð' => plain.push('d'),
                    'ı' => plain.push('i'),
                    'ß' => plain.push_str("ss"),
                    'æ' => plain.push_str("ae"),
                    'œ' => plain.push_str("oe"),
                    'þ' => plain.push_str("th"),
                    small if is_combining_mark(small) => {}
                    small => plain.push(small),
                }
            }
        }
        _ => plain.push(' '),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_points_and_titles_do_not_count() {
        assert_eq!(folded("Mr. JOSÉ  Núñez-Peña"), ["jose", "nunez", "pena"]);
        assert_eq!(folded("O'Brien"), folded("o brien"));
        assert_eq!(folded("Md. Rahman"), ["mohammed", "rahman"]);
        assert_eq!(folded("Łukasz"), ["lukasz"]);
        assert_eq!(folded("محمد"), ["محمد"]);
        assert!(folded(" - . ").is_empty());
    }
}
