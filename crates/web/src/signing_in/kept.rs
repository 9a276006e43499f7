//! What was sent after a session had ended, or before somebody had shown again who they are, offered
//! to the same person.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use components::{Bounds, Frame, Submission, Weight, button, form};
use maud::html;

use super::{KEPT, SESSIONS, TODAY};
use crate::Site;
use crate::faults::Fault;
use crate::ground::{Again, Asking, Said, Sent, again, was_kept, which};

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    Asking(who): Asking,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let Some((id, kept)) = office.kept(&who).await? else {
        return Ok(Redirect::to(TODAY).into_response());
    };
    let submission = Submission::try_new(kept.body.as_bytes(), Bounds::default())
        .map_err(|_more| Fault::NotFound)?;
    let words = Again {
        heading: "This was not done yet",
        words: "You were signed out before you sent it, or had to show again who you are. What you \
                typed is kept for you alone. Send it now, or throw it away.",
        kept: Some(id),
    };
    let token = who.form_token.text();
    let frame =
        Frame { action: "/sessions/kept/throw-away", token: &token, command: "", draft: None };
    let other = form(
        &frame,
        &html! {
            (which(id))
            (button("Throw it away", Weight::Secondary))
        },
    );
    Ok(again(&site, &who, &words, &kept.address, &submission, &other))
}

pub(super) async fn throw_away(
    State(site): State<Arc<Site>>,
    Sent { who, submission }: Sent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let id = was_kept(&submission).ok_or(Fault::NotFound)?;
    office.throw_kept_away(&who, id).await?;
    if office.has_kept(&who).await? {
        return Ok(Redirect::to(KEPT).into_response());
    }
    Ok(Said::KeptThrownAway.at(SESSIONS).into_response())
}
