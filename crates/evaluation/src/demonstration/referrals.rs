//! The rows of the referrals.

use compact_str::format_compact;
use dataset::codes::*;
use dataset::{ChildrenAges, Code, Referral};
use jiff::civil::date;

use super::calendar::{Calendar, Duplicate};
use super::draw::Draw;
use super::men::Man;
use super::shape::Kind;

/// Every referral, in the order in which they were received.
///
/// `matched` holds, by man, the number of the support case of his (ex)partner.
pub fn referrals(
    calendar: &Calendar,
    men: &[Man],
    duplicates: &[Duplicate],
    matched: &[Option<u32>],
    draw: &mut Draw,
) -> Vec<Referral> {
    let mut numbers: Vec<usize> = (1..=men.len()).collect();
    draw.shuffle(&mut numbers);
    let himself_from = draw.below(usize::MAX) as u64;
    let firsts = men.iter().enumerate().map(|(place, man)| (man.received, place, false));
    let others = duplicates.iter().map(|other| (other.received, other.man, true));
    let mut order: Vec<(i32, usize, bool)> = firsts.chain(others).collect();
    order.sort_unstable();
    let mut rows = Vec::with_capacity(order.len());
    for (received, place, is_duplicate) in order {
        let Some(received_on) = calendar.date(received) else { continue };
        let man = &men[place];
        let mut row = Referral::new(&format_compact!("R-{:05}", rows.len() + 1), received_on);
        row.individual_ref = Some(format_compact!("M-{:05}", numbers[place]));
        row.area = Area::ALL.get(man.area).copied();
        // His own draws, so that his other referrals tell of the same man.
        himself(&mut row, man, &mut Draw::seeded(himself_from.wrapping_add(place as u64)));
        if is_duplicate {
            row.closed_on = calendar.date(received + 1 + draw.below(7) as i32);
            row.closure_reason = row.closed_on.map(|_| ClosureReason::Duplicate);
            row.sessions_attended =
                (man.kind.attends()).then_some(man.sessions).or(row.sessions_attended);
        } else {
            pathway(&mut row, man, calendar, draw);
            row.support_ref = matched[place].map(|number| format_compact!("S-{number:05}"));
        }
        rows.push(row);
    }
    // The record speaks as of its last day: something was written on it.
    if let Some(row) = rows.iter_mut().rev().find(|row| {
        row.closed_on.is_some()
            && matches!(
                row.closure_reason,
                Some(ClosureReason::NoContact | ClosureReason::Declined)
            )
    }) {
        row.closed_on = calendar.date(calendar.last());
    }
    rows
}

fn himself(row: &mut Referral, man: &Man, draw: &mut Draw) {
    let early_help = row.received_on >= date(2018, 12, 1);
    let child_protection = match man.kind {
        Kind::Completed => 64,
        Kind::SomeSessions => 50,
        Kind::NoSessions => 40,
        _ => 45,
    };
    let plan = [
        (Some(Plan::Cp), child_protection),
        (Some(Plan::Cin), 88 - child_protection),
        (Some(Plan::EarlyHelp), if early_help { 10 } else { 0 }),
        (Some(Plan::Unknown), 4),
        (None, 3),
    ];
    row.plan = draw.choose(&plan).flatten();
    row.source = if row.plan == Some(Plan::EarlyHelp) {
        Some(Source::EarlyHelp)
    } else {
        let source = [
            (Some(Source::ChildrenServices), 93),
            (Some(Source::Other), 3),
            (Some(Source::Unknown), 2),
            (None, 2),
        ];
        draw.choose(&source).flatten()
    };
    row.ethnicity = ethnicity(draw);
    row.religion = religion(draw);
    let relationship = [
        (Some(Relationship::Together), 38),
        (Some(Relationship::Separated), 40),
        (Some(Relationship::Unknown), 10),
        (None, 12),
    ];
    row.relationship = draw.choose(&relationship).flatten();
    for (need, percent) in [
        (Need::Interpreter, 4),
        (Need::Disability, 5),
        (Need::MentalHealth, 18),
        (Need::SubstanceUse, 22),
        (Need::Learning, 5),
        (Need::Other, 3),
    ] {
        if draw.percent(percent) {
            row.needs.insert(need);
        }
    }
    for (service, percent) in [
        (OtherService::SubstanceUse, 9),
        (OtherService::MentalHealth, 7),
        (OtherService::Housing, 6),
        (OtherService::Parenting, 8),
        (OtherService::Probation, 10),
    ] {
        if draw.percent(percent) {
            row.other_services.insert(service);
        }
    }
    let risk = [
        (Some(RiskLevel::Standard), 30),
        (Some(RiskLevel::Medium), 36),
        (Some(RiskLevel::High), 14),
        (Some(RiskLevel::Unknown), 8),
        (None, 12),
    ];
    row.risk_level = draw.choose(&risk).flatten();
    row.age_at_referral = man.age.and_then(|age| age.try_into().ok());
    row.children = man.children.and_then(|children| children.try_into().ok());
    if draw.percent(82) {
        let oldest = usize::from(row.age_at_referral.unwrap_or(32).saturating_sub(16)).min(17);
        let mut ages = ChildrenAges::default();
        for _ in 0..row.children.unwrap_or(0) {
            // There are at most nine, of twenty that a cell can list.
            let _ = ages.push(draw.below(oldest + 1) as u8);
        }
        row.children_ages = ages;
    }
    row.sessions_attended = draw.percent(75).then_some(0);
}

