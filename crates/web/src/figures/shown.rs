//! The figures as whoever asks may see them: the argument of every handler of this folder.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use casework::demonstration;
use casework::figures::Seen;
use casework::signing_in::{Place, SignedIn};
use evaluation::{Evaluation, Figure};

use super::evaluated::Evaluated;
use crate::Site;
use crate::faults::Fault;
use crate::ground::Known;
use crate::site::Figures;

/// Figures on their way to somebody.
pub(crate) struct Shown {
    pub site: Arc<Site>,
    pub who: Option<SignedIn>,
    pub evaluated: Arc<Evaluated>,
}

impl Shown {
    /// The evaluation.
    pub fn evaluation(&self) -> &Evaluation {
        &self.evaluated.evaluation
    }
    /// A figure by its key, with its place in the reader's order, from 0.
    pub fn figure(&self, key: &str) -> Option<(usize, &Figure)> {
        self.evaluated.figure(key)
    }
    /// Whether everything is invented.
    pub fn is_invented(&self) -> bool {
        self.site.is_invented()
    }
}

/// Figures of real people are for those who may see them, and as they may; of invented ones, or
/// where there is no record, for anybody. For whoever may not, there is nothing.
impl FromRequestParts<Arc<Site>> for Shown {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Response> {
        let known = parts.extensions.get::<Known>().cloned().unwrap_or_default();
        if known.unanswered {
            return Err(Fault::Unavailable.into_response());
        }
        let who = known.who().cloned();
        let evaluated = of(site, who.as_ref()).await.map_err(IntoResponse::into_response)?;
        Ok(Self { site: Arc::clone(site), who, evaluated })
    }
}

async fn of(site: &Arc<Site>, who: Option<&SignedIn>) -> Result<Arc<Evaluated>, Fault> {
    let seen = match (site.office(), who) {
        _ if site.is_invented() => None,
        (None, _) => None,
        (Some(_), None) => return Err(Fault::NotFound),
        (Some(office), Some(who)) => {
            let seen = office.acting(&who.worker).figures().await?;
            debug_assert!(who.places().contains(&Place::Figures), "led to what may be seen");
            Some((who.worker.programme, seen))
        }
    };
    match (&site.figures, site.office()) {
        (Figures::Given(evaluated), _) => Ok(Arc::clone(evaluated)),
        (Figures::Live(live), Some(office)) => {
            let (programme, seen) = seen.unwrap_or((demonstration::HISTORY, Seen::Exact));
            live.figures(office, programme, seen).await
        }
        (Figures::Live(_), None) => Err(Fault::NotFound),
    }
}
