//! Names as they are compared: spelling, sound, and pieces.
//!
//! The sounds are our own: a short table that can be read and argued with, of the spellings that
//! English, Polish and South Asian names take in England. How well it finds them is tested on names
//! made up for it; it was not compared with other ways of writing sounds.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The words of a name: small letters without accents, apostrophes or points; prefixes joined to
/// what they stand before. Letters of other scripts stay as they are.
pub(super) fn folded(name: &str) -> Vec<String> {
    let mut plain = String::with_capacity(name.len());
    for letter in name.nfkd().filter(|letter| !is_combining_mark(*letter)) {
        match letter {
            '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '´' | '.' => {}
            letter if letter.is_alphanumeric() => {
                plain.extend(letter.to_lowercase().map(|small| match small {
                    'ł' => 'l',
                    'ø' => 'o',
                    'đ' | 'ð' => 'd',
                    'ı' => 'i',
                    other => other,
                }));
            }
            _ => plain.push(' '),
        }
    }
    let plain = plain.replace('ß', "ss").replace('æ', "ae").replace('œ', "oe").replace('þ', "th");
    let mut words: Vec<String> = Vec::new();
    let mut before = String::new();
    for word in plain.split_whitespace() {
        match word {
            "o" | "mc" | "mac" | "al" | "el" | "ul" | "ur" => before.push_str(word),
            "md" | "mohd" => words.push(format!("{}mohammed", std::mem::take(&mut before))),
            word => words.push(format!("{}{word}", std::mem::take(&mut before))),
        }
    }
    if !before.is_empty() {
        words.push(before);
    }
    words
}

/// What is spelt in several ways and sounds alike, the longer first. Applied once, left to right.
const SOUNDS: [(&str, &str); 30] = [
    // Polish
    ("szcz", "s"),
    ("sz", "s"),
    ("cz", "ç"),
    ("rz", "s"),
    // English
    ("eigh", "e"),
    ("ngh", "ng"),
    ("ght", "t"),
    ("mps", "ms"),
    ("mpt", "mt"),
    ("tch", "ç"),
    ("sch", "s"),
    ("ck", "k"),
    ("ph", "f"),
    ("ce", "s"),
    ("ci", "s"),
    ("cy", "s"),
    ("geo", "j"),
    // of South Asia: breath after a consonant is written or not
    ("ksh", "ks"),
    ("kh", "k"),
    ("gh", "g"),
    ("ch", "ç"),
    ("sh", "s"),
    ("jh", "j"),
    ("th", "t"),
    ("dh", "d"),
    ("bh", "b"),
    ("zh", "s"),
    ("x", "ks"),
    ("dj", "j"),
    ("ts", "s"),
];

/// How a word sounds, roughly: its consonants, those alike made one, and whether it begins with a
/// vowel. Letters of other scripts are kept as they are.
pub(super) fn sound(word: &str) -> String {
    let mut spoken = String::with_capacity(word.len());
    let mut rest = match word {
        word if word.starts_with("wr") || word.starts_with("kn") => &word[1..],
        word => word,
    };
    while let Some(letter) = rest.chars().next() {
        let (from, to) = SOUNDS
            .iter()
            .find(|(from, _)| rest.starts_with(from))
            .map_or((letter.len_utf8(), None), |(from, to)| (from.len(), Some(*to)));
        match to {
            Some(to) => spoken.push_str(to),
            None => spoken.push(letter),
        }
        rest = rest.get(from..).unwrap_or_default();
    }
    let letters: Vec<char> = spoken.chars().collect();
    let mut heard = String::with_capacity(letters.len());
    for (place, &letter) in letters.iter().enumerate() {
        let before = place.checked_sub(1).and_then(|place| letters.get(place).copied());
        let next = letters.get(place + 1).copied();
        let kept = match letter {
            'a' | 'e' | 'i' | 'o' | 'u' if before.is_none() => Some('a'),
            'a' | 'e' | 'i' | 'o' | 'u' => None,
            'y' | 'h' if before.is_none() => Some(letter),
            'y' | 'h' => None,
            // Chowdhury is Choudhury: after a vowel and before none, it is one
            'w' if before.is_some_and(vowel) && !next.is_some_and(vowel) => None,
            'w' | 'v' => Some('f'),
            'q' | 'c' => Some('k'),
            'z' => Some('s'),
            letter => Some(letter),
        };
        // A consonant written twice is heard once.
        let twice = before == Some(letter);
        if let Some(kept) = kept.filter(|_| !twice) {
            heard.push(kept);
        }
    }
    heard
}

/// Three letters in a row, with the beginning and the end of the word as letters: most stay the
/// same when one letter of the word is wrong.
pub(super) fn pieces(word: &str) -> Vec<String> {
    let letters: Vec<char> =
        std::iter::once('^').chain(word.chars()).chain(std::iter::once('$')).collect();
    letters.windows(3).map(|three| three.iter().collect()).collect()
}

const fn vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u')
}
