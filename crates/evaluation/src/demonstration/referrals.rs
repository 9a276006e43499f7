//! The rows of the men and of their second referrals.

use dataset::codes::*;
use dataset::{ChildrenAges, Referral};
use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::constraints::Constraints;
use super::draw::Draw;
use super::men::{Class, Man};
use super::places::Duplicate;
use super::{LAST_DAY, Unsolved, people};
use crate::cohort::Engagement;

/// The day from which fathers of children in early help could be referred.
const EARLY_HELP_FROM: Date = date(2018, 12, 1);

/// One row a referral, in the order received.
pub fn write(
    constraints: &Constraints,
    men: &[Man],
    duplicates: &[Duplicate],
    draw: &mut Draw,
) -> Result<Vec<Referral>, Unsolved> {
    let whole = men.len() + duplicates.len();
    if whole as u64 != constraints.individuals + constraints.duplicates {
        return Err(Unsolved(format!("{whole} referrals were made")));
    }
    let mut order: Vec<usize> = (0..men.len()).collect();
    draw.shuffle(&mut order);
    let mut rows: Vec<Referral> =
        men.iter().enumerate().map(|(place, man)| own(man, order[place], draw)).collect();
    for duplicate in duplicates {
        let row = second(&rows[duplicate.man], duplicate, draw);
        rows.push(row);
    }
    // The record ends on the last day: one case is closed on it.
    let latest = rows.iter_mut().filter(|row| row.closure_reason.is_none()).max_by_key(|row| {
        (row.assessment_outcome.is_none(), row.sessions_attended.is_none(), row.received_on)
    });
    if let Some(row) = latest {
        row.closed_on = Some(LAST_DAY);
        row.closure_reason = Some(ClosureReason::ServiceFull);
    }
    rows.sort_by_key(|row| row.received_on);
    for (number, row) in rows.iter_mut().enumerate() {
        row.referral_ref = format!("R-{:05}", number + 1).into();
    }
    Ok(rows)
}

fn after(received: Date, days: i64) -> Date {
    received.saturating_add(days.days())
}

/// The referral that counts.
fn own(man: &Man, number: usize, draw: &mut Draw) -> Referral {
    let received = man.received;
    let mut row = Referral::new("", received);
    row.individual_ref = Some(format!("M-{:05}", number + 1).into());
    row.area = Some(man.area);
    first_steps(&mut row, man.offered, draw);
    let day = |days: Option<i64>| days.map(|days| after(received, days));
    row.first_assessment_offered_on = day(man.offered);
    row.first_assessment_attended_on = day(man.attended);
    row.decided_on = day(man.decided);
    row.first_session_offered_on = day(man.session_offered);
    row.first_session_attended_on = day(man.session_attended);
    (row.assessment_outcome, row.unsuitable_reason) = match man.class {
        Class::Suitable(_) => (Some(Outcome::Suitable), None),
        Class::Unsuitable(reason) => (Some(Outcome::Unsuitable), reason),
        Class::Pending => (Some(Outcome::Pending), None),
        Class::Unassessed => (None, None),
    };
    row.closed_on = day(man.left);
    row.closure_reason = man.closure;
    if man.class == Class::Unassessed {
        unassessed(&mut row, draw);
    }
    if man.sessions > 0 {
        row.sessions_attended = Some(man.sessions);
        row.delivery = draw
            .weighted(&[
                (Some(Delivery::Group), 78),
                (Some(Delivery::OneToOne), 10),
                (Some(Delivery::Blended), 6),
                (None, 6),
            ])
            .flatten();
    } else if man.group() == Some(Engagement::NoSessions) {
        row.sessions_attended = Some(0);
    }
    about_him(&mut row, man, draw);
    row
}

/// Acknowledged and contacted: recorded of most, and late as often as one would expect.
fn first_steps(row: &mut Referral, offered: Option<i64>, draw: &mut Draw) {
    let room = offered.unwrap_or(30);
    let acknowledged = draw.between(0, 4).min(room);
    row.acknowledged_on = draw.chance(0.85).then(|| after(row.received_on, acknowledged));
    let contacted = (acknowledged + draw.skewed(3.0, 1).round() as i64).min(room);
    row.first_contact_on = draw.chance(0.8).then(|| after(row.received_on, contacted));
    let latest = |day: Option<Date>| day.filter(|day| *day <= LAST_DAY);
    row.acknowledged_on = latest(row.acknowledged_on);
    row.first_contact_on = latest(row.first_contact_on);
}

