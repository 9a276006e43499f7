//! Another name or address of mail for somebody: proposed, shown with what it comes to, and given.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use casework::Fault as Asked;
use casework::account_acts::AccountStands;
use casework::accounts::AccountListed;
use casework::corrections::{Correction, LONGEST_NAME, NotCorrected};
use casework::signing_in::SignedIn;
use components::{
    Faults, Field, Form, Frame, Kind, Page, Reader, Submission, Summary, Text, Weight, Width,
    breadcrumbs, button, form, summary_list,
};
use maud::{Markup, html};

use super::proposal::{AS_IT_IS, Pressed, Proposal, SO, follows, is_pressed};
use super::{ADMINISTRATION, account, address, under};
use crate::coded::asked;
use crate::faults::{Fault, at_the_top};
use crate::ground::{Said, SentRecent};
use crate::{Site, furniture};

asked! {
    /// What somebody is called, and where mail reaches them.
    Question {
        Name = "name", "Name", "Enter the name";
        Email = "email", "E-mail address", "Enter the e-mail address";
    }
}

fn action(account: &AccountListed) -> String {
    format!("{}/correct", address(account.id))
}

fn fields(form: &Form<'_>) -> Markup {
    // It is somebody else's: no browser offers one's own.
    let off = Text { width: Width::Twenty, autocomplete: Some("off"), ..Text::default() };
    html! {
        (form.text(Question::Name, &off))
        (form.text(Question::Email, &Text { kind: Kind::Email, ..off }))
    }
}

/// The form on somebody's page, or why there is none.
pub(super) fn proposal(account: &AccountListed, stands: &AccountStands, token: &str) -> Markup {
    if stands.by_directory {
        return html! {
            p class="govuk-body waymark-words" {
                "Their name and e-mail address are as their organisation’s directory says them, anew \
                 whenever they sign in: they are corrected there."
            }
        };
    }
    let action = action(account);
    let frame = Frame { action: &action, token, command: "", draft: None };
    let called = [(Question::Name, &account.name), (Question::Email, &account.email)];
    let called = Submission::of(called.map(|(asked, value)| (asked.name(), value.clone())));
    form(
        &frame,
        &html! {
            (fields(&Form::fresh(&called)))
            (button("See what this comes to", Weight::Secondary))
        },
    )
}

