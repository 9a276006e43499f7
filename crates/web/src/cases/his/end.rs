//! How it ends: closing before a first session, leaving early, completing, coming back.

use ::access::act;
use components::{
    Checkboxes, DateInput, Lines, Radios, Reader, Summary, Weight, inset, nothing, section,
    summary_list,
};
use maud::{Markup, html};
use pathway::codes::Code;
use programme::codes::{ClosureReason, LeavingReason, Party};
use programme::{Act, Standing};

use super::shown::{Doing, NotDone, Shown, no_such_form};
use crate::coded::{self, asked};
use crate::furniture::{day, moment};
use crate::ground::Said;

const CLOSE: &str = "close";
const PROPOSE: &str = "propose";
const STAND_BY: &str = "stand-by";
const DECLINE: &str = "decline";
const LEAVE: &str = "leave";
const COMPLETE: &str = "complete";
const REVIEW: &str = "review";
const RETURN: &str = "propose-return";
const BACK: &str = "back";

asked! {
    /// The questions of this page.
    Asked {
        Closure = "closure", "Why is it closed?", "Choose why it is closed";
        ClosureWhy = "closure-why", "More of why";
        Proposed = "proposed", "Why should he leave?", "Choose why he should leave";
        ProposedWhy = "proposed-why", "What speaks for it?";
        Stays = "stays", "Why does he stay?", "Say why he stays";
        Leaving = "leaving", "Why does he leave?", "Choose why he leaves";
        LeavingOn = "leaving-on", "On which day did he leave?", "Enter the day on which he left";
        LeavingWhy = "leaving-why", "More of why";
        CompletedOn = "completed-on", "On which day did he do the thirtieth session?", "Enter the day of the thirtieth session";
        Risks = "risks", "What are the risks now that he has left?", "Say what the risks are";
        Told = "told", "Who was told?", "Choose who was told";
        Measures = "measures", "The final measures were tried";
        Plan = "plan", "How can he come back?";
        BackOn = "back-on", "On which day did he come back?", "Enter the day on which he came back";
    }
}

pub(super) fn view(shown: &Shown<'_>) -> Markup {
    let standing = shown.standing();
    let forms = [
        proposal(shown, standing),
        shown.may(act::Complete, Act::Complete).then(|| complete(shown)),
        shown.may(act::ConfirmEnding, Act::Leave).then(|| leave(shown, standing)),
        (shown.may(act::ProposeEnding, Act::ProposeLeaving) && !shown.granted(act::ConfirmEnding))
            .then(|| propose(shown)),
        shown.may(act::CloseBeforeStart, Act::Close).then(|| close(shown)),
        shown.may(act::ReEngage, Act::ReviewExit).then(|| review(shown)),
        shown.may(act::ReEngage, Act::ProposeReturn).then(|| propose_return(shown)),
        shown.may(act::ReEngage, Act::Return).then(|| back(shown)),
    ];
    let none = forms.iter().all(Option::is_none);
    html! {
        (stands(standing))
        @for form in forms.into_iter().flatten() { (form) }
        @if none {
            @if standing.stage.is_over() {
                (nothing("The case is over. A new referral begins another.", &[]))
            } @else {
                (nothing("There is nothing for you to do here as the case stands.", &[]))
            }
        }
    }
}

fn stands(standing: &Standing) -> Markup {
    let row = |key, words: String| Summary { key, value: html! { (words) }, act: None };
    let mut rows = Vec::new();
    if let Some(closed) = standing.closed {
        rows.push(row("The case is", standing.stage.words().to_owned()));
        rows.extend(closed.on.map(|on| row("Since", day(on))));
        rows.extend(closed.reason.map(|reason| row("Because", reason.words().to_owned())));
    }
    if let Some(returning) = standing.returning {
        let held = |held: bool| if held { "Held" } else { "Needed afresh" }.to_owned();
        rows.push(row("Risk assessment", held(returning.risk_assessed)));
        rows.push(row("Case discussion", held(returning.found_suitable)));
        rows.push(row(
            "Cleared to start",
            match standing.cleared {
                Some(at) => moment(at),
                None => "Not yet".to_owned(),
            },
        ));
    }
    html! { @if !rows.is_empty() { (summary_list(&rows)) } }
}

