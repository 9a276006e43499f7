//! Opening a restricted referral with a reason, which [`faults`](crate::faults) asks for.

use axum::response::{IntoResponse, Response};

use super::{Asked, of};
use crate::faults::Fault;
use crate::ground::{Said, Sent};

/// As many characters as a reason may have.
const MOST: usize = 10_000;

pub(super) async fn sent(asked: Asked, sent: &Sent) -> Result<Response, Fault> {
    let reason = sent.submission.typed("reason").unwrap_or_default().trim();
    if reason.is_empty() {
        return Err(Fault::Restricted(asked.reference));
    }
    let office = asked.office()?;
    let reason: String = reason.chars().take(MOST).collect();
    office.acting(&asked.who.worker).open_referral(asked.reference, reason).await?;
    Ok(Said::ReferralOpened.at(&of(asked.reference, "")).into_response())
}
