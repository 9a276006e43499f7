//! While a referral is typed by programme staff: cases that may be of the same man. Whoever may not
//! be told, which is everybody who only refers, gets nothing of it, and nothing is asked for them.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{Html, IntoResponse, Response};
use casework::Acting;
use casework::his::Alikes;
use casework::referrals::DraftId;
use components::said_live;
use jiff::civil::Date;
use maud::{Markup, html};

use super::draft::{Found, address, answers_of, find};
use super::steps::{self, Answers, Step, him};
use crate::faults::Fault;
use crate::ground::Sent;
use crate::{Site, alike};

/// Cases that may be of the man of a draft, for *check answers*.
pub(super) async fn of(
    acting: &Acting<'_>,
    answers: &Answers,
    today: Date,
) -> Result<Markup, Fault> {
    let him = him::described(&steps::typed(answers, Step::Him), today);
    Ok(match acting.known_as(&him).await? {
        Some(alikes) => html! {
            section class="waymark-section" {
                h2 class="govuk-heading-m" { "May he be known already?" }
                @if alikes.cases.is_empty() {
                    p class="govuk-body" {
                        "No case is like his by names, date of birth, telephone or postcode."
                    }
                }
                (said(&alikes))
            }
        },
        None => html! {},
    })
}

/// The same on the page about him: renewed by the script while it is filled in.
pub(super) async fn live(
    acting: &Acting<'_>,
    id: DraftId,
    answers: &Answers,
    today: Date,
) -> Result<Markup, Fault> {
    let him = him::described(&steps::typed(answers, Step::Him), today);
    Ok(match acting.known_as(&him).await? {
        Some(alikes) => {
            let address = address(id, &format!("{}/likely", Step::Him.page()));
            let fields = him::who();
            let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
            said_live(&address, &fields, &headed(&alikes))
        }
        None => html! {},
    })
}

/// What is said of what has been typed so far: a fragment, for the script.
pub(super) async fn so_far(
    State(site): State<Arc<Site>>,
    Path((id, page)): Path<(String, String)>,
    Sent { who, submission }: Sent,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let acting = office.acting(&who.worker);
    let Found::Draft(_, mut answers) = find(&acting, &id).await? else {
        return Err(Fault::NotFound);
    };
    if page != Step::Him.page() || !acting.may_suggest() {
        return Err(Fault::NotFound);
    }
    if let Some(typed) = answers_of(Step::Him, &submission) {
        answers.insert(page, typed);
    }
    let him = him::described(&steps::typed(&answers, Step::Him), pathway::london_day(office.now()));
    let alikes = acting.known_as(&him).await?.ok_or(Fault::NotFound)?;
    Ok(Html(headed(&alikes).into_string()).into_response())
}

fn headed(alikes: &Alikes) -> Markup {
    html! {
        @if !alikes.cases.is_empty() {
            p class="govuk-body" { strong { "He may be known already" } }
            (said(alikes))
        }
    }
}

fn said(alikes: &Alikes) -> Markup {
    html! {
        @for one in &alikes.cases { (alike::described(alikes, one)) }
        (alike::left_out(alikes))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use testkit::Statements;

    use super::super::tests::{HER, HIM, Town};
    use crate::signing_in::tests::Answer;

    const STRANGER: &[(&str, &str)] = &[
        ("given", "Gerald"),
        ("family", "Thornfeather"),
        ("date-of-birth-day", "1"),
        ("date-of-birth-month", "feb"),
        ("date-of-birth-year", "1985"),
    ];

    #[tokio::test]
    async fn whoever_may_be_told_sees_while_typing_and_before_sending_that_he_may_be_known() {
        let town = Town::new().await;
        let council = town.signed_in("council").await;
        let known = council.refers().await;
        let reference = known.rsplit('/').next().unwrap();
        let intake = town.signed_in("intake").await;
        let draft = intake.begins().await;
        let page = intake.page(&format!("{draft}/him")).await;
        let address = format!("{draft}/him/likely");
        assert!(page.contains(&format!("data-likely=\"{address}\"")), "{page}");
        assert!(!page.contains("may be known"), "nothing is typed yet");
        let fragment = intake.sends_from(&page, &address, HIM).await;
        assert_eq!(fragment.status, StatusCode::OK);
        for words in ["He may be known already", reference, "Almost certainly the same man"] {
            assert!(fragment.body.contains(words), "{words}: {}", fragment.body);
        }
        assert!(!fragment.body.contains("<html"));
        let stranger = intake.sends_from(&page, &address, STRANGER).await;
        assert_eq!((stranger.status, stranger.body.as_str()), (StatusCode::OK, ""));
        // Without the script, after *Continue*: on the page again, and on *check answers*.
        intake.fills_in(&format!("{draft}/him"), HIM).await;
        for page in ["him", "check"] {
            let page = intake.page(&format!("{draft}/{page}")).await;
            assert!(page.contains(reference) && page.contains("Darren Quillfeather"), "{page}");
            assert!(page.contains("date of birth"), "{page}");
        }
    }

    #[tokio::test]
    async fn whoever_refers_gets_the_same_bytes_by_the_same_work_whether_he_is_known_or_not() {
        let (one, other) = (Town::new().await, Town::new().await);
        // In one town the man is known, in the other nobody is.
        one.signed_in("police").await.refers().await;
        let (statements, _guard) = Statements::watched();
        let mut told: Vec<Vec<(StatusCode, String, Vec<&str>)>> = Vec::new();
        for town in [&one, &other] {
            let council = town.signed_in("council").await;
            let draft = council.writes(HER).await;
            let id = draft.rsplit('/').next().unwrap().to_owned();
            let page = council.page(&format!("{draft}/him")).await;
            assert!(!page.contains("/likely"), "{page}");
            let mut answers = Vec::new();
            statements.taken();
            let mut keep = |answer: Answer| {
                // Ids and tokens are drawn: they differ in any event.
                let mut body = answer.body.replace(&id, "ID");
                let drawn = ["form-token\" value=\"", "command\" value=\"", "data-token=\""];
                for before in drawn {
                    let parts: Vec<String> = body
                        .split(before)
                        .enumerate()
                        .map(|(place, part)| match place {
                            0 => part.to_owned(),
                            _ => part.split_once('"').map_or("", |(_, rest)| rest).to_owned(),
                        })
                        .collect();
                    body = parts.join("");
                }
                answers.push((answer.status, body, statements.taken()));
            };
            keep(council.sees(&format!("{draft}/him")).await);
            keep(council.sees(&format!("{draft}/check")).await);
            keep(council.sends_from(&page, &format!("{draft}/him/likely"), HIM).await);
            keep(council.sends_from(&page, &format!("{draft}/him/likely"), STRANGER).await);
            keep(council.sends_from(&page, &format!("{draft}/him"), HIM).await);
            told.push(answers);
        }
        assert_eq!(told[0][2].0, StatusCode::NOT_FOUND, "there is no such address for them");
        assert_eq!((&told[0][2].1, &told[0][2].2), (&told[0][3].1, &told[0][3].2));
        for (known, unknown) in told[0].iter().zip(&told[1]) {
            assert_eq!((known.0, &known.2), (unknown.0, &unknown.2));
            assert_eq!(known.1, unknown.1);
        }
    }
}
