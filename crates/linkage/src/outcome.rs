//! What comes of comparing two records, field by field.

use crate::born;
use crate::names::{self, Name, may_agree};
use crate::people::Details;
use crate::place;

/// A field that is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the fields are the columns of the specification, word for word")]
pub enum Field {
    Forename,
    Surname,
    DateOfBirth,
    Postcode,
    Phone,
    Area,
}

/// How many fields there are.
pub const FIELDS: usize = 6;

/// How two values agree. Which levels a field has is in [`Field::levels`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Level {
    /// One of the two is not recorded, or another field speaks for this one.
    NotCompared,
    /// The same value.
    Same,
    /// One name is a short form of the other.
    ShortForm,
    /// The names sound alike.
    SoundsAlike,
    /// The names are close: Jaro–Winkler of 0.92 or more, or a word in common.
    Close,
    /// The names are somewhat alike: Jaro–Winkler of 0.80 or more.
    Somewhat,
    /// One is the other's initial.
    Initial,
    /// Forename and surname stand in each other's place.
    Swapped,
    /// One digit differs, or two neighbours are swapped.
    OneDigit,
    /// Day and month stand in each other's place.
    DayAndMonthSwapped,
    /// The year is the same.
    SameYear,
    /// One letter or digit was changed, left out or added.
    OneEdit,
    /// The same sector.
    Sector,
    /// The same district.
    District,
    /// Nothing of these.
    Different,
}

/// How many levels there are.
pub const LEVELS: usize = Level::Different as usize + 1;

impl Level {
    /// Every level, in order.
    pub const ALL: [Self; LEVELS] = [
        Self::NotCompared,
        Self::Same,
        Self::ShortForm,
        Self::SoundsAlike,
        Self::Close,
        Self::Somewhat,
        Self::Initial,
        Self::Swapped,
        Self::OneDigit,
        Self::DayAndMonthSwapped,
        Self::SameYear,
        Self::OneEdit,
        Self::Sector,
        Self::District,
        Self::Different,
    ];
    /// Its name in `model.json`.
    pub fn key(self) -> &'static str {
        match self {
            Self::NotCompared => "not_compared",
            Self::Same => "same",
            Self::ShortForm => "short_form",
            Self::SoundsAlike => "sounds_alike",
            Self::Close => "close",
            Self::Somewhat => "somewhat_alike",
            Self::Initial => "initial",
            Self::Swapped => "swapped",
            Self::OneDigit => "one_digit",
            Self::DayAndMonthSwapped => "day_and_month_swapped",
            Self::SameYear => "same_year",
            Self::OneEdit => "one_edit",
            Self::Sector => "sector",
            Self::District => "district",
            Self::Different => "different",
        }
    }
    /// In words, for a person.
    pub fn words(self) -> &'static str {
        match self {
            Self::NotCompared => "not compared",
            Self::Same => "the same",
            Self::ShortForm => "a short form of it",
            Self::SoundsAlike => "sounds alike",
            Self::Close => "close",
            Self::Somewhat => "somewhat alike",
            Self::Initial => "its initial",
            Self::Swapped => "forename and surname swapped",
            Self::OneDigit => "one digit apart",
            Self::DayAndMonthSwapped => "day and month swapped",
            Self::SameYear => "the same year",
            Self::OneEdit => "one letter or digit apart",
            Self::Sector => "the same sector",
            Self::District => "the same district",
            Self::Different => "different",
        }
    }
}

impl Field {
    /// Every field, in order.
    pub const ALL: [Self; FIELDS] =
        [Self::Forename, Self::Surname, Self::DateOfBirth, Self::Postcode, Self::Phone, Self::Area];
    /// Its column.
    pub fn key(self) -> &'static str {
        match self {
            Self::Forename => "forename",
            Self::Surname => "surname",
            Self::DateOfBirth => "date_of_birth",
            Self::Postcode => "postcode",
            Self::Phone => "phone",
            Self::Area => "area",
        }
    }
    /// In words, for a person.
    pub fn words(self) -> &'static str {
        match self {
            Self::Forename => "Forename",
            Self::Surname => "Surname",
            Self::DateOfBirth => "Date of birth",
            Self::Postcode => "Postcode",
            Self::Phone => "Phone",
            Self::Area => "Area",
        }
    }
    /// The levels on which two values of it can agree, the most alike first.
    pub fn levels(self) -> &'static [Level] {
        use Level::*;
        match self {
            Self::Forename => {
                &[Same, ShortForm, SoundsAlike, Close, Somewhat, Initial, Swapped, Different]
            }
            Self::Surname => &[Same, SoundsAlike, Close, Somewhat, Initial, Different],
            Self::DateOfBirth => &[Same, DayAndMonthSwapped, OneDigit, SameYear, Different],
            Self::Postcode => &[Same, OneEdit, Sector, District, Different],
            Self::Phone => &[Same, OneDigit, Different],
            Self::Area => &[Same, Different],
        }
    }
}

/// How two values agree, and how frequent the value is: one byte a field.
///
/// Below 16 a level; from 16 *sounds alike* with the frequency of the sound in octaves, and from 40
/// *swapped* with that of the names swapped; from 64 *the same* with the frequency of the value in
/// eighths of an octave.
pub type Code = u8;

