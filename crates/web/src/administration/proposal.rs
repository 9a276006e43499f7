//! What a change comes to, before it holds: one page for every change that whoever keeps accounts
//! makes. It holds on a second press, and only where what was shown is so yet.

use std::hash::{DefaultHasher, Hash, Hasher};

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use casework::signing_in::SignedIn;
use components::{Frame, Page, Submission, Weight, button_with, form, warning};
use maud::{Markup, html};

use super::ADMINISTRATION;
use crate::{Site, furniture};

/// A change that is proposed.
pub(super) struct Proposal<'a> {
    /// The breadcrumbs.
    pub above: Markup,
    /// The change in a line.
    pub subtitle: Markup,
    /// What it comes to.
    pub content: Markup,
    /// Where it is sent again.
    pub action: &'a str,
    /// The id of the command, where sending it twice would do it twice.
    pub command: &'a str,
    /// What the button says that makes it hold.
    pub press: &'a str,
    /// Where nothing is changed, and what the link there says.
    pub leave: (&'a str, &'a str),
}

/// How a form came that proposes a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pressed {
    /// For the first time: it is shown what it comes to.
    First,
    /// By whoever was shown what it comes to now: it holds.
    Seen,
    /// By whoever was shown what it came to then, and no longer does.
    Otherwise,
}

/// What the button of a proposal sends.
const THEN: &str = "then";
const GIVE: &str = "give";
/// By what is known what was shown.
const SEEN: &str = "seen";

/// Whether a form comes from a proposal.
pub(super) fn is_pressed(sent: &Submission) -> bool {
    sent.typed(THEN) == Some(GIVE)
}

/// Nothing of it is changed.
pub(super) const AS_IT_IS: &str = "Leave it as it is";
pub(super) const SO: &str = "Make it so";

impl Proposal<'_> {
    /// A mark of what is shown. Whoever makes one up has nobody to mislead but themselves.
    fn mark(&self) -> String {
        let mut shown = DefaultHasher::new();
        (&self.subtitle.0, &self.content.0).hash(&mut shown);
        format!("{:016x}", shown.finish())
    }

    pub(super) fn pressed(&self, sent: &Submission) -> Pressed {
        match sent.typed(SEEN) {
            _ if !is_pressed(sent) => Pressed::First,
            // Of a form that was drawn by nobody nothing was shown.
            None => Pressed::First,
            Some(seen) if seen == self.mark() => Pressed::Seen,
            Some(_) => Pressed::Otherwise,
        }
    }

    /// The page, with everything that was typed for the second press.
    pub(super) fn drawn(
        &self,
        site: &Site,
        who: &SignedIn,
        (sent, pressed): (&Submission, Pressed),
    ) -> Response {
        let token = who.form_token.text();
        let frame =
            Frame { action: self.action, token: &token, command: self.command, draft: None };
        let again = sent.answers().filter(|(name, _)| ![THEN, SEEN].contains(name));
        let moved = pressed != Pressed::First;
        let (href, words) = self.leave;
        let page = Page {
            heading: "Check what this comes to",
            above: Some(self.above.clone()),
            subtitle: Some(self.subtitle.clone()),
            content: html! {
                @if moved {
                    (warning("Something was changed since you looked. Nothing of yours was done: \
                              this is what it comes to now."))
                }
                (self.content)
                (form(&frame, &html! {
                    @for (name, typed) in again {
                        input type="hidden" name=(name) value=(typed);
                    }
                    input type="hidden" name=(SEEN) value=(self.mark());
                    (button_with(self.press, Weight::Primary, THEN, GIVE))
                }))
                p class="govuk-body" { a class="govuk-link" href=(href) { (words) } }
            },
            ..Page::default()
        };
        let status = if moved { StatusCode::CONFLICT } else { StatusCode::OK };
        let page = furniture::for_worker(site, Some(who), Some(ADMINISTRATION), &page);
        (status, page).into_response()
    }
}

/// What follows, a sentence each.
pub(super) fn follows<'a>(sentences: impl IntoIterator<Item = &'a str>) -> Markup {
    html! {
        ul class="govuk-list govuk-list--bullet waymark-words" {
            @for sentence in sentences { li { (sentence) } }
        }
    }
}
