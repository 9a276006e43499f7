//! When a man is watched: six months before his start, during, six months after.

use dataset::Referral;
use jiff::ToSpan;
use jiff::civil::Date;

use crate::Cohort;
use crate::cohort::{Individual, day_number};

/// The windows, in the order of the rows.
pub const WINDOWS: [&str; 3] = ["before", "during", "after"];

/// Days in a month on average, by which days at risk become months.
const DAYS_OF_MONTH: f64 = 365.25 / 12.0;

/// The days of one man, as day numbers; each window runs up to and without its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Windows {
    bounds: [i64; 4],
}

impl Windows {
    /// Those of a man: from his first session attended, or from his decision where he attended
    /// none, to the closure of the same referral or to the day of the evaluation. None where
    /// no start is recorded by then.
    pub fn of(cohort: &Cohort, man: &Individual) -> Option<Self> {
        let index = cohort.index_of(man);
        let carrier = cohort.sessions_of(man);
        let attended = [Some(index), carrier]
            .into_iter()
            .flatten()
            .find_map(|row| Some((row, cohort.by_then(row.first_session_attended_on)?)));
        let (row, start) = match attended {
            Some(found) => found,
            None if man.suitable() && !man.starter() => (index, cohort.by_then(index.decided_on)?),
            None => return None,
        };
        Some(Self::from(start, end(cohort, row, start), cohort.scope.as_at))
    }

    fn from(start: Date, end: Date, as_at: Date) -> Self {
        let day_after = day_number(as_at) + 1;
        let before = start.checked_sub(6.months()).map_or_else(|_| day_number(start), day_number);
        let after = end.checked_add(6.months()).map_or(day_after, day_number);
        let (start, end) = (day_number(start), day_number(end));
        // The day of closure is still during; what follows it is after.
        let during = (end + 1).min(day_after);
        Self { bounds: [before, start, during, (after + 1).clamp(during, day_after.max(during))] }
    }

    /// In which window a day lies.
    pub fn window(&self, day: Date) -> Option<usize> {
        let day = day_number(day);
        self.bounds.windows(2).position(|bounds| bounds[0] <= day && day < bounds[1])
    }

    /// Months at risk in a window.
    pub fn months(&self, window: usize) -> f64 {
        let days = self.bounds[window + 1] - self.bounds[window];
        days as f64 / DAYS_OF_MONTH
    }
}

/// The closure of the referral, or the day of the evaluation where it is open.
fn end(cohort: &Cohort, row: &Referral, start: Date) -> Date {
    cohort.by_then(row.closed_on).filter(|end| *end >= start).unwrap_or(cohort.scope.as_at)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_windows_meet_without_overlap() {
        let windows = Windows::from(date(2019, 1, 31), date(2019, 6, 30), date(2020, 3, 31));
        assert_eq!(windows.window(date(2018, 7, 30)), None);
        assert_eq!(windows.window(date(2018, 7, 31)), Some(0));
        assert_eq!(windows.window(date(2019, 1, 30)), Some(0));
        assert_eq!(windows.window(date(2019, 1, 31)), Some(1));
        assert_eq!(windows.window(date(2019, 6, 30)), Some(1));
        assert_eq!(windows.window(date(2019, 7, 1)), Some(2));
        assert_eq!(windows.window(date(2019, 12, 30)), Some(2));
        assert_eq!(windows.window(date(2019, 12, 31)), None);
    }

    #[test]
    fn what_has_not_come_yet_is_no_time_at_risk() {
        let windows = Windows::from(date(2020, 3, 30), date(2020, 3, 31), date(2020, 3, 31));
        assert!((windows.months(1) - 2.0 / DAYS_OF_MONTH).abs() < 1e-12);
        assert_eq!(windows.months(2), 0.0);
    }
}
