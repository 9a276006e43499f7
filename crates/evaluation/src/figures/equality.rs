//! Whether each ethnicity, age band, religion and need comes as far as all others.

use rayon::prelude::*;

use super::characteristics::{Characteristic, NOT_RECORDED, Person};
use super::progress::{COLUMNS, Progress, Stage, compare};
use super::wording::{in_words, note_small_rows, p_value, per_cent};
use crate::Cohort;
use crate::figure::{Figure, Kind, Row, column};
use crate::quantity::{Quantity, Universe};
use crate::statistics::adjust::holm;

const STAGES: [Stage; 4] =
    [Stage::Suitable, Stage::Started, Stage::CompletedOfStarters, Stage::CompletedOfSuitable];

/// The spelling of each characteristic under `by`.
const BY: [(Characteristic, &str); 5] = [
    (Characteristic::Ethnicity, "ethnicity"),
    (Characteristic::EthnicityGroup, "ethnicity_group"),
    (Characteristic::Age, "age_band"),
    (Characteristic::Religion, "religion"),
    (Characteristic::Needs, "needs"),
];

/// Suitable, started and completed of each ethnicity, age band, religion and need, each
/// against all others.
pub fn compute(cohort: &Cohort) -> Figure {
    let mut figure = Figure::new(
        "equality",
        "Suitable, started and completed by ethnicity, age, religion and need",
        "Does the programme take and keep some groups of men more than others?",
        "Individuals by the characteristics on the index referral. Suitable: of assessed. \
         Started: of suitable. Completed: of starters, and of suitable. Each group is compared \
         with everyone else in the same denominator, those of other groups and those not \
         recorded alike: risk difference (the group less all others) with Newcombe's interval, \
         odds ratio with Woolf's interval (0.5 added to a cell that is empty, and to no other), Fisher's exact test, \
         two-sided. Ethnicity by every code and again in \
         the five groups of the census; a man may have several needs.",
        "named per row",
    );
    figure.columns = vec![column("by", "By", Kind::Code), column("value", "Group", Kind::Code)];
    figure.columns.extend(COLUMNS);
    figure.n = cohort.individuals.len() as u64;
    figure.base = Some(Quantity::all(Universe::Individuals));

    let mut everyone = Progress::default();
    let mut counted = BY.map(|(of, _)| vec![Progress::default(); of.values().len()]);
    for man in &cohort.individuals {
        everyone.add(man);
        let person = Person {
            age: man.age,
            ethnicity: man.ethnicity,
            religion: man.religion,
            needs: man.needs,
        };
        for (counts, (of, _)) in counted.iter_mut().zip(BY) {
            of.each(&person, |place| counts[place].add(man));
        }
    }
    let groups: Vec<_> = BY
        .into_iter()
        .zip(&counted)
        .flat_map(|((of, by), counts)| {
            of.values().into_iter().zip(counts).map(move |(value, counts)| (of, by, value, counts))
        })
        .flat_map(|group| STAGES.map(|stage| (group, stage)))
        .collect();
    figure.rows = groups
        .into_par_iter()
        .map(|((of, by, value, counts), stage)| {
            let row = Row::new().with("by", by).with("value", value);
            let row = counts.row(row, stage, |quantity| of.restrict(quantity, value));
            compare(row, counts, &everyone, stage)
        })
        .collect();
    figure.headline = headline(&figure);
    notes(&mut figure);
    figure
}

fn notes(figure: &mut Figure) {
    if figure.n == 0 {
        figure.note("No individual is in scope, so no share and no comparison is defined.");
    }
    if figure.rows.iter().any(|row| row.number("fisher_p").is_some()) {
        figure.note(
            "Many groups are compared at once and the p-values of the table are not corrected for \
             it: about one comparison in twenty falls under 0.05 by chance alone. The headline \
             goes by Holm's correction of them.",
        );
    }
    if figure.n > 0 {
        figure.note(
            "A comparison is null where the group or all others have nobody in the denominator.",
        );
    }
    note_small_rows(figure);
}

