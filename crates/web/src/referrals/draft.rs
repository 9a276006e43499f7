//! A referral that is being written, as it is kept: what was typed, by page.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use casework::Acting;
use casework::referrals::{DraftId, Intake};
use components::Submission;
use pathway::Reference;
use serde_json::json;

use super::steps::{Answers, Around, Step, her};
use super::{REFERRALS, of};
use crate::Site;
use crate::faults::Fault;
use crate::ground::Sent;

/// What a page's answers may come to in bytes: several times what its fields take.
const MOST: usize = 100_000;

/// What is found where a draft is looked for.
pub(super) enum Found {
    /// The draft, with what was typed.
    Draft(DraftId, Answers),
    /// It was sent, and is this referral now.
    Sent(Reference),
}

impl Found {
    /// What is done where a draft has been sent: its confirmation is shown again.
    pub(super) fn instead(reference: Reference) -> Response {
        Redirect::to(&of(reference, "sent")).into_response()
    }
}

/// Looks for a draft of somebody's own.
pub(super) async fn find(acting: &Acting<'_>, id: &str) -> Result<Found, Fault> {
    let id: DraftId = id.parse()?;
    match acting.referral_draft(id).await {
        Ok(draft) => Ok(Found::Draft(id, read(&draft.text))),
        Err(fault) => match acting.made_of(id).await? {
            Some(reference) => Ok(Found::Sent(reference)),
            None => Err(fault.into()),
        },
    }
}

/// What was typed, out of what was kept. What cannot be read any more is asked again.
pub(super) fn read(text: &str) -> Answers {
    let mut kept: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    serde_json::from_value(kept["pages"].take()).unwrap_or_default()
}

pub(super) fn written(answers: &Answers) -> String {
    json!({"version": 1, "pages": answers}).to_string()
}

/// What was typed on a page, without what is no answer of it; nothing where it is too long to be
/// kept.
pub(super) fn answers_of(step: Step, submission: &Submission) -> Option<Vec<(String, String)>> {
    let fields = step.fields();
    let answers: Vec<(String, String)> = submission
        .answers()
        .filter(|(name, _)| fields.iter().any(|field| field == name))
        .map(|(name, typed)| (name.to_owned(), typed.to_owned()))
        .collect();
    let bytes: usize = answers.iter().map(|(name, typed)| name.len() + typed.len()).sum();
    (bytes <= MOST).then_some(answers)
}

/// The page of a name, where the draft can have it: a further woman follows the one before.
pub(super) fn step(page: &str, answers: &Answers) -> Result<Step, Fault> {
    let step = Step::named(page).ok_or(Fault::NotFound)?;
    match step {
        Step::Her(number) if number > 1 && !answers.contains_key(&her::page(number - 1)) => {
            Err(Fault::NotFound)
        }
        step => Ok(step),
    }
}

/// The address of a page of a draft.
pub(super) fn address(id: DraftId, page: &str) -> String {
    format!("{REFERRALS}/drafts/{id}/{page}")
}

/// What the pages need to know besides the answers.
pub(super) fn around<'a>(intake: &'a Intake<'_>) -> Around<'a> {
    Around { areas: &intake.areas, rules: intake.rules, today: intake.today }
}

/// Begins a referral. The draft is known by the form that began it, so that a second press begins
/// no second one.
pub(super) async fn begun(State(site): State<Arc<Site>>, sent: Sent) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let id = DraftId::from(sent.form()?);
    office.acting(&sent.who.worker).begin_draft(id, &written(&Answers::new())).await?;
    Ok(Redirect::to(&address(id, &Step::Family.page())).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_read_back_as_it_was_written_and_nothing_else_is_kept() {
        let typed = [("given", "Adam 😀\u{0}"), ("date-of-birth-day", "1"), ("other", "x")];
        let answers = answers_of(Step::Him, &Submission::of(typed)).unwrap();
        assert_eq!(answers.len(), 2, "a field of another page is none of this");
        let kept: Answers = [(Step::Him.page(), answers)].into();
        assert_eq!(read(&written(&kept)), kept);
        assert_eq!(read("of another form"), Answers::new());
        let long = "x".repeat(MOST);
        assert_eq!(answers_of(Step::Him, &Submission::of([("given", long)])), None);
    }
}
