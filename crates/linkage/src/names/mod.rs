//! Names: how they are folded, how they sound, and how two of them agree.

mod fold;
mod jaro_winkler;
mod short_forms;
mod sound;

pub use fold::folded;
pub use jaro_winkler::{Letters, Outline, jaro_winkler};
pub use short_forms::families;
pub use sound::sound;

use short_forms::{Families, are_of_one};

/// From this likeness on two names are close: a slip of the keyboard in a name of usual length. Less
/// the rounding of single precision: a wrong last letter of five gives 0.92 exactly.
pub const CLOSE: f32 = 0.92 - ROUNDING;
/// From this likeness on two names are somewhat alike; [`jaro_winkler()`] turns away what is less.
pub const SOMEWHAT: f32 = 0.80 - ROUNDING;
const ROUNDING: f32 = 1e-6;

/// A name with all by which it is compared, in one line of the processor's cache.
#[derive(Clone, Copy, Debug, Default)]
pub struct Name {
    letters: Letters,
    /// Of how its words sound, together.
    sound: u32,
    /// Of its first two words; the second is 0 in a name of one.
    words: [u32; 2],
    families: Families,
}

/// The little of a name that stands with every record: most names are told apart by it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Brief {
    /// A number for how it sounds; 0 where there is no name.
    pub sound: u32,
    /// Its outline.
    pub outline: Outline,
    /// A bit for each of the families that it may be of; two families may have one bit.
    pub families: u16,
}

/// Whether two names that neither sound alike nor may be of one family must be held against each
/// other letter by letter: if not, they differ.
#[inline]
pub fn may_agree(a: Outline, b: Outline) -> bool {
    a.has_several_words() | b.has_several_words()
        || (a.initial() == b.initial() && a.is_initial() | b.is_initial())
        || a.may_be_like(b)
}

/// How two names agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Agreement {
    /// One is a short form of the other, or both of one name.
    ShortForm,
    /// They sound alike.
    Sound,
    /// They are close, or one has a word more than the other.
    Close,
    /// They are somewhat alike.
    Somewhat,
    /// One is the other's initial.
    Initial,
    /// They differ.
    Different,
}

impl Name {
    /// A folded name; a surname has no short forms.
    pub fn of(words: &[String], is_forename: bool) -> Self {
        let hash = |text: &str| (hash(text.as_bytes()) >> 32) as u32 | 1;
        let sounds: String = words.iter().map(|word| sound(word)).collect();
        Self {
            letters: Letters::of(words),
            sound: if words.is_empty() { 0 } else { hash(&sounds) },
            words: [0, 1].map(|place| words.get(place).map_or(0, |word| hash(word))),
            families: match words.first() {
                Some(word) if is_forename => families(word),
                _ => Families::default(),
            },
        }
    }
    /// What of it stands with every record.
    pub fn brief(&self) -> Brief {
        let families = self.families.iter().filter(|family| **family != 0);
        Brief {
            sound: self.sound,
            outline: self.letters.outline(self.words[1] != 0),
            families: families.fold(0, |set, family| set | 1 << (family % 16)),
        }
    }
    fn shares_a_word(&self, other: &Self) -> bool {
        (self.words[1] != 0 || other.words[1] != 0)
            && self.words.iter().any(|word| *word != 0 && other.words.contains(word))
    }
}

/// Compares two names that are not the same; both must be there. `may_be_short` says whether one
/// may be a short form of the other by [`Brief::families`].
#[inline]
pub fn compare(a: &Name, b: &Name, may_be_short: bool) -> Agreement {
    if may_be_short && are_of_one(&a.families, &b.families) {
        return Agreement::ShortForm;
    }
    if a.sound == b.sound {
        return Agreement::Sound;
    }
    let likeness = jaro_winkler(&a.letters, &b.letters);
    if likeness >= CLOSE || a.shares_a_word(b) {
        return Agreement::Close;
    }
    if likeness >= SOMEWHAT {
        return Agreement::Somewhat;
    }
    let initial = a.letters.len() == 1 || b.letters.len() == 1;
    if initial && a.letters.initial() == b.letters.initial() {
        Agreement::Initial
    } else {
        Agreement::Different
    }
}

/// A number of 64 bits for some bytes, the same on every machine and in every version (FNV-1a,
/// stirred once more).
pub fn hash(bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in bytes {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    stirred(hash)
}

/// A number whose bits all hang on all bits of another (the end of SplitMix64).
#[inline]
pub fn stirred(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(a: &str, b: &str) -> Agreement {
        let name = |text| Name::of(&folded(text), true);
        let (a_name, b_name) = (name(a), name(b));
        let may_be_short = a_name.brief().families & b_name.brief().families != 0;
        let there = compare(&a_name, &b_name, may_be_short);
        let back = compare(&b_name, &a_name, may_be_short);
        assert_eq!(there, back, "{a} {b}");
        there
    }

    #[test]
    fn names_agree_by_degrees() {
        assert_eq!(of("Bill", "William"), Agreement::ShortForm);
        assert_eq!(of("Mohammed", "Muhammad"), Agreement::Sound);
        assert_eq!(of("Richardson", "Richardsno"), Agreement::Sound);
        assert_eq!(of("Smith-Jones", "Jones"), Agreement::Close);
        assert_eq!(of("Gavin Paul", "Gavin"), Agreement::Close);
        assert_eq!(of("Fletcher", "Fletcmer"), Agreement::Close);
        assert_eq!(of("Vijay", "Vijav"), Agreement::Close, "0.92, however it is rounded");
        assert_eq!(of("J", "Jon"), Agreement::Somewhat, "0.80, however it is rounded");
        assert_eq!(of("J", "John"), Agreement::Initial);
        assert_eq!(of("Gavin", "Iqbal"), Agreement::Different);
    }

    #[test]
    fn a_name_fits_into_a_line_of_the_cache() {
        assert!(size_of::<Name>() <= 64, "{}", size_of::<Name>());
    }
}
