//! The forms in which her risk is judged: an assessment, and a review of escalation.

use casework::hers::Judged;
use components::{Form, Item, Kind, Lines, Radios, Reader, Text, Width};
use jiff::Timestamp;
use maud::{Markup, html};
use pathway::crossing::Risk;
use support::facts::RiskAssessment;

use super::super::shell::Came;
use super::super::{Asked, CasePage};
use super::discussion::RISKS;
use super::shown::{DASH, Shown};
use crate::coded::asked;
use crate::faults::Fault;
use crate::ground::{Said, Sent};
use crate::moments;

asked! {
    /// What is asked of an assessment of her risk.
    Question {
        On = "risk-on", "Day of the assessment";
        At = "risk-at", "Time of the assessment";
        Instrument = "instrument", "By which instrument?";
        Other = "instrument-other", "Which one?", "Name the instrument";
        Score = "score", "What did it come to?";
        Band = "band", "Which band does that score fall in?";
        Judged = "judged", "What do you judge?";
        Marac = "judged-marac", "By your judgement, does it belong at the MARAC?";
        Why = "judged-why", "Why do you judge so?", "Say why you judge so";
    }
}

asked! {
    /// What is asked of a review of escalation.
    Review {
        Risk = "review-risk", "What is her risk now?";
        Marac = "review-marac", "Does it belong at the MARAC?";
        Why = "review-why", "Why do you judge so?", "Say why you judge so";
    }
}

pub(super) const ASSESS: &str = "assess";
pub(super) const REVIEW: &str = "review";

const YES_NO: [(&str, bool, &str); 2] = [("yes", true, "Yes"), ("no", false, "No")];

const DASH_VERSION: &str = "2009";

fn risks() -> Radios<'static> {
    let items = RISKS.iter().map(|(value, _, words)| Item::new(*value, *words)).collect();
    Radios { items, ..Radios::default() }
}

fn yes_no() -> Radios<'static> {
    let items = YES_NO.iter().map(|(value, _, words)| Item::new(*value, *words)).collect();
    Radios { items, inline: true, ..Radios::default() }
}

pub(super) fn fields(shown: &Shown, form: &Form<'_>) -> Markup {
    let thresholds = shown.dash.map(|(most, marac)| {
        format!("A DASH comes to {most} at most; from {marac} on the case belongs at the MARAC.")
    });
    let other = form.text(Question::Other, &Text { width: Width::Twenty, ..Text::default() });
    let instruments = vec![
        Item::new(DASH, "DASH"),
        Item::new("other", "Another").reveal(other),
        Item::new("none", "None: a judgement alone"),
    ];
    html! {
        (moments::fields(form, Question::On, Question::At))
        (form.radios(Question::Instrument, &Radios { items: instruments, ..Radios::default() }))
        (form.text(Question::Score, &Text {
            hint: thresholds.as_deref(),
            width: Width::Three,
            kind: Kind::Number,
            autocomplete: Some("off"),
        }))
        (form.radios(Question::Band, &Radios { hint: Some("Leave it where the instrument has none."), ..risks() }))
        (form.radios(Question::Judged, &Radios {
            hint: Some("Apart from the score. It may raise, and never takes away what the score says."),
            ..risks()
        }))
        (form.radios(Question::Marac, &yes_no()))
        (form.lines(Question::Why, &Lines { at_most: Some(10_000), ..Lines::default() }))
    }
}

pub(super) fn review(form: &Form<'_>) -> Markup {
    html! {
        p class="govuk-body waymark-words" {
            "An incident opens this review. What the thresholds say stands; the decision is yours."
        }
        (form.radios(Review::Risk, &risks()))
        (form.radios(Review::Marac, &yes_no()))
        (form.lines(Review::Why, &Lines { at_most: Some(10_000), ..Lines::default() }))
    }
}

pub(super) async fn sent(asked: &Asked, sent: &Sent) -> Result<Came, Fault> {
    let (office, reference) = (asked.office()?, asked.reference);
    let acting = office.acting(&asked.who.worker);
    let read = Reader::new(&sent.submission);
    if sent.act() == REVIEW {
        return match read_review(read) {
            Err(faults) => Came::faulty(sent, faults),
            Ok(judged) => {
                let done = acting.review_her_escalation(reference, sent.form()?, judged).await;
                Came::of(sent, done, Said::EscalationReviewed, CasePage::Risk)
            }
        };
    }
    match read_assessment(read, office.now()) {
        Err(faults) => Came::faulty(sent, faults),
        Ok((assessment, judged)) => {
            let form = sent.form()?;
            let done = acting.assess_her_risk(reference, form, assessment, judged).await;
            Came::of(sent, done, Said::RiskAssessed, CasePage::Risk)
        }
    }
}

fn levels() -> impl Iterator<Item = (&'static str, Risk)> {
    RISKS.iter().map(|(value, risk, _)| (*value, *risk))
}

fn answers() -> impl Iterator<Item = (&'static str, bool)> {
    YES_NO.iter().map(|(value, yes, _)| (*value, *yes))
}

fn read_review(mut read: Reader<'_>) -> Result<Judged, components::Faults> {
    let risk = read.choice_among(Review::Risk, levels()).required();
    let marac = read.choice_among(Review::Marac, answers()).required();
    let why = read.lines(Review::Why).required();
    read.finish(|| Ok(Judged { risk: risk?, marac: marac?, why: why? }))
}

fn read_assessment(
    mut read: Reader<'_>,
    now: Timestamp,
) -> Result<(RiskAssessment, Option<Judged>), components::Faults> {
    let when = moments::read(&mut read, Question::On, Question::At, now);
    let kinds = [(DASH, Some(true)), ("other", Some(false)), ("none", None)];
    let instrument = read.choice_among(Question::Instrument, kinds).required();
    let other = match instrument {
        Ok(Some(false)) => read.text(Question::Other).at_most(40).required().map(Some),
        _ => Ok(None),
    };
    let score = read.number(Question::Score).within(0..=999).optional();
    let band = read.choice_among(Question::Band, levels()).optional();
    let judged = read.choice_among(Question::Judged, levels()).optional();
    let marac = read.choice_among(Question::Marac, answers()).optional();
    let why = match (judged, marac) {
        // A judgement has its reasons.
        (Ok(Some(_)), _) | (_, Ok(Some(true))) => read.lines(Question::Why).required().map(Some),
        _ => read.lines(Question::Why).optional(),
    };
    let judged = match (judged, marac) {
        (Ok(None), Ok(Some(true))) => {
            Err(read.fault(Question::Judged, "Say how high you judge the risk, too"))
        }
        (judged, _) => judged,
    };
    read.finish(|| {
        let (code, version) = match (instrument?, other?) {
            (Some(true), _) => (DASH.to_owned(), DASH_VERSION),
            (Some(false), Some(named)) => (named.to_lowercase(), ""),
            _ => ("judgement".to_owned(), ""),
        };
        let judged = judged?.zip(why?);
        let marac = marac?.unwrap_or(false);
        let assessment = RiskAssessment {
            when: when?,
            instrument: code.into(),
            version: version.into(),
            score: score?.and_then(|score| u16::try_from(score).ok()),
            band: band?,
            judgement: None,
        };
        Ok((assessment, judged.map(|(risk, why)| Judged { risk, marac, why })))
    })
}
