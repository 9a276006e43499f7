//! What is wrong with a form.

use super::dates::DatePart;
use super::field::Field;

/// One thing that is wrong, said so that it can be put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The name of the field; nothing where it is about the whole page.
    pub field: Option<String>,
    /// The id of the element where it is put right.
    pub target: Option<String>,
    /// A sentence without full stop that says what to do.
    pub words: String,
    /// Which inputs of a date are wrong; empty where that is all of them.
    pub parts: Vec<DatePart>,
}

/// Everything that is wrong with a form, in the order of its fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Nothing is wrong.
    pub const NONE: &'static Self = &Self(Vec::new());

    /// Says what is wrong with a field.
    pub fn add(&mut self, field: &impl Field, words: impl Into<String>) {
        let name = field.name().into_owned();
        self.push(Fault {
            target: Some(name.clone()),
            field: Some(name),
            words: words.into(),
            parts: Vec::new(),
        });
    }

    /// Says what is wrong with the whole form: somebody else changed the record meanwhile.
    pub fn add_of_page(&mut self, words: impl Into<String>) {
        let words = words.into();
        self.push(Fault { field: None, target: None, words, parts: Vec::new() });
    }

    /// What is wrong with the field of a name, first of all.
    pub fn of(&self, name: &str) -> Option<&Fault> {
        self.0.iter().find(|fault| fault.field.as_deref() == Some(name))
    }

    /// Every fault in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Fault> {
        self.0.iter()
    }

    /// Whether nothing is wrong: what [`Page::faulty`](crate::Page) is the opposite of.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn push(&mut self, fault: Fault) {
        self.0.push(fault);
    }
}
