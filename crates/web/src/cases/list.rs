//! The caseload, shared by both sides: each sees its own cases.

use std::sync::Arc;

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use casework::people::{Details, Safe};
use casework::signing_in::SignedIn;
use casework::{Cases, Filter, Key, Listed, MOST_COUNTED, due_words, state_words, states};
use components::{
    Cell, Filters, Form, Heading, Item, Keyed, Link, Page, Select, Submission, Table, Tag, Tone,
    filters, keyed, link, nothing, table, tag, when,
};
use jiff::Timestamp;
use jiff::civil::Time;
use maud::{Markup, html};
use pathway::{Area, end_of_london_day, london_clock, london_day};

use super::{CASES, CasePage, LEFT, SEARCH};
use crate::coded::asked;
use crate::faults::Fault;
use crate::furniture::{at_clock, day};
use crate::ground::{Asking, Said};
use crate::{Site, furniture};

asked! {
    /// The filters of the list.
    Narrow {
        State = "state", "Where it stands";
        Area = "area", "Area";
        Whose = "whose", "Whose";
        Due = "due", "Due";
    }
}

/// Shows the caseload.
pub(super) async fn page(
    State(site): State<Arc<Site>>,
    Asking(who): Asking,
    uri: Uri,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let cases = who.worker.cases().ok_or(Fault::NotFound)?;
    let acting = office.acting(&who.worker);
    let areas = acting.own_areas().await?;
    let query = asked_for(&uri);
    let now = office.now();
    let (filter, narrowed) = filter(&query, cases, &areas, &who, now);
    let after = query.typed("after").and_then(read_key);
    let load = acting.caseload(&filter, after).await?;
    let shown: Vec<Vec<Cell>> = load
        .cases
        .iter()
        .map(|one| {
            let him = one.person.and_then(|person| load.people.get(&person));
            row(one, him.map(|person| (person.as_ref(), &load.scope)), cases, now)
        })
        .collect();
    let first = after.is_some().then(|| address(&query, None));
    let next = load.next.map(|key| address(&query, Some(key)));
    let content = html! {
        @if let Some(said) = Said::of(&uri) { (said.banner()) }
        p class="govuk-body" { (link(&Link::new(SEARCH, "Look a case up by name or reference"))) }
        (narrowing(&query, cases, &areas, &counted(load.count), narrowed))
        @if filter.left_behind {
            p class="govuk-body" { (link(&Link::new(LEFT, "Give these cases to others"))) }
        }
        @if shown.is_empty() {
            (none(narrowed, after.is_some()))
        } @else {
            (table(&Table { caption: None, head: &HEAD, rows: &shown, first_cell_is_header: true }))
        }
        (keyed(&Keyed {
            of: "cases",
            first: first.as_deref(),
            next: next.as_deref().map(|href| Link::new(href, "Cases received before these")),
            previous: None,
        }))
    };
    let page = Page { heading: "Cases", content, ..Page::default() };
    Ok(furniture::for_worker(&site, Some(&who), Some(CASES), &page))
}

pub(super) const HEAD: [Heading<'static>; 5] = [
    Heading { words: "Case", numeric: false },
    Heading { words: "Area", numeric: false },
    Heading { words: "Received", numeric: false },
    Heading { words: "Where it stands", numeric: false },
    Heading { words: "Due next", numeric: false },
];

/// The filters of an address.
fn asked_for(uri: &Uri) -> Submission {
    let query = uri.query().unwrap_or_default().as_bytes();
    Submission::try_new(query, components::Bounds::default()).unwrap_or_default()
}

/// What the filters mean; and whether any is set.
fn filter(
    query: &Submission,
    cases: Cases,
    areas: &[Area],
    who: &SignedIn,
    now: Timestamp,
) -> (Filter, bool) {
    let typed = |name: &str| query.typed(name).unwrap_or_default();
    let state = states(cases).into_iter().find(|(code, _)| *code == typed("state"));
    let all = typed("state") == "all";
    let area = areas.iter().find(|area| area.name() == typed("area")).cloned();
    let mine = typed("whose") == "mine";
    let left_behind = typed("whose") == "left";
    let due_before = match typed("due") {
        "late" => Some(now),
        "today" => Some(end_of_london_day(london_day(now))),
        _ => None,
    };
    let whose = mine || left_behind;
    let narrowed = state.is_some() || all || area.is_some() || whose || due_before.is_some();
    let mut filter = Filter::default();
    filter.states = state.map(|(code, _)| code).into_iter().collect();
    filter.open = state.is_none() && !all;
    filter.area = area;
    filter.left_behind = left_behind;
    filter.assigned = mine.then(|| who.actor().worker());
    filter.due_before = due_before;
    (filter, narrowed)
}

