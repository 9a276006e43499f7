//! Working days: Monday to Friday but for the bank holidays of England.

use crate::cohort::day_number;

/// Working days, by `data/bank-holidays.csv` (gov.uk's list for England and Wales, 2016 to
/// 2027). Outside those years only weekends are left out.
#[derive(Clone, Debug)]
pub struct WorkingDays {
    /// Day numbers, ascending; none falls on a weekend.
    holidays: Vec<i64>,
}

impl WorkingDays {
    /// Those of England.
    pub fn of_england() -> Self {
        let text =
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/bank-holidays.csv"));
        let days = text.lines().skip(1).filter_map(|line| line.trim().parse().ok());
        let mut holidays: Vec<i64> = days.map(day_number).collect();
        holidays.sort_unstable();
        Self { holidays }
    }

    /// Working days after one day, up to and with another that is not earlier: from a Friday
    /// to the Monday after is 1, to the Sunday 0.
    pub fn between(&self, from: i64, to: i64) -> i64 {
        self.up_to(to) - self.up_to(from)
    }

    /// The first working day after a day.
    pub fn next(&self, day: i64) -> i64 {
        let before = self.up_to(day);
        // The longest run without one is Easter's four days; the bound keeps it certain.
        (day + 1..day + 15).find(|next| self.up_to(*next) > before).unwrap_or(day + 1)
    }

    /// Working days up to and with a day, from a fixed one on.
    fn up_to(&self, day: i64) -> i64 {
        // Day 0 was a Thursday; day -3 its Monday.
        let since_monday = day + 3;
        let weekdays = since_monday.div_euclid(7) * 5 + (since_monday.rem_euclid(7) + 1).min(5);
        weekdays - self.holidays.partition_point(|holiday| *holiday <= day) as i64
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, Weekday, date};

    use super::*;

    fn between(from: Date, to: Date) -> i64 {
        WorkingDays::of_england().between(day_number(from), day_number(to))
    }

    #[test]
    fn weekends_and_bank_holidays_are_left_out() {
        assert_eq!(between(date(2018, 1, 12), date(2018, 1, 14)), 0, "Friday to Sunday");
        assert_eq!(between(date(2018, 1, 12), date(2018, 1, 15)), 1, "Friday to Monday");
        assert_eq!(between(date(2018, 3, 29), date(2018, 4, 2)), 0, "over Easter 2018");
        assert_eq!(between(date(2018, 3, 29), date(2018, 4, 3)), 1);
        assert_eq!(between(date(2019, 12, 24), date(2020, 1, 2)), 4);
        assert_eq!(between(date(2018, 1, 15), date(2018, 1, 15)), 0);
    }

    #[test]
    fn the_working_day_after_the_eve_of_easter_is_the_tuesday() {
        let days = WorkingDays::of_england();
        assert_eq!(days.next(day_number(date(2018, 3, 29))), day_number(date(2018, 4, 3)));
        assert_eq!(days.next(day_number(date(2018, 1, 15))), day_number(date(2018, 1, 16)));
    }

    #[test]
    fn every_holiday_of_the_list_is_read_and_none_is_on_a_weekend() {
        let text =
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/bank-holidays.csv"));
        assert_eq!(WorkingDays::of_england().holidays.len(), text.lines().count() - 1);
        for line in text.lines().skip(1) {
            let day: Date = line.parse().expect("a date");
            assert!(!matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday), "{day}");
        }
    }
}
