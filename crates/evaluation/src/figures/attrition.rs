//! How many sessions starters attend before they leave.

use dataset::codes::ClosureReason;

use super::wording::{note_small_rows, number_of, per_cent, share_of};
use crate::cohort::{Cohort, Individual};
use crate::figure::{Chart, ChartForm, Figure, Kind, Reported, Row, Value, column};
use crate::published;
use crate::quantity::{Quantity, Universe};
use crate::statistics::survival::{Step, survival};

/// Sessions of the whole programme: the time at which a completion is censored.
const PROGRAMME: u32 = 30;

/// Why a man left, as the incidences tell them apart.
const REASONS: [&str; 3] = ["dropped_out", "removed", "other"];

/// When, in sessions, a man was last seen, and why he left where he did.
type Exit = (u32, Option<usize>);

/// Kaplan–Meier of leaving and Aalen–Johansen by reason, of starters.
pub fn compute(cohort: &Cohort) -> Figure {
    let mut figure = Figure::new(
        "attrition",
        "Sessions attended before leaving",
        "How long do starters stay, and why do they leave?",
        "Starters: found suitable, with a session attended or a completion. Time is the number of \
         sessions attended, 0 to 30, on the latest referral that has any. A man has left when \
         that referral is closed by the day of the evaluation for any reason but completion: \
         dropped_out; removed (broke_rules, increased_risk); other (every other reason, or none \
         recorded). Where it is not closed he is censored at the sessions so far; one who \
         completed on any referral is censored at 30. survival: Kaplan–Meier share who have not \
         left, with Greenwood's 95% interval (plain, kept within 0 and 1). incidence: \
         Aalen–Johansen share who have left for each reason. A man censored at a session is at \
         risk at it.",
        "starters",
    );
    figure.columns = vec![
        column("sessions", "Sessions attended", Kind::Count),
        column("at_risk", "At risk", Kind::Count),
        column("left", "Left", Kind::Count),
        column("censored", "Censored", Kind::Count),
        column("survival", "Share still there", Kind::Share),
        column("low", "95% interval, low", Kind::Low),
        column("high", "95% interval, high", Kind::High),
        column("dropped_out", "Left: dropped out", Kind::Count),
        column("removed", "Left: removed", Kind::Count),
        column("other", "Left: other", Kind::Count),
        column("incidence", "Share who have left, by reason", Kind::Share),
    ];
    figure.base = Some(Quantity::suitable().only("group", ["some_sessions", "completed"]));

    let mut exits: Vec<Exit> = Vec::new();
    let mut without_reason = false;
    for man in cohort.individuals.iter().filter(|man| man.starter()) {
        let (exit, reason_missing) = exit(cohort, man);
        without_reason |= reason_missing;
        exits.push(exit);
    }
    figure.n = exits.len() as u64;
    let steps = survival(&exits, REASONS.len());
    figure.rows = rows(&steps, &exits);
    if exits.is_empty() {
        figure.note("Nobody in scope has started, so shares are null.");
    }
    if steps.last().is_some_and(|last| last.time < PROGRAMME) {
        figure.note(
            "After the last session at which anybody was seen nobody is at risk: the shares there \
             are carried on from it and tell nothing new.",
        );
    }
    if !exits.is_empty() && figure.rows.iter().any(|row| row.get("low") == Some(&Value::Null)) {
        figure.note("An interval is null where no deviation is defined: nobody is left in it.");
    }
    if without_reason {
        figure.note("Some were closed without a reason: they count as left, other.");
    }
    note_small_rows(&mut figure);
    figure.headline = headline(&figure, &steps);
    figure.chart = Some(Chart {
        form: ChartForm::Step,
        label: "sessions",
        series: None,
        value: "survival",
        axis: "share of starters who have not left, with 95% interval",
        marks: Vec::new(),
    });
    figure.reported = reported(cohort);
    figure
}

/// When a starter was last seen and why he left; and whether he was closed without a reason.
fn exit(cohort: &Cohort, man: &Individual) -> (Exit, bool) {
    // One who completed may have no sessions recorded, or carry them on a duplicate.
    if man.completed() {
        return ((PROGRAMME, None), false);
    }
    let sessions = u32::from(man.sessions).min(PROGRAMME);
    let Some(row) = cohort.sessions_of(man) else { return ((sessions, None), false) };
    let closed = match row.closed_on {
        Some(on) => on <= cohort.scope.as_at,
        None => row.closure_reason.is_some(),
    };
    if !closed {
        return ((sessions, None), false);
    }
    let reason = match row.closure_reason {
        Some(ClosureReason::DroppedOut) => 0,
        Some(ClosureReason::BrokeRules | ClosureReason::IncreasedRisk) => 1,
        _ => 2,
    };
    ((sessions, Some(reason)), row.closure_reason.is_none())
}

