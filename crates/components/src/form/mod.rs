//! Forms: what was typed, how it is read, and what is wrong with it.
//!
//! A page names its fields in one enum that implements [`Field`], reads a [`Submission`] with a
//! [`Reader`], and shows a [`Form`](crate::Form) again with everything that was typed and the [`Faults`].

mod choices;
mod contacts;
mod dates;
mod faults;
mod field;
mod frame;
mod reader;
mod signs;
mod submission;
#[cfg(test)]
mod tests;
mod times;

pub use choices::{Choice, ReadChoice, ReadChoices};
pub use contacts::{ReadAs, ReadNumber};
pub use dates::{DatePart, ReadDate, day};
pub use faults::{Fault, Faults};
pub use field::Field;
pub use frame::{Frame, form, likely, said_live};
pub use reader::{Faulty, Read, ReadText, Reader};
pub use submission::{Bounds, COMMAND, Overfull, Submission, TOKEN};

pub(crate) use dates::input;
pub(crate) use reader::grouped;
pub(crate) use submission::visible;
