//! The blind index: looking people up without names in the database.
//!
//! Each person has up to [`MOST`] tokens for searches: HMAC-SHA-256 of something about them, under
//! a key of one programme and side, cut to 8 bytes. Who searches makes the same tokens of what was
//! entered; a row is found where they meet. Exact tokens find what is entered alike but for case,
//! accents and spaces; fuzzy ones find other spellings of the same sound ([`sound`]) and slips of
//! the keyboard ([`pieces`]). Short forms of a name (Kasia for Katarzyna) are not found: they are
//! aliases. Names are folded and heard as linkage does.
//!
//! Suggestions that two cases are of one person go by tokens of several values together
//! ([`compounds`]) and by none of these but the telephone number: few people have any of them.

use hmac::Mac;
use jiff::civil::Date;

use super::details::{ContactKind, DateOfBirth, Details};
use super::material::Material;
use super::secret::{Name, Secret};
use super::wrap::DataKey;

mod compound;

use linkage::{folded, sound};

pub use compound::{COMPOUNDS, MOST_COMPOUNDS, compounds, sought};

/// The most tokens that one person has, by which a search finds.
pub const MOST: usize = 24;
/// The most of them that are pieces of the name.
const MOST_PIECES: usize = 8;

/// What stands for a worker's e-mail address where [`Field::code`] stands for a field.
const EMAIL: u8 = 100;
/// What stands there for a row of an earlier spreadsheet, and for the names in it.
const ROW: [u8; 2] = [101, 102];
/// And for the id of a link.
const LINK: u8 = 103;
/// And for what a browser keeps.
const KEPT: u8 = 104;
/// And for what it keeps sealed, of one worker.
const SEALED: u8 = 105;

/// The key of the blind index of one programme and side: the tokens of two never meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexKey(Material);

/// One thing by which a person is found: a row of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token {
    /// What it is of.
    pub field: Field,
    /// HMAC-SHA-256 of the field and its value, cut.
    pub bytes: [u8; 8],
}

/// What a token is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The whole name, or an alias.
    FullName,
    /// Family name and date of birth together.
    FamilyNameAndBirth,
    /// Date of birth.
    Birth,
    /// Date of birth with day and month in either order, where both make a date.
    BirthEitherWay,
    /// The digits of a telephone number.
    Phone,
    /// The postcode.
    Postcode,
    /// How one word of the name sounds, given or family.
    Sound,
    /// Three letters of the name in a row.
    Piece,
    /// How both names sound, whichever way round.
    Names,
    /// The same with the year of birth.
    NamesAndYear,
    /// How the family name sounds, with the year of birth.
    FamilyAndYear,
    /// How the given name sounds, with the date of birth, day and month in either order.
    GivenAndBirth,
    /// How the family name sounds, with the sector of the postcode.
    FamilyAndSector,
    /// Date of birth, day and month in either order, with the sector of the postcode.
    BirthAndSector,
}

/// What somebody entered in a search, or the details of a referral that may be of somebody known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Searched {
    /// A name, whole or in part.
    pub name: Option<Name>,
    /// A date of birth.
    pub date_of_birth: Option<DateOfBirth>,
    /// A telephone number.
    pub phone: Option<Secret>,
    /// A postcode.
    pub postcode: Option<Secret>,
}

impl IndexKey {
    pub(super) const fn of(material: Material) -> Self {
        Self(material)
    }

    /// By what a worker's e-mail address is found: whole, so that no two share it. Case and
    /// spaces around it do not count.
    pub(crate) fn email(&self, email: &str) -> [u8; 32] {
        let mut hmac = self.0.hmac();
        hmac.update(&[EMAIL]);
        hmac.update(email.trim().to_lowercase().as_bytes());
        hmac.finalize().into_bytes().into()
    }

