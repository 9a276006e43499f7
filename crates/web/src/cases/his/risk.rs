//! His risk: assessments, incidents that the programme heard of itself, MARAC.

use ::access::act;
use components::{
    Cell, DateInput, Heading, Item, Kind, Lines, Link, Radios, Reader, Table, Text, Width, acts,
    inset, link, nothing, section, table,
};
use maud::{Markup, html};
use pathway::codes::{Answer, Code, IncidentKind};
use programme::codes::{IncidentSource, Party};
use programme::parts::{Incident, RiskAssessment};
use programme::{Standing, Version};

use super::assessment::LEVELS;
use super::shown::{Doing, NotDone, Shown, no_such_form};
use super::words;
use crate::coded::{self, asked};
use crate::faults::Fault;
use crate::furniture::day;
use crate::ground::Said;

const ASSESS: &str = "assess";
const INCIDENT: &str = "incident";
const MARAC: &str = "marac";
const REVIEW: &str = "review";

asked! {
    /// The questions of this page.
    Asked {
        On = "on", "On which day?", "Enter the day";
        By = "by", "Who assessed?", "Choose who assessed";
        Instrument = "instrument", "With which instrument?", "Enter the name of the instrument";
        Version = "instrument-version", "Its version";
        Score = "score", "Score";
        Band = "band", "Band that the instrument gives";
        Judgement = "judgement", "Professional judgement";
        ForMarac = "for-marac", "I would put it to MARAC";
        Note = "note", "Note";
        Source = "source", "Who told of it?", "Choose who told of it";
        Kind = "kind", "What was done?", "Choose what was done";
        Severity = "severity", "How severe was it?", "Choose how severe it was";
        Children = "children", "Were children there?", "Choose whether children were there";
        Police = "police", "Were the police called?", "Choose whether the police were called";
        Arrested = "arrested", "Was he arrested?", "Choose whether he was arrested";
        Charged = "charged", "Was he charged?", "Choose whether he was charged";
        Same = "same-people", "Was it between the same people as the last MARAC referral?", "Choose whether it was between the same people";
        Done = "done", "What was done about it?";
        Referred = "referred", "Is the case put to MARAC?", "Choose whether the case is put to MARAC";
        Escalates = "escalates", "Does the risk escalate?", "Choose whether the risk escalates";
        Why = "why", "Why?", "Say why";
    }
}

pub(super) fn view(shown: &Shown<'_>) -> Result<Markup, Fault> {
    let standing = shown.standing();
    let marac = shown.acting().his_marac(&shown.case.case)?;
    let reviewed = shown.about().filter(|_| shown.act() == REVIEW);
    let (may, may_record) = (shown.granted(act::AssessRisk), shown.granted(act::RecordIncident));
    Ok(html! {
        p class="govuk-body" {
            "His risk now: "
            strong { @match standing.risk { Some(risk) => (words::risk(risk)), None => "not known" } } "."
        }
        @if !marac.is_empty() {
            (inset(&html! {
                p { "This case is to be put to MARAC: " (marac.iter().map(|reason| reason.words()).collect::<Vec<_>>().join("; ")) ". A person decides." }
            }))
        }
        @if standing.toxic_trio() {
            (inset(&html! { p { "Domestic abuse, mental ill health and substance misuse stand together." } }))
        }
        @match (shown.act(), reviewed) {
            (REVIEW, Some(of)) if may => (review(shown, of)),
            (MARAC, _) if may => (decide_marac(shown)),
            (INCIDENT, _) if may_record => (incident(shown)),
            (ASSESS, _) if may => (assess(shown)),
            _ => (to(shown, may, may_record)),
        }
        (assessments(standing))
        (incidents(shown, standing, may))
    })
}

fn to(shown: &Shown<'_>, may: bool, may_record: bool) -> Markup {
    let forms = [
        (ASSESS, "Assess his risk", may),
        (INCIDENT, "Record an incident", may_record),
        (MARAC, "Record a decision on MARAC", may),
    ];
    let open: Vec<(String, &str)> = forms
        .into_iter()
        .filter(|(_, _, may)| *may)
        .map(|(act, words, _)| (shown.other(act, None), words))
        .collect();
    let links: Vec<Link<'_>> = open.iter().map(|(href, words)| Link::new(href, words)).collect();
    acts(&links)
}

