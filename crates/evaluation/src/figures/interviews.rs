//! Figure 6: who was interviewed for the evaluation.

use std::collections::BTreeMap;

use dataset::codes::{InterviewArea, InterviewGroup, InterviewOutcome};
use dataset::{Code, Interview};

use crate::figure::{Figure, Kind, Row, Value, column};
use crate::figures::rows::is_small;
use crate::figures::tally::{NOT_RECORDED, beside, names, place};
use crate::figures::wording::{note_small_rows, number_of, share_of};
use crate::quantity::{Quantity, Universe};
use crate::{Cohort, published};

/// The phases of the evaluation, and the place of interviews without one.
const PHASES: usize = 3;
const STAGES: [&str; 3] = ["contacted", "arranged", "done"];

/// A count of each phase, the last of interviews without one.
type ByPhase = [u64; PHASES + 1];

/// Figure 6 of a cohort.
pub fn compute(cohort: &Cohort) -> Figure {
    let mut figure = Figure::new(
        "6",
        "Interviews, by area and phase",
        "Whose voices does the evaluation rest on?",
        "Interviews of social workers whose outcome is done, by area and phase; one that is of \
         no single area is not_recorded. Beside them, interviews of stakeholders done by \
         organisation and phase, and of each group and phase those contacted, those arranged \
         (the date of it is recorded and has come) and those done. n is of the social workers' \
         interviews done.",
        "interviews_done",
    );
    figure.columns = vec![
        column("area", "Area (social workers)", Kind::Code),
        column("organisation", "Organisation (stakeholders)", Kind::Text),
        column("group", "Group", Kind::Code),
        column("stage", "Stage", Kind::Code),
        column("phase", "Phase", Kind::Text),
        column("count", "Interviews", Kind::Count),
    ];
    let counted = Counted::of(cohort);
    figure.n = counted.areas.iter().flatten().sum();
    figure.base = Some(done().only("group", ["social_worker"]));
    push_areas(&mut figure, &counted);
    push_organisations(&mut figure, &counted);
    push_consultation(&mut figure, &counted);

    if figure.n == 0 {
        figure.note("No interview of a social worker is recorded as done.");
    }
    figure.note(
        "Rows of an area are social workers' interviews done, rows of an organisation \
         stakeholders', rows of a group and stage every interview sought: the three tell of the \
         same interviews and are not to be added.",
    );
    note_small_rows(&mut figure);
    figure.headline = Some(headline(&counted));
    lay_beside(&mut figure, cohort);
    figure
}

/// What was sought and done.
struct Counted {
    /// Of social workers, done, by area; the last of no single area.
    areas: Vec<ByPhase>,
    /// Of stakeholders, done, by organisation in the order of the alphabet.
    organisations: BTreeMap<String, ByPhase>,
    /// By group and stage; the last group of interviews without one.
    consultation: Vec<[ByPhase; STAGES.len()]>,
}

impl Counted {
    fn of(cohort: &Cohort) -> Self {
        let mut counted = Self {
            areas: vec![ByPhase::default(); InterviewArea::ALL.len() + 1],
            organisations: BTreeMap::new(),
            consultation: vec![Default::default(); InterviewGroup::ALL.len() + 1],
        };
        for interview in &cohort.data.interviews {
            let phase = phase(interview);
            let reached = reached(cohort, interview);
            let stages = &mut counted.consultation[place(interview.group)];
            for (stage, reached) in stages.iter_mut().zip(reached) {
                stage[phase] += u64::from(reached);
            }
            let [_, _, done] = reached;
            match interview.group {
                Some(InterviewGroup::SocialWorker) => {
                    counted.areas[place(interview.area)][phase] += u64::from(done);
                }
                Some(InterviewGroup::Stakeholder) => {
                    let organisation = interview.organisation.as_deref().unwrap_or(NOT_RECORDED);
                    let phases = counted.organisations.entry(organisation.to_owned());
                    phases.or_default()[phase] += u64::from(done);
                }
                _ => {}
            }
        }
        counted
    }
}

/// The place of its phase; the last where it has none.
fn phase(interview: &Interview) -> usize {
    let phase = interview.phase.map(usize::from).and_then(|phase| phase.checked_sub(1));
    phase.filter(|phase| *phase < PHASES).unwrap_or(PHASES)
}

