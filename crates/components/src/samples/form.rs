//! A form with every kind of field.

use std::borrow::Cow;

use jiff::civil::date;
use maud::{Markup, html};

use crate::*;

/// The questions of the sample form.
#[derive(Clone, Copy)]
pub(super) enum Asked {
    Surname,
    Born,
    Telephone,
    Email,
    Seen,
    Contact,
    Number,
    Needs,
    Worker,
    Account,
    Password,
    Agreed,
}

impl Field for Asked {
    fn name(&self) -> Cow<'static, str> {
        match self {
            Self::Surname => "surname",
            Self::Born => "born",
            Self::Telephone => "telephone",
            Self::Email => "email",
            Self::Seen => "seen",
            Self::Contact => "contact",
            Self::Number => "number",
            Self::Needs => "needs",
            Self::Worker => "worker",
            Self::Account => "account",
            Self::Password => "password",
            Self::Agreed => "agreed",
        }
        .into()
    }
    fn label(&self) -> Cow<'static, str> {
        match self {
            Self::Surname => "Surname",
            Self::Born => "Date of birth",
            Self::Telephone => "Telephone number",
            Self::Email => "Email address",
            Self::Seen => "Time of the last contact",
            Self::Contact => "How can she be reached safely?",
            Self::Number => "Number to send to",
            Self::Needs => "Needs",
            Self::Worker => "Worker",
            Self::Account => "What happened",
            Self::Password => "Password",
            Self::Agreed => "The referral has been talked about with him",
        }
        .into()
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Contact {
    Text,
    Post,
    NotKnown,
}

impl Choice for Contact {
    const EVERY: &'static [Self] = &[Self::Text, Self::Post, Self::NotKnown];

    fn value(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Post => "post",
            Self::NotKnown => "not-known",
        }
    }
    fn label(&self) -> &'static str {
        match self {
            Self::Text => "By text message",
            Self::Post => "By post",
            Self::NotKnown => "Not known",
        }
    }
    fn hint(&self) -> Option<&'static str> {
        (*self == Self::Post).then_some("Only to an address where he does not live")
    }
}

pub(super) fn read(submission: &Submission) -> Faults {
    let mut read = Reader::new(submission);
    let _surname = read.text(Asked::Surname).required();
    let _born = read.date(Asked::Born).not_after(date(2019, 3, 4)).required();
    let _phone = read.phone(Asked::Telephone).required();
    let _email = read.email(Asked::Email).optional();
    let _seen = read.time(Asked::Seen).required();
    let _contact = read.choice::<Contact>(Asked::Contact).required();
    let _needs = read.choices_among(Asked::Needs, [("interpreter", 1), ("lift", 2)]).required();
    let _worker = read.choice_among(Asked::Worker, [("amis", 1), ("fenwick", 2)]).required();
    let _account = read.lines(Asked::Account).at_most(200).required();
    read.finish(|| Ok(())).err().unwrap_or_default()
}

pub(super) fn sample_form(form_shown: &Form<'_>) -> Markup {
    let frame =
        Frame { action: "/sent", token: "token", command: "command-1", draft: Some("/draft") };
    let mut reached = items::<Contact>();
    if let Some(text) = reached.first_mut() {
        let number = Text { width: Width::Twenty, kind: Kind::Telephone, ..Text::default() };
        text.reveal = Some(form_shown.text(Asked::Number, &number));
    }
    let needs = vec![
        Item::new("interpreter", "An interpreter").hint("Say which language below"),
        Item::new("lift", "A building with a lift"),
    ];
    let workers = vec![Item::new("amis", "Ruth Amis"), Item::new("fenwick", "Nadia Fenwick")];
    form(
        &frame,
        &html! {
            (section("Who he is", &html! {
                (form_shown.text(Asked::Surname, &Text { kind: Kind::Name, width: Width::Twenty, autocomplete: Some("off"), ..Text::default() }))
                (form_shown.date(Asked::Born, &DateInput { hint: Some("Such as 27 March 1984, or 27 3 1984"), ..DateInput::default() }))
                (likely("/likely", &["surname", "born-day", "born-month", "born-year"]))
                (form_shown.text(Asked::Telephone, &Text { kind: Kind::Telephone, width: Width::Twenty, ..Text::default() }))
                (form_shown.text(Asked::Email, &Text { kind: Kind::Email, ..Text::default() }))
            }))
            (section("What is known", &html! {
                (form_shown.text(Asked::Seen, &Text { width: Width::Five, hint: Some("Such as 14:30 or 2.30pm"), ..Text::default() }))
                (form_shown.radios(Asked::Contact, &Radios { hint: Some("Ask her first, where that is safe."), items: reached, last_apart: true, ..Radios::default() }))
                (form_shown.checkboxes(Asked::Needs, &Checkboxes { hint: None, items: needs }))
                (form_shown.select(Asked::Worker, &Select { items: workers, ..Select::default() }))
                (form_shown.lines(Asked::Account, &Lines { hint: Some("In his own words where you can"), at_most: Some(200), ..Lines::default() }))
                (form_shown.tick(Asked::Agreed, Some("Say so in what happened if it could not be.")))
            }))
            (form_shown.password(Asked::Password, None, false))
            (button_group(&html! {
                (button("Check answers", Weight::Primary))
                (button_with("Save and come back later", Weight::Secondary, "then", "later"))
            }))
            (button("Withdraw the referral", Weight::Warning))
        },
    )
}
