//! Texts that nothing shows: neither a log nor an error nor a form of `serde`. The only way to the
//! words is `reveal`, to a permission.

use std::fmt;

use access::{Act, Permitted, Scope};
use pathway::{NarrativeId, Surroundings};
use zeroize::Zeroizing;

use super::ciphertext::{Ciphertext, Foreign};
use super::wrap::{DataKey, Subject};

macro_rules! secrets {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(Zeroizing<String>);

        impl $name {
            /// What somebody entered.
            pub fn new(text: impl Into<String>) -> Self {
                Self(Zeroizing::new(text.into()))
            }
            /// The words, for somebody who may read the record that they are of.
            pub fn reveal<A: Act>(&self, _permitted: &Permitted<A>) -> &str {
                &self.0
            }
            pub(crate) fn text(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(hidden)"))
            }
        }
    )+};
}

secrets! {
    /// A name, or a part of one.
    Name,
    /// Free text of a case.
    Narrative,
    /// Anything else that tells of a person: a number, an address, words agreed for a call.
    Secret,
}

impl Name {
    /// The name in a list of what is in a scope.
    pub fn reveal_listed(&self, _scope: &Scope) -> &str {
        &self.0
    }
}

impl Narrative {
    /// Seals the text with a data key of its own.
    pub fn seal(
        &self,
        key: &DataKey,
        narrative: NarrativeId,
        surroundings: &dyn Surroundings,
    ) -> Ciphertext {
        key.seal(Subject::Narrative(narrative), self.text().as_bytes(), surroundings)
    }

    /// The text that was sealed.
    pub fn open(
        key: &DataKey,
        narrative: NarrativeId,
        sealed: &Ciphertext,
    ) -> Result<Self, Foreign> {
        let plain = key.open(Subject::Narrative(narrative), sealed)?;
        Ok(Self::new(std::str::from_utf8(&plain).map_err(|_broken| Foreign)?))
    }
}
