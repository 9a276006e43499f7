//! Fields in which people type.

use maud::{Markup, html};

use super::Form;
use crate::form::Field;

/// How wide an input is: as wide as what goes into it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Width {
    /// The whole column, up to a comfortable line.
    #[default]
    Full,
    /// About twenty characters: a name, a telephone number.
    Twenty,
    /// About ten: a postcode, a short number.
    Ten,
    /// About five: a time.
    Five,
    /// About three: a count.
    Three,
}

/// What goes into an input, which decides keyboard, spelling and how it is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    #[default]
    Words,
    /// A name: not spell-checked.
    Name,
    /// An address of mail.
    Email,
    /// A telephone number.
    Telephone,
    /// A whole number.
    Number,
    /// A reference, a postcode: not spell-checked, no capitals put in.
    Code,
    /// A code of one use, from a telephone.
    OneTimeCode,
}

/// One line.
#[derive(Clone, Copy, Debug, Default)]
pub struct Text<'a> {
    /// A sentence under the label.
    pub hint: Option<&'a str>,
    /// How wide it is.
    pub width: Width,
    /// What goes into it.
    pub kind: Kind,
    /// What a browser may fill in by itself: `off` on machines that are shared.
    pub autocomplete: Option<&'a str>,
}

/// Several lines.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lines<'a> {
    /// A sentence under the label.
    pub hint: Option<&'a str>,
    /// How many lines it shows; five where that is nothing.
    pub rows: Option<u16>,
    /// How many characters there may be, which the page counts down.
    pub at_most: Option<usize>,
}

impl Form<'_> {
    /// One line.
    pub fn text(&self, field: impl Field, text: &Text<'_>) -> Markup {
        let form: Form<'_> = *self;
        let asked = form.asked(&field, text.hint);
        let typed = self.typed(&asked.name);
        let width = match text.width {
            Width::Full => "",
            Width::Twenty => " govuk-input--width-20",
            Width::Ten => " govuk-input--width-10",
            Width::Five => " govuk-input--width-5",
            Width::Three => " govuk-input--width-3",
        };
        let faulty = if asked.fault.is_some() { " govuk-input--error" } else { "" };
        let (kind, mode, spell, capitals) = match text.kind {
            Kind::Words => ("text", None, None, None),
            Kind::Name => ("text", None, Some("false"), None),
            Kind::Email => ("email", None, Some("false"), None),
            Kind::Telephone => ("tel", None, None, None),
            Kind::Number | Kind::OneTimeCode => ("text", Some("numeric"), Some("false"), None),
            Kind::Code => ("text", None, Some("false"), Some("none")),
        };
        let complete =
            text.autocomplete.or((text.kind == Kind::OneTimeCode).then_some("one-time-code"));
        asked.group(
            "",
            &html! {
                (asked.label())
                (asked.said())
                input class={ "govuk-input" (width) (faulty) } id=(asked.name) name=(asked.name)
                    type=(kind) value=[(!typed.is_empty()).then_some(&typed)]
                    aria-describedby=[asked.described_by(None)] autocomplete=[complete]
                    inputmode=[mode] spellcheck=[spell] autocapitalize=[capitals];
            },
        )
    }

    /// Several lines.
    pub fn lines(&self, field: impl Field, lines: &Lines<'_>) -> Markup {
        let form: Form<'_> = *self;
        let asked = form.asked(&field, lines.hint);
        let faulty = if asked.fault.is_some() { " govuk-textarea--error" } else { "" };
        let counted = lines.at_most.map(|_| format!("{}-info", asked.name));
        let described = asked.described_by(counted.clone());
        let typed = self.typed(&asked.name);
        // A browser drops one new line at the start.
        let typed = if typed.starts_with(['\n', '\r']) { format!("\n{typed}") } else { typed };
        let content = html! {
            (asked.label())
            (asked.said())
            textarea class={ "govuk-textarea" (faulty) } id=(asked.name) name=(asked.name)
                rows=(lines.rows.unwrap_or(5)) aria-describedby=[described] { (typed) }
            @if let (Some(id), Some(most)) = (counted, lines.at_most) {
                div id=(id) class="govuk-hint govuk-character-count__message" data-at-most=(most) {
                    "You can enter up to " (crate::form::grouped(most)) " characters"
                }
            }
        };
        let more = if lines.at_most.is_some() { " govuk-character-count" } else { "" };
        asked.group(more, &content)
    }

    /// A password, which is never shown again; `new` when one is chosen.
    pub fn password(&self, field: impl Field, hint: Option<&str>, new: bool) -> Markup {
        let form: Form<'_> = *self;
        let asked = form.asked(&field, hint);
        let faulty = if asked.fault.is_some() { " govuk-input--error" } else { "" };
        asked.group(
            " govuk-password-input",
            &html! {
                (asked.label())
                (asked.said())
                div class="govuk-input__wrapper govuk-password-input__wrapper" {
                    input class={ "govuk-input govuk-password-input__input" (faulty) }
                        id=(asked.name) name=(asked.name) type="password" spellcheck="false"
                        aria-describedby=[asked.described_by(None)]
                        autocomplete=(if new { "new-password" } else { "current-password" })
                        autocapitalize="none";
                    button type="button" data-shows=(asked.name) aria-controls=(asked.name)
                        aria-label="Show password" hidden
                        class="govuk-button govuk-button--secondary govuk-password-input__toggle" {
                        "Show"
                    }
                }
            },
        )
    }
}
