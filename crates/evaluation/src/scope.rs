//! Which part of a data set is evaluated: as of which day, of which period, of which area.

use dataset::codes::Area;
use dataset::{Code, DataSet};
use jiff::civil::Date;
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Which part of the data set is evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The day as of which the evaluation speaks: later referrals are left out, and what is
    /// dated later has not happened yet.
    pub as_at: Date,
    /// What began on this day or later: referrals received, women referred, sessions held,
    /// interviews sought.
    pub from: Option<Date>,
    /// What began on this day or earlier.
    pub to: Option<Date>,
    /// Referrals, support cases and activity of this area; interviews of it, or of all areas.
    pub area: Option<Area>,
}

impl Scope {
    /// Everything as of a day.
    pub fn as_at(as_at: Date) -> Self {
        Self { as_at, from: None, to: None, area: None }
    }
    /// Whether anything but the day restricts it, so that the report's own numbers do not
    /// stand beside.
    pub fn is_whole(&self) -> bool {
        self.has_no_period() && self.area.is_none()
    }
    fn has_no_period(&self) -> bool {
        self.from.is_none() && self.to.is_none()
    }
    /// Whether what began on a day is of the period, and had begun by the day of the
    /// evaluation. What has no date cannot be told to be of a period, and is of none.
    fn covers(&self, began_on: Option<Date>) -> bool {
        began_on.map_or(self.has_no_period(), |on| {
            on <= self.as_at
                && self.from.is_none_or(|from| on >= from)
                && self.to.is_none_or(|to| on <= to)
        })
    }
    fn is_of(&self, area: Option<Area>) -> bool {
        self.area.is_none_or(|of| area == Some(of))
    }
    /// Leaves the rows in scope, of the files whose rows have a day and an area of their own.
    /// Measures and incidents are those of the cases that remain.
    pub(crate) fn cut(&self, data: &mut DataSet) -> LeftOut {
        self.cut_rows_of_cases(data);
        let referrals = data.referrals.len();
        if data.referrals.par_iter().any(|row| row.received_on > self.as_at) {
            data.referrals.retain(|row| row.received_on <= self.as_at);
        }
        let received_later = (referrals - data.referrals.len()) as u64;
        if !self.is_whole() {
            data.referrals.retain(|row| self.covers(Some(row.received_on)) && self.is_of(row.area));
        }
        data.support.retain(|row| self.is_of(row.area));
        let undated = data.support.iter().filter(|row| row.referred_on.is_none()).count() as u64;
        data.support.retain(|row| self.covers(row.referred_on));
        data.activity.retain(|row| self.covers(Some(row.held_on)) && self.is_of(row.area));
        data.interviews.retain(|row| {
            let is_of = |of: Area| row.area.is_none_or(|area| area.code().contains(of.code()));
            self.covers(row.contacted_on) && self.area.is_none_or(is_of)
        });
        LeftOut {
            referrals_received_later: received_later,
            support_undated: if self.has_no_period() { 0 } else { undated },
        }
    }

    /// Leaves the measures and incidents of the cases in scope. One of no case at all is of no
    /// part; of the whole it stays, to be told as a contradiction.
    fn cut_rows_of_cases(&self, data: &mut DataSet) {
        data.incidents.retain(|row| row.occurred_on <= self.as_at);
        data.measures.retain(|row| row.taken_on.is_none_or(|on| on <= self.as_at));
        if data.incidents.is_empty() && data.measures.is_empty() {
            return;
        }
        let men = data.referrals.iter().map(|row| {
            let stays = self.covers(Some(row.received_on)) && self.is_of(row.area);
            (row.referral_ref.as_str(), stays)
        });
        let women = data.support.iter().map(|row| {
            let stays = self.covers(row.referred_on) && self.is_of(row.area);
            (row.support_ref.as_str(), stays)
        });
        let cases: FxHashMap<&str, bool> = men.chain(women).collect();
        let stays = |case: &str| cases.get(case).copied().unwrap_or(self.is_whole());
        data.incidents.retain(|row| stays(&row.referral_ref));
        data.measures.retain(|row| stays(&row.case_ref));
    }
}

/// Rows that were left out, as far as a figure must say so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Referrals received after the day of the evaluation.
    pub referrals_received_later: u64,
    /// Support cases without a day of referral, of which nobody can tell whether they are of
    /// the period asked for.
    pub support_undated: u64,
}

#[cfg(test)]
mod tests {
    use dataset::codes::{Informant, InterviewArea, InterviewOutcome, Point};
    use dataset::{Incident, Interview, Measure, Referral, Support};
    use jiff::civil::date;

    use super::*;
    use crate::Cohort;

    const AS_AT: Date = date(2020, 3, 31);

    fn of_2018() -> Scope {
        Scope { from: Some(date(2018, 1, 1)), to: Some(date(2018, 12, 31)), ..Scope::as_at(AS_AT) }
    }

    fn women(days: &[Option<Date>]) -> DataSet {
        let support = days.iter().map(|on| Support { referred_on: *on, ..Support::default() });
        DataSet { support: support.collect(), ..DataSet::default() }
    }

