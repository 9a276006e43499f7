//! Who she is, how she is reached, and what the referral said of her and of him.

use casework::hers::{Contact, ContactKind, DateOfBirth, Details, Name, Safe, Secret, ToldOfHer};
use components::{
    DateInput, Faults, Form, Item, Kind, Lines, Radios, Reader, Select, Submission, Summary, Text,
    Weight, Width, nothing, section, summary_list, warning,
};
use maud::{Markup, html};
use pathway::london_day;
use support::codes::{Ethnicity, Religion};
use support::facts::Profile;

use super::super::shell::{Came, Forms, View};
use super::super::{Asked, CasePage};
use super::shown::Shown;
use crate::coded::{self, asked};
use crate::faults::Fault;
use crate::furniture::day;
use crate::ground::{Said, Sent};

asked! {
    /// What is asked of her name and contacts.
    Question {
        Given = "given", "Given name";
        Family = "family", "Family name";
        Also = "also-known-as", "Other names";
        Born = "born", "Date of birth";
        Phone = "phone", "Telephone number";
        PhoneSafe = "phone-safe", "May this number be used?";
        Email = "email", "E-mail address";
        EmailSafe = "email-safe", "May this address be used?";
        When = "contact-when", "When and how to contact her";
        Words = "contact-words", "What to say if somebody else answers";
        Address = "address", "Address";
        Postcode = "postcode", "Postcode";
    }
}

asked! {
    /// What is asked of her for the figures.
    OfHer {
        Children = "children", "How many children does she have?";
        Age = "age", "Her age in years when she was referred";
        Ethnicity = "ethnicity", "Her ethnicity";
        Religion = "religion", "Her religion";
    }
}

const DETAILS: &str = "details";
const PROFILE: &str = "profile";

const SAFE: [(&str, Safe, &str); 3] = [
    ("yes", Safe::Yes, "Yes, it is safe"),
    ("no", Safe::No, "No, it is not safe"),
    ("unknown", Safe::Unknown, "Not known: do not use it yet"),
];

pub(super) fn view(shown: &Shown, forms: &Forms<'_>) -> View {
    let her = shown.her.her.as_ref();
    View {
        heading: "People",
        subtitle: Some(
            html! { "Who she is, how she is reached, and who he is as far as was told." },
        ),
        content: html! {
            (ways(shown))
            (referrals(shown))
            @if her.is_some() {
                (forms.filled(DETAILS, "Change her details", Weight::Primary, &known(shown), |form| {
                    section("Her name and contacts", &details(form))
                }))
            } @else {
                (nothing(
                    "No woman is named in this case. The service takes part in the discussion all \
                     the same.",
                    &[],
                ))
            }
            (forms.filled(PROFILE, "Record who she is", Weight::Secondary, &profile_known(shown), |form| {
                section("For the figures, without her name", &profile(form))
            }))
        },
    }
}

/// How she is reached: her own contacts with what is to be heeded, and what the referral says.
pub(super) fn ways(shown: &Shown) -> Markup {
    let permitted = &shown.her.permitted;
    let contacts = shown.her.her.iter().flat_map(|her| &her.contacts);
    let rows: Vec<(String, Markup)> = contacts
        .map(|contact| {
            let safe = match contact.safe_to_use {
                Safe::Yes => "may be used",
                Safe::No => "not safe: do not use it",
                Safe::Unknown => "not known to be safe",
            };
            let heed = [&contact.when, &contact.words];
            let value = html! {
                (contact.value.reveal(permitted)) ": " strong { (safe) }
                @for words in heed.into_iter().flatten() { br; (words.reveal(permitted)) }
            };
            (kind(contact.kind).to_owned(), value)
        })
        .collect();
    let list: Vec<Summary<'_>> =
        rows.iter().map(|(key, value)| Summary { key, value: value.clone(), act: None }).collect();
    html! {
        h2 class="govuk-heading-m" { "How to reach her" }
        @if shown.unsafe_still() {
            (warning("He gave these contacts when he referred himself. They count as unsafe until \
                      the service has verified a way through somebody other than him."))
        }
        @if list.is_empty() {
            p class="govuk-body" { "No way to reach her was given." }
        } @else {
            (summary_list(&list))
        }
    }
}

const fn kind(kind: ContactKind) -> &'static str {
    match kind {
        ContactKind::Phone => "Telephone",
        ContactKind::Text => "Text message",
        ContactKind::Email => "E-mail",
        ContactKind::Post => "Post",
        ContactKind::Through => "Through somebody else",
    }
}

fn referrals(shown: &Shown) -> Markup {
    let told = shown.her.referrals();
    if told.is_empty() {
        return html! {};
    }
    html! {
        h2 class="govuk-heading-m" { "What the referral said" }
        @for (_, one) in &told { (referral(one)) }
    }
}

