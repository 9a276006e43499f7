//! Buttons.

use maud::{Markup, html};

/// How much a button says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weight {
    /// The one act of a page.
    #[default]
    Primary,
    /// Another way on.
    Secondary,
    /// What cannot be undone.
    Warning,
}

impl Weight {
    const fn classes(self) -> &'static str {
        match self {
            Self::Primary => "govuk-button",
            Self::Secondary => "govuk-button govuk-button--secondary",
            Self::Warning => "govuk-button govuk-button--warning",
        }
    }
}

/// A button that sends its form, once: the script keeps a second press from sending it again.
pub fn button(words: &str, weight: Weight) -> Markup {
    html! {
        button type="submit" class=(weight.classes()) data-prevent-double-click="true" { (words) }
    }
}

/// A button that sends a value of its own with the form, such as *Save and come back later*.
pub fn button_with(words: &str, weight: Weight, name: &str, value: &str) -> Markup {
    html! {
        button type="submit" class=(weight.classes()) name=(name) value=(value)
            data-prevent-double-click="true" { (words) }
    }
}

/// A link that looks like a button, since it leads to the one act of a page.
pub fn button_link(href: &str, words: &str, weight: Weight) -> Markup {
    html! { a href=(href) class=(weight.classes()) draggable="false" { (words) } }
}

/// Buttons and links beside one another.
pub fn button_group(content: &Markup) -> Markup {
    html! { div class="govuk-button-group" { (content) } }
}
