//! One person: what they are, what they can see and why, and what can be done about their account.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use casework::Acting;
use casework::account_acts::{AccountAct, AccountStands};
use casework::accounts::AccountListed;
use casework::referrals::{DraftsOf, left_in_words};
use casework::resets::{Asked, Reset};
use casework::signing_in::{SignedIn, described};
use components::{Frame, Page, Summary, Weight, breadcrumbs, button_with, form, summary_list};
use maud::{Markup, html};

use super::proposal::{AS_IT_IS, Pressed, Proposal, SO, follows};
use super::{
    ADMINISTRATION, account, address, correct, explained, invite, organisation, roles, under,
};
use crate::faults::Fault;
use crate::furniture::{moment, unbroken};
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
    let stands = acting.stands(&account).await?;
    let corrections = acting.corrections(&account).await?;
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
                    value: html! {
                        a class="govuk-link" href=(organisation::address(account.organisation)) {
                            (organisation(&account, &all))
                        }
                    },
                    act: None,
                },
                Summary {
                    key: "Role",
                    value: html! { (if described.is_empty() { "none" } else { &described }) },
                    act: None,
                },
                Summary { key: "Account", value: words(&account, &stands), act: None },
            ]))
            @if stands.address_taken.is_some() {
                p class="govuk-body waymark-words" {
                    "Their organisation’s directory gives another e-mail address than this one, which \
                     another account has, in this programme or another. They go on with this one until \
                     that account has another address, or the directory gives another."
                }
            }
            @if own {
                p class="govuk-body waymark-words" {
                    "This is you: nobody changes what they are themselves. Ask another administrator."
                }
            } @else {
                h2 class="govuk-heading-m" { "Change what they are" }
                (roles::proposal(&account, &all, &token))
                h2 class="govuk-heading-m" { "Correct their name or address" }
                (correct::proposal(&account, &stands, &token))
                h2 class="govuk-heading-m" { "The account" }
                (acts(&account, &stands, &token, who.actor().worker()))
            }
            @if !corrections.is_empty() {
                h2 class="govuk-heading-m" { "What was corrected" }
                ul class="govuk-list waymark-words" {
                    @for (at, words) in &corrections { li { (moment(*at)) ": " (words) "." } }
                }
            }
            h2 class="govuk-heading-m" { "What they can see and do, and why" }
            @if account.open {
                (explained::of(&account.held))
                p class="govuk-body waymark-words" {
                    "This is of this programme. What somebody is in another is seen there alone."
                }
            } @else {
                p class="govuk-body waymark-words" {
                    "Nothing while the account is closed: nobody signs in with it."
                }
            }
        },
        ..Page::default()
    };
    Ok(furniture::for_worker(&site, Some(&who), Some(ADMINISTRATION), &page))
}

fn words(account: &AccountListed, stands: &AccountStands) -> Markup {
    html! {
        (if account.open { "open" } else { "closed" })
        @if let Some(until) = stands.invited { ", invited until " (moment(until)) }
    }
}

fn acts(
    account: &AccountListed,
    stands: &AccountStands,
    token: &str,
    asking: pathway::WorkerId,
) -> Markup {
    let action = address(account.id);
    let frame = Frame { action: &action, token, command: "", draft: None };
    let act = |words, what: AccountAct| {
        form(&frame, &html! { (button_with(words, Weight::Secondary, "act", what.name())) })
    };
    html! {
        @if account.open {
            (act("Make a new link for choosing a password", AccountAct::Invite))
            @match stands.reset_asked {
                Some(asked) if asked.asked_by == asking => p class="govuk-body waymark-words" {
                    "You have asked that they may set up a second factor anew. Another \
                     administrator has to do the same within a day."
                },
                Some(asked) => {
                    p class="govuk-body waymark-words" {
                        (asked_at(asked)) " Make sure that it is really them who ask, by voice or \
                         in person."
                    }
                    (act("Let them set up a second factor anew", AccountAct::Reset))
                },
                None => (act("Ask that they may set up a second factor anew", AccountAct::Reset)),
            }
            (act("End their sessions", AccountAct::EndSessions))
            (act("Close the account", AccountAct::Close))
        } @else {
            (act("Open the account again", AccountAct::Reopen))
        }
    }
}

fn asked_at(asked: Reset) -> String {
    let made = unbroken(&moment(asked.made));
    format!("Another administrator asked on {made}, that they may set up a second factor anew.")
}

