//! A list's filters, its count, and its pages.

use maud::{Markup, html};

use crate::links::{Link, Pagination, pagination};

/// Filters in the address, and how many they leave.
#[derive(Clone, Debug)]
pub struct Filters<'a> {
    /// The address of the list.
    pub action: &'a str,
    /// The fields.
    pub fields: Markup,
    /// How many match, as in *12 of 84 cases*.
    pub count: &'a str,
    /// The address without filters, where some are set.
    pub clear: Option<&'a str>,
}

/// A row of filters, sent with GET so that an address is a list.
pub fn filters(filters: &Filters<'_>) -> Markup {
    html! {
        search {
            form class="waymark-filters" action=(filters.action) method="get" novalidate {
                div class="waymark-filters__fields" {
                    (filters.fields)
                    button class="govuk-button govuk-button--secondary" type="submit" { "Show" }
                }
            }
        }
        p class="waymark-filters__count" {
            (filters.count)
            @if let Some(href) = filters.clear {
                " " a class="govuk-link" href=(href) { "Show all" }
            }
        }
    }
}

/// Where a list has nothing: why, and what to do.
pub fn nothing(words: &str, acts: &[Link<'_>]) -> Markup {
    html! {
        div class="waymark-nothing" {
            p { (words) }
            @if !acts.is_empty() { (crate::links::acts(acts)) }
        }
    }
}

/// Pages of a list that is read on from a key, so that no page is skipped when rows come.
#[derive(Clone, Copy, Debug)]
pub struct Keyed<'a> {
    /// What a page holds, as in *cases*.
    pub of: &'a str,
    /// The address of the first page, where this is not the first.
    pub first: Option<&'a str>,
    /// The address of the page after this, where there is one.
    pub next: Option<Link<'a>>,
    /// The address of the page before this, where there is one.
    pub previous: Option<Link<'a>>,
}

/// Links to the pages before and after; nothing where all is on this page.
pub fn keyed(pages: &Keyed<'_>) -> Markup {
    html! {
        @if pages.previous.is_some() || pages.next.is_some() {
            (pagination(&Pagination {
                label: &format!("Pages of {}", pages.of),
                of: "page",
                previous: pages.previous,
                next: pages.next,
            }))
        }
        @if let Some(href) = pages.first {
            p class="waymark-first" { a class="govuk-link" href=(href) { "Back to the first page" } }
        }
    }
}
