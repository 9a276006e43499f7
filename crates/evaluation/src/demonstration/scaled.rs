//! Cohorts of any size, of the same shape: men of the report's cohort drawn again and again,
//! each moved by some days, with a woman and second referrals as he had them.

use dataset::{DataSet, Given, Referral, Support};
use jiff::ToSpan;
use jiff::civil::Date;
use rustc_hash::FxHashMap;

use super::LAST_DAY;
use super::draw::Draw;
use crate::cohort::days_between;

/// How far a man drawn again may be moved back, in days.
const MOST_DAYS: i64 = 20;

/// A man of the report's cohort: his referrals, and the support case matched with one of them.
#[derive(Debug, Default)]
struct Family<'a> {
    referrals: Vec<&'a Referral>,
    support: Vec<&'a Support>,
}

/// A cohort of `individuals` men, in time that grows with their number.
pub fn scale(report: &DataSet, individuals: u64, draw: &mut Draw) -> DataSet {
    let families = families(report);
    let first = report.referrals.iter().map(|row| row.received_on).min().unwrap_or(LAST_DAY);
    let mut data = DataSet {
        interviews: report.interviews.clone(),
        given: Given { support: true, interviews: true, ..Given::default() },
        ..DataSet::default()
    };
    let share = individuals as usize / report.referrals.len().max(1) + 1;
    data.referrals.reserve(report.referrals.len() * share);
    data.support.reserve(report.support.len() * share);
    for man in 1..=individuals {
        let Some(family) = families.get(draw.below(families.len())) else { break };
        let received = family.referrals.iter().map(|row| row.received_on).min().unwrap_or(first);
        let back = draw.between(0, MOST_DAYS.min(days_between(first, received)));
        let from = data.support.len();
        for case in &family.support {
            data.support.push(moved_case(case, back, from + 1));
        }
        for row in &family.referrals {
            let number = data.referrals.len() + 1;
            let mut row = moved(row, back);
            row.referral_ref = format!("R-{number:07}").into();
            row.individual_ref = Some(format!("M-{man:07}").into());
            // A family has one support case at the most, on the referral that counts.
            row.support_ref =
                row.support_ref.and(data.support.get(from)).map(|case| case.support_ref.clone());
            data.referrals.push(row);
        }
    }
    data
}

fn families(report: &DataSet) -> Vec<Family<'_>> {
    let cases: FxHashMap<&str, &Support> =
        report.support.iter().map(|case| (case.support_ref.as_str(), case)).collect();
    let mut places: FxHashMap<&str, usize> = FxHashMap::default();
    let mut families: Vec<Family<'_>> = Vec::new();
    for row in &report.referrals {
        let man = row.individual_ref.as_deref().unwrap_or(&row.referral_ref);
        let place = *places.entry(man).or_insert_with(|| {
            families.push(Family::default());
            families.len() - 1
        });
        families[place].referrals.push(row);
        let case = row.support_ref.as_deref().and_then(|reference| cases.get(reference));
        families[place].support.extend(case);
    }
    families
}

fn back(day: Option<Date>, days: i64) -> Option<Date> {
    day.map(|day| day.saturating_sub(days.days()))
}

fn moved(row: &Referral, days: i64) -> Referral {
    Referral {
        received_on: row.received_on.saturating_sub(days.days()),
        acknowledged_on: back(row.acknowledged_on, days),
        first_contact_on: back(row.first_contact_on, days),
        first_assessment_offered_on: back(row.first_assessment_offered_on, days),
        first_assessment_attended_on: back(row.first_assessment_attended_on, days),
        decided_on: back(row.decided_on, days),
        first_session_offered_on: back(row.first_session_offered_on, days),
        first_session_attended_on: back(row.first_session_attended_on, days),
        closed_on: back(row.closed_on, days),
        ..row.clone()
    }
}

fn moved_case(case: &Support, days: i64, number: usize) -> Support {
    Support {
        support_ref: format!("S-{number:07}").into(),
        referred_on: back(case.referred_on, days),
        first_contact_on: back(case.first_contact_on, days),
        assessed_on: back(case.assessed_on, days),
        started_on: back(case.started_on, days),
        closed_on: back(case.closed_on, days),
        ..case.clone()
    }
}