/// Which of [`STAGES`] it has reached by the day of the evaluation.
fn reached(cohort: &Cohort, interview: &Interview) -> [bool; 3] {
    let come = |date| cohort.by_then(date).is_some();
    let done = interview.outcome == Some(InterviewOutcome::Done)
        && interview.done_on.is_none_or(|on| on <= cohort.scope.as_at);
    [come(interview.contacted_on), come(interview.arranged_on), done]
}

/// Interviews done.
fn done() -> Quantity {
    Quantity::all(Universe::Interviews).only("done", ["yes"])
}

/// Adds a row a phase; a phase that is not recorded has one only where there is such an
/// interview, since a phase is a number and not a code.
fn push(figure: &mut Figure, start: &Row, counts: &ByPhase, quantity: &Quantity) {
    const NAMES: [&str; PHASES] = ["1", "2", "3"];
    for (place, count) in counts.iter().copied().enumerate() {
        let (value, name) = match NAMES.get(place) {
            Some(name) => (Value::Whole(place as i64 + 1), *name),
            None if count > 0 => (Value::from(NOT_RECORDED), NOT_RECORDED),
            None => continue,
        };
        let quantity = quantity.clone().only("phase", [name]);
        let mut row = start.clone().with("phase", value).with_count("count", count, quantity);
        row.small = is_small(count, 0);
        figure.rows.push(row);
    }
}

fn push_areas(figure: &mut Figure, counted: &Counted) {
    for (area, counts) in names::<InterviewArea>().into_iter().zip(&counted.areas) {
        let quantity = done().only("group", ["social_worker"]).only("area", [area]);
        push(figure, &Row::new().with("area", area), counts, &quantity);
    }
}

fn push_organisations(figure: &mut Figure, counted: &Counted) {
    for (organisation, counts) in &counted.organisations {
        let quantity = done().only("group", ["stakeholder"]);
        let quantity = quantity.only("organisation", [organisation.clone()]);
        let row = Row::new().with("area", Value::Null).with("organisation", organisation.clone());
        push(figure, &row, counts, &quantity);
    }
}

fn push_consultation(figure: &mut Figure, counted: &Counted) {
    for (group, stages) in names::<InterviewGroup>().into_iter().zip(&counted.consultation) {
        for (stage, counts) in STAGES.into_iter().zip(stages) {
            let quantity = Quantity::all(Universe::Interviews).only(stage, ["yes"]);
            let quantity = quantity.only("group", [group]);
            let row = Row::new().with("area", Value::Null);
            push(figure, &row.with("group", group).with("stage", stage), counts, &quantity);
        }
    }
}

/// How many were heard, and whether one area outweighs the others together.
fn headline(counted: &Counted) -> String {
    let sums: Vec<u64> = counted.areas.iter().map(|phases| phases.iter().sum()).collect();
    let social_workers: u64 = sums.iter().sum();
    let everyone: u64 =
        counted.consultation.iter().map(|stages| stages[2].iter().sum::<u64>()).sum();
    if everyone == 0 {
        return "No interview is recorded as done".to_owned();
    }
    let all = format!("{} of every group", number_of(everyone, "interview", "interviews"));
    if social_workers == 0 {
        return format!("No interview with a social worker was done, and {all}");
    }
    let heard = format!(
        "{} with social workers {} done",
        number_of(social_workers, "interview", "interviews"),
        if social_workers == 1 { "was" } else { "were" }
    );
    let most = names::<InterviewArea>()
        .into_iter()
        .zip(sums)
        .find(|(name, sum)| *name != NOT_RECORDED && 2 * sum > social_workers);
    match most {
        Some((area, sum)) => {
            format!("{heard}, most in {area}, {}; {all}", share_of(sum, social_workers))
        }
        None => format!("{heard}; {all}"),
    }
}

