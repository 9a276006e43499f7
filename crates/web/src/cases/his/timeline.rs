//! What happened, newest first, corrections beside what they correct; and correcting an entry.

use std::collections::HashMap;

use ::access::act;
use casework::people::Narrative;
use components::{
    Correction, DateInput, Happening, Item, Lines, Link, Radios, Reader, link, nothing, section,
    timeline, warning,
};
use jiff::civil::Date;
use maud::{Markup, html};
use pathway::{NarrativeId, WorkerId, london_clock};
use programme::codes::{AttemptResult, Kept};
use programme::{Step, Version};

use super::shown::{Doing, NotDone, Shown, no_such_form};
use super::words;
use crate::coded::{self, asked};
use crate::faults::Fault;
use crate::ground::Said;

const CORRECT: &str = "correct";
const ANSWER: &str = "answer";

asked! {
    /// The questions of this page.
    Asked {
        How = "how", "What is wrong with it?", "Choose what is wrong with it";
        On = "on", "Which day was it?";
        Kept = "kept", "What came of it?";
        Result = "result", "What came of it?";
        Why = "why", "Why is it corrected?", "Say why it is corrected";
        Done = "done", "What was done?", "Say what was done";
    }
}

/// The words of a text, by the leave that opened it.
type Texts = HashMap<NarrativeId, String>;

pub(super) async fn view(shown: &Shown<'_>) -> Result<Markup, Fault> {
    let texts = texts(shown).await?;
    let workers: Vec<WorkerId> = shown.case.happened.iter().map(|one| one.worker).collect();
    let names = shown.acting().his_workers(&shown.case, &workers).await?;
    let corrected = shown.about().filter(|_| shown.act() == CORRECT);
    let may = shown.granted(act::CorrectCase);
    Ok(html! {
        @for flag in shown.case.case.flags() {
            (warning(&format!("Entry {} cannot have happened as it stands: {}", flag.event, flag.why)))
            @if may { (answer(shown, flag.event)) }
        }
        @if let Some(of) = corrected.filter(|_| may) { (correct(shown, of)) }
        @if shown.case.happened.is_empty() {
            (nothing("Nothing has happened in this case yet.", &[]))
        } @else {
            (entries(shown, &names, &texts, may))
        }
    })
}

/// Every text that the case names.
pub(super) async fn texts(shown: &Shown<'_>) -> Result<Texts, Fault> {
    let steps = shown.case.happened.iter().map(|one| &one.event.step);
    let ids: Vec<NarrativeId> =
        steps.flat_map(Step::narratives).map(|(_, narrative)| narrative).collect();
    if ids.is_empty() {
        return Ok(Texts::new());
    }
    let (permitted, texts) = shown.acting().his_notes(shown.asked.reference, &ids).await?;
    let reveal = |(id, text): (NarrativeId, Narrative)| (id, text.reveal(&permitted).to_owned());
    Ok(texts.into_iter().map(reveal).collect())
}

/// What is said of a step besides its heading.
fn content(step: &Step, texts: &Texts) -> Markup {
    html! {
        @for line in words::lines(step) { p { (line) } }
        @for (what, id) in step.narratives() {
            @if let Some(text) = texts.get(&id) { p class="waymark-words" { (what) ": " (text) } }
        }
    }
}

fn entries(
    shown: &Shown<'_>,
    names: &HashMap<WorkerId, String>,
    texts: &Texts,
    may: bool,
) -> Markup {
    let happened = &shown.case.happened;
    let corrections_of = |version: Version| {
        happened.iter().filter_map(move |one| match &one.event.step {
            Step::Corrected(correction) if correction.of == version => Some((one, correction)),
            _ => None,
        })
    };
    let parts: Vec<_> = happened
        .iter()
        .rev()
        .filter(|one| !matches!(one.event.step, Step::Corrected(_)))
        .map(|one| {
            let corrections: Vec<Correction<'_>> = corrections_of(one.version)
                .map(|(entry, correction)| Correction {
                    content: instead(correction.instead.as_ref(), texts),
                    reason: texts.get(&correction.why).map_or("Not open to you", String::as_str),
                    who: who(names, entry.worker, &entry.event.step),
                    at: london_clock(entry.at),
                })
                .collect();
            let content = html! {
                (content(&one.event.step, texts))
                @if may && correctable(&one.event.step) {
                    p {
                        @let href = shown.other(CORRECT, Some(one.version));
                        (link(&Link::new(&href, "Correct")))
                        span class="govuk-visually-hidden" { " entry " (one.version) }
                    }
                }
            };
            (one, words::heading(&one.event.step), content, corrections)
        })
        .collect();
    let happenings: Vec<Happening<'_>> = parts
        .iter()
        .map(|(one, heading, content, corrections)| Happening {
            heading,
            who: who(names, one.worker, &one.event.step),
            at: london_clock(one.at),
            content: Some(content.clone()),
            corrections,
        })
        .collect();
    html! {
        h2 class="govuk-heading-m" { "What happened" }
        (timeline(&happenings))
    }
}

