//! Clocks: how long each step may take, and whose it is. They are data
//! (`data/pathway-clocks.csv`), changed in the programme's rules and never in code.

use jiff::civil::Date;
use jiff::{Span, Timestamp};

use crate::codes::Code;
use crate::surroundings::{end_of_london_day, london_moment};
use crate::{WorkingDays, london_day};

crate::codes! {
    /// The clocks of the programme's side.
    Clock {
        Acknowledge = "acknowledge", "acknowledge";
        FirstAttempt = "first_attempt", "first attempt";
        FirstOffer = "first_offer", "first offer of an assessment";
        Discuss = "discuss", "case discussion";
        DiscussReady = "discuss_ready", "case discussion, the support service being ready";
        Place = "place", "place";
        ContactAfterMiss = "contact_after_miss", "contact after a missed session";
        AnswerClosure = "answer_closure", "answer to a proposed closure";
        ConfirmLeaving = "confirm_leaving", "confirmation of leaving";
        ReviewExit = "review_exit", "review of his leaving";
        JointReview = "joint_review", "joint review";
        MidwayReport = "midway_report", "midway report";
        CompletionReport = "completion_report", "completion report";
        FollowUp = "follow_up", "follow-up measures";
        ReviewIncident = "review_incident", "review after an incident";
        ReviewHold = "review_hold", "review of the hold";
    }
    /// Whose a step is.
    Who {
        SinglePointOfContact = "single_point_of_contact", "the single point of contact";
        Facilitator = "facilitator", "the facilitator";
        ProgrammeManager = "programme_manager", "the programme manager";
    }
}

/// How long a step may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// Hours, to the minute.
    Hours(u32),
    /// Days: until the end of the last.
    Days(u32),
    /// Working days: until the end of the last.
    WorkingDays(u32),
    /// Months: until the end of the last day.
    Months(u32),
}

/// One clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Which.
    pub clock: Clock,
    /// Whose the step is.
    pub who: Who,
    /// How long it may take.
    pub within: Within,
    /// What is to be done, as a request.
    pub what: String,
}

/// Every clock, and the working days that they follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clocks {
    targets: Vec<Target>,
    days: WorkingDays,
}

/// A row of the clocks cannot be read, or a clock has none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FaultyClock {
    /// A row cannot be read.
    #[error(
        "row {0} of the clocks: expected a known clock, whose it is, a whole number, a unit (hours, days, working_days, months) and what is to be done"
    )]
    Row(usize),
    /// A clock has no row.
    #[error("the clocks say nothing of {0}: add a row for it")]
    None(&'static str),
}

const SHIPPED: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/pathway-clocks.csv"));

