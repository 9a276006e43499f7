//! Incidents as this side knows them.

use components::{DateInput, Form, Item, Lines, Radios, Reader, nothing};
use maud::{Markup, html};
use pathway::london_day;
use support::What;
use support::codes::{Answer, IncidentKind, IncidentSource};
use support::facts::Incident;

use super::super::shell::Came;
use super::super::{Asked, CasePage};
use super::shown::Shown;
use super::words;
use crate::coded::{self, asked, words as begin};
use crate::faults::Fault;
use crate::ground::{Said, Sent};

asked! {
    /// What is asked of an incident.
    Question {
        On = "incident-on", "Day of the incident";
        Source = "incident-source", "Who told of it?";
        Kind = "incident-kind", "What kind of incident was it?";
        Severity = "severity", "How severe was it?";
        Children = "children-present", "Were children there?";
        Police = "police-called", "Were the police called?";
        Arrested = "arrested", "Was he arrested?";
        Charged = "charged", "Was he charged?";
        Done = "incident-done", "What was done";
    }
}

pub(super) const INCIDENT: &str = "incident";

const SEVERITY: [(&str, u8, &str); 4] =
    [("1", 1, "1, the least severe"), ("2", 2, "2"), ("3", 3, "3"), ("4", 4, "4, the most severe")];

pub(super) fn so_far(shown: &Shown) -> Markup {
    let mut incidents: Vec<&Incident> = shown.her.case.incidents.iter().collect();
    incidents.sort_by_key(|incident| std::cmp::Reverse(incident.on));
    html! {
        h2 class="govuk-heading-m" { "Incidents" }
        @if incidents.is_empty() {
            (nothing("No incident is recorded here yet.", &[]))
        }
        @for incident in incidents {
            section {
                h3 class="govuk-heading-s" { (begin(incident.kind)) }
                @for line in words::lines(shown, &What::IncidentRecorded(incident.clone())) {
                    p class="govuk-body" { (line) }
                }
                @if let Some(done) = incident.done {
                    p class="govuk-body waymark-text" { (shown.text(done)) }
                }
            }
        }
    }
}

pub(super) fn fields(form: &Form<'_>) -> Markup {
    let severity = SEVERITY.iter().map(|(value, _, words)| Item::new(*value, *words)).collect();
    html! {
        (form.date(Question::On, &DateInput::default()))
        (form.radios(Question::Source, &coded::radios::<IncidentSource>(None)))
        (form.radios(Question::Kind, &coded::radios::<IncidentKind>(None)))
        (form.radios(Question::Severity, &Radios { items: severity, ..Radios::default() }))
        (form.radios(Question::Children, &coded::radios::<Answer>(None)))
        (form.radios(Question::Police, &coded::radios::<Answer>(None)))
        (form.radios(Question::Arrested, &coded::radios::<Answer>(None)))
        (form.radios(Question::Charged, &coded::radios::<Answer>(None)))
        (form.lines(Question::Done, &Lines { at_most: Some(10_000), ..Lines::default() }))
    }
}

pub(super) async fn sent(asked: &Asked, sent: &Sent) -> Result<Came, Fault> {
    let office = asked.office()?;
    let mut read = Reader::new(&sent.submission);
    let on = read.date(Question::On).not_after(london_day(office.now())).required();
    let source = coded::one::<IncidentSource>(&mut read, Question::Source).required();
    let kind = coded::one::<IncidentKind>(&mut read, Question::Kind).required();
    let levels = SEVERITY.iter().map(|(value, level, _)| (*value, *level));
    let severity = read.choice_among(Question::Severity, levels).required();
    let children = coded::one::<Answer>(&mut read, Question::Children).required();
    let police = coded::one::<Answer>(&mut read, Question::Police).required();
    let arrested = coded::one::<Answer>(&mut read, Question::Arrested).required();
    let charged = coded::one::<Answer>(&mut read, Question::Charged).required();
    let done = read.lines(Question::Done).optional();
    let made = read.finish(|| {
        let incident = Incident {
            on: on?,
            source: source?,
            kind: kind?,
            severity: severity?,
            children_present: children?,
            police_called: police?,
            arrested: arrested?,
            charged: charged?,
            done: None,
        };
        Ok((incident, done?))
    });
    match made {
        Err(faults) => Came::faulty(sent, faults),
        Ok((incident, done)) => {
            let acting = office.acting(&asked.who.worker);
            let form = sent.form()?;
            let done = acting.record_her_incident(asked.reference, form, incident, done).await;
            Came::of(sent, done, Said::IncidentRecorded, CasePage::Risk)
        }
    }
}
