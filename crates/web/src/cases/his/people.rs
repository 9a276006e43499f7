//! Who he is, who referred him, the children; and changing his details.

use ::access::act;
use casework::people::{Contact, ContactKind, DateOfBirth, Details, Name, Safe, Secret};
use components::{
    DateInput, Kind, Lines, Link, Reader, Submission, Summary, Text, Width, link, nothing, section,
    summary_list,
};
use jiff::civil::Date;
use maud::{Markup, html};
use pathway::codes::Code;
use programme::Standing;

use super::shown::{Doing, NotDone, Shown, no_such_form};
use crate::coded::{self, asked};
use crate::faults::Fault;
use crate::furniture::{day, moment};
use crate::ground::Said;

const CHANGE: &str = "change";

asked! {
    /// The questions of this page.
    Asked {
        Given = "given", "First names", "Enter his first names";
        Family = "family", "Last name", "Enter his last name";
        Known = "also-known-as", "Other names he is known by";
        Born = "date-of-birth", "Date of birth";
        Phone = "phone", "Telephone number";
        Email = "email", "E-mail address";
        ContactNote = "contact-note", "How and when can he be reached?";
        Address = "address", "Address";
        Postcode = "postcode", "Postcode";
    }
}

pub(super) async fn view(shown: &Shown<'_>) -> Result<Markup, Fault> {
    let may = shown.granted(act::ChangeCasePeople) && shown.case.him.is_some();
    let referrer = shown.acting().referrer_of(&shown.case).await?;
    Ok(html! {
        @if shown.act() == CHANGE && may {
            (form(shown))
        } @else {
            h2 class="govuk-heading-m" { "The man" }
            @match &shown.case.him {
                Some(him) => (summary_list(&his(shown, him))),
                None => (nothing("Nothing is recorded of who he is in this case.", &[])),
            }
            @if may {
                p class="govuk-body" { (link(&Link::new(&shown.other(CHANGE, None), "Change his details"))) }
            }
            h2 class="govuk-heading-m" { "The referral" }
            (referral(shown.standing(), referrer.as_deref()))
        }
    })
}

fn his<'s>(shown: &Shown<'_>, him: &Details) -> Vec<Summary<'s>> {
    let by = &shown.case.permitted;
    let row = |key, value: Markup| Summary { key, value, act: None };
    let mut rows = vec![row("Name", html! { (shown.name().unwrap_or_default()) })];
    for alias in &him.aliases {
        rows.push(row("Also known as", html! { (alias.reveal(by)) }));
    }
    if let Some(born) = him.date_of_birth {
        rows.push(row("Date of birth", html! { (day(born.reveal(by))) }));
    }
    for contact in &him.contacts {
        let key = match contact.kind {
            ContactKind::Phone => "Telephone",
            ContactKind::Text => "Text messages",
            ContactKind::Email => "E-mail",
            ContactKind::Post => "Post",
            ContactKind::Through => "Through",
        };
        rows.push(row(
            key,
            html! {
                (contact.value.reveal(by))
                @if contact.safe_to_use == Safe::No { " (do not use it)" }
            },
        ));
    }
    if let Some(when) = him.contacts.iter().find_map(|contact| contact.when.as_ref()) {
        rows.push(row("How and when he can be reached", html! { (when.reveal(by)) }));
    }
    if let Some(address) = &him.address {
        rows.push(row("Address", html! { span class="waymark-words" { (address.reveal(by)) } }));
    }
    if let Some(postcode) = &him.postcode {
        rows.push(row("Postcode", html! { (postcode.reveal(by)) }));
    }
    rows
}

fn referral(standing: &Standing, referrer: Option<&str>) -> Markup {
    let row = |key, words: String| Summary { key, value: html! { (words) }, act: None };
    let listed = |words: Vec<&str>| match words.is_empty() {
        true => "None".to_owned(),
        false => words.join(", "),
    };
    let Some(referral) = standing.referral.as_deref() else {
        return html! {
            @match &standing.before {
                Some(before) => p class="govuk-body waymark-words" {
                    "Brought in from " (before.file) ", row " (before.row) ", where it is called "
                    (before.referral_ref) "."
                },
                None => (nothing("There is no referral yet.", &[])),
            }
        };
    };
    let facts = &referral.screening;
    let mut rows = vec![row("Received", moment(referral.received))];
    rows.push(row("Referred by", referrer.unwrap_or("Nobody of another organisation").to_owned()));
    if let Some(source) = facts.source {
        rows.push(row("Who referred", coded::words(source)));
    }
    if let Some(relationship) = referral.relationship {
        rows.push(row("Living as a couple", coded::words(relationship)));
    }
    if let Some(children) = referral.children {
        let ages: Vec<String> = referral.children_ages.iter().map(ToString::to_string).collect();
        let ages = if ages.is_empty() { String::new() } else { format!(" ({})", ages.join(", ")) };
        rows.push(row("Children", format!("{children}{ages}")));
    }
    if let Some(plan) = facts.plan {
        rows.push(row("Plan of the children", coded::words(plan)));
    }
    if let Some(ethnicity) = referral.ethnicity {
        rows.push(row("Ethnicity", coded::words(ethnicity)));
    }
    if let Some(religion) = referral.religion {
        rows.push(row("Religion", coded::words(religion)));
    }
    rows.push(row("Needs", listed(standing.needs.iter().map(|need| need.words()).collect())));
    if let Some(limits) = referral.working_hours {
        rows.push(row("Working hours limit him", coded::words(limits)));
    }
    let services = referral.other_services.iter().map(|service| service.words()).collect();
    rows.push(row("Other services", listed(services)));
    let orders = referral.orders.iter().map(|order| order.words()).collect();
    rows.push(row("Orders and conditions", listed(orders)));
    summary_list(&rows)
}

