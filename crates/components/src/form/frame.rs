//! The form itself.

use maud::{Markup, html};

use super::submission::{COMMAND, TOKEN};

/// What a form needs beyond its fields.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// Where it is sent.
    pub action: &'a str,
    /// The token against forged requests.
    pub token: &'a str,
    /// The id of the command: sent twice, done once. Empty where sending twice does no harm.
    pub command: &'a str,
    /// Where a draft is kept while it is filled in, by the script; nothing where none is kept.
    pub draft: Option<&'a str>,
}

/// A form with its hidden fields. The browser checks nothing: what is wrong is said by the
/// server, in one place and in our words. With a draft, a line at its end says whether what was
/// typed is kept.
pub fn form(frame: &Frame<'_>, content: &Markup) -> Markup {
    html! {
        form class="waymark-form" action=(frame.action) method="post" novalidate
            data-draft=[frame.draft] {
            input type="hidden" name=(TOKEN) value=(frame.token);
            @if !frame.command.is_empty() {
                input type="hidden" name=(COMMAND) value=(frame.command);
            }
            (content)
            @if frame.draft.is_some() { p class="waymark-form__draft" role="status" {} }
        }
    }
}

/// A place where the script shows what the server finds like the answers of some fields while
/// they are filled in, such as people who are known already. The server answers a POST of those
/// fields with a fragment; without the script it says the same once the form is sent.
pub fn likely(address: &str, fields: &[&str]) -> Markup {
    said_live(address, fields, &html! {})
}

/// The same with what the server says of the answers that it has already.
pub fn said_live(address: &str, fields: &[&str], said: &Markup) -> Markup {
    html! {
        div class="waymark-likely" role="status" data-likely=(address) data-from=(fields.join(" ")) {
            (said)
        }
    }
}
