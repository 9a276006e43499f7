//! Figure 14: from referral to completion, and where men are lost.

use crate::figure::{Chart, ChartForm, Figure, Kind, Row, Value, column};
use crate::figures::rows::{PROPORTION, proportion};
use crate::figures::tally::{beside, of_all};
use crate::figures::wording::{in_words, note_small_rows, number_of};
use crate::quantity::{Quantity, Universe};
use crate::{Cohort, published};

/// The stages after the referrals, each a part of the one before.
const STAGES: [&str; 6] =
    ["individuals", "assessed", "decided", "suitable", "started", "completed"];

/// Figure 14 of a cohort.
pub fn compute(cohort: &Cohort) -> Figure {
    let mut figure = Figure::new(
        "14",
        "From referral to completion",
        "How far did the men who were referred come, and where were they lost?",
        "Referrals, and the individuals behind them. Assessed: any of his referrals has an \
         outcome (pending too) or a first assessment attended. Decided: his index referral is \
         suitable or unsuitable. Started: found suitable, and attended a session or completed. \
         Completed: found suitable, and a referral of his closed as completed. Each stage has \
         its share of the stage before, with Wilson's 95% interval, and of individuals.",
        "referrals",
    );
    figure.columns = vec![column("stage", "Stage", Kind::Code)];
    figure.columns.extend(PROPORTION);
    figure.columns.push(column("share_of_individuals", "Share of individuals", Kind::Share));
    figure.n = cohort.data.referrals.len() as u64;
    figure.base = Some(Quantity::all(Universe::Referrals));

    let counts = stages(cohort);
    let first = Row::new()
        .with("stage", "referrals")
        .with_count("count", figure.n, Quantity::all(Universe::Referrals))
        .with("of", Value::Null)
        .with_number("share", None)
        .with_number("low", None)
        .with_number("high", None)
        .with_number("share_of_individuals", None);
    figure.rows.push(first);
    let (mut of, mut whole) = ("referrals", figure.n);
    for (stage, count) in STAGES.into_iter().zip(counts) {
        let row = proportion(Row::new().with("stage", stage), count, quantity(stage), of, whole);
        let individuals = counts[0];
        figure.rows.push(row.with_number(
            "share_of_individuals",
            (individuals > 0).then(|| count as f64 / individuals as f64),
        ));
        (of, whole) = (stage, count);
    }

    figure.note(if figure.n == 0 {
        "No referral is in scope, so there is nobody to follow."
    } else {
        "The first stage is a share of nothing."
    });
    if figure.rows.iter().skip(1).any(|row| row.number("share").is_none()) {
        figure.note("A share of a stage that nobody reached is undefined.");
    }
    if counts[0] > counts[5] {
        figure.note(
            "Men referred lately have not had their thirty weeks and may yet start or complete.",
        );
    }
    note_small_rows(&mut figure);
    figure.headline = Some(headline(counts));
    figure.chart = Some(Chart {
        form: ChartForm::Funnel,
        label: "stage",
        series: None,
        value: "count",
        axis: "referrals, then men",
        marks: Vec::new(),
    });
    lay_beside(&mut figure, cohort);
    figure
}

/// How many individuals reached each of [`STAGES`].
fn stages(cohort: &Cohort) -> [u64; 6] {
    let mut counts = [0; 6];
    for man in &cohort.individuals {
        let reached =
            [true, man.assessed, man.decided(), man.suitable(), man.starter(), man.completed()];
        for (count, reached) in counts.iter_mut().zip(reached) {
            *count += u64::from(reached);
        }
    }
    counts
}

fn quantity(stage: &str) -> Quantity {
    let individuals = Quantity::all(Universe::Individuals);
    match stage {
        "individuals" => individuals,
        "assessed" => individuals.only("assessed", ["yes"]),
        "decided" => {
            individuals.only("assessed", ["yes"]).only("outcome", ["suitable", "unsuitable"])
        }
        "started" => Quantity::suitable().only("group", ["some_sessions", "completed"]),
        "completed" => Quantity::suitable().only("group", ["completed"]),
        _ => Quantity::suitable(),
    }
}

