//! One group: who has a place and who waits, sessions to come and sessions that were.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::Uri;
use axum::response::Response;
use casework::groups::{OneGroup, name, when};
use casework::today::Listed;
use components::{
    Breadcrumb, Cell, Heading, Link, Page, Row, Summary, Table, Tag, Tone, Weight, acts,
    breadcrumbs, button_link, rows, summary_list, table, tag,
};
use jiff::civil::Date;
use maud::{Markup, html};
use pathway::london_day;
use programme::group::Planned;

use super::list::used;
use super::{GROUPS, address, named, session};
use crate::cases::CasePage;
use crate::faults::Fault;
use crate::furniture::day;
use crate::ground::{Asking, Said};
use crate::{Site, furniture};

/// How many sessions that were are shown.
const SHOWN: usize = 12;

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    Asking(who): Asking,
    Path(reference): Path<String>,
    uri: Uri,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let one = office.acting(&who.worker).group(named(&reference)?).await?;
    let heading = name(&one.listed);
    let page = Page {
        heading: &heading,
        subtitle: one.group.closed.then(|| html! { "This group has ended." }),
        above: Some(breadcrumbs(&[
            Breadcrumb { href: Some(GROUPS), words: "Groups" },
            Breadcrumb { href: None, words: &heading },
        ])),
        content: html! {
            @if let Some(said) = Said::of(&uri) { (said.banner()) }
            (view(&one, london_day(office.now())))
        },
        ..Page::default()
    };
    Ok(furniture::for_worker(&site, Some(&who), Some(GROUPS), &page))
}

pub(super) fn view(one: &OneGroup, today: Date) -> Markup {
    let here = address(one.listed.reference());
    let open = !one.group.closed;
    html! {
        @if open && one.may_record && meets(one, today) {
            (button_link(&format!("{here}/register?on={today}"), "Take today’s register", Weight::Primary))
        }
        (facts(one))
        @if open && one.may_change {
            (acts(&[
                Link::new(&format!("{here}/change"), "Change the group"),
                Link::new(&format!("{here}/end"), "End the group"),
            ]))
        }
        h2 class="govuk-heading-m" { "Men with a place" }
        (men(one, &one.placed, "Nobody has a place yet. A place is given in the case of a man who is suitable and cleared."))
        @let others = usize::try_from(one.listed.taken).unwrap_or(0).saturating_sub(one.placed.len());
        @if others > 0 {
            p class="govuk-body" { (others) " more " @if others == 1 { "place is" } @else { "places are" } " taken." }
        }
        @if !one.waiting.is_empty() {
            h2 class="govuk-heading-m" { "Men who wait for one" }
            (men(one, &one.waiting, ""))
        }
        @if open && one.may_record {
            (acts(&[Link::new(&format!("{here}/waiting"), "Put a man on the waiting list, or take one off")]))
        }
        h2 class="govuk-heading-m" { "Sessions to come" }
        (planned(one, &here, open))
        h2 class="govuk-heading-m" { "Sessions that were" }
        (held(one))
    }
}

/// Whether its register is to be taken: by the weekday, or by what is planned.
fn meets(one: &OneGroup, today: Date) -> bool {
    let weekday = one.listed.meets.is_some_and(|meets| meets.weekday == today.weekday());
    let over = one.group.held.contains_key(&today) || one.group.cancelled.contains(&today);
    (weekday || one.group.planned.contains_key(&today)) && !over
}

fn facts(one: &OneGroup) -> Markup {
    let [man, woman] = &one.leaders;
    let led: Vec<&str> = [man, woman].into_iter().flatten().map(String::as_str).collect();
    let led = if led.is_empty() { "Not known".to_owned() } else { led.join(" and ") };
    let meets = one.listed.meets.map(when).unwrap_or_default();
    let fact = |key, value| Summary { key, value, act: None };
    summary_list(&[
        fact("Meets", html! { (meets) ", " (one.listed.venue) }),
        fact("Led by", html! { (led) }),
        fact(
            "Places",
            html! {
                (one.listed.taken) " of " (one.listed.capacity) " taken, " (one.listed.free()) " free"
            },
        ),
        fact(
            "Places used",
            html! {
                @match one.listed.held {
                    0 => "No session has been held yet",
                    1 => { (used(&one.listed)) ", in 1 session" }
                    held => { (used(&one.listed)) ", in " (held) " sessions" }
                }
            },
        ),
    ])
}