    /// A link that is made again by its id: nobody makes it without the key.
    pub(crate) fn link(&self, id: uuid::Uuid) -> [u8; 32] {
        let mut hmac = self.0.hmac();
        hmac.update(&[LINK]);
        hmac.update(id.as_bytes());
        hmac.finalize().into_bytes().into()
    }

    /// What belongs to something that a browser keeps: nobody makes it without the key.
    pub(crate) fn kept(&self, text: &str) -> [u8; 32] {
        let mut hmac = self.0.hmac();
        hmac.update(&[KEPT]);
        hmac.update(text.as_bytes());
        hmac.finalize().into_bytes().into()
    }

    /// The key of what a browser keeps sealed for one worker, and for nobody else.
    pub(crate) fn of_worker(&self, worker: uuid::Uuid) -> Option<DataKey> {
        let mut hmac = self.0.hmac();
        hmac.update(&[SEALED]);
        hmac.update(worker.as_bytes());
        Material::from_slice(&hmac.finalize().into_bytes()).map(DataKey)
    }

    /// By what a row of an earlier spreadsheet, and the names in it, are told from what they were.
    pub(crate) fn row(&self, row: [&[u8]; 2]) -> [[u8; 8]; 2] {
        std::array::from_fn(|part| {
            let mut hmac = self.0.hmac();
            hmac.update(&[ROW[part]]);
            hmac.update(row[part]);
            let digest: [u8; 32] = hmac.finalize().into_bytes().into();
            std::array::from_fn(|byte| digest[byte])
        })
    }

    fn token(&self, field: Field, value: &str) -> Token {
        let mut hmac = self.0.hmac();
        hmac.update(&[field.code()]);
        hmac.update(value.as_bytes());
        let digest: [u8; 32] = hmac.finalize().into_bytes().into();
        Token { field, bytes: std::array::from_fn(|byte| digest[byte]) }
    }
}

impl Field {
    /// The number by which the field is stored, and which the token covers.
    pub const fn code(self) -> u8 {
        match self {
            Self::FullName => 1,
            Self::FamilyNameAndBirth => 2,
            Self::Birth => 3,
            Self::BirthEitherWay => 4,
            Self::Phone => 5,
            Self::Postcode => 6,
            Self::Sound => 7,
            Self::Piece => 8,
            Self::Names => 9,
            Self::NamesAndYear => 10,
            Self::FamilyAndYear => 11,
            Self::GivenAndBirth => 12,
            Self::FamilyAndSector => 13,
            Self::BirthAndSector => 14,
        }
    }

    /// The field that was stored; none for a number that no field has.
    pub const fn stored(code: u8) -> Option<Self> {
        Some(match code {
            1 => Self::FullName,
            2 => Self::FamilyNameAndBirth,
            3 => Self::Birth,
            4 => Self::BirthEitherWay,
            5 => Self::Phone,
            6 => Self::Postcode,
            7 => Self::Sound,
            8 => Self::Piece,
            9 => Self::Names,
            10 => Self::NamesAndYear,
            11 => Self::FamilyAndYear,
            12 => Self::GivenAndBirth,
            13 => Self::FamilyAndSector,
            14 => Self::BirthAndSector,
            _ => return None,
        })
    }
}

/// All tokens of a person, each once: those by which a search finds, and [`compounds`].
pub fn tokens(key: &IndexKey, details: &Details) -> Vec<Token> {
    let mut found = searchable(key, details);
    found.extend(compounds(key, details));
    found.sort_unstable();
    found.dedup();
    found
}