fn counted(count: u32) -> String {
    match count {
        1 => "1 case".to_owned(),
        MOST_COUNTED => format!("{MOST_COUNTED} cases or more"),
        count => format!("{count} cases"),
    }
}

fn narrowing(
    query: &Submission,
    cases: Cases,
    areas: &[Area],
    count: &str,
    narrowed: bool,
) -> Markup {
    let form = Form::fresh(query);
    let state = states(cases).into_iter().map(|(code, words)| Item::new(code, upper(words)));
    let mut state: Vec<Item<'_>> = state.collect();
    state.push(Item::new("all", "All, ended ones too"));
    let areas = areas.iter().map(|area| Item::new(area.name(), area.name())).collect();
    let due = vec![Item::new("late", "Late"), Item::new("today", "By the end of today")];
    filters(&Filters {
        action: CASES,
        fields: html! {
            (form.select(Narrow::State, &Select { items: state, none: Some("Going on"), hint: None }))
            (form.select(Narrow::Area, &Select { items: areas, none: Some("Any area"), hint: None }))
            (form.select(Narrow::Whose, &Select { items: vec![Item::new("mine", "Mine"), Item::new("left", "Another worker is needed")], none: Some("Anybody’s"), hint: None }))
            (form.select(Narrow::Due, &Select { items: due, none: Some("Any time"), hint: None }))
        },
        count,
        clear: narrowed.then_some(CASES),
    })
}

fn none(narrowed: bool, further: bool) -> Markup {
    match (narrowed, further) {
        (_, true) => {
            nothing("There are no more cases.", &[Link::new(CASES, "Back to the first page")])
        }
        (true, false) => nothing(
            "No case matches. Show all, or look one up by name or reference.",
            &[Link::new(CASES, "Show all"), Link::new(SEARCH, "Look a case up")],
        ),
        (false, false) => {
            nothing("No case goes on yet. A new one shows here as soon as it is referred.", &[])
        }
    }
}

/// A case as a row: the first cell leads to it. A restricted one has no name.
pub(super) fn row(
    one: &Listed,
    person: Option<(&Details, &access::Scope)>,
    cases: Cases,
    now: Timestamp,
) -> Vec<Cell> {
    let reference = one.envelope.reference;
    let href = CasePage::Overview.of(reference);
    let name = person.map(|(details, scope)| name(details, scope)).filter(|name| !name.is_empty());
    let words = reference.to_string();
    let title = name.as_deref().unwrap_or(&words);
    let due = one.due.zip(one.due_what.as_deref()).map(|(by, what)| {
        let what = due_words(cases, what).unwrap_or(what);
        (upper(what), by, now > by)
    });
    let hidden = one.facts.restricted && !one.facts.glass_broken;
    vec![
        Cell::words(html! {
            (link(&Link::new(&href, title)))
            @if name.is_some() { br; span class="waymark-rows__aside" { (words) } }
            @if hidden { " " (tag(&Tag { words: "Restricted", tone: Tone::Marked })) }
            @if let Some(careful) = person.and_then(|(details, _)| careful(details)) {
                br; (components::safe_contact(&components::SafeContact { words: careful, careful: true }))
            }
        }),
        Cell::words(html! { (one.facts.area.as_ref().map(Area::name).unwrap_or_default()) }),
        Cell::when(&day(london_day(one.received))),
        Cell::words(html! { (upper(state_words(cases, &one.state).unwrap_or(&one.state))) }),
        Cell::words(html! {
            @if let Some((what, by, late)) = due {
                (what) br;
                span class="waymark-rows__aside" { (when(&moment_or_day(by))) }
                @if late { " " (tag(&Tag { words: "Late", tone: Tone::Late })) }
            }
        }),
    ]
}

/// A moment at midnight is the end of the day before.
fn moment_or_day(by: Timestamp) -> String {
    let clock = london_clock(by);
    match clock.date().yesterday() {
        Ok(before) if clock.time() == Time::midnight() => day(before),
        _ => at_clock(clock),
    }
}

