//! The figures as whoever asks may see them: the argument of every handler of this folder.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use casework::Worker;
use casework::demonstration;
use casework::figures::Seen;
use casework::programs::May;
use casework::signing_in::{Place, SignedIn, places};
use evaluation::{Evaluation, Figure};

use super::evaluated::Evaluated;
use crate::Site;
use crate::faults::Fault;
use crate::ground::{Known, asked_again, lapsed_at};
use crate::programs::{bearer, program};
use crate::site::Figures;

/// Figures on their way to somebody.
pub(crate) struct Shown {
    pub site: Arc<Site>,
    pub who: Option<SignedIn>,
    /// The program that asks, of an organisation that may see them.
    program: Option<Worker>,
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
        // A program of an organisation that may see them asks for one as JSON.
        let program = match bearer(&parts.headers) {
            Some(_) if who.is_none() && parts.uri.path().starts_with("/api/") => {
                let asked = (May::ReadFigures, &known.whence);
                Some(program(site, &parts.headers, asked).await?)
            }
            _ => None,
        };
        let asks = who.as_ref().map(|who| &who.worker).or(program.as_ref());
        let evaluated = match (of(site, asks).await, known.lapsed()) {
            // They are there for whoever may see them, once they have signed in again.
            (Err(Fault::NotFound), Some(lapsed)) if lapsed.places().contains(&Place::Figures) => {
                return Err(lapsed_at(site, lapsed, parts));
            }
            (evaluated, _) => evaluated.map_err(IntoResponse::into_response)?,
        };
        Ok(Self { site: Arc::clone(site), who, program, evaluated })
    }
}

/// Figures that are taken away as a file, or by a program. Whoever is signed in showed a short time
/// ago who they are, and it is written down: what has left the service is nobody's to call back.
pub(crate) struct Taken(pub Shown);

impl FromRequestParts<Arc<Site>> for Taken {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Response> {
        let path = parts.uri.path().to_owned();
        Shown::from_request_parts(parts, site).await?.taken(&path).await
    }
}

impl Shown {
    /// The same on their way into a file, which is at this path.
    pub async fn taken(self, path: &str) -> Result<Taken, Response> {
        let by = self.who.as_ref().map(|who| &who.worker).or(self.program.as_ref());
        if let (Some(office), Some(by)) = (self.site.office(), by)
            && !self.is_invented()
        {
            if let Some(asked) = asked_again(&self.site, self.who.as_ref(), path) {
                return Err(asked);
            }
            let written = office.acting(by).take_figures().await;
            written.map_err(|cause| Fault::from(cause).into_response())?;
        }
        Ok(Taken(self))
    }
}

async fn of(site: &Arc<Site>, asks: Option<&Worker>) -> Result<Arc<Evaluated>, Fault> {
    let seen = match (site.office(), asks) {
        _ if site.is_invented() => None,
        (None, _) => None,
        (Some(_), None) => return Err(Fault::NotFound),
        (Some(office), Some(worker)) => {
            let seen = office.acting(worker).figures().await?;
            let led = places(&worker.actor).contains(&Place::Figures);
            debug_assert!(led, "led to what may be seen");
            Some((worker.programme, seen))
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
