//! Her support case: the support service's side.

use axum::response::Response;

use super::Asked;
use crate::faults::Fault;
use crate::ground::Sent;

/// Shows a page of the case.
pub(super) async fn page(_asked: Asked) -> Result<Response, Fault> {
    Err(Fault::NotFound)
}

/// Does what the form of a page asks.
pub(super) async fn sent(_asked: Asked, _sent: Sent) -> Result<Response, Fault> {
    Err(Fault::NotFound)
}
