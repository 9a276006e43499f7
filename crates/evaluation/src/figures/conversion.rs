//! How many of those at each stage come to the next, by area and by quarter of referral.

use dataset::Code;
use dataset::codes::Area;
use rayon::prelude::*;

use super::characteristics::NOT_RECORDED;
use super::progress::{COLUMNS, Progress, Stage, compare};
use super::rows::{SMALL_GROUP, proportion};
use super::wording::{note_small_rows, p_value, per_cent, share_of};
use crate::Cohort;
use crate::cohort::{Individual, Quarter};
use crate::figure::{Figure, Kind, Row, Value, column};
use crate::quantity::{Quantity, Universe};
use crate::statistics::adjust::holm;

const STAGES: [Stage; 5] = [
    Stage::Assessed,
    Stage::Suitable,
    Stage::Started,
    Stage::CompletedOfStarters,
    Stage::CompletedOfSuitable,
];

/// Quarters are listed without a gap up to this many (fifty years); beyond it some date is
/// surely wrong, and only the quarters that have somebody are listed.
const MOST_QUARTERS: usize = 200;

/// The stages by area, each area against all others, and by quarter of referral with how many
/// are still open.
pub fn compute(cohort: &Cohort) -> Figure {
    let mut figure = Figure::new(
        "conversion",
        "From each stage to the next, by area and quarter",
        "Where do men go no further, and does it differ by area or over time?",
        "Individuals by the area and the quarter of receipt of the index referral. Assessed: of \
         individuals. Suitable: of assessed. Started: of suitable. Completed: of starters, and of \
         suitable. Each area, not recorded among them, is compared with everyone else in the \
         same denominator: risk difference (the area less all others) with Newcombe's interval, \
         odds ratio with Woolf's interval (0.5 added to a cell that is empty, and to no other), Fisher's exact test, \
         two-sided. Open, of individuals: the index referral is neither closed nor found \
         unsuitable by the day of the evaluation, and he has not completed.",
        "named per row",
    );
    figure.columns =
        vec![column("by", "By", Kind::Code), column("value", "Area or quarter", Kind::Code)];
    figure.columns.extend(COLUMNS);
    figure.n = cohort.individuals.len() as u64;
    figure.base = Some(Quantity::all(Universe::Individuals));

    let counted = count(cohort);
    figure.rows = area_rows(&counted);
    figure.rows.extend(quarter_rows(&counted, &mut figure.notes));
    figure.headline = headline(&figure, &counted.everyone);
    if figure.n == 0 {
        figure.note("No individual is in scope, so no share and no comparison is defined.");
    }
    if figure.n > 0 {
        figure.note(
            "The most recent quarters have not had the thirty weeks that the programme takes: \
             read their starts and completions beside how many are still open.",
        );
        figure.note(
            "A comparison is null where the area or all others have nobody in the denominator.",
        );
    }
    if figure.rows.iter().any(|row| row.number("fisher_p").is_some()) {
        figure.note(
            "The p-values of the table compare each area in turn and are not corrected for it; \
             the headline goes by Holm's correction of them.",
        );
    }
    note_small_rows(&mut figure);
    figure
}

struct Counted {
    everyone: Progress,
    /// By [`Code::place`] of the area, those not recorded last.
    areas: [Progress; 8],
    first: Quarter,
    /// From the first quarter on: how far they came, and how many are open.
    quarters: Vec<(Progress, u64)>,
}

fn count(cohort: &Cohort) -> Counted {
    let quarters = || cohort.individuals.iter().map(|man| man.quarter);
    let first = quarters().min().unwrap_or(Quarter::of(cohort.scope.as_at));
    let length = quarters().max().map_or(0, |last| last.since(first) + 1);
    let mut counted = Counted {
        everyone: Progress::default(),
        areas: [Progress::default(); 8],
        first,
        quarters: vec![(Progress::default(), 0); length],
    };
    for man in &cohort.individuals {
        counted.everyone.add(man);
        counted.areas[man.area.map_or(Area::ALL.len(), Code::place)].add(man);
        let (progress, open) = &mut counted.quarters[man.quarter.since(first)];
        progress.add(man);
        *open += u64::from(is_open(cohort, man));
    }
    counted
}

/// Whether something may still come of his index referral.
fn is_open(cohort: &Cohort, man: &Individual) -> bool {
    let row = cohort.index_of(man);
    let closed = match row.closed_on {
        Some(on) => on <= cohort.scope.as_at,
        None => row.closure_reason.is_some(),
    };
    !closed && !man.completed() && (man.suitable() || !man.decided())
}

