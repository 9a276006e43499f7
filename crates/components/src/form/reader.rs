//! Reads what was typed into types, and gathers everything that is wrong at once.

use std::fmt::Display;
use std::str::FromStr;

use jiff::civil::Time;

use super::choices::{Choice, ReadChoice, ReadChoices};
use super::contacts::{self, ReadAs, ReadNumber};
use super::dates::ReadDate;
use super::faults::{Fault, Faults};
use super::field::{Field, begins, enter};
use super::signs::{self, Kind};
use super::submission::Submission;
use super::times;

/// A fault has been said; the reader holds its words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Faulty(());

/// What was read of one field.
pub type Read<T> = Result<T, Faulty>;

/// Reads the fields of a submission one after the other.
///
/// ```
/// # use std::borrow::Cow;
/// # #[derive(Clone, Copy)]
/// # enum Asked { Surname, SeenOn }
/// # impl components::Field for Asked {
/// #     fn name(&self) -> Cow<'static, str> {
/// #         match self { Self::Surname => "surname", Self::SeenOn => "seen-on" }.into()
/// #     }
/// #     fn label(&self) -> Cow<'static, str> {
/// #         match self { Self::Surname => "Surname", Self::SeenOn => "Last seen" }.into()
/// #     }
/// # }
/// # use components::{Reader, Submission};
/// # struct Refer { surname: String, seen_on: jiff::civil::Date }
/// # let today = jiff::civil::date(2019, 3, 4);
/// # let submission = Submission::of([
/// #     ("surname", "Marlowe"), ("seen-on-day", "3"), ("seen-on-month", "march"),
/// #     ("seen-on-year", "2019"),
/// # ]);
/// let mut read = Reader::new(&submission);
/// let surname = read.text(Asked::Surname).at_most(100).required();
/// let seen_on = read.date(Asked::SeenOn).not_after(today).required();
/// let refer = read.finish(|| Ok(Refer { surname: surname?, seen_on: seen_on? }));
/// # assert_eq!(refer.unwrap().surname, "Marlowe");
/// ```
#[derive(Debug)]
pub struct Reader<'a> {
    pub(super) submission: &'a Submission,
    faults: Faults,
}

impl<'a> Reader<'a> {
    /// Reads a submission.
    pub fn new(submission: &'a Submission) -> Self {
        Self { submission, faults: Faults::default() }
    }

    /// One line of text, such as a name: at most 200 characters unless said otherwise.
    pub fn text<F: Field>(&mut self, field: F) -> ReadText<'_, 'a, F> {
        ReadText { reader: self, field, kind: Kind::Line, most: 200 }
    }

    /// Several lines of text: at most 10,000 characters unless said otherwise.
    pub fn lines<F: Field>(&mut self, field: F) -> ReadText<'_, 'a, F> {
        ReadText { reader: self, field, kind: Kind::Lines, most: 10_000 }
    }

    /// A date in three inputs, `{name}-day`, `{name}-month` and `{name}-year`.
    pub fn date<F: Field>(&mut self, field: F) -> ReadDate<'_, 'a, F> {
        ReadDate::new(self, field)
    }

    /// A time of day, as people write it.
    pub fn time<F: Field>(&mut self, field: F) -> ReadAs<'_, 'a, F, Time> {
        ReadAs::new(self, field, times::time)
    }

    /// An address of electronic mail.
    pub fn email<F: Field>(&mut self, field: F) -> ReadAs<'_, 'a, F, String> {
        ReadAs::new(self, field, contacts::email)
    }

    /// A telephone number, as people write it.
    pub fn phone<F: Field>(&mut self, field: F) -> ReadAs<'_, 'a, F, String> {
        ReadAs::new(self, field, contacts::phone)
    }

    /// A reference, or anything else that is written in one line in a form of its own; its
    /// error is the sentence that the person reads.
    pub fn reference<T, F: Field>(&mut self, field: F) -> ReadAs<'_, 'a, F, T>
    where
        T: FromStr,
        T::Err: Display,
    {
        ReadAs::new(self, field, |typed| typed.parse().map_err(|fault: T::Err| fault.to_string()))
    }

    /// One answer of the choices of a type.
    pub fn choice<T: Choice>(&mut self, field: impl Field) -> ReadChoice<'_, 'a, T> {
        ReadChoice::new(self, &field, T::EVERY.iter().map(|choice| (choice.value(), *choice)))
    }

    /// One answer among choices that are known only now, each by its value in the page.
    pub fn choice_among<V: AsRef<str>, T>(
        &mut self,
        field: impl Field,
        choices: impl IntoIterator<Item = (V, T)>,
    ) -> ReadChoice<'_, 'a, T> {
        ReadChoice::new(self, &field, choices)
    }

    /// Any number of the choices of a type, in their order.
    pub fn choices<T: Choice>(&mut self, field: impl Field) -> ReadChoices<'_, 'a, T> {
        ReadChoices::new(self, &field, T::EVERY.iter().map(|choice| (choice.value(), *choice)))
    }

    /// Any number of choices that are known only now, each by its value in the page.
    pub fn choices_among<V: AsRef<str>, T>(
        &mut self,
        field: impl Field,
        choices: impl IntoIterator<Item = (V, T)>,
    ) -> ReadChoices<'_, 'a, T> {
        ReadChoices::new(self, &field, choices)
    }