/// The form: proposed first, then done.
pub(super) async fn sent(
    State(site): State<Arc<Site>>,
    Path(person): Path<String>,
    headers: HeaderMap,
    SentRecent { who, submission }: SentRecent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let acting = office.acting(&who.worker);
    let account = account(&acting, &person).await?;
    let act = submission.typed("act").and_then(AccountAct::named).ok_or(Fault::NotFound)?;
    let mut stands = acting.may_do(act, &account).await?;
    if let Some(said) = is_so(act, &account, &stands, who.actor().worker()) {
        return Ok(said.at(&address(account.id)).into_response());
    }
    let mails = office.mails();
    let mut left = would_leave(&acting, act, &account).await?;
    let mut pressed =
        with((act, &account, &stands, left), mails, |proposal| proposal.pressed(&submission));
    if pressed == Pressed::Seen {
        match done(&site, &headers, &who, (act, &account, &stands)).await {
            // Another administrator was quicker by a moment.
            Err(Fault::Stale) => {
                stands = acting.may_do(act, &account).await?;
                left = would_leave(&acting, act, &account).await?;
                pressed = Pressed::Otherwise;
            }
            answer => return answer,
        }
    }
    let sent = (&submission, pressed);
    Ok(with((act, &account, &stands, left), mails, |proposal| proposal.drawn(&site, &who, sent)))
}

/// How many half-written referrals an act leaves to colleagues; none where it leaves none.
async fn would_leave(
    acting: &Acting<'_>,
    act: AccountAct,
    account: &AccountListed,
) -> Result<Option<DraftsOf>, Fault> {
    match act {
        AccountAct::Close => Ok(acting.would_leave(account, &[]).await?),
        _ => Ok(None),
    }
}

/// What is so already is not done again, and said as it was.
fn is_so(
    act: AccountAct,
    account: &AccountListed,
    stands: &AccountStands,
    asking: pathway::WorkerId,
) -> Option<Said> {
    match act {
        AccountAct::Reset => stands
            .reset_asked
            .is_some_and(|asked| asked.asked_by == asking)
            .then_some(Said::ResetAsked),
        AccountAct::Close => (!account.open).then_some(Said::AccountClosed),
        AccountAct::Reopen => account.open.then_some(Said::AccountOpened),
        AccountAct::Invite | AccountAct::EndSessions => None,
    }
}

