//! Keys of several values together, by which somebody is suggested to be known already: the sound
//! of a name with the year of birth, and the like. Each alone is borne by thousands; together they
//! are few, so that a suggestion reads few rows, and a thief who counts rows learns little.

use linkage::{folded, sound};

use super::{Field, IndexKey, Token, each_once, either_way, phones, signs};
use crate::keys::details::{DateOfBirth, Details};
use crate::keys::secret::{Name, Secret};

/// The fields by which people are suggested, with how much each says: the more, the fewer have it.
pub const COMPOUNDS: [(Field, u32); 7] = [
    (Field::GivenAndBirth, 6),
    (Field::Phone, 6),
    (Field::BirthAndSector, 5),
    (Field::NamesAndYear, 5),
    (Field::FamilyAndSector, 3),
    (Field::FamilyAndYear, 2),
    (Field::Names, 2),
];

/// The most keys of several values that one person has; as many again are looked for.
pub const MOST_COMPOUNDS: usize = 24;

/// Names by which one person is looked for: the whole, the words of a double one, aliases.
const MOST_NAMES: usize = 4;

/// How a given and a family name sound; either may be missing.
struct Sounds {
    given: String,
    family: String,
}

/// The keys of several values of a person, each once.
pub fn compounds(key: &IndexKey, details: &Details) -> Vec<Token> {
    made(key, details, false)
}

/// The keys that are looked for to find out whether a person is known: those of the person, and
/// those of one whose given and family names were swapped.
pub fn sought(key: &IndexKey, details: &Details) -> Vec<Token> {
    let mut found = made(key, details, true);
    found.extend(phones(key, details));
    found.sort_unstable();
    found.dedup();
    found
}

fn made(key: &IndexKey, details: &Details, either_name: bool) -> Vec<Token> {
    let born = details.date_of_birth.map(DateOfBirth::date);
    let sector = details.postcode.as_ref().and_then(sector);
    let mut found = Vec::new();
    if let (Some(born), Some(sector)) = (born, &sector) {
        found.push(key.token(Field::BirthAndSector, &format!("{} {sector}", either_way(born))));
    }
    for Sounds { given, family } in names(details) {
        let both = !given.is_empty() && !family.is_empty();
        let (first, last) = if given <= family { (&given, &family) } else { (&family, &given) };
        if both {
            found.push(key.token(Field::Names, &format!("{first} {last}")));
        }
        if let (true, Some(born)) = (both, born) {
            let value = format!("{first} {last} {}", born.year());
            found.push(key.token(Field::NamesAndYear, &value));
        }
        let ways = [(&given, &family), (&family, &given)];
        for (given, family) in ways.into_iter().take(if either_name { 2 } else { 1 }) {
            if let (false, Some(born)) = (family.is_empty(), born) {
                let value = format!("{family} {}", born.year());
                found.push(key.token(Field::FamilyAndYear, &value));
            }
            if let (false, Some(born)) = (given.is_empty(), born) {
                let value = format!("{given} {}", either_way(born));
                found.push(key.token(Field::GivenAndBirth, &value));
            }
            if let (false, Some(sector)) = (family.is_empty(), &sector) {
                found.push(key.token(Field::FamilyAndSector, &format!("{family} {sector}")));
            }
        }
    }
    let most = if either_name { 2 * MOST_COMPOUNDS } else { MOST_COMPOUNDS };
    each_once(found, most)
}

fn names(details: &Details) -> Vec<Sounds> {
    let words = |name: &Option<Name>| name.as_ref().map(|name| folded(name.text()));
    let given = words(&details.given).unwrap_or_default();
    let family = words(&details.family).unwrap_or_default();
    let mut names = vec![Sounds { given: first(&given), family: whole(&family) }];
    // Either name of a double one may have been given alone.
    if family.len() > 1 {
        let each = family.iter().map(|word| Sounds { given: first(&given), family: sound(word) });
        names.extend(each);
    }
    // The last word of an alias is taken for its family name.
    for alias in &details.aliases {
        let words = folded(alias.text());
        if let Some((last, before)) = words.split_last() {
            names.push(Sounds { given: first(before), family: sound(last) });
        }
    }
    names.truncate(MOST_NAMES);
    names
}

fn first(words: &[String]) -> String {
    words.first().map(|word| sound(word)).unwrap_or_default()
}

fn whole(words: &[String]) -> String {
    words.iter().map(|word| sound(word)).collect()
}

/// The postcode without its last two letters, where it is a whole British one; else all of it.
fn sector(code: &Secret) -> Option<String> {
    let mut signs = signs(code);
    let last = signs.len().checked_sub(3).and_then(|from| signs.as_bytes().get(from..));
    let is_whole = (5..=7).contains(&signs.len())
        && last.is_some_and(|last| {
            let (sector, unit) = last.split_at(1);
            sector.iter().all(u8::is_ascii_digit) && unit.iter().all(u8::is_ascii_alphabetic)
        });
    if is_whole {
        signs.truncate(signs.len() - 2);
    }
    (!signs.is_empty()).then_some(signs)
}