    /// Whether a single checkbox, whose value is `yes`, is ticked.
    pub fn ticked(&mut self, field: impl Field) -> bool {
        self.submission.every(&field.name()).any(|typed| typed == "yes")
    }

    /// A whole number.
    pub fn number<F: Field>(&mut self, field: F) -> ReadNumber<'_, 'a, F> {
        ReadNumber::new(self, field)
    }

    /// Says what is wrong with a field beyond what the reader can know, such as an end before
    /// its start.
    pub fn fault(&mut self, field: impl Field, words: impl Into<String>) -> Faulty {
        self.faults.add(&field, words);
        Faulty(())
    }

    /// Everything read, or every fault.
    ///
    /// # Errors
    /// Every fault, in the order in which the fields were read.
    pub fn finish<T>(mut self, make: impl FnOnce() -> Read<T>) -> Result<T, Faults> {
        match make() {
            Ok(made) if self.faults.is_empty() => Ok(made),
            Ok(_) => Err(self.faults),
            Err(Faulty(())) => {
                if self.faults.is_empty() {
                    self.faults.add_of_page("Check every answer and send the form again");
                }
                Err(self.faults)
            }
        }
    }

    pub(super) fn say(&mut self, fault: Fault) -> Faulty {
        self.faults.push(fault);
        Faulty(())
    }

    /// One line as typed, without the spaces around it; nothing where there is nothing else.
    pub(super) fn line(
        &mut self,
        field: &impl Field,
        kind: Kind,
        most: usize,
    ) -> Read<Option<String>> {
        let name = field.name();
        let submission = self.submission;
        let mut sent = submission.every(&name);
        let typed = sent.next().unwrap_or_default();
        if sent.any(|other| other != typed) {
            return Err(self.fault_of(field, "was sent twice, and not the same: enter it once"));
        }
        if submission.damaged(&name) {
            return Err(self.fault_of(field, "came damaged: type it again where it has �"));
        }
        let text = match kind {
            Kind::Line => typed.trim().to_owned(),
            Kind::Lines => typed.trim().replace("\r\n", "\n"),
        };
        if text.is_empty() {
            return Ok(None);
        }
        let length = text.chars().count();
        if length > most {
            let over = grouped(length - most);
            let most = grouped(most);
            return Err(self.fault_of(
                field,
                &format!("must be {most} characters or fewer: shorten it by {over}"),
            ));
        }
        match signs::refused(&text, kind) {
            Some(words) => Err(self.fault_of(field, &words)),
            None => Ok(Some(text)),
        }
    }

    pub(super) fn fault_of(&mut self, field: &impl Field, words: &str) -> Faulty {
        let words = format!("{} {words}", begins(field));
        self.fault_words(field, words)
    }

    pub(super) fn fault_words(&mut self, field: &impl Field, words: String) -> Faulty {
        self.faults.add(field, words);
        Faulty(())
    }
}

/// Text that is being read.
#[derive(Debug)]
#[must_use = "end with `required` or `optional`"]
pub struct ReadText<'r, 'a, F> {
    reader: &'r mut Reader<'a>,
    field: F,
    kind: Kind,
    most: usize,
}

impl<F: Field> ReadText<'_, '_, F> {
    /// No more than so many characters; a new line counts as one.
    pub fn at_most(mut self, most: usize) -> Self {
        self.most = most;
        self
    }

    /// The text, which must be there.
    pub fn required(self) -> Read<String> {
        match self.reader.line(&self.field, self.kind, self.most)? {
            Some(text) => Ok(text),
            None => Err(self.reader.fault_words(&self.field, enter(&self.field))),
        }
    }

    /// The text, if there is any.
    pub fn optional(self) -> Read<Option<String>> {
        self.reader.line(&self.field, self.kind, self.most)
    }

    /// The text as something else; its error is the sentence that the person reads.
    pub fn required_as<T, E: Display>(self, make: impl FnOnce(String) -> Result<T, E>) -> Read<T> {
        let text = match self.reader.line(&self.field, self.kind, self.most)? {
            Some(text) => text,
            None => return Err(self.reader.fault_words(&self.field, enter(&self.field))),
        };
        make(text).map_err(|fault| self.reader.fault_words(&self.field, sentence(&fault)))
    }

    /// The text as something else, if there is any.
    pub fn optional_as<T, E: Display>(
        self,
        make: impl FnOnce(String) -> Result<T, E>,
    ) -> Read<Option<T>> {
        match self.reader.line(&self.field, self.kind, self.most)? {
            Some(text) => make(text)
                .map(Some)
                .map_err(|fault| self.reader.fault_words(&self.field, sentence(&fault))),
            None => Ok(None),
        }
    }
}

/// An error's words as a sentence of a page.
pub(super) fn sentence(fault: &impl Display) -> String {
    let words = fault.to_string();
    let mut signs = words.chars();
    signs.next().map(|first| first.to_uppercase().chain(signs).collect()).unwrap_or_default()
}

/// A count with commas between its thousands.
pub(crate) fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut written = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}
