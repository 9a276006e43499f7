//! The inbox, a page at a time.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use casework::inbox::{Came, Inbox, MOST_UNREAD};
use components::{
    Keyed, Link, Page, Row, Submission, Tag, Tone, address, keyed, nothing, rows, tag,
};
use maud::{Markup, html};

use super::{MESSAGES, words};
use crate::faults::Fault;
use crate::furniture::moment;
use crate::ground::Asking;
use crate::{Site, furniture};

pub(super) async fn page(
    State(site): State<Arc<Site>>,
    Asking(who): Asking,
    Query(given): Query<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let office = site.office().ok_or(Fault::NotFound)?;
    let given = Submission::of(given);
    let after = given.typed("after");
    let inbox = office.acting(&who.worker).inbox_page(after).await?;
    let page = Page {
        heading: "Messages",
        subtitle: Some(html! { (unread(inbox.unread)) }),
        content: shown(&inbox, after.is_some()),
        ..Page::default()
    };
    Ok(furniture::for_worker(&site, Some(&who), Some(MESSAGES), &page))
}

pub(super) fn shown(inbox: &Inbox, later: bool) -> Markup {
    let every: Vec<Row> = inbox.messages.iter().map(row).collect();
    let next = inbox.next.as_ref().map(|after| address(MESSAGES, &[("after", after)]));
    html! {
        @if every.is_empty() {
            (nothing("Nothing has come yet. You are told here of every step that is yours to know.", &[]))
        } @else { (rows(&every)) }
        (keyed(&Keyed {
            of: "messages",
            first: later.then_some(MESSAGES),
            next: next.as_deref().map(|href| Link::new(href, "older messages")),
            previous: None,
        }))
    }
}

fn row(came: &Came) -> Row {
    let href = super::of(came);
    Row {
        lead: None,
        words: html! {
            a class="govuk-link" href=(href) { (words(came)) }
            @if came.read.is_none() { " " (tag(&Tag { words: "unread", tone: Tone::Marked })) }
        },
        aside: Some(html! {
            (came.reference) ", " (moment(came.made)) "."
            @if let Some(read) = came.read {
                @if came.by_oneself { " You read it on " (moment(read)) "." }
                @else { " A colleague read it on " (moment(read)) "." }
            }
        }),
    }
}

fn unread(count: u32) -> String {
    match count {
        0 => "Everything is read.".to_owned(),
        1 => "1 is unread.".to_owned(),
        many if many > MOST_UNREAD => format!("More than {MOST_UNREAD} are unread."),
        many => format!("{many} are unread."),
    }
}
