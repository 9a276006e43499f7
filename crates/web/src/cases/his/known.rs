//! Whether he is known already: cases that may be of the same man, what a person says of each, and
//! uniting and separating cases of one man. Each answer can be changed, and each is kept.

use ::access::act;
use casework::his::{Alike, Alikes};
use components::{Item, Lines, Link, Radios, Reader, Weight, link, nothing, section};
use maud::{Markup, html};
use pathway::codes::{Answer, Code};
use pathway::{CaseId, Reference};
use programme::Stage;

use super::super::CasePage;
use super::shown::{ABOUT, Doing, NotDone, Shown, no_such_form};
use crate::alike;
use crate::coded::{self, asked};
use crate::ground::Said;

const COMPARE: &str = "compare";
const CHANGE: &str = "change-answer";
const MERGE: &str = "merge";
const SEPARATE: &str = "separate";

asked! {
    /// The questions of these forms.
    Asked {
        Same = "same", "Is it the same man?", "Choose whether it is the same man";
        Otherwise = "otherwise", "What holds instead?", "Choose what holds instead";
        Changed = "changed-why", "Why is the answer another?", "Say why the answer is another";
        Why = "why", "Why are the two of one man?", "Say why the two cases are of one man";
        Apart = "apart-why", "Why are they not of one man?", "Say why the two cases are not of one man";
    }
}

pub(super) fn view(shown: &Shown<'_>, alikes: &Alikes) -> Markup {
    let not_him = |one: &&Alike| one.compared == Some(Answer::No);
    let (apart, open): (Vec<&Alike>, Vec<&Alike>) = alikes.cases.iter().partition(not_him);
    html! {
        h2 class="govuk-heading-m" { "May he be known already?" }
        @if open.is_empty() {
            (nothing("No other case is like his by names, date of birth, telephone or postcode.", &[]))
        }
        @for one in &open { (row(shown, alikes, one)) }
        (alike::left_out(alikes))
        @if !apart.is_empty() {
            h3 class="govuk-heading-s" { "Not the same man, as a person said" }
            @for one in &apart { (row(shown, alikes, one)) }
        }
    }
}

/// Whether the other case is united with this one, either way.
fn is_united(shown: &Shown<'_>, one: &Alike) -> bool {
    let case = CaseId::of(one.listed.envelope.id);
    shown.standing().merged.contains(&case) || shown.standing().goes_on_in == Some(case)
}

fn row(shown: &Shown<'_>, alikes: &Alikes, one: &Alike) -> Markup {
    let about = one.listed.envelope.reference.to_string();
    let case = CaseId::of(one.listed.envelope.id);
    let united = is_united(shown, one);
    let over = shown.standing().stage.is_over() || shown.standing().stage == Stage::Unheard;
    let may_merge = shown.granted(act::MergeCases)
        && one.compared == Some(Answer::Yes)
        && !united
        && !one.is_over()
        && !over;
    let may_separate = shown.granted(act::MergeCases) && shown.standing().merged.contains(&case);
    html! {
        section class="waymark-section" aria-label={ "Case " (about) } {
            (alike::described(alikes, one))
            @match one.compared {
                Some(Answer::Yes) => p class="govuk-body" { "A person said: the same man." },
                Some(Answer::No) => p class="govuk-body" { "A person said: not the same man." },
                Some(Answer::Unknown) => p class="govuk-body" { "A person could not tell." },
                None => {}
            }
            @if united { p class="govuk-body" { "The two cases are united." } }
            @if one.compared.is_none() {
                (compare(shown, &about))
            } @else if !united {
                (change(shown, &about))
            }
            @if may_merge { (merge(shown, &about)) }
            @if may_separate { (separate(shown, &about)) }
        }
    }
}

/// Whether a form about another case is the one that is asked for or comes back.
fn is_open(shown: &Shown<'_>, act: &str, about: &str) -> bool {
    let sent = shown.typed(ABOUT) == Some(about);
    shown.act() == act && (sent || shown.asked_about() == Some(about))
}

/// The link by which it is opened.
fn opens(shown: &Shown<'_>, act: &str, about: &str, words: &str) -> Markup {
    let href = format!("{}?act={act}&about={about}", shown.address(CasePage::Allocation));
    html! {
        p class="govuk-body" {
            (link(&Link::new(&href, words)))
            span class="govuk-visually-hidden" { " (" (about) ")" }
        }
    }
}

fn compare(shown: &Shown<'_>, about: &str) -> Markup {
    // One form a case: a button each, so that no two fields of the page share a name.
    let press = |words: &str, answer: Answer| {
        let fields = html! { input type="hidden" name="same" value=(answer.code()); };
        shown.weighed(COMPARE, Some(about.to_owned()), &fields, words, Weight::Secondary)
    };
    html! {
        div class="govuk-button-group" {
            (press("The same man", Answer::Yes))
            (press("Not the same", Answer::No))
            (press("Cannot tell", Answer::Unknown))
        }
    }
}

