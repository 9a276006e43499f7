//! A woman: sealed until she is referred to one support provider.

use casework::referrals::{Agreed, Her};
use components::{
    Checkboxes, DateInput, Faults, Form, Kind, Lines, Reader, Submission, Text, Width, section,
};
use jiff::civil::Date;
use maud::{Markup, html};
use pathway::codes::{Answer, ConsentForm, Need};

use crate::coded::{self, asked};

asked! {
    /// The questions of this page.
    Asked {
        Given = "given", "First names", "Enter her first names";
        Family = "family", "Last name", "Enter her last name";
        Born = "date-of-birth", "Date of birth";
        Phone = "phone", "Telephone number";
        SafeToPhone = "safe-to-phone", "Is it safe to ring her on it?";
        SafeContact = "safe-contact", "How can she be reached safely?", "Say how she can be reached safely, or that it is not known";
        Whereabouts = "whereabouts", "Where is she?";
        Needs = "needs", "What does she need?";
        Dash = "dash", "Her DASH score, if there is one";
        Marac = "marac", "Has her case been to a MARAC?";
        Consent = "consent", "Has she agreed to be contacted by the support service?", "Choose whether she has agreed to be contacted";
        ConsentOn = "consent-on", "When did she agree?";
        ConsentBy = "consent-by", "Who asked her?";
        Note = "note", "What else should her worker know?";
    }
}

pub(crate) fn read(submission: &Submission, today: Date) -> Result<Her, Faults> {
    let mut read = Reader::new(submission);
    let given = read.text(Asked::Given).at_most(100).required();
    let family = read.text(Asked::Family).at_most(100).required();
    let date_of_birth = read.date(Asked::Born).not_after(today).optional();
    let phone = read.phone(Asked::Phone).optional();
    let safe_to_phone = coded::one(&mut read, Asked::SafeToPhone).optional();
    let safe_contact = read.lines(Asked::SafeContact).at_most(1_000).required();
    let whereabouts = read.lines(Asked::Whereabouts).at_most(1_000).optional();
    let needs = coded::several(&mut read, Asked::Needs).any();
    let dash = read.number(Asked::Dash).within(0..=24).optional();
    let marac = coded::one(&mut read, Asked::Marac).optional();
    let form = coded::one::<ConsentForm>(&mut read, Asked::Consent).required();
    let on = read.date(Asked::ConsentOn).not_after(today).optional();
    let taken_by = read.text(Asked::ConsentBy).optional();
    let note = read.lines(Asked::Note).at_most(4_000).optional();
    if let (Ok(ConsentForm::Verbal | ConsentForm::Written), Ok(None)) = (&form, &on) {
        read.fault(Asked::ConsentOn, "Enter when she agreed");
    }
    read.finish(|| {
        Ok(Her {
            given: given?,
            family: family?,
            date_of_birth: date_of_birth?,
            phone: phone?,
            safe_to_phone: safe_to_phone?,
            safe_contact: Some(safe_contact?),
            whereabouts: whereabouts?,
            needs: needs?,
            dash_score: dash?.and_then(|score| u8::try_from(score).ok()),
            marac: marac?,
            consent: Some(Agreed { form: form?, on: on?, taken_by: taken_by? }),
            note: note?,
        })
    })
}

/// How an answer reads; none where it is read as it was typed.
pub(crate) fn said(asked: Asked, typed: &str) -> Option<String> {
    match asked {
        Asked::SafeToPhone | Asked::Marac => coded::said::<Answer>(typed),
        Asked::Needs => coded::said::<Need>(typed),
        Asked::Consent => coded::said::<ConsentForm>(typed),
        _ => None,
    }
}

/// What whoever writes of her is told first.
pub(crate) fn sealed(from_him: bool) -> Markup {
    components::inset(&html! {
        p { "What you write here is sealed. Nobody on the programme ever reads it. It is given \
             to one support provider when she is referred, and you cannot read it back after \
             you have sent it; you can add to it." }
        @if from_him {
            p { "He refers himself: every contact for her that he gives counts as unsafe until \
                 her support worker has checked it with her." }
        }
    })
}

pub(crate) fn view(form: &Form<'_>) -> Markup {
    let name = Text { kind: Kind::Name, autocomplete: Some("off"), ..Text::default() };
    html! {
        (section("Her name", &html! {
            (form.text(Asked::Given, &name))
            (form.text(Asked::Family, &name))
            (form.date(Asked::Born, &DateInput { hint: Some("For example, 3 11 1989"), ..DateInput::default() }))
        }))
        (section("Reaching her safely", &html! {
            (form.text(Asked::Phone, &Text { kind: Kind::Telephone, width: Width::Twenty, autocomplete: Some("off"), ..Text::default() }))
            (form.radios(Asked::SafeToPhone, &coded::radios::<Answer>(None)))
            (form.lines(Asked::SafeContact, &Lines {
                hint: Some("When, by whom, what to say if somebody else answers. Never from him."),
                rows: Some(3), ..Lines::default()
            }))
            (form.lines(Asked::Whereabouts, &Lines {
                hint: Some("Whether she lives with him, has moved, is in a refuge"),
                rows: Some(2), ..Lines::default()
            }))
        }))
        (section("Her needs and her risk", &html! {
            (form.checkboxes(Asked::Needs, &Checkboxes { hint: Some("Choose all that apply"), items: coded::every::<Need>() }))
            (form.text(Asked::Dash, &Text { hint: Some("0 to 24"), kind: Kind::Number, width: Width::Three, ..Text::default() }))
            (form.radios(Asked::Marac, &coded::radios::<Answer>(None)))
        }))
        (section("Her consent", &html! {
            (form.radios(Asked::Consent, &coded::radios::<ConsentForm>(None)))
            (form.date(Asked::ConsentOn, &DateInput::default()))
            (form.text(Asked::ConsentBy, &Text { hint: Some("A name or a role"), ..Text::default() }))
        }))
        (form.lines(Asked::Note, &Lines { at_most: Some(4_000), ..Lines::default() }))
    }
}

/// Nothing was asked of a woman on this page: it may be left without one.
pub(crate) fn is_empty(submission: &Submission) -> bool {
    submission.answers().all(|(_, typed)| typed.trim().is_empty())
}

/// The name of a page about a woman: `her-1`, `her-2` …
pub(crate) fn page(number: usize) -> String {
    format!("her-{number}")
}

/// The number of a page about a woman.
pub(crate) fn number(page: &str) -> Option<usize> {
    let number: usize = page.strip_prefix("her-")?.parse().ok()?;
    (1..=MOST).contains(&number).then_some(number)
}

/// As many women as one referral may name.
pub(crate) const MOST: usize = 6;
