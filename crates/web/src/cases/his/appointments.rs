//! Assessments offered to him: offering one, and what came of each.

use ::access::act;
use components::{
    Cell, DateInput, Heading, Link, Radios, Reader, Table, Text, Width, link, nothing, section,
    table,
};
use maud::{Markup, html};
use programme::codes::{Kept, Mode};
use programme::parts::Offer;
use programme::{Act, Offered, Version};

use super::shown::{Doing, NotDone, Shown, moment, no_such_form};
use crate::coded::{self, asked};
use crate::furniture;
use crate::ground::Said;

const OFFER: &str = "offer";
const CAME: &str = "came";

asked! {
    /// The questions of this page.
    Asked {
        On = "on", "On which day is it?", "Enter the day of the appointment";
        At = "at", "At what time?", "Enter the time of the appointment";
        Mode = "mode", "How is it held?", "Choose how it is held";
        Place = "place", "Where?";
        Kept = "kept", "What came of it?", "Choose what came of it";
    }
}

pub(super) fn view(shown: &Shown<'_>) -> Markup {
    let offers = &shown.standing().offers;
    let may_answer = shown.may(act::OfferAssessment, Act::RecordOffer);
    let open = shown.about().and_then(|about| waiting(offers, about)).or_else(|| {
        // The only one that waits needs no choosing.
        let mut wait = offers.iter().filter(|offered| offered.kept.is_none());
        wait.next().filter(|_| shown.act() != OFFER)
    });
    html! {
        @if let Some(offered) = open.filter(|_| may_answer) { (came(shown, offered)) }
        @if shown.may(act::OfferAssessment, Act::OfferAssessment) {
            @if open.is_none() || shown.act() == OFFER {
                (offer(shown))
            } @else {
                p class="govuk-body" { (link(&Link::new(&shown.other(OFFER, None), "Offer another assessment"))) }
            }
        } @else if let Err(refusal) = programme::can(&shown.case.case, Act::OfferAssessment) {
            p class="govuk-body waymark-words" { (refusal.to_string()) }
        }
        h2 class="govuk-heading-m" { "Every offer" }
        @if offers.is_empty() {
            (nothing("No assessment has been offered yet. The first is due within 14 days of the referral.", &[]))
        } @else {
            (all(shown, offers, may_answer))
        }
    }
}

fn waiting(offers: &[Offered], about: Version) -> Option<&Offered> {
    offers.iter().find(|offered| offered.event == about && offered.kept.is_none())
}

fn all(shown: &Shown<'_>, offers: &[Offered], may_answer: bool) -> Markup {
    let head = ["For", "How", "Where", "Offered", "What came of it"];
    let head = head.map(|words| Heading { words, numeric: false });
    let row = |offered: &Offered| {
        let answer = match offered.kept {
            Some(kept) => html! { (coded::words(kept)) },
            None if may_answer => {
                let href = shown.other(CAME, Some(offered.event));
                html! { (link(&Link::new(&href, "Record what came of it"))) }
            }
            None => html! { "Not recorded yet" },
        };
        vec![
            Cell::when(&furniture::moment(offered.offer.when)),
            Cell::words(html! { (coded::words(offered.offer.mode)) }),
            Cell::words(html! { (offered.offer.place.as_deref().unwrap_or("Not said")) }),
            Cell::when(&furniture::moment(offered.at)),
            Cell::words(answer),
        ]
    };
    let rows: Vec<Vec<Cell>> = offers.iter().rev().map(row).collect();
    table(&Table { caption: None, head: &head, rows: &rows, first_cell_is_header: true })
}

fn offer(shown: &Shown<'_>) -> Markup {
    let form = shown.form(OFFER);
    shown.framed(
        OFFER,
        &section("Offer an assessment", &html! {
            (form.date(Asked::On, &DateInput::default()))
            (form.text(Asked::At, &Text { hint: Some("For example, 9:30 or 2.30pm"), width: Width::Five, ..Text::default() }))
            (form.radios(Asked::Mode, &coded::radios::<Mode>(None)))
            (form.text(Asked::Place, &Text { hint: Some("The name of the venue"), ..Text::default() }))
        }),
        "Offer it",
    )
}

fn came(shown: &Shown<'_>, offered: &Offered) -> Markup {
    let form = shown.form(CAME);
    let heading = format!("The appointment of {}", furniture::moment(offered.offer.when));
    let kept = Radios { items: coded::every::<Kept>(), ..Radios::default() };
    let fields = section(&heading, &form.radios(Asked::Kept, &kept));
    shown.framed_about(CAME, offered.event, &fields, "Record it")
}

pub(super) async fn done(doing: &Doing<'_>) -> Result<Said, NotDone> {
    let mut read = Reader::new(doing.typed);
    match doing.act() {
        OFFER => {
            let on = read.date(Asked::On).required();
            let at = read.time(Asked::At).required();
            let mode = coded::one::<Mode>(&mut read, Asked::Mode).required();
            let place = read.text(Asked::Place).at_most(200).optional();
            let now = doing.office.now();
            let offer = read.finish(|| {
                let when = moment(Some(on?), Some(at?), now);
                Ok(Offer { when, mode: mode?, place: place?.map(Into::into) })
            })?;
            doing.acting().offer_assessment(doing.reference, doing.form, offer).await?;
            Ok(Said::AssessmentOffered)
        }
        CAME => {
            let about = doing.about()?;
            let kept = coded::one::<Kept>(&mut read, Asked::Kept).required();
            let kept = read.finish(|| kept)?;
            doing.acting().record_offer(doing.reference, doing.form, about, kept).await?;
            Ok(Said::OfferRecorded)
        }
        _ => Err(no_such_form()),
    }
}
