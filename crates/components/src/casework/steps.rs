//! Where the work stands on its way, and what comes next.

use maud::{Markup, html};

/// Where a step is, seen from now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// Done.
    Done,
    /// The step at which the work is.
    Now,
    /// Not yet.
    ToCome,
    /// Left out, or not reached when the work ended.
    LeftOut,
}

impl Where {
    const fn words(self) -> &'static str {
        match self {
            Self::Done => "Done",
            Self::Now => "Now",
            Self::ToCome => "To come",
            Self::LeftOut => "Not reached",
        }
    }
    const fn class(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Now => "now",
            Self::ToCome => "to-come",
            Self::LeftOut => "left-out",
        }
    }
}

/// A step of the way.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// What the step is called.
    pub words: &'a str,
    /// When it was, or when it is due.
    pub clock: Option<&'a str>,
    /// The clock was missed, or is.
    pub late: bool,
    /// Where it is, seen from now.
    pub at: Where,
}

/// The way from the first step to the last.
#[derive(Clone, Copy, Debug)]
pub struct Steps<'a> {
    /// What the way is called.
    pub label: &'a str,
    /// Its steps, in order.
    pub steps: &'a [Step<'a>],
}

/// A line of steps with their clocks; on a phone they stand beneath one another.
pub fn steps(way: &Steps<'_>) -> Markup {
    html! {
        ol class="waymark-steps" aria-label=(way.label) {
            @for step in way.steps {
                li class={ "waymark-steps__step waymark-steps__step--" (step.at.class()) }
                    aria-current=[(step.at == Where::Now).then_some("step")] {
                    span class="waymark-steps__dot" aria-hidden="true" {}
                    span class="waymark-steps__words" {
                        (step.words)
                        span class="govuk-visually-hidden" { ": " (step.at.words()) }
                    }
                    @if let Some(clock) = step.clock {
                        span class={ "waymark-steps__clock" @if step.late { " waymark-steps__clock--late" } } {
                            @if step.late { span class="govuk-visually-hidden" { "Late: " } }
                            (clock)
                        }
                    }
                }
            }
        }
    }
}

/// The one next act.
#[derive(Clone, Debug)]
pub struct NextAct<'a> {
    /// What is to be done, as in *Next: midway report*.
    pub heading: &'a str,
    /// Why, and until when.
    pub words: Markup,
    /// The button, or nothing where somebody else acts next.
    pub button: Option<Markup>,
}

/// The next act, in a box with one button.
pub fn next_act(next: &NextAct<'_>) -> Markup {
    html! {
        section class="waymark-next" aria-labelledby="next-act" {
            h2 class="govuk-heading-m waymark-next__heading" id="next-act" { (next.heading) }
            p class="waymark-next__words" { (next.words) }
            @if let Some(button) = &next.button { (button) }
        }
    }
}
