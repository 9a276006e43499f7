//! Data keys, and the wraps that give them to one organisation and side.

use pathway::{
    MessageId, NarrativeId, OrganisationId, PersonId, SealedPartId, Surroundings, WorkerId,
};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::ciphertext::{Ciphertext, Foreign, Place};
use super::material::Material;

/// What a data key is of: each has one of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A person's name, contacts and date of birth.
    Person(PersonId),
    /// Free text.
    Narrative(NarrativeId),
    /// What a referral says of her.
    SealedPart(SealedPartId),
    /// A form that is not sent yet.
    Draft(Uuid),
    /// A message in an inbox.
    Message(MessageId),
    /// What a worker signs in with besides a password.
    SignIn(WorkerId),
    /// Text of an audit entry, such as what was searched for.
    AuditDetail(Uuid),
    /// The name and e-mail address of a worker.
    Worker(WorkerId),
    /// An address of mail that a worker has no more.
    LeftAddress(WorkerId),
}

/// Whose key wraps: people of one organisation on one side of the wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Who referred.
    Referring,
    /// His side.
    Programme,
    /// Her side.
    Support,
    /// Who keeps accounts: of workers, never of a case.
    Administration,
    /// Nobody's: what a referral says of her, until the crossing gives it to one provider.
    Sealed,
}

/// The key of one text. It is made at random, held while a request lasts, and wiped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataKey(pub(super) Material);

/// A data key as one organisation and side holds it: a row of `wraps`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrap {
    /// What the data key is of.
    pub subject: Subject,
    /// The record through which it is read: a case, a support case, a draft.
    pub record: Uuid,
    /// Who may open it.
    pub organisation: OrganisationId,
    /// On which side.
    pub side: Side,
    /// The version of their wrapping key.
    pub version: u32,
    /// The data key, sealed.
    pub wrapped: Ciphertext,
}

impl Subject {
    /// The id alone.
    pub const fn uuid(self) -> Uuid {
        match self {
            Self::Person(id) => id.uuid(),
            Self::Narrative(id) => id.uuid(),
            Self::SealedPart(id) => id.uuid(),
            Self::Message(id) => id.uuid(),
            Self::SignIn(id) | Self::Worker(id) | Self::LeftAddress(id) => id.uuid(),
            Self::Draft(id) | Self::AuditDetail(id) => id,
        }
    }

    /// The number by which the kind is stored, and which the cipher is told.
    pub const fn code(self) -> u8 {
        match self {
            Self::Person(_) => 1,
            Self::Narrative(_) => 2,
            Self::SealedPart(_) => 3,
            Self::Draft(_) => 4,
            Self::Message(_) => 5,
            Self::SignIn(_) => 6,
            Self::AuditDetail(_) => 7,
            Self::Worker(_) => 8,
            Self::LeftAddress(_) => 9,
        }
    }

    /// The subject that was stored; none for a number that no kind has.
    pub const fn stored(code: u8, id: Uuid) -> Option<Self> {
        Some(match code {
            1 => Self::Person(PersonId::of(id)),
            2 => Self::Narrative(NarrativeId::of(id)),
            3 => Self::SealedPart(SealedPartId::of(id)),
            4 => Self::Draft(id),
            5 => Self::Message(MessageId::of(id)),
            6 => Self::SignIn(WorkerId::of(id)),
            7 => Self::AuditDetail(id),
            8 => Self::Worker(WorkerId::of(id)),
            9 => Self::LeftAddress(WorkerId::of(id)),
            _ => return None,
        })
    }
}

impl Side {
    /// The keys that a side of the house holds; none for one that reads no name.
    pub const fn of(side: access::Side) -> Option<Self> {
        Some(match side {
            access::Side::Referring => Self::Referring,
            access::Side::Programme => Self::Programme,
            access::Side::Support => Self::Support,
            access::Side::Administration => Self::Administration,
            access::Side::Waymark => Self::Sealed,
            access::Side::Oversight => return None,
        })
    }

    /// The number by which the side is stored, and which the cipher is told.
    pub const fn code(self) -> u8 {
        match self {
            Self::Referring => 1,
            Self::Programme => 2,
            Self::Support => 3,
            Self::Administration => 4,
            Self::Sealed => 5,
        }
    }

    /// The side that was stored; none for a number that no side has.
    pub const fn stored(code: u8) -> Option<Self> {
        Some(match code {
            1 => Self::Referring,
            2 => Self::Programme,
            3 => Self::Support,
            4 => Self::Administration,
            5 => Self::Sealed,
            _ => return None,
        })
    }
}

impl DataKey {
    /// A fresh key.
    pub fn random(surroundings: &dyn Surroundings) -> Self {
        Self(Material::random(surroundings))
    }

    /// Seals a text that is neither a person's details nor a narrative, which know how themselves.
    pub fn seal(
        &self,
        subject: Subject,
        plain: &[u8],
        surroundings: &dyn Surroundings,
    ) -> Ciphertext {
        Ciphertext::seal(&self.0, &place(subject), plain, surroundings)
    }

    /// What was sealed with this key for this subject. The key itself is got only by permission.
    pub fn open(
        &self,
        subject: Subject,
        sealed: &Ciphertext,
    ) -> Result<Zeroizing<Vec<u8>>, Foreign> {
        sealed.open(&self.0, &place(subject))
    }
}

/// Purposes of [`Place`]: one a list of parts.
const TEXT: u8 = 1;
const WRAP: u8 = 2;

fn place(subject: Subject) -> Place {
    Place::of(TEXT).code(subject.code()).id(subject.uuid())
}

impl Wrap {
    pub(super) fn place(
        subject: Subject,
        record: Uuid,
        (organisation, side, version): (OrganisationId, Side, u32),
    ) -> Place {
        Place::of(WRAP)
            .code(subject.code())
            .id(subject.uuid())
            .id(record)
            .id(organisation.uuid())
            .code(side.code())
            .version(version)
    }
}
