//! Every clock of the pathway that the dates of the data set can show.

mod waits;
mod working_days;

use dataset::codes::Outcome;
use dataset::{Referral, Support};
use jiff::civil::Date;
use rustc_hash::FxHashMap;

use self::waits::Waits;
use self::working_days::WorkingDays;
use super::rows::{SMALL_GROUP, is_small};
use super::wording::{in_words, note_small_rows, share_of};
use crate::cohort::{Cohort, day_number};
use crate::figure::{Chart, ChartForm, Figure, Kind, Row, Value, column};
use crate::quantity::{Quantity, Universe};
use crate::statistics::proportion::wilson;

/// A clock: its name, and where its target comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Clock {
    Acknowledged,
    Contacted,
    ContactedByDue,
    AssessmentOffered,
    AssessmentAttended,
    Decided,
    SessionOffered,
    SessionAttended,
    SupportContacted,
    SupportAssessed,
    SupportStarted,
}

impl Clock {
    const ALL: [(Self, &'static str); 11] = [
        (Self::Acknowledged, "acknowledged"),
        (Self::Contacted, "contacted"),
        (Self::ContactedByDue, "contacted_by_due"),
        (Self::AssessmentOffered, "assessment_offered"),
        (Self::AssessmentAttended, "assessment_attended"),
        (Self::Decided, "decided"),
        (Self::SessionOffered, "session_offered"),
        (Self::SessionAttended, "session_attended"),
        (Self::SupportContacted, "support_contacted"),
        (Self::SupportAssessed, "support_assessed"),
        (Self::SupportStarted, "support_started"),
    ];
    /// From which date to which it runs for a man; none where it never began.
    fn of_referral(self, row: &Referral) -> Option<(Date, Option<Date>)> {
        let suitable = row.assessment_outcome == Some(Outcome::Suitable);
        match self {
            Self::Acknowledged => Some((row.received_on, row.acknowledged_on)),
            Self::Contacted | Self::ContactedByDue => Some((row.received_on, row.first_contact_on)),
            Self::AssessmentOffered => Some((row.received_on, row.first_assessment_offered_on)),
            Self::AssessmentAttended => {
                Some((row.first_assessment_offered_on?, row.first_assessment_attended_on))
            }
            Self::Decided => Some((row.first_assessment_attended_on?, row.decided_on)),
            Self::SessionOffered if suitable => {
                Some((row.decided_on?, row.first_session_offered_on))
            }
            Self::SessionAttended if suitable => {
                Some((row.decided_on?, row.first_session_attended_on))
            }
            _ => None,
        }
    }
    /// From which date to which it runs for a support case.
    fn of_support(self, row: &Support) -> Option<(Date, Option<Date>)> {
        match self {
            Self::SupportContacted => Some((row.referred_on?, row.first_contact_on)),
            Self::SupportAssessed => Some((row.referred_on?, row.assessed_on)),
            _ => None,
        }
    }
}

/// A row of `data/clocks.csv`: the target, where the pathway has one.
#[derive(Clone, Debug, Default)]
struct Target {
    most: Option<i64>,
    unit: String,
}

fn targets() -> FxHashMap<String, Target> {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/clocks.csv"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader
        .records()
        .filter_map(Result::ok)
        .filter_map(|record| {
            let target =
                Target { most: record.get(1)?.parse().ok(), unit: record.get(2)?.to_owned() };
            Some((record.get(0)?.to_owned(), target))
        })
        .collect()
}

/// Each clock: how many ran, how long, and how many kept to the target.
pub fn compute(cohort: &Cohort) -> Figure {
    let mut figure = Figure::new(
        "timeliness",
        "How long each step takes, and whether it keeps to its clock",
        "Which steps keep to the time that the pathway gives them?",
        "Every referral and support case for which a clock ran, that is whose first date is \
         recorded. acknowledged: received to acknowledged, 1 working day (bank holidays of \
         England). contacted: received to first contact, 2 days; contacted_by_due: the same, or \
         by the working day on which acknowledgement is due where that is later. \
         assessment_offered: received to first offer, 14 days. assessment_attended: first offer \
         to first attended. decided: first assessment attended to decision, 21 days (the pathway's 21 days from pending, whose date the data \
         set does not have). session_offered and session_attended: decision to first session, of \
         those found suitable; offered within 1 day. support_contacted and support_assessed: \
         referred to first contact, 2 days, and to assessment. support_started: his decision to \
         the start of the support case that his referral names, 1 day; support that had already \
         begun counts as 0. n: both dates recorded by the day of the evaluation; missing: the \
         second is not. A negative wait is left out of both, and counted in completeness. \
         Quartiles by linear interpolation; share: kept to the target, of n, with Wilson's 95% \
         interval.",
        "clocks that ran",
    );
    figure.columns = vec![
        column("clock", "Clock", Kind::Code),
        column("n", "Both dates", Kind::Count),
        column("missing", "Missing", Kind::Count),
        column("q1", "Lower quartile", Kind::Mean),
        column("median", "Median", Kind::Mean),
        column("q3", "Upper quartile", Kind::Mean),
        column("unit", "Unit", Kind::Code),
        column("target", "Target", Kind::Count),
        column("within", "Within target", Kind::Count),
        column("of", "Of", Kind::Code),
        column("share", "Share within target", Kind::Share),
        column("low", "95% interval, low", Kind::Low),
        column("high", "95% interval, high", Kind::High),
    ];
    figure.base = Some(Quantity::all(Universe::Of("timeliness")));

    let targets = targets();
    let mut measure = Measure::new(cohort, &targets);
    cohort.data.referrals.iter().for_each(|row| measure.referral(row));
    cohort.data.support.iter().for_each(|row| measure.support(row));
    measure.linked(cohort);
    for ((_, name), (waits, target)) in
        Clock::ALL.into_iter().zip(measure.waits.iter().zip(&measure.targets))
    {
        figure.rows.push(row(name, waits, target));
        figure.n += waits.n;
        figure.missing += waits.missing;
    }
    figure.headline = headline(&figure);
    notes(&mut figure, cohort);
    figure.chart = Some(Chart {
        form: ChartForm::Bars,
        label: "clock",
        series: None,
        value: "share",
        axis: "share within target, with 95% interval",
        marks: Vec::new(),
    });
    figure
}

struct Measure {
    as_at: Date,
    working_days: WorkingDays,
    targets: [Target; Clock::ALL.len()],
    waits: [Waits; Clock::ALL.len()],
}

impl Measure {
    fn new(cohort: &Cohort, targets: &FxHashMap<String, Target>) -> Self {
        Self {
            as_at: cohort.scope.as_at,
            working_days: WorkingDays::of_england(),
            targets: Clock::ALL.map(|(_, name)| targets.get(name).cloned().unwrap_or_default()),
            waits: Default::default(),
        }
    }
    fn referral(&mut self, row: &Referral) {
        for (clock, _) in Clock::ALL {
            if let Some((from, to)) = clock.of_referral(row) {
                self.wait(clock, from, to);
            }
        }
    }
    fn support(&mut self, row: &Support) {
        for clock in [Clock::SupportContacted, Clock::SupportAssessed] {
            if let Some((from, to)) = clock.of_support(row) {
                self.wait(clock, from, to);
            }
        }
    }
    /// Her support against his decision, where an evaluator's file links the two.
    fn linked(&mut self, cohort: &Cohort) {
        if cohort.data.support.is_empty()
            || cohort.data.referrals.iter().all(|row| row.support_ref.is_none())
        {
            return;
        }
        let started: FxHashMap<&str, Option<Date>> = cohort
            .data
            .support
            .iter()
            .map(|case| (case.support_ref.as_str(), case.started_on))
            .collect();
        for row in &cohort.data.referrals {
            let (Some(case), Some(decided)) = (&row.support_ref, row.decided_on) else { continue };
            if row.assessment_outcome != Some(Outcome::Suitable) {
                continue;
            }
            if let Some(started) = started.get(case.as_str()) {
                let started = started.map(|started| started.max(decided));
                self.wait(Clock::SupportStarted, decided, started);
            }
        }
    }
    fn wait(&mut self, clock: Clock, from: Date, to: Option<Date>) {
        // A clock that begins after the day of the evaluation has not run.
        if from > self.as_at {
            return;
        }
        let (waits, target) = (&mut self.waits[clock as usize], &self.targets[clock as usize]);
        let Some(to) = to.filter(|to| *to <= self.as_at) else {
            waits.missing += 1;
            return;
        };
        let (from, to) = (day_number(from), day_number(to));
        let length = if target.unit == "working_days" {
            self.working_days.between(from, to)
        } else {
            to - from
        };
        let Ok(days) = usize::try_from(length) else { return };
        if to < from {
            return;
        }
        waits.add(days);
        let late_by_days = target.most.is_some_and(|most| length > most);
        let excused = clock == Clock::ContactedByDue && to <= self.working_days.next(from);
        waits.within += u64::from(target.most.is_some() && (!late_by_days || excused));
    }
}

fn row(name: &'static str, waits: &Waits, target: &Target) -> Row {
    let clock = || Quantity::all(Universe::Of("timeliness")).only("clock", [name]);
    let quartiles = waits.quartiles();
    let row = Row::new()
        .with("clock", name)
        .with_count("n", waits.n, clock().only("ended", ["within", "late"]))
        .with_count("missing", waits.missing, clock().only("ended", ["no"]))
        .with_number("q1", quartiles.map(|[q1, _, _]| q1))
        .with_number("median", quartiles.map(|[_, median, _]| median))
        .with_number("q3", quartiles.map(|[_, _, q3]| q3))
        .with("unit", target.unit.clone())
        .with("target", target.most.map_or(Value::Null, Value::Whole));
    let interval = wilson(waits.within, waits.n);
    let mut row = if target.most.is_some() {
        row.with_count("within", waits.within, clock().only("ended", ["within"]))
            .with("of", "both_dates")
            .with_number("share", (waits.n > 0).then(|| waits.within as f64 / waits.n as f64))
            .with_number("low", interval.map(|interval| interval.low))
            .with_number("high", interval.map(|interval| interval.high))
    } else {
        let none = ["share", "low", "high"];
        none.into_iter()
            .fold(row.with("within", Value::Null).with("of", "both_dates"), |row, key| {
                row.with(key, Value::Null)
            })
    };
    row.small = is_small(if target.most.is_some() { waits.within } else { 0 }, waits.n);
    row
}

/// The clock that is kept least, and the one that is kept most.
fn headline(figure: &Figure) -> Option<String> {
    let shares: Vec<(&Row, f64)> =
        figure.rows.iter().filter_map(|row| Some((row, row.number("share")?))).collect();
    if shares.is_empty() {
        return None;
    }
    let shares: Vec<_> = shares
        .into_iter()
        .filter(|(row, _)| row.number("n").is_some_and(|n| n >= SMALL_GROUP as f64))
        .collect();
    if shares.is_empty() {
        return Some("The numbers are too small to tell which clocks are kept".to_owned());
    }
    let least = shares.iter().min_by(|a, b| a.1.total_cmp(&b.1))?.0;
    let most = shares.iter().rev().max_by(|a, b| a.1.total_cmp(&b.1))?.0;
    let said = |row: &Row| {
        let count = |key| row.number(key).unwrap_or_default() as u64;
        Some(format!("{}, {}", in_words(row.text("clock")?), share_of(count("within"), count("n"))))
    };
    if shares.len() == 1 {
        return Some(format!("Within target: {}.", said(least)?));
    }
    Some(format!("Least often within target: {}; most often: {}", said(least)?, said(most)?))
}

fn notes(figure: &mut Figure, cohort: &Cohort) {
    if figure.n == 0 {
        figure.note("No clock has both dates recorded, so no number is defined.");
    }
    figure.note(
        "The pathway sets no time for some clocks: their target, and what is within it, are null.",
    );
    if figure.rows.iter().any(|row| row.number("n") == Some(0.0)) {
        figure.note("Quartiles and share are null where no case has both dates.");
    }
    if cohort.data.support.is_empty() {
        figure.note("No support case is in scope: the support clocks did not run.");
    } else if cohort.data.referrals.iter().all(|row| row.support_ref.is_none()) {
        figure.note(
            "No referral names its support case (support_ref, in evaluators' files alone), so \
             support_started did not run.",
        );
    }
    figure.note(
        "Missing counts clocks still running and cases closed before the step as well as dates \
         never written down.",
    );
    note_small_rows(figure);
}

#[cfg(test)]
mod tests;
