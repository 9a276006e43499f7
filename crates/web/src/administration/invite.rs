//! Inviting somebody: who, of which organisation, as what; then a link, which is shown once.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::HOST;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use casework::Office;
use casework::accounts::{NotOpened, Opened, TakesPart};
use casework::signing_in::{SignedIn, Token};
use components::{
    Faults, Form, Frame, Item, Kind, Link, Page, Reader, Select, Submission, Summary, Text, Weight,
    Width, acts, breadcrumbs, button, form, section, summary_list,
};
use maud::html;
use pathway::CommandId;

use super::proposal::{Pressed, Proposal, follows};
use super::{ADMINISTRATION, INVITE, explained, roles, under};
use crate::coded::{asked, beginning};
use crate::faults::{Fault, at_the_top};
use crate::ground::{Recent, SentRecent};
use crate::{Site, furniture};

asked! {
    /// Who is invited.
    Asked {
        Name = "name", "Name", "Enter the name";
        Email = "email", "E-mail address", "Enter the e-mail address";
        Organisation = "organisation", "Organisation", "Choose the organisation";
    }
}

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    Recent(who): Recent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let all = office.acting(&who.worker).organisations().await?;
    Ok(drawn(&site, &who, &all, &Submission::default(), Faults::NONE))
}

fn drawn(
    site: &Site,
    who: &SignedIn,
    all: &[TakesPart],
    sent: &Submission,
    faults: &Faults,
) -> Response {
    let token = who.form_token.text();
    let frame = Frame { action: INVITE, token: &token, command: "", draft: None };
    let asked = Form::new(sent, faults);
    let item = |one: &TakesPart| {
        Item::new(one.organisation.id.uuid().to_string(), one.organisation.name.clone())
    };
    let organisations = Select { items: all.iter().map(item).collect(), ..Select::default() };
    let name = Text { kind: Kind::Name, width: Width::Twenty, ..Text::default() };
    let email = Text {
        kind: Kind::Email,
        width: Width::Twenty,
        autocomplete: Some("off"),
        ..Text::default()
    };
    let page = Page {
        heading: "Invite somebody",
        above: Some(breadcrumbs(&under("Invite somebody"))),
        content: html! {
            (asked.summary())
            (form(&frame, &html! {
                (section("Who", &html! {
                    (asked.text(Asked::Name, &name))
                    (asked.text(Asked::Email, &email))
                    (asked.select(Asked::Organisation, &organisations))
                }))
                (section("As what", &roles::fields(&asked, &roles::served(all))))
                (button("See what this comes to", Weight::Primary))
            }))
        },
        faulty: !faults.is_empty(),
        ..Page::default()
    };
    furniture::for_worker(site, Some(who), Some(ADMINISTRATION), &page)
}