fn assessments(standing: &Standing) -> Markup {
    let head = ["On", "By", "Instrument", "Score", "Band", "Judgement"];
    let head = head.map(|words| Heading { words, numeric: words == "Score" });
    let words = |words: String| Cell::words(html! { (words) });
    let rows: Vec<Vec<Cell>> = standing
        .risk_assessments
        .iter()
        .rev()
        .map(|one| {
            let level = |risk| coded::words(pathway::codes::RiskLevel::from(risk));
            vec![
                words(day(one.on)),
                words(coded::words(one.by)),
                words(one.instrument.to_string()),
                Cell::number(html! { @if let Some(score) = one.score { (score) } }),
                words(one.band.map(level).unwrap_or_default()),
                words(one.judgement.map(level).unwrap_or_default()),
            ]
        })
        .collect();
    html! {
        h2 class="govuk-heading-m" { "Risk assessments" }
        @if rows.is_empty() {
            (nothing("His risk has not been assessed with an instrument yet.", &[]))
        } @else {
            (table(&Table { caption: None, head: &head, rows: &rows, first_cell_is_header: true }))
        }
    }
}

fn incidents(shown: &Shown<'_>, standing: &Standing, may: bool) -> Markup {
    let head = ["On", "What", "Severity", "Told by", "Does risk escalate?"];
    let head = head.map(|words| Heading { words, numeric: words == "Severity" });
    let rows: Vec<Vec<Cell>> = standing
        .incidents
        .iter()
        .rev()
        .map(|one| {
            let reviewed = match one.escalates {
                Some(true) => html! { "Yes" },
                Some(false) => html! { "No" },
                None if may => {
                    let href = shown.other(REVIEW, Some(one.event));
                    html! { (link(&Link::new(&href, "Review it"))) }
                }
                None => html! { "Not reviewed yet" },
            };
            vec![
                Cell::when(&day(one.incident.occurred)),
                Cell::words(html! { (coded::words(one.incident.kind)) }),
                Cell::number(html! { (one.incident.severity) }),
                Cell::words(html! { (coded::words(one.incident.source)) }),
                Cell::words(reviewed),
            ]
        })
        .collect();
    html! {
        h2 class="govuk-heading-m" { "Incidents that the programme heard of" }
        @if rows.is_empty() {
            (nothing("No incident is recorded.", &[]))
        } @else {
            (table(&Table { caption: None, head: &head, rows: &rows, first_cell_is_header: true }))
        }
    }
}

fn assess(shown: &Shown<'_>) -> Markup {
    let form = shown.form(ASSESS);
    let level =
        |hint| Radios { hint, items: coded::some(&LEVELS), inline: true, ..Radios::default() };
    let parties = Radios { items: coded::every::<Party>(), ..Radios::default() };
    shown.framed(
        ASSESS,
        &section("Assess his risk", &html! {
            (form.date(Asked::On, &DateInput::default()))
            (form.radios(Asked::By, &parties))
            (form.text(Asked::Instrument, &Text { hint: Some("For example, DASH or SARA"), width: Width::Twenty, ..Text::default() }))
            (form.text(Asked::Version, &Text { width: Width::Ten, ..Text::default() }))
            (form.text(Asked::Score, &Text { kind: Kind::Number, width: Width::Three, ..Text::default() }))
            (form.radios(Asked::Band, &level(None)))
            (form.radios(Asked::Judgement, &level(Some("May raise the risk that the band says, and never lowers it"))))
            (form.tick(Asked::ForMarac, Some("Raises a case to MARAC, and never takes one from it")))
            (form.lines(Asked::Note, &Lines { at_most: Some(10_000), ..Lines::default() }))
        }),
        "Record the assessment",
    )
}

fn incident(shown: &Shown<'_>) -> Markup {
    let form = shown.form(INCIDENT);
    let severity = [("1", "1, the least"), ("2", "2"), ("3", "3"), ("4", "4, the most")];
    let severity = severity.map(|(value, words)| Item::new(value, words)).to_vec();
    let answer = || coded::radios::<Answer>(None);
    shown.framed(
        INCIDENT,
        &section("Record an incident", &html! {
            p class="govuk-body waymark-words" {
                "Only what the programme heard of itself. What she told her own worker is not for \
                 this page."
            }
            (form.date(Asked::On, &DateInput::default()))
            (form.radios(Asked::Source, &Radios { items: coded::every::<IncidentSource>(), ..Radios::default() }))
            (form.radios(Asked::Kind, &Radios { items: coded::every::<IncidentKind>(), ..Radios::default() }))
            (form.radios(Asked::Severity, &Radios { items: severity, ..Radios::default() }))
            (form.radios(Asked::Children, &answer()))
            (form.radios(Asked::Police, &answer()))
            (form.radios(Asked::Arrested, &answer()))
            (form.radios(Asked::Charged, &answer()))
            (form.radios(Asked::Same, &answer()))
            (form.lines(Asked::Done, &Lines { at_most: Some(4_000), rows: Some(3), ..Lines::default() }))
        }),
        "Record the incident",
    )
}

fn decide_marac(shown: &Shown<'_>) -> Markup {
    let form = shown.form(MARAC);
    shown.framed(
        MARAC,
        &section("Decision on MARAC", &html! {
            (form.radios(Asked::Referred, &super::decision::yes_or_no(None)))
            (form.date(Asked::On, &DateInput::default()))
            (form.lines(Asked::Why, &Lines { rows: Some(3), at_most: Some(4_000), ..Lines::default() }))
        }),
        "Record the decision",
    )
}