impl Clocks {
    /// The clocks that come with Waymark.
    ///
    /// # Errors
    /// None, while the file is as it is shipped: a test reads it.
    pub fn shipped() -> Result<Self, FaultyClock> {
        Self::read(SHIPPED)
    }
    /// Reads clocks from CSV with the columns `clock`, `who`, `time`, `unit` and `what`.
    ///
    /// # Errors
    /// The first row that cannot be read, or a clock without one.
    pub fn read(text: &str) -> Result<Self, FaultyClock> {
        let rows = csv::Reader::from_reader(text.as_bytes());
        let targets = (2..)
            .zip(rows.into_records())
            .map(|(row, record)| {
                record.ok().and_then(|record| target(&record)).ok_or(FaultyClock::Row(row))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let known = |clock: &Clock| targets.iter().any(|target| target.clock == *clock);
        match Clock::ALL.iter().find(|clock| !known(clock)) {
            Some(clock) => Err(FaultyClock::None(clock.code())),
            None => Ok(Self { targets, days: WorkingDays::of_england() }),
        }
    }
    /// A clock's target: of several rows the last. `None` for none, which `read` refuses.
    pub fn target(&self, clock: Clock) -> Option<&Target> {
        self.targets.iter().rfind(|target| target.clock == clock)
    }
    /// By when a step is due that began at a moment.
    pub fn due(&self, clock: Clock, began: Timestamp) -> Option<Timestamp> {
        Some(self.reckon(self.target(clock)?.within, began))
    }
    /// The last day for a step that began at a moment; that day itself where it has no clock.
    pub fn last_day(&self, clock: Clock, began: Timestamp) -> Date {
        // An end of day is the beginning of the next one.
        let due = self.due(clock, began).unwrap_or(began);
        london_day(due.checked_sub(Span::new().microseconds(1)).unwrap_or(due))
    }
    /// By when something is due that began at a moment and may take so long.
    pub fn reckon(&self, within: Within, began: Timestamp) -> Timestamp {
        let day = london_day(began);
        match within {
            Within::Hours(hours) => {
                began.checked_add(Span::new().hours(i64::from(hours))).unwrap_or(Timestamp::MAX)
            }
            Within::Days(days) => end_of_london_day(later(day, Span::new().days(days))),
            Within::Months(months) => end_of_london_day(later(day, Span::new().months(months))),
            Within::WorkingDays(days) => end_of_london_day(self.days.after(day, days)),
        }
    }
    /// The moment from which a clock runs that is known by its day only: its beginning.
    pub fn morning_of(day: Date) -> Timestamp {
        london_moment(day)
    }
    /// The working days that these clocks follow.
    pub fn working_days(&self) -> &WorkingDays {
        &self.days
    }
}

fn later(day: Date, span: Span) -> Date {
    day.checked_add(span).unwrap_or(Date::MAX)
}

fn target(record: &csv::StringRecord) -> Option<Target> {
    let time = record.get(2)?.parse().ok()?;
    Some(Target {
        clock: Clock::from_code(record.get(0)?)?,
        who: Who::from_code(record.get(1)?)?,
        within: match record.get(3)? {
            "hours" => Within::Hours(time),
            "days" => Within::Days(time),
            "working_days" => Within::WorkingDays(time),
            "months" => Within::Months(time),
            _ => return None,
        },
        what: record.get(4).filter(|what| !what.is_empty())?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(clock: Clock, began: &str) -> String {
        Clocks::shipped().unwrap().due(clock, began.parse().unwrap()).unwrap().to_string()
    }

    #[test]
    fn every_clock_that_is_shipped_can_be_read() {
        let clocks = Clocks::shipped().unwrap();
        for clock in Clock::ALL {
            assert!(clocks.target(*clock).is_some(), "{}", clock.code());
        }
    }

    #[test]
    fn acknowledgement_of_a_friday_is_due_by_the_end_of_monday() {
        assert_eq!(due(Clock::Acknowledge, "2026-11-20T15:00:00Z"), "2026-11-24T00:00:00Z");
    }

    #[test]
    fn the_first_attempt_is_due_48_hours_after_receipt_to_the_minute() {
        assert_eq!(due(Clock::FirstAttempt, "2026-11-18T15:07:00Z"), "2026-11-20T15:07:00Z");
    }

    #[test]
    fn fourteen_days_end_with_the_fourteenth_where_the_programme_works() {
        // In summer the day ends an hour earlier by universal time.
        assert_eq!(due(Clock::FirstOffer, "2026-07-01T09:00:00Z"), "2026-07-15T23:00:00Z");
    }

    #[test]
    fn a_month_after_the_last_of_january_is_the_last_of_february() {
        assert_eq!(due(Clock::JointReview, "2026-01-31T09:00:00Z"), "2026-03-01T00:00:00Z");
    }

    #[test]
    fn the_evaluation_holds_the_record_to_the_same_times() {
        let shared = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/clocks.csv"));
        for row in [
            "acknowledged,1,working_days",
            "contacted,2,days",
            "assessment_offered,14,days",
            "decided,21,days",
            "session_offered,1,days",
        ] {
            assert!(shared.lines().any(|line| line.starts_with(row)), "{row}");
        }
        let clocks = Clocks::shipped().unwrap();
        let within = |clock| clocks.target(clock).map(|target| target.within);
        assert_eq!(within(Clock::Acknowledge), Some(Within::WorkingDays(1)));
        assert_eq!(within(Clock::FirstAttempt), Some(Within::Hours(48)));
        assert_eq!(within(Clock::FirstOffer), Some(Within::Days(14)));
        assert_eq!(within(Clock::Discuss), Some(Within::Days(21)));
        assert_eq!(within(Clock::Place), Some(Within::Hours(24)));
    }
}
