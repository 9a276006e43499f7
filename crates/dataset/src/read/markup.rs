//! Follows XML as it is unpacked, so that nothing in it grows without end: a reader holds
//! each tag, text, comment and instruction in memory whole.

/// Where in the XML the next byte stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Text,
    /// Behind `<`.
    Opened,
    Tag,
    Quoted(u8),
    EndTag,
    /// Behind `<!`.
    Declared,
    Comment,
    Characters,
    Instruction,
}

/// Why a part is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// A tag with its text, a comment or an instruction is longer than is read.
    TooLong,
    /// It holds what no workbook does, and what readers do not agree about.
    Malformed(&'static str),
}

/// The walk through one part.
pub(crate) struct Markup {
    state: State,
    /// Bytes since the last `<` that opened something.
    run: usize,
    most: usize,
    last: [u8; 2],
    /// The tag that is being read, as far as [`TAG`].
    tag: Vec<u8>,
    claimed: Option<u64>,
}

/// Bytes of a tag that are kept; more have no `sst` in a workbook that a program wrote.
const TAG: usize = 4_096;

impl Markup {
    /// `most`: bytes from one `<` to the next.
    pub(crate) fn new(most: usize) -> Self {
        let (run, last) = (0, [0; 2]);
        Self { state: State::Text, run, most, last, tag: Vec::new(), claimed: None }
    }

    /// How many shared texts the part says it has, if it is a part of shared texts.
    pub(crate) fn claimed(&self) -> Option<u64> {
        self.claimed
    }

    /// The next bytes.
    pub(crate) fn take(&mut self, bytes: &[u8]) -> Result<(), Refused> {
        for byte in bytes.iter().copied() {
            self.run += 1;
            if self.run > self.most {
                return Err(Refused::TooLong);
            }
            self.state = self.next(byte)?;
            self.last = [self.last[1], byte];
        }
        Ok(())
    }

    fn next(&mut self, byte: u8) -> Result<State, Refused> {
        let state = self.state;
        if matches!(state, State::Opened | State::Tag | State::Quoted(_)) && self.tag.len() < TAG {
            self.tag.push(byte);
        }
        // A comment cannot end with the signs that began it, nor can the others.
        let ends = |shortest: usize| byte == b'>' && self.run >= shortest;
        Ok(match (state, byte) {
            (State::Text, b'<') => {
                self.run = 1;
                self.tag.clear();
                State::Opened
            }
            (State::Opened, b'!') => State::Declared,
            (State::Opened, b'?') => State::Instruction,
            (State::Opened, b'/') => State::EndTag,
            (State::Opened | State::Tag, b'>') => {
                self.tag_ends();
                State::Text
            }
            (State::Opened | State::Tag, b'"' | b'\'') => State::Quoted(byte),
            (State::Opened, _) => State::Tag,
            (State::Quoted(mark), _) if mark == byte => State::Tag,
            (State::EndTag, b'>') => State::Text,
            (State::EndTag, b'"' | b'\'') => {
                return Err(Refused::Malformed("a quotation mark in an end tag"));
            }
            (State::Declared, b'-') => State::Comment,
            (State::Declared, b'[') => State::Characters,
            (State::Declared, _) => return Err(Refused::Malformed("a document type")),
            (State::Comment, _) if ends("<!---->".len()) && self.last == *b"--" => State::Text,
            (State::Characters, _) if ends("<![CDATA[]]>".len()) && self.last == *b"]]" => {
                State::Text
            }
            (State::Instruction, _) if ends("<??>".len()) && self.last[1] == b'?' => State::Text,
            _ => state,
        })
    }

    /// Looks at what a tag of shared texts claims.
    fn tag_ends(&mut self) {
        let name_ends = self.tag.iter().position(|byte| !byte.is_ascii_alphanumeric());
        let name = &self.tag[..name_ends.unwrap_or(self.tag.len())];
        let prefixed = self.tag[name.len()..].starts_with(b":sst");
        if name != b"sst" && !prefixed {
            return;
        }
        let tag = String::from_utf8_lossy(&self.tag);
        let counts = tag.split("uniqueCount").skip(1).filter_map(|rest| {
            let value = rest.trim_start().strip_prefix('=')?.trim_start();
            let value = value.strip_prefix(['"', '\''])?;
            let value = &value[..value.find(['"', '\''])?];
            // What is no plain number may be one to the reader, and so is more than any.
            let plain = value.bytes().all(|byte| byte.is_ascii_digit());
            Some(value.parse::<u64>().ok().filter(|_| plain).unwrap_or(u64::MAX))
        });
        let most = counts.max().unwrap_or(0);
        let most = if self.tag.len() < TAG { most } else { u64::MAX };
        self.claimed = Some(self.claimed.unwrap_or(0).max(most));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What becomes of the text, taken whole and a byte at a time.
    fn walked(text: &str) -> Result<Option<u64>, Refused> {
        let mut whole = Markup::new(64);
        let taken = whole.take(text.as_bytes());
        let mut single = Markup::new(64);
        let split = text.as_bytes().chunks(1).try_for_each(|byte| single.take(byte));
        assert_eq!((taken, whole.claimed()), (split, single.claimed()), "{text}");
        taken.map(|()| whole.claimed())
    }

    #[test]
    fn nothing_grows_without_end() {
        let long = "<x>".repeat(40);
        assert_eq!(walked(&long), Ok(None), "many tags are no long one");
        for text in [
            format!("<!-- {long} -->"),
            format!("<!-->{long} -->"),
            format!("<![CDATA[{long}]]>"),
            format!("<?x {long}?>"),
            format!("<x a=\"{long}\">"),
            format!("<x a='{long}'>"),
            "x".repeat(65),
        ] {
            assert_eq!(walked(&text), Err(Refused::TooLong), "{text}");
        }
        for text in ["<!-- < -- > -->", "<![CDATA[<]]>", "<?xml version='1.0'?>", "<x a='>'/>"] {
            assert_eq!(walked(&format!("{text}{long}")), Ok(None), "{text}");
        }
    }

    #[test]
    fn what_readers_disagree_about_is_refused() {
        for text in ["<!DOCTYPE x [<!ENTITY a \"b\">]>", "</x\"><!-- \">"] {
            assert!(matches!(walked(text), Err(Refused::Malformed(_))), "{text}");
        }
    }

    #[test]
    fn what_shared_texts_claim_is_seen_wherever_it_is_cut() {
        assert_eq!(walked("<sst count=\"7\" uniqueCount='12'><si>"), Ok(Some(12)));
        assert_eq!(walked("<x:sst uniqueCount=\"99999999\"/>"), Ok(Some(99_999_999)));
        let many = format!("<sst uniqueCount='{}'/>", "9".repeat(30));
        assert_eq!(walked(&many), Ok(Some(u64::MAX)));
        for spelled in ["uniqueCount = \"+9\"", "uniqueCount=' 9'", "uniqueCount='&#57;'"] {
            assert_eq!(walked(&format!("<sst {spelled}/>")), Ok(Some(u64::MAX)), "{spelled}");
        }
        assert_eq!(walked("<cache uniqueCount=\"99999999\"/>"), Ok(None));
    }
}