/// A row a session, 0 to 30, also where nobody was left at risk.
fn rows(steps: &[Step], exits: &[Exit]) -> Vec<Row> {
    let mut by_reason = [[0_u64; 31]; REASONS.len()];
    for (time, reason) in exits {
        if let Some(reason) = reason {
            by_reason[*reason][*time as usize] += 1;
        }
    }
    let starters = || Quantity::suitable().only("group", ["some_sessions", "completed"]);
    // Each starter has one exit: its session and how. Every count is a set of exits, and all
    // starters are at risk up to their first session.
    let exit = |time: u32, how: &str| format!("{how} at {time}");
    let exits_in =
        |exits: Vec<String>| Quantity::all(Universe::Of("attrition")).only("exit", exits);
    let ways = || REASONS.into_iter().chain(["censored"]);
    (0..=PROGRAMME)
        .map(|time| {
            let now = steps.iter().find(|step| step.time == time);
            let at_risk = now.map_or(0, |step| step.at_risk);
            // Nobody at risk, nothing changes: the curve goes on level.
            let step = now.or(steps.last());
            let later = (time..=PROGRAMME).flat_map(|time| ways().map(move |how| exit(time, how)));
            let at_risk_of = if time <= 1 { starters() } else { exits_in(later.collect()) };
            let exits_of = |how: &[&str]| exits_in(how.iter().map(|how| exit(time, how)).collect());
            let mut row = Row::new()
                .with("sessions", Value::Whole(i64::from(time)))
                .with_count("at_risk", at_risk, at_risk_of)
                .with_count("left", now.map_or(0, |step| step.left), exits_of(&REASONS))
                .with_count(
                    "censored",
                    now.map_or(0, |step| step.censored),
                    exits_of(&["censored"]),
                )
                .with_number("survival", step.map(|step| step.survival))
                .with_number("low", step.and_then(|step| step.low))
                .with_number("high", step.and_then(|step| step.high));
            for (counts, reason) in by_reason.iter().zip(REASONS) {
                row = row.with_count(reason, counts[time as usize], exits_of(&[reason]));
            }
            let incidence = REASONS
                .into_iter()
                .enumerate()
                .map(|(place, reason)| {
                    let share = step.and_then(|step| step.incidence.get(place).copied());
                    (reason.into(), Value::of(share))
                })
                .collect();
            row.small = super::rows::is_small(0, at_risk);
            row.with("incidence", Value::Named(incidence))
        })
        .collect()
}

/// The median, and how many left after the first session.
fn headline(figure: &Figure, steps: &[Step]) -> Option<String> {
    let last = steps.last()?;
    if figure.n == 0 {
        return None;
    }
    let first = steps.iter().find(|step| step.time == 1);
    let after_one = first.map_or_else(String::new, |step| {
        format!("; {} left after one session", share_of(step.left, step.at_risk))
    });
    let starters = number_of(figure.n, "starter", "starters");
    Some(match steps.iter().find(|step| step.survival <= 0.5) {
        Some(median) => format!(
            "Half of {starters} have left by session {} (median survival){after_one}.",
            median.time
        ),
        None => format!(
            "More than half of {starters} stay: {} have not left by session {}, so the \
             median is not reached{after_one}.",
            per_cent(last.survival),
            last.time
        ),
    })
}

