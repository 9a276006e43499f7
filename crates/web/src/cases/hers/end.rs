//! The end of the case, opening it again, and her death.

use components::{DateInput, Form, Item, Lines, Radios, Reader, Weight, section, warning};
use jiff::civil::Date;
use maud::{Markup, html};
use pathway::codes::Code;
use pathway::london_day;
use support::case::Step;
use support::codes::ClosureReason;

use super::super::shell::{Came, Forms, View};
use super::super::{Asked, CasePage};
use super::shown::Shown;
use crate::coded::{self, asked};
use crate::faults::Fault;
use crate::furniture::day;
use crate::ground::{Said, Sent};

asked! {
    /// What is asked when the case is closed.
    Closing {
        Reason = "reason", "Why is it closed?";
        Why = "close-why", "What is to be kept of it";
    }
}

asked! {
    /// What is asked when it is opened again.
    Opening {
        Why = "reopen-why", "Why is it opened again?", "Say why the case is opened again";
    }
}

asked! {
    /// What is asked when she died.
    Death {
        Known = "death-known", "Is the day known?";
        On = "death-on", "Day when she died";
    }
}

const CLOSE: &str = "close";
const REOPEN: &str = "reopen";
const DIED: &str = "died";

pub(super) fn view(shown: &Shown, forms: &Forms<'_>) -> View {
    let case = &shown.her.case;
    View {
        heading: "End of the case",
        subtitle: Some(html! { (standing(shown)) }),
        content: html! {
            @if case.legal_hold {
                (warning("Legal hold: nothing of this case may be erased."))
            }
            @match case.step() {
                Step::Merged | Step::NotOpened => {}
                Step::Closed => {
                    @if case.died.is_none() {
                        (forms.act(REOPEN, "Open the case again", |form| {
                            section("Open it again", &form.lines(Opening::Why, &Lines::default()))
                        }))
                    }
                }
                _ => {
                    p class="govuk-body waymark-words" {
                        "Her support ends when hers ends, not when his does. What affects her \
                         safety is told after the end too."
                    }
                    (forms.act(CLOSE, "Close the case", |form| section("Close the case", &closing(form))))
                }
            }
            @if case.died.is_none() && case.merged_into.is_none() {
                (forms.filled(DIED, "Record her death", Weight::Warning,
                    &components::Submission::default(), |form| section("If she died", &death(form))))
            }
        },
    }
}

fn standing(shown: &Shown) -> String {
    let case = &shown.her.case;
    let died = case.died.map(|on| match on {
        Some(on) => format!("She died on {}. ", day(on)),
        None => "She died; the day is not known. ".to_owned(),
    });
    let closed = match case.closed {
        Some(closing) => {
            let reason = closing.reason.map_or("not recorded", Code::words);
            let on = closing.on.map(|on| format!(" on {}", day(on))).unwrap_or_default();
            format!("Closed{on}: {reason}.")
        }
        None => "The case is open.".to_owned(),
    };
    format!("{}{closed}", died.unwrap_or_default())
}

fn closing(form: &Form<'_>) -> Markup {
    html! {
        (form.radios(Closing::Reason, &coded::radios::<ClosureReason>(None)))
        (form.lines(Closing::Why, &Lines { at_most: Some(10_000), ..Lines::default() }))
    }
}

fn death(form: &Form<'_>) -> Markup {
    let on = form.date(Death::On, &DateInput::default());
    let items = vec![Item::new("yes", "Yes").reveal(on), Item::new("no", "Not yet")];
    html! {
        p class="govuk-body waymark-words" {
            "Nothing of the case may be erased from then on, and a joint review is due. Waymark \
             tells him nothing."
        }
        (form.radios(Death::Known, &Radios { items, ..Radios::default() }))
    }
}

pub(super) async fn sent(asked: &Asked, sent: &Sent) -> Result<Came, Fault> {
    let (office, reference) = (asked.office()?, asked.reference);
    let acting = office.acting(&asked.who.worker);
    let mut read = Reader::new(&sent.submission);
    match sent.act() {
        CLOSE => {
            let reason = coded::one::<ClosureReason>(&mut read, Closing::Reason).required();
            let why = read.lines(Closing::Why).optional();
            match read.finish(|| Ok((reason?, why?))) {
                Err(faults) => Came::faulty(sent, faults),
                Ok((reason, why)) => {
                    let done = acting.close_support(reference, sent.form()?, reason, why).await;
                    Came::of(sent, done, Said::CaseClosed, CasePage::End)
                }
            }
        }
        REOPEN => {
            let why = read.lines(Opening::Why).required();
            match read.finish(|| why) {
                Err(faults) => Came::faulty(sent, faults),
                Ok(why) => {
                    let done = acting.reopen_support(reference, sent.form()?, why).await;
                    Came::of(sent, done, Said::CaseReopened, CasePage::Overview)
                }
            }
        }
        DIED => match death_of(read, london_day(office.now())) {
            Err(faults) => Came::faulty(sent, faults),
            Ok(on) => {
                let done = acting.record_her_death(reference, sent.form()?, on).await;
                Came::of(sent, done, Said::DeathRecorded, CasePage::End)
            }
        },
        _ => Err(Fault::NotFound),
    }
}

fn death_of(mut read: Reader<'_>, today: Date) -> Result<Option<Date>, components::Faults> {
    let known = read.choice_among(Death::Known, [("yes", true), ("no", false)]).required();
    let on = match known {
        Ok(true) => read.date(Death::On).not_after(today).required().map(Some),
        _ => Ok(None),
    };
    read.finish(|| {
        known?;
        on
    })
}
