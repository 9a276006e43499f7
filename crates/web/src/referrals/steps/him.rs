//! The man.

use casework::his::Described;
use casework::referrals::Him;
use components::{
    Checkboxes, DateInput, Faults, Form, Kind, Lines, Reader, Select, Submission, Text, Width,
    section,
};
use jiff::civil::Date;
use maud::{Markup, html};
use pathway::codes::{Answer, Ethnicity, Need, OtherService, Relationship, Religion};

use crate::coded::{self, asked};

asked! {
    /// The questions of this page.
    Asked {
        Given = "given", "First names", "Enter his first names";
        Family = "family", "Last name", "Enter his last name";
        Known = "also-known-as", "Other names he is known by";
        Born = "date-of-birth", "Date of birth", "Enter his date of birth";
        Phone = "phone", "Telephone number";
        Email = "email", "E-mail address";
        ContactNote = "contact-note", "How and when can he be reached?";
        Address = "address", "Address";
        Postcode = "postcode", "Postcode";
        Relationship = "relationship", "Are the two living as a couple?";
        Ethnicity = "ethnicity", "Ethnicity";
        Religion = "religion", "Religion";
        Needs = "needs", "What does he need to take part?";
        WorkingHours = "working-hours", "Do his working hours limit when he can come?";
        Services = "other-services", "Which services work with him?";
    }
}

pub(crate) fn read(submission: &Submission, today: Date) -> Result<Him, Faults> {
    let mut read = Reader::new(submission);
    let given = read.text(Asked::Given).at_most(100).required();
    let family = read.text(Asked::Family).at_most(100).required();
    let also_known_as = read.text(Asked::Known).at_most(200).optional();
    let date_of_birth = read.date(Asked::Born).not_after(today).optional();
    let phone = read.phone(Asked::Phone).optional();
    let email = read.email(Asked::Email).optional();
    let contact_note = read.lines(Asked::ContactNote).at_most(500).optional();
    let address = read.lines(Asked::Address).at_most(500).optional();
    let postcode = read.text(Asked::Postcode).at_most(10).optional();
    let relationship = coded::one(&mut read, Asked::Relationship).optional();
    let ethnicity = coded::one(&mut read, Asked::Ethnicity).optional();
    let religion = coded::one(&mut read, Asked::Religion).optional();
    let needs = coded::several(&mut read, Asked::Needs).any();
    let working_hours = coded::one(&mut read, Asked::WorkingHours).optional();
    let other_services = coded::several(&mut read, Asked::Services).any();
    read.finish(|| {
        Ok(Him {
            given: given?,
            family: family?,
            also_known_as: also_known_as?,
            date_of_birth: date_of_birth?,
            phone: phone?,
            email: email?,
            contact_note: contact_note?,
            address: address?,
            postcode: postcode?,
            relationship: relationship?,
            ethnicity: ethnicity?,
            religion: religion?,
            needs: needs?,
            working_hours: working_hours?,
            other_services: other_services?,
        })
    })
}

/// Who he is, as far as it is typed and right.
pub(crate) fn described(submission: &Submission, today: Date) -> Described {
    let mut read = Reader::new(submission);
    let given = read.text(Asked::Given).at_most(100).optional();
    let family = read.text(Asked::Family).at_most(100).optional();
    let also_known_as = read.text(Asked::Known).at_most(200).optional();
    let date_of_birth = read.date(Asked::Born).not_after(today).optional();
    let phone = read.phone(Asked::Phone).optional();
    let postcode = read.text(Asked::Postcode).at_most(10).optional();
    Described {
        given: given.unwrap_or_default(),
        family: family.unwrap_or_default(),
        also_known_as: also_known_as.unwrap_or_default(),
        date_of_birth: date_of_birth.unwrap_or_default(),
        phone: phone.unwrap_or_default(),
        postcode: postcode.unwrap_or_default(),
    }
}

/// The fields that say who he is.
pub(crate) fn who() -> Vec<String> {
    let born = ["day", "month", "year"].map(|part| format!("date-of-birth-{part}"));
    let whole = ["given", "family", "also-known-as", "phone", "postcode"].map(str::to_owned);
    whole.into_iter().chain(born).collect()
}

/// How an answer reads; none where it is read as it was typed.
pub(crate) fn said(asked: Asked, typed: &str) -> Option<String> {
    match asked {
        Asked::Relationship => coded::said::<Relationship>(typed),
        Asked::Ethnicity => coded::said::<Ethnicity>(typed),
        Asked::Religion => coded::said::<Religion>(typed),
        Asked::Needs => coded::said::<Need>(typed),
        Asked::WorkingHours => coded::said::<Answer>(typed),
        Asked::Services => coded::said::<OtherService>(typed),
        _ => None,
    }
}

pub(crate) fn view(form: &Form<'_>) -> Markup {
    let name = Text { kind: Kind::Name, autocomplete: Some("off"), ..Text::default() };
    html! {
        (section("His name", &html! {
            (form.text(Asked::Given, &name))
            (form.text(Asked::Family, &name))
            (form.text(Asked::Known, &Text { hint: Some("Former names, nicknames, other spellings"), ..name }))
            (form.date(Asked::Born, &DateInput { hint: Some("For example, 27 3 1984"), ..DateInput::default() }))
        }))
        (section("Reaching him", &html! {
            (form.text(Asked::Phone, &Text { kind: Kind::Telephone, width: Width::Twenty, autocomplete: Some("off"), ..Text::default() }))
            (form.text(Asked::Email, &Text { kind: Kind::Email, autocomplete: Some("off"), ..Text::default() }))
            (form.lines(Asked::ContactNote, &Lines { hint: Some("Such as: after five, text first"), rows: Some(2), ..Lines::default() }))
            (form.lines(Asked::Address, &Lines { hint: Some("Where he lives, without the postcode. Not hers"), rows: Some(3), ..Lines::default() }))
            (form.text(Asked::Postcode, &Text { kind: Kind::Code, width: Width::Ten, autocomplete: Some("off"), ..Text::default() }))
        }))
        (section("About him", &html! {
            (form.radios(Asked::Relationship, &coded::radios::<Relationship>(None)))
            (form.select(Asked::Ethnicity, &Select { hint: Some("As he describes himself"), none: None, items: coded::every::<Ethnicity>() }))
            (form.select(Asked::Religion, &Select { hint: None, none: None, items: coded::every::<Religion>() }))
            (form.checkboxes(Asked::Needs, &Checkboxes { hint: Some("Choose all that apply"), items: coded::every::<Need>() }))
            (form.radios(Asked::WorkingHours, &coded::radios::<Answer>(None)))
            (form.checkboxes(Asked::Services, &Checkboxes { hint: Some("Choose all that apply"), items: coded::every::<OtherService>() }))
        }))
    }
}