/// That he leaves is proposed: by a rule, for a facilitator to answer; by a facilitator, for a
/// manager.
fn proposal(shown: &Shown<'_>, standing: &Standing) -> Option<Markup> {
    let proposed = standing.proposal.as_ref()?;
    let may = shown.may(act::AnswerProposedClosure, Act::AnswerProposal);
    let form = shown.form(DECLINE);
    let open = proposed.facilitator.is_none();
    Some(html! {
        (inset(&html! {
            p {
                "It is proposed that he leaves: " (proposed.proposal.reason.words()) ". "
                @if open {
                    "Two sessions were missed in a row without contact. Nobody is closed by a rule: \
                     a facilitator confirms it, or says why not."
                } @else {
                    "A facilitator stands by it. A manager confirms it, or says why he stays."
                }
            }
        }))
        @if may {
            @if open {
                (shown.weighed(STAND_BY, None, &html! {}, "Confirm it for the manager", Weight::Secondary))
            }
            (shown.weighed(DECLINE, None, &section("He stays", &form.lines(Asked::Stays, &Lines {
                rows: Some(3), at_most: Some(2_000), ..Lines::default()
            })), "Record that he stays", Weight::Secondary))
        }
    })
}

fn close(shown: &Shown<'_>) -> Markup {
    let form = shown.form(CLOSE);
    let reasons = Radios { items: coded::every::<ClosureReason>(), ..Radios::default() };
    shown.weighed(
        CLOSE,
        None,
        &section("Close the case before a first session", &html! {
            (form.radios(Asked::Closure, &reasons))
            (form.lines(Asked::ClosureWhy, &Lines { rows: Some(3), at_most: Some(2_000), ..Lines::default() }))
        }),
        "Close the case",
        Weight::Warning,
    )
}

fn leaving() -> Radios<'static> {
    Radios { items: coded::every::<LeavingReason>(), ..Radios::default() }
}

fn propose(shown: &Shown<'_>) -> Markup {
    let form = shown.form(PROPOSE);
    shown.weighed(
        PROPOSE,
        None,
        &section("Propose that he leaves", &html! {
            p class="govuk-body" { "A manager confirms it, or says why he stays." }
            (form.radios(Asked::Proposed, &leaving()))
            (form.lines(Asked::ProposedWhy, &Lines { rows: Some(3), at_most: Some(2_000), ..Lines::default() }))
        }),
        "Propose it",
        Weight::Secondary,
    )
}

fn leave(shown: &Shown<'_>, standing: &Standing) -> Markup {
    let form = shown.form(LEAVE);
    let heading = match standing.proposal {
        Some(_) => "Confirm that he leaves",
        None => "He left early",
    };
    shown.weighed(
        LEAVE,
        None,
        &section(heading, &html! {
            (form.radios(Asked::Leaving, &leaving()))
            (form.date(Asked::LeavingOn, &DateInput::default()))
            (form.lines(Asked::LeavingWhy, &Lines { rows: Some(3), at_most: Some(2_000), ..Lines::default() }))
        }),
        "Record that he left",
        Weight::Warning,
    )
}

fn complete(shown: &Shown<'_>) -> Markup {
    let form = shown.form(COMPLETE);
    let fields = section(
        "He completed the programme",
        &form.date(Asked::CompletedOn, &DateInput::default()),
    );
    shown.framed(COMPLETE, &fields, "Record that he completed it")
}

