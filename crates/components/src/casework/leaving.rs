//! The quick way away from a page that somebody must not be seen reading.

use maud::{Markup, html};

/// Where a page that a service user reads is left for.
#[derive(Clone, Copy, Debug)]
pub struct Exit<'a> {
    /// An address that anybody might look at.
    pub href: &'a str,
}

/// The button that leaves the page at once, and what it cannot do. With the script, three
/// presses of Shift do the same, and the page goes blank before the other has come.
pub fn exit(exit: &Exit<'_>) -> Markup {
    html! {
        section class="waymark-exit" aria-label="Leaving this page" {
            a class="govuk-button govuk-button--warning waymark-exit__button" href=(exit.href)
                rel="nofollow noreferrer" draggable="false" data-exit { "Exit this page" }
            p class="waymark-exit__words" {
                "Or press Shift three times. This page stays in the browser’s history: exiting does \
                 not erase it."
            }
            p class="govuk-visually-hidden" role="status" data-exit-said {}
        }
    }
}
