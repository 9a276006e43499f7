//! Short marks and blocks that stand out of the text, each saying in words what it means.

use maud::{Markup, html};

/// What a tag means, beside its words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing in particular.
    #[default]
    Plain,
    /// Worth a look: heavy, soon.
    Marked,
    /// Late, or wrong.
    Late,
    /// Done.
    Done,
}

/// A word or two about what stands beside it; never something to press.
#[derive(Clone, Copy, Debug)]
pub struct Tag<'a> {
    /// The words, which alone say what is meant.
    pub words: &'a str,
    /// How they are set.
    pub tone: Tone,
}

/// A tag.
pub fn tag(tag: &Tag<'_>) -> Markup {
    let tone = match tag.tone {
        Tone::Plain => "plain",
        Tone::Marked => "marked",
        Tone::Late => "late",
        Tone::Done => "done",
    };
    html! { strong class={ "govuk-tag waymark-tag--" (tone) } { (tag.words) } }
}

/// Words that stand apart from what is around them.
pub fn inset(content: &Markup) -> Markup {
    html! { div class="govuk-inset-text" { (content) } }
}

/// What follows if somebody does or does not do something.
pub fn warning(words: &str) -> Markup {
    html! {
        div class="govuk-warning-text" {
            span class="govuk-warning-text__icon" aria-hidden="true" { "!" }
            strong class="govuk-warning-text__text" {
                span class="govuk-visually-hidden" { "Warning" } " " (words)
            }
        }
    }
}

/// What was done, with the reference under which it is found again. The page's heading says what
/// was done; this stands under it.
pub fn panel(about: &str, reference: &str) -> Markup {
    html! {
        p class="waymark-panel" {
            (about) " " strong class="waymark-panel__reference" { (reference) }
        }
    }
}