/// What is to be heeded by whoever would ring.
fn careful(details: &Details) -> Option<&'static str> {
    match details.contacts.first()?.safe_to_use {
        Safe::Yes => None,
        Safe::No => Some("Do not ring"),
        Safe::Unknown => Some("Not known to be safe to ring"),
    }
}

/// A name as a list shows it.
pub(crate) fn name(details: &Details, scope: &access::Scope) -> String {
    let parts = [details.given.as_ref(), details.family.as_ref()];
    let parts: Vec<&str> =
        parts.into_iter().flatten().map(|part| part.reveal_listed(scope)).collect();
    parts.join(" ")
}

/// Where one of his cases stands, in words.
pub(crate) fn his_state(code: &str) -> &str {
    state_words(Cases::His, code).unwrap_or(code)
}

fn upper(words: &str) -> String {
    let mut signs = words.chars();
    let Some(first) = signs.next() else { return String::new() };
    let mut upper = String::with_capacity(words.len());
    upper.extend(first.to_uppercase());
    upper.push_str(signs.as_str());
    upper
}

/// The address of a page of the list: its filters, and where it begins.
fn address(query: &Submission, after: Option<Key>) -> String {
    let mut pairs: Vec<String> = query
        .answers()
        .filter(|(name, typed)| *name != "after" && !typed.is_empty())
        .map(|(name, typed)| format!("{}={}", encoded(name), encoded(typed)))
        .collect();
    pairs.extend(after.map(|key| format!("after={}", written_key(key))));
    match pairs.is_empty() {
        true => CASES.to_owned(),
        false => format!("{CASES}?{}", pairs.join("&")),
    }
}

/// Letters and digits as they are, all else by its bytes.
fn encoded(text: &str) -> String {
    let mut written = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            written.push(char::from(byte));
        } else {
            written.push_str(&format!("%{byte:02X}"));
        }
    }
    written
}

fn written_key(key: Key) -> String {
    format!("{}.{}", key.received.as_microsecond(), key.id)
}

fn read_key(text: &str) -> Option<Key> {
    let (received, id) = text.split_once('.')?;
    let received = Timestamp::from_microsecond(received.parse().ok()?).ok()?;
    Some(Key { received, id: id.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use access::{Actor, System};
    use casework::Worker;
    use casework::accounts::OrganisationKind;

    use super::*;
    use crate::town::Town;

    #[tokio::test]
    async fn nobody_is_offered_areas_that_others_serve() {
        let town = Town::new().await;
        let programme = town.facilitator.programme;
        let actor = Actor::system(System::CommandLine, programme);
        let founder = Worker { actor, programme, address: None };
        let (kind, areas) = (OrganisationKind::Support, [Area::new("Sandwell")]);
        town.office().acting(&founder).add_organisation("Forge", kind, &areas).await.unwrap();
        for worker in [&town.facilitator, &town.manager, &town.support_worker] {
            let page = town.sees(worker, "/cases?area=Sandwell").await;
            assert!(
                page.body.contains("<option value=\"Dudley\">Dudley</option>"),
                "{}",
                page.body
            );
            assert!(!page.body.contains("Sandwell"), "{}", page.body);
        }
    }

    #[test]
    fn the_next_page_keeps_the_filters_and_begins_where_this_one_ends() {
        let uri: Uri = "/cases?state=pending&area=West+Bromwich&after=1.x".parse().unwrap();
        let query = asked_for(&uri);
        let key =
            Key { received: Timestamp::from_second(5).unwrap(), id: uuid::Uuid::from_u128(9) };
        let next = address(&query, Some(key));
        assert!(next.starts_with("/cases?state=pending&area=West%20Bromwich&after="), "{next}");
        let back = asked_for(&next.parse().unwrap());
        assert_eq!(back.typed("area"), Some("West Bromwich"));
        assert_eq!(back.typed("after").and_then(read_key), Some(key));
        assert_eq!(address(&back, None), "/cases?state=pending&area=West%20Bromwich");
        assert_eq!(read_key("1.x"), None);
    }

    #[test]
    fn what_is_due_by_midnight_is_due_by_the_day_before() {
        let by = end_of_london_day(jiff::civil::date(2019, 3, 4));
        assert_eq!(moment_or_day(by), "4 March 2019");
        let later = by.checked_add(jiff::Span::new().minutes(65)).unwrap();
        assert_eq!(moment_or_day(later), "5 March 2019, 01:05");
    }
}