/// How many comparisons stand out after Holm's correction, and the plainest of them.
///
/// The five groups of ethnicity are left out: they say again what the codes say; those not
/// recorded too: they are no group.
fn headline(figure: &Figure) -> Option<String> {
    let compared: Vec<(&Row, f64)> = figure
        .rows
        .iter()
        .filter(|row| row.text("by") != Some("ethnicity_group"))
        .filter(|row| row.text("value") != Some(NOT_RECORDED))
        .filter_map(|row| Some((row, row.number("fisher_p")?)))
        .collect();
    if compared.is_empty() {
        return None;
    }
    let p: Vec<f64> = compared.iter().map(|(_, p)| *p).collect();
    let adjusted = holm(&p);
    let standing = adjusted.iter().filter(|p| **p < 0.05).count();
    if standing == 0 {
        return Some(format!(
            "None of {} comparisons of a group with all others survives Holm's correction",
            p.len()
        ));
    }
    let ((row, _), p) = compared.iter().zip(&adjusted).min_by(|a, b| a.1.total_cmp(b.1))?;
    let difference = row.number("risk_difference")?;
    Some(format!(
        "{standing} of {} comparisons of a group with all others {} Holm's correction; the \
         plainest is {} of {} by {}, {}: {} points {} ({} after correction)",
        adjusted.len(),
        if standing == 1 { "survives" } else { "survive" },
        row.text("stage")?,
        row.text("of")?,
        in_words(row.text("by")?),
        in_words(row.text("value")?),
        per_cent(difference.abs()).trim_end_matches('%'),
        if difference < 0.0 { "lower" } else { "higher" },
        p_value(*p),
    ))
}

#[cfg(test)]
mod tests {
    use dataset::codes::{Ethnicity, Outcome};
    use dataset::{DataSet, Referral};
    use jiff::civil::date;

    use super::*;
    use crate::Scope;

    fn cohort(referrals: Vec<Referral>) -> Cohort {
        let data = DataSet { referrals, ..DataSet::default() };
        Cohort::new(data, Scope::as_at(date(2020, 3, 31)))
    }

    fn men(number: usize, suitable: usize, ethnicity: Option<Ethnicity>) -> Vec<Referral> {
        (0..number)
            .map(|place| {
                let name = format!("{ethnicity:?}{place}");
                let mut row = Referral::new(&name, date(2018, 1, 1));
                row.ethnicity = ethnicity;
                row.assessment_outcome =
                    Some(if place < suitable { Outcome::Suitable } else { Outcome::Unsuitable });
                row
            })
            .collect()
    }

    #[test]
    fn each_group_is_held_against_everyone_else() {
        // Arab against all others, suitable or not: [[3, 1], [1, 5]].
        let mut rows = men(4, 3, Some(Ethnicity::Arab));
        rows.extend(men(4, 1, Some(Ethnicity::WhiteIrish)));
        rows.extend(men(2, 0, None));
        let figure = compute(&cohort(rows));
        let arab = figure
            .row(&[("by", "ethnicity"), ("value", "arab"), ("stage", "suitable")])
            .expect("the row is there");
        assert_eq!(arab.text("of"), Some("assessed"));
        assert_eq!(arab.number("share"), Some(0.75));
        // 3 of 4 against 1 of 6, those not recorded among the others.
        let difference = arab.number("risk_difference").expect("compared");
        assert!((difference - (0.75 - 1.0 / 6.0)).abs() < 1e-12);
        // Hypergeometric of 4 suitable of 10 on 4: P(3) = 4·6/210, P(4) = 1/210, P(0) = 15/210.
        // As extreme as P(3) = 24/210 are 0 (15/210), 3 and 4: 40/210.
        let p = arab.number("fisher_p").expect("compared");
        assert!((p - 40.0 / 210.0).abs() < 1e-9, "{p}");
        assert!((arab.number("odds_ratio").expect("compared") - 15.0).abs() < 1e-9);
        let unknown = figure
            .row(&[("by", "ethnicity"), ("value", "not_recorded"), ("stage", "suitable")])
            .expect("the row is there");
        // None of 2 against 4 of 8.
        assert_eq!(unknown.number("risk_difference"), Some(-0.5));
    }

    #[test]
    fn the_headline_names_a_group_only_where_it_survives_correction() {
        let cohort_of = |arab: usize, irish: usize| {
            let mut rows = men(20, arab, Some(Ethnicity::Arab));
            rows.extend(men(20, irish, Some(Ethnicity::WhiteIrish)));
            cohort(rows)
        };
        let clear = compute(&cohort_of(20, 2)).headline.expect("compared");
        assert!(clear.contains("survive") && clear.contains("the plainest is suitable"), "{clear}");
        // 15 of 20 against 7 of 20 is under 0.05 alone, and over it after correction.
        let unclear = compute(&cohort_of(15, 7)).headline.expect("compared");
        assert!(unclear.starts_with("None of"), "{unclear}");
        assert!(!unclear.contains("plainest"));
    }

    #[test]
    fn nobody_gives_null_and_no_headline() {
        let figure = compute(&cohort(Vec::new()));
        assert_eq!(figure.headline, None);
        assert!(figure.rows.iter().all(|row| row.number("fisher_p").is_none()));
        assert!(figure.rows.iter().all(|row| row.number("count") == Some(0.0)));
    }
}
