//! His place, and the first session offered to him.

use ::access::act;
use casework::groups::{GroupFilter, name};
use components::{
    DateInput, Item, Kind, Link, Radios, Reader, Summary, Text, Width, link, nothing, section,
    summary_list,
};
use maud::{Markup, html};
use pathway::GroupId;
use pathway::codes::ConsentForm;
use programme::parts::{Placement, SessionNumber};
use programme::{Act, Standing};

use super::super::CasePage;
use super::shown::{Doing, NotDone, Shown, no_such_form};
use super::words;
use crate::coded::asked;
use crate::faults::Fault;
use crate::furniture::{day, moment};
use crate::ground::Said;

const PLACE: &str = "place";
const OFFER: &str = "offer";

asked! {
    /// The questions of this page.
    Asked {
        How = "how", "How does he take part?", "Choose how he takes part";
        Group = "group", "In which group?", "Choose the group";
        On = "on", "On which day is the session?", "Enter the day of the session";
        Session = "session", "Which of the thirty is it?";
    }
}

pub(super) async fn view(shown: &Shown<'_>) -> Result<Markup, Fault> {
    let standing = shown.standing();
    let in_group = standing.placement.is_some_and(|place| place.group().is_some());
    let groups = match in_group || shown.may(act::Place, Act::Place) {
        true => groups(shown).await?,
        false => Vec::new(),
    };
    Ok(html! {
        (ready(shown, standing, &groups))
        @if shown.may(act::Place, Act::Place) {
            @if standing.placement.is_none() || shown.act() == PLACE {
                (place(shown, &groups))
            } @else {
                p class="govuk-body" { (link(&Link::new(&shown.other(PLACE, None), "Give him another place"))) }
            }
        } @else if let Err(refusal) = programme::can(&shown.case.case, Act::Place) {
            @if standing.placement.is_none() { (nothing(&refusal.to_string(), &[])) }
        }
        @if shown.may(act::Commence, Act::OfferSession) { (offer(shown, standing)) }
    })
}

/// What must be held before he starts, and what is. That he is not cleared is said without why.
fn ready(shown: &Shown<'_>, standing: &Standing, groups: &[GroupPlaces]) -> Markup {
    let consented = standing.consented(ConsentForm::Written);
    let row = |key, value: Markup| Summary { key, value, act: None };
    let consent = shown.address(CasePage::Consent);
    let mut rows = vec![
        row(
            "Found suitable",
            html! {
                @match standing.suitable { Some(at) => (moment(at)), None => "Not yet" }
            },
        ),
        Summary {
            key: "His written consent",
            value: html! { @if consented { "Held" } @else { "Missing" } },
            act: (!consented).then_some(Link::new(&consent, "Record")),
        },
        row(
            "Cleared to start",
            html! {
                @match standing.cleared {
                    Some(at) => (moment(at)),
                    None => "Not yet. Say to him that we will write with a date.",
                }
            },
        ),
    ];
    if let Some(place) = standing.placement {
        let group = groups.iter().find(|(id, ..)| place.group() == Some(*id));
        rows.push(row(
            "His place",
            html! {
                (words::placement(place))
                @if let Some((_, name, _)) = group { ": " (name) }
            },
        ));
    }
    if let Some(on) = standing.first_session_offered {
        rows.push(row("First session offered for", html! { (day(on)) }));
    }
    summary_list(&rows)
}

/// A group, what it is called, and how many places are free in it.
type GroupPlaces = (GroupId, String, u8);

async fn groups(shown: &Shown<'_>) -> Result<Vec<GroupPlaces>, Fault> {
    let filter = GroupFilter { area: shown.standing().area.clone(), ended: false };
    let groups = shown.acting().groups(&filter).await?;
    let groups = groups.groups.iter();
    let of = groups.map(|group| (GroupId::of(group.envelope.id), name(group), group.free()));
    Ok(of.collect())
}

