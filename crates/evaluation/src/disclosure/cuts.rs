//! How the people of two releases lie to one another: by area and by when they were referred.

use dataset::Code;
use dataset::codes::Area;
use jiff::civil::Date;
use serde_json::Value as Json;

use crate::{Row, Scope};

/// Which people a release is of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    area: Option<String>,
    first: Date,
    last: Date,
    as_at: Date,
}

/// How the people of an earlier release lie to those of this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lies {
    /// They are the same, perhaps as of another day.
    Same,
    /// They are some of these.
    Within,
    /// These are some of them.
    Around,
    /// Nobody is in both.
    Apart,
    /// Some are in both, and each has others.
    Across,
}

impl Cut {
    pub fn of(scope: &Scope) -> Self {
        Self {
            area: scope.area.map(|area| area.code().to_owned()),
            first: scope.from.unwrap_or(Date::MIN),
            last: scope.to.map_or(scope.as_at, |to| to.min(scope.as_at)),
            as_at: scope.as_at,
        }
    }

    /// As a `figures.json` says it; what it does not say is as it is now.
    pub fn of_release(release: &Json, now: &Scope) -> Self {
        let scope = release.get("scope");
        let word = |key: &str| scope.and_then(|of| of.get(key)?.as_str());
        let day = |word: Option<&str>| word.and_then(|word| word.parse::<Date>().ok());
        let as_at = day(release.get("as_at").and_then(Json::as_str)).unwrap_or(now.as_at);
        Self {
            area: word("area").map(str::to_owned),
            first: day(word("from")).unwrap_or(Date::MIN),
            last: day(word("to")).map_or(as_at, |to| to.min(as_at)),
            as_at,
        }
    }

    /// How these lie to others.
    pub fn lies_to(&self, other: &Self) -> Lies {
        let areas = match (&self.area, &other.area) {
            (one, other) if one == other => Lies::Same,
            (Some(_), None) => Lies::Within,
            (None, Some(_)) => Lies::Around,
            _ => Lies::Apart,
        };
        // As of another day the last referrals are other ones, with the same scope.
        let open = |cut: &Self| cut.last == cut.as_at;
        let same_end = self.last == other.last || (open(self) && open(other));
        let periods = if self.first == other.first && same_end {
            Lies::Same
        } else if self.last.min(other.last) < self.first.max(other.first) {
            Lies::Apart
        } else if self.first >= other.first && (self.last <= other.last || same_end) {
            Lies::Within
        } else if self.first <= other.first && (self.last >= other.last || same_end) {
            Lies::Around
        } else {
            Lies::Across
        };
        match (areas, periods) {
            (Lies::Apart, _) | (_, Lies::Apart) => Lies::Apart,
            (Lies::Same, other) | (other, Lies::Same) => other,
            (one, other) if one == other => one,
            _ => Lies::Across,
        }
    }

    /// Those of these people whom a row is of, by the area, quarter or month that it names.
    pub fn of_row(&self, row: &Row) -> Self {
        let by = |key: &str| row.text("value").filter(|_| row.text("by") == Some(key));
        // Rows of all areas, of none and of two together are of whichever the cut has.
        let is_one = |of: &&str| Area::ALL.iter().any(|area| area.code() == *of);
        let is_here = |of: &&str| self.area.as_deref().is_none_or(|own| own == *of);
        let named = row.text("area").or_else(|| by("area"));
        let area = named.filter(is_one).filter(is_here);
        let quarter = row.text("quarter").or_else(|| by("quarter"));
        let days = quarter.and_then(days_of_quarter).or_else(|| days_of_month(row.text("month")?));
        let (first, last) = days.unwrap_or((self.first, self.last));
        Self {
            area: area.map_or_else(|| self.area.clone(), |of| Some(of.to_owned())),
            first: self.first.max(first),
            last: self.last.min(last),
            as_at: self.as_at,
        }
    }

    /// Whether both are as of one day, so that what is said of a person is the same in both.
    pub fn same_day(&self, other: &Self) -> bool {
        self.as_at == other.as_at
    }

    /// Whether it is of two periods together that overlap, of one area.
    pub fn joins(&self, one: &Self, other: &Self) -> bool {
        let of_area = self.area == one.area && self.area == other.area;
        let overlap = one.first.max(other.first) <= one.last.min(other.last);
        let ends = (one.first.min(other.first), one.last.max(other.last));
        of_area && overlap && ends == (self.first, self.last)
    }

    /// Whether the people of an area are the same in both.
    pub fn agree_in_area(&self, other: &Self, area: &str) -> bool {
        let has = |cut: &Self| cut.area.as_deref().is_none_or(|of| of == area);
        let whole = |cut: &Self| Self { area: None, ..cut.clone() };
        has(self) && has(other) && whole(self).lies_to(&whole(other)) == Lies::Same
    }

