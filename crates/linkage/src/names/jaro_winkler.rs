//! Jaro–Winkler on names of at most 24 letters in place.
//!
//! `strsim` and `rapidfuzz` allocate for every pair, and a million records make ten million
//! pairs: this one keeps letters in arrays and sets of places in words of bits, in a twentieth of
//! their time. A test holds it equal to `strsim`.

/// The letters of a name that are compared; further ones are left out.
pub const LONGEST: usize = 24;

/// A name as letters of one byte. Letters of other scripts are one of 128 others each, which may
/// meet: two names of other scripts can look a little more alike than they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Letters {
    bytes: [u8; LONGEST],
    len: u8,
    /// A bit for each letter of the alphabet that is there, and, further up, that is there twice.
    there: u64,
}

impl Letters {
    /// The letters of words, without what is between them.
    pub fn of(words: &[String]) -> Self {
        let mut letters = Self::default();
        for letter in words.iter().flat_map(|word| word.chars()).take(LONGEST) {
            let byte = match letter {
                'a'..='z' => letter as u8,
                other => 128 | (u32::from(other) % 128) as u8,
            };
            letters.bytes[usize::from(letters.len)] = byte;
            letters.len += 1;
            let place = u64::from(byte % 32);
            let once = 1 << place;
            letters.there |= if letters.there & once == 0 { once } else { once << 32 };
        }
        letters
    }
    fn as_slice(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }
    /// The outline by which most names are told apart without their letters.
    pub fn outline(&self, has_several_words: bool) -> Outline {
        let first = self.bytes.iter().take(4).enumerate();
        let first = first.map(|(place, byte)| u32::from(byte % 32) << (5 * place));
        let several = if has_several_words { SEVERAL_WORDS } else { 0 };
        Outline {
            shape: first.sum::<u32>() | u32::from(self.len) << 20 | several,
            there: self.there as u32,
        }
    }
    /// The first letter as a number; 0 where there is none.
    pub fn initial(&self) -> u8 {
        self.bytes[0] % 32
    }
    /// How many of the first four letters are the same, up to the first that is not.
    #[inline]
    fn same_first_letters(&self, shorter: &Self) -> usize {
        let four =
            |of: &Self| u32::from_le_bytes([of.bytes[0], of.bytes[1], of.bytes[2], of.bytes[3]]);
        let differing = four(self) ^ four(shorter);
        (differing.trailing_zeros() as usize / 8).min(shorter.len())
    }
    /// How many letters there are.
    pub fn len(&self) -> usize {
        usize::from(self.len)
    }
}

/// What a name must have in common with another to reach a likeness of 0.8, by how many of the
/// first letters are the same: so many thousandths, times both lengths over their sum. From
/// `1 - (1 - 0.1 p) (1 - j) >= 0.8` where `3 j = c / long + c / short + 1`.
const NEEDED: [usize; 5] = [1400, 1333, 1250, 1142, 1000];

/// The likeness of two names from 0 to 1, where it is at least 0.8; of most names that cannot
/// reach that, 0 before their letters are looked at one by one.
#[inline]
pub fn jaro_winkler(a: &Letters, b: &Letters) -> f32 {
    // Which letters meet can hang on which name stands first: the order must not be the caller's.
    let (long, short) = if (a.len, &a.bytes) >= (b.len, &b.bytes) { (a, b) } else { (b, a) };
    let prefix = long.same_first_letters(short);
    // No more letters can be common than the shorter has, less those that the longer has not.
    let most = short.len().saturating_sub((short.there & !long.there).count_ones() as usize);
    let (long_len, short_len) = (long.len(), short.len());
    if most * (long_len + short_len) * 1000 < NEEDED[prefix] * long_len * short_len || most == 0 {
        return 0.0;
    }
    let jaro = jaro_of(long.as_slice(), short.as_slice());
    // Winkler's bonus is for names that are rather alike already.
    if jaro > 0.7 { jaro + 0.1 * prefix as f32 * (1.0 - jaro) } else { jaro }
}

/// The bit of an outline for a name of several words.
const SEVERAL_WORDS: u32 = 1 << 31;

/// The first four letters and the length of a name, whether it has several words, and a bit for
/// each letter that it has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    shape: u32,
    there: u32,
}

