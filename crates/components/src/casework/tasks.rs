//! What is to be done: rows with one act each.

use maud::{Markup, html};

use crate::links::Link;
use crate::marks::{Tag, tag};

/// How pressing a row is; the words alone say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark<'a> {
    /// Late: by how much.
    Late(&'a str),
    /// Soon: when.
    Soon(&'a str),
    /// Neither: when, or where it stands.
    Plain(&'a str),
    /// Done: when.
    Done(&'a str),
}

/// Something to be done.
#[derive(Clone, Debug)]
pub struct Task<'a> {
    /// How pressing it is.
    pub mark: Mark<'a>,
    /// Whose it is.
    pub subject: Option<Link<'a>>,
    /// What it is.
    pub words: &'a str,
    /// A mark beside it.
    pub tag: Option<Tag<'a>>,
    /// What else helps.
    pub aside: Option<Markup>,
    /// The one act.
    pub act: Option<Link<'a>>,
}

/// Rows under a heading with their count.
#[derive(Clone, Debug)]
pub struct Tasks<'a> {
    /// The heading.
    pub heading: &'a str,
    /// Its id: unique in the page.
    pub id: &'a str,
    /// The rows, most pressing first.
    pub tasks: &'a [Task<'a>],
    /// What is said where there are none.
    pub none: &'a str,
}

/// Rows of what is to be done.
pub fn tasks(list: &Tasks<'_>) -> Markup {
    html! {
        section aria-labelledby=(list.id) {
            h2 class="govuk-heading-m waymark-tasks__heading" id=(list.id) {
                (list.heading)
                @if !list.tasks.is_empty() {
                    " " span class="waymark-tasks__count" { (list.tasks.len()) }
                }
            }
            @if list.tasks.is_empty() {
                p class="waymark-tasks__none" { (list.none) }
            } @else {
                ul class="waymark-tasks" {
                    @for task in list.tasks { (row(task)) }
                }
            }
        }
    }
}

fn row(task: &Task<'_>) -> Markup {
    let (class, mark) = match task.mark {
        Mark::Late(words) => ("late", words),
        Mark::Soon(words) => ("soon", words),
        Mark::Plain(words) => ("plain", words),
        Mark::Done(words) => ("done", words),
    };
    html! {
        li class="waymark-tasks__task" {
            span class={ "waymark-tasks__mark waymark-tasks__mark--" (class) } { (mark) " " }
            div class="waymark-tasks__words" {
                @if let Some(subject) = &task.subject {
                    a class="govuk-link waymark-tasks__subject" href=(subject.href) { (subject.words) } " "
                }
                (task.words)
                @if let Some(mark) = &task.tag { " " (tag(mark)) }
                @if let Some(aside) = &task.aside { span class="waymark-tasks__aside" { (aside) } }
            }
            @if let Some(act) = &task.act {
                a class="govuk-link waymark-tasks__act" href=(act.href) {
                    (act.words)
                    @if let Some(subject) = &task.subject {
                        span class="govuk-visually-hidden" { ", " (subject.words) }
                    }
                }
            }
        }
    }
}