    fn answer(case: &str) -> Measure {
        Measure {
            case_ref: case.into(),
            informant: Informant::Him,
            instrument: "scale".into(),
            version: None,
            point: Point::T1,
            taken_on: None,
            item: "a".into(),
            value: Some(1.0),
        }
    }

    fn interviews(rows: &[(Option<InterviewArea>, Option<Date>)]) -> DataSet {
        let interviews = rows.iter().map(|(area, on)| Interview {
            interview_ref: None,
            group: None,
            organisation: None,
            area: *area,
            phase: None,
            contacted_on: *on,
            arranged_on: None,
            done_on: None,
            outcome: None,
        });
        DataSet { interviews: interviews.collect(), ..DataSet::default() }
    }

    #[test]
    fn a_case_without_a_date_is_of_no_period_and_of_the_whole() {
        let rows = women(&[None, Some(date(2018, 6, 1)), Some(date(2019, 1, 1))]);
        let of_period = Cohort::new(rows.clone(), of_2018());
        assert_eq!(of_period.data.support.len(), 1);
        assert_eq!(of_period.left_out.support_undated, 1);
        let whole = Cohort::new(rows, Scope::as_at(AS_AT));
        assert_eq!(whole.data.support.len(), 3);
        assert_eq!(whole.left_out, LeftOut::default());
    }

    #[test]
    fn incidents_and_measures_are_those_of_the_cases_in_scope() {
        let of_area = |name: &str, area| Referral {
            area: Some(area),
            ..Referral::new(name, date(2018, 6, 1))
        };
        let incident = |of: &str| Incident {
            referral_ref: of.into(),
            occurred_on: date(2018, 7, 1),
            kind: None,
            source: None,
            severity: None,
            police_called: None,
            children_present: None,
            arrested: None,
            charged: None,
        };
        let mut data = women(&[Some(date(2018, 6, 1))]);
        data.support[0].support_ref = "S1".into();
        data.referrals = vec![
            of_area("R1", Area::Dudley),
            of_area("R2", Area::Walsall),
            Referral::new("R3", date(2020, 4, 1)),
        ];
        data.incidents = ["R1", "R2", "R3", "none"].map(incident).into();
        data.measures = ["R1", "R2", "R3", "S1", "none"].map(answer).into();
        data.measures[0].taken_on = Some(date(2020, 4, 1));
        let left = |scope| {
            let data = Cohort::new(data.clone(), scope).data;
            let cases = |of: Vec<&str>| of.join(" ");
            (
                cases(data.incidents.iter().map(|row| row.referral_ref.as_str()).collect()),
                cases(data.measures.iter().map(|row| row.case_ref.as_str()).collect()),
            )
        };
        let dudley = Scope { area: Some(Area::Dudley), ..Scope::as_at(AS_AT) };
        assert_eq!(left(dudley), ("R1".to_owned(), String::new()));
        let period = Scope { to: Some(date(2018, 12, 31)), ..Scope::as_at(AS_AT) };
        assert_eq!(left(period), ("R1 R2".to_owned(), "R2 S1".to_owned()));
        // Of the whole, what leads nowhere stays: it is told as a contradiction.
        let whole = Scope::as_at(AS_AT);
        assert_eq!(left(whole), ("R1 R2 none".to_owned(), "R2 S1 none".to_owned()));
    }

    #[test]
    fn an_interview_is_of_the_period_in_which_it_was_sought() {
        let rows = interviews(&[
            (None, Some(date(2017, 12, 31))),
            (None, Some(date(2018, 12, 31))),
            (None, Some(date(2020, 4, 1))),
            (None, None),
        ]);
        assert_eq!(Cohort::new(rows.clone(), of_2018()).data.interviews.len(), 1);
        assert_eq!(Cohort::new(rows, Scope::as_at(AS_AT)).data.interviews.len(), 3);
    }

    #[test]
    fn an_interview_of_all_areas_is_of_each() {
        let rows = interviews(&[
            (None, None),
            (Some(InterviewArea::BirminghamAndSolihull), None),
            (Some(InterviewArea::Solihull), None),
            (Some(InterviewArea::Dudley), None),
        ]);
        let of = |area| {
            let scope = Scope { area: Some(area), ..Scope::as_at(AS_AT) };
            Cohort::new(rows.clone(), scope).data.interviews.len()
        };
        assert_eq!(of(Area::Solihull), 3);
        assert_eq!(of(Area::Dudley), 2);
        assert_eq!(of(Area::Walsall), 1);
    }

    #[test]
    fn an_interview_still_to_be_held_has_no_outcome() {
        let mut rows = interviews(&[(None, Some(date(2020, 3, 1)))]);
        rows.interviews[0].arranged_on = Some(date(2020, 3, 20));
        rows.interviews[0].done_on = Some(date(2020, 4, 2));
        rows.interviews[0].outcome = Some(InterviewOutcome::Done);
        let interview = &Cohort::new(rows, Scope::as_at(AS_AT)).data.interviews[0];
        assert_eq!(interview.arranged_on, Some(date(2020, 3, 20)));
        assert_eq!((interview.done_on, interview.outcome), (None, None));
    }
}
