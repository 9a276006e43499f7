//! Ids: UUIDs of version 7, a type each, so that none can stand for another. They sort by the
//! time when they were made, and therefore tell it: what people and addresses carry is a
//! [`Reference`](crate::Reference).

use std::fmt;

use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// The id that a UUID stands for: of something stored before.
            pub const fn of(id: Uuid) -> Self {
                Self(id)
            }
            /// The UUID inside.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), self.0)
            }
        }
    )+};
}

ids! {
    /// His case on the programme's side: one referral of one man and what follows from it.
    CaseId,
    /// A form that was sent: sent twice, it is done once.
    CommandId,
    /// A group of the programme that meets weekly.
    GroupId,
    /// A message in the inbox of a worker or an organisation.
    MessageId,
    /// Free text, kept apart, encrypted, erasable.
    NarrativeId,
    /// An organisation whose workers sign in.
    OrganisationId,
    /// A person's name, contacts and date of birth, kept apart, encrypted, erasable.
    PersonId,
    /// A programme: one installation serves several, and nothing crosses between them.
    ProgrammeId,
    /// What a referral says of her, sealed until it crosses to one provider.
    SealedPartId,
    /// Her case on the support service's side.
    SupportCaseId,
    /// Somebody who signs in, or a part of Waymark that acts by itself.
    WorkerId,
}
