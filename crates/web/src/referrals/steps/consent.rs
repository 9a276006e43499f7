//! His consent.

use casework::referrals::Agreed;
use components::{DateInput, Faults, Form, Reader, Submission, Text};
use jiff::civil::Date;
use maud::{Markup, html};
use pathway::codes::{Code, ConsentForm};

use crate::coded::{self, asked};

asked! {
    /// The questions of this page.
    Asked {
        Form = "consent", "Has he agreed to be referred?", "Choose whether he has agreed to be referred";
        On = "consent-on", "When did he agree?";
        By = "consent-by", "Who asked him?";
    }
}

pub(crate) fn read(submission: &Submission, today: Date) -> Result<Agreed, Faults> {
    let mut read = Reader::new(submission);
    let form = coded::one::<ConsentForm>(&mut read, Asked::Form).required();
    let on = read.date(Asked::On).not_after(today).optional();
    let taken_by = read.text(Asked::By).optional();
    if let (Ok(ConsentForm::Verbal | ConsentForm::Written), Ok(None)) = (&form, &on) {
        read.fault(Asked::On, "Enter when he agreed");
    }
    read.finish(|| Ok(Agreed { form: form?, on: on?, taken_by: taken_by? }))
}

/// How an answer reads; none where it is read as it was typed.
pub(crate) fn said(asked: Asked, typed: &str) -> Option<String> {
    match asked {
        Asked::Form => coded::said::<ConsentForm>(typed),
        Asked::On | Asked::By => None,
    }
}

pub(crate) fn view(form: &Form<'_>, needed: ConsentForm) -> Markup {
    html! {
        p class="govuk-body" {
            "Verbal consent is enough to begin. Before he starts on the programme, "
            (needed.words()) " is needed."
        }
        (form.radios(Asked::Form, &coded::radios::<ConsentForm>(None)))
        (form.date(Asked::On, &DateInput::default()))
        (form.text(Asked::By, &Text { hint: Some("A name or a role"), ..Text::default() }))
    }
}
