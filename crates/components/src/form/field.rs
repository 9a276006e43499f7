//! What a page's form asks.

use std::borrow::Cow;

/// A question of a form: usually an enum with one variant a question. A question that is asked
/// of several people has a variant with a number, and a name made from it.
///
/// ```
/// use std::borrow::Cow;
///
/// #[derive(Clone, Copy)]
/// enum Asked {
///     Surname,
///     PartnerSurname(u8),
/// }
///
/// impl components::Field for Asked {
///     fn name(&self) -> Cow<'static, str> {
///         match self {
///             Self::Surname => "surname".into(),
///             Self::PartnerSurname(which) => format!("partner-{which}-surname").into(),
///         }
///     }
///     fn label(&self) -> Cow<'static, str> {
///         "Surname".into()
///     }
/// }
/// ```
pub trait Field {
    /// The name under which the answer is sent, and the id in the page: small letters, digits
    /// and hyphens, unique in the page.
    fn name(&self) -> Cow<'static, str>;

    /// What the page asks: a noun or a question.
    fn label(&self) -> Cow<'static, str>;

    /// How a sentence calls the answer, as in *Enter his surname*; the label with a small first
    /// letter, unless a page knows better.
    fn called(&self) -> Cow<'static, str> {
        let label = self.label();
        let mut signs = label.trim_end_matches('?').chars();
        match signs.next() {
            Some(first) => first.to_lowercase().chain(signs).collect::<String>().into(),
            None => label,
        }
    }

    /// The whole sentence where nothing was answered, if *Enter …* or *Choose …* does not do.
    fn missing(&self) -> Option<Cow<'static, str>> {
        None
    }
}

/// [`Field::called`] at the start of a sentence.
pub(super) fn begins(field: &impl Field) -> String {
    let called = field.called();
    let mut signs = called.chars();
    signs.next().map(|first| first.to_uppercase().chain(signs).collect()).unwrap_or_default()
}

/// The sentence where nothing was typed.
pub(super) fn enter(field: &impl Field) -> String {
    field.missing().map_or_else(|| format!("Enter {}", field.called()), Cow::into_owned)
}

/// The sentence where nothing was chosen.
pub(super) fn choose(field: &impl Field) -> String {
    let label = field.label();
    match field.missing() {
        Some(words) => words.into_owned(),
        None if label.ends_with('?') => format!("Choose an answer to ‘{label}’"),
        None => format!("Choose {}", field.called()),
    }
}
