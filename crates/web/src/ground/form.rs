//! What a form sent, by whom, and that it is a form of theirs.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use casework::signing_in::{Kept, KeptId, SignedIn};
use components::{
    Bounds, COMMAND, Frame, Page, Submission, Summary, TOKEN, Weight, button, form, summary_list,
};
use maud::{Markup, html};

use super::known::Known;
use super::said::Said;
use crate::Site;
use crate::faults::Fault;
use crate::furniture;

/// A form that somebody sent who is signed in: the argument of every handler that changes
/// something. It came from a page of their own session.
pub(crate) struct Sent {
    pub who: SignedIn,
    pub submission: Submission,
}

/// A form that anybody may send: to sign in.
pub(crate) struct Open(pub Submission);

impl FromRequest<Arc<Site>> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, site: &Arc<Site>) -> Result<Self, Response> {
        let known = request.extensions().get::<Known>().cloned().unwrap_or_default();
        let address = request.uri().path().to_owned();
        // A script that keeps a draft cannot follow to the door: it is told by the status.
        let by_script = request.headers().get("sec-fetch-dest").is_some_and(|to| to == "empty");
        if known.unanswered {
            return Err(Fault::Unavailable.into_response());
        }
        // Of nobody nothing is read: whoever has no session is not to fill the memory of the server.
        if known.who().is_none() && known.lapsed().is_none() {
            return Err(Fault::SignedOut.into_response());
        }
        let body = body(request, MOST).await?;
        let submission = read(&body).map_err(IntoResponse::into_response)?;
        if let Some(who) = known.who() {
            if who.form_token.is(submission.token()) {
                // Read once a request.
                let _again = known.sent.set(submission.clone());
                return Ok(Self { who: who.clone(), submission });
            }
            if holds_password(&submission) {
                return Err(StatusCode::FORBIDDEN.into_response());
            }
            let words = Again {
                heading: "Send this again",
                words: "The form was drawn in another session, perhaps before you signed in anew. \
                        Nothing is lost and nothing was done.",
                kept: was_kept(&submission),
            };
            let page = again(site, who, &words, &address, &submission, &html! {});
            return Err((StatusCode::FORBIDDEN, page).into_response());
        }
        Err(match known.lapsed() {
            // A password is typed again rather than kept, or shown in a page.
            Some(_) if holds_password(&submission) => Said::Lapsed.at("/sign-in").into_response(),
            // Nothing was typed: a page that asked whether the session goes on.
            Some(_) if typed(&submission).next().is_none() => Fault::SignedOut.into_response(),
            Some(lapsed) if lapsed.form_token.is(submission.token()) => {
                let answer = too_late(site, lapsed, address, &body).await;
                if by_script { Fault::SignedOut.into_response() } else { answer }
            }
            _ => Fault::SignedOut.into_response(),
        })
    }
}

/// Keeps what was sent after a session had ended, for the same person alone.
async fn too_late(site: &Site, lapsed: &SignedIn, address: String, body: &Bytes) -> Response {
    let Some(office) = site.office() else { return Fault::SignedOut.into_response() };
    // A form is in ASCII by its type; what is not is shown as far as it can be.
    let kept = Kept { address, body: String::from_utf8_lossy(body).into_owned() };
    match office.keep(lapsed, &kept).await {
        Ok(()) => Said::LapsedAndKept.at("/sign-in").into_response(),
        Err(cause) => Fault::from(cause).into_response(),
    }
}

/// Keeps what somebody sent who has to show again who they are before it is done; false where they
/// typed nothing, or a password.
pub(super) async fn kept_meanwhile(
    site: &Site,
    who: &SignedIn,
    (address, submission): (&str, &Submission),
) -> Result<bool, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    if holds_password(submission) || typed(submission).next().is_none() {
        return Ok(false);
    }
    let command = submission.command().map(|command| (COMMAND, command));
    let fields: Vec<(&str, &str)> = command.into_iter().chain(submission.answers()).collect();
    let body = components::address("", &fields).trim_start_matches('?').to_owned();
    office.keep(who, &Kept { address: address.to_owned(), body }).await?;
    Ok(true)
}

impl FromRequest<Arc<Site>> for Open {
    type Rejection = Response;

    async fn from_request(request: Request, _site: &Arc<Site>) -> Result<Self, Response> {
        let body = body(request, MOST_OF_ANYBODYS).await?;
        read(&body).map(Self).map_err(IntoResponse::into_response)
    }
}

/// Bytes of a form of somebody who is signed in: the layer around all routes holds it too.
const MOST: usize = crate::BODY_LIMIT;
/// Bytes of a form that anybody may send, who need not be known: an address, a password, what a
/// passkey answered.
const MOST_OF_ANYBODYS: usize = 64 * 1024;

async fn body(request: Request, most: usize) -> Result<Bytes, Response> {
    let kind = super::cookies::outside(request.headers(), CONTENT_TYPE.as_str());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response());
    }
    let read = axum::body::to_bytes(request.into_body(), most).await;
    read.map_err(|_more| StatusCode::PAYLOAD_TOO_LARGE.into_response())
}

fn read(body: &[u8]) -> Result<Submission, StatusCode> {
    Submission::try_new(body, Bounds::default()).map_err(|_more| StatusCode::PAYLOAD_TOO_LARGE)
}

