//! What happens to every request before and after its route.
//!
//! One function, in the order in which it is read: each step as a layer of its own would be a box
//! and a copy of all that is beneath it for every request.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::time::timeout;

use crate::{PATIENCE, Site, faults, ground, headers};

/// Answers a request; what changes nothing, from one state of the record.
pub(crate) async fn answered(
    State(site): State<Arc<Site>>,
    request: Request,
    next: Next,
) -> Response {
    let only_reads = request.method().is_safe();
    let answer = through(&site, request, next);
    if only_reads { casework::at_one_look(answer).await } else { answer.await }
}

/// Finds out whose a request is, lets it through to its route or refuses it, dresses a fault as a
/// page, and gives every answer its headers and its line in the log.
async fn through(site: &Site, mut request: Request, next: Next) -> Response {
    let trace = headers::Trace::of(&request);
    let known = ground::whose(site, &request).await;
    let asked = faults::Asked::of(&request, known.as_ref());
    if let Some(known) = &known {
        request.extensions_mut().insert(known.clone());
    }
    let response = match ground::refused(site, &request) {
        Some(refused) => refused,
        // Nothing leaves before the audit says on the disk that it was read.
        None => match timeout(PATIENCE, audited(site, next.run(request))).await {
            Ok(Ok(response)) => response,
            Ok(Err(fault)) => faults::Fault::from(fault).into_response(),
            Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        },
    };
    let mut response = faults::shown(site, asked, response);
    if let Some(known) = &known {
        response = ground::gone_on(site, known, response).await;
    }
    headers::protect(site, &mut response);
    trace.ends(site, &mut response);
    response
}

/// A service without a record has no audit.
async fn audited(
    site: &Site,
    answer: impl Future<Output = Response>,
) -> Result<Response, casework::Fault> {
    match site.office() {
        Some(office) => office.audited(answer).await,
        None => Ok(answer.await),
    }
}
