//! What somebody can see and do, and why: from the policy, in plain words.

use access::{Areas, Because, Explained, Held, Relation, explained};
use components::details;
use maud::{Markup, html};

use crate::coded::beginning;

/// What these roles come to together; a sentence where they are none.
pub(super) fn of(held: &[Held]) -> Markup {
    html! {
        @if held.is_empty() {
            p class="govuk-body waymark-words" {
                "Nothing: no role is held. What they sign in with, their sessions and what happened \
                 to their account stay theirs to see and change."
            }
        }
        @for one in held {
            h3 class="govuk-heading-s" { (beginning(one.role.words())) ", " (areas(&one.areas)) }
            @for part in explained(one.role) { (kind(&part)) }
        }
    }
}

/// The areas of a role, in words.
fn areas(areas: &Areas) -> String {
    match areas {
        Areas::All => "every area".to_owned(),
        Areas::These(these) => these.iter().map(pathway::Area::name).collect::<Vec<_>>().join(", "),
    }
}

fn kind(part: &Explained) -> Markup {
    let summary = format!("{}: {}", part.kind.words(), reach(part.to));
    details(
        &summary,
        &html! {
            @if !part.sees.is_empty() { p class="govuk-body" { "Sees:" } (list(&part.sees)) }
            @if !part.does.is_empty() { p class="govuk-body" { "Does:" } (list(&part.does)) }
        },
    )
}

fn list(these: &[Because]) -> Markup {
    html! {
        ul class="govuk-list govuk-list--bullet" {
            @for one in these { li { (one.what) " " span class="waymark-rows__aside" { (one.why) } } }
        }
    }
}

/// To which records, as a person would say it.
const fn reach(to: Relation) -> &'static str {
    match to {
        Relation::Own => "their own alone",
        Relation::Assigned => "those given to them",
        Relation::OwnReferrals => "those that their organisation referred",
        Relation::OwnAreas => "those of their provider in their areas",
        Relation::OwnProvider => "those of their provider",
        Relation::WholeProgramme => "all of the programme",
    }
}
