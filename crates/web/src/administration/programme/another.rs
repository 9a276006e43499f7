//! Another programme, begun for somebody else: proposed, shown with what it comes to, and begun.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use casework::accounts::{OrganisationKind, TakesPart};
use casework::programmes::{Begun, KeptBy, NotBegun};
use casework::signing_in::{SignedIn, Token};
use components::{
    Faults, Form, Frame, Item, Kind, Link, Page, Radios, Reader, Submission, Summary, Text, Weight,
    Width, acts, breadcrumbs, button, form, section, summary_list,
};
use maud::html;
use pathway::{CommandId, OrganisationId};

use super::super::proposal::{Pressed, Proposal};
use super::super::{ADMINISTRATION, ANOTHER, PROGRAMME, invite};
use super::beneath;
use crate::coded::asked;
use crate::faults::Fault;
use crate::ground::{Recent, SentRecent};
use crate::{Site, furniture};

asked! {
    /// The programme, and who keeps its accounts.
    Asked {
        Name = "name", "Name of the programme", "Enter the name of the programme";
        KeptBy = "kept-by", "Organisation that keeps its accounts", "Choose the organisation that keeps its accounts";
        New = "organisation", "Name of the organisation", "Enter the name of the organisation";
        Administrator = "administrator", "Name", "Enter the name of the first administrator";
        Email = "email", "E-mail address", "Enter the e-mail address of the first administrator";
    }
}

const HEADING: &str = "Begin another programme";
/// An organisation that does not take part here.
const NEW: &str = "new";

/// The organisations of this programme that keep accounts.
fn keepers(all: &[TakesPart]) -> impl Iterator<Item = (String, &TakesPart)> {
    let keeps = |one: &&TakesPart| one.organisation.kind == OrganisationKind::Administration;
    all.iter().filter(keeps).map(|one| (one.organisation.id.uuid().to_string(), one))
}

pub(in crate::administration) async fn page(
    State(site): State<Arc<Site>>,
    Recent(who): Recent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let all = office.acting(&who.worker).organisations().await?;
    Ok(drawn(&site, &who, &all, (&Submission::default(), Faults::NONE)))
}

fn drawn(
    site: &Site,
    who: &SignedIn,
    all: &[TakesPart],
    (sent, faults): (&Submission, &Faults),
) -> Response {
    let token = who.form_token.text();
    let frame = Frame { action: ANOTHER, token: &token, command: "", draft: None };
    let asked = Form::new(sent, faults);
    let text = || Text { width: Width::Twenty, autocomplete: Some("off"), ..Text::default() };
    let known = keepers(all).map(|(id, one)| Item::new(id, one.organisation.name.clone()));
    let new = Item::new(NEW, "Another organisation").reveal(asked.text(Asked::New, &text()));
    let keepers = Radios { items: known.chain([new]).collect(), ..Radios::default() };
    let page = Page {
        heading: HEADING,
        above: Some(breadcrumbs(&beneath(HEADING))),
        subtitle: Some(html! { "For somebody else, who keeps its accounts." }),
        content: html! {
            (asked.summary())
            (form(&frame, &html! {
                (section("The programme", &html! {
                    (asked.text(Asked::Name, &text()))
                    (asked.radios(Asked::KeptBy, &keepers))
                }))
                (section("Its first administrator", &html! {
                    p class="govuk-body waymark-words" {
                        "Somebody who has no account yet, and not yourself. They get a link by which \
                         they choose a password, and invite everybody else."
                    }
                    (asked.text(Asked::Administrator, &Text { kind: Kind::Name, ..text() }))
                    (asked.text(Asked::Email, &Text { kind: Kind::Email, ..text() }))
                }))
                (button("See what this comes to", Weight::Primary))
            }))
            p class="govuk-body" { a class="govuk-link" href=(PROGRAMME) { "Begin none" } }
        },
        faulty: !faults.is_empty(),
        ..Page::default()
    };
    furniture::for_worker(site, Some(who), Some(ADMINISTRATION), &page)
}

