//! His consent, as it stands, and taking it down.

use ::access::act;
use components::{DateInput, Radios, Reader, Summary, nothing, section, summary_list};
use maud::{Markup, html};
use pathway::codes::ConsentForm;

use super::shown::{Doing, NotDone, Shown};
use crate::coded::{self, asked};
use crate::furniture::day;
use crate::ground::Said;

const CONSENT: &str = "consent";

asked! {
    /// The questions of this page.
    Asked {
        Form = "form", "What has he given?", "Choose what he has given";
        On = "on", "On which day?", "Enter the day on which he gave it, or took it back";
    }
}

pub(super) fn view(shown: &Shown<'_>) -> Markup {
    html! {
        @match &shown.standing().consent {
            Some(consent) => (summary_list(&[
                Summary { key: "As it stands", value: html! { (coded::words(consent.form)) }, act: None },
                Summary { key: "Given on", value: html! { (day(consent.on)) }, act: None },
            ])),
            None => (nothing("Nothing is recorded of his consent yet. Verbal consent is enough to begin; before he starts, it must be in writing.", &[])),
        }
        @if shown.granted(act::RecordConsent) { (form(shown)) }
    }
}

fn form(shown: &Shown<'_>) -> Markup {
    let form = shown.form(CONSENT);
    let items = vec![
        components::Item::new("written", "Written consent"),
        components::Item::new("verbal", "Verbal consent"),
        components::Item::new("none", "None, or he took it back"),
    ];
    shown.framed(
        CONSENT,
        &section(
            "Record his consent",
            &html! {
                (form.radios(Asked::Form, &Radios { items, ..Radios::default() }))
                (form.date(Asked::On, &DateInput::default()))
            },
        ),
        "Record his consent",
    )
}

pub(super) async fn done(doing: &Doing<'_>) -> Result<Said, NotDone> {
    let mut read = Reader::new(doing.typed);
    let form = coded::one::<ConsentForm>(&mut read, Asked::Form).required();
    let on = read.date(Asked::On).not_after(doing.today()).required();
    let (form, on) = read.finish(|| Ok((form?, on?)))?;
    doing.acting().record_his_consent(doing.reference, doing.form, form, on).await?;
    Ok(Said::ConsentRecorded)
}
