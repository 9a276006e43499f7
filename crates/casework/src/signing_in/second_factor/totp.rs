//! Codes of an app: RFC 6238 as every app has it, SHA-1, six digits, half a minute.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha1::Sha1;
use subtle::ConstantTimeEq;

/// How long a code is shown.
const STEP: i64 = 30;
/// Clocks of telephones go wrong by as much: one code before, and one after, is taken too.
const DRIFT: i64 = 1;
const DIGITS: u32 = 1_000_000;

/// The step whose code somebody typed, of those that may be shown now and come after the last
/// that was taken: a code is good once.
pub(super) fn shown(secret: &[u8], typed: &str, now: Timestamp, last: Option<i64>) -> Option<i64> {
    let this = now.as_second().div_euclid(STEP);
    let mut found = None;
    // Each is computed, whichever it is.
    for step in this - DRIFT..=this + DRIFT {
        let right: bool = code(secret, step).as_bytes().ct_eq(typed.as_bytes()).into();
        if right && last.is_none_or(|last| step > last) {
            found = Some(step);
        }
    }
    found
}

/// The code of a step.
fn code(secret: &[u8], step: i64) -> String {
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).expect("a key of any length");
    mac.update(&step.to_be_bytes());
    let tag = mac.finalize().into_bytes();
    // RFC 4226, 5.3: the last four bits say where in the tag the number begins.
    let from = usize::from(tag[tag.len() - 1] & 0x0f);
    let number = tag[from..].iter().take(4).fold(0, |number, &byte| number << 8 | u32::from(byte));
    format!("{:06}", (number & 0x7fff_ffff) % DIGITS)
}

#[cfg(test)]
pub(crate) fn code_at(secret: &[u8], now: Timestamp) -> String {
    code(secret, now.as_second().div_euclid(STEP))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    fn at(second: i64) -> Timestamp {
        Timestamp::new(second, 0).unwrap()
    }

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B, cut to six digits.
        for (second, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code_at(SECRET, at(second)), expected, "at {second}");
        }
    }

    #[test]
    fn a_code_is_taken_half_a_minute_early_or_late_and_no_more() {
        let code = code_at(SECRET, at(1_000_000_000));
        for (second, taken) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] {
            let shown = shown(SECRET, &code, at(1_000_000_000 + second), None);
            assert_eq!(shown.is_some(), taken, "{second} seconds off");
        }
    }

    #[test]
    fn a_code_is_taken_once_and_none_before_it() {
        let now = at(1_000_000_000);
        let (before, this) = (code_at(SECRET, at(1_000_000_000 - 30)), code_at(SECRET, now));
        let step = shown(SECRET, &this, now, None).unwrap();
        assert_eq!(shown(SECRET, &this, now, Some(step)), None);
        assert_eq!(shown(SECRET, &before, now, Some(step)), None);
        assert_eq!(shown(SECRET, "000000", now, None), None);
        assert_eq!(shown(SECRET, "", now, None), None);
    }
}
