//! Sessions a week against what was promised, and how full they were.

use dataset::codes::{ActivityKind, Area, Output};
use dataset::{Activity, Code};
use jiff::civil::Date;

use super::characteristics::NOT_RECORDED;
use super::wording::{note_small_rows, per_cent, thousands};
use crate::Cohort;
use crate::cohort::day_number;
use crate::figure::{Chart, ChartForm, Figure, Kind, Reported, Row, Value, column};
use crate::published;
use crate::quantity::{Quantity, Universe};

/// The longest run of months that has rows: fifty years.
const MOST_MONTHS: usize = 600;

/// What was held, and how full it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Held {
    sessions: u64,
    attended: u64,
    /// Of the sessions, those for which attendance is recorded.
    with_attended: u64,
    /// Of the sessions for which both places and attendance are recorded.
    with_both: u64,
    places: u64,
    attended_of_places: u64,
}

impl Held {
    fn add(&mut self, row: &Activity) {
        self.sessions += 1;
        self.attended += u64::from(row.attended.unwrap_or(0));
        self.with_attended += u64::from(row.attended.is_some());
        if let (Some(places), Some(attended)) = (row.places, row.attended) {
            self.with_both += 1;
            self.places += u64::from(places);
            self.attended_of_places += u64::from(attended);
        }
    }
}

/// Sessions by area, month and kind, with sessions a week, places, attendance, utilisation.
pub fn compute(cohort: &Cohort) -> Figure {
    let mut figure = Figure::new(
        "activity",
        "Sessions held, and how full they were",
        "Are as many sessions held as were promised, and are their places used?",
        "Programme sessions: group and one_to_one, and those whose kind is not recorded; \
         motivational sessions and reminders are outside the thirty and stand in rows of their \
         own, in no total. Sessions a week: sessions divided by the weeks from the first to the \
         last session of the programme in scope (of a month, the days of it within them; never \
         fewer than one week), against the target. Attended: attendances, a man counted at every \
         session that he came to; attendances a session: over the sessions for which attendance \
         is recorded. Utilisation: attendances of places, over the sessions for \
         which both are recorded. By area, by month and by kind; total stands for all.",
        "sessions",
    );
    figure.columns = vec![
        column("area", "Area", Kind::Code),
        column("month", "Month", Kind::Text),
        column("kind", "Kind", Kind::Code),
        column("sessions", "Sessions", Kind::Count),
        column("sessions_per_week", "Sessions a week", Kind::Mean),
        column("target", "Target a week", Kind::Number),
        column("attended", "Attendances", Kind::Count),
        column("attended_per_session", "Attendances a session", Kind::Mean),
        column("places", "Places", Kind::Count),
        column("utilisation", "Share of places used", Kind::Share),
    ];
    figure.base = Some(programme_sessions());
    let programme = || cohort.data.activity.iter().filter(|row| is_programme(row));
    let Some((first, last)) =
        programme().map(|row| row.held_on).min().zip(programme().map(|row| row.held_on).max())
    else {
        figure.note(if cohort.data.activity.is_empty() {
            "No activity file was given, or it has no session in scope: nothing can be counted. \
             Give one with --activity."
        } else {
            "The activity file has motivational sessions and reminders alone: no session of the \
             programme is in scope."
        });
        return figure;
    };
    let span = Span { first, last };
    figure.n = programme().count() as u64;
    figure.missing = 0;
    figure.rows = rows(cohort, &span, &mut figure.notes);
    figure.headline = headline(&figure);
    notes(&mut figure, cohort);
    figure.chart = Some(Chart {
        form: ChartForm::Line,
        label: "month",
        series: None,
        value: "sessions",
        axis: "sessions held in the month",
        marks: Vec::new(),
    });
    figure.reported = reported(cohort);
    figure
}

/// A session of the programme itself, its kind recorded or not.
pub(super) fn is_programme(row: &Activity) -> bool {
    !matches!(row.kind, Some(ActivityKind::Motivational | ActivityKind::Reminder))
}

