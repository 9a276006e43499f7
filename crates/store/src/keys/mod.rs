//! What keeps names, contacts and free text from whoever holds the database.
//!
//! Three layers: the master key, which the database never holds ([`MasterKey`]), wraps one
//! wrapping key for each organisation and side ([`KeyRing`]), which wraps a data key for each
//! person, narrative, sealed part and draft ([`DataKey`]), which seals the text itself
//! ([`Ciphertext`]). Every ciphertext is bound to what it is of, so that none can be put in the
//! place of another. Look-up goes by a blind index ([`index`]). `docs/keys.md` tells the whole.

pub mod index;

mod ciphertext;
mod details;
mod details_form;
mod master;
mod material;
mod opened;
mod ring;
mod secret;
mod stored;
mod wrap;

#[cfg(test)]
mod tests;

pub use ciphertext::{Ciphertext, Foreign};
pub use details::{Contact, ContactKind, DateOfBirth, Details, Safe};
pub use master::{KeyId, MasterKey, NoMasterKey};
pub(crate) use material::Material;
pub use ring::{KeyFault, KeyRing};
pub use secret::{Name, Narrative, Secret};
pub use stored::{Holder, StoredKey};
pub use wrap::{DataKey, Side, Subject, Wrap};