fn men(one: &OneGroup, men: &[Listed], none: &str) -> Markup {
    let row = |man: &Listed| {
        let reference = man.envelope.reference;
        let who = man.person.and_then(|person| one.people.get(&person));
        let who = who.map(|who| {
            let names = [who.given.as_ref(), who.family.as_ref()];
            names
                .into_iter()
                .flatten()
                .map(|name| name.reveal_listed(&one.scope))
                .collect::<Vec<_>>()
                .join(" ")
        });
        Row {
            lead: None,
            words: html! {
                a class="govuk-link" href=(CasePage::Overview.of(reference)) { (reference) }
                @if let Some(who) = who { " " (who) }
            },
            aside: man.facts.restricted.then(|| html! { "Restricted: a reason opens his case." }),
        }
    };
    let list: Vec<Row> = men.iter().map(row).collect();
    if list.is_empty() {
        return html! { p class="govuk-body waymark-words" { (none) } };
    }
    rows(&list)
}

fn planned(one: &OneGroup, here: &str, open: bool) -> Markup {
    let may = open && one.may_record;
    let row = |planned: &Planned| {
        let on = planned.on;
        vec![
            Cell::when(&day(on)),
            Cell::words(about(planned)),
            Cell::words(html! {
                @if may {
                    a class="govuk-link" href={ (here) "/register?on=" (on) } { "Take the register" }
                    br;
                    a class="govuk-link" href={ (here) "/session?on=" (on) } { "Change the plan" }
                    br;
                    a class="govuk-link" href={ (here) "/cancel?on=" (on) } { "Cancel or move" }
                }
            }),
        ]
    };
    let list: Vec<Vec<Cell>> = one.group.planned.values().map(row).collect();
    let words = |words| Heading { words, numeric: false };
    html! {
        @if list.is_empty() {
            p class="govuk-body waymark-words" {
                "No session is planned. What is planned is announced in the week before, and a \
                 heavy session two days before."
            }
        } @else {
            (table(&Table {
                caption: None,
                head: &[words("Day"), words("About"), words("What to do")],
                rows: &list,
                first_cell_is_header: true,
            }))
        }
        @if may { (acts(&[Link::new(&format!("{here}/session"), "Plan a session")])) }
    }
}

fn held(one: &OneGroup) -> Markup {
    let held = one.group.held.values().map(|(held, came, places)| {
        (
            held.on,
            vec![
                Cell::when(&day(held.on)),
                Cell::words(about(held)),
                Cell::number(html! { (came) " of " (places) }),
            ],
        )
    });
    let cancelled = one.group.cancelled.iter().map(|on| {
        (
            *on,
            vec![
                Cell::when(&day(*on)),
                Cell::words(html! { "Cancelled by us" }),
                Cell::number(html! { "–" }),
            ],
        )
    });
    let mut list: Vec<(Date, Vec<Cell>)> = held.chain(cancelled).collect();
    list.sort_by_key(|(on, _)| std::cmp::Reverse(*on));
    list.truncate(SHOWN);
    let list: Vec<Vec<Cell>> = list.into_iter().map(|(_, row)| row).collect();
    if list.is_empty() {
        return html! { p class="govuk-body" { "No session has been held yet." } };
    }
    let head = [
        Heading { words: "Day", numeric: false },
        Heading { words: "About", numeric: false },
        Heading { words: "Came", numeric: true },
    ];
    table(&Table { caption: None, head: &head, rows: &list, first_cell_is_header: true })
}

fn about(planned: &Planned) -> Markup {
    html! {
        (session::words(planned))
        @if planned.heavy { " " (tag(&Tag { words: "heavy", tone: Tone::Marked })) }
    }
}