/// From the first session to the last.
struct Span {
    first: Date,
    last: Date,
}

impl Span {
    fn weeks(&self) -> f64 {
        weeks(day_number(self.first), day_number(self.last))
    }
    fn months(&self) -> usize {
        months_of(self.last).saturating_sub(months_of(self.first)) as usize + 1
    }
    /// The weeks of a month, counted from the first, that lie within.
    fn weeks_of(&self, month: usize) -> f64 {
        let first_day = |month: usize| {
            let months = months_of(self.first) as usize + month;
            let year = i16::try_from(months / 12).unwrap_or(i16::MAX);
            let month = i8::try_from(months % 12 + 1).unwrap_or(1);
            Date::new(year, month, 1).unwrap_or(Date::MAX)
        };
        let from = day_number(first_day(month)).max(day_number(self.first));
        let to = (day_number(first_day(month + 1)) - 1).min(day_number(self.last));
        weeks(from, to)
    }
}

/// Weeks from one day to another, both counted; at least one.
pub(super) fn weeks(first: i64, last: i64) -> f64 {
    ((last - first + 1) as f64 / 7.0).max(1.0)
}

/// Months since the year 0; earlier ones are no dates of a session.
fn months_of(date: Date) -> u32 {
    u32::try_from(i32::from(date.year()) * 12 + i32::from(date.month()) - 1).unwrap_or(0)
}

fn rows(cohort: &Cohort, span: &Span, notes: &mut Vec<String>) -> Vec<Row> {
    let mut total = Held::default();
    let mut areas = [Held::default(); 8];
    let mut kinds = [Held::default(); 5];
    let by_month = span.months() <= MOST_MONTHS;
    if !by_month {
        notes.push(
            "The sessions span more than fifty years, so some date is surely wrong: there are no \
             rows by month."
                .to_owned(),
        );
    }
    let mut months = vec![Held::default(); if by_month { span.months() } else { 0 }];
    for row in &cohort.data.activity {
        kinds[row.kind.map_or(ActivityKind::ALL.len(), Code::place)].add(row);
        if !is_programme(row) {
            continue;
        }
        total.add(row);
        areas[row.area.map_or(Area::ALL.len(), Code::place)].add(row);
        let month = months_of(row.held_on).saturating_sub(months_of(span.first)) as usize;
        if let Some(held) = months.get_mut(month) {
            held.add(row);
        }
    }
    let weeks = span.weeks();
    let of = |area: &'static str, month: &str, kind: &'static str| {
        let mut set = sessions_held();
        if area != "total" {
            set = set.only("area", [area]);
        }
        if month != "total" {
            set = set.only("month", [month.to_owned()]);
        }
        if kind != "programme" {
            set.only("kind", [kind])
        } else {
            set.only("kind", PROGRAMME_KINDS)
        }
    };
    let mut rows = vec![row(
        ["total", "total", "programme"],
        &total,
        weeks,
        target(cohort, cohort.scope.area),
        of("total", "total", "programme"),
    )];
    for (place, held) in areas.iter().enumerate() {
        let area = Area::ALL.get(place).copied();
        let name = area.map_or(NOT_RECORDED, Code::code);
        let target = area.and_then(|area| target(cohort, Some(area)));
        rows.push(row(
            [name, "total", "programme"],
            held,
            weeks,
            target,
            of(name, "total", "programme"),
        ));
    }
    for (place, held) in kinds.iter().enumerate() {
        let name = ActivityKind::ALL.get(place).map_or(NOT_RECORDED, |kind| kind.code());
        rows.push(row(["total", "total", name], held, weeks, None, of("total", "total", name)));
    }
    for (place, held) in months.iter().enumerate() {
        let months = months_of(span.first) as usize + place;
        let name = format!("{}-{:02}", months / 12, months % 12 + 1);
        let set = of("total", &name, "programme");
        let label = [Value::from("total"), Value::from(name), Value::from("programme")];
        rows.push(row(label, held, span.weeks_of(place), None, set));
    }
    rows
}

