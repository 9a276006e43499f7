//! Rows rather than cards.

use maud::{Markup, html};

use crate::links::Link;

/// One row of a list: a short lead, what it is, and a quieter line under it.
#[derive(Clone, Debug)]
pub struct Row {
    /// The short lead at the left: a number, a time.
    pub lead: Option<String>,
    /// What the row is.
    pub words: Markup,
    /// What else there is to say of it.
    pub aside: Option<Markup>,
}

/// A list of rows between hairlines. Rows stand under one another on a phone.
pub fn rows(list: &[Row]) -> Markup {
    let plain = list.iter().all(|row| row.lead.is_none());
    html! {
        ul class={ "waymark-rows" @if plain { " waymark-rows--plain" } } {
            @for row in list {
                li class="waymark-rows__row" {
                    @if let Some(lead) = &row.lead {
                        span class="waymark-rows__lead" { (lead) " " }
                    }
                    div class="waymark-rows__words" {
                        (row.words)
                        @if let Some(aside) = &row.aside {
                            span class="waymark-rows__aside" { (aside) }
                        }
                    }
                }
            }
        }
    }
}

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Summary<'a> {
    /// What is told.
    pub key: &'a str,
    /// What it is.
    pub value: Markup,
    /// What can be done about it, as in *Change*.
    pub act: Option<Link<'a>>,
}

/// Keys with their values: facts, or answers to be checked before they are sent.
pub fn summary_list(list: &[Summary<'_>]) -> Markup {
    let acts = list.iter().any(|row| row.act.is_some());
    html! {
        dl class="govuk-summary-list" {
            @for row in list {
                @let none = acts && row.act.is_none();
                div class={
                    "govuk-summary-list__row" @if none { " govuk-summary-list__row--no-actions" }
                } {
                    dt class="govuk-summary-list__key" { (row.key) }
                    dd class="govuk-summary-list__value" { (row.value) }
                    @if let Some(act) = &row.act {
                        dd class="govuk-summary-list__actions" {
                            a class="govuk-link" href=(act.href) {
                                (act.words) span class="govuk-visually-hidden" { " " (row.key) }
                            }
                        }
                    }
                }
            }
        }
    }
}
