//! Dates as three inputs.

use maud::{Markup, html};

use super::Form;
use crate::form::{DatePart, Field, input};

/// A date.
#[derive(Clone, Copy, Debug, Default)]
pub struct DateInput<'a> {
    /// A sentence under the question, with an example.
    pub hint: Option<&'a str>,
    /// It is the person's own day of birth, which a browser may fill in.
    pub own_birthday: bool,
}

impl Form<'_> {
    /// A date: day, month and year; the month may be a name.
    pub fn date(&self, field: impl Field, date: &DateInput<'_>) -> Markup {
        let form: Form<'_> = *self;
        let asked = form.asked(&field, date.hint);
        let wrong = |part: DatePart| {
            asked.fault.is_some_and(|fault| fault.parts.is_empty() || fault.parts.contains(&part))
        };
        asked.fieldset(Some("group"), &html! {
            div class="govuk-date-input" id=(asked.name) {
                @for part in DatePart::EVERY {
                    @let id = input(&asked.name, part);
                    @let typed = self.typed(&id);
                    @let (words, width) = match part {
                        DatePart::Day => ("Day", "2"),
                        DatePart::Month => ("Month", "5"),
                        DatePart::Year => ("Year", "4"),
                    };
                    @let faulty = if wrong(part) { " govuk-input--error" } else { "" };
                    // Names of months need letters.
                    @let mode = (part != DatePart::Month).then_some("numeric");
                    div class="govuk-date-input__item" {
                        div class="govuk-form-group" {
                            label class="govuk-label govuk-date-input__label" for=(id) { (words) }
                            input id=(id) name=(id) type="text" inputmode=[mode]
                                class={ "govuk-input govuk-date-input__input" (faulty)
                                    " govuk-input--width-" (width) }
                                value=[(!typed.is_empty()).then_some(&typed)]
                                autocomplete=[date.own_birthday
                                    .then(|| format!("bday-{}", part.name()))];
                        }
                    }
                }
            }
        })
    }
}