fn referral(told: &ToldOfHer) -> Markup {
    let mut list: Vec<Summary<'_>> = Vec::new();
    let mut add = |key: &'static str, value: Option<String>| {
        if let Some(value) = value {
            list.push(Summary { key, value: html! { (value) }, act: None });
        }
    };
    add("How to reach her safely", told.safe_contact.clone());
    add("Where she is", told.whereabouts.clone());
    add("Needs", (!told.needs.is_empty()).then(|| told.needs.join(", ")));
    add("DASH score", told.dash_score.map(|score| score.to_string()));
    add("Referred to the MARAC", told.marac.map(str::to_owned));
    add(
        "Her consent to be contacted",
        told.consent.as_ref().map(|(form, on, by)| {
            let parts = [Some(coded::beginning(form)), on.as_deref().map(written), by.clone()];
            parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
        }),
    );
    add("What else was said", told.note.clone());
    add(
        "Who he is",
        told.him.as_ref().map(|(name, born)| match born {
            Some(born) => format!("{name}, born {}", written(born)),
            None => name.clone(),
        }),
    );
    summary_list(&list)
}

/// A day as the referral keeps it, in words.
fn written(date: &str) -> String {
    date.parse().map_or_else(|_| date.to_owned(), day)
}

fn details(form: &Form<'_>) -> Markup {
    let name =
        Text { kind: Kind::Name, width: Width::Twenty, autocomplete: Some("off"), hint: None };
    let safe = || Radios {
        items: SAFE.iter().map(|(value, _, words)| Item::new(*value, *words)).collect(),
        ..Radios::default()
    };
    html! {
        (form.text(Question::Given, &name))
        (form.text(Question::Family, &name))
        (form.text(Question::Also, &Text { hint: Some("Whole names, with a comma between them."), ..name }))
        (form.date(Question::Born, &DateInput::default()))
        (form.text(Question::Phone, &Text { kind: Kind::Telephone, ..name }))
        (form.radios(Question::PhoneSafe, &safe()))
        (form.text(Question::Email, &Text { kind: Kind::Email, ..name }))
        (form.radios(Question::EmailSafe, &safe()))
        (form.lines(Question::When, &Lines { rows: Some(2), ..Lines::default() }))
        (form.lines(Question::Words, &Lines { rows: Some(2), ..Lines::default() }))
        (form.lines(Question::Address, &Lines { rows: Some(4), ..Lines::default() }))
        (form.text(Question::Postcode, &Text { kind: Kind::Code, width: Width::Ten, ..name }))
    }
}

/// Her details as the form shows them.
fn known(shown: &Shown) -> Submission {
    let Some(her) = &shown.her.her else { return Submission::default() };
    let permitted = &shown.her.permitted;
    let mut answers: Vec<(&'static str, String)> = Vec::new();
    let mut add = |name: &'static str, value: Option<&str>| {
        answers.extend(value.map(|value| (name, value.to_owned())));
    };
    add("given", her.given.as_ref().map(|name| name.reveal(permitted)));
    add("family", her.family.as_ref().map(|name| name.reveal(permitted)));
    let also: Vec<&str> = her.aliases.iter().map(|name| name.reveal(permitted)).collect();
    add("also-known-as", (!also.is_empty()).then(|| also.join(", ")).as_deref());
    if let Some(born) = her.date_of_birth {
        let born = born.reveal(permitted);
        add("born-day", Some(&born.day().to_string()));
        add("born-month", Some(&born.month().to_string()));
        add("born-year", Some(&born.year().to_string()));
    }
    for (contact, name, safe) in [
        (of(her, ContactKind::Phone), "phone", "phone-safe"),
        (of(her, ContactKind::Email), "email", "email-safe"),
    ] {
        let Some(contact) = contact else { continue };
        add(name, Some(contact.value.reveal(permitted)));
        let said = SAFE.iter().find(|(_, safe, _)| *safe == contact.safe_to_use);
        add(safe, said.map(|(value, ..)| *value));
    }
    let heeded = of(her, ContactKind::Phone).or_else(|| her.contacts.first());
    add("contact-when", heeded.and_then(|one| one.when.as_ref()).map(|one| one.reveal(permitted)));
    add(
        "contact-words",
        heeded.and_then(|one| one.words.as_ref()).map(|one| one.reveal(permitted)),
    );
    add("address", her.address.as_ref().map(|text| text.reveal(permitted)));
    add("postcode", her.postcode.as_ref().map(|text| text.reveal(permitted)));
    Submission::of(answers)
}

fn of(her: &Details, kind: ContactKind) -> Option<&Contact> {
    her.contacts.iter().find(|contact| contact.kind == kind)
}