fn pathway(row: &mut Referral, man: &Man, calendar: &Calendar, draw: &mut Draw) {
    let on = |days: Option<i32>| days.and_then(|days| calendar.date(man.received + days));
    let first = [man.offered, man.attended, man.decided, man.closed]
        .into_iter()
        .flatten()
        .min()
        .unwrap_or(14)
        .clamp(0, 14);
    let acknowledged = draw.below((first as usize).min(3) + 1) as i32;
    let contact = acknowledged + draw.below((first - acknowledged) as usize + 1) as i32;
    row.acknowledged_on = on(draw.percent(93).then_some(acknowledged));
    row.first_contact_on = on(draw.percent(88).then_some(contact));
    row.first_assessment_offered_on = on(man.offered);
    row.first_assessment_attended_on = on(man.attended);
    row.decided_on = on(man.decided);
    row.first_session_offered_on = on(man.session);
    row.first_session_attended_on = on(man.started);
    row.closed_on = on(man.closed);
    row.closure_reason = man.closure.filter(|_| row.closed_on.is_some());
    row.assessment_outcome = match man.kind {
        Kind::Unsuitable => Some(Outcome::Unsuitable),
        Kind::UndecidedWithSessions => Some(Outcome::Pending),
        // Some were assessed and nothing was written down of it.
        Kind::Undecided => draw.percent(70).then_some(Outcome::Pending),
        kind => kind.group().map(|_| Outcome::Suitable),
    };
    row.unsuitable_reason = man.reason;
    if man.kind.attends() {
        row.sessions_attended = Some(man.sessions);
        let delivery = [(Delivery::Group, 84), (Delivery::OneToOne, 9), (Delivery::Blended, 7)];
        row.delivery = draw.choose(&delivery);
    }
}

/// An ethnicity, of some not recorded.
pub fn ethnicity(draw: &mut Draw) -> Option<Ethnicity> {
    draw.choose(&[
        (Some(Ethnicity::WhiteBritish), 50),
        (Some(Ethnicity::WhiteOther), 5),
        (Some(Ethnicity::AsianPakistani), 11),
        (Some(Ethnicity::AsianIndian), 6),
        (Some(Ethnicity::AsianBangladeshi), 2),
        (Some(Ethnicity::BlackCaribbean), 6),
        (Some(Ethnicity::BlackAfrican), 3),
        (Some(Ethnicity::MixedWhiteAndBlackCaribbean), 4),
        (Some(Ethnicity::Other), 2),
        (Some(Ethnicity::Unknown), 4),
        (None, 7),
    ])
    .flatten()
}

/// A religion, of many not recorded.
pub fn religion(draw: &mut Draw) -> Option<Religion> {
    draw.choose(&[
        (Some(Religion::NoReligion), 28),
        (Some(Religion::Christian), 20),
        (Some(Religion::Muslim), 12),
        (Some(Religion::Sikh), 4),
        (Some(Religion::Hindu), 1),
        (Some(Religion::PreferNotToSay), 3),
        (Some(Religion::Unknown), 12),
        (None, 20),
    ])
    .flatten()
}
