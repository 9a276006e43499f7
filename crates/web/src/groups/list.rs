//! The groups, with what they offer against what was promised.

use std::sync::Arc;

use axum::extract::State;
use axum::http::Uri;
use axum::response::Response;
use casework::groups::{GroupFilter, GroupListed, Groups, PROMISED, name};
use components::{Cell, Heading, Page, Table, Weight, button_link, table};
use maud::{Markup, html};

use super::{GROUPS, address};
use crate::faults::Fault;
use crate::ground::{Asking, Said};
use crate::{Site, furniture};

const HEAD: [Heading<'static>; 5] = [
    Heading { words: "Group", numeric: false },
    Heading { words: "Places taken", numeric: true },
    Heading { words: "Free", numeric: true },
    Heading { words: "Waiting", numeric: true },
    Heading { words: "Places used", numeric: true },
];

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    Asking(who): Asking,
    uri: Uri,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let ended = uri.query().is_some_and(|query| query.split('&').any(|pair| pair == "ended=yes"));
    let filter = GroupFilter { ended, ..GroupFilter::default() };
    let groups = office.acting(&who.worker).groups(&filter).await?;
    let page = Page {
        heading: "Groups",
        subtitle: Some(html! { (promised(&groups)) }),
        content: html! {
            @if let Some(said) = Said::of(&uri) { (said.banner()) }
            (view(&groups, ended))
        },
        ..Page::default()
    };
    Ok(furniture::for_worker(&site, Some(&who), Some(GROUPS), &page))
}

/// Each group holds a session a week.
fn promised(groups: &Groups) -> String {
    let open = groups.groups.iter().filter(|group| group.open).count();
    let sessions = if open == 1 { "1 session".to_owned() } else { format!("{open} sessions") };
    format!("{sessions} a week, of the {PROMISED} that were promised.")
}

pub(super) fn view(groups: &Groups, ended: bool) -> Markup {
    let rows: Vec<Vec<Cell>> = groups.groups.iter().map(row).collect();
    html! {
        @if groups.may_open {
            (button_link("/groups/new", "Open a group", Weight::Primary))
        }
        @if rows.is_empty() {
            p class="govuk-body waymark-words" {
                "There is no group yet in your areas. A manager opens one; then men who are \
                 suitable and cleared can be given places in it."
            }
        } @else {
            (table(&Table {
                caption: None,
                head: &HEAD,
                rows: &rows,
                first_cell_is_header: true,
            }))
            p class="govuk-body" {
                "Places used are those of sessions that were held, of the places that they offered."
            }
        }
        p class="govuk-body" {
            @if ended { a class="govuk-link" href=(GROUPS) { "Show groups that go on" } }
            @else { a class="govuk-link" href="/groups?ended=yes" { "Show groups that ended too" } }
        }
    }
}

fn row(group: &GroupListed) -> Vec<Cell> {
    vec![
        Cell::words(html! {
            a class="govuk-link" href=(address(group.reference())) { (name(group)) }
            @if !group.open { " (ended)" }
        }),
        Cell::number(html! { (group.taken) " of " (group.capacity) }),
        Cell::number(html! { (group.free()) }),
        Cell::number(html! { (group.waiting) }),
        Cell::number(html! { (used(group)) }),
    ]
}

/// *58 of 96, 60%*; a dash where no session was held.
pub(super) fn used(group: &GroupListed) -> String {
    match group.offered {
        0 => "–".to_owned(),
        offered => {
            let share = 100.0 * f64::from(group.came) / f64::from(offered);
            format!("{} of {offered}, {share:.0}%", group.came)
        }
    }
}