fn review(shown: &Shown<'_>) -> Markup {
    let form = shown.form(REVIEW);
    let told = Checkboxes {
        hint: Some("Every agency involved is told the same day"),
        items: coded::every::<Party>(),
    };
    shown.framed(
        REVIEW,
        &section("Review the risks of his leaving", &html! {
            (form.lines(Asked::Risks, &Lines { at_most: Some(4_000), ..Lines::default() }))
            (form.checkboxes(Asked::Told, &told))
            (form.tick(Asked::Measures, None))
            (form.lines(Asked::Plan, &Lines { rows: Some(3), at_most: Some(4_000), ..Lines::default() }))
        }),
        "Record the review",
    )
}

fn propose_return(shown: &Shown<'_>) -> Markup {
    shown.weighed(
        RETURN,
        None,
        &section(
            "Bring him back",
            &html! {
                p class="govuk-body waymark-words" {
                    "The sessions that he did count. A risk assessment, a case discussion and the \
                     clearance are needed afresh."
                }
            },
        ),
        "Begin his return",
        Weight::Secondary,
    )
}

fn back(shown: &Shown<'_>) -> Markup {
    let form = shown.form(BACK);
    let fields = section("He is back", &form.date(Asked::BackOn, &DateInput::default()));
    shown.framed(BACK, &fields, "Record that he is back")
}

pub(super) async fn done(doing: &Doing<'_>) -> Result<Said, NotDone> {
    let (acting, reference, form) = (doing.acting(), doing.reference, doing.form);
    let mut read = Reader::new(doing.typed);
    match doing.act() {
        CLOSE => {
            let reason = coded::one::<ClosureReason>(&mut read, Asked::Closure).required();
            let why = read.lines(Asked::ClosureWhy).at_most(2_000).optional();
            let (reason, why) = read.finish(|| Ok((reason?, why?)))?;
            acting.close(reference, form, reason, why).await?;
            Ok(Said::CaseClosed)
        }
        PROPOSE => {
            let reason = coded::one::<LeavingReason>(&mut read, Asked::Proposed).required();
            let why = read.lines(Asked::ProposedWhy).at_most(2_000).optional();
            let (reason, why) = read.finish(|| Ok((reason?, why?)))?;
            acting.propose_ending(reference, form, reason, why).await?;
            Ok(Said::LeavingProposed)
        }
        STAND_BY => {
            acting.stand_by_closure(reference, form).await?;
            Ok(Said::LeavingProposed)
        }
        DECLINE => {
            let why = read.lines(Asked::Stays).at_most(2_000).required();
            let why = read.finish(|| why)?;
            acting.decline_closure(reference, form, why).await?;
            Ok(Said::HeStays)
        }
        LEAVE => {
            let reason = coded::one::<LeavingReason>(&mut read, Asked::Leaving).required();
            let on = read.date(Asked::LeavingOn).not_after(doing.today()).required();
            let why = read.lines(Asked::LeavingWhy).at_most(2_000).optional();
            let (reason, on, why) = read.finish(|| Ok((reason?, on?, why?)))?;
            acting.confirm_ending(reference, form, on, reason, why).await?;
            Ok(Said::HeLeft)
        }
        COMPLETE => {
            let on = read.date(Asked::CompletedOn).not_after(doing.today()).required();
            let on = read.finish(|| on)?;
            acting.complete(reference, form, on).await?;
            Ok(Said::Completed)
        }
        REVIEW => {
            let risks = read.lines(Asked::Risks).at_most(4_000).required();
            let told = coded::several::<Party>(&mut read, Asked::Told).required();
            let tried = read.ticked(Asked::Measures);
            let plan = read.lines(Asked::Plan).at_most(4_000).optional();
            let (risks, told, plan) = read.finish(|| Ok((risks?, told?, plan?)))?;
            acting.review_exit(reference, form, told, tried, (risks, plan)).await?;
            Ok(Said::ExitReviewed)
        }
        RETURN => {
            acting.propose_return(reference, form).await?;
            Ok(Said::ReturnBegun)
        }
        BACK => {
            let on = read.date(Asked::BackOn).not_after(doing.today()).required();
            let on = read.finish(|| on)?;
            acting.record_return(reference, form, on).await?;
            Ok(Said::HeIsBack)
        }
        _ => Err(no_such_form()),
    }
}
