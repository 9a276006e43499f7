//! Figure 13: what the programme put out, against its targets.

use dataset::{Activity, Code, Target};

use crate::cohort::day_number;
use crate::figure::{Figure, Kind, Row, Value, column};
use crate::figures::activity::{is_programme, weeks};
use crate::figures::rows::is_small;
use crate::figures::tally::beside;
use crate::figures::wording::{note_small_rows, thousands};
use crate::quantity::{Quantity, Universe};
use crate::{Cohort, published};

/// An output: its key, its name in the report's table, and what it counts, where it counts.
struct Output {
    key: &'static str,
    printed: &'static str,
    quantity: fn() -> Option<Quantity>,
}

const OUTPUTS: [Output; 10] = [
    Output {
        key: "referrals",
        printed: "referrals to My Time for assessment",
        quantity: || Some(Quantity::all(Universe::Referrals)),
    },
    Output {
        key: "individuals",
        printed: "individuals referred to My Time",
        quantity: || Some(Quantity::all(Universe::Individuals)),
    },
    Output {
        key: "assessed",
        printed: "individuals assessed",
        quantity: || Some(Quantity::all(Universe::Individuals).only("assessed", ["yes"])),
    },
    Output {
        key: "suitable",
        printed: "men accepted onto My Time (suitable)",
        quantity: || Some(Quantity::suitable()),
    },
    Output {
        key: "started",
        printed: "men who started (attended at least one session)",
        quantity: || Some(Quantity::suitable().only("group", ["some_sessions", "completed"])),
    },
    Output {
        key: "sessions",
        printed: "sessions delivered",
        quantity: || Some(Quantity::all(Universe::Of("13")).only("output", ["sessions"])),
    },
    Output {
        key: "completed",
        printed: "men completing the 30-week programme",
        quantity: || Some(Quantity::suitable().only("group", ["completed"])),
    },
    Output {
        key: "support_referred",
        printed: "(ex)partners referred to the ISS",
        quantity: || Some(Quantity::all(Universe::Support)),
    },
    Output {
        key: "support_received",
        printed: "(ex)partners receiving support from the ISS",
        quantity: || Some(Quantity::all(Universe::Support).only("started", ["yes"])),
    },
    Output { key: "sessions_per_week", printed: "sessions per week", quantity: || None },
];

/// The period of each target that the report states (3.7).
const PERIODS: [(&str, &str); 2] = [("completed", "two years"), ("sessions_per_week", "a week")];

/// Figure 13 of a cohort.
pub fn compute(cohort: &Cohort) -> Figure {
    let mut figure = Figure::new(
        "13",
        "Outputs against targets",
        "Did the programme put out what it was paid for?",
        "Referrals, each counted; individuals behind them; those assessed, found suitable, \
         started and completed, as in Figure 14. Sessions attended are those on the latest \
         referral of each individual that has any, whether found suitable or not. Support cases \
         referred, and those whose start is recorded. Sessions a week: sessions of the programme \
         (not motivational sessions, not reminders) over the weeks from the first to the last. \
         A target holds for its own period, which need not be that of the data; it is from the \
         targets file, or where none is given from the programme's documents (3.7 of the report).",
        "referrals",
    );
    figure.columns = vec![
        column("output", "Output", Kind::Code),
        column("value", "Number", Kind::Mean),
        column("target", "Target", Kind::Mean),
        column("period", "Period of the target", Kind::Text),
    ];
    figure.n = cohort.data.referrals.len() as u64;
    figure.base = Some(Quantity::all(Universe::Referrals));
    let values = values(cohort);
    for (output, value) in OUTPUTS.iter().zip(values) {
        let row = Row::new().with("output", output.key);
        let mut row = match (value, (output.quantity)()) {
            (Value::Count(count), Some(quantity)) => {
                let mut row = row.with_count("value", count, quantity);
                row.small = is_small(count, 0);
                row
            }
            (value, _) => row.with("value", value),
        };
        let (target, period) = target(cohort, output.key).unwrap_or((Value::Null, Value::Null));
        row = row.with("target", target).with("period", period);
        figure.rows.push(row);
    }
    note(&mut figure, cohort);
    figure.headline = Some(headline(&figure));
    let printed = published::outputs();
    for output in &OUTPUTS {
        for column in ["value", "target"] {
            let printed = printed.text("output", output.printed, column).unwrap_or_default();
            beside(&mut figure, cohort, &[("output", output.key)], column, printed);
        }
    }
    figure
}

