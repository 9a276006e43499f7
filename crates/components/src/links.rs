//! Ways from here to elsewhere.

use maud::{Markup, html};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// A link: where to, and its words.
#[derive(Clone, Copy, Debug)]
pub struct Link<'a> {
    /// Where it leads.
    pub href: &'a str,
    /// What it is called.
    pub words: &'a str,
}

impl<'a> Link<'a> {
    /// A link to `href`, called `words`.
    pub const fn new(href: &'a str, words: &'a str) -> Self {
        Self { href, words }
    }
}

/// An address with what is asked of it, as in `/referrals?area=Dudley`.
pub fn address(path: &str, asked: &[(&str, &str)]) -> String {
    let pair = |(name, value): &(&str, &str)| {
        format!("{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC))
    };
    let asked: Vec<String> = asked.iter().map(pair).collect();
    if asked.is_empty() { path.to_owned() } else { format!("{path}?{}", asked.join("&")) }
}

/// A link in a sentence or a row.
pub fn link(link: &Link<'_>) -> Markup {
    html! { a class="govuk-link" href=(link.href) { (link.words) } }
}

/// Links that stand by themselves, one beside the other.
pub fn acts(links: &[Link<'_>]) -> Markup {
    html! {
        ul class="waymark-acts" {
            @for link in links {
                li { a class="govuk-link waymark-acts__act" href=(link.href) { (link.words) } }
            }
        }
    }
}

/// The link that leads past header and navigation, seen when it has the focus.
pub fn skip_link(href: &str, words: &str) -> Markup {
    html! {
        a class="govuk-skip-link" href=(href) data-module="govuk-skip-link" { (words) }
    }
}

/// A step of the way down to a page; the last, the page itself, has no address.
#[derive(Clone, Copy, Debug)]
pub struct Breadcrumb<'a> {
    /// Where the step is.
    pub href: Option<&'a str>,
    /// What it is called.
    pub words: &'a str,
}

/// The way down to a page.
pub fn breadcrumbs(steps: &[Breadcrumb<'_>]) -> Markup {
    html! {
        nav class="govuk-breadcrumbs" aria-label="Breadcrumb" {
            ol class="govuk-breadcrumbs__list" {
                @for step in steps {
                    @match step.href {
                        Some(href) => li class="govuk-breadcrumbs__list-item" {
                            a class="govuk-breadcrumbs__link" href=(href) { (step.words) }
                        },
                        None => li class="govuk-breadcrumbs__list-item" aria-current="page" {
                            (step.words)
                        },
                    }
                }
            }
        }
    }
}

/// A summary that opens; works without a script.
pub fn details(summary: &str, content: &Markup) -> Markup {
    html! {
        details class="govuk-details" {
            summary class="govuk-details__summary" {
                span class="govuk-details__summary-text" { (summary) }
            }
            div class="govuk-details__text" { (content) }
        }
    }
}

/// The pages before and after this one.
#[derive(Clone, Copy, Debug)]
pub struct Pagination<'a> {
    /// What the landmark is called.
    pub label: &'a str,
    /// What each page is, as in *Next figure*.
    pub of: &'a str,
    /// The page before: its words say what is there.
    pub previous: Option<Link<'a>>,
    /// The page after.
    pub next: Option<Link<'a>>,
}

/// Links to the pages before and after, each with what is there.
pub fn pagination(pages: &Pagination<'_>) -> Markup {
    html! {
        nav class="govuk-pagination govuk-pagination--block" aria-label=(pages.label) {
            @if let Some(link) = &pages.previous { (neighbour("prev", &format!("Previous {}", pages.of), PREVIOUS, link)) }
            @if let Some(link) = &pages.next { (neighbour("next", &format!("Next {}", pages.of), NEXT, link)) }
        }
    }
}

/// Arrows, drawn for this purpose.
const PREVIOUS: &str = "M7 1 1 6.5 7 12M1.5 6.5H15";
const NEXT: &str = "M8 1l6 5.5L8 12M13.5 6.5H0";

fn neighbour(rel: &str, title: &str, arrow: &str, link: &Link<'_>) -> Markup {
    html! {
        div class={ "govuk-pagination__" (rel) } {
            a class="govuk-link govuk-pagination__link" href=(link.href) rel=(rel) {
                svg class={ "govuk-pagination__icon govuk-pagination__icon--" (rel) }
                    xmlns="http://www.w3.org/2000/svg" height="13" width="15"
                    aria-hidden="true" focusable="false" viewBox="0 0 15 13" {
                    path d=(arrow) fill="none" stroke="currentColor" stroke-width="2" {}
                }
                span class="govuk-pagination__link-title" { (title) }
                span class="govuk-visually-hidden" { ":" }
                span class="govuk-pagination__link-label" { (link.words) }
            }
        }
    }
}
