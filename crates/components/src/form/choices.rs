//! Choices, of which nothing is chosen beforehand.

use super::field::{Field, choose};
use super::reader::{Faulty, Read, Reader};

/// A type whose values are what a person can choose.
pub trait Choice: Copy + 'static {
    /// Every choice, in the order of the page.
    const EVERY: &'static [Self];

    /// What is sent: small letters, digits and hyphens.
    fn value(&self) -> &'static str;

    /// What the page says.
    fn label(&self) -> &'static str;

    /// A quieter sentence under it.
    fn hint(&self) -> Option<&'static str> {
        None
    }
}

/// One choice that is being read.
#[derive(Debug)]
#[must_use = "end with `required` or `optional`"]
pub struct ReadChoice<'r, 'a, T> {
    reader: &'r mut Reader<'a>,
    name: String,
    missing: String,
    chosen: Chosen<T>,
}

/// Any number of choices that are being read.
#[derive(Debug)]
#[must_use = "end with `required` or `any`"]
pub struct ReadChoices<'r, 'a, T> {
    reader: &'r mut Reader<'a>,
    name: String,
    missing: String,
    chosen: Chosen<T>,
}

/// What was chosen, or that it is not among the choices.
#[derive(Debug)]
enum Chosen<T> {
    These(Vec<T>),
    Unknown,
}

impl<'r, 'a, T> ReadChoice<'r, 'a, T> {
    pub(super) fn new<V: AsRef<str>>(
        reader: &'r mut Reader<'a>,
        field: &impl Field,
        choices: impl IntoIterator<Item = (V, T)>,
    ) -> Self {
        let chosen = chosen(reader, &field.name(), choices);
        Self { reader, name: field.name().into_owned(), missing: choose(field), chosen }
    }

    /// The choice, which must be made.
    pub fn required(self) -> Read<T> {
        let Self { reader, name, missing, chosen } = self;
        match one(chosen) {
            Ok(Some(choice)) => Ok(choice),
            Ok(None) => Err(said(reader, name, missing)),
            Err(words) => Err(said(reader, name, words.to_owned())),
        }
    }

    /// The choice, if it was made.
    pub fn optional(self) -> Read<Option<T>> {
        let Self { reader, name, chosen, .. } = self;
        one(chosen).map_err(|words| said(reader, name, words.to_owned()))
    }
}

impl<'r, 'a, T> ReadChoices<'r, 'a, T> {
    pub(super) fn new<V: AsRef<str>>(
        reader: &'r mut Reader<'a>,
        field: &impl Field,
        choices: impl IntoIterator<Item = (V, T)>,
    ) -> Self {
        let chosen = chosen(reader, &field.name(), choices);
        Self { reader, name: field.name().into_owned(), missing: choose(field), chosen }
    }

    /// The choices, of which there must be one.
    pub fn required(self) -> Read<Vec<T>> {
        let Self { reader, name, missing, chosen } = self;
        match chosen {
            Chosen::These(these) if these.is_empty() => Err(said(reader, name, missing)),
            Chosen::These(these) => Ok(these),
            Chosen::Unknown => Err(said(reader, name, UNKNOWN.to_owned())),
        }
    }

    /// The choices, which may be none.
    pub fn any(self) -> Read<Vec<T>> {
        let Self { reader, name, chosen, .. } = self;
        match chosen {
            Chosen::These(these) => Ok(these),
            Chosen::Unknown => Err(said(reader, name, UNKNOWN.to_owned())),
        }
    }
}

/// The page that was filled in may be older than the choices that there are now.
const UNKNOWN: &str = "What was chosen is not among the choices: choose again";

fn chosen<V: AsRef<str>, T>(
    reader: &Reader<'_>,
    name: &str,
    choices: impl IntoIterator<Item = (V, T)>,
) -> Chosen<T> {
    let mut sent: Vec<&str> =
        reader.submission.every(name).filter(|typed| !typed.is_empty()).collect();
    sent.sort_unstable();
    sent.dedup();
    let mut these = Vec::new();
    for (value, choice) in choices {
        if let Ok(place) = sent.binary_search(&value.as_ref()) {
            sent.remove(place);
            these.push(choice);
        }
    }
    if sent.is_empty() { Chosen::These(these) } else { Chosen::Unknown }
}

fn one<T>(chosen: Chosen<T>) -> Result<Option<T>, &'static str> {
    match chosen {
        Chosen::Unknown => Err(UNKNOWN),
        Chosen::These(mut these) if these.len() < 2 => Ok(these.pop()),
        Chosen::These(_) => Err("More than one was chosen: choose one"),
    }
}

fn said(reader: &mut Reader<'_>, name: String, words: String) -> Faulty {
    reader.say(super::Fault { target: Some(name.clone()), field: Some(name), words, parts: vec![] })
}