impl Outline {
    /// The first letter as a number; 0 where there is no name.
    #[inline]
    pub fn initial(self) -> u8 {
        (self.shape & 31) as u8
    }
    /// Whether the name has one letter.
    #[inline]
    pub fn is_initial(self) -> bool {
        self.len() == 1
    }
    #[inline]
    fn len(self) -> usize {
        (self.shape >> 20 & 31) as usize
    }
    /// Whether the name has several words.
    #[inline]
    pub fn has_several_words(self) -> bool {
        self.shape & SEVERAL_WORDS != 0
    }
    /// Whether two names can reach a likeness of 0.8 at all.
    #[inline]
    pub fn may_be_like(self, other: Self) -> bool {
        let (long, short) = if self.len() >= other.len() { (self, other) } else { (other, self) };
        let differing = (long.shape ^ short.shape) & 0xf_ffff;
        let prefix = (differing.trailing_zeros() as usize / 5).min(4);
        let most = short.len().saturating_sub((short.there & !long.there).count_ones() as usize);
        most * (long.len() + short.len()) * 1000 >= NEEDED[prefix] * long.len() * short.len()
            && most > 0
    }
}

fn jaro_of(long: &[u8], short: &[u8]) -> f32 {
    let reach = (long.len() / 2).saturating_sub(1);
    // A bit for each place of the longer name whose letter has met one of the shorter.
    let (mut met_long, mut met_short) = (0_u32, 0_u32);
    for (place, letter) in short.iter().enumerate() {
        let from = place.saturating_sub(reach);
        let to = (place + reach + 1).min(long.len());
        for (other, there) in long.iter().enumerate().take(to).skip(from) {
            if met_long & (1 << other) == 0 && there == letter {
                met_long |= 1 << other;
                met_short |= 1 << place;
                break;
            }
        }
    }
    let common = met_short.count_ones() as f32;
    if common == 0.0 {
        return 0.0;
    }
    let mut crossed = 0_u32;
    let mut rest = met_long;
    for (place, letter) in short.iter().enumerate() {
        if met_short & (1 << place) != 0 {
            let other = rest.trailing_zeros() as usize;
            rest &= rest - 1;
            crossed += u32::from(long[other] != *letter);
        }
    }
    let transposed = (crossed / 2) as f32;
    (common / long.len() as f32 + common / short.len() as f32 + (common - transposed) / common)
        / 3.0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn letters(word: &str) -> Letters {
        Letters::of(&[word.to_owned()])
    }

    #[test]
    fn the_examples_of_the_field() {
        for (a, b, expected) in
            [("martha", "marhta", 0.9611), ("dwayne", "duane", 0.84), ("dixon", "dicksonx", 0.8133)]
        {
            let found = jaro_winkler(&letters(a), &letters(b));
            assert!((found - expected).abs() < 1e-3, "{a} {b}: {found}");
        }
        assert_eq!(jaro_winkler(&letters(""), &letters("a")), 0.0);
    }

    proptest! {
        #[test]
        fn it_is_that_of_strsim(a in "[a-f]{1,24}", b in "[a-f]{1,24}") {
            let [expected, turned] = [(&a, &b), (&b, &a)].map(|(a, b)| strsim::jaro_winkler(a, b) as f32);
            let found = jaro_winkler(&letters(&a), &letters(&b));
            let turned_away = found == 0.0 && expected.min(turned) < 0.8;
            let may = letters(&a).outline(false).may_be_like(letters(&b).outline(true));
            prop_assert!(may || expected < 0.8);
            let nearest = (found - expected).abs().min((found - turned).abs());
            // Winkler's bonus begins beyond 0.7, which single precision may reach or not.
            let on_the_edge = (found - 0.7).abs() < 1e-5;
            let same = turned_away || on_the_edge || nearest < 1e-5;
            prop_assert!(same, "{a} {b}: {found} {expected}");
        }

        #[test]
        fn it_does_not_matter_which_name_stands_first(a in "[a-e]{0,12}", b in "[a-e]{0,12}") {
            let there = jaro_winkler(&letters(&a), &letters(&b));
            let back = jaro_winkler(&letters(&b), &letters(&a));
            prop_assert!((there - back).abs() < 1e-6);
        }
    }
}
