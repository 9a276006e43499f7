//! Working days: Monday to Friday but for the bank holidays of England.

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};

/// Working days, by `data/bank-holidays.csv` (gov.uk's list for England and Wales). Outside its
/// years only weekends are left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingDays {
    holidays: BTreeSet<Date>,
}

const BANK_HOLIDAYS: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/bank-holidays.csv"));

impl WorkingDays {
    /// Those of England.
    pub fn of_england() -> Self {
        let days = BANK_HOLIDAYS.lines().skip(1);
        Self { holidays: days.filter_map(|line| line.trim().parse().ok()).collect() }
    }
    /// Whether a day is one.
    pub fn is_one(&self, day: Date) -> bool {
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
            && !self.holidays.contains(&day)
    }
    /// The working day that is so many after a day: 1 after a Friday is the Monday.
    pub fn after(&self, day: Date, count: u32) -> Date {
        let mut at = day;
        let mut left = count;
        while left > 0 {
            let Ok(next) = at.tomorrow() else { return at };
            at = next;
            left -= u32::from(self.is_one(at));
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_working_day_after_the_eve_of_easter_is_the_tuesday() {
        let days = WorkingDays::of_england();
        assert_eq!(days.after(date(2018, 3, 29), 1), date(2018, 4, 3));
        assert_eq!(days.after(date(2018, 1, 12), 1), date(2018, 1, 15), "Friday to Monday");
        assert_eq!(days.after(date(2018, 1, 13), 1), date(2018, 1, 15), "Saturday to Monday");
        assert_eq!(days.after(date(2018, 1, 12), 0), date(2018, 1, 12));
    }

    #[test]
    fn every_bank_holiday_of_the_list_is_read() {
        assert_eq!(WorkingDays::of_england().holidays.len(), BANK_HOLIDAYS.lines().count() - 1);
    }
}