fn review(shown: &Shown<'_>, of: Version) -> Markup {
    let form = shown.form(REVIEW);
    shown.framed_about(
        REVIEW,
        of,
        &section("Review of escalation", &html! {
            (form.radios(Asked::Escalates, &super::decision::yes_or_no(None)))
            (form.lines(Asked::Why, &Lines { rows: Some(3), at_most: Some(4_000), ..Lines::default() }))
        }),
        "Record the review",
    )
}

const TRUTH: [(&str, bool); 2] = [("yes", true), ("no", false)];

pub(super) async fn done(doing: &Doing<'_>) -> Result<Said, NotDone> {
    let (acting, reference, form) = (doing.acting(), doing.reference, doing.form);
    let mut read = Reader::new(doing.typed);
    match doing.act() {
        ASSESS => {
            let (assessment, note) = assessed(read, doing)?;
            acting.assess_his_risk(reference, form, assessment, note).await?;
            Ok(Said::RiskAssessed)
        }
        INCIDENT => {
            let (incident, done) = happened(read, doing)?;
            acting.record_his_incident(reference, form, incident, done).await?;
            Ok(Said::IncidentRecorded)
        }
        MARAC => {
            let referred = read.choice_among(Asked::Referred, TRUTH).required();
            let on = read.date(Asked::On).not_after(doing.today()).required();
            let why = read.lines(Asked::Why).at_most(4_000).required();
            let (referred, on, why) = read.finish(|| Ok((referred?, on?, why?)))?;
            acting.decide_marac(reference, form, referred, on, why).await?;
            Ok(Said::MaracDecided)
        }
        REVIEW => {
            let about = doing.about()?;
            let escalates = read.choice_among(Asked::Escalates, TRUTH).required();
            let why = read.lines(Asked::Why).at_most(4_000).required();
            let (escalates, why) = read.finish(|| Ok((escalates?, why?)))?;
            acting.review_escalation(reference, form, about, escalates, why).await?;
            Ok(Said::EscalationReviewed)
        }
        _ => Err(no_such_form()),
    }
}

fn assessed(
    mut read: Reader<'_>,
    doing: &Doing<'_>,
) -> Result<(RiskAssessment, Option<String>), NotDone> {
    let on = read.date(Asked::On).not_after(doing.today()).required();
    let by = coded::one::<Party>(&mut read, Asked::By).required();
    let instrument = read.text(Asked::Instrument).at_most(100).required();
    let version = read.text(Asked::Version).at_most(20).optional();
    let score = read.number(Asked::Score).within(0..=1_000).optional();
    let band = words::level(&mut read, Asked::Band).optional();
    let judgement = words::level(&mut read, Asked::Judgement).optional();
    let judged_for_marac = read.ticked(Asked::ForMarac);
    let note = read.lines(Asked::Note).optional();
    Ok(read.finish(|| {
        let assessment = RiskAssessment {
            on: on?,
            by: by?,
            instrument: instrument?.into(),
            version: version?.map(Into::into),
            score: score?.and_then(|score| u16::try_from(score).ok()),
            band: band?,
            judgement: judgement?,
            judged_for_marac,
            note: None,
        };
        Ok((assessment, note?))
    })?)
}

fn happened(
    mut read: Reader<'_>,
    doing: &Doing<'_>,
) -> Result<(Incident, Option<String>), NotDone> {
    let occurred = read.date(Asked::On).not_after(doing.today()).required();
    let source = coded::one::<IncidentSource>(&mut read, Asked::Source).required();
    let kind = coded::one::<IncidentKind>(&mut read, Asked::Kind).required();
    let severity = [("1", 1), ("2", 2), ("3", 3), ("4", 4)];
    let severity = read.choice_among(Asked::Severity, severity).required();
    let children_present = coded::one::<Answer>(&mut read, Asked::Children).required();
    let police_called = coded::one::<Answer>(&mut read, Asked::Police).required();
    let arrested = coded::one::<Answer>(&mut read, Asked::Arrested).required();
    let charged = coded::one::<Answer>(&mut read, Asked::Charged).required();
    let same_people = coded::one::<Answer>(&mut read, Asked::Same).required();
    let done = read.lines(Asked::Done).at_most(4_000).optional();
    Ok(read.finish(|| {
        let incident = Incident {
            occurred: occurred?,
            source: source?,
            kind: kind?,
            severity: severity?,
            children_present: children_present?,
            police_called: police_called?,
            arrested: arrested?,
            charged: charged?,
            same_people: same_people?,
            done: None,
        };
        Ok((incident, done?))
    })?)
}