fn lay_beside(figure: &mut Figure, cohort: &Cohort) {
    const COLUMNS: [(&str, &str); 3] =
        [("1", "phase_one"), ("2", "phase_two"), ("3", "phase_three")];
    for (phase, column) in COLUMNS {
        for line in published::interviews().iter() {
            let row = [("area", line.text("area")), ("phase", phase)];
            beside(figure, cohort, &row, "count", line.text(column));
        }
        for line in published::stakeholders_by_organisation().iter() {
            let row = [("organisation", line.text("organisation")), ("phase", phase)];
            beside(figure, cohort, &row, "count", line.text(column));
        }
    }
    for line in published::consultation().iter() {
        let group = match line.text("group") {
            "stakeholders" => "stakeholder",
            "social workers" => "social_worker",
            "(ex)partners" => "ex_partner",
            _ => "perpetrator",
        };
        for stage in STAGES {
            let row = [("group", group), ("stage", stage), ("phase", line.text("phase"))];
            beside(figure, cohort, &row, "count", line.text(stage));
        }
    }
}

#[cfg(test)]
mod tests {
    use dataset::DataSet;
    use jiff::civil::date;

    use super::*;
    use crate::figures::samples::{assert_sound, degenerate, whole};

    fn interview(group: InterviewGroup, phase: u8, outcome: InterviewOutcome) -> Interview {
        Interview {
            interview_ref: None,
            group: Some(group),
            organisation: None,
            area: None,
            phase: Some(phase),
            contacted_on: Some(date(2019, 1, 1)),
            arranged_on: None,
            done_on: None,
            outcome: Some(outcome),
        }
    }

    fn sample() -> Figure {
        use InterviewGroup::{Perpetrator, SocialWorker, Stakeholder};
        use InterviewOutcome::{Cancelled, Done};
        let coventry = |outcome| Interview {
            area: Some(InterviewArea::Coventry),
            ..interview(SocialWorker, 2, outcome)
        };
        let joined = Interview {
            area: Some(InterviewArea::BirminghamAndSolihull),
            phase: None,
            ..interview(SocialWorker, 3, Done)
        };
        let to_come =
            Interview { done_on: Some(date(2020, 4, 1)), ..interview(SocialWorker, 3, Done) };
        let stakeholder = Interview {
            organisation: Some("OPCC".into()),
            arranged_on: Some(date(2019, 1, 1)),
            ..interview(Stakeholder, 1, Done)
        };
        let interviews = vec![
            coventry(Done),
            coventry(Done),
            coventry(Cancelled),
            joined,
            to_come,
            stakeholder,
            interview(Perpetrator, 3, Done),
        ];
        compute(&whole(DataSet { interviews, ..DataSet::default() }))
    }

    fn count(figure: &Figure, cells: &[(&str, &str)], phase: i64) -> Option<f64> {
        let named = |row: &&Row| {
            cells.iter().all(|(key, word)| row.text(key) == Some(word))
                && row.get("phase") == Some(&Value::Whole(phase))
        };
        figure.rows.iter().find(named)?.number("count")
    }

    #[test]
    fn social_workers_are_counted_by_area_and_phase_when_their_interview_is_done() {
        let figure = sample();
        assert_eq!(figure.n, 3);
        assert_eq!(count(&figure, &[("area", "Coventry")], 2), Some(2.0));
        assert_eq!(count(&figure, &[("area", "Dudley")], 2), Some(0.0));
        let row = figure.row(&[("area", "Birmingham and Solihull"), ("phase", "not_recorded")]);
        assert_eq!(row.unwrap().number("count"), Some(1.0));
        let keys: Vec<_> = figure.rows[0].cells.iter().map(|(key, _)| *key).collect();
        assert_eq!(keys, ["area", "phase", "count"]);
        assert_eq!(
            figure.headline.as_deref(),
            Some(
                "3 interviews with social workers were done, most in Coventry, 2 of 3 (66.7%); 5 interviews of every group"
            )
        );
    }

    #[test]
    fn organisations_and_the_consultation_stand_beside() {
        let figure = sample();
        assert_eq!(count(&figure, &[("organisation", "OPCC")], 1), Some(1.0));
        let stage =
            |group, stage, phase| count(&figure, &[("group", group), ("stage", stage)], phase);
        assert_eq!(stage("social_worker", "contacted", 2), Some(3.0));
        assert_eq!(stage("social_worker", "done", 2), Some(2.0));
        assert_eq!(stage("stakeholder", "arranged", 1), Some(1.0));
        assert_eq!(stage("social_worker", "done", 3), Some(0.0), "its day has not come");
    }

    #[test]
    fn the_smallest_cohorts_do_not_break_it() {
        for (name, cohort) in degenerate() {
            assert_sound(&compute(&cohort), name);
        }
    }
}