/// Closed without an assessment, or open still.
fn unassessed(row: &mut Referral, draw: &mut Draw) {
    let offered = row.first_assessment_offered_on.filter(|day| *day <= LAST_DAY);
    row.first_assessment_offered_on = offered;
    let from = offered.unwrap_or(row.received_on);
    let closed = after(from, draw.between(10, 60));
    if closed < LAST_DAY {
        row.closed_on = Some(closed);
        row.closure_reason = draw.weighted(&[
            (ClosureReason::NoContact, 34),
            (ClosureReason::Declined, 30),
            (ClosureReason::Ineligible, 16),
            (ClosureReason::WithdrawnByReferrer, 12),
            (ClosureReason::Custody, 3),
            (ClosureReason::Moved, 3),
            (ClosureReason::Other, 2),
        ]);
    }
}

fn about_him(row: &mut Referral, man: &Man, draw: &mut Draw) {
    row.source = people::source(draw);
    let early_help = u32::from(row.received_on >= EARLY_HELP_FROM);
    // 4.6.1: those who completed came rather from families with a child protection plan, and
    // those on a child in need plan attended less.
    let [cp, cin] = match man.group() {
        Some(Engagement::Completed) => [60, 24],
        Some(Engagement::NoSessions) => [38, 48],
        _ => [46, 38],
    };
    row.plan = draw
        .weighted(&[
            (Some(Plan::Cp), cp),
            (Some(Plan::Cin), cin),
            (Some(Plan::EarlyHelp), 12 * early_help),
            (Some(Plan::None), 3),
            (Some(Plan::Unknown), 3),
            (None, 4),
        ])
        .flatten();
    row.age_at_referral = u8::try_from(man.age).ok();
    if man.group().is_none() && draw.chance(0.04) {
        row.age_at_referral = None;
    }
    row.children = man.children.and_then(|children| u8::try_from(children).ok());
    if draw.chance(0.75) {
        row.children_ages = children_ages(man, draw);
    }
    row.ethnicity = people::ethnicity(draw);
    row.religion = people::religion(draw);
    row.needs = people::needs(draw);
    row.other_services = people::other_services(draw);
    row.relationship = draw
        .weighted(&[
            (Some(Relationship::Together), 42),
            (Some(Relationship::Separated), 44),
            (Some(Relationship::Unknown), 4),
            (None, 10),
        ])
        .flatten();
    row.risk_level = draw
        .weighted(&[
            (Some(RiskLevel::Standard), 18),
            (Some(RiskLevel::Medium), 58),
            (Some(RiskLevel::High), 12),
            (Some(RiskLevel::Unknown), 4),
            (None, 8),
        ])
        .flatten();
}

fn children_ages(man: &Man, draw: &mut Draw) -> ChildrenAges {
    let mut ages = ChildrenAges::default();
    let eldest = (man.age - 17).clamp(1, 17);
    for _ in 0..man.children.unwrap_or_default() {
        // Eight children at the most: there is room for twenty.
        let _ = ages.push(u8::try_from(draw.between(0, eldest)).unwrap_or_default());
    }
    ages
}

/// An earlier referral of the same man, closed before he was assessed; where his sessions were
/// recorded on both, it holds them too (the note to Figure 21).
fn second(own: &Referral, duplicate: &Duplicate, draw: &mut Draw) -> Referral {
    let mut row = Referral::new("", duplicate.received);
    row.individual_ref.clone_from(&own.individual_ref);
    row.area = own.area;
    row.source = own.source;
    row.plan =
        own.plan.filter(|plan| *plan != Plan::EarlyHelp || duplicate.received >= EARLY_HELP_FROM);
    row.age_at_referral = own.age_at_referral;
    row.ethnicity = own.ethnicity;
    row.religion = own.religion;
    row.relationship = own.relationship;
    row.children = own.children;
    row.risk_level = own.risk_level;
    first_steps(&mut row, None, draw);
    row.closure_reason = Some(ClosureReason::Duplicate);
    if duplicate.with_sessions {
        row.sessions_attended = own.sessions_attended;
    } else if draw.chance(0.6) {
        row.closure_reason = draw.weighted(&[
            (ClosureReason::NoContact, 5),
            (ClosureReason::Declined, 4),
            (ClosureReason::WithdrawnByReferrer, 2),
        ]);
    }
    let known = [row.acknowledged_on, row.first_contact_on].into_iter().flatten().max();
    let from = known.unwrap_or(row.received_on);
    row.closed_on = Some(from.max(own.received_on.saturating_sub(draw.between(0, 20).days())));
    row
}
