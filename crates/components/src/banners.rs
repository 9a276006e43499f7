//! Lines and boxes that say something about the whole page.

use maud::{Markup, html};

/// What the whole service is, above every page: a word in a tag and a sentence.
#[derive(Clone, Debug)]
pub struct Phase<'a> {
    /// The word.
    pub tag: &'a str,
    /// The sentence.
    pub text: Markup,
}

/// The line above a page that says what the whole service is.
pub fn phase(phase: &Phase<'_>) -> Markup {
    html! {
        div class="govuk-phase-banner govuk-width-container" {
            p class="govuk-phase-banner__content" {
                strong class="govuk-tag govuk-phase-banner__content__tag" { (phase.tag) }
                span class="govuk-phase-banner__text" { (phase.text) }
            }
        }
    }
}

/// Something that a person has to know before the rest of the page.
#[derive(Clone, Debug)]
pub struct Notification<'a> {
    /// The heading of the box, such as *Important*.
    pub title: &'a str,
    /// What there is to know.
    pub content: Markup,
}

/// A box at the top of a page, a landmark of its own.
pub fn notification(notification: &Notification<'_>) -> Markup {
    html! {
        div class="govuk-notification-banner" role="region"
            aria-labelledby="govuk-notification-banner-title"
            data-module="govuk-notification-banner" {
            div class="govuk-notification-banner__header" {
                h2 class="govuk-notification-banner__title" id="govuk-notification-banner-title" {
                    (notification.title)
                }
            }
            div class="govuk-notification-banner__content" { (notification.content) }
        }
    }
}
