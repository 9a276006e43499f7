//! Cases of both sides, at the same addresses: none tells which side it belongs to. Whose case
//! it is follows from who asks, since nobody works on both sides.

mod hers;
mod his;
mod left;
pub(crate) mod list;
mod restricted;
mod search;
mod shell;

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;
use axum::routing::get;
use casework::Cases;
use casework::signing_in::SignedIn;
use pathway::Reference;

#[cfg(test)]
pub(crate) use his::tests::filled;

use crate::Site;
use crate::faults::Fault;
use crate::ground::{Asking, Sent, evenly};

/// Where the caseload is.
pub(crate) const CASES: &str = "/cases";

/// Where cases are looked up. What is sought is in no address.
pub(crate) const SEARCH: &str = "/cases/search";
/// Where a manager sees who opened restricted cases.
pub(crate) const RESTRICTED: &str = "/cases/restricted";

/// Where a manager gives to others what is with somebody who cannot open it any more.
pub(crate) const LEFT: &str = "/cases/left";

/// A page of a case. The names are the same on both sides, and say nothing of either.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CasePage {
    Overview,
    Timeline,
    People,
    Allocation,
    Contact,
    Appointments,
    Assessment,
    Consent,
    Discussion,
    Decision,
    Start,
    Sessions,
    Risk,
    Notes,
    News,
    End,
    Access,
}

impl CasePage {
    pub(crate) const ALL: [Self; 17] = [
        Self::Overview,
        Self::Timeline,
        Self::People,
        Self::Allocation,
        Self::Contact,
        Self::Appointments,
        Self::Assessment,
        Self::Consent,
        Self::Discussion,
        Self::Decision,
        Self::Start,
        Self::Sessions,
        Self::Risk,
        Self::Notes,
        Self::News,
        Self::End,
        Self::Access,
    ];

    /// The last part of its address.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Timeline => "timeline",
            Self::People => "people",
            Self::Allocation => "allocation",
            Self::Contact => "contact",
            Self::Appointments => "appointments",
            Self::Assessment => "assessment",
            Self::Consent => "consent",
            Self::Discussion => "discussion",
            Self::Decision => "decision",
            Self::Start => "start",
            Self::Sessions => "sessions",
            Self::Risk => "risk",
            Self::Notes => "notes",
            Self::News => "news",
            Self::End => "end",
            Self::Access => "access",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|page| page.name() == name)
    }

    /// Its address in a case.
    pub(crate) fn of(self, reference: Reference) -> String {
        match self {
            Self::Overview => format!("{CASES}/{reference}"),
            page => format!("{CASES}/{reference}/{}", page.name()),
        }
    }
}

/// A page of one case, asked for by somebody.
pub(crate) struct Asked {
    pub site: Arc<Site>,
    pub who: SignedIn,
    pub reference: Reference,
    pub page: CasePage,
    pub uri: Uri,
}

pub(crate) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route(CASES, get(list::page))
        .route(SEARCH, get(search::page).post(search::found))
        .route(RESTRICTED, get(restricted::page))
        .route(LEFT, get(left::page).post(left::sent))
        .route("/cases/{reference}", get(overview).post(overview_sent))
        .route("/cases/{reference}/{page}", get(page).post(page_sent))
}

async fn overview(
    site: State<Arc<Site>>,
    asking: Asking,
    Path(reference): Path<String>,
    uri: Uri,
) -> Result<Response, Fault> {
    shown(asked(site, asking.0, &reference, Some(CasePage::Overview), uri)?).await
}

async fn page(
    site: State<Arc<Site>>,
    asking: Asking,
    Path((reference, page)): Path<(String, String)>,
    uri: Uri,
) -> Result<Response, Fault> {
    shown(asked(site, asking.0, &reference, CasePage::named(&page), uri)?).await
}

async fn overview_sent(
    site: State<Arc<Site>>,
    Path(reference): Path<String>,
    uri: Uri,
    sent: Sent,
) -> Result<Response, Fault> {
    let asked = asked(site, sent.who.clone(), &reference, Some(CasePage::Overview), uri)?;
    done(asked, sent).await
}

async fn page_sent(
    site: State<Arc<Site>>,
    Path((reference, page)): Path<(String, String)>,
    uri: Uri,
    sent: Sent,
) -> Result<Response, Fault> {
    done(asked(site, sent.who.clone(), &reference, CasePage::named(&page), uri)?, sent).await
}

fn asked(
    State(site): State<Arc<Site>>,
    who: SignedIn,
    reference: &str,
    page: Option<CasePage>,
    uri: Uri,
) -> Result<Asked, Fault> {
    let reference = reference.parse().map_err(|_| Fault::NotFound)?;
    Ok(Asked { site, who, reference, page: page.ok_or(Fault::NotFound)?, uri })
}

async fn shown(asked: Asked) -> Result<Response, Fault> {
    match asked.who.worker.cases() {
        Some(Cases::His) => his::page(asked).await,
        Some(Cases::Hers) => hers::page(asked).await,
        None => Err(Fault::NotFound),
    }
}

async fn done(asked: Asked, sent: Sent) -> Result<Response, Fault> {
    match asked.who.worker.cases() {
        Some(Cases::His) => evenly(his::sent(asked, sent)).await,
        Some(Cases::Hers) => hers::sent(asked, sent).await,
        None => Err(Fault::NotFound),
    }
}
