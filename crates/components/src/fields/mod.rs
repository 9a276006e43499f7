//! Fields of a form, each with label, hint, fault and what was typed, wired for who hears the
//! page.

mod choices;
mod date;
mod summary;
mod text;

use std::borrow::Cow;

use maud::{Markup, html};

use crate::form::{Fault, Faults, Field, Submission};

pub use choices::{Checkboxes, Item, Radios, Select, items};
pub use date::DateInput;
pub use text::{Kind, Lines, Text, Width};

/// A form as it is shown: with what was typed, and what is wrong with it.
#[derive(Clone, Copy, Debug)]
pub struct Form<'a> {
    /// What was typed, or what is known already.
    pub submission: &'a Submission,
    /// What is wrong.
    pub faults: &'a Faults,
}

impl<'a> Form<'a> {
    /// A form that was sent and has faults.
    pub fn new(submission: &'a Submission, faults: &'a Faults) -> Self {
        Self { submission, faults }
    }

    /// A form before it is sent: empty, or with a draft or what the record says.
    pub fn fresh(submission: &'a Submission) -> Self {
        Self { submission, faults: Faults::NONE }
    }

    /// What is asked in one field, with what goes around its input.
    fn asked(&self, field: &impl Field, hint: Option<&'a str>) -> Asked<'a> {
        let name = field.name();
        Asked { fault: self.faults.of(&name), label: field.label(), hint, name }
    }

    fn typed(&self, name: &str) -> String {
        crate::form::visible(self.submission.typed(name).unwrap_or_default())
    }
}

/// What goes around an input: label, hint and fault, and the ids by which they are named.
struct Asked<'a> {
    name: Cow<'static, str>,
    label: Cow<'static, str>,
    hint: Option<&'a str>,
    fault: Option<&'a Fault>,
}

impl Asked<'_> {
    fn group(&self, more: &str, content: &Markup) -> Markup {
        let faulty = if self.fault.is_some() { " govuk-form-group--error" } else { "" };
        html! { div class={ "govuk-form-group" (faulty) (more) } { (content) } }
    }

    fn label(&self) -> Markup {
        html! { label class="govuk-label" for=(self.name) { (self.label) } }
    }

    /// Hint and fault, between the label and the input.
    fn said(&self) -> Markup {
        html! {
            @if let Some(hint) = self.hint {
                div id={ (self.name) "-hint" } class="govuk-hint" { (hint) }
            }
            @if let Some(fault) = self.fault {
                p id={ (self.name) "-error" } class="govuk-error-message" {
                    span class="govuk-visually-hidden" { "Error:" } " " (fault.words)
                }
            }
        }
    }

    /// The ids of what describes the input.
    fn described_by(&self, first: Option<String>) -> Option<String> {
        let ids = [
            first,
            self.hint.map(|_| format!("{}-hint", self.name)),
            self.fault.map(|_| format!("{}-error", self.name)),
        ];
        let ids: Vec<String> = ids.into_iter().flatten().collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }

    /// Several inputs under one question.
    fn fieldset(&self, role: Option<&str>, content: &Markup) -> Markup {
        self.group("", &html! {
            fieldset class="govuk-fieldset" role=[role] aria-describedby=[self.described_by(None)] {
                legend class="govuk-fieldset__legend" { (self.label) }
                (self.said())
                (content)
            }
        })
    }
}

/// Fields that belong together, with a heading; no question of its own.
pub fn section(heading: &str, content: &Markup) -> Markup {
    html! {
        fieldset class="govuk-fieldset waymark-section" {
            legend class="govuk-fieldset__legend govuk-fieldset__legend--m" {
                h2 class="govuk-fieldset__heading" { (heading) }
            }
            (content)
        }
    }
}