/// Why something is to be sent again.
pub(crate) struct Again<'a> {
    pub heading: &'a str,
    pub words: &'a str,
    /// The id by which it was kept: it is thrown away when it has been taken.
    pub kept: Option<KeptId>,
}

/// The name of the hidden field by which a form says that it was kept.
const KEPT: &str = "kept";

/// A page with everything that was sent, a button that sends it again, and what else can be done
/// with it.
pub(crate) fn again(
    site: &Site,
    who: &SignedIn,
    why: &Again<'_>,
    address: &str,
    submission: &Submission,
    other: &Markup,
) -> Response {
    let token = who.form_token.text();
    let frame = Frame {
        action: address,
        token: &token,
        command: submission.command().unwrap_or_default(),
        draft: None,
    };
    let content = html! {
        p class="govuk-body waymark-words" { (why.words) }
        (shown(address, submission))
        (form(&frame, &html! {
            (hidden(submission))
            @if let Some(id) = why.kept { (which(id)) }
            (button("Send it now", Weight::Primary))
        }))
        (other)
    };
    let page = Page { heading: why.heading, content, ..Page::default() };
    furniture::for_worker(site, Some(who), None, &page)
}

/// Whether a password was typed: such a form is neither kept nor given back.
fn holds_password(submission: &Submission) -> bool {
    submission.answers().any(|(name, _)| matches!(name, "password" | "new-password"))
}

/// The id of a form that was kept, where it is one.
pub(crate) fn was_kept(submission: &Submission) -> Option<KeptId> {
    submission.typed(KEPT).and_then(KeptId::read)
}

/// By which a form says what was kept.
pub(crate) fn which(id: KeptId) -> Markup {
    html! { input type="hidden" name=(KEPT) value=(id.text()); }
}

/// Everything that was typed, where it is not to be lost because there is nothing at the address;
/// none where nothing was, or a password.
pub(crate) fn typed_in_vain(submission: &Submission) -> Option<Markup> {
    let filled = typed(submission).any(|(_, typed)| !typed.trim().is_empty());
    (filled && !holds_password(submission)).then(|| answers(submission))
}

/// Everything that was typed, without what the form itself carries.
fn typed(submission: &Submission) -> impl Iterator<Item = (&str, &str)> {
    submission.answers().filter(|(name, _)| ![COMMAND, TOKEN, KEPT].contains(name))
}

/// What was typed, for whoever is to say whether it is sent, and of which page it was.
fn shown(address: &str, submission: &Submission) -> Markup {
    html! {
        p class="govuk-body" { "It is of " (page_of(address)) "." }
        (answers(submission))
    }
}

/// Of which page a form is, as whoever wrote it would say: a reference tells a case from another, the
/// rest of an address tells nobody anything.
fn page_of(address: &str) -> String {
    let mut parts = address.trim_start_matches('/').split('/');
    let (place, one, page) = (parts.next(), parts.next(), parts.next());
    match (place, one, page) {
        (Some("referrals"), Some("drafts"), _) => "a referral that you were writing".to_owned(),
        (Some("cases"), Some(one), Some(page)) if one.contains('-') => {
            format!("the case {one}, page “{}”", question(page))
        }
        (Some("cases"), Some(one), None) if one.contains('-') => format!("the case {one}"),
        (Some("groups"), Some(one), _) if one.contains('-') => format!("the group {one}"),
        (Some("referrals"), Some(one), _) if one.contains('-') => format!("the referral {one}"),
        (Some(place), ..) => format!("the page “{}”", question(place)),
        (None, ..) => "another page".to_owned(),
    }
}

fn answers(submission: &Submission) -> Markup {
    let filled = typed(submission).filter(|(_, typed)| !typed.trim().is_empty());
    let filled: Vec<(String, &str)> = filled.map(|(name, typed)| (question(name), typed)).collect();
    let mut list = Vec::with_capacity(filled.len());
    for (key, typed) in &filled {
        // A choice is sent by its code.
        let code = typed.bytes().all(|sign| sign.is_ascii_lowercase() || sign == b'_');
        let typed = if code { typed.replace('_', " ") } else { (*typed).to_owned() };
        list.push(Summary { key, value: html! { (typed) }, act: None });
    }
    summary_list(&list)
}

/// The name of a field as words: its question stands on the page alone.
fn question(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The same, word for word; passwords are no part of any such form.
fn hidden(submission: &Submission) -> Markup {
    html! {
        @for (name, typed) in typed(submission) {
            input type="hidden" name=(name) value=(typed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_wrote_a_form_is_told_of_which_page_it_is() {
        for (address, words) in [
            (
                "/referrals/drafts/01a22a1d-bcfa-793b-a6fa-338d7f5d5ebb/family",
                "a referral that you were writing",
            ),
            ("/cases/4F7K-9QPX-21AB/notes", "the case 4F7K-9QPX-21AB, page “Notes”"),
            ("/cases/4F7K-9QPX-21AB", "the case 4F7K-9QPX-21AB"),
            ("/cases/left", "the page “Cases”"),
            ("/groups/4F7K-9QPX-21AB/register", "the group 4F7K-9QPX-21AB"),
            ("/referrals/4F7K-9QPX-21AB/add", "the referral 4F7K-9QPX-21AB"),
            ("/second-factor/app", "the page “Second factor”"),
        ] {
            assert_eq!(page_of(address), words);
        }
    }
}
