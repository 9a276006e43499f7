//! Figure 19: why men were found unsuitable.

use dataset::Code;
use dataset::codes::{Outcome, UnsuitableReason};

use crate::figure::{Chart, ChartForm, Figure, Kind, Row, column};
use crate::figures::rows::{PROPORTION, SMALL_GROUP, proportion};
use crate::figures::tally::{beside, note_small_groups};
use crate::figures::wording::{in_words, note_small_rows, number_of, share_of};
use crate::quantity::{Quantity, Universe};
use crate::statistics::proportion::wilson;
use crate::{Cohort, published};

const OF: &str = "unsuitable_with_reason";

/// Figure 19 of a cohort.
pub fn compute(cohort: &Cohort) -> Figure {
    let mut figure = Figure::new(
        "19",
        "Reasons for finding men unsuitable",
        "Why were men found unsuitable?",
        "Individuals whose index referral is unsuitable, by the reason recorded on it: a share \
         of those with a reason, with Wilson's 95% interval. An answer of unknown is a reason; \
         an empty one is missing.",
        OF,
    );
    figure.columns = vec![column("reason", "Reason", Kind::Code)];
    figure.columns.extend(PROPORTION);

    let mut counts = [0_u64; UnsuitableReason::ALL.len()];
    for man in cohort.individuals.iter().filter(|man| man.outcome == Some(Outcome::Unsuitable)) {
        match man.reason {
            Some(reason) => counts[reason.place()] += 1,
            None => figure.missing += 1,
        }
    }
    figure.n = counts.iter().sum();
    let unsuitable = Quantity::all(Universe::Individuals)
        .only("assessed", ["yes"])
        .only("outcome", ["unsuitable"]);
    for (reason, count) in UnsuitableReason::ALL.iter().zip(counts) {
        let quantity = unsuitable.clone().only("reason", [reason.code()]);
        let row = Row::new().with("reason", reason.code());
        figure.rows.push(proportion(row, count, quantity, OF, figure.n));
    }
    figure.base = Some(unsuitable);

    if figure.n == 0 {
        figure.note(
            "No reason is recorded of anybody found unsuitable, so every share is undefined.",
        );
    }
    if figure.missing > 0 {
        figure.note(format!(
            "No reason is recorded of {} found unsuitable.",
            number_of(figure.missing, "man", "men")
        ));
    }
    let n = figure.n;
    note_small_groups(&mut figure, [("unsuitable with a reason", n)]);
    note_small_rows(&mut figure);
    figure.headline = Some(headline(counts));
    figure.chart = Some(Chart {
        form: ChartForm::Bars,
        label: "reason",
        series: None,
        value: "share",
        axis: "share of those unsuitable with a reason, with 95% interval",
        marks: Vec::new(),
    });
    for line in published::unsuitable_reasons().iter() {
        let reason = line.text("reason").to_lowercase().replace(' ', "_");
        let printed = format!("{}%", line.text("percent_of_196"));
        beside(&mut figure, cohort, &[("reason", &reason)], "share", &printed);
    }
    figure
}

/// The commonest reason, called the most only where its interval lies above a half.
fn headline(counts: [u64; UnsuitableReason::ALL.len()]) -> String {
    let n: u64 = counts.iter().sum();
    let greatest = counts.iter().copied().max().unwrap_or(0);
    if (1..SMALL_GROUP).contains(&n) {
        return format!(
            "A reason is recorded of {} found unsuitable: too few to tell which is commonest",
            number_of(n, "man", "men")
        );
    }
    let commonest: Vec<String> = UnsuitableReason::ALL
        .iter()
        .filter(|reason| greatest > 0 && counts[reason.place()] == greatest)
        .map(|reason| in_words(reason.code()))
        .collect();
    match commonest.as_slice() {
        [] => "No reason is recorded of anybody found unsuitable".to_owned(),
        [reason] if reason == UnsuitableReason::Unknown.code() => {
            format!("The commonest answer is that the reason is unknown: {}", share_of(greatest, n))
        }
        [reason] if wilson(greatest, n).is_some_and(|interval| interval.low > 0.5) => {
            format!("Most men found unsuitable were so for {reason}: {}", share_of(greatest, n))
        }
        [reason] => format!("The commonest reason is {reason}: {}", share_of(greatest, n)),
        several => {
            format!("No one reason leads: {}, {} each", several.join(", "), share_of(greatest, n))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::samples::{Tell, assert_sound, cohort, degenerate, referral};

    #[test]
    fn unknown_is_a_reason_and_empty_is_missing() {
        let figure = compute(&cohort(vec![
            referral("a").unsuitable_for(UnsuitableReason::Denial),
            referral("b").unsuitable_for(UnsuitableReason::Denial),
            referral("c").unsuitable_for(UnsuitableReason::Unknown),
            referral("d").found(Outcome::Unsuitable),
            referral("e").found(Outcome::Suitable),
        ]));
        assert_eq!((figure.n, figure.missing), (3, 1));
        let reasons: Vec<_> = figure.rows.iter().filter_map(|row| row.text("reason")).collect();
        assert_eq!(reasons.len(), 7, "every reason has a row: {reasons:?}");
        let row = figure.row(&[("reason", "unknown")]).unwrap();
        assert_eq!(row.number("share"), Some(1.0 / 3.0));
        assert_eq!(figure.row(&[("reason", "ineligible")]).unwrap().number("count"), Some(0.0));
        assert_eq!(
            figure.headline.as_deref(),
            Some(
                "A reason is recorded of 3 men found unsuitable: too few to tell which is commonest"
            )
        );
    }

    #[test]
    fn most_is_said_only_where_the_interval_lies_above_a_half() {
        let mut counts = [0; 7];
        counts[UnsuitableReason::Denial.place()] = 115;
        counts[UnsuitableReason::UnwillingToEngage.place()] = 81;
        assert!(headline(counts).starts_with("Most men found unsuitable were so for denial"));
        counts[UnsuitableReason::Denial.place()] = 81;
        assert!(headline(counts).starts_with("No one reason leads"));
    }

    #[test]
    fn every_reason_that_the_report_prints_finds_its_row() {
        let figure = compute(&cohort(Vec::new()));
        assert_eq!(figure.reported.len(), 6);
        for beside in &figure.reported {
            assert!(figure.row(&[("reason", &beside.row[0].1)]).is_some(), "{beside:?}");
        }
    }

    #[test]
    fn the_smallest_cohorts_do_not_break_it() {
        for (name, cohort) in degenerate() {
            assert_sound(&compute(&cohort), name);
        }
    }
}
