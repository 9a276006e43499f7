//! What goes wrong when a record is written: slips of the keyboard, other spellings, swaps.

use super::draw::Draw;

/// Spellings of one sound: what a clerk hears and writes otherwise.
const SPELLINGS: [(&str, &str); 28] = [
    ("oo", "u"),
    ("u", "oo"),
    ("ee", "i"),
    ("i", "ee"),
    ("ai", "ei"),
    ("ou", "u"),
    ("aa", "a"),
    ("ph", "f"),
    ("f", "ph"),
    ("kh", "k"),
    ("q", "k"),
    ("k", "c"),
    ("c", "k"),
    ("w", "v"),
    ("v", "w"),
    ("z", "s"),
    ("ss", "s"),
    ("mm", "m"),
    ("m", "mm"),
    ("ll", "l"),
    ("tt", "t"),
    ("y", "i"),
    ("ie", "y"),
    ("th", "t"),
    ("dh", "d"),
    ("sz", "sh"),
    ("o", "u"),
    ("e", "a"),
];

/// Another spelling of a name that sounds about the same; the same where none is known.
pub(super) fn spelled_otherwise(name: &str, draw: &mut Draw) -> String {
    let lower = name.to_lowercase();
    let from = draw.below(SPELLINGS.len());
    for step in 0..SPELLINGS.len() {
        let (there, other) = SPELLINGS[(from + step) % SPELLINGS.len()];
        // The first letter is seldom heard wrong.
        let Some(place) = lower.get(1..).and_then(|rest| rest.find(there)) else { continue };
        let place = place + 1;
        let mut changed = lower.clone();
        changed.replace_range(place..place + there.len(), other);
        return as_name(&changed);
    }
    name.to_owned()
}

/// A name with one slip of the keyboard.
pub(super) fn mistyped(name: &str, draw: &mut Draw) -> String {
    let letters: Vec<char> = name.to_lowercase().chars().collect();
    as_name(&slip(&letters, ('a', 26), draw))
}

/// Digits with one of them wrong, or two swapped; the length stays.
pub(super) fn wrong_digit(digits: &str, draw: &mut Draw) -> String {
    let mut signs: Vec<char> = digits.chars().collect();
    let places: Vec<usize> =
        (0..signs.len()).filter(|place| signs[*place].is_ascii_digit()).collect();
    let Some(place) = draw.one_of(&places) else { return digits.to_owned() };
    let next = place + 1;
    if draw.chance(0.3) && signs.get(next).is_some_and(char::is_ascii_digit) {
        signs.swap(place, next);
    } else {
        let shift = 1 + draw.below(9) as u32;
        let digit = (signs[place].to_digit(10).unwrap_or(0) + shift) % 10;
        signs[place] = char::from_digit(digit, 10).unwrap_or('0');
    }
    signs.into_iter().collect()
}

/// A postcode with one slip.
pub(super) fn wrong_postcode(postcode: &str, draw: &mut Draw) -> String {
    let signs: Vec<char> = postcode.chars().collect();
    let digits = draw.chance(0.5);
    slip(&signs, if digits { ('0', 10) } else { ('A', 26) }, draw)
}

fn slip(signs: &[char], (first, count): (char, usize), draw: &mut Draw) -> String {
    let mut signs = signs.to_vec();
    let place = draw.below(signs.len());
    let other = char::from_u32(first as u32 + draw.below(count) as u32).unwrap_or(first);
    match draw.below(4) {
        0 if signs.len() > 2 => drop(signs.remove(place)),
        1 => signs.insert(place, other),
        2 if place + 1 < signs.len() => signs.swap(place, place + 1),
        _ => {
            if let Some(sign) = signs.get_mut(place) {
                *sign = other;
            }
        }
    }
    signs.into_iter().collect()
}

fn as_name(lower: &str) -> String {
    let mut letters = lower.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
