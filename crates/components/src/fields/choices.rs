//! Radios, checkboxes, and a list to choose from where there are too many for radios.

use std::borrow::Cow;

use maud::{Markup, html};

use super::Form;
use crate::form::{Choice, Field};

/// What can be chosen.
#[derive(Clone, Debug)]
pub struct Item<'a> {
    /// What is sent.
    pub value: Cow<'a, str>,
    /// What the page says.
    pub label: Cow<'a, str>,
    /// A quieter sentence under it.
    pub hint: Option<Cow<'a, str>>,
    /// What is asked further where this is chosen: seen only then, by the styles alone.
    pub reveal: Option<Markup>,
}

impl<'a> Item<'a> {
    /// A choice of a value and its words.
    pub fn new(value: impl Into<Cow<'a, str>>, label: impl Into<Cow<'a, str>>) -> Self {
        Self { value: value.into(), label: label.into(), hint: None, reveal: None }
    }

    /// With a quieter sentence under it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<Cow<'a, str>>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// With what is asked further where this is chosen.
    #[must_use]
    pub fn reveal(mut self, reveal: Markup) -> Self {
        self.reveal = Some(reveal);
        self
    }
}

/// The choices of a type.
pub fn items<T: Choice>() -> Vec<Item<'static>> {
    let item = |choice: &T| Item {
        value: choice.value().into(),
        label: choice.label().into(),
        hint: choice.hint().map(Cow::Borrowed),
        reveal: None,
    };
    T::EVERY.iter().map(item).collect()
}

/// One of several; nothing is chosen beforehand.
#[derive(Clone, Debug, Default)]
pub struct Radios<'a> {
    /// A sentence under the question.
    pub hint: Option<&'a str>,
    /// What can be chosen.
    pub items: Vec<Item<'a>>,
    /// Beside one another: for *Yes* and *No*.
    pub inline: bool,
    /// The last stands apart, after *or*: for *Not known*.
    pub last_apart: bool,
}

/// Any number of several.
#[derive(Clone, Debug, Default)]
pub struct Checkboxes<'a> {
    /// A sentence under the question.
    pub hint: Option<&'a str>,
    /// What can be ticked.
    pub items: Vec<Item<'a>>,
}

/// One of many, where radios would be longer than a screen.
#[derive(Clone, Debug, Default)]
pub struct Select<'a> {
    /// A sentence under the label.
    pub hint: Option<&'a str>,
    /// What can be chosen, after the line that chooses nothing.
    pub items: Vec<Item<'a>>,
    /// The words of that line, as in *Any worker*; *Choose one* unless said.
    pub none: Option<&'a str>,
}

impl Form<'_> {
    /// One of several.
    pub fn radios(&self, field: impl Field, radios: &Radios<'_>) -> Markup {
        let form: Form<'_> = *self;
        let asked = form.asked(&field, radios.hint);
        let chosen: Vec<&str> = self.submission.every(&asked.name).collect();
        let inline = if radios.inline { " govuk-radios--inline" } else { "" };
        let last = radios.items.len().saturating_sub(1);
        asked.fieldset(
            None,
            &html! {
                div class={ "govuk-radios" (inline) } {
                    @for (place, choice) in radios.items.iter().enumerate() {
                        @if radios.last_apart && place == last && place > 0 {
                            div class="govuk-radios__divider" { "or" }
                        }
                        (item("radio", "radios", &asked.name, place, choice, &chosen))
                    }
                }
            },
        )
    }

    /// Any number of several.
    pub fn checkboxes(&self, field: impl Field, checkboxes: &Checkboxes<'_>) -> Markup {
        let form: Form<'_> = *self;
        let asked = form.asked(&field, checkboxes.hint);
        let chosen: Vec<&str> = self.submission.every(&asked.name).collect();
        asked.fieldset(
            None,
            &html! {
                div class="govuk-checkboxes" {
                    @for (place, choice) in checkboxes.items.iter().enumerate() {
                        (item("checkbox", "checkboxes", &asked.name, place, choice, &chosen))
                    }
                }
            },
        )
    }

    /// A single checkbox, whose label is the field's; what it sends is `yes`.
    pub fn tick(&self, field: impl Field, hint: Option<&str>) -> Markup {
        let form: Form<'_> = *self;
        let asked = form.asked(&field, None);
        let chosen: Vec<&str> = self.submission.every(&asked.name).collect();
        let mut only = Item::new("yes", &*asked.label);
        only.hint = hint.map(Cow::Borrowed);
        asked.group(
            "",
            &html! {
                (asked.said())
                div class="govuk-checkboxes" {
                    (item("checkbox", "checkboxes", &asked.name, 0, &only, &chosen))
                }
            },
        )
    }

    /// One of many.
    pub fn select(&self, field: impl Field, select: &Select<'_>) -> Markup {
        let form: Form<'_> = *self;
        let asked = form.asked(&field, select.hint);
        let chosen = self.submission.typed(&asked.name).unwrap_or_default();
        let faulty = if asked.fault.is_some() { " govuk-select--error" } else { "" };
        asked.group("", &html! {
            (asked.label())
            (asked.said())
            select class={ "govuk-select" (faulty) } id=(asked.name) name=(asked.name)
                aria-describedby=[asked.described_by(None)] {
                option value="" { (select.none.unwrap_or("Choose one")) }
                @for choice in &select.items {
                    option value=(choice.value) selected[choice.value == chosen] { (choice.label) }
                }
            }
        })
    }
}

fn item(
    kind: &str,
    block: &str,
    name: &str,
    place: usize,
    choice: &Item<'_>,
    chosen: &[&str],
) -> Markup {
    // A link to the field leads to the first of its inputs.
    let id = if place == 0 { name.to_owned() } else { format!("{name}-{}", place + 1) };
    let described = choice.hint.as_ref().map(|_| format!("{id}-item-hint"));
    html! {
        div class={ "govuk-" (block) "__item" } {
            input class={ "govuk-" (block) "__input" } id=(id) name=(name) type=(kind)
                value=(choice.value) checked[chosen.contains(&&*choice.value)]
                aria-describedby=[described.as_deref()];
            label class={ "govuk-label govuk-" (block) "__label" } for=(id) { (choice.label) }
            @if let (Some(hint), Some(id)) = (&choice.hint, &described) {
                div id=(id) class={ "govuk-hint govuk-" (block) "__hint" } { (hint) }
            }
        }
        @if let Some(reveal) = &choice.reveal {
            div class={ "govuk-" (block) "__conditional" } id={ "conditional-" (id) } { (reveal) }
        }
    }
}