/// The form: proposed first, then begun.
pub(in crate::administration) async fn sent(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    SentRecent { who, submission }: SentRecent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let acting = office.acting(&who.worker);
    let all = acting.organisations().await?;
    let faults = match read(&submission, &all) {
        Err(faults) => faults,
        Ok(begun) => {
            // A form without its id is one that was drawn before. Sent again it has begun already, and
            // is answered as it was.
            let command = sent_by(&submission).unwrap_or_else(|| office.form(0).command);
            let id = command.uuid().to_string();
            let pressed = with(&all, (&begun, &id), |proposal| proposal.pressed(&submission));
            let done = match pressed {
                Pressed::Seen => {
                    let once = casework::Sent { command, version: 0 };
                    acting.begin_another(once, &begun).await.map(Some)
                }
                Pressed::First | Pressed::Otherwise => {
                    acting.may_begin(&begun).await.map(|()| None)
                }
            };
            match done {
                Ok(Some(link)) => return Ok(shown(&site, &headers, &who, (&begun, &link))),
                Ok(None) => {
                    let shown = (&submission, pressed);
                    return Ok(with(&all, (&begun, &id), |proposal| {
                        proposal.drawn(&site, &who, shown)
                    }));
                }
                Err(why) => refused(why)?,
            }
        }
    };
    let page = drawn(&site, &who, &all, (&submission, &faults));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn read(sent: &Submission, all: &[TakesPart]) -> Result<Begun, Faults> {
    let mut read = Reader::new(sent);
    let name = read.text(Asked::Name).at_most(100).required();
    let known = keepers(all).map(|(id, one)| (id, Some(one.organisation.id)));
    let known = known.chain([(NEW.to_owned(), None)]);
    let kept_by: components::Read<Option<OrganisationId>> =
        read.choice_among(Asked::KeptBy, known).required();
    let kept_by = match kept_by {
        Ok(Some(known)) => Ok(KeptBy::Known(known)),
        Ok(None) => read.text(Asked::New).at_most(100).required().map(KeptBy::New),
        Err(faulty) => Err(faulty),
    };
    let administrator = read.text(Asked::Administrator).at_most(100).required();
    let email = read.email(Asked::Email).required();
    read.finish(|| {
        Ok(Begun { name: name?, kept_by: kept_by?, administrator: administrator?, email: email? })
    })
}

/// What the form is told, at the field that it is about.
fn refused(why: NotBegun) -> Result<Faults, Fault> {
    let field = match why {
        NotBegun::NameTaken | NotBegun::TooOften => Asked::Name,
        NotBegun::OrganisationTaken => Asked::New,
        NotBegun::EmailTaken | NotBegun::Oneself => Asked::Email,
        NotBegun::Fault(fault) => return Err(fault.into()),
    };
    let mut faults = Faults::default();
    faults.add(&field, why.to_string());
    Ok(faults)
}

fn sent_by(sent: &Submission) -> Option<CommandId> {
    sent.command().and_then(|typed| typed.parse().ok()).map(CommandId::of)
}

/// What it comes to, before it is begun.
fn with<T>(
    all: &[TakesPart],
    (begun, command): (&Begun, &str),
    then: impl FnOnce(&Proposal<'_>) -> T,
) -> T {
    let kept_by = match &begun.kept_by {
        KeptBy::New(name) => name.as_str(),
        KeptBy::Known(id) => {
            let known = all.iter().find(|one| one.organisation.id == *id);
            known.map_or("", |one| one.organisation.name.as_str())
        }
    };
    let line = |key, value: &str| Summary { key, value: html! { (value) }, act: None };
    then(&Proposal {
        above: breadcrumbs(&beneath(HEADING)),
        subtitle: html! { (begun.name) " begins, and cannot be taken back here." },
        content: html! {
            (summary_list(&[
                line("Programme", &begun.name),
                line("Accounts kept by", kept_by),
                line("First administrator", &begun.administrator),
                line("E-mail address", &begun.email),
            ]))
            ul class="govuk-list govuk-list--bullet waymark-words" {
                li {
                    (begun.administrator) " is invited by a link that is good once, and for three \
                     days. Until they use it nobody can sign in there."
                }
                li {
                    "They alone keep its accounts, organisations and areas. They see nothing of this \
                     programme, and get no role in it."
                }
                li {
                    "You have no part in it: you do not see its people, and can give nobody a role \
                     there, yourself least of all."
                }
                li { "Nobody of either programme finds or sees what is in the other." }
                li {
                    "Commands on the machine that Waymark runs on, such as exports by the clock, ask \
                     from then on for the programme by name (" code { "--programme" } "). Tell \
                     whoever runs Waymark before you begin it. An organisation that takes part in \
                     both needs the programme named in the settings of its directory, too."
                }
                li {
                    "That you began it, and for whom, stays in the audit."
                }
            }
        },
        action: ANOTHER,
        command,
        press: "Begin it",
        leave: (PROGRAMME, "Begin none"),
    })
}

/// It is begun: the link, this once, where no mail is sent.
fn shown(
    site: &Site,
    headers: &HeaderMap,
    who: &SignedIn,
    (begun, link): (&Begun, &Token),
) -> Response {
    let mails = site.office().is_some_and(casework::Office::mails);
    let page = Page {
        heading: "The programme is begun",
        above: Some(breadcrumbs(&beneath(HEADING))),
        subtitle: Some(html! { (begun.name) }),
        content: html! {
            @if mails {
                p class="govuk-body waymark-words" {
                    (begun.administrator) " gets a letter at " (begun.email) " with a link that is \
                     good once, and for three days."
                }
            } @else {
                p class="govuk-body waymark-words" {
                    "Send this link to " (begun.administrator) " alone, by mail to their own address \
                     at work. It is shown on this page alone, is good once, and for three days."
                }
                p class="govuk-body" {
                    strong class="waymark-secret" {
                        (invite::reached(site, headers)) "/invitation/" (link.text())
                    }
                }
            }
            p class="govuk-body waymark-words" {
                "You cannot make another link for them, since you have no part in that programme. \
                 If it is lost or too late, whoever runs Waymark sets a password for them."
            }
            (acts(&[Link::new(PROGRAMME, "Back to the programme")]))
        },
        ..Page::default()
    };
    furniture::for_worker(site, Some(who), Some(ADMINISTRATION), &page)
}
