//! What happened, newest first.

use jiff::civil::DateTime;
use maud::{Markup, html};

/// Something that happened.
#[derive(Clone, Debug)]
pub struct Happening<'a> {
    /// What happened.
    pub heading: &'a str,
    /// Who recorded it.
    pub who: &'a str,
    /// When it was recorded, by the clock on the wall there, shown to the minute.
    pub at: DateTime,
    /// What else is known of it.
    pub content: Option<Markup>,
    /// What was put right later, oldest first.
    pub corrections: &'a [Correction<'a>],
}

/// What put something right.
#[derive(Clone, Debug)]
pub struct Correction<'a> {
    /// What it says instead.
    pub content: Markup,
    /// Why.
    pub reason: &'a str,
    /// Who corrected it.
    pub who: &'a str,
    /// When.
    pub at: DateTime,
}

/// What happened, in the order given: newest first. A correction stands beside what it corrects,
/// which stays readable.
pub fn timeline(happenings: &[Happening<'_>]) -> Markup {
    html! {
        ol class="waymark-timeline" {
            @for happening in happenings {
                @let corrected = !happening.corrections.is_empty();
                li class={ "waymark-timeline__entry" @if corrected { " waymark-timeline__entry--corrected" } } {
                    div class="waymark-timeline__said" {
                        h3 class="waymark-timeline__heading" {
                            (happening.heading)
                            @if corrected { " " strong class="govuk-tag waymark-tag--marked" { "Corrected" } }
                        }
                        (by(happening.who, happening.at))
                        @if let Some(content) = &happening.content {
                            div class="waymark-timeline__content" { (content) }
                        }
                    }
                    @for correction in happening.corrections {
                        div class="waymark-timeline__correction" {
                            p class="waymark-timeline__instead" { "Correction" }
                            (by(correction.who, correction.at))
                            div class="waymark-timeline__content" {
                                (correction.content)
                                p { "Reason: " (correction.reason) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn by(who: &str, at: DateTime) -> Markup {
    html! {
        p class="waymark-timeline__by" {
            (who) ", "
            time datetime=(at.strftime("%Y-%m-%dT%H:%M")) { (at.strftime("%-d %B %Y, %H:%M")) }
        }
    }
}
