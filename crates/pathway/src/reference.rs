//! References: what people say on the telephone and what addresses carry. They tell neither when
//! a case began, nor which side it belongs to.

use std::fmt;
use std::str::FromStr;

/// Twelve signs in three groups, such as `7F3K-Q2M8-ZD4T`: eleven random ones (55 bits) and one
/// that tells a mistyped reference from another case's.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference(u64);

/// Crockford's base 32: no I, L, O, U.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const RANDOM: u32 = 11;
/// The greatest prime below 32: each single mistyped sign and each swap of neighbours changes
/// the remainder.
const CHECK: u64 = 31;

/// What was given is no reference.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a reference is 12 letters and numbers, such as 7F3K-Q2M8-ZD4T; check it for a mistyped one"
)]
pub struct NoReference;

impl Reference {
    /// A reference from random bits, of which the lower 55 are used.
    pub const fn random(bits: u64) -> Self {
        Self(bits & ((1 << (5 * RANDOM)) - 1))
    }
    /// The number inside, for the store: below 2^55.
    pub const fn number(self) -> u64 {
        self.0
    }

    fn signs(self) -> [u8; 12] {
        let mut signs = [0; 12];
        let mut rest = self.0;
        for place in (0..11).rev() {
            signs[place] = (rest % 32) as u8;
            rest /= 32;
        }
        signs[11] = check(&signs);
        signs
    }
}

/// The check sign: the sum of each sign by its place, modulo 31.
fn check(signs: &[u8; 12]) -> u8 {
    let sum: u64 = signs
        .iter()
        .take(11)
        .zip(1..)
        .map(|(sign, place): (&u8, u64)| u64::from(*sign) * place)
        .sum();
    (sum % CHECK) as u8
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut written = [b'-'; 14];
        for (place, sign) in self.signs().into_iter().enumerate() {
            // A dash after each four.
            written[place + place / 4] = SIGNS[usize::from(sign)];
        }
        f.write_str(str::from_utf8(&written).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Reference {
    type Err = NoReference;

    /// Reads a reference as people write it: in either case, with or without dashes and spaces,
    /// O for 0, I and L for 1.
    fn from_str(text: &str) -> Result<Self, NoReference> {
        let mut signs = [0; 12];
        let mut count = 0;
        for sign in text.bytes().filter(|sign| !matches!(sign, b'-' | b' ')) {
            let sign = match sign.to_ascii_uppercase() {
                b'O' => b'0',
                b'I' | b'L' => b'1',
                sign => sign,
            };
            let value = SIGNS.iter().position(|known| *known == sign).ok_or(NoReference)?;
            *signs.get_mut(count).ok_or(NoReference)? = value as u8;
            count += 1;
        }
        if count != 12 || check(&signs) != signs[11] {
            return Err(NoReference);
        }
        Ok(Self(signs[..11].iter().fold(0, |number, sign| number * 32 + u64::from(*sign))))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_reference_is_read_back_as_it_was_written(bits: u64) {
            let reference = Reference::random(bits);
            let written = reference.to_string();
            prop_assert_eq!(written.parse(), Ok(reference));
            prop_assert_eq!(written.to_lowercase().replace('-', " ").parse(), Ok(reference));
        }

        #[test]
        fn one_mistyped_sign_is_no_other_reference(bits: u64, place in 0usize..12, by in 1u8..31) {
            let mut signs = Reference::random(bits).signs();
            let before = signs[place];
            signs[place] = (signs[place] + by) % 31;
            // 0 and the last sign weigh the same modulo 31.
            prop_assume!(before % 31 != signs[place] % 31);
            let written: String = signs.iter().map(|sign| char::from(SIGNS[usize::from(*sign)])).collect();
            prop_assert_eq!(written.parse::<Reference>(), Err(NoReference));
        }
    }

    #[test]
    fn what_is_too_short_or_too_long_or_foreign_is_refused() {
        for text in ["", "7F3K", "0000-0000-0000-0", "0000-0000-000U", "Ω000-0000-0000"] {
            assert_eq!(text.parse::<Reference>(), Err(NoReference), "{text}");
        }
        assert!("0000-0000-0000".parse::<Reference>().is_ok());
    }
}