/// How many came to the end, and the step at which most were lost.
fn headline(counts: [u64; 6]) -> String {
    let [individuals, .., completed] = counts;
    let losses = counts.windows(2).map(|pair| pair[0] - pair[1]);
    let greatest = losses.clone().max().unwrap_or(0);
    if individuals == 0 {
        return "Nobody was referred".to_owned();
    }
    let reached = of_all(individuals, "men referred", completed, "completed");
    let steps: Vec<String> = STAGES
        .windows(2)
        .zip(losses)
        .filter(|(_, lost)| *lost == greatest && greatest > 0)
        .map(|(pair, _)| step(pair[0], pair[1]))
        .collect();
    match steps.as_slice() {
        [step] => {
            format!(
                "{reached}; the greatest loss, {}, was {step}",
                number_of(greatest, "man", "men")
            )
        }
        _ => reached,
    }
}

/// Where the men of one stage who did not reach the next were lost.
fn step(from: &str, to: &str) -> String {
    match to {
        "assessed" => "before assessment".to_owned(),
        "decided" => "between assessment and a decision".to_owned(),
        "suitable" => "at the decision".to_owned(),
        "started" => "before the first session".to_owned(),
        _ => format!("between {} and {}", in_words(from), in_words(to)),
    }
}

/// The outputs of Figure 13, which the report's drawing repeats.
fn lay_beside(figure: &mut Figure, cohort: &Cohort) {
    let outputs = published::outputs();
    for (stage, output) in [
        ("referrals", "referrals to My Time for assessment"),
        ("individuals", "individuals referred to My Time"),
        ("assessed", "individuals assessed"),
        ("suitable", "men accepted onto My Time (suitable)"),
        ("started", "men who started (attended at least one session)"),
        ("completed", "men completing the 30-week programme"),
    ] {
        let printed = outputs.text("output", output, "value").unwrap_or_default();
        beside(figure, cohort, &[("stage", stage)], "count", printed);
    }
}

#[cfg(test)]
mod tests {
    use dataset::codes::{ClosureReason, Outcome};

    use super::*;
    use crate::figures::samples::{Tell, assert_sound, cohort, degenerate, referral};

    #[test]
    fn each_stage_is_a_share_of_the_one_before_and_of_individuals() {
        let suitable = |reference: &str| referral(reference).found(Outcome::Suitable);
        let figure = compute(&cohort(vec![
            referral("a").of("m"),
            referral("b").of("m"),
            referral("c").found(Outcome::Pending),
            referral("d").found(Outcome::Unsuitable),
            suitable("e"),
            suitable("f").attended(2),
            suitable("g").closed(ClosureReason::Completed),
            referral("h").attended(9),
        ]));
        let cells = |key| figure.rows.iter().map(|row| row.number(key)).collect::<Vec<_>>();
        let counts = [8.0, 7.0, 5.0, 4.0, 3.0, 2.0, 1.0];
        assert_eq!(cells("count"), counts.map(Some));
        assert_eq!(cells("share")[0], None);
        assert_eq!(cells("share")[1], Some(7.0 / 8.0));
        assert_eq!(cells("share")[6], Some(0.5));
        assert_eq!(cells("share_of_individuals")[0], None);
        assert_eq!(cells("share_of_individuals")[6], Some(1.0 / 7.0));
        let of: Vec<_> = figure.rows.iter().map(|row| row.text("of")).collect();
        assert_eq!(of[0], None);
        assert_eq!(of[6], Some("started"));
        let keys: Vec<_> = figure.rows[3].cells.iter().map(|(key, _)| *key).collect();
        assert_eq!(keys, ["stage", "count", "of", "share", "low", "high", "share_of_individuals"]);
        assert_eq!(
            figure.headline.as_deref(),
            Some(
                "Of 7 men referred, 1 completed (14.3%); the greatest loss, 2 men, was before \
                 assessment"
            )
        );
    }

    #[test]
    fn no_step_is_named_where_two_lose_as_many() {
        let figure = compute(&cohort(vec![referral("a"), referral("b").found(Outcome::Pending)]));
        assert_eq!(figure.headline.as_deref(), Some("Of 2 men referred, 0 completed (0.0%)"));
    }

    #[test]
    fn the_smallest_cohorts_do_not_break_it() {
        for (name, cohort) in degenerate() {
            assert_sound(&compute(&cohort), name);
        }
    }
}
