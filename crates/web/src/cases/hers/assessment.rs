//! Her assessment, or that she declines support.

use components::{Checkboxes, Form, Lines, Reader, Weight, nothing, section};
use maud::{Markup, html};
use support::What;
use support::codes::{Answer, Need};
use support::facts::{Assessment, Household};

use super::super::shell::{Came, Forms, View};
use super::super::{Asked, CasePage};
use super::shown::Shown;
use crate::coded::{self, asked};
use crate::faults::Fault;
use crate::furniture::moment;
use crate::ground::{Said, Sent};
use crate::moments;

asked! {
    /// What is asked of an assessment.
    Question {
        On = "assessed-on", "Day of the assessment";
        At = "assessed-at", "Time of the assessment";
        Needs = "needs", "What does she need?";
        Abuse = "abuse", "Is there domestic abuse in the household now?";
        Health = "ill-health", "Is there mental ill health in the household?";
        Substances = "substances", "Is there substance misuse in the household?";
        Findings = "findings", "What you found";
    }
}

asked! {
    /// What is asked when she declines.
    Declined {
        On = "declined-on", "Day when she declined";
        At = "declined-at", "Time when she declined";
    }
}

const ASSESS: &str = "assess";
const DECLINE: &str = "decline";

pub(super) fn view(shown: &Shown, forms: &Forms<'_>) -> View {
    let case = &shown.her.case;
    View {
        heading: "Assessment",
        subtitle: None,
        content: html! {
            (so_far(shown))
            (forms.act(ASSESS, "Record the assessment", |form| {
                section("Record an assessment", &assessment(form))
            }))
            @if !case.is_supported() && case.declined.is_none() {
                (forms.filled(DECLINE, "She declines support", Weight::Secondary, &Default::default(), |form| {
                    section("She declines support", &html! {
                        p class="govuk-body waymark-words" {
                            "Neither her consent to be contacted nor that to his starting is \
                             touched, and she is still told what affects her safety."
                        }
                        (moments::fields(form, Declined::On, Declined::At))
                    })
                }))
            }
        },
    }
}

fn so_far(shown: &Shown) -> Markup {
    let assessed: Vec<&Assessment> = shown.her.case.assessments.iter().rev().collect();
    if assessed.is_empty() {
        return nothing(
            "She has not been assessed yet. She is reached first; support starts after.",
            &[],
        );
    }
    html! {
        @for one in assessed {
            section {
                h2 class="govuk-heading-m" { "Assessed on " (moment(one.when)) }
                @for line in super::words::lines(shown, &What::Assessed(one.clone())).iter().skip(1) {
                    p class="govuk-body" { (line) }
                }
                @if let Some(findings) = one.findings {
                    p class="govuk-body waymark-text" { (shown.text(findings)) }
                }
            }
        }
    }
}

fn assessment(form: &Form<'_>) -> Markup {
    let needs = Checkboxes { hint: Some("Choose all that apply."), items: coded::every::<Need>() };
    html! {
        (moments::fields(form, Question::On, Question::At))
        (form.checkboxes(Question::Needs, &needs))
        (form.radios(Question::Abuse, &coded::radios::<Answer>(None)))
        (form.radios(Question::Health, &coded::radios::<Answer>(None)))
        (form.radios(Question::Substances, &coded::radios::<Answer>(None)))
        (form.lines(Question::Findings, &Lines {
            hint: Some("It stays on this side."),
            at_most: Some(10_000),
            rows: Some(8),
        }))
    }
}

pub(super) async fn sent(asked: &Asked, sent: &Sent) -> Result<Came, Fault> {
    let (office, reference) = (asked.office()?, asked.reference);
    let acting = office.acting(&asked.who.worker);
    let mut read = Reader::new(&sent.submission);
    match sent.act() {
        ASSESS => {
            let when = moments::read(&mut read, Question::On, Question::At, office.now());
            let needs = coded::several::<Need>(&mut read, Question::Needs).any();
            let abuse = coded::one::<Answer>(&mut read, Question::Abuse).required();
            let health = coded::one::<Answer>(&mut read, Question::Health).required();
            let substances = coded::one::<Answer>(&mut read, Question::Substances).required();
            let findings = read.lines(Question::Findings).optional();
            let made = read.finish(|| {
                let household = Household {
                    domestic_abuse: abuse?,
                    mental_ill_health: health?,
                    substance_misuse: substances?,
                };
                let when = when?;
                Ok((Assessment { when, needs: needs?, household, findings: None }, findings?))
            });
            match made {
                Err(faults) => Came::faulty(sent, faults),
                Ok((assessment, findings)) => {
                    let done =
                        acting.assess_her(reference, sent.form()?, assessment, findings).await;
                    Came::of(sent, done, Said::AssessmentRecorded, CasePage::Assessment)
                }
            }
        }
        DECLINE => {
            let when = moments::read(&mut read, Declined::On, Declined::At, office.now());
            match read.finish(|| when) {
                Err(faults) => Came::faulty(sent, faults),
                Ok(when) => {
                    let done = acting.decline_support(reference, sent.form()?, when).await;
                    Came::of(sent, done, Said::SupportDeclined, CasePage::Overview)
                }
            }
        }
        _ => Err(Fault::NotFound),
    }
}