fn reported(cohort: &Cohort) -> Vec<Reported> {
    let measure = "dropped out after attending one session (3.6.2)";
    let value = published::session_records().number("measure", measure, "value");
    value
        .filter(|_| cohort.scope.is_whole())
        .map(|value| Reported {
            row: vec![("sessions", "1".to_owned())],
            column: "left",
            printed: value.to_string(),
            value,
        })
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests {
    use dataset::codes::Outcome;
    use dataset::{DataSet, Referral};
    use jiff::civil::date;

    use super::*;
    use crate::Scope;

    fn cohort(referrals: Vec<Referral>) -> Cohort {
        let data = DataSet { referrals, ..DataSet::default() };
        Cohort::new(data, Scope::as_at(date(2020, 3, 31)))
    }

    fn starter(name: &str, sessions: u8, reason: Option<ClosureReason>) -> Referral {
        let mut row = Referral::new(name, date(2018, 1, 1));
        row.assessment_outcome = Some(Outcome::Suitable);
        row.sessions_attended = Some(sessions);
        row.closure_reason = reason;
        row.closed_on = reason.map(|_| date(2018, 9, 1));
        row
    }

    fn at(figure: &Figure, sessions: usize, key: &str) -> Option<f64> {
        figure.rows[sessions].number(key)
    }

    #[test]
    fn leaving_is_by_the_closure_of_the_referral_that_carries_the_sessions() {
        let mut not_yet = starter("e", 3, Some(ClosureReason::Moved));
        not_yet.closed_on = Some(date(2020, 4, 1));
        let figure = compute(&cohort(vec![
            starter("a", 1, Some(ClosureReason::DroppedOut)),
            starter("b", 1, Some(ClosureReason::BrokeRules)),
            starter("c", 2, None),
            starter("d", 12, Some(ClosureReason::Completed)),
            not_yet,
            starter("f", 3, Some(ClosureReason::Custody)),
        ]));
        assert_eq!((figure.n, figure.rows.len()), (6, 31));
        assert_eq!(at(&figure, 1, "at_risk"), Some(6.0));
        assert_eq!(at(&figure, 1, "left"), Some(2.0));
        assert_eq!(at(&figure, 1, "removed"), Some(1.0));
        assert_eq!(at(&figure, 2, "censored"), Some(1.0));
        assert_eq!(at(&figure, 3, "censored"), Some(1.0), "a later closure is not known yet");
        assert_eq!(at(&figure, 3, "other"), Some(1.0));
        assert_eq!(at(&figure, 30, "censored"), Some(1.0), "a completion counts to 30");
        // 4/6 after one session; then 1 of the 3 still at risk leaves: 4/6 · 2/3.
        assert!((at(&figure, 3, "survival").expect("defined") - 4.0 / 9.0).abs() < 1e-12);
        let Some(Value::Named(incidence)) = figure.rows[3].get("incidence") else {
            panic!("incidence is by reason");
        };
        let shares: Vec<f64> = incidence.iter().filter_map(|(_, value)| value.as_f64()).collect();
        for (share, expected) in shares.iter().zip([1.0 / 6.0, 1.0 / 6.0, 2.0 / 9.0]) {
            assert!((share - expected).abs() < 1e-12, "{shares:?}");
        }
        assert_eq!(
            figure.headline.as_deref(),
            Some(
                "Half of 6 starters have left by session 3 (median survival); 2 of 6 (33.3%) left \
                 after one session."
            )
        );
    }

    #[test]
    fn a_man_who_completed_elsewhere_has_not_left_on_his_duplicate() {
        let mut first = starter("a", 30, Some(ClosureReason::Completed));
        first.individual_ref = Some("m".into());
        let mut duplicate = starter("b", 30, Some(ClosureReason::Duplicate));
        duplicate.individual_ref = Some("m".into());
        let figure = compute(&cohort(vec![first, duplicate]));
        assert_eq!(at(&figure, 30, "left"), Some(0.0));
        assert_eq!(at(&figure, 30, "censored"), Some(1.0));
    }

    #[test]
    fn nobody_started_is_said() {
        let figure = compute(&cohort(vec![Referral::new("a", date(2018, 1, 1))]));
        assert_eq!((figure.n, figure.rows.len()), (0, 31));
        assert_eq!(figure.rows[0].get("survival"), Some(&Value::Null));
        assert!(figure.notes[0].contains("Nobody in scope has started"));
        assert_eq!(figure.headline, None);
    }

    #[test]
    fn after_the_last_man_seen_the_curve_is_carried_on_and_said_to_be() {
        let figure = compute(&cohort(vec![
            starter("a", 1, Some(ClosureReason::Moved)),
            starter("b", 2, None),
        ]));
        assert_eq!(at(&figure, 2, "survival"), Some(0.5));
        assert_eq!(at(&figure, 3, "at_risk"), Some(0.0));
        assert_eq!(at(&figure, 30, "survival"), Some(0.5));
        assert!(figure.notes.iter().any(|note| note.contains("carried on")));
    }
}
