//! Working days: Monday to Friday but for the bank holidays of England.

use crate::cohort::day_number;

/// Working days, by `data/bank-holidays.csv` (the bank holidays of England and Wales, 2016 to
/// 2027, by the rules that `data/README.md` names and a test computes). Outside those years
/// only weekends are left out.
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
    use jiff::ToSpan;
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

    /// Easter Sunday, by the anonymous Gregorian computus.
    fn easter(year: i16) -> Date {
        let year = i32::from(year);
        let (golden, century, of_century) = (year % 19, year / 100, year % 100);
        let correction = (century - (century + 8) / 25 + 1) / 3;
        let moon = (19 * golden + century - century / 4 - correction + 15) % 30;
        let week = (32 + 2 * (century % 4) + 2 * (of_century / 4) - moon - of_century % 4) % 7;
        let late = (golden + 11 * moon + 22 * week) / 451;
        let day = moon + week - 7 * late + 114;
        let part = |number: i32| i8::try_from(number).expect("a part of a date");
        date(i16::try_from(year).expect("a year"), part(day / 31), part(day % 31 + 1))
    }

    /// The bank holidays of a year in England and Wales: the Banking and Financial Dealings Act
    /// 1971, the royal proclamations of New Year's Day and the early May day, and what
    /// proclamations moved and added since.
    fn by_rule(year: i16) -> Vec<Date> {
        let last_monday = |month| {
            let last = date(year, month, 1).last_of_month();
            last.nth_weekday_of_month(-1, Weekday::Monday).expect("a Monday")
        };
        let first_of_may =
            date(year, 5, 1).nth_weekday_of_month(1, Weekday::Monday).expect("a Monday");
        let mut days = vec![
            easter(year).checked_sub(2.days()).expect("Good Friday"),
            easter(year).tomorrow().expect("Easter Monday"),
            if year == 2020 { date(2020, 5, 8) } else { first_of_may },
            if year == 2022 { date(2022, 6, 2) } else { last_monday(5) },
            last_monday(8),
        ];
        let once = [date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8)];
        days.extend(once.into_iter().filter(|day| day.year() == year));
        // One that falls on a weekend is kept on the next working day that is not one already;
        // a Boxing Day on a Monday stays, and Christmas on the Sunday before moves past it.
        for day in [date(year, 1, 1), date(year, 12, 26), date(year, 12, 25)] {
            let mut kept = day;
            while matches!(kept.weekday(), Weekday::Saturday | Weekday::Sunday)
                || days.contains(&kept)
            {
                kept = kept.tomorrow().expect("a day");
            }
            days.push(kept);
        }
        days.sort_unstable();
        days
    }

    #[test]
    fn the_list_is_that_of_the_law_and_the_proclamations() {
        let text =
            include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/bank-holidays.csv"));
        let listed: Vec<Date> =
            text.lines().skip(1).map(|line| line.parse().expect("a date")).collect();
        assert_eq!(listed, (2016..=2027).flat_map(by_rule).collect::<Vec<_>>());
        assert_eq!(easter(2019), date(2019, 4, 21));
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
