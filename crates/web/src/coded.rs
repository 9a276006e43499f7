//! The closed lists of the pathway as choices of a form.

use components::{Field, Item, Radios, ReadChoice, ReadChoices, Reader};
use pathway::codes::Code;

/// The words of a value as the start of a line.
pub(crate) fn words<T: Code>(value: T) -> String {
    beginning(value.words())
}

/// Words as the start of a line.
pub(crate) fn beginning(words: &str) -> String {
    let mut signs = words.chars();
    signs.next().map(|first| first.to_uppercase().chain(signs).collect()).unwrap_or_default()
}

/// Some values as what can be chosen.
pub(crate) fn some<T: Code>(values: &[T]) -> Vec<Item<'static>> {
    values.iter().map(|value| Item::new(value.code(), words(*value))).collect()
}

/// Every value of a list as what can be chosen.
pub(crate) fn every<T: Code>() -> Vec<Item<'static>> {
    some(T::ALL)
}

/// Every value as radios; *not known*, where it is last, stands apart.
pub(crate) fn radios<'a, T: Code>(hint: Option<&'a str>) -> Radios<'a> {
    let last_apart = T::ALL.last().is_some_and(|last| last.code() == "unknown");
    let inline = T::ALL.len() <= 3;
    Radios { hint, items: every::<T>(), inline: inline && !last_apart, last_apart }
}

/// Reads one value.
pub(crate) fn one<'r, 'a, T: Code>(
    read: &'r mut Reader<'a>,
    field: impl Field,
) -> ReadChoice<'r, 'a, T> {
    read.choice_among(field, T::ALL.iter().map(|value| (value.code(), *value)))
}

/// Reads any number of values.
pub(crate) fn several<'r, 'a, T: Code>(
    read: &'r mut Reader<'a>,
    field: impl Field,
) -> ReadChoices<'r, 'a, T> {
    read.choices_among(field, T::ALL.iter().map(|value| (value.code(), *value)))
}

/// How an answer out of a closed list reads.
pub(crate) fn said<T: Code>(typed: &str) -> Option<String> {
    T::from_code(typed).map(words)
}

/// Everything that a form asks, in order.
pub(crate) trait Questions: Field + Copy + 'static {
    const ALL: &'static [Self];
}

/// Declares what a form asks: each question with its name in the form and its words.
macro_rules! asked {
    // Not every question has words of its own for where nothing was answered.
    (@missing) => { None };
    (@missing $missing:literal) => { Some($missing.into()) };
    ($(#[$about:meta])* $name:ident { $($field:ident = $spelled:literal, $label:literal $(, $missing:literal)?;)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum $name { $(#[doc = $label] $field),+ }

        impl crate::coded::Questions for $name {
            const ALL: &'static [Self] = &[$(Self::$field),+];
        }

        impl components::Field for $name {
            fn name(&self) -> std::borrow::Cow<'static, str> {
                match self { $(Self::$field => $spelled.into()),+ }
            }
            fn label(&self) -> std::borrow::Cow<'static, str> {
                match self { $(Self::$field => $label.into()),+ }
            }
            fn missing(&self) -> Option<std::borrow::Cow<'static, str>> {
                match self { $(Self::$field => $crate::coded::asked!(@missing $($missing)?)),+ }
            }
        }
    };
}
pub(crate) use asked;