fn area_rows(counted: &Counted) -> Vec<Row> {
    let names = Area::ALL.iter().map(|area| area.code()).chain([NOT_RECORDED]);
    let mut groups: Vec<(&'static str, &Progress)> = names.zip(&counted.areas).collect();
    groups.push(("total", &counted.everyone));
    let groups: Vec<_> =
        groups.into_iter().flat_map(|group| STAGES.map(|stage| (group, stage))).collect();
    groups
        .into_par_iter()
        .map(|((area, progress), stage)| {
            let row = Row::new().with("by", "area").with("value", area);
            let row = progress.row(row, stage, |quantity| match area {
                "total" => quantity,
                area => quantity.only("area", [area]),
            });
            match area {
                "total" => row,
                _ => compare(row, progress, &counted.everyone, stage),
            }
        })
        .collect()
}

fn quarter_rows(counted: &Counted, notes: &mut Vec<String>) -> Vec<Row> {
    let gapless = counted.quarters.len() <= MOST_QUARTERS;
    if !gapless {
        notes.push(
            "The referrals span more than fifty years, so some date of receipt is surely wrong; \
             only quarters that have a referral are listed."
                .to_owned(),
        );
    }
    let mut rows = Vec::new();
    let mut quarter = counted.first;
    for (progress, open) in &counted.quarters {
        let name = quarter.to_string();
        quarter = quarter.next();
        if !gapless && progress.individuals == 0 {
            continue;
        }
        let row = || Row::new().with("by", "quarter").with("value", Value::from(name.clone()));
        let restrict = |quantity: Quantity| quantity.only("quarter", [name.clone()]);
        rows.extend(STAGES.map(|stage| progress.row(row(), stage, restrict)));
        let quantity = Quantity::all(Universe::Individuals).only("open", ["yes"]);
        let row = row().with("stage", "open");
        rows.push(proportion(row, *open, restrict(quantity), "individuals", progress.individuals));
    }
    rows
}

/// The stage at which the greatest share is lost, with its counts, and the area that stands
/// out most from all others in any stage, where one does.
fn headline(figure: &Figure, everyone: &Progress) -> Option<String> {
    let chain = [Stage::Assessed, Stage::Suitable, Stage::Started, Stage::CompletedOfStarters];
    let kept = |stage: &Stage| {
        let (count, whole) = everyone.at(*stage);
        (whole > 0).then(|| count as f64 / whole as f64)
    };
    if everyone.individuals == 0 {
        return None;
    }
    let narrowest = chain
        .iter()
        .filter(|stage| everyone.at(**stage).1 >= SMALL_GROUP)
        .filter_map(|stage| Some((stage, kept(stage)?)))
        .min_by(|a, b| a.1.total_cmp(&b.1));
    let Some((stage, _)) = narrowest else {
        return Some("The numbers are too small to tell where men go no further".to_owned());
    };
    let (count, whole) = everyone.at(*stage);
    let lost = format!(
        "The narrowest step is {}, of {}: {}",
        stage.code(),
        stage.of(),
        share_of(count, whole)
    );
    let (compared, p): (Vec<&Row>, Vec<f64>) = figure
        .rows
        .iter()
        .filter(|row| row.text("value") != Some(NOT_RECORDED))
        .filter_map(|row| Some((row, row.number("fisher_p")?)))
        .unzip();
    let apart = compared.into_iter().zip(holm(&p)).min_by(|a, b| a.1.total_cmp(&b.1));
    let Some((row, adjusted)) = apart else { return Some(lost) };
    if adjusted >= 0.05 {
        return Some(format!(
            "{lost}; no difference of an area from all others survives Holm's correction"
        ));
    }
    let difference = row.number("risk_difference")?;
    Some(format!(
        "{lost}; {} differs most from all others, in {} of {}: {} points {} ({} after \
         Holm's correction)",
        row.text("value")?,
        row.text("stage")?,
        row.text("of")?,
        per_cent(difference.abs()).trim_end_matches('%'),
        if difference < 0.0 { "lower" } else { "higher" },
        p_value(adjusted),
    ))
}

#[cfg(test)]
mod tests {
    use dataset::codes::{ClosureReason, Outcome};
    use dataset::{DataSet, Referral};
    use jiff::civil::date;

    use super::*;
    use crate::Scope;

    fn cohort(referrals: Vec<Referral>) -> Cohort {
        let data = DataSet { referrals, ..DataSet::default() };
        Cohort::new(data, Scope::as_at(date(2020, 3, 31)))
    }

    fn man(name: &str, area: Option<Area>, outcome: Option<Outcome>, sessions: u8) -> Referral {
        let mut row = Referral::new(name, date(2019, 8, 1));
        row.area = area;
        row.assessment_outcome = outcome;
        row.sessions_attended = Some(sessions);
        row
    }

    fn sample() -> Cohort {
        let (dudley, suitable) = (Some(Area::Dudley), Some(Outcome::Suitable));
        let mut done = man("c", dudley, suitable, 30);
        done.closure_reason = Some(ClosureReason::Completed);
        let mut later = man("e", Some(Area::Walsall), suitable, 0);
        later.received_on = date(2020, 1, 5);
        later.closed_on = Some(date(2020, 4, 1));
        later.closure_reason = Some(ClosureReason::Moved);
        cohort(vec![
            man("a", dudley, None, 0),
            man("b", dudley, suitable, 4),
            done,
            man("d", None, Some(Outcome::Unsuitable), 0),
            later,
        ])
    }

    #[test]
    fn each_share_is_of_the_denominator_that_it_names() {
        let figure = compute(&sample());
        let at = |value: &str, stage: &str, of: &str| {
            let row = figure.row(&[("value", value), ("stage", stage), ("of", of)]);
            row.and_then(|row| Some((row.number("count")?, row.number("share")?)))
        };
        assert_eq!(at("Dudley", "assessed", "individuals"), Some((2.0, 2.0 / 3.0)));
        assert_eq!(at("Dudley", "suitable", "assessed"), Some((2.0, 1.0)));
        assert_eq!(at("Dudley", "started", "suitable"), Some((2.0, 1.0)));
        assert_eq!(at("Dudley", "completed", "started"), Some((1.0, 0.5)));
        assert_eq!(at("total", "completed", "suitable"), Some((1.0, 1.0 / 3.0)));
        assert_eq!(at("not_recorded", "suitable", "assessed"), Some((0.0, 0.0)));
        assert_eq!(at("Coventry", "assessed", "individuals"), None, "a share of nobody is null");
    }

    #[test]
    fn a_case_closed_after_the_day_is_still_open_and_no_quarter_is_left_out() {
        let figure = compute(&sample());
        let open = |quarter: &str| {
            figure.row(&[("value", quarter), ("stage", "open")]).and_then(|row| row.number("count"))
        };
        assert_eq!(open("2019Q3"), Some(2.0), "neither the completed nor the unsuitable");
        assert_eq!(open("2019Q4"), Some(0.0), "a quarter without a referral has its row");
        assert_eq!(open("2020Q1"), Some(1.0));
    }

    #[test]
    fn an_area_is_compared_where_there_are_others() {
        let figure = compute(&sample());
        let dudley = figure.row(&[("value", "Dudley"), ("stage", "started")]).expect("there");
        // 2 of 2 against 0 of 1: one table in three is as extreme.
        assert!((dudley.number("fisher_p").expect("compared") - 1.0 / 3.0).abs() < 1e-9);
        assert_eq!(dudley.number("risk_difference"), Some(1.0));
        let alone = compute(&cohort(vec![man("a", Some(Area::Dudley), None, 0)]));
        let row = alone.row(&[("value", "Dudley"), ("stage", "assessed")]).expect("there");
        assert_eq!(row.get("fisher_p"), Some(&Value::Null));
    }

    #[test]
    fn the_headline_names_an_area_only_where_it_survives_correction() {
        let headline = |assessed: usize| {
            let men = (0..80).map(|place| {
                let walsall = place >= 40;
                let outcome = (walsall || place < assessed).then_some(Outcome::Suitable);
                let area = if walsall { Area::Walsall } else { Area::Dudley };
                man(&place.to_string(), Some(area), outcome, 1)
            });
            compute(&cohort(men.collect())).headline.expect("worded")
        };
        let clear = headline(10);
        assert!(clear.contains("after Holm's correction"), "{clear}");
        let alike = headline(39);
        assert!(alike.contains("no difference of an area"), "{alike}");
        let few = compute(&sample()).headline.expect("worded");
        assert!(few.contains("too small to tell"), "{few}");
    }

    #[test]
    fn a_date_of_another_age_does_not_fill_the_table() {
        let figure = compute(&cohort(vec![
            Referral::new("a", date(1018, 1, 1)),
            Referral::new("b", date(2018, 1, 1)),
        ]));
        assert!(figure.rows.len() < 100);
        assert_eq!(compute(&cohort(Vec::new())).n, 0);
    }
}