/// What a proposal comes to.
fn with<T>(
    (act, account, stands, left): (AccountAct, &AccountListed, &AccountStands, Option<DraftsOf>),
    mails: bool,
    then: impl FnOnce(&Proposal<'_>) -> T,
) -> T {
    let own = address(account.id);
    let (subtitle, press, sentences) = comes_to(act, account, (stands, left), mails);
    then(&Proposal {
        above: breadcrumbs(&under(&account.name)),
        subtitle: html! { (subtitle) },
        content: follows(sentences.iter().map(String::as_str)),
        action: &own,
        command: "",
        press,
        leave: (&own, AS_IT_IS),
    })
}

async fn done(
    site: &Site,
    headers: &HeaderMap,
    who: &SignedIn,
    (act, account, stands): (AccountAct, &AccountListed, &AccountStands),
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let acting = office.acting(&who.worker);
    let (id, organisation) = (account.id, account.organisation);
    let said = match act {
        AccountAct::Invite => {
            let link = acting.invite_again(id, organisation).await?;
            if office.mails() {
                return Ok(invite::sent_to(site, who, (&account.name, &account.email)));
            }
            return Ok(invite::shown(site, headers, who, (&account.name, &link)));
        }
        AccountAct::Reset => {
            match acting.reset_factors(id, organisation, stands.reset_asked).await? {
                Asked::OfAnother => Said::ResetAsked,
                Asked::Done if office.mails() => Said::ResetDoneByMail,
                Asked::Done => Said::ResetDone,
            }
        }
        AccountAct::EndSessions => {
            acting.end_sessions_of(id, organisation).await?;
            Said::TheirSessionsEnded
        }
        AccountAct::Close => {
            acting.set_open(id, organisation, false).await?;
            Said::AccountClosed
        }
        AccountAct::Reopen => {
            acting.set_open(id, organisation, true).await?;
            Said::AccountOpened
        }
    };
    Ok(said.at(&address(id)).into_response())
}

/// What an act comes to: in a line, on the button, and a sentence each.
fn comes_to(
    act: AccountAct,
    account: &AccountListed,
    (stands, left): (&AccountStands, Option<DraftsOf>),
    mails: bool,
) -> (String, &'static str, Vec<String>) {
    let AccountListed { name, email, .. } = account;
    let moved = readdressed(stands);
    let on_their_page = "They find it on the page of their account.";
    let (subtitle, press, sentences) = match act {
        AccountAct::Invite => (
            format!("{name} gets a new link for choosing a password."),
            SO,
            vec![
                match mails {
                    true => format!("A letter goes to {email} with the link."),
                    false => {
                        format!("You are shown the link, this once, and send it to {name} alone.")
                    }
                },
                "It is good once, and for three days.".to_owned(),
                match stands.invited {
                    Some(_) => "The link that they have is good no more.".to_owned(),
                    None => "Until they choose another, a password that they have stays good."
                        .to_owned(),
                },
                "What they can see and do stays as it is.".to_owned(),
                on_their_page.to_owned(),
            ]
            .into_iter()
            .chain(moved)
            .collect(),
        ),
        AccountAct::Reset => return reset(account, stands, mails),
        AccountAct::EndSessions => (
            format!("Every session of {name} ends."),
            SO,
            vec![
                "They are signed out everywhere, at once.".to_owned(),
                "They can sign in again, with what they sign in with now.".to_owned(),
                on_their_page.to_owned(),
            ],
        ),
        AccountAct::Close => {
            (format!("The account of {name} is closed."), "Close it now", closes(left, mails))
        }
        AccountAct::Reopen => (
            format!("The account of {name} is open again."),
            SO,
            vec![
                match stands.by_directory {
                    true => "They can sign in again through their organisation.".to_owned(),
                    false => {
                        "They can sign in again with what they signed in with before.".to_owned()
                    }
                },
                "They have no role, in whichever programme: give the roles anew.".to_owned(),
                match mails {
                    true => "They are told by a letter.".to_owned(),
                    false => on_their_page.to_owned(),
                },
            ],
        ),
    };
    (subtitle, press, sentences)
}

/// What becomes of an account that is closed, and of what its owner leaves.
fn closes(left: Option<DraftsOf>, mails: bool) -> Vec<String> {
    let at_once = "They are signed out everywhere at once and cannot sign in again, in whichever \
                   programme.";
    let link = "A link for choosing a password that they have is good no more.";
    let cases = "Their open cases, and the groups that they lead, wait for their manager, who finds \
                 them on Today and gives them to others.";
    let again = "Where it is opened again, it has no role.";
    let told = match mails {
        true => "They are told by a letter.",
        false => "They are told by nobody but you: tell them.",
    };
    let before = [at_once, link].map(str::to_owned).into_iter();
    let after = [cases, again, told].map(str::to_owned);
    before.chain(left.map(left_in_words)).chain(after).collect()
}

/// What whoever lets somebody in anew is to know of their address.
fn readdressed(stands: &AccountStands) -> Option<String> {
    let at = unbroken(&moment(stands.readdressed?));
    Some(format!("Their e-mail address was changed on {at}: make sure that it is theirs."))
}

/// The same of a second factor that is to be set up anew, which takes two.
fn reset(
    account: &AccountListed,
    stands: &AccountStands,
    mails: bool,
) -> (String, &'static str, Vec<String>) {
    let AccountListed { name, email, .. } = account;
    let by_mail = mails && !stands.by_directory;
    let ends = "Every session of theirs ends, and the app, passkeys and recovery codes that they \
                sign in with are gone. They set up others when they next sign in.";
    let password = match (by_mail, stands.by_directory) {
        (true, _) => format!(
            "Their password is gone, too. A letter goes to {email} with a link for another, good \
             once and for three days."
        ),
        (false, true) => "They go on signing in through their organisation.".to_owned(),
        (false, false) => {
            "Their password stays, and is all that proves who they are until they have \
                           set up another factor: let them do it at once."
                .to_owned()
        }
    };
    if let Some(asked) = stands.reset_asked {
        let sure =
            format!("Make sure that it is really {name} who asks for it, by voice or in person.");
        let told = "They are told that two administrators did it.".to_owned();
        let subtitle = format!("{name} sets up a second factor anew.");
        let mut follows = vec![asked_at(asked), sure, ends.to_owned(), password, told];
        follows.extend(readdressed(stands));
        return (subtitle, "Let them set it up anew", follows);
    }
    let mut sentences = vec![
        "Nothing is taken away yet: another administrator has to do the same within a day."
            .to_owned(),
        format!("When they do: {}{}", ends[..1].to_lowercase(), &ends[1..]),
        password,
        "They are told that you ask for it.".to_owned(),
    ];
    sentences.extend(readdressed(stands));
    (format!("You ask that {name} may set up a second factor anew."), "Ask for it", sentences)
}