/// The value of each of [`OUTPUTS`], in their order.
fn values(cohort: &Cohort) -> [Value; OUTPUTS.len()] {
    let (mut assessed, mut suitable, mut started, mut sessions, mut completed) = (0, 0, 0, 0, 0);
    for man in &cohort.individuals {
        assessed += u64::from(man.assessed);
        suitable += u64::from(man.suitable());
        started += u64::from(man.starter());
        sessions += u64::from(man.sessions);
        completed += u64::from(man.completed());
    }
    let support = &cohort.data.support;
    let received =
        support.iter().filter(|case| cohort.by_then(case.started_on).is_some()).count() as u64;
    let of_support =
        |count: u64| if told_of_support(cohort) { Value::Count(count) } else { Value::Null };
    [
        Value::Count(cohort.data.referrals.len() as u64),
        Value::Count(cohort.individuals.len() as u64),
        Value::Count(assessed),
        Value::Count(suitable),
        Value::Count(started),
        Value::Count(sessions),
        Value::Count(completed),
        of_support(support.len() as u64),
        of_support(received),
        Value::of(sessions_per_week(&cohort.data.activity)),
    ]
}

/// Whether there are support cases, or a file that says that there are none.
fn told_of_support(cohort: &Cohort) -> bool {
    cohort.data.given.support || !cohort.data.support.is_empty()
}

/// Sessions of the programme over the weeks from the first to the last, both days counted,
/// and at least one week.
fn sessions_per_week(activity: &[Activity]) -> Option<f64> {
    let held = || activity.iter().filter(|row| is_programme(row)).map(|row| row.held_on);
    let (first, last) = held().min().zip(held().max())?;
    Some(held().count() as f64 / weeks(day_number(first), day_number(last)))
}

/// The target of an output and its period: of the area that is evaluated, or of all areas.
fn target(cohort: &Cohort, output: &str) -> Option<(Value, Value)> {
    if cohort.data.given.targets || !cohort.data.targets.is_empty() {
        let given =
            |target: &&Target| target.output.code() == output && target.area == cohort.scope.area;
        let target = cohort.data.targets.iter().find(given)?;
        let period = target.period.as_ref().map(|period| Value::from(period.to_string()));
        return Some((whole(target.target), period.unwrap_or(Value::Null)));
    }
    if cohort.scope.area.is_some() {
        return None;
    }
    let printed = OUTPUTS.iter().find(|of| of.key == output)?.printed;
    let target = published::outputs().number("output", printed, "target")?;
    let period = PERIODS.iter().find(|(of, _)| *of == output);
    Some((whole(target), period.map_or(Value::Null, |(_, period)| Value::from(*period))))
}

/// A target is told as a whole number where it is one.
fn whole(target: f64) -> Value {
    if target.fract() == 0.0 && target.abs() < 1e15 {
        Value::Whole(target as i64)
    } else {
        Value::number(target)
    }
}

fn note(figure: &mut Figure, cohort: &Cohort) {
    if figure.n == 0 {
        figure.note("No referral is in scope.");
    }
    if !told_of_support(cohort) {
        figure.note("No support file was given, so nothing is known of (ex)partners.");
    }
    if figure
        .row(&[("output", "sessions_per_week")])
        .is_some_and(|row| row.number("value").is_none())
    {
        figure.note(
            "Sessions a week are not known: no session of the programme is in an activity file.",
        );
    }
    if figure.rows.iter().any(|row| row.number("target").is_none()) {
        figure.note("Where a target is empty, none was set.");
    }
    if cohort.scope.area.is_none() && cohort.data.targets.iter().any(|target| target.area.is_some())
    {
        figure.note("Targets of single areas show when the area is evaluated.");
    }
    if figure.rows.iter().any(|row| row.number("target").is_some()) {
        figure
            .note("A target is for its own period: the data may cover a longer or a shorter one.");
    }
    note_small_rows(figure);
}

/// Completions against their target, and otherwise how many there are.
fn headline(figure: &Figure) -> String {
    let row = figure.row(&[("output", "completed")]);
    let completed = row.and_then(|row| row.number("value")).unwrap_or(0.0);
    let men = if completed == 1.0 { "man" } else { "men" };
    let completions = format!("{} {men} completed", thousands(completed as u64));
    let Some(target) = row.and_then(|row| row.number("target")).filter(|target| *target > 0.0)
    else {
        return format!("{completions}; no target was set");
    };
    let period = row.and_then(|row| row.text("period"));
    let within = period.map_or_else(String::new, |period| format!(" ({period})"));
    let share = 100.0 * completed / target;
    let against = format!("{completions} against a target of {target}{within}");
    if completed >= target { format!("{against}: met") } else { format!("{against}: {share:.1}%") }
}

#[cfg(test)]
mod tests {
    use dataset::codes::{ActivityKind, Area, ClosureReason, Outcome};
    use dataset::{DataSet, Support};
    use jiff::civil::date;

    use super::*;
    use crate::Scope;
    use crate::figures::samples::{
        AS_AT, Tell, assert_sound, degenerate, referral, whole as cohort,
    };

