//! What tells who a person is, kept in one sealed piece.

use std::fmt;

use access::{Act, Permitted, Scope};
use jiff::civil::Date;
use pathway::{PersonId, Surroundings};

use super::ciphertext::{Ciphertext, Foreign};
use super::details_form;
use super::secret::{Name, Secret};
use super::wrap::{DataKey, Subject};

/// A person's details; the database holds them sealed. They exist in memory while a request lasts,
/// and those that a list showed for ten minutes at most, so that it need not decipher them anew.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// Given name or names.
    pub given: Option<Name>,
    /// Family name.
    pub family: Option<Name>,
    /// Whole names that the person is known by besides, former ones included.
    pub aliases: Vec<Name>,
    /// Date of birth.
    pub date_of_birth: Option<DateOfBirth>,
    /// Ways to reach the person, the best first.
    pub contacts: Vec<Contact>,
    /// Where the person lives, as lines.
    pub address: Option<Secret>,
    /// The postcode of that address.
    pub postcode: Option<Secret>,
}

/// A date of birth: not shown, like a name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DateOfBirth(Date);

/// One way to reach a person, and what is to be heeded by whoever uses it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// What it is.
    pub kind: ContactKind,
    /// The number or address.
    pub value: Secret,
    /// Whether it may be used.
    pub safe_to_use: Safe,
    /// When and how, as the person asked: "weekdays before three, text first".
    pub when: Option<Secret>,
    /// Words agreed for whoever calls: "say it is the library".
    pub words: Option<Secret>,
}

/// Kinds of contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ContactKind {
    /// A telephone of the person's own.
    Phone,
    /// Text messages.
    Text,
    /// Email.
    Email,
    /// Post.
    Post,
    /// Through somebody else: a friend, another service.
    Through,
}

/// Whether a contact may be used without danger to the person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Safe {
    /// The person said that it is safe.
    Yes,
    /// It is not: somebody else sees or hears it.
    No,
    /// Nobody asked the person yet: treated as unsafe.
    #[default]
    Unknown,
}

impl Details {
    /// Seals the details with a data key of their own.
    pub fn seal(
        &self,
        key: &DataKey,
        person: PersonId,
        surroundings: &dyn Surroundings,
    ) -> Ciphertext {
        key.seal(Subject::Person(person), &details_form::written(self), surroundings)
    }

    /// The details that were sealed.
    pub fn open(key: &DataKey, person: PersonId, sealed: &Ciphertext) -> Result<Self, Foreign> {
        let plain = key.open(Subject::Person(person), sealed)?;
        details_form::read(&plain).ok_or(Foreign)
    }
}

impl DateOfBirth {
    /// What somebody entered.
    pub const fn new(date: Date) -> Self {
        Self(date)
    }
    /// The date, for somebody who may read the record that it is of.
    pub fn reveal<A: Act>(self, _permitted: &Permitted<A>) -> Date {
        self.0
    }
    /// The date in a list of what is in a scope.
    pub fn reveal_listed(self, _scope: &Scope) -> Date {
        self.0
    }
    pub(super) const fn date(self) -> Date {
        self.0
    }
    /// As linkage reads it.
    pub(crate) fn written(self) -> String {
        self.0.to_string()
    }
}

impl fmt::Debug for DateOfBirth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DateOfBirth(hidden)")
    }
}