/// The tokens by which a search finds a person, [`MOST`] at most, each once.
pub fn searchable(key: &IndexKey, details: &Details) -> Vec<Token> {
    let main: Vec<&str> = details.given.iter().chain(&details.family).map(Name::text).collect();
    let mut names = vec![folded(&main.join(" "))];
    names.extend(details.aliases.iter().map(|alias| folded(alias.text())));
    names.retain(|words| !words.is_empty());

    let mut found: Vec<Token> =
        names.iter().take(3).map(|words| key.token(Field::FullName, &whole(words))).collect();
    let words = || names.iter().flatten();
    found.extend(each_once(words().map(|word| key.token(Field::Sound, &sound(word))), 6));
    // Of all pieces those whose tokens are lowest: whoever shares most pieces shares most of these.
    let mut lowest: Vec<Token> = words()
        .flat_map(|word| pieces(word))
        .map(|piece| key.token(Field::Piece, &piece))
        .collect();
    lowest.sort_unstable();
    found.extend(each_once(lowest, MOST_PIECES));

    let born = details.date_of_birth.map(DateOfBirth::date);
    found.extend(born.into_iter().flat_map(|born| birth(key, born)));
    if let (Some(born), Some(family)) = (born, &details.family) {
        found.push(family_and_birth(key, &whole(&folded(family.text())), born));
    }
    found.extend(phones(key, details));
    found.extend(details.postcode.iter().filter_map(|code| postcode(key, code)));
    found.sort_unstable();
    found.dedup();
    found
}

/// The tokens that a search looks for. Of a name, each word may be given or family name.
pub fn query(key: &IndexKey, searched: &Searched) -> Vec<Token> {
    let words = searched.name.as_ref().map(|name| folded(name.text())).unwrap_or_default();
    let words = words.get(..words.len().min(MOST_WORDS)).unwrap_or_default();
    let born = searched.date_of_birth.map(DateOfBirth::date);
    let mut found = Vec::new();
    if !words.is_empty() {
        found.push(key.token(Field::FullName, &whole(words)));
    }
    for word in words {
        found.push(key.token(Field::Sound, &sound(word)));
        found.extend(pieces(word).iter().map(|piece| key.token(Field::Piece, piece)));
        found.extend(born.map(|born| family_and_birth(key, word, born)));
    }
    found.extend(born.into_iter().flat_map(|born| birth(key, born)));
    let phone = searched.phone.as_ref().and_then(|phone| digits(phone.text()));
    found.extend(phone.map(|digits| key.token(Field::Phone, &digits)));
    found.extend(searched.postcode.iter().filter_map(|code| postcode(key, code)));
    found.sort_unstable();
    found.dedup();
    found
}

/// How much a row is like what was searched, of 100, by the fields of the tokens that met: one
/// field as often as its tokens met.
pub fn score(matched: &[Field]) -> u32 {
    let met = |field| matched.iter().filter(|met| **met == field).count();
    let once = |field, worth: u32| if met(field) > 0 { worth } else { 0 };
    let birth = match once(Field::Birth, 20) {
        0 => once(Field::BirthEitherWay, 12),
        worth => worth,
    };
    let sounds = match met(Field::Sound) {
        0 => 0,
        1 => 8,
        2 => 20,
        _ => 24,
    };
    let pieces = u32::try_from(met(Field::Piece).min(MOST_PIECES)).unwrap_or_default() * 2;
    let total = once(Field::FullName, 30)
        + once(Field::FamilyNameAndBirth, 25)
        + once(Field::Phone, 40)
        + once(Field::Postcode, 10)
        + birth
        + sounds
        + pieces;
    total.min(100)
}

/// [`score`] as SQL, of expressions that count how often each field met, so that the database puts
/// the likest first.
pub(crate) fn score_as_sql(count: impl Fn(Field) -> String) -> String {
    let once =
        |field, worth: u32| format!("CASE WHEN {} > 0 THEN {worth} ELSE 0 END", count(field));
    let (birth, either) = (count(Field::Birth), once(Field::BirthEitherWay, 12));
    let (sounds, pieces) = (count(Field::Sound), count(Field::Piece));
    let total = [
        once(Field::FullName, 30),
        once(Field::FamilyNameAndBirth, 25),
        once(Field::Phone, 40),
        once(Field::Postcode, 10),
        format!("CASE WHEN {birth} > 0 THEN 20 ELSE {either} END"),
        format!("CASE {sounds} WHEN 0 THEN 0 WHEN 1 THEN 8 WHEN 2 THEN 20 ELSE 24 END"),
        format!("2 * CASE WHEN {pieces} > {MOST_PIECES} THEN {MOST_PIECES} ELSE {pieces} END"),
    ]
    .join(" + ");
    format!("CAST(CASE WHEN {total} > 100 THEN 100 ELSE {total} END AS BIGINT)")
}

