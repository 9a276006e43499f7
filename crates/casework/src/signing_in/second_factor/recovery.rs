//! Codes for recovery: for the day on which the telephone is lost.

use pathway::{Surroundings, WorkerId};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// How many are made at once.
pub const RECOVERY_CODES: usize = 10;
/// Characters of one. Each stands for five bits: 120 in all, so that a quick hash is enough (OWASP
/// ASVS 5.0, 6.5.2 asks for 112).
const LENGTH: usize = 24;
const GROUP: usize = 4;
/// Digits and letters that are not taken for one another (Crockford's base 32).
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A fresh code, in groups as it is written on paper.
pub(super) fn fresh(surroundings: &dyn Surroundings) -> Zeroizing<String> {
    let mut drawn = Zeroizing::new([0; LENGTH]);
    surroundings.fill(&mut *drawn);
    let mut code = Zeroizing::new(String::with_capacity(LENGTH + LENGTH / GROUP));
    for (place, byte) in drawn.iter().enumerate() {
        if place > 0 && place % GROUP == 0 {
            code.push('-');
        }
        code.push(char::from(SIGNS[usize::from(byte & 31)]));
    }
    code
}

/// By what the record knows a code of somebody, however it is typed; none for what is no code.
pub(super) fn digest(worker: WorkerId, typed: &str) -> Option<[u8; 32]> {
    let mut plain = Zeroizing::new(String::with_capacity(LENGTH));
    for sign in typed.chars().filter(|sign| !sign.is_whitespace() && *sign != '-') {
        // What the eye takes for another.
        plain.push(match sign.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            sign => sign,
        });
    }
    let is_code = plain.len() == LENGTH && plain.bytes().all(|sign| SIGNS.contains(&sign));
    is_code.then(|| {
        Sha256::new()
            .chain_update(b"waymark recovery code")
            .chain_update(worker.uuid().as_bytes())
            .chain_update(plain.as_bytes())
            .finalize()
            .into()
    })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;

    struct Counting;

    impl Surroundings for Counting {
        fn now(&self) -> Timestamp {
            Timestamp::UNIX_EPOCH
        }
        fn fill(&self, bytes: &mut [u8]) {
            let numbers = (0_u8..).map(|number| number.wrapping_mul(37));
            bytes.iter_mut().zip(numbers).for_each(|(byte, number)| *byte = number);
        }
    }

    #[test]
    fn a_code_is_known_however_it_is_typed_and_is_one_persons() {
        let code = fresh(&Counting);
        assert_eq!((code.len(), code.matches('-').count()), (29, 5), "{}", *code);
        let (ada, ben) = (WorkerId::of(Uuid::from_u128(1)), WorkerId::of(Uuid::from_u128(2)));
        let known = digest(ada, &code).unwrap();
        let typed = code.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(digest(ada, &typed), Some(known));
        assert_ne!(digest(ben, &code), Some(known));
        for wrong in ["", "1234", &code[1..], &format!("{}U", &code[1..]), "é"] {
            assert_eq!(digest(ada, wrong), None, "{wrong}");
        }
    }
}
