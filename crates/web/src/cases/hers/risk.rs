//! Her risk: assessments with score, band and judgement apart; the MARAC; incidents; her safety
//! plan.

use components::{
    DateInput, Form, Lines, Reader, Tag, Tone, Weight, inset, nothing, section, tag, warning,
};
use maud::{Markup, html};
use pathway::codes::Code;
use pathway::london_day;
use support::What;
use support::codes::MaracGround;
use support::facts::SafetyPlan;

use super::super::shell::{Came, Forms, View};
use super::super::{Asked, CasePage};
use super::incidents;
use super::shown::Shown;
use super::words;
use crate::coded::asked;
use crate::faults::Fault;
use crate::furniture::moment;
use crate::ground::{Said, Sent};
use crate::moments;

use super::assessing::{self, ASSESS, REVIEW};

asked! {
    /// What is asked of a referral to the MARAC.
    Marac {
        On = "marac-on", "Day of the referral";
    }
}

asked! {
    /// What is asked of a safety plan.
    Plan {
        On = "plan-on", "Day when it was agreed with her";
        At = "plan-at", "Time when it was agreed";
        Words = "plan", "The plan", "Write the plan";
        Again = "plan-again", "When is it to be looked at again?";
    }
}

const MARAC: &str = "marac";
const PLAN: &str = "plan";

pub(super) fn view(shown: &Shown, forms: &Forms<'_>) -> View {
    let case = &shown.her.case;
    View {
        heading: "Risk and safety",
        subtitle: Some(html! { "By what this side knows. It raises no flag of his." }),
        content: html! {
            (flags(shown))
            @if case.escalation_review_due.is_some() {
                (forms.act(REVIEW, "Record the review", |form| {
                    section("Review escalation", &assessing::review(form))
                }))
            }
            @if case.marac_since.is_some() {
                (forms.act(MARAC, "Record the referral", |form| {
                    section("Refer her to the MARAC", &form.date(Marac::On, &DateInput::default()))
                }))
            }
            (plan(shown))
            (forms.filled(PLAN, "Record the safety plan", Weight::Secondary, &Default::default(), |form| {
                section("Agree a safety plan with her", &planning(form))
            }))
            (assessed(shown))
            (forms.filled(ASSESS, "Record the assessment", Weight::Secondary, &Default::default(), |form| {
                section("Assess her risk", &assessing::fields(shown, form))
            }))
            (incidents::so_far(shown))
            (forms.filled(incidents::INCIDENT, "Record the incident", Weight::Secondary, &Default::default(), |form| {
                section("Record an incident", &incidents::fields(form))
            }))
        },
    }
}

fn flags(shown: &Shown) -> Markup {
    let case = &shown.her.case;
    let grounds: Vec<&str> = case.marac.iter().map(|ground: &MaracGround| ground.words()).collect();
    html! {
        @if case.marac_since.is_some() {
            (warning(&format!(
                "Her case belongs at the MARAC, by {}. A judgement may add to that, and takes \
                 nothing away.",
                grounds.join(", ")
            )))
        }
        @if case.toxic_trio() {
            (inset(&html! {
                (tag(&Tag { words: "All three", tone: Tone::Marked }))
                " Domestic abuse, mental ill health and substance misuse stand together."
            }))
        }
        @for his in shown.linked() {
            @if let Some(risk) = his.his.risk {
                p class="govuk-body" {
                    (his.called) ", as the programme told: " (words::risk(risk).to_lowercase()) "."
                }
            }
        }
    }
}

fn plan(shown: &Shown) -> Markup {
    let Some(plan) = shown.her.case.safety_plans.last() else {
        return html! {
            h2 class="govuk-heading-m" { "Safety plan" }
            (nothing("No safety plan is agreed yet.", &[]))
        };
    };
    let SafetyPlan { plan: text, when, .. } = *plan;
    html! {
        h2 class="govuk-heading-m" { "Safety plan" }
        p class="govuk-body" { "Agreed with her: " (moment(when)) "." }
        @for line in words::lines(shown, &What::SafetyPlanned(plan.clone())) {
            p class="govuk-body" { (line) }
        }
        p class="govuk-body waymark-text" { (shown.text(text)) }
    }
}

fn planning(form: &Form<'_>) -> Markup {
    html! {
        (moments::fields(form, Plan::On, Plan::At))
        (form.lines(Plan::Words, &Lines { at_most: Some(10_000), rows: Some(8), hint: None }))
        (form.date(Plan::Again, &DateInput {
            hint: Some("Leave it empty where no day was agreed."),
            ..DateInput::default()
        }))
    }
}

fn assessed(shown: &Shown) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "Assessments of risk" }
        @if shown.her.case.risks.is_empty() {
            (nothing("Her risk has not been assessed here yet.", &[]))
        }
        @for risk in shown.her.case.risks.iter().rev() {
            section {
                @for line in words::lines(shown, &What::RiskAssessed(risk.clone())) {
                    p class="govuk-body" { (line) }
                }
                @if let Some(judged) = &risk.judgement {
                    p class="govuk-body waymark-text" { (shown.text(judged.why)) }
                }
            }
        }
    }
}

pub(super) async fn sent(asked: &Asked, sent: &Sent) -> Result<Came, Fault> {
    let (office, reference) = (asked.office()?, asked.reference);
    let acting = office.acting(&asked.who.worker);
    let today = london_day(office.now());
    let mut read = Reader::new(&sent.submission);
    match sent.act() {
        MARAC => {
            let on = read.date(Marac::On).not_after(today).required();
            match read.finish(|| on) {
                Err(faults) => Came::faulty(sent, faults),
                Ok(on) => {
                    let done = acting.refer_her_to_marac(reference, sent.form()?, on).await;
                    Came::of(sent, done, Said::MaracReferred, CasePage::Risk)
                }
            }
        }
        PLAN => {
            let when = moments::read(&mut read, Plan::On, Plan::At, office.now());
            let plan = read.lines(Plan::Words).required();
            let again = read.date(Plan::Again).not_before(today).optional();
            match read.finish(|| Ok((when?, plan?, again?))) {
                Err(faults) => Came::faulty(sent, faults),
                Ok((when, plan, again)) => {
                    let form = sent.form()?;
                    let done = acting.plan_her_safety(reference, form, when, again, plan).await;
                    Came::of(sent, done, Said::SafetyPlanned, CasePage::Risk)
                }
            }
        }
        ASSESS | REVIEW => assessing::sent(asked, sent).await,
        incidents::INCIDENT => incidents::sent(asked, sent).await,
        _ => Err(Fault::NotFound),
    }
}