/// The codes of all fields of a pair.
pub type Codes = [Code; FIELDS];

const SOUND: u8 = 16;
const SWAPPED: u8 = 40;
const SAME: u8 = 64;

/// Of a code its level.
pub fn level(code: Code) -> Level {
    match code {
        SAME.. => Level::Same,
        SWAPPED.. => Level::Swapped,
        SOUND.. => Level::SoundsAlike,
        code => Level::ALL.get(usize::from(code)).copied().unwrap_or(Level::NotCompared),
    }
}

/// Of a code with a frequency how many others have the value.
pub fn others(code: Code) -> Option<f32> {
    match code {
        SAME.. => Some(crate::frequency::others(code - SAME)),
        SWAPPED.. => Some(crate::frequency::turned(code - SWAPPED)),
        SOUND.. => Some(f32::from(code - SOUND).exp2()),
        _ => None,
    }
}

/// Compares two records.
#[inline]
pub(crate) fn compare(a: &Details, b: &Details, names: &[Vec<Name>; 2]) -> Codes {
    let postcode = postcodes(a, b);
    let [forename, surname] = names_of(a, b, names);
    [forename, surname, dates(a, b), postcode, phones(a, b), areas(a, b, postcode)]
}

#[inline]
fn names_of(a: &Details, b: &Details, names: &[Vec<Name>; 2]) -> [Code; 2] {
    let forename = name(0, a, b, a.same.forename, &names[0]);
    let full = forename >= SAME;
    let frequency = if full { a.same.surname_given_forename } else { a.same.surname };
    let surname = name(1, a, b, frequency, &names[1]);
    if forename >= SOUND || surname >= SOUND {
        return [forename, surname];
    }
    // Neither agrees: are they swapped? The forename speaks for both then.
    let crossed = a.heard[0] == b.heard[1] && a.heard[1] == b.heard[0];
    if crossed && a.heard[0] != 0 && a.heard[1] != 0 {
        return [SWAPPED + a.octaves.of_turned(), Level::NotCompared as u8];
    }
    [forename, surname]
}

#[inline]
fn name(which: usize, a: &Details, b: &Details, frequency: u8, names: &[Name]) -> Code {
    let (x, y) = (a.names[which], b.names[which]);
    if x == 0 || y == 0 {
        return Level::NotCompared as u8;
    }
    if x == y {
        return SAME + frequency;
    }
    let alike = a.heard[which] == b.heard[which];
    // Surnames have no short forms.
    let may_be_short = which == 0 && a.families & b.families != 0;
    if !alike && !may_be_short && !may_agree(a.outlines[which], b.outlines[which]) {
        return Level::Different as u8;
    }
    let level = match names::compare(&names[x as usize], &names[y as usize], may_be_short) {
        names::Agreement::ShortForm => Level::ShortForm,
        names::Agreement::Sound => return SOUND + a.octaves.of_sound(which),
        names::Agreement::Close => Level::Close,
        names::Agreement::Somewhat => Level::Somewhat,
        names::Agreement::Initial => Level::Initial,
        names::Agreement::Different => Level::Different,
    };
    level as u8
}

#[inline]
fn dates(x: &Details, y: &Details) -> Code {
    if x.born.is_none() || y.born.is_none() {
        return Level::NotCompared as u8;
    }
    match born::compare(x.born, y.born) {
        born::Agreement::Same => SAME + x.same.born,
        born::Agreement::Swapped => Level::DayAndMonthSwapped as u8,
        born::Agreement::OneDigit => Level::OneDigit as u8,
        born::Agreement::SameYear => Level::SameYear as u8,
        born::Agreement::Different => Level::Different as u8,
    }
}

#[inline]
fn postcodes(x: &Details, y: &Details) -> Code {
    if x.postcode.is_none() || y.postcode.is_none() {
        return Level::NotCompared as u8;
    }
    match place::compare(x.postcode, y.postcode) {
        place::Agreement::Whole => SAME + x.same.postcode,
        place::Agreement::OneEdit => Level::OneEdit as u8,
        place::Agreement::Sector => Level::Sector as u8,
        place::Agreement::District => Level::District as u8,
        place::Agreement::Different => Level::Different as u8,
    }
}

#[inline]
fn phones(x: &Details, y: &Details) -> Code {
    if x.phone.is_none() || y.phone.is_none() {
        return Level::NotCompared as u8;
    }
    if x.phone == y.phone {
        return SAME + x.same.phone;
    }
    let one_digit = x.phone.is_one_digit_from(y.phone);
    if one_digit { Level::OneDigit as u8 } else { Level::Different as u8 }
}

/// The area says nothing where the postcodes agree in anything: it follows from them.
#[inline]
fn areas(x: &Details, y: &Details, postcode: Code) -> Code {
    let postcodes = level(postcode);
    if x.area == 0 || y.area == 0 || !matches!(postcodes, Level::NotCompared | Level::Different) {
        return Level::NotCompared as u8;
    }
    if x.area == y.area { SAME + x.same.area } else { Level::Different as u8 }
}
