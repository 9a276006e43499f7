//! What somebody may be called, and what is an address of mail: as a directory says it, and as it is
//! typed.

/// The longest name.
pub const LONGEST_NAME: usize = 100;
/// The longest address of mail (RFC 5321, 4.5.3.1.3, without its brackets).
const LONGEST_ADDRESS: usize = 254;

/// Whether a sign is not read: it steers a line, ends it, or turns the direction of what stands beside
/// it, so that one name shows as another.
pub(crate) const fn is_unread(sign: char) -> bool {
    matches!(
        sign,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// Whether somebody may be called so: in one line, without space around it.
pub fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.trim() == name
        && name.chars().count() <= LONGEST_NAME
        && !name.chars().any(is_unread)
}

/// Whether mail may go there: whether it is read, only mail can tell.
pub fn is_address(email: &str) -> bool {
    let foreign = |sign: char| sign.is_whitespace() || is_unread(sign);
    let parts = email.rsplit_once('@');
    email.len() <= LONGEST_ADDRESS
        && !email.chars().any(foreign)
        && parts.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
}

/// A name as far as it can be shown; none where nothing of it can.
pub(crate) fn shown(name: &str) -> Option<String> {
    let read: String = name.chars().filter(|sign| !is_unread(*sign)).collect();
    let shown: String = read.trim().chars().take(LONGEST_NAME).collect();
    let shown = shown.trim();
    (!shown.is_empty()).then(|| shown.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_turns_a_line_or_ends_it_is_in_no_name_and_no_address() {
        for sign in "\0\n\u{85}\u{2028}\u{2029}\u{202a}\u{202e}\u{2066}\u{2069}".chars() {
            assert!(!is_name(&format!("Ada{sign}Nolan")), "{sign:?}");
            assert!(!is_address(&format!("ada{sign}nolan@example.org")), "{sign:?}");
            assert_eq!(shown(&format!("{sign} Ada{sign} Nolan ")).as_deref(), Some("Ada Nolan"));
            assert_eq!(shown(&format!(" {sign} ")), None);
        }
        // Names of people are written in every script.
        for name in ["Zoë O’Neill", "نور", "Ада", "王"] {
            assert!(is_name(name), "{name}");
        }
        assert!(!is_name(" Ada"));
        assert_eq!(shown(&"é".repeat(101)), Some("é".repeat(100)));
    }

    #[test]
    fn an_address_has_something_on_both_sides() {
        let long = format!("{}@example.org", "a".repeat(LONGEST_ADDRESS));
        for email in ["", "ada", "@example.org", "ada@", "ada nolan@example.org", &long] {
            assert!(!is_address(email), "{email:?}");
        }
        assert!(is_address("ada@example.org"));
    }
}
