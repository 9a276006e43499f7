//! The day of each referral: every area has so many in each quarter, and no man may have lived
//! through more than the record has days left.

use dataset::Code;
use dataset::codes::Area;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::constraints::Constraints;
use super::draw::Draw;
use super::men::Man;
use super::{LAST_DAY, Unsolved};
use crate::cohort::days_between;

/// A second or third referral of a man, received before the one that counts.
#[derive(Clone, Copy, Debug)]
pub struct Duplicate {
    /// The place of the man.
    pub man: usize,
    /// Its day.
    pub received: Date,
    /// His sessions were recorded on it too.
    pub with_sessions: bool,
}

/// Gives every man a day and finds men for the days that are left: their duplicates.
pub fn receive(
    constraints: &Constraints,
    men: &mut [Man],
    draw: &mut Draw,
) -> Result<Vec<Duplicate>, Unsolved> {
    let mut duplicates = Vec::new();
    let mut twice = constraints.recorded_twice;
    for (place, area) in Area::ALL.iter().enumerate() {
        let mut days = days(constraints, place, draw);
        days.sort_unstable();
        let mut here: Vec<usize> = (0..men.len()).filter(|man| men[*man].area == *area).collect();
        let second = days
            .len()
            .checked_sub(here.len())
            .ok_or_else(|| Unsolved(format!("{} has more men than referrals", area.code())))?;
        // Early days are kept for second referrals, so that a later one can follow.
        let early = days.len() * 4 / 5;
        let mut kept: Vec<usize> = (0..early).collect();
        draw.shuffle(&mut kept);
        kept.truncate(second);
        kept.sort_unstable_by(|one, other| other.cmp(one));
        let kept: Vec<Date> = kept.into_iter().map(|place| days.remove(place)).collect();

        // Who has lived through most chooses first, among the days that leave him room.
        here.sort_by_key(|man| std::cmp::Reverse(men[*man].span()));
        for man in &here {
            let room = days.partition_point(|day| days_between(*day, LAST_DAY) >= men[*man].span());
            if room == 0 {
                return Err(Unsolved(format!("no day of {} leaves a man room", area.code())));
            }
            men[*man].received = days.remove(draw.below(room));
        }
        attach(men, &here, kept, &mut twice, &mut duplicates, draw)?;
    }
    if twice > 0 {
        return Err(Unsolved(format!("{twice} men with sessions have no second referral")));
    }
    Ok(duplicates)
}

/// Finds a man for each day kept: one who was received later, first of those with sessions.
fn attach(
    men: &[Man],
    here: &[usize],
    mut kept: Vec<Date>,
    twice: &mut u64,
    duplicates: &mut Vec<Duplicate>,
    draw: &mut Draw,
) -> Result<(), Unsolved> {
    draw.shuffle(&mut kept);
    let mut taken = vec![false; men.len()];
    for received in kept {
        let later = |man: &&usize| men[**man].received > received;
        let attended: Vec<usize> = here
            .iter()
            .filter(later)
            .filter(|man| men[**man].sessions > 0 && !taken[**man])
            .copied()
            .collect();
        let with_sessions = *twice > 0 && !attended.is_empty() && draw.chance(0.5);
        let fresh: Vec<usize> = here
            .iter()
            .filter(later)
            .filter(|man| men[**man].sessions == 0 && !taken[**man])
            .copied()
            .collect();
        // A man of whom nothing else is left has a third referral.
        let again: Vec<usize> =
            here.iter().filter(later).filter(|man| men[**man].sessions == 0).copied().collect();
        let from = if with_sessions {
            attended
        } else if fresh.is_empty() {
            again
        } else {
            fresh
        };
        let man = draw
            .one(&from)
            .ok_or_else(|| Unsolved("a second referral has no man to follow it".to_owned()))?;
        taken[man] = true;
        *twice -= u64::from(with_sessions);
        duplicates.push(Duplicate { man, received, with_sessions });
    }
    Ok(())
}

/// The days of an area's referrals: so many in each quarter.
fn days(constraints: &Constraints, area: usize, draw: &mut Draw) -> Vec<Date> {
    let mut quarter = constraints.first_quarter;
    let mut days = Vec::new();
    for (place, count) in constraints.received[area].iter().enumerate() {
        // Referrals began with the first rules, in the last month of the first quarter.
        let first = if place == 0 {
            quarter.first_day().saturating_add(2.months())
        } else {
            quarter.first_day()
        };
        let last = quarter.next().first_day().saturating_sub(1.day()).min(LAST_DAY);
        for _ in 0..*count {
            days.push(working_day(first, last, draw));
        }
        quarter = quarter.next();
    }
    days
}

/// A random day from `first` to `last`, moved off a week-end.
pub fn working_day(first: Date, last: Date, draw: &mut Draw) -> Date {
    let day = first.saturating_add(draw.between(0, days_between(first, last)).days());
    match day.weekday() {
        Weekday::Saturday if day > first => day.saturating_sub(1.day()),
        Weekday::Saturday => day.saturating_add(2.days()),
        Weekday::Sunday if day < last => day.saturating_add(1.day()),
        Weekday::Sunday => day.saturating_sub(2.days()),
        _ => day,
    }
}
