//! The form in which a person's details are sealed: a version, then JSON with short keys, filled
//! up with spaces so that its length tells little of the name.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::details::{Contact, ContactKind, DateOfBirth, Details, Safe};
use super::secret::{Name, Secret};

/// The first byte. A form that changes takes the next number, and this one stays readable.
const VERSION: u8 = 1;
/// Lengths are multiples of this.
const STEP: usize = 64;

#[derive(Serialize, Deserialize)]
struct Form<'a> {
    #[serde(rename = "g", borrow, default, skip_serializing_if = "Option::is_none")]
    given: Option<Cow<'a, str>>,
    #[serde(rename = "f", borrow, default, skip_serializing_if = "Option::is_none")]
    family: Option<Cow<'a, str>>,
    #[serde(rename = "a", borrow, default, skip_serializing_if = "Vec::is_empty")]
    aliases: Vec<Cow<'a, str>>,
    #[serde(rename = "b", borrow, default, skip_serializing_if = "Option::is_none")]
    date_of_birth: Option<Cow<'a, str>>,
    #[serde(rename = "c", borrow, default, skip_serializing_if = "Vec::is_empty")]
    contacts: Vec<ContactForm<'a>>,
    #[serde(rename = "l", borrow, default, skip_serializing_if = "Option::is_none")]
    address: Option<Cow<'a, str>>,
    #[serde(rename = "p", borrow, default, skip_serializing_if = "Option::is_none")]
    postcode: Option<Cow<'a, str>>,
}

#[derive(Serialize, Deserialize)]
struct ContactForm<'a> {
    #[serde(rename = "k")]
    kind: KindForm,
    #[serde(rename = "v", borrow)]
    value: Cow<'a, str>,
    #[serde(rename = "s")]
    safe_to_use: SafeForm,
    #[serde(rename = "w", borrow, default, skip_serializing_if = "Option::is_none")]
    when: Option<Cow<'a, str>>,
    #[serde(rename = "o", borrow, default, skip_serializing_if = "Option::is_none")]
    words: Option<Cow<'a, str>>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum KindForm {
    Phone,
    Text,
    Email,
    Post,
    Through,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum SafeForm {
    Yes,
    No,
    Unknown,
}

pub(super) fn written(details: &Details) -> Zeroizing<Vec<u8>> {
    let form = Form {
        given: details.given.as_ref().map(|name| name.text().into()),
        family: details.family.as_ref().map(|name| name.text().into()),
        aliases: details.aliases.iter().map(|name| name.text().into()).collect(),
        date_of_birth: details.date_of_birth.map(|born| born.date().to_string().into()),
        contacts: details.contacts.iter().map(contact_form).collect(),
        address: details.address.as_ref().map(|text| text.text().into()),
        postcode: details.postcode.as_ref().map(|text| text.text().into()),
    };
    // Room enough beforehand: a buffer that grows leaves copies behind that nobody wipes.
    let mut bytes = Zeroizing::new(Vec::with_capacity(room(details)));
    bytes.push(VERSION);
    #[expect(
        clippy::expect_used,
        reason = "strings, lists and unit variants always have a form in JSON, and memory takes what is written"
    )]
    serde_json::to_writer(&mut *bytes, &form).expect("details have a form in JSON");
    let length = bytes.len().next_multiple_of(STEP);
    bytes.resize(length, b' ');
    bytes
}

pub(super) fn read(plain: &[u8]) -> Option<Details> {
    let (&version, json) = plain.split_first()?;
    if version != VERSION {
        return None;
    }
    let form: Form<'_> = serde_json::from_slice(json).ok()?;
    let date_of_birth = match form.date_of_birth {
        Some(date) => Some(DateOfBirth::new(date.parse::<Date>().ok()?)),
        None => None,
    };
    Some(Details {
        given: form.given.map(Name::new),
        family: form.family.map(Name::new),
        aliases: form.aliases.into_iter().map(Name::new).collect(),
        date_of_birth,
        contacts: form.contacts.into_iter().map(contact).collect(),
        address: form.address.map(Secret::new),
        postcode: form.postcode.map(Secret::new),
    })
}

/// More bytes than the form takes: a character may take six, as `\u0001`.
fn room(details: &Details) -> usize {
    let names = details.given.iter().chain(&details.family).chain(&details.aliases);
    let contacts = details.contacts.iter().flat_map(|contact| {
        [Some(&contact.value), contact.when.as_ref(), contact.words.as_ref()].into_iter().flatten()
    });
    let texts = contacts.chain(&details.address).chain(&details.postcode);
    let text: usize = names.map(|name| name.text().len()).sum::<usize>()
        + texts.map(|text| text.text().len()).sum::<usize>();
    text * 6 + (details.contacts.len() + details.aliases.len()) * 64 + 256
}

fn contact_form(contact: &Contact) -> ContactForm<'_> {
    ContactForm {
        kind: match contact.kind {
            ContactKind::Phone => KindForm::Phone,
            ContactKind::Text => KindForm::Text,
            ContactKind::Email => KindForm::Email,
            ContactKind::Post => KindForm::Post,
            ContactKind::Through => KindForm::Through,
        },
        value: contact.value.text().into(),
        safe_to_use: match contact.safe_to_use {
            Safe::Yes => SafeForm::Yes,
            Safe::No => SafeForm::No,
            Safe::Unknown => SafeForm::Unknown,
        },
        when: contact.when.as_ref().map(|text| text.text().into()),
        words: contact.words.as_ref().map(|text| text.text().into()),
    }
}

fn contact(form: ContactForm<'_>) -> Contact {
    Contact {
        kind: match form.kind {
            KindForm::Phone => ContactKind::Phone,
            KindForm::Text => ContactKind::Text,
            KindForm::Email => ContactKind::Email,
            KindForm::Post => ContactKind::Post,
            KindForm::Through => ContactKind::Through,
        },
        value: Secret::new(form.value),
        safe_to_use: match form.safe_to_use {
            SafeForm::Yes => Safe::Yes,
            SafeForm::No => Safe::No,
            SafeForm::Unknown => Safe::Unknown,
        },
        when: form.when.map(Secret::new),
        words: form.words.map(Secret::new),
    }
}