/// The form: proposed first, then given.
pub(super) async fn sent(
    State(site): State<Arc<Site>>,
    Path(person): Path<String>,
    SentRecent { who, submission }: SentRecent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let account = account(&office.acting(&who.worker), &person).await?;
    let faults = match read(&submission, &account) {
        Err(faults) => faults,
        Ok(asked) => match proposed(&site, &who, &submission, (account.clone(), &asked)).await {
            Ok(answer) => return Ok(answer),
            Err(why) => refused(why)?,
        },
    };
    let token = who.form_token.text();
    let page = faulty(&account, (&submission, &faults), &token);
    let page = furniture::for_worker(&site, Some(&who), Some(ADMINISTRATION), &page);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn read(sent: &Submission, account: &AccountListed) -> Result<Correction, Faults> {
    let mut read = Reader::new(sent);
    let name = read.text(Question::Name).at_most(LONGEST_NAME).required();
    // One that stands in the record is not asked for again, however it came there.
    let stays = sent.typed(&Question::Email.name()).map(str::trim) == Some(&account.email);
    let email = match stays {
        true => Ok(account.email.clone()),
        false => read.email(Question::Email).required(),
    };
    read.finish(|| Ok(Correction { name: name?, email: email? }))
}

/// What the form is told, at the field that it is about.
fn refused(why: NotCorrected) -> Result<Faults, Fault> {
    let mut faults = Faults::default();
    match why {
        NotCorrected::Name => {
            faults.add(&Question::Name, "Enter the name in one line of 100 characters at most");
        }
        NotCorrected::Address => {
            let words = "Enter an email address in the form name@example.org";
            faults.add(&Question::Email, words);
        }
        NotCorrected::EmailTaken => {
            faults.add(&Question::Email, "Somebody signs in with this address already");
        }
        NotCorrected::AlreadySo => {
            faults.add(&Question::Name, "Change the name or the e-mail address first");
        }
        NotCorrected::Fault(fault) => return at_the_top(fault),
    }
    Ok(faults)
}

/// Shows what a correction comes to, or makes it where that was seen.
async fn proposed(
    site: &Site,
    who: &SignedIn,
    sent: &Submission,
    (mut account, asked): (AccountListed, &Correction),
) -> Result<Response, NotCorrected> {
    let office = site.office().ok_or(Asked::NotFound)?;
    let acting = office.acting(&who.worker);
    let done =
        |account: &AccountListed| Ok(Said::Corrected.at(&address(account.id)).into_response());
    // Sent again, it is so already.
    if is_pressed(sent) && asked.is_so(&account) {
        return done(&account);
    }
    let stands = acting.stands(&account).await?;
    let others = acting.others_let_in(&account).await?;
    let shown = (&stands, others, office.mails());
    let mut pressed = with((&account, asked), shown, |proposal| proposal.pressed(sent));
    if pressed == Pressed::Seen {
        match acting.correct(&account, asked).await {
            Ok(()) => return done(&account),
            // Another administrator was quicker by a moment.
            Err(NotCorrected::Fault(Asked::Stale)) => {
                account = acting.account(account.id).await?;
                pressed = Pressed::Otherwise;
            }
            Err(why) => return Err(why),
        }
    }
    acting.may_correct(&account, asked).await?;
    Ok(with((&account, asked), shown, |proposal| proposal.drawn(site, who, (sent, pressed))))
}

/// What a correction comes to.
fn with<T>(
    (account, asked): (&AccountListed, &Correction),
    shown: (&AccountStands, u64, bool),
    then: impl FnOnce(&Proposal<'_>) -> T,
) -> T {
    let (own, action) = (address(account.id), action(account));
    let line = |key, before: &str, after: &str| Summary {
        key,
        value: html! {
            @if before == after { "stays " (before) }
            @else { (before) " becomes " strong { (after) } }
        },
        act: None,
    };
    let moves = account.email != asked.email;
    then(&Proposal {
        above: breadcrumbs(&under(&account.name)),
        subtitle: html! { "What " (account.name) " is called, and what they sign in with." },
        content: html! {
            (summary_list(&[
                line("Name", &account.name, &asked.name),
                line("E-mail address", &account.email, &asked.email),
            ]))
            (follows(sentences(account, asked, shown).iter().map(String::as_str)))
            @if moves {
                p class="govuk-body waymark-words" {
                    "Make sure that the new address is theirs alone: whoever reads its mail gets \
                     their links."
                }
            }
        },
        action: &action,
        command: "",
        press: SO,
        leave: (&own, AS_IT_IS),
    })
}

fn sentences(
    account: &AccountListed,
    asked: &Correction,
    (stands, others, mails): (&AccountStands, u64, bool),
) -> Vec<String> {
    let mut all = Vec::new();
    if account.name != asked.name {
        all.push(
            "Colleagues see the new name from the next page that they open, also beside what was \
             done before."
                .to_owned(),
        );
    }
    if account.email != asked.email {
        if account.open {
            all.push(format!(
                "They sign in with {} from then on, and no more with {}. Their password and what they \
                 sign in with besides stay.",
                asked.email, account.email
            ));
        }
        if stands.invited.is_some() {
            all.push(
                "The link for choosing a password that they have is good no more: make a new one \
                 afterwards."
                    .to_owned(),
            );
        }
        if stands.reset_asked.is_some() {
            all.push(
                "That they may set up a second factor anew has to be asked for again.".to_owned(),
            );
        }
        all.push(
            "For a week you cannot make them a link once they have signed in, or be one of the two who \
             let them set up a second factor anew; nor can whoever opened your account, or has theirs \
             from you."
                .to_owned(),
        );
        all.push(remain(others).to_owned());
        all.push(match mails {
            true => format!(
                "A letter goes to {} and to {}, which says that the address was changed.",
                account.email, asked.email
            ),
            false => "They are told by nobody but you: tell them.".to_owned(),
        });
    } else {
        all.push(match mails {
            true => "They are told by a letter.".to_owned(),
            false => "They are told by nobody but you: tell them.".to_owned(),
        });
    }
    if account.open {
        let goes_on =
            "They stay signed in where they are, and find it on the page of their account.";
        all.push(goes_on.to_owned());
        all.push("What they can see and do stays as it is.".to_owned());
    } else {
        all.push("The account stays closed.".to_owned());
    }
    all
}

/// Who can let them in anew in that week: one makes a link, and two let a second factor be set up.
const fn remain(others: u64) -> &'static str {
    match others {
        0 => {
            "Nobody else here can, either: for that week it takes whoever runs Waymark, by the commands \
             waymark user password and waymark user reset."
        }
        1 => {
            "One other administrator can make a link. A second factor takes two: for that week it takes \
             whoever runs Waymark, by the command waymark user reset."
        }
        _ => "Other administrators can, as before.",
    }
}

/// The form again, with what is wrong.
fn faulty<'a>(
    account: &'a AccountListed,
    (submission, faults): (&Submission, &Faults),
    token: &str,
) -> Page<'a> {
    let (own, action) = (address(account.id), action(account));
    let frame = Frame { action: &action, token, command: "", draft: None };
    let asked = Form::new(submission, faults);
    Page {
        heading: "Correct their name or address",
        above: Some(breadcrumbs(&under(&account.name))),
        subtitle: Some(html! { (account.name) }),
        content: html! {
            (asked.summary())
            (form(&frame, &html! {
                (fields(&asked))
                (button("See what this comes to", Weight::Secondary))
            }))
            p class="govuk-body" { a class="govuk-link" href=(own) { (AS_IT_IS) } }
        },
        faulty: true,
        ..Page::default()
    }
}