/// The form as his details stand; as typed, where it was sent.
fn form(shown: &Shown<'_>) -> Markup {
    let stands = stands(shown);
    let sent = shown.form(CHANGE);
    let form = if sent.submission.is_empty() { components::Form::fresh(&stands) } else { sent };
    let name = Text { kind: Kind::Name, autocomplete: Some("off"), ..Text::default() };
    shown.framed(
        CHANGE,
        &section("Change his details", &html! {
            p class="govuk-body waymark-words" {
                "What the details were is not kept. That they were changed, when and by whom, is."
            }
            (form.text(Asked::Given, &name))
            (form.text(Asked::Family, &name))
            (form.text(Asked::Known, &name))
            (form.date(Asked::Born, &DateInput::default()))
            (form.text(Asked::Phone, &Text { kind: Kind::Telephone, width: Width::Twenty, autocomplete: Some("off"), ..Text::default() }))
            (form.text(Asked::Email, &Text { kind: Kind::Email, autocomplete: Some("off"), ..Text::default() }))
            (form.lines(Asked::ContactNote, &Lines { rows: Some(2), at_most: Some(500), ..Lines::default() }))
            (form.lines(Asked::Address, &Lines { rows: Some(3), ..Lines::default() }))
            (form.text(Asked::Postcode, &Text { kind: Kind::Code, width: Width::Ten, autocomplete: Some("off"), ..Text::default() }))
        }),
        "Change his details",
    )
}

fn stands(shown: &Shown<'_>) -> Submission {
    let Some(him) = &shown.case.him else { return Submission::default() };
    let by = &shown.case.permitted;
    let mut answers: Vec<(String, String)> = Vec::new();
    let mut put = |name: &str, words: Option<&str>| {
        answers.extend(words.map(|words| (name.to_owned(), words.to_owned())));
    };
    put("given", him.given.as_ref().map(|name| name.reveal(by)));
    put("family", him.family.as_ref().map(|name| name.reveal(by)));
    let aliases: Vec<&str> = him.aliases.iter().map(|alias| alias.reveal(by)).collect();
    put("also-known-as", Some(&aliases.join(", ")));
    if let Some(born) = him.date_of_birth.map(|born| born.reveal(by)) {
        put("date-of-birth-day", Some(&born.day().to_string()));
        put("date-of-birth-month", Some(&born.month().to_string()));
        put("date-of-birth-year", Some(&born.year().to_string()));
    }
    let of = |kind| him.contacts.iter().find(move |contact| contact.kind == kind);
    put("phone", of(ContactKind::Phone).map(|contact| contact.value.reveal(by)));
    put("email", of(ContactKind::Email).map(|contact| contact.value.reveal(by)));
    let when = him.contacts.iter().find_map(|contact| contact.when.as_ref());
    put("contact-note", when.map(|when| when.reveal(by)));
    put("address", him.address.as_ref().map(|address| address.reveal(by)));
    put("postcode", him.postcode.as_ref().map(|postcode| postcode.reveal(by)));
    Submission::of(answers)
}

pub(super) async fn done(doing: &Doing<'_>) -> Result<Said, NotDone> {
    if doing.act() != CHANGE {
        return Err(no_such_form());
    }
    let before = doing.acting().his_case(doing.reference).await?;
    let mut read = Reader::new(doing.typed);
    let given = read.text(Asked::Given).at_most(100).required();
    let family = read.text(Asked::Family).at_most(100).required();
    let known = read.text(Asked::Known).at_most(200).optional();
    let born: components::Read<Option<Date>> =
        read.date(Asked::Born).not_after(doing.today()).optional();
    let phone = read.phone(Asked::Phone).optional();
    let email = read.email(Asked::Email).optional();
    let note = read.lines(Asked::ContactNote).at_most(500).optional();
    let address = read.lines(Asked::Address).at_most(500).optional();
    let postcode = read.text(Asked::Postcode).at_most(10).optional();
    let details = read.finish(|| {
        let note = note?;
        let contact = |kind, value: Option<String>| {
            value.map(|value| Contact {
                kind,
                value: Secret::new(value),
                safe_to_use: Safe::Yes,
                when: note.clone().map(Secret::new),
                words: None,
            })
        };
        let mut contacts: Vec<Contact> =
            [contact(ContactKind::Phone, phone?), contact(ContactKind::Email, email?)]
                .into_iter()
                .flatten()
                .collect();
        contacts.extend(others(before.him.as_ref()));
        Ok(Details {
            given: Some(Name::new(given?)),
            family: Some(Name::new(family?)),
            aliases: known?
                .unwrap_or_default()
                .split(',')
                .map(str::trim)
                .filter(|alias| !alias.is_empty())
                .map(Name::new)
                .collect(),
            date_of_birth: born?.map(DateOfBirth::new),
            contacts,
            address: address?.map(Secret::new),
            postcode: postcode?.map(Secret::new),
        })
    })?;
    doing.acting().change_his_details(doing.reference, doing.form, &details).await?;
    Ok(Said::DetailsChanged)
}

/// The contacts that the form does not ask for stay as they are.
fn others(him: Option<&Details>) -> Vec<Contact> {
    let mut seen = [false; 2];
    let contacts = him.map(|him| him.contacts.as_slice()).unwrap_or_default();
    let shown = |contact: &&Contact| {
        let place = match contact.kind {
            ContactKind::Phone => 0,
            ContactKind::Email => 1,
            _ => return true,
        };
        std::mem::replace(&mut seen[place], true)
    };
    let mut shown = shown;
    contacts.iter().filter(|contact| shown(contact)).cloned().collect()
}