fn place(shown: &Shown<'_>, groups: &[GroupPlaces]) -> Markup {
    let form = shown.form(PLACE);
    let item = |(id, name, free): &GroupPlaces| {
        let places = match free {
            0 => "No place is free".to_owned(),
            1 => "1 place is free".to_owned(),
            free => format!("{free} places are free"),
        };
        Item::new(id.uuid().to_string(), name.clone()).hint(places)
    };
    let groups: Vec<Item<'_>> = groups.iter().map(item).collect();
    let how = vec![
        Item::new("group", "In a group"),
        Item::new("one_to_one", "One-to-one").hint("Where language or need requires it"),
        Item::new("blended", "In a group and one-to-one"),
    ];
    shown.framed(
        PLACE,
        &section("Give him a place", &html! {
            (form.radios(Asked::How, &Radios { items: how, ..Radios::default() }))
            @if groups.is_empty() {
                p class="govuk-body" { "No group meets in this area." }
            } @else {
                (form.radios(Asked::Group, &Radios { hint: Some("Leave it empty for one-to-one alone"), items: groups, ..Radios::default() }))
            }
        }),
        "Give him the place",
    )
}

fn offer(shown: &Shown<'_>, standing: &Standing) -> Markup {
    let form = shown.form(OFFER);
    let first = standing.first_session_offered.is_none();
    let heading = if first { "Offer the first session" } else { "Offer a session" };
    shown.framed(
        OFFER,
        &section(heading, &html! {
            (form.date(Asked::On, &DateInput::default()))
            (form.text(Asked::Session, &Text { hint: Some("1 to 30. He joins the rolling programme at any week. Leave it empty where that is not known"), kind: Kind::Number, width: Width::Three, ..Text::default() }))
        }),
        "Offer it",
    )
}

pub(super) async fn done(doing: &Doing<'_>) -> Result<Said, NotDone> {
    let mut read = Reader::new(doing.typed);
    let (acting, reference, form) = (doing.acting(), doing.reference, doing.form);
    match doing.act() {
        PLACE => {
            let kinds = [("group", 0), ("one_to_one", 1), ("blended", 2)];
            let how = read.choice_among(Asked::How, kinds).required();
            let filter = GroupFilter::default();
            let groups = acting.groups(&filter).await?;
            let ids = groups.groups.iter().map(|group| {
                let id = group.envelope.id;
                (id.to_string(), GroupId::of(id))
            });
            let group = read.choice_among(Asked::Group, ids).optional();
            if let (Ok(0 | 2), Ok(None)) = (&how, &group) {
                read.fault(Asked::Group, "Choose the group");
            }
            if let (Ok(1), Ok(Some(_))) = (&how, &group) {
                read.fault(Asked::Group, "One-to-one alone has no group: choose both, or no group");
            }
            let (how, group) = read.finish(|| Ok((how?, group?)))?;
            let placement = match (how, group) {
                (0, Some(group)) => Placement::Group(group),
                (2, Some(group)) => Placement::Blended(group),
                _ => Placement::OneToOne,
            };
            acting.place(reference, form, placement).await?;
            Ok(Said::Placed)
        }
        OFFER => {
            let on = read.date(Asked::On).required();
            let session = number(&mut read, Asked::Session);
            let (on, session) = read.finish(|| Ok((on?, session?)))?;
            acting.offer_session(reference, form, on, session).await?;
            Ok(Said::SessionOffered)
        }
        _ => Err(no_such_form()),
    }
}

/// Reads one of the thirty, where one is given.
pub(super) fn number(
    read: &mut Reader<'_>,
    field: impl components::Field,
) -> components::Read<Option<SessionNumber>> {
    let number = read.number(field).within(1..=30).optional()?;
    let number = number.and_then(|number| u8::try_from(number).ok());
    Ok(number.and_then(|number| SessionNumber::try_new(number).ok()))
}
