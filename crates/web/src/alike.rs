//! A man who may be known already, in words: how probable it is, and what agrees.

use casework::his::{AgreesIn, Alike, Alikes, Chance, Level, Likeness};
use components::{Link, Tag, Tone, link, tag};
use maud::{Markup, html};

use crate::cases::{CasePage, list};

/// How probable it is that two cases are of one man, as a tag.
pub(crate) fn chance(likeness: Option<&Likeness>) -> Markup {
    let words = match likeness.and_then(Likeness::chance) {
        Some(Chance::AlmostCertainly) => ("Almost certainly the same man", Tone::Late),
        Some(Chance::Likely) => ("Likely the same man", Tone::Marked),
        Some(Chance::Perhaps) => ("Perhaps the same man", Tone::Marked),
        None if likeness.is_some() => ("Hardly the same man", Tone::Done),
        None => return html! {},
    };
    tag(&Tag { words: words.0, tone: words.1 })
}

/// What agrees and what does not, in two sentences.
pub(crate) fn agreement(likeness: &Likeness) -> Markup {
    let said: Vec<(AgreesIn, Level)> = likeness.compared().collect();
    let agree: Vec<&str> =
        said.iter().filter_map(|(field, level)| agrees(*field, *level)).collect();
    let differ: Vec<&str> = said
        .iter()
        .filter(|(_, level)| *level == Level::Different)
        .map(|(field, _)| name(*field))
        .collect();
    html! {
        @if !agree.is_empty() { "What agrees: " (agree.join(", ")) ". " }
        @if !differ.is_empty() { "What differs: " (differ.join(", ")) "." }
    }
}

fn name(field: AgreesIn) -> &'static str {
    match field {
        AgreesIn::Forename => "first name",
        AgreesIn::Surname => "last name",
        AgreesIn::DateOfBirth => "date of birth",
        AgreesIn::Postcode => "postcode",
        AgreesIn::Phone => "telephone number",
        AgreesIn::Area => "area",
    }
}

/// What agrees, in words; nothing of what does not.
fn agrees(field: AgreesIn, level: Level) -> Option<&'static str> {
    use AgreesIn as In;
    Some(match (field, level) {
        (_, Level::NotCompared | Level::Different) => return None,
        (In::Forename, Level::Swapped) => "both names, the other way round",
        (In::Forename, Level::Same) => "first name",
        (In::Forename, Level::ShortForm) => "first name, one a short form of the other",
        (In::Forename, Level::SoundsAlike) => "first name by its sound",
        (In::Forename, Level::Initial) => "initial of the first name",
        (In::Forename, _) => "first name, nearly",
        (In::Surname, Level::Same) => "last name",
        (In::Surname, Level::SoundsAlike) => "last name by its sound",
        (In::Surname, Level::Initial) => "initial of the last name",
        (In::Surname, _) => "last name, nearly",
        (In::DateOfBirth, Level::Same) => "date of birth",
        (In::DateOfBirth, Level::DayAndMonthSwapped) => {
            "date of birth, with day and month the other way round"
        }
        (In::DateOfBirth, Level::OneDigit) => "date of birth but for one digit",
        (In::DateOfBirth, _) => "year of birth",
        (In::Postcode, Level::Same) => "postcode",
        (In::Postcode, Level::OneEdit) => "postcode but for one letter or digit",
        (In::Postcode, Level::Sector) => "sector of the postcode",
        (In::Postcode, _) => "district of the postcode",
        (In::Phone, Level::Same) => "telephone number",
        (In::Phone, _) => "telephone number but for one digit",
        (In::Area, _) => "area",
    })
}

/// One case, in a paragraph: whose, where it stands, how probable it is and by what.
pub(crate) fn described(alikes: &Alikes, one: &Alike) -> Markup {
    let reference = one.listed.envelope.reference;
    let href = CasePage::Overview.of(reference);
    let about = reference.to_string();
    let name = one.him.as_ref().map(|him| list::name(him, &alikes.scope));
    html! {
        p class="govuk-body" {
            (link(&Link::new(&href, &about)))
            @match &name {
                Some(name) => { " " strong { (name) } },
                None => " Restricted: its name is not shown",
            }
            ", " (list::his_state(&one.listed.state)) " "
            (chance(one.likeness.as_ref()))
        }
        @if let Some(likeness) = &one.likeness {
            p class="govuk-body waymark-words" { (agreement(likeness)) }
        } @else {
            p class="govuk-body waymark-words" {
                "Something that few people share is the same. Open the case with a reason to compare the two."
            }
        }
    }
}

/// That something was left out of the look, where it was.
pub(crate) fn left_out(alikes: &Alikes) -> Markup {
    html! {
        @if alikes.left_out {
            p class="govuk-hint" {
                "Something that he shares with very many others was left out of the look. "
                "Search by his name as well."
            }
        }
    }
}