/// Who did it: by name where they are on this side, else what they are.
fn who<'n>(names: &'n HashMap<WorkerId, String>, worker: WorkerId, step: &Step) -> &'n str {
    match names.get(&worker) {
        Some(name) => name,
        None => match step {
            Step::Received(_) | Step::Supplemented(_) | Step::SealedPartAdded { .. } => {
                "The referrer"
            }
            Step::Heard(_) => "The support service",
            _ => "Waymark",
        },
    }
}

fn instead(step: Option<&Step>, texts: &Texts) -> Markup {
    html! {
        @match step {
            Some(step) => { p { (words::heading(step)) } (content(step, texts)) },
            None => p { "It never happened." },
        }
    }
}

/// Whether an entry can be corrected at all: not what others rely on.
fn correctable(step: &Step) -> bool {
    !matches!(
        step,
        Step::Corrected(_)
            | Step::FlagAnswered { .. }
            | Step::MergedFrom(_)
            | Step::MergedInto { .. }
            | Step::HerReferred { .. }
            | Step::Heard(_)
            | Step::Received(_)
            | Step::RecordedBefore(_)
            | Step::DetailsChanged { .. }
    )
}

/// Whether a step has a day that can be wrong.
fn has_day(step: &Step) -> bool {
    with_day(&mut step.clone(), Date::MIN)
}

/// Sets the day of a step. False where it has none.
fn with_day(step: &mut Step, on: Date) -> bool {
    let mut had = false;
    visit_day(step, |day| {
        *day = on;
        had = true;
    });
    had
}

fn visit_day(step: &mut Step, mut visit: impl FnMut(&mut Date)) {
    match step {
        Step::Assessed(assessment) => visit(&mut assessment.on),
        Step::Discussed(discussion) => visit(&mut discussion.on),
        Step::Consented(consent) => visit(&mut consent.on),
        Step::SessionOffered { on, .. }
        | Step::Cancelled { on, .. }
        | Step::KeyWork { on, .. }
        | Step::Measured { on, .. }
        | Step::Completed { on }
        | Step::Returned { on }
        | Step::MaracDecided { on, .. } => visit(on),
        Step::Attended(attended) => visit(&mut attended.on),
        Step::Missed(missed) => visit(&mut missed.on),
        Step::Left(leaving) => visit(&mut leaving.on),
        Step::RiskAssessed(assessment) => visit(&mut assessment.on),
        Step::IncidentRecorded(incident) => visit(&mut incident.occurred),
        Step::JointReviewed(review) => visit(&mut review.on),
        _ => {}
    }
}

fn stands(case: &programme::Case, of: Version) -> Option<&Step> {
    case.as_corrected().find_map(|(version, _, step)| (version == of).then_some(step))
}

