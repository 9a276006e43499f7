//! Inviting somebody: who, of which organisation, as what; then a link, which is shown once.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::HOST;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use casework::accounts::{NotOpened, Opened, TakesPart};
use casework::signing_in::{SignedIn, Token};
use components::{
    Faults, Form, Frame, Item, Kind, Link, Page, Reader, Select, Submission, Text, Weight, Width,
    acts, breadcrumbs, button, form, section,
};
use maud::html;

use super::{ADMINISTRATION, INVITE, roles, under};
use crate::coded::asked;
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
                (section("As what", &roles::fields(&asked, all)))
                (button("Invite them", Weight::Primary))
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
            let (name, email) = (opened.name.clone(), opened.email.clone());
            match acting.invite(opened).await {
                Ok(_) if office.mails() => return Ok(sent_to(&site, &who, (&name, &email))),
                Ok((_, link)) => return Ok(shown(&site, &headers, &who, (&name, &link))),
                Err(NotOpened::EmailTaken) => {
                    let mut faults = Faults::default();
                    faults.add(&Asked::Email, "Somebody signs in with this address already");
                    faults
                }
                Err(NotOpened::Roles(refused)) => {
                    let mut faults = Faults::default();
                    faults.add(&roles::questions().0, refused.to_string());
                    faults
                }
                Err(NotOpened::Weak(_) | NotOpened::Password(_)) => return Err(Fault::Unavailable),
                Err(NotOpened::Fault(fault)) => at_the_top(fault)?,
            }
        }
    };
    let page = drawn(&site, &who, &all, &submission, &faults);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn read(sent: &Submission, all: &[TakesPart], who: &SignedIn) -> Result<Opened, Faults> {
    let mut read = Reader::new(sent);
    let name = read.text(Asked::Name).at_most(100).required();
    let email = read.email(Asked::Email).required();
    let organisations =
        all.iter().map(|one| (one.organisation.id.uuid().to_string(), one.organisation.id));
    let organisation = read.choice_among(Asked::Organisation, organisations).required();
    let held = roles::read(&mut read, all, who.worker.programme, &[]);
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
