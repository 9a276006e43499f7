//! Clock and randomness, as parameters.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use uuid::{Builder, Uuid};

use crate::Reference;

/// What decides is given the time and randomness; the program gives the machine's, tests their own.
pub trait Surroundings: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
    /// Fills bytes with randomness fit for keys.
    fn fill(&self, bytes: &mut [u8]);

    /// A fresh id (UUID version 7) for any of the types of [`ids`](crate::ids).
    fn id(&self) -> Uuid {
        let mut random = [0; 10];
        self.fill(&mut random);
        let milliseconds = u64::try_from(self.now().as_millisecond()).unwrap_or_default();
        Builder::from_unix_timestamp_millis(milliseconds, &random).into_uuid()
    }
    /// A fresh reference.
    fn reference(&self) -> Reference {
        let mut random = [0; 8];
        self.fill(&mut random);
        Reference::random(u64::from_le_bytes(random))
    }
}

/// The day that a moment falls on where the programme works.
pub fn london_day(moment: Timestamp) -> Date {
    london().to_datetime(moment).date()
}

/// The moment at which a day begins where the programme works.
pub fn london_moment(day: Date) -> Timestamp {
    london().to_timestamp(day.to_datetime(Time::midnight())).unwrap_or(Timestamp::MAX)
}

/// The moment at which a day has ended where the programme works.
pub fn end_of_london_day(day: Date) -> Timestamp {
    day.tomorrow().map_or(Timestamp::MAX, london_moment)
}

/// What the clock on the wall shows at a moment where the programme works.
pub fn london_clock(moment: Timestamp) -> DateTime {
    london().to_datetime(moment)
}

/// The moment at which the clock on the wall shows this where the programme works: the first of
/// two in the hour that autumn has twice, the one after the gap in the hour that spring leaves out.
pub fn london_moment_of(clock: DateTime) -> Timestamp {
    london().to_timestamp(clock).unwrap_or(Timestamp::MAX)
}

/// British time. Its rule since 1996, written out: no table of time zones is needed.
fn london() -> &'static TimeZone {
    static LONDON: LazyLock<TimeZone> =
        LazyLock::new(|| TimeZone::posix("GMT0BST,M3.5.0/1,M10.5.0").unwrap_or(TimeZone::UTC));
    &LONDON
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn what_the_clock_shows_is_the_moment_that_it_shows_it() {
        let summer: Timestamp = "2019-07-01T23:30:00Z".parse().unwrap();
        assert_eq!(london_clock(summer), date(2019, 7, 2).at(0, 30, 0, 0));
        assert_eq!(london_moment_of(london_clock(summer)), summer);
    }

    #[test]
    fn an_hour_before_midnight_in_summer_is_the_next_day() {
        let summer: Timestamp = "2019-07-01T23:30:00Z".parse().unwrap();
        let winter: Timestamp = "2019-12-01T23:30:00Z".parse().unwrap();
        assert_eq!(london_day(summer), date(2019, 7, 2));
        assert_eq!(london_day(winter), date(2019, 12, 1));
    }
}
