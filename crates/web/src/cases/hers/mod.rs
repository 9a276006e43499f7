//! Her support case: the support service's side. What is shown or done comes from the record and
//! from `support`; which pages there are stands in [`PAGES`].

mod access;
mod allocation;
mod appointments;
mod assessing;
mod assessment;
mod consent;
mod contact;
mod decision;
mod discussion;
mod end;
mod incidents;
mod news;
mod notes;
mod overview;
mod people;
mod risk;
mod sessions;
mod shown;
mod start;
#[cfg(test)]
mod tests;
mod timeline;
mod words;

use axum::response::Response;

use self::shown::Shown;
use super::shell::{Again, Came, Forms, View};
use super::{Asked, CasePage};
use crate::faults::Fault;
use crate::ground::Sent;

/// The pages of her case, in order.
const PAGES: [(CasePage, &str); 17] = [
    (CasePage::Overview, "Overview"),
    (CasePage::News, "From the programme"),
    (CasePage::Timeline, "Timeline"),
    (CasePage::People, "People"),
    (CasePage::Allocation, "Her worker"),
    (CasePage::Contact, "Reaching her"),
    (CasePage::Assessment, "Assessment"),
    (CasePage::Consent, "Her consents"),
    (CasePage::Decision, "Clearance"),
    (CasePage::Discussion, "Discussions and reviews"),
    (CasePage::Start, "Support"),
    (CasePage::Sessions, "Contacts with her"),
    (CasePage::Appointments, "Meetings and actions"),
    (CasePage::Risk, "Risk and safety"),
    (CasePage::Notes, "Notes"),
    (CasePage::End, "End of the case"),
    (CasePage::Access, "Who may see it"),
];

/// Shows a page of the case.
pub(super) async fn page(asked: Asked) -> Result<Response, Fault> {
    if asked.page == CasePage::Access {
        return access::page(&asked, None).await;
    }
    let shown = Shown::read(&asked).await?;
    draw(&asked, &shown, None)
}

/// Does what the form of a page asks.
pub(super) async fn sent(asked: Asked, sent: Sent) -> Result<Response, Fault> {
    let came = match asked.page {
        CasePage::Overview => return Err(Fault::NotFound),
        CasePage::Access => return access::sent(&asked, &sent).await,
        CasePage::News => news::sent(&asked, &sent).await?,
        CasePage::Timeline => timeline::sent(&asked, &sent).await?,
        CasePage::People => people::sent(&asked, &sent).await?,
        CasePage::Allocation => allocation::sent(&asked, &sent).await?,
        CasePage::Contact => contact::sent(&asked, &sent).await?,
        CasePage::Assessment => assessment::sent(&asked, &sent).await?,
        CasePage::Consent => consent::sent(&asked, &sent).await?,
        CasePage::Decision => decision::sent(&asked, &sent).await?,
        CasePage::Discussion => discussion::sent(&asked, &sent).await?,
        CasePage::Start => start::sent(&asked, &sent).await?,
        CasePage::Sessions => sessions::sent(&asked, &sent).await?,
        CasePage::Appointments => appointments::sent(&asked, &sent).await?,
        CasePage::Risk => risk::sent(&asked, &sent).await?,
        CasePage::Notes => notes::sent(&asked, &sent).await?,
        CasePage::End => end::sent(&asked, &sent).await?,
    };
    match came {
        Came::Done(said, page) => Ok(asked.after(said, page)),
        Came::Again(again) => {
            let shown = Shown::read(&asked).await?;
            draw(&asked, &shown, Some(&again))
        }
    }
}

fn draw(asked: &Asked, shown: &Shown, again: Option<&Again>) -> Result<Response, Fault> {
    let view: fn(&Shown, &Forms<'_>) -> View = match asked.page {
        CasePage::Overview => overview::view,
        CasePage::News => news::view,
        CasePage::Timeline => timeline::view,
        CasePage::People => people::view,
        CasePage::Allocation => allocation::view,
        CasePage::Contact => contact::view,
        CasePage::Assessment => assessment::view,
        CasePage::Consent => consent::view,
        CasePage::Decision => decision::view,
        CasePage::Discussion => discussion::view,
        CasePage::Start => start::view,
        CasePage::Sessions => sessions::view,
        CasePage::Appointments => appointments::view,
        CasePage::Risk => risk::view,
        CasePage::Notes => notes::view,
        CasePage::End => end::view,
        CasePage::Access => return Err(Fault::NotFound),
    };
    shown.draw(asked, again, |forms| view(shown, forms))
}
