//! What the assessment found of him.

use ::access::act;
use components::{
    Checkboxes, DateInput, Kind, Lines, Radios, Reader, Summary, Text, Width, details, nothing,
    section, summary_list,
};
use maud::{Markup, html};
use pathway::codes::{Answer, Code, Need, RiskLevel};
use programme::Act;
use programme::codes::Degree;
use programme::parts::{Assessment, Tool};

use super::shown::{Doing, NotDone, Shown};
use super::words;
use crate::coded::{self, asked};
use crate::furniture::day;
use crate::ground::Said;

const ASSESS: &str = "assess";

asked! {
    /// The questions of this page.
    Asked {
        On = "on", "When was he assessed?", "Enter the day on which he was assessed";
        Motivation = "motivation", "Is he motivated to change?", "Choose how motivated he is";
        Responsibility = "responsibility", "Does he take responsibility?", "Choose how far he takes responsibility";
        Honesty = "honesty", "Is he open and honest?", "Choose how open and honest he is";
        Risk = "risk", "What is his level of risk?", "Choose his level of risk";
        Needs = "needs", "What does he need to take part?";
        Safe = "safe", "Where he has a history of strangulation: is taking part judged safe?";
        Instrument = "instrument", "Suitability tool";
        Version = "tool-version", "Its version";
        Score = "score", "Its score";
        Note = "note", "What was found";
    }
}

/// The levels that an assessment can come to.
pub(super) const LEVELS: [RiskLevel; 3] = [RiskLevel::Standard, RiskLevel::Medium, RiskLevel::High];

pub(super) fn view(shown: &Shown<'_>) -> Markup {
    let latest = shown.standing().assessment.as_deref();
    html! {
        @match latest {
            Some(assessment) => (found(assessment)),
            None => (nothing("He has not been assessed yet.", &[])),
        }
        @if shown.may(act::RecordAssessment, Act::RecordAssessment) {
            (form(shown, latest.is_some()))
        } @else if let Err(refusal) = programme::can(&shown.case.case, Act::RecordAssessment) {
            p class="govuk-body waymark-words" { (refusal.to_string()) }
        }
    }
}

fn found(assessment: &Assessment) -> Markup {
    let words = |words: String| html! { (words) };
    let needs: Vec<&str> = assessment.needs.iter().map(|need| need.words()).collect();
    let needs = if needs.is_empty() { "None".to_owned() } else { needs.join(", ") };
    let row = |key, value| Summary { key, value, act: None };
    let mut rows = vec![
        row("Assessed on", words(day(assessment.on))),
        row("Motivated", words(coded::words(assessment.motivation))),
        row("Takes responsibility", words(coded::words(assessment.responsibility))),
        row("Open and honest", words(coded::words(assessment.honesty))),
        row("Risk", words(coded::words(RiskLevel::from(assessment.risk)))),
        row("Needs", words(needs)),
    ];
    if let Some(safe) = assessment.safe_to_take_part {
        rows.push(row("Taking part judged safe", words(coded::words(safe))));
    }
    if let Some(tool) = &assessment.tool {
        let score = tool.score.map(|score| format!(", score {score}")).unwrap_or_default();
        let tool = format!("{}, version {}{score}", tool.instrument, tool.version);
        rows.push(row("Suitability tool", words(tool)));
    }
    html! {
        h2 class="govuk-heading-m" { "The latest assessment" }
        (summary_list(&rows))
    }
}

fn form(shown: &Shown<'_>, again: bool) -> Markup {
    let form = shown.form(ASSESS);
    let heading = if again { "Record a further assessment" } else { "Record the assessment" };
    let degree = || Radios { items: coded::every::<Degree>(), ..Radios::default() };
    let risk = Radios { items: coded::some(&LEVELS), inline: true, ..Radios::default() };
    shown.framed(
        ASSESS,
        &html! {
            (section(heading, &html! {
                (form.date(Asked::On, &DateInput::default()))
                (form.radios(Asked::Motivation, &degree()))
                (form.radios(Asked::Responsibility, &degree()))
                (form.radios(Asked::Honesty, &degree()))
                (form.radios(Asked::Risk, &risk))
                (form.checkboxes(Asked::Needs, &Checkboxes { hint: Some("Choose all that apply"), items: coded::every::<Need>() }))
                (form.radios(Asked::Safe, &coded::radios::<Answer>(Some("Leave it empty where he has none"))))
                (form.lines(Asked::Note, &Lines { hint: Some("The outcome is not discussed with him while it is pending"), at_most: Some(10_000), ..Lines::default() }))
            }))
            (details("A suitability tool was used", &html! {
                (form.text(Asked::Instrument, &Text { width: Width::Twenty, ..Text::default() }))
                (form.text(Asked::Version, &Text { width: Width::Ten, ..Text::default() }))
                (form.text(Asked::Score, &Text { width: Width::Five, kind: Kind::Code, ..Text::default() }))
            }))
        },
        "Record the assessment",
    )
}

pub(super) async fn done(doing: &Doing<'_>) -> Result<Said, NotDone> {
    let mut read = Reader::new(doing.typed);
    let on = read.date(Asked::On).not_after(doing.today()).required();
    let motivation = coded::one::<Degree>(&mut read, Asked::Motivation).required();
    let responsibility = coded::one::<Degree>(&mut read, Asked::Responsibility).required();
    let honesty = coded::one::<Degree>(&mut read, Asked::Honesty).required();
    let risk = words::level(&mut read, Asked::Risk).required();
    let needs = coded::several::<Need>(&mut read, Asked::Needs).any();
    let safe = coded::one::<Answer>(&mut read, Asked::Safe).optional();
    let note = read.lines(Asked::Note).optional();
    let instrument = read.text(Asked::Instrument).at_most(100).optional();
    let version = read.text(Asked::Version).at_most(20).optional();
    let score = read.text(Asked::Score).at_most(20).optional_as(|text| {
        let score = text.parse::<f64>().ok().filter(|score| score.is_finite());
        score.ok_or("Enter the score as a number, such as 12 or 12.5")
    });
    if let (Ok(Some(_)), Ok(None)) = (&instrument, &version) {
        read.fault(Asked::Version, "Enter the version of the suitability tool");
    }
    if let (Ok(None), Ok(Some(_))) = (&instrument, &score) {
        read.fault(Asked::Instrument, "Enter the name of the suitability tool");
    }
    let (assessment, note) = read.finish(|| {
        let score = score?;
        let tool = instrument?.zip(version?).map(|(instrument, version)| Tool {
            instrument: instrument.into(),
            version: version.into(),
            score,
        });
        let assessment = Assessment {
            on: on?,
            motivation: motivation?,
            responsibility: responsibility?,
            honesty: honesty?,
            risk: risk?,
            needs: needs?,
            safe_to_take_part: safe?,
            tool,
            note: None,
        };
        Ok((assessment, note?))
    })?;
    doing.acting().record_assessment(doing.reference, doing.form, assessment, note).await?;
    Ok(Said::AssessmentRecorded)
}