    /// Whether those of a quarter (`2018Q1`) are the same in both.
    pub fn agree_in_quarter(&self, other: &Self, quarter: &str) -> bool {
        let Some((first, last)) = days_of_quarter(quarter) else { return false };
        let whole = |cut: &Self| cut.first <= first && last <= cut.last;
        self.area == other.area && whole(self) && whole(other)
    }
}

/// The first and the last day of a quarter (`2018Q1`).
fn days_of_quarter(quarter: &str) -> Option<(Date, Date)> {
    let (year, quarter) = quarter.split_once('Q')?;
    let month: i8 = quarter.parse::<i8>().ok()?.checked_sub(1)?.checked_mul(3)?;
    let first = Date::new(year.parse().ok()?, month.checked_add(1)?, 1).ok()?;
    let last = Date::new(first.year(), month.checked_add(3)?, 1).ok()?.last_of_month();
    Some((first, last))
}

/// The first and the last day of a month (`2018-01`).
fn days_of_month(month: &str) -> Option<(Date, Date)> {
    let (year, month) = month.split_once('-')?;
    let first = Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()?;
    Some((first, first.last_of_month()))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn cut(area: Option<Area>, from: Option<Date>, to: Option<Date>) -> Cut {
        Cut::of(&Scope { area, from, to, as_at: date(2020, 3, 31) })
    }

    #[test]
    fn a_release_of_less_lies_within_one_of_more() {
        let all = cut(None, None, None);
        let dudley = cut(Some(Area::Dudley), None, None);
        let first = cut(None, None, Some(date(2018, 12, 31)));
        let second = cut(None, Some(date(2019, 1, 1)), None);
        let both = cut(Some(Area::Dudley), Some(date(2018, 7, 1)), Some(date(2019, 6, 30)));
        for part in [&dudley, &first, &second, &both] {
            assert_eq!(part.lies_to(&all), Lies::Within);
            assert_eq!(all.lies_to(part), Lies::Around);
            assert_eq!(part.lies_to(part), Lies::Same);
        }
        assert_eq!(first.lies_to(&second), Lies::Apart);
        assert_eq!(dudley.lies_to(&cut(Some(Area::Walsall), None, None)), Lies::Apart);
        assert_eq!(dudley.lies_to(&first), Lies::Across);
        assert_eq!(both.lies_to(&first), Lies::Across);
    }

    #[test]
    fn the_same_scope_a_month_later_is_the_same_release_as_of_another_day() {
        let before = Cut::of(&Scope::as_at(date(2020, 2, 29)));
        assert_eq!(before.lies_to(&cut(None, None, None)), Lies::Same);
        assert!(!before.same_day(&cut(None, None, None)));
    }

    #[test]
    fn a_row_is_of_the_people_that_it_names() {
        let first = cut(None, None, Some(date(2018, 12, 31)));
        let dudley = cut(Some(Area::Dudley), Some(date(2018, 2, 1)), None);
        assert_eq!(first.lies_to(&dudley), Lies::Across);
        let of = |row: Row| first.of_row(&row).lies_to(&dudley.of_row(&row));
        let of_quarter = |area: &'static str, quarter: &'static str| {
            of(Row::new().with("area", area).with("quarter", quarter))
        };
        assert_eq!(of_quarter("Dudley", "2018Q2"), Lies::Same);
        assert_eq!(of_quarter("Dudley", "2018Q1"), Lies::Around);
        assert_eq!(of_quarter("Dudley", "2017Q4"), Lies::Apart);
        assert_eq!(of_quarter("Dudley", "total"), Lies::Across);
        assert_eq!(of_quarter("total", "2018Q2"), Lies::Around);
        assert_eq!(of_quarter("total", "2018Q1"), Lies::Around);
        let by = |by: &'static str, value| of(Row::new().with("by", by).with("value", value));
        assert_eq!(by("quarter", "2018Q3"), Lies::Around);
        assert_eq!(by("area", "Dudley"), Lies::Across);
        assert_eq!(by("area", "Walsall"), Lies::Apart);
        assert_eq!(by("area", "not_recorded"), Lies::Across);
        assert_eq!(by("religion", "sikh"), Lies::Across);
        let of_month = |month| of(Row::new().with("term", "month").with("month", month));
        assert_eq!(of_month("2018-02"), Lies::Around);
        assert_eq!(of_month("2018-01"), Lies::Apart);
        assert_eq!(of_month("total"), Lies::Across);
    }

    #[test]
    fn a_quarter_inside_both_periods_is_of_the_same_people() {
        let all = cut(None, None, None);
        let first = cut(None, None, Some(date(2018, 5, 31)));
        assert!(all.agree_in_quarter(&first, "2018Q1"));
        assert!(!all.agree_in_quarter(&first, "2018Q2"));
        assert!(!all.agree_in_quarter(&first, "total"));
        let dudley = cut(Some(Area::Dudley), None, None);
        assert!(all.agree_in_area(&dudley, "Dudley"));
        assert!(!all.agree_in_area(&dudley, "Walsall"));
    }
}