/// The kinds that [`is_programme`] takes.
const PROGRAMME_KINDS: [&str; 3] = ["group", "one_to_one", NOT_RECORDED];

fn programme_sessions() -> Quantity {
    sessions_held().only("kind", PROGRAMME_KINDS)
}

fn sessions_held() -> Quantity {
    Quantity::all(Universe::Of("activity"))
}

fn row<L: Into<Value>>(
    [area, month, kind]: [L; 3],
    held: &Held,
    weeks: f64,
    target: Option<f64>,
    sessions: Quantity,
) -> Row {
    let attended =
        Quantity { universe: Universe::Of("activity attendances"), only: sessions.only.clone() };
    let per = |count: u64, of: f64| (of > 0.0).then(|| count as f64 / of);
    let row = Row::new()
        .with("area", area)
        .with("month", month)
        .with("kind", kind)
        .with_count("sessions", held.sessions, sessions)
        .with_number("sessions_per_week", per(held.sessions, weeks))
        .with_number("target", target)
        .with_count("attended", held.attended, attended)
        .with_number("attended_per_session", per(held.attended, held.with_attended as f64));
    // Places are not people.
    let places = i64::try_from(held.places).map_or(Value::Null, Value::Whole);
    let mut row = row
        .with("places", places)
        .with_number("utilisation", per(held.attended_of_places, held.places as f64));
    row.small = super::rows::is_small(held.sessions, 0);
    row
}

/// Sessions a week that were promised: the targets file's where one is given, else the
/// report's 12 for all areas.
fn target(cohort: &Cohort, area: Option<Area>) -> Option<f64> {
    let targets = &cohort.data.targets;
    if cohort.data.given.targets || !targets.is_empty() {
        let mut given = targets.iter().filter(|row| row.output == Output::SessionsPerWeek);
        return given.find(|row| row.area == area).map(|row| row.target);
    }
    // One area cannot be held against what all were promised.
    let promised = published::outputs().number("output", "sessions per week", "target");
    promised.filter(|_| area.is_none())
}

fn notes(figure: &mut Figure, cohort: &Cohort) {
    let without = cohort
        .data
        .activity
        .iter()
        .filter(|row| row.places.is_none() || row.attended.is_none())
        .count();
    if without > 0 {
        figure.note(
            "Some sessions have no places or no attendance recorded: they count as sessions and \
             what is not recorded is left out of attendances a session and of utilisation.",
        );
    }
    if figure.rows.iter().any(|row| row.get("utilisation") == Some(&Value::Null)) {
        figure.note(
            "Attendances a session and utilisation are null where no attendance or no place is \
             recorded; a target is null where none is set.",
        );
    }
    if cohort.data.activity.iter().any(|row| row.kind.is_none()) {
        figure.note("Sessions whose kind is not recorded count as sessions of the programme.");
    }
    figure.note("The first and the last month may be partial; sessions a week allow for it.");
    note_small_rows(figure);
}

fn headline(figure: &Figure) -> Option<String> {
    let total = figure.rows.first()?;
    let weekly = total.number("sessions_per_week")?;
    let target = total
        .number("target")
        .map_or_else(String::new, |target| format!(" against {target} promised"));
    let used = total
        .number("utilisation")
        .map_or_else(String::new, |share| format!("; {} of places were used", per_cent(share)));
    Some(format!("{} sessions, {weekly:.1} a week{target}{used}.", thousands(figure.n)))
}