/// Words of a search that are looked at.
const MOST_WORDS: usize = 6;

fn each_once(tokens: impl IntoIterator<Item = Token>, most: usize) -> Vec<Token> {
    let mut kept: Vec<Token> = Vec::with_capacity(most);
    for token in tokens {
        if kept.len() == most {
            break;
        }
        if !kept.contains(&token) {
            kept.push(token);
        }
    }
    kept
}

/// A whole name, whichever way round it is given.
fn whole(words: &[String]) -> String {
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    words.sort_unstable();
    words.concat()
}

fn birth(key: &IndexKey, born: Date) -> Vec<Token> {
    let mut found = vec![key.token(Field::Birth, &born.to_string())];
    if born.day() <= 12 {
        found.push(key.token(Field::BirthEitherWay, &either_way(born)));
    }
    found
}

/// A date with day and month in one order, whichever was written first.
fn either_way(born: Date) -> String {
    let (day, month) = (born.day(), born.month());
    format!("{}-{}-{}", born.year(), day.min(month), day.max(month))
}

/// The telephone numbers of a person, three at most.
fn phones(key: &IndexKey, details: &Details) -> Vec<Token> {
    let numbers = details
        .contacts
        .iter()
        .filter(|contact| matches!(contact.kind, ContactKind::Phone | ContactKind::Text))
        .filter_map(|contact| digits(contact.value.text()));
    each_once(numbers.map(|digits| key.token(Field::Phone, &digits)), 3)
}

fn family_and_birth(key: &IndexKey, family: &str, born: Date) -> Token {
    key.token(Field::FamilyNameAndBirth, &format!("{family} {born}"))
}

/// The digits of a number of the United Kingdom without what stands before it, or of any other.
fn digits(phone: &str) -> Option<String> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let abroad = digits.trim_start_matches("00");
    let home = match abroad.strip_prefix("44") {
        Some(home) if abroad.len() >= 12 => home,
        _ => abroad,
    };
    let number = home.trim_start_matches('0');
    (number.len() >= 6).then(|| number.to_owned())
}

/// Whether two telephone numbers are one, however they are written.
pub(crate) fn is_one_number(one: &str, other: &str) -> bool {
    digits(one).is_some_and(|one| digits(other) == Some(one))
}

/// By what those are counted who have the same postcode.
pub(crate) fn of_postcode(key: &IndexKey, details: &Details) -> Option<Token> {
    details.postcode.as_ref().and_then(|code| postcode(key, code))
}

/// By what those are counted who have the same telephone number.
pub(crate) fn of_phone(key: &IndexKey, phone: &str) -> Option<Token> {
    digits(phone).map(|digits| key.token(Field::Phone, &digits))
}

fn postcode(key: &IndexKey, code: &Secret) -> Option<Token> {
    let code = signs(code);
    (!code.is_empty()).then(|| key.token(Field::Postcode, &code))
}

/// The letters and digits of a postcode.
fn signs(code: &Secret) -> String {
    let signs = code.text().chars().filter(char::is_ascii_alphanumeric);
    signs.map(|sign| sign.to_ascii_uppercase()).collect()
}

/// Three letters in a row, with the beginning and the end of the word as letters: most stay the
/// same when one letter of the word is wrong.
fn pieces(word: &str) -> Vec<String> {
    let letters: Vec<char> =
        std::iter::once('^').chain(word.chars()).chain(std::iter::once('$')).collect();
    letters.windows(3).map(|three| three.iter().collect()).collect()
}