/// What an answer can be changed to; the last takes it back.
const OTHERWISE: [(&str, Option<Answer>, &str); 4] = [
    ("yes", Some(Answer::Yes), "The same man"),
    ("no", Some(Answer::No), "Not the same man"),
    ("unknown", Some(Answer::Unknown), "Cannot tell"),
    ("back", None, "Nothing yet: take the answer back"),
];

fn change(shown: &Shown<'_>, about: &str) -> Markup {
    if !is_open(shown, CHANGE, about) {
        return opens(shown, CHANGE, about, "Change this answer");
    }
    let form = shown.form(CHANGE);
    let items = OTHERWISE.map(|(code, _, words)| Item::new(code, words));
    shown.weighed(
        CHANGE,
        Some(about.to_owned()),
        &section("Change this answer", &html! {
            p class="govuk-body waymark-words" { "The answer before stays in the timeline, with yours beside it." }
            (form.radios(Asked::Otherwise, &Radios { items: items.to_vec(), ..Radios::default() }))
            (form.lines(Asked::Changed, &Lines { rows: Some(2), at_most: Some(2_000), ..Lines::default() }))
        }),
        "Change the answer",
        Weight::Primary,
    )
}

fn merge(shown: &Shown<'_>, about: &str) -> Markup {
    if !is_open(shown, MERGE, about) {
        return opens(shown, MERGE, about, "Unite that case with this one");
    }
    let form = shown.form(MERGE);
    shown.weighed(
        MERGE,
        Some(about.to_owned()),
        &section("Unite that case with this one", &html! {
            p class="govuk-body waymark-words" {
                "This case goes on. The sessions that he did in the other count here, each once, and \
                 the other ends; its history stays readable there. Where it was a mistake the two \
                 can be separated again."
            }
            (form.lines(Asked::Why, &Lines { rows: Some(3), at_most: Some(2_000), ..Lines::default() }))
        }),
        "Unite the two cases",
        Weight::Warning,
    )
}

fn separate(shown: &Shown<'_>, about: &str) -> Markup {
    if !is_open(shown, SEPARATE, about) {
        return opens(shown, SEPARATE, about, "Separate the two cases");
    }
    let form = shown.form(SEPARATE);
    shown.weighed(
        SEPARATE,
        Some(about.to_owned()),
        &section("Separate the two cases", &html! {
            p class="govuk-body waymark-words" {
                "Both cases stand as they did before they were united. What was entered since stays \
                 in the case in which it was entered. An entry that needed the sessions of both is \
                 flagged for you to look at."
            }
            (form.lines(Asked::Apart, &Lines { rows: Some(3), at_most: Some(2_000), ..Lines::default() }))
        }),
        "Separate the two cases",
        Weight::Warning,
    )
}

pub(super) async fn done(doing: &Doing<'_>) -> Result<Said, NotDone> {
    let acting = doing.acting();
    match doing.act() {
        COMPARE => {
            let mut read = Reader::new(doing.typed);
            let same = coded::one::<Answer>(&mut read, Asked::Same).required();
            let same = read.finish(|| same)?;
            acting.compare(doing.reference, doing.form, other(doing)?, same).await?;
            Ok(Said::Compared)
        }
        CHANGE => {
            let mut read = Reader::new(doing.typed);
            let choices = OTHERWISE.map(|(code, same, _)| (code, same));
            let same = read.choice_among(Asked::Otherwise, choices).required();
            let why = read.lines(Asked::Changed).at_most(2_000).required();
            let (same, why) = read.finish(|| Ok((same?, why?)))?;
            let other = other(doing)?;
            acting.compare_again(doing.reference, doing.form, other, same, why).await?;
            Ok(if same.is_some() { Said::ComparedAgain } else { Said::TakenBack })
        }
        MERGE => {
            let mut read = Reader::new(doing.typed);
            let why = read.lines(Asked::Why).at_most(2_000).required();
            let why = read.finish(|| why)?;
            acting.merge(doing.reference, doing.form, other(doing)?, why).await?;
            Ok(Said::Merged)
        }
        SEPARATE => {
            let mut read = Reader::new(doing.typed);
            let why = read.lines(Asked::Apart).at_most(2_000).required();
            let why = read.finish(|| why)?;
            acting.separate(doing.reference, doing.form, other(doing)?, why).await?;
            Ok(Said::Separated)
        }
        _ => Err(no_such_form()),
    }
}

/// The other case that a form is about.
fn other(doing: &Doing<'_>) -> Result<Reference, NotDone> {
    let about = doing.typed.typed(ABOUT).and_then(|about| about.parse().ok());
    about.ok_or_else(no_such_form)
}