fn reported(cohort: &Cohort) -> Vec<Reported> {
    let value = published::outputs().number("output", "sessions per week", "target");
    value
        .filter(|_| cohort.scope.is_whole())
        .map(|value| Reported {
            row: vec![("area", "total".to_owned()), ("month", "total".to_owned())],
            column: "target",
            printed: value.to_string(),
            value,
        })
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests {
    use dataset::{DataSet, Target};
    use jiff::civil::date;

    use super::*;
    use crate::Scope;

    fn session(
        on: Date,
        kind: Option<ActivityKind>,
        places: Option<u16>,
        attended: Option<u16>,
    ) -> Activity {
        Activity { area: Some(Area::Dudley), held_on: on, kind, content: None, places, attended }
    }

    fn figure(activity: Vec<Activity>) -> Figure {
        let data = DataSet { activity, ..DataSet::default() };
        compute(&Cohort::new(data, Scope::as_at(date(2020, 3, 31))))
    }

    #[test]
    fn sessions_a_week_and_places_used_are_of_the_programme_alone() {
        let group = Some(ActivityKind::Group);
        let figure = figure(vec![
            session(date(2019, 1, 1), group, Some(12), Some(6)),
            session(date(2019, 1, 2), None, Some(8), Some(5)),
            session(date(2019, 1, 14), group, None, Some(3)),
            session(date(2019, 1, 20), Some(ActivityKind::Reminder), Some(1), Some(1)),
            session(date(2020, 4, 1), group, Some(12), Some(12)),
        ]);
        let total = &figure.rows[0];
        assert_eq!((figure.n, total.number("sessions")), (3, Some(3.0)));
        // 1 to 14 January are two weeks.
        assert_eq!(total.number("sessions_per_week"), Some(1.5));
        assert_eq!(total.number("target"), Some(12.0));
        assert_eq!(total.number("attended"), Some(14.0));
        assert_eq!(total.number("utilisation"), Some(11.0 / 20.0));
        let reminders = figure.row(&[("kind", "reminder")]).expect("there");
        assert_eq!(reminders.number("sessions"), Some(1.0));
        let month = figure.row(&[("month", "2019-01")]).expect("there");
        assert_eq!(month.number("sessions_per_week"), Some(1.5));
        assert_eq!(
            figure.headline.as_deref(),
            Some("3 sessions, 1.5 a week against 12 promised; 55.0% of places were used.")
        );
    }

    #[test]
    fn a_session_without_attendance_recorded_is_not_a_session_nobody_came_to() {
        let figure = figure(vec![
            session(date(2019, 1, 1), None, None, Some(6)),
            session(date(2019, 1, 2), None, None, Some(0)),
            session(date(2019, 1, 3), None, Some(12), None),
        ]);
        let total = &figure.rows[0];
        assert_eq!(total.number("sessions"), Some(3.0));
        assert_eq!(total.number("attended_per_session"), Some(3.0), "6 over the two recorded");
    }

    #[test]
    fn a_month_without_a_session_has_its_row() {
        let figure = figure(vec![
            session(date(2019, 1, 31), None, None, None),
            session(date(2019, 3, 1), None, None, None),
        ]);
        let month = figure.row(&[("month", "2019-02")]).expect("there");
        assert_eq!(month.number("sessions"), Some(0.0));
        assert_eq!(month.get("utilisation"), Some(&Value::Null));
    }

    #[test]
    fn an_area_is_held_against_its_own_target() {
        let promised =
            |target, area| Target { output: Output::SessionsPerWeek, target, period: None, area };
        let data = DataSet {
            activity: vec![session(date(2019, 1, 31), None, None, None)],
            targets: vec![promised(10.0, None), promised(2.0, Some(Area::Dudley))],
            ..DataSet::default()
        };
        let scope = Scope::as_at(date(2020, 3, 31));
        let whole = compute(&Cohort::new(data.clone(), scope));
        assert_eq!(whole.rows[0].number("target"), Some(10.0));
        let dudley = whole.row(&[("area", "Dudley")]).expect("there");
        assert_eq!(dudley.number("target"), Some(2.0));
        let part = Scope { area: Some(Area::Dudley), ..scope };
        let part = compute(&Cohort::new(data, part));
        assert_eq!(part.rows[0].number("target"), Some(2.0));
    }

    #[test]
    fn no_activity_is_said() {
        let figure = figure(Vec::new());
        assert_eq!((figure.n, figure.rows.len(), figure.headline.clone()), (0, 0, None));
        assert!(figure.notes[0].contains("--activity"));
    }
}
