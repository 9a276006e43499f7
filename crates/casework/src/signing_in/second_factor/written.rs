//! How a factor is written before the store seals it: its name, a new line, what it is checked
//! against.

use zeroize::Zeroizing;

/// The most letters of a name.
const LONGEST: usize = 60;

pub(super) fn written(name: &str, against: &[u8]) -> Zeroizing<Vec<u8>> {
    let name = called(name);
    let mut plain = Zeroizing::new(Vec::with_capacity(name.len() + 1 + against.len()));
    plain.extend_from_slice(name.as_bytes());
    plain.push(b'\n');
    plain.extend_from_slice(against);
    plain
}

/// The name, and what it is checked against; none where no factor was written so.
pub(super) fn read(plain: &[u8]) -> Option<(&str, &[u8])> {
    let ends = plain.iter().position(|&byte| byte == b'\n')?;
    let name = std::str::from_utf8(plain.get(..ends)?).ok()?;
    Some((name, plain.get(ends + 1..)?))
}

/// A name in one line, not too long.
fn called(name: &str) -> String {
    let name: String = name.trim().chars().filter(|sign| !sign.is_control()).collect();
    name.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_whatever_the_name() {
        let plain = written(" My\nphone ", &[0, b'\n', 255]);
        assert_eq!(read(&plain), Some(("Myphone", &[0, b'\n', 255][..])));
        assert_eq!(read(b"no end"), None);
        let long = written(&"é".repeat(200), b"x");
        assert_eq!(read(&long).unwrap().0.chars().count(), LONGEST);
    }
}
