//! What the assessment came to: pending, or unsuitable with what else is to be weighed.

use ::access::act;
use components::{Item, Lines, Radios, Reader, Summary, Text, nothing, section, summary_list};
use maud::{Markup, html};
use programme::Act;
use programme::codes::UnsuitableReason;
use programme::parts::Unsuitable;

use super::shown::{Doing, NotDone, Shown};
use super::words;
use crate::coded::{self, asked};
use crate::furniture::moment;
use crate::ground::Said;

const OUTCOME: &str = "outcome";

asked! {
    /// The questions of this page.
    Asked {
        Outcome = "outcome", "What did the assessment come to?", "Choose what the assessment came to";
        Reason = "reason", "Why is he unsuitable?", "Choose why he is unsuitable";
        Risks = "risks", "Which risks to her and the children were identified?", "Say which risks were identified, or that none were";
        Marac = "marac", "Is a DASH or a MARAC recommended?", "Choose whether a DASH or a MARAC is recommended";
        Recommended = "recommended", "Which other services were recommended to him?";
        Her = "her", "Is the woman referred to the support service all the same?", "Choose whether the woman is referred all the same";
        HerWhy = "her-why", "Why not?", "Say why the woman is not referred";
    }
}

pub(super) fn view(shown: &Shown<'_>) -> Markup {
    let open = shown.may(act::DecideSuitability, Act::FindOutcome);
    html! {
        @if open { (form(shown)) } @else { (stands(shown)) }
        @if shown.may(act::ReferHer, Act::ReferHer) && !open { (refer(shown)) }
    }
}

fn stands(shown: &Shown<'_>) -> Markup {
    let standing = shown.standing();
    let mut rows = Vec::new();
    if let Some(outcome) = standing.outcome {
        let value = html! { (coded::words(outcome)) };
        rows.push(Summary { key: "Outcome", value, act: None });
    }
    if let Some(at) = standing.pending {
        rows.push(Summary { key: "Pending since", value: html! { (moment(at)) }, act: None });
    }
    if let Some(reason) = standing.unsuitable {
        let value = html! { (coded::words(reason)) };
        rows.push(Summary { key: "Unsuitable because", value, act: None });
    }
    if let Some(on) = standing.decided {
        let value = html! { (words::day_or_none(Some(on))) };
        rows.push(Summary { key: "Decided on", value, act: None });
    }
    html! {
        @if rows.is_empty() {
            @match programme::can(&shown.case.case, Act::FindOutcome) {
                Err(refusal) => (nothing(&refusal.to_string(), &[])),
                Ok(()) => (nothing("The outcome of the assessment has not been recorded yet. A facilitator of the area records it.", &[])),
            }
        } @else {
            (summary_list(&rows))
        }
    }
}

fn form(shown: &Shown<'_>) -> Markup {
    let form = shown.form(OUTCOME);
    let reveal = html! {
        (form.radios(Asked::Reason, &Radios { items: coded::every::<UnsuitableReason>(), ..Radios::default() }))
        (form.lines(Asked::Risks, &Lines { rows: Some(3), at_most: Some(4_000), ..Lines::default() }))
        (form.radios(Asked::Marac, &yes_or_no(None)))
        (form.text(Asked::Recommended, &Text { hint: Some("Their names, with commas between"), ..Text::default() }))
        @if names_somebody(shown) {
            (form.radios(Asked::Her, &Radios {
                items: vec![Item::new("yes", "Yes"), Item::new("no", "No").reveal(
                    form.lines(Asked::HerWhy, &Lines { rows: Some(2), ..Lines::default() })
                )],
                ..Radios::default()
            }))
        }
    };
    let outcome = Radios {
        items: vec![
            Item::new("pending", "Pending")
                .hint("What the referral says of her goes to the support service of the area, and the case is discussed"),
            Item::new("unsuitable", "Unsuitable")
                .hint("He is advised and referred back, and the case is closed")
                .reveal(reveal),
        ],
        ..Radios::default()
    };
    let fields = section("Record the outcome", &form.radios(Asked::Outcome, &outcome));
    shown.framed(OUTCOME, &fields, "Record the outcome")
}

/// Whether a woman is named who has not been referred.
fn names_somebody(shown: &Shown<'_>) -> bool {
    programme::can(&shown.case.case, Act::ReferHer).is_ok()
}

fn refer(shown: &Shown<'_>) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "Refer the woman now, on risk" }
        p class="govuk-body waymark-words" {
            "What the referral says of her goes to the support service of the area. You do not see it."
        }
        (shown.weighed(REFER, None, &html! {}, "Refer her now", components::Weight::Secondary))
    }
}

const REFER: &str = "refer";

pub(super) fn yes_or_no(hint: Option<&str>) -> Radios<'_> {
    let items = vec![Item::new("yes", "Yes"), Item::new("no", "No")];
    Radios { hint, items, inline: true, ..Radios::default() }
}

/// Reads *yes* or *no*.
pub(super) fn yes<'r, 'a>(
    read: &'r mut Reader<'a>,
    field: Asked,
) -> components::ReadChoice<'r, 'a, bool> {
    read.choice_among(field, [("yes", true), ("no", false)])
}

pub(super) async fn done(doing: &Doing<'_>) -> Result<Said, NotDone> {
    if doing.act() == REFER {
        doing.acting().refer_her(doing.reference, doing.form).await?;
        return Ok(Said::SheIsReferred);
    }
    let mut read = Reader::new(doing.typed);
    let pending =
        read.choice_among(Asked::Outcome, [("pending", true), ("unsuitable", false)]).required();
    if let Ok(true) = pending {
        read.finish(|| pending)?;
        doing.acting().find_pending(doing.reference, doing.form).await?;
        return Ok(Said::FoundPending);
    }
    let reason = coded::one::<UnsuitableReason>(&mut read, Asked::Reason).required();
    let risks = read.lines(Asked::Risks).at_most(4_000).required();
    let marac = yes(&mut read, Asked::Marac).required();
    let recommended = read.text(Asked::Recommended).at_most(500).optional();
    let her = yes(&mut read, Asked::Her).optional();
    let why = read.lines(Asked::HerWhy).at_most(2_000).optional();
    if let (Ok(Some(false)), Ok(None)) = (&her, &why) {
        read.fault(Asked::HerWhy, "Say why the woman is not referred");
    }
    let (found, risks, not) = read.finish(|| {
        pending?;
        let recommended = services(recommended?.as_deref());
        let found = Unsuitable { reason: reason?, risks: None, dash_or_marac: marac?, recommended };
        let not = if her? == Some(false) { why? } else { None };
        Ok((found, risks?, not))
    })?;
    let choice = doing.typed.typed("her").is_some();
    doing
        .acting()
        .find_unsuitable(doing.reference, doing.form, found, Some(risks), not, choice)
        .await?;
    Ok(Said::FoundUnsuitable)
}

/// Names with commas between.
pub(super) fn services(typed: Option<&str>) -> Vec<Box<str>> {
    let names = typed.unwrap_or_default().split(',').map(str::trim);
    names.filter(|name| !name.is_empty()).map(Into::into).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_written_with_commas_between() {
        let names = services(Some("Change, grow, live ,, Mind"));
        assert_eq!(names, ["Change".into(), "grow".into(), "live".into(), "Mind".into()]);
        assert!(services(None).is_empty());
    }
}