fn profile(form: &Form<'_>) -> Markup {
    let number = Text { kind: Kind::Number, width: Width::Three, ..Text::default() };
    html! {
        (form.text(OfHer::Children, &number))
        (form.text(OfHer::Age, &number))
        (form.select(OfHer::Ethnicity, &Select { items: coded::every::<Ethnicity>(), ..Select::default() }))
        (form.select(OfHer::Religion, &Select { items: coded::every::<Religion>(), ..Select::default() }))
    }
}

fn profile_known(shown: &Shown) -> Submission {
    use pathway::codes::Code;
    let known = &shown.her.case.profile;
    let answers = [
        ("children", known.children.map(|count| count.to_string())),
        ("age", known.age_at_referral.map(|age| age.to_string())),
        ("ethnicity", known.ethnicity.map(|value| value.code().to_owned())),
        ("religion", known.religion.map(|value| value.code().to_owned())),
    ];
    Submission::of(answers.into_iter().filter_map(|(name, value)| Some((name, value?))))
}

pub(super) async fn sent(asked: &Asked, sent: &Sent) -> Result<Came, Fault> {
    let (office, reference) = (asked.office()?, asked.reference);
    let acting = office.acting(&asked.who.worker);
    match sent.act() {
        DETAILS => {
            let shown = Shown::read(asked).await?;
            match read_details(sent, &shown, london_day(office.now())) {
                Err(faults) => Came::faulty(sent, faults),
                Ok(details) => {
                    let done = acting.change_her_details(reference, sent.form()?, &details).await;
                    Came::of(sent, done, Said::DetailsChanged, CasePage::People)
                }
            }
        }
        PROFILE => match read_profile(sent) {
            Err(faults) => Came::faulty(sent, faults),
            Ok(profile) => {
                let done = acting.record_her_profile(reference, sent.form()?, profile).await;
                Came::of(sent, done, Said::ProfileRecorded, CasePage::People)
            }
        },
        _ => Err(Fault::NotFound),
    }
}

fn read_details(sent: &Sent, shown: &Shown, today: jiff::civil::Date) -> Result<Details, Faults> {
    let mut read = Reader::new(&sent.submission);
    let given = read.text(Question::Given).required();
    let family = read.text(Question::Family).required();
    let also = read.text(Question::Also).optional();
    let born = read.date(Question::Born).not_after(today).optional();
    let phone = read.phone(Question::Phone).optional();
    let phone_safe = read.choice_among(Question::PhoneSafe, safes()).optional();
    let email = read.email(Question::Email).optional();
    let email_safe = read.choice_among(Question::EmailSafe, safes()).optional();
    let when = read.lines(Question::When).at_most(500).optional();
    let words = read.lines(Question::Words).at_most(500).optional();
    let address = read.lines(Question::Address).at_most(1_000).optional();
    let postcode = read.text(Question::Postcode).at_most(20).optional();
    read.finish(|| {
        let (when, words) = (when?, words?);
        let contact = |kind, value: String, safe: Option<Safe>| Contact {
            kind,
            value: Secret::new(value),
            safe_to_use: safe.unwrap_or_default(),
            when: when.clone().map(Secret::new),
            words: words.clone().map(Secret::new),
        };
        let (phone_safe, email_safe) = (phone_safe?, email_safe?);
        let phone = phone?.map(|value| contact(ContactKind::Phone, value, phone_safe));
        let email = email?.map(|value| contact(ContactKind::Email, value, email_safe));
        // Ways that this form does not ask for stay as they are.
        let others = shown.her.her.iter().flat_map(|her| her.contacts.clone());
        let others =
            others.filter(|other| !matches!(other.kind, ContactKind::Phone | ContactKind::Email));
        let also = also?.unwrap_or_default();
        let also = also.split(',').map(str::trim).filter(|name| !name.is_empty());
        Ok(Details {
            given: Some(Name::new(given?)),
            family: Some(Name::new(family?)),
            aliases: also.map(Name::new).collect(),
            date_of_birth: born?.map(DateOfBirth::new),
            contacts: phone.into_iter().chain(email).chain(others).collect(),
            address: address?.map(Secret::new),
            postcode: postcode?.map(Secret::new),
        })
    })
}

fn safes() -> impl Iterator<Item = (&'static str, Safe)> {
    SAFE.iter().map(|(value, safe, _)| (*value, *safe))
}

fn read_profile(sent: &Sent) -> Result<Profile, Faults> {
    let mut read = Reader::new(&sent.submission);
    let children = read.number(OfHer::Children).within(0..=20).optional();
    let age = read.number(OfHer::Age).within(10..=110).optional();
    let ethnicity = coded::one::<Ethnicity>(&mut read, OfHer::Ethnicity).optional();
    let religion = coded::one::<Religion>(&mut read, OfHer::Religion).optional();
    read.finish(|| {
        let small = |number: Option<i64>| number.and_then(|number| u8::try_from(number).ok());
        Ok(Profile {
            children: small(children?),
            age_at_referral: small(age?),
            ethnicity: ethnicity?,
            religion: religion?,
        })
    })
}
