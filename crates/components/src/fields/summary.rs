//! What is wrong with a form, above it.

use maud::{Markup, html};

use super::Form;

impl Form<'_> {
    /// Every fault with a link to where it is put right; nothing where nothing is wrong. The
    /// script moves the focus to it.
    pub fn summary(&self) -> Markup {
        html! {
            @if !self.faults.is_empty() {
                div class="govuk-error-summary" data-module="govuk-error-summary" {
                    div role="alert" {
                        h2 class="govuk-error-summary__title" { "There is a problem" }
                        div class="govuk-error-summary__body" {
                            ul class="govuk-list govuk-error-summary__list" {
                                @for fault in self.faults.iter() {
                                    li {
                                        @match &fault.target {
                                            Some(id) => a href={ "#" (id) } { (fault.words) },
                                            None => (fault.words),
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
