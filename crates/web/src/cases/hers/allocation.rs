//! Whose case it is: the manager gives it to a worker, or to another.

use components::{Form, Item, Radios, Reader, nothing, section};
use maud::{Markup, html};
use pathway::WorkerId;

use super::super::shell::{Came, Forms, View};
use super::super::{Asked, CasePage};
use super::shown::Shown;
use crate::coded::asked;
use crate::faults::Fault;
use crate::ground::{Said, Sent};

asked! {
    /// What is asked.
    Question {
        Worker = "worker", "Who is to work with her?", "Choose who is to work with her";
    }
}

const GIVE: &str = "give";

pub(super) fn view(shown: &Shown, forms: &Forms<'_>) -> View {
    let worker = shown.her.case.worker;
    View {
        heading: "Her worker",
        subtitle: Some(html! {
            @match worker {
                Some(worker) => { (shown.who(worker)) " works with her." }
                None => { "Nobody works with her yet." }
            }
        }),
        content: html! {
            @if worker.is_none() {
                p class="govuk-body waymark-words" {
                    "Until somebody has the case, the duty manager is told what affects her safety, \
                     and anybody of the service who works in the area may record an attempt."
                }
            }
            @if !shown.allowed.allocate {
                p class="govuk-body waymark-words" {
                    "The manager of the service gives a case to a worker."
                }
            } @else if shown.colleagues.is_empty() {
                (nothing(
                    "Nobody of the service works in this area. Ask whoever keeps accounts to add \
                     a worker, or the area to one.",
                    &[],
                ))
            } @else {
                (forms.act(GIVE, "Give the case", |form| fields(shown, form)))
            }
        },
    }
}

fn fields(shown: &Shown, form: &Form<'_>) -> Markup {
    let has = shown.her.case.worker;
    let others = shown.colleagues.iter().filter(|colleague| Some(colleague.id) != has);
    let items: Vec<Item<'_>> = others
        .map(|colleague| Item::new(colleague.id.uuid().to_string(), colleague.name.as_str()))
        .collect();
    let heading = if has.is_some() { "Give the case to another" } else { "Give the case" };
    section(
        heading,
        &form.radios(
            Question::Worker,
            &Radios {
                hint: Some("Who supports women in this area, by name. Clocks go on."),
                items,
                ..Radios::default()
            },
        ),
    )
}

pub(super) async fn sent(asked: &Asked, sent: &Sent) -> Result<Came, Fault> {
    let (office, reference) = (asked.office()?, asked.reference);
    let acting = office.acting(&asked.who.worker);
    let shown = Shown::read(asked).await?;
    let workers: Vec<(String, WorkerId)> = shown
        .colleagues
        .iter()
        .map(|colleague| (colleague.id.uuid().to_string(), colleague.id))
        .collect();
    let mut read = Reader::new(&sent.submission);
    let worker = read.choice_among(Question::Worker, workers).required();
    match read.finish(|| worker) {
        Err(faults) => Came::faulty(sent, faults),
        Ok(worker) => {
            let done = acting.allocate_support(reference, sent.form()?, worker).await;
            Came::of(sent, done, Said::CaseGiven, CasePage::Overview)
        }
    }
}
