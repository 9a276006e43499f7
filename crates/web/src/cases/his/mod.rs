//! His case: the programme's side.
//!
//! Each page is a file: what it shows ([`view`]) and what its forms do ([`done`]). A page may have
//! several forms; which of them is drawn, or was sent, its hidden field `act` says.

mod access;
mod allocation;
mod appointments;
mod assessment;
mod consent;
mod contact;
mod decision;
mod discussion;
mod end;
mod known;
mod notes;
mod overview;
mod people;
mod risk;
#[cfg(test)]
mod samples;
mod sessions;
mod shown;
mod start;
#[cfg(test)]
pub(crate) mod tests;
mod timeline;
mod words;

use axum::response::{IntoResponse, Response};
use maud::Markup;

use self::shown::{Doing, NotDone, Shown};
use super::shell::{Again, Came};
use super::{Asked, CASES, CasePage};
use crate::faults::Fault;
use crate::ground::{Said, Sent};

/// Shows a page of the case.
pub(super) async fn page(asked: Asked) -> Result<Response, Fault> {
    drawn(&asked, None).await
}

/// Does what the form of a page asks.
pub(super) async fn sent(asked: Asked, sent: Sent) -> Result<Response, Fault> {
    let office = asked.office()?;
    if asked.page == CasePage::Access && sent.act().is_empty() {
        return access::opened(&asked, office, &sent).await;
    }
    let doing = Doing {
        office,
        who: &asked.who,
        reference: asked.reference,
        form: sent.form()?,
        typed: &sent.submission,
    };
    let came = match done(asked.page, &doing).await {
        // Whoever knows the family sees nothing of the case from now on.
        Ok(said @ Said::ConflictRecorded) => return Ok(said.at(CASES).into_response()),
        Ok(said) => Came::Done(said, asked.page),
        Err(NotDone::Faulty(faults)) => Came::faulty(&sent, faults)?,
        Err(NotDone::Not(fault)) => Came::of(&sent, Err(fault), Said::NoteWritten, asked.page)?,
    };
    match came {
        Came::Done(said, page) => Ok(asked.after(said, page)),
        Came::Again(again) => drawn(&asked, Some(&again)).await,
    }
}

/// The page, with the form that comes back, where one does.
async fn drawn(asked: &Asked, again: Option<&Again>) -> Result<Response, Fault> {
    let office = asked.office()?;
    let case = match office.acting(&asked.who.worker).his_case(asked.reference).await {
        Err(casework::Fault::Restricted(_)) if asked.page == CasePage::Access => {
            return access::closed(asked, again).await;
        }
        case => case?,
    };
    let shown = Shown { asked, office, case, again };
    shown.page(view(&shown).await?)
}

/// What a page shows under its heading.
async fn view(shown: &Shown<'_>) -> Result<Markup, Fault> {
    match shown.asked.page {
        CasePage::Overview => overview::view(shown).await,
        CasePage::Timeline => timeline::view(shown).await,
        CasePage::People => people::view(shown).await,
        CasePage::Allocation => allocation::view(shown).await,
        CasePage::Contact => Ok(contact::view(shown)),
        CasePage::Appointments => Ok(appointments::view(shown)),
        CasePage::Assessment => Ok(assessment::view(shown)),
        CasePage::Consent => Ok(consent::view(shown)),
        CasePage::Discussion => Ok(discussion::view(shown)),
        CasePage::Decision => Ok(decision::view(shown)),
        CasePage::Start => start::view(shown).await,
        CasePage::Sessions => Ok(sessions::view(shown)),
        CasePage::Risk => risk::view(shown),
        CasePage::Notes => notes::view(shown).await,
        CasePage::End => Ok(end::view(shown)),
        CasePage::Access => access::view(shown).await,
        // What the other side is told is its own; his has no such page.
        CasePage::News => Err(Fault::NotFound),
    }
}

/// What the form of a page does.
async fn done(page: CasePage, doing: &Doing<'_>) -> Result<Said, NotDone> {
    match page {
        CasePage::Timeline => timeline::done(doing).await,
        CasePage::People => people::done(doing).await,
        CasePage::Allocation => allocation::done(doing).await,
        CasePage::Contact => contact::done(doing).await,
        CasePage::Appointments => appointments::done(doing).await,
        CasePage::Assessment => assessment::done(doing).await,
        CasePage::Consent => consent::done(doing).await,
        CasePage::Discussion => discussion::done(doing).await,
        CasePage::Decision => decision::done(doing).await,
        CasePage::Start => start::done(doing).await,
        CasePage::Sessions => sessions::done(doing).await,
        CasePage::Risk => risk::done(doing).await,
        CasePage::Notes => notes::done(doing).await,
        CasePage::End => end::done(doing).await,
        CasePage::Access => access::done(doing).await,
        CasePage::Overview | CasePage::News => Err(casework::Fault::NotFound.into()),
    }
}
