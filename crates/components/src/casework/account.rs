//! Who is signed in, and for how long yet.

use maud::{Markup, html};

use crate::form::TOKEN;

/// Who is signed in.
#[derive(Clone, Copy, Debug)]
pub struct Account<'a> {
    /// The name of the worker.
    pub name: &'a str,
    /// What the worker is there, such as *facilitator, Dudley*; empty: nothing at the moment.
    pub role: &'a str,
    /// The organisation.
    pub organisation: &'a str,
    /// The worker's own page, if there is one.
    pub href: Option<&'a str>,
    /// Where the form is sent that signs out.
    pub sign_out: &'a str,
    /// The token against forged requests.
    pub token: &'a str,
}

/// The strip in the header: who is signed in, and the way out.
pub fn account(account: &Account<'_>) -> Markup {
    html! {
        div class="waymark-account" {
            p class="waymark-account__who" {
                @match account.href {
                    Some(href) => a class="waymark-account__name" href=(href) { (account.name) },
                    None => (account.name),
                }
                span {
                    @if !account.role.is_empty() { " · " (account.role) }
                    " · " (account.organisation)
                }
            }
            form class="waymark-account__out" action=(account.sign_out) method="post" {
                input type="hidden" name=(TOKEN) value=(account.token);
                button class="waymark-account__sign-out" type="submit" { "Sign out" }
            }
        }
    }
}

/// When a session ends unless something is done.
#[derive(Clone, Copy, Debug)]
pub struct Session<'a> {
    /// Seconds from this page's making until the session ends.
    pub ends_in: u32,
    /// Seconds before that at which the page warns.
    pub warn_before: u32,
    /// Where a request keeps the session: answered with 204 and nothing else, and with the
    /// header `Session-Ends-In` in seconds.
    pub stay: &'a str,
    /// The token against forged requests.
    pub token: &'a str,
    /// Whether what is typed on this page is kept when it ends.
    pub keeps: bool,
}

/// The dialog that warns before a session ends. The script opens it; a keyboard leaves it by
/// Escape or its button, either of which keeps the session.
pub fn session_warning(session: &Session<'_>) -> Markup {
    html! {
        dialog class="waymark-session" id="session-warning" aria-labelledby="session-warning-title"
            aria-describedby="session-warning-words"
            data-ends-in=(session.ends_in) data-warn-before=(session.warn_before)
            data-stay=(session.stay) data-token=(session.token) {
            h2 class="govuk-heading-m" id="session-warning-title" { "You will be signed out soon" }
            p class="govuk-body" id="session-warning-words" {
                "Nothing has been done here for a while. You will be signed out "
                span data-remaining { "soon" }
                "."
                @if session.keeps {
                    " What you have typed on this page is kept for you, but for passwords."
                }
            }
            p class="govuk-visually-hidden" role="status" data-said {}
            button class="govuk-button" type="button" data-stays { "Stay signed in" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_warning_says_that_what_was_typed_is_kept_as_it_is() {
        let stay = "/session";
        for keeps in [true, false] {
            let session = Session { ends_in: 1200, warn_before: 120, stay, token: "t", keeps };
            let drawn = session_warning(&session).into_string();
            let kept = "What you have typed on this page is kept for you, but for passwords.";
            assert_eq!(drawn.contains(kept), keeps, "{drawn}");
        }
    }
}
