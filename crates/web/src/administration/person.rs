//! One person: what they are, what they can see and why, and what can be done about their account.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use casework::Acting;
use casework::accounts::AccountListed;
use casework::invitations::Asked;
use casework::signing_in::{SignedIn, described};
use components::{Frame, Page, Summary, Weight, breadcrumbs, button_with, form, summary_list};
use maud::{Markup, html};

use super::{ADMINISTRATION, account, address, explained, invite, organisation, roles, under};
use crate::faults::Fault;
use crate::furniture::moment;
use crate::ground::{Recent, Said, SentRecent};
use crate::{Site, furniture};

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    Path(person): Path<String>,
    Recent(who): Recent,
    uri: Uri,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let acting = office.acting(&who.worker);
    let account = account(&acting, &person).await?;
    let all = acting.organisations().await?;
    let standing = Standing::of(&acting, &account).await?;
    let described = described(&account.held);
    let token = who.form_token.text();
    let own = account.id == who.actor().worker();
    let page = Page {
        heading: &account.name,
        above: Some(breadcrumbs(&under(&account.name))),
        content: html! {
            @if let Some(said) = Said::of(&uri) { (said.banner()) }
            (summary_list(&[
                Summary { key: "E-mail address", value: html! { (account.email) }, act: None },
                Summary {
                    key: "Organisation",
                    value: html! { (organisation(&account, &all)) },
                    act: None,
                },
                Summary {
                    key: "Role",
                    value: html! { (if described.is_empty() { "none" } else { &described }) },
                    act: None,
                },
                Summary { key: "Account", value: standing.words(&account), act: None },
            ]))
            @if own {
                p class="govuk-body waymark-words" {
                    "This is you: nobody changes what they are themselves. Ask another administrator."
                }
            } @else {
                h2 class="govuk-heading-m" { "Change what they are" }
                (roles::proposal(&account, &all, &token))
                h2 class="govuk-heading-m" { "The account" }
                (acts(&account, &standing, &token, who.actor().worker()))
            }
            h2 class="govuk-heading-m" { "What they can see and do, and why" }
            (explained::of(&account.held))
        },
        ..Page::default()
    };
    Ok(furniture::for_worker(&site, Some(&who), Some(ADMINISTRATION), &page))
}

/// What is known of an account beside its roles.
struct Standing {
    invited: Option<jiff::Timestamp>,
    reset_asked_by: Option<pathway::WorkerId>,
}

impl Standing {
    async fn of(acting: &Acting<'_>, account: &AccountListed) -> Result<Self, Fault> {
        Ok(Self {
            invited: acting.is_invited(account.id, account.organisation).await?,
            reset_asked_by: acting.is_reset_asked(account.id, account.organisation).await?,
        })
    }
    fn words(&self, account: &AccountListed) -> Markup {
        html! {
            (if account.open { "open" } else { "closed" })
            @if let Some(until) = self.invited { ", invited until " (moment(until)) }
        }
    }
}

fn acts(
    account: &AccountListed,
    standing: &Standing,
    token: &str,
    asking: pathway::WorkerId,
) -> Markup {
    let action = address(account.id);
    let frame = Frame { action: &action, token, command: "", draft: None };
    let act =
        |words, what| form(&frame, &html! { (button_with(words, Weight::Secondary, "act", what)) });
    html! {
        @if account.open {
            (act("Make a new link for choosing a password", "invite"))
            @match standing.reset_asked_by {
                Some(by) if by == asking => p class="govuk-body waymark-words" {
                    "You have asked that they may set up a second factor anew. Another \
                     administrator has to do the same within a day."
                },
                Some(_) => {
                    p class="govuk-body waymark-words" {
                        "Another administrator asks that they may set up a second factor anew. \
                         Make sure that it is really them who ask, by voice or in person."
                    }
                    (act("Let them set up a second factor anew", "reset"))
                },
                None => (act("Ask that they may set up a second factor anew", "reset")),
            }
            (act("End their sessions", "end-sessions"))
            (act("Close the account", CLOSE))
        } @else {
            (act("Open the account again", "open"))
        }
    }
}

const CLOSE: &str = "close";

/// What closing an account comes to, before it is done.
fn closing(site: &Site, who: &SignedIn, account: &AccountListed) -> Response {
    let action = address(account.id);
    let token = who.form_token.text();
    let frame = Frame { action: &action, token: &token, command: "", draft: None };
    let page = Page {
        heading: "Check before you close the account",
        above: Some(breadcrumbs(&under(&account.name))),
        subtitle: Some(html! { (account.name) }),
        content: html! {
            p class="govuk-body waymark-words" {
                "They are signed out everywhere at once and cannot sign in again. Their open cases \
                 go to their manager, to be given on. Where it is opened again, it has no role."
            }
            (form(&frame, &html! {
                input type="hidden" name="sure" value="yes";
                (button_with("Close it now", Weight::Primary, "act", CLOSE))
            }))
            p class="govuk-body" { a class="govuk-link" href=(action) { "Leave it open" } }
        },
        ..Page::default()
    };
    furniture::for_worker(site, Some(who), Some(ADMINISTRATION), &page)
}

pub(super) async fn sent(
    State(site): State<Arc<Site>>,
    Path(person): Path<String>,
    headers: HeaderMap,
    SentRecent { who, submission }: SentRecent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let acting = office.acting(&who.worker);
    let account = account(&acting, &person).await?;
    let (id, organisation) = (account.id, account.organisation);
    let said = match submission.typed("act") {
        Some("invite") => {
            let link = acting.invite_again(id, organisation).await?;
            if office.mails() {
                return Ok(invite::sent_to(&site, &who, (&account.name, &account.email)));
            }
            return Ok(invite::shown(&site, &headers, &who, (&account.name, &link)));
        }
        Some("reset") => match acting.reset_factors(id, organisation).await? {
            Asked::OfAnother => Said::ResetAsked,
            Asked::Done if office.mails() => Said::ResetDoneByMail,
            Asked::Done => Said::ResetDone,
        },
        Some("end-sessions") => {
            acting.end_sessions_of(id, organisation).await?;
            Said::TheirSessionsEnded
        }
        Some(CLOSE) if submission.typed("sure").is_none() && id != who.actor().worker() => {
            return Ok(closing(&site, &who, &account));
        }
        Some(CLOSE) => {
            acting.set_open(id, organisation, false).await?;
            Said::AccountClosed
        }
        Some("open") => {
            acting.set_open(id, organisation, true).await?;
            Said::AccountOpened
        }
        _ => return Err(Fault::NotFound),
    };
    Ok(said.at(&address(id)).into_response())
}
