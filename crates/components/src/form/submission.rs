//! What a form sent, word for word.

use std::fmt;

use percent_encoding::percent_decode;

/// The name of the hidden field that holds the id of the command: sent twice, done once.
pub const COMMAND: &str = "command";
/// The name of the hidden field that holds the form's token against forged requests.
pub const TOKEN: &str = "form-token";

/// Everything that a form sent, in order, with fields of one name kept each.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Submission {
    answers: Vec<Answer>,
}

#[derive(Clone, PartialEq, Eq)]
struct Answer {
    name: String,
    typed: String,
    /// What came was no UTF-8; `typed` has � where it was not.
    damaged: bool,
}

/// How much a form may send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Bytes of the body as sent.
    pub bytes: usize,
    /// Fields.
    pub fields: usize,
}

impl Default for Bounds {
    /// Four megabytes, so that a million bytes in one field come back to who typed them with a
    /// fault instead of being lost; and two thousand fields.
    fn default() -> Self {
        Self { bytes: 4_000_000, fields: 2_000 }
    }
}

/// A form sent more than any page of ours asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Overfull {
    /// Too many bytes.
    #[error("the form is longer than {most} bytes: send less at once")]
    Bytes {
        /// How many there may be.
        most: usize,
    },
    /// Too many fields.
    #[error("the form has more than {most} fields: send less at once")]
    Fields {
        /// How many there may be.
        most: usize,
    },
}

impl Submission {
    /// Takes the body of an `application/x-www-form-urlencoded` request apart. Whatever else is
    /// wrong with it is a fault of a field, said by the reader.
    ///
    /// # Errors
    /// More bytes or fields than `bounds` allow.
    pub fn try_new(body: &[u8], bounds: Bounds) -> Result<Self, Overfull> {
        if body.len() > bounds.bytes {
            return Err(Overfull::Bytes { most: bounds.bytes });
        }
        let mut answers = Vec::new();
        for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            if answers.len() == bounds.fields {
                return Err(Overfull::Fields { most: bounds.fields });
            }
            let end = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
            let (name, damaged_name) = decoded(&pair[..end]);
            let (typed, damaged) = decoded(pair.get(end + 1..).unwrap_or_default());
            answers.push(Answer { name, typed, damaged: damaged || damaged_name });
        }
        Ok(Self { answers })
    }

    /// Answers that are known already, such as a draft's or those of a record that is changed.
    pub fn of<N: Into<String>, T: Into<String>>(answers: impl IntoIterator<Item = (N, T)>) -> Self {
        let answers = answers.into_iter().map(|(name, typed)| Answer {
            name: name.into(),
            typed: typed.into(),
            damaged: false,
        });
        Self { answers: answers.collect() }
    }

    /// What was typed in the field of a name; the first, where it was sent more than once.
    pub fn typed(&self, name: &str) -> Option<&str> {
        let answer = self.answers.iter().find(|answer| answer.name == name);
        answer.map(|answer| answer.typed.as_str())
    }

    /// Everything that was sent under a name, in order.
    pub fn every<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.named(name).map(|answer| answer.typed.as_str())
    }

    /// Every answer, without the hidden fields of [`form`](super::form): what a draft keeps.
    pub fn answers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.answers
            .iter()
            .map(|answer| (answer.name.as_str(), answer.typed.as_str()))
            .filter(|(name, _)| ![COMMAND, TOKEN].contains(name))
    }

    /// The id of the command.
    pub fn command(&self) -> Option<&str> {
        self.typed(COMMAND)
    }

    /// The token against forged requests.
    pub fn token(&self) -> Option<&str> {
        self.typed(TOKEN)
    }

    /// Whether nothing was answered.
    pub fn is_empty(&self) -> bool {
        self.answers().next().is_none()
    }

    pub(super) fn damaged(&self, name: &str) -> bool {
        self.named(name).any(|answer| answer.damaged)
    }

    fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Answer> {
        self.answers.iter().filter(move |answer| answer.name == name)
    }
}

/// Says how much there is and nothing of what it says: it may be about a person.
impl fmt::Debug for Submission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Submission").field("fields", &self.answers.len()).finish_non_exhaustive()
    }
}

fn decoded(sent: &[u8]) -> (String, bool) {
    let spaced: Vec<u8> =
        sent.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    let bytes: Vec<u8> = percent_decode(&spaced).collect();
    match String::from_utf8(bytes) {
        Ok(text) => (text, false),
        Err(fault) => (String::from_utf8_lossy(fault.as_bytes()).into_owned(), true),
    }
}

/// What was typed as a page can show it: HTML has no NUL.
pub(crate) fn visible(typed: &str) -> String {
    typed.replace('\0', "\u{fffd}")
}
