//! The clocks of both sides: which of them are somebody's to answer, and how far each has run.

use access::{act, scope};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use pathway::clocks::{Who, Within};
use pathway::codes::Code;
use pathway::{end_of_london_day, london_day};
use store::{Due, Listed, Whose};
use support::ClockKind;

use super::{AHEAD, MOST, Today};
use crate::fault::Fault;
use crate::office::Acting;

/// A clock of either side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
    /// Of his case.
    His(pathway::clocks::Clock),
    /// Of her support case.
    Hers(ClockKind),
}

/// Something to be done, of one case.
#[derive(Clone, Debug, PartialEq)]
pub struct Pressing {
    /// The case.
    pub case: Listed,
    /// What.
    pub clock: Clock,
    /// By when.
    pub by: Timestamp,
    /// How long it has run, against its target; none where the clock has none.
    pub reckoned: Option<Reckoned>,
    /// Whether the case is one's own.
    pub own: bool,
}

/// How long a clock has run against its target, in its own unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reckoned {
    /// So many hours of so many.
    Hours(i64, i64),
    /// The so-and-so-many-eth day of so many.
    Days(i64, i64),
}

impl Acting<'_> {
    /// Fills in what is late, due and coming: one's own first, then everybody's in the scope.
    pub(super) async fn pressing(&self, today: &mut Today) -> Result<(), Fault> {
        let horizon = today.on.saturating_add(AHEAD.days());
        let before = end_of_london_day(horizon);
        let actor = &self.worker.actor;
        let his = scope(actor, act::ListCases);
        let hers = scope(actor, act::ListSupportCases);
        // Whoever is on duty sees that something was told, whosever case it is.
        let signals = scope(actor, act::ReadSignals);
        let message = [ClockKind::Message.code()];
        let everybodys = Whose::Everybodys;
        let told = self.store().due(&signals, everybodys, &message, Timestamp::MAX, MOST).await?;
        today.signals = self.own_first(told.into_iter().map(|due| self.hers(due)));
        let own = Whose::Assigned(actor.worker());
        let (his_codes, hers_codes) = (self.his_codes(), hers_codes());
        let mut found: Vec<Pressing> = Vec::new();
        for whose in [own, everybodys] {
            let due = self.store().due(&his, whose, &his_codes, before, MOST).await?;
            today.more |= due.len() == usize::from(MOST);
            found.extend(due.into_iter().filter_map(|due| self.his(due, today.now)));
            let due = self.store().due(&hers, whose, &hers_codes, before, MOST).await?;
            today.more |= due.len() == usize::from(MOST);
            found.extend(due.into_iter().filter_map(|due| self.hers(due)));
        }
        let mut seen: Vec<(uuid::Uuid, Clock, Timestamp)> = Vec::new();
        found.retain(|one| {
            let key = (one.case.envelope.id, one.clock, one.by);
            let new = !seen.contains(&key);
            seen.push(key);
            new
        });
        let end = end_of_london_day(today.on);
        for one in self.own_first(found.into_iter().map(Some)) {
            let part = match one.by {
                // What is due by the end of a day ends with the next one's beginning.
                by if by < today.now => &mut today.late,
                by if by <= end => &mut today.due,
                _ => &mut today.coming,
            };
            part.push(one);
        }
        Ok(())
    }

    fn own_first(&self, found: impl Iterator<Item = Option<Pressing>>) -> Vec<Pressing> {
        let mut found: Vec<Pressing> = found.flatten().collect();
        found.sort_by_key(|one| (!one.own, one.by));
        found
    }

    /// The clocks of his side that are the worker's to answer: by the step that each of the three
    /// has to themselves.
    fn his_codes(&self) -> Vec<&'static str> {
        let answers = |who: Who| match who {
            Who::SinglePointOfContact => self.may(act::Acknowledge),
            Who::Facilitator => self.may(act::OfferAssessment),
            Who::ProgrammeManager => self.may(act::ConfirmEnding),
        };
        let clocks = pathway::clocks::Clock::ALL.iter();
        clocks
            .filter(|clock| {
                self.office.clocks.target(**clock).is_some_and(|target| answers(target.who))
            })
            .map(|clock| clock.code())
            .collect()
    }

    fn his(&self, due: Due, now: Timestamp) -> Option<Pressing> {
        let clock = pathway::clocks::Clock::from_code(&due.what)?;
        let within = self.office.clocks.target(clock).map(|target| target.within);
        Some(Pressing {
            own: self.is_own(&due.case),
            clock: Clock::His(clock),
            reckoned: within.and_then(|within| reckoned(within, due.by, now)),
            by: due.by,
            case: due.case,
        })
    }

    fn hers(&self, due: Due) -> Option<Pressing> {
        let clock = ClockKind::from_code(&due.what)?;
        let own = self.is_own(&due.case);
        Some(Pressing {
            own,
            clock: Clock::Hers(clock),
            reckoned: None,
            by: due.by,
            case: due.case,
        })
    }

    fn is_own(&self, case: &Listed) -> bool {
        case.facts.assigned == Some(self.worker.actor.worker())
    }
}

/// The clocks of her side, but for what the programme told, which stands first of all.
fn hers_codes() -> Vec<&'static str> {
    let told = |kind: &&ClockKind| **kind != ClockKind::Message;
    ClockKind::ALL.iter().filter(told).map(|kind| kind.code()).collect()
}

/// How far a clock has run that ends at a moment: it began so much before. Working days and months
/// are left out, since people do not count them.
fn reckoned(within: Within, by: Timestamp, now: Timestamp) -> Option<Reckoned> {
    match within {
        Within::Hours(hours) => {
            let left = by.duration_since(now).as_hours();
            Some(Reckoned::Hours(i64::from(hours) - left, i64::from(hours)))
        }
        Within::Days(days) if days > 0 => {
            let last: Date = london_day(by.checked_sub(1.microsecond()).unwrap_or(by));
            let left = i64::from(london_day(now).until(last).map_or(0, |span| span.get_days()));
            Some(Reckoned::Days(i64::from(days) - left, i64::from(days)))
        }
        Within::Days(_) | Within::WorkingDays(_) | Within::Months(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn the_fifteenth_day_of_fourteen_is_one_day_late() {
        // Received on 18 February: due by the end of 4 March.
        let by = at("2019-03-05T00:00:00Z");
        let day = |now| reckoned(Within::Days(14), by, at(now));
        assert_eq!(day("2019-03-05T09:00:00Z"), Some(Reckoned::Days(15, 14)));
        assert_eq!(day("2019-03-04T09:00:00Z"), Some(Reckoned::Days(14, 14)));
        assert_eq!(day("2019-02-18T09:00:00Z"), Some(Reckoned::Days(0, 14)));
    }

    #[test]
    fn hours_are_counted_from_the_beginning_of_the_clock() {
        let by = at("2019-03-05T09:00:00Z");
        let hours = |now| reckoned(Within::Hours(48), by, at(now));
        assert_eq!(hours("2019-03-05T12:00:00Z"), Some(Reckoned::Hours(51, 48)));
        assert_eq!(hours("2019-03-03T09:00:00Z"), Some(Reckoned::Hours(0, 48)));
    }
}