pub(super) async fn sent(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    SentRecent { who, submission }: SentRecent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let acting = office.acting(&who.worker);
    let all = acting.organisations().await?;
    let faults = match read(&submission, &all, &who) {
        Err(faults) => faults,
        Ok(opened) => {
            // Sent again it is answered as it was: the link is told to nobody else.
            let once = once(office, &submission);
            let of = (&opened, once);
            let pressed = with(office, &all, of, |proposal| proposal.pressed(&submission));
            let (name, email) = (opened.name.clone(), opened.email.clone());
            let done = match pressed {
                Pressed::Seen => acting.invite_once(once, opened).await.map(Ok),
                Pressed::First | Pressed::Otherwise => {
                    acting.may_invite(&opened).await.map(|()| Err(opened))
                }
            };
            match done {
                Ok(Ok(_)) if office.mails() => return Ok(sent_to(&site, &who, (&name, &email))),
                Ok(Ok(link)) => return Ok(shown(&site, &headers, &who, (&name, &link))),
                Ok(Err(opened)) => {
                    let shown = (&submission, pressed);
                    return Ok(with(office, &all, (&opened, once), |proposal| {
                        proposal.drawn(&site, &who, shown)
                    }));
                }
                Err(why) => refused(why)?,
            }
        }
    };
    let page = drawn(&site, &who, &all, &submission, &faults);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// By what a form is known that tells a secret: one without its id was drawn before there was one.
pub(super) fn once(office: &Office, sent: &Submission) -> casework::Sent {
    let command = sent.command().and_then(|typed| typed.parse().ok()).map(CommandId::of);
    let fresh = office.form(0);
    casework::Sent { command: command.unwrap_or(fresh.command), ..fresh }
}

/// What the form is told, at the field that it is about.
fn refused(why: NotOpened) -> Result<Faults, Fault> {
    let mut faults = Faults::default();
    match why {
        NotOpened::Name => {
            faults.add(&Asked::Name, "Enter the name in one line of 100 characters at most");
        }
        NotOpened::Address => {
            let words = "Enter an email address in the form name@example.org";
            faults.add(&Asked::Email, words);
        }
        NotOpened::EmailTaken => {
            faults.add(&Asked::Email, "Somebody signs in with this address already");
        }
        NotOpened::Roles(refused) => {
            faults.add(&roles::questions().0, beginning(&refused.to_string()));
        }
        NotOpened::Weak(_) | NotOpened::Password(_) => return Err(Fault::Unavailable),
        NotOpened::Fault(fault) => return at_the_top(fault),
    }
    Ok(faults)
}

/// What an invitation comes to, before it is sent.
fn with<T>(
    office: &Office,
    all: &[TakesPart],
    (opened, once): (&Opened, casework::Sent),
    then: impl FnOnce(&Proposal<'_>) -> T,
) -> T {
    let organisation = all.iter().find(|one| one.organisation.id == opened.organisation);
    let organisation = organisation.map_or("", |one| one.organisation.name.as_str());
    let line = |key, value: &str| Summary { key, value: html! { (value) }, act: None };
    let link = match office.mails() {
        true => format!("A letter goes to {} with a link.", opened.email),
        false => format!(
            "You are shown a link, this once, and send it to {} alone, to {}.",
            opened.name, opened.email
        ),
    };
    let command = once.command.uuid().to_string();
    then(&Proposal {
        above: breadcrumbs(&under("Invite somebody")),
        subtitle: html! { (opened.name) " gets an account." },
        content: html! {
            (summary_list(&[
                line("Name", &opened.name),
                line("E-mail address", &opened.email),
                line("Organisation", organisation),
            ]))
            (follows([
                link.as_str(),
                "The link is good once, and for three days. By it they choose a password, and set up \
                 a second way to sign in. Until then nobody can sign in as them.",
                "Check the address: whoever reads its mail gets in.",
            ]))
            h2 class="govuk-heading-m" { "What they will see and do, and why" }
            (explained::of(&opened.held))
        },
        action: INVITE,
        command: &command,
        press: "Invite them",
        leave: (ADMINISTRATION, "Invite nobody"),
    })
}

fn read(sent: &Submission, all: &[TakesPart], who: &SignedIn) -> Result<Opened, Faults> {
    let mut read = Reader::new(sent);
    let name = read.text(Asked::Name).at_most(100).required();
    let email = read.email(Asked::Email).required();
    let organisations =
        all.iter().map(|one| (one.organisation.id.uuid().to_string(), one.organisation.id));
    let organisation = read.choice_among(Asked::Organisation, organisations).required();
    let held = roles::read(&mut read, &roles::served(all), who.worker.programme, &[]);
    if held.as_ref().is_ok_and(Vec::is_empty) {
        read.fault(roles::questions().0, "Choose at least one role");
    }
    read.finish(|| {
        Ok(Opened {
            organisation: organisation?,
            name: name?,
            email: email?,
            password: None,
            held: held?,
        })
    })
}

/// By mail: nobody but them sees the link.
pub(super) fn sent_to(site: &Site, who: &SignedIn, (name, email): (&str, &str)) -> Response {
    let page = Page {
        heading: "An invitation is on its way",
        above: Some(breadcrumbs(&under("An invitation is on its way"))),
        content: html! {
            p class="govuk-body waymark-words" {
                (name) " gets a letter at " (email) " with a link that is good once, and for three \
                 days. By it they choose a password, and set up what they sign in with besides. If \
                 it does not come, see under People whether it could be sent."
            }
            (acts(&[Link::new(ADMINISTRATION, "Back to everybody")]))
        },
        ..Page::default()
    };
    furniture::for_worker(site, Some(who), Some(ADMINISTRATION), &page)
}

/// Where browsers reach this site; where it was not told, as this one did.
pub(super) fn reached(site: &Site, headers: &HeaderMap) -> String {
    if let Some(public) = site.public() {
        return public.to_string();
    }
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let scheme = if site.outside.tls { "https" } else { "http" };
    format!("{scheme}://{host}")
}

/// The link, this once.
pub(super) fn shown(
    site: &Site,
    headers: &HeaderMap,
    who: &SignedIn,
    (name, link): (&str, &Token),
) -> Response {
    let at = reached(site, headers);
    let page = Page {
        heading: "The link for them",
        above: Some(breadcrumbs(&under("The link for them"))),
        subtitle: Some(html! { "It is shown this once, is good once, and for three days." }),
        content: html! {
            p class="govuk-body waymark-words" {
                "Send it to " (name) " alone, by mail to their own address at work. By it they \
                 choose a password, and set up what they sign in with besides."
            }
            p class="govuk-body" {
                strong class="waymark-secret" { (at) "/invitation/" (link.text()) }
            }
            (acts(&[Link::new(ADMINISTRATION, "Back to everybody")]))
        },
        ..Page::default()
    };
    furniture::for_worker(site, Some(who), Some(ADMINISTRATION), &page)
}