    fn session(day: i8, kind: ActivityKind) -> Activity {
        let held_on = date(2019, 1, day);
        Activity {
            area: None,
            held_on,
            kind: Some(kind),
            content: None,
            places: None,
            attended: None,
        }
    }

    fn target(output: &str, target: f64, area: Option<Area>) -> Target {
        Target {
            output: Code::from_code(output).unwrap(),
            target,
            period: Some("a year".into()),
            area,
        }
    }

    fn data() -> DataSet {
        DataSet {
            referrals: vec![
                referral("a").of("m").found(Outcome::Suitable).attended(4),
                referral("b").of("m").attended(7),
                referral("c").attended(3),
                referral("d").found(Outcome::Suitable).closed(ClosureReason::Completed),
            ],
            support: vec![
                Support { started_on: Some(date(2019, 1, 1)), ..Support::default() },
                Support::default(),
            ],
            ..DataSet::default()
        }
    }

    fn value(figure: &Figure, output: &str) -> Option<f64> {
        figure.row(&[("output", output)]).unwrap().number("value")
    }

    #[test]
    fn every_output_has_its_value_in_the_order_of_the_specification() {
        let figure = compute(&cohort(data()));
        let outputs: Vec<_> = figure
            .rows
            .iter()
            .map(|row| (row.text("output").unwrap(), row.number("value")))
            .collect();
        assert_eq!(
            outputs,
            [
                ("referrals", Some(4.0)),
                ("individuals", Some(3.0)),
                ("assessed", Some(2.0)),
                ("suitable", Some(2.0)),
                ("started", Some(2.0)),
                ("sessions", Some(10.0)),
                ("completed", Some(1.0)),
                ("support_referred", Some(2.0)),
                ("support_received", Some(1.0)),
                ("sessions_per_week", None),
            ]
        );
        let keys: Vec<_> = figure.rows[0].cells.iter().map(|(key, _)| *key).collect();
        assert_eq!(keys, ["output", "value", "target", "period"]);
    }

    #[test]
    fn the_targets_of_the_programme_s_documents_hold_where_none_are_given() {
        let figure = compute(&cohort(data()));
        let row = figure.row(&[("output", "completed")]).unwrap();
        assert_eq!((row.number("target"), row.text("period")), (Some(432.0), Some("two years")));
        assert_eq!(
            figure.headline.as_deref(),
            Some("1 man completed against a target of 432 (two years): 0.2%")
        );
        let row = figure.row(&[("output", "sessions_per_week")]).unwrap();
        assert_eq!(row.number("target"), Some(12.0));
    }

    #[test]
    fn a_target_given_is_of_the_area_evaluated_or_of_all() {
        let targets = vec![
            target("completed", 3.0, Some(Area::Dudley)),
            target("completed", 1.0, None),
            target("referrals", 2.5, None),
        ];
        let data = DataSet { targets, ..data() };
        let figure = compute(&cohort(data.clone()));
        let of = |output| figure.row(&[("output", output)]).unwrap().number("target");
        assert_eq!((of("completed"), of("referrals")), (Some(1.0), Some(2.5)));
        assert_eq!(of("sessions_per_week"), None, "the documents' targets give way to the file's");
        assert!(figure.headline.unwrap().ends_with("a target of 1 (a year): met"));
        let scope = Scope { area: Some(Area::Dudley), ..Scope::as_at(AS_AT) };
        let dudley = compute(&Cohort::new(data, scope));
        let row = dudley.row(&[("output", "completed")]).unwrap();
        assert_eq!(row.number("target"), Some(3.0));
    }

    #[test]
    fn sessions_a_week_are_those_of_the_programme_over_the_weeks_of_them() {
        use ActivityKind::{Group, OneToOne, Reminder};
        let activity = vec![
            session(1, Group),
            session(14, OneToOne),
            session(7, Group),
            session(30, Reminder),
        ];
        let figure = compute(&cohort(DataSet { activity, ..data() }));
        assert_eq!(value(&figure, "sessions_per_week"), Some(1.5));
        let one_day = [session(1, Group), session(1, Group)];
        assert_eq!(sessions_per_week(&one_day), Some(2.0), "at least one week");
    }

    #[test]
    fn without_a_support_file_nothing_is_said_of_women() {
        let figure = compute(&cohort(DataSet { support: Vec::new(), ..data() }));
        assert_eq!(value(&figure, "support_received"), None);
        assert!(figure.notes.iter().any(|note| note.starts_with("No support file was given")));
    }

    #[test]
    fn the_smallest_cohorts_do_not_break_it() {
        for (name, cohort) in degenerate() {
            assert_sound(&compute(&cohort), name);
        }
    }
}