fn correct(shown: &Shown<'_>, of: Version) -> Markup {
    let Some(step) = stands(&shown.case.case, of) else {
        return html! { (nothing("That entry was withdrawn already.", &[])) };
    };
    let form = shown.form(CORRECT);
    let mut items = Vec::new();
    if has_day(step) {
        items.push(Item::new("day", "The day").reveal(form.date(Asked::On, &DateInput::default())));
    }
    if let Step::AssessmentKept { .. } = step {
        let kept = Radios { items: coded::every::<Kept>(), ..Radios::default() };
        items.push(Item::new("kept", "What came of it").reveal(form.radios(Asked::Kept, &kept)));
    }
    if let Step::Attempted(_) = step {
        let result = Radios { items: coded::every::<AttemptResult>(), ..Radios::default() };
        items.push(
            Item::new("result", "What came of it").reveal(form.radios(Asked::Result, &result)),
        );
    }
    if let Step::Missed(missed) = step {
        let words = if missed.with_notice { "He gave no notice" } else { "He gave notice before" };
        items.push(Item::new("notice", words));
    }
    items.push(
        Item::new("never", "It never happened")
            .hint("To say something else, withdraw it so and record it anew"),
    );
    let heading = format!("Correct entry {of}: {}", words::heading(step));
    shown.framed_about(
        CORRECT,
        of,
        &section(&heading, &html! {
            p class="govuk-body waymark-words" {
                "The entry stays to be read; your correction stands beside it."
            }
            (form.radios(Asked::How, &Radios { items, ..Radios::default() }))
            (form.lines(Asked::Why, &Lines { rows: Some(3), at_most: Some(2_000), ..Lines::default() }))
        }),
        "Correct it",
    )
}

fn answer(shown: &Shown<'_>, of: Version) -> Markup {
    let chosen = shown.act() == ANSWER && shown.about() == Some(of);
    if !chosen {
        let href = shown.other(ANSWER, Some(of));
        return html! { p class="govuk-body" { (link(&Link::new(&href, "Say what was done about it"))) } };
    }
    let form = shown.form(ANSWER);
    let fields = form.lines(Asked::Done, &Lines { rows: Some(3), ..Lines::default() });
    shown.framed_about(ANSWER, of, &fields, "Record what was done")
}

pub(super) async fn done(doing: &Doing<'_>) -> Result<Said, NotDone> {
    let about = doing.about()?;
    let mut read = Reader::new(doing.typed);
    match doing.act() {
        CORRECT => {
            let how = [("day", 0), ("kept", 1), ("result", 2), ("notice", 3), ("never", 4)];
            let how = read.choice_among(Asked::How, how).required();
            let on = read.date(Asked::On).optional();
            let kept = coded::one::<Kept>(&mut read, Asked::Kept).optional();
            let result = coded::one::<AttemptResult>(&mut read, Asked::Result).optional();
            let why = read.lines(Asked::Why).at_most(2_000).required();
            if let (Ok(0), Ok(None)) = (&how, &on) {
                read.fault(Asked::On, "Enter the day");
            }
            if let (Ok(1), Ok(None)) = (&how, &kept) {
                read.fault(Asked::Kept, "Choose what came of it");
            }
            if let (Ok(2), Ok(None)) = (&how, &result) {
                read.fault(Asked::Result, "Choose what came of it");
            }
            let (how, on, kept, result, why) =
                read.finish(|| Ok((how?, on?, kept?, result?, why?)))?;
            let change = Change { how, on, kept, result };
            let (reference, form) = (doing.reference, doing.form);
            let acting = doing.acting();
            acting.correct_his(reference, form, about, |step| change.made(step), why).await?;
            Ok(Said::EntryCorrected)
        }
        ANSWER => {
            let why = read.lines(Asked::Done).at_most(2_000).required();
            let why = read.finish(|| why)?;
            doing.acting().answer_flag(doing.reference, doing.form, about, why).await?;
            Ok(Said::FlagAnswered)
        }
        _ => Err(no_such_form()),
    }
}

/// What is to be changed of an entry.
struct Change {
    how: u8,
    on: Option<Date>,
    kept: Option<Kept>,
    result: Option<AttemptResult>,
}

impl Change {
    /// What holds instead of the entry as it stands; none where it never happened.
    fn made(&self, step: &Step) -> Option<Step> {
        let mut step = step.clone();
        match (self.how, &mut step) {
            (0, step) => {
                if let Some(on) = self.on {
                    with_day(step, on);
                }
            }
            (1, Step::AssessmentKept { kept, .. }) => *kept = self.kept.unwrap_or(*kept),
            (2, Step::Attempted(attempt)) => {
                attempt.result = self.result.unwrap_or(attempt.result);
            }
            (3, Step::Missed(missed)) => missed.with_notice = !missed.with_notice,
            (4, _) => return None,
            _ => {}
        }
        Some(step)
    }
}
