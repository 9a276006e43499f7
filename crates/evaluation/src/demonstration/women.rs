//! The rows of the support cases, and whose (ex)partners they are.

use compact_str::{CompactString, format_compact};
use dataset::codes::*;
use dataset::{Code, Support};
use jiff::civil::date;

use super::calendar::Calendar;
use super::draw::Draw;
use super::men::Man;
use super::referrals::{ethnicity, religion};
use super::shape::{Kind, Shape};
use crate::published;

/// The support cases, and by man the number of the case that is matched to him.
///
/// Until April 2018 a woman was referred with him, afterwards once he was assessed: so those
/// of the suitable come first, then those of the early referrals, then others assessed.
pub fn support(
    shape: &Shape,
    calendar: &Calendar,
    men: &[Man],
    draw: &mut Draw,
) -> (Vec<Support>, Vec<Option<u32>>) {
    let after_assessment = calendar.day(date(2018, 4, 1));
    let mut places: Vec<usize> = (0..men.len()).collect();
    draw.shuffle(&mut places);
    places.sort_by_key(|place| match &men[*place] {
        man if man.kind.group().is_some() => 0,
        man if man.received < after_assessment => 1,
        man if man.kind != Kind::Unassessed => 2,
        _ => 3,
    });
    places.truncate(shape.women as usize);
    let referred = |man: &Man| {
        let waited = [man.decided, man.attended, man.offered].into_iter().flatten().next();
        let days = if man.received < after_assessment { 0 } else { waited.unwrap_or(0) };
        (man.received + days).min(calendar.last())
    };
    places.sort_by_key(|place| referred(&men[*place]));

    let providers = providers();
    let mut matched = vec![None; men.len()];
    let mut rows = Vec::with_capacity(places.len());
    let supported = draw.subset(places.len(), shape.supported as usize);
    for ((number, place), supported) in (1_u32..).zip(places).zip(supported) {
        matched[place] = Some(number);
        let man = &men[place];
        let mut row = Support {
            support_ref: format_compact!("S-{number:05}"),
            area: Area::ALL.get(man.area).copied(),
            provider: providers.get(man.area).cloned().flatten(),
            children: man.children.and_then(|children| children.try_into().ok()),
            age_at_referral: draw.percent(90).then(|| 18 + (draw.gamma(5) * 13.0).min(60.0) as u8),
            ethnicity: ethnicity(draw),
            religion: religion(draw),
            ..Support::default()
        };
        if draw.percent(15) {
            row.needs.insert(Need::MentalHealth);
        }
        funnel(&mut row, calendar, referred(man), supported, draw);
        rows.push(row);
    }
    for (kind, count) in &shape.support {
        let has = draw.subset(rows.len(), *count as usize);
        for (row, has) in rows.iter_mut().zip(has) {
            if has {
                row.support_types.insert(*kind);
            }
        }
    }
    let mut sums: Vec<Option<i8>> =
        shape.benefits.iter().flat_map(|(sum, count)| (0..*count).map(move |_| *sum)).collect();
    draw.shuffle(&mut sums);
    for (row, sum) in rows.iter_mut().zip(sums) {
        if !row.support_types.is_empty() {
            row.sessions = Some(1 + (draw.delay() * 6.0).min(80.0) as u16);
        }
        if let Some(sum) = sum {
            benefits(row, sum, draw);
        }
    }
    (rows, matched)
}

/// The provider of each area, in the order of the areas.
fn providers() -> Vec<Option<CompactString>> {
    let table = published::providers_areas();
    Area::ALL
        .iter()
        .map(|area| table.text("area", area.code(), "provider").map(CompactString::from))
        .collect()
}

fn funnel(row: &mut Support, calendar: &Calendar, referred: i32, supported: bool, draw: &mut Draw) {
    // What has to have happened is not left ahead of the last day.
    let mut day = referred;
    let mut after = |days: usize, draw: &mut Draw| {
        day = (day + draw.below(days) as i32).min(calendar.last());
        calendar.date(day)
    };
    row.referred_on = calendar.date(referred);
    let contacted = supported || draw.percent(84);
    let assessed = supported || (contacted && draw.percent(50));
    if contacted {
        row.first_contact_on = after(8, draw);
    }
    if assessed {
        row.assessed_on = after(22, draw);
    }
    if supported {
        row.started_on = after(15, draw);
    }
    if draw.percent(80) {
        row.closed_on = after(if supported { 240 } else { 60 }, draw);
        let why = if supported {
            [
                (SupportClosure::NeedsMet, 60),
                (SupportClosure::Disengaged, 22),
                (SupportClosure::Moved, 6),
                (SupportClosure::ReferredOn, 12),
            ]
        } else {
            [
                (SupportClosure::Declined, 55),
                (SupportClosure::Disengaged, 25),
                (SupportClosure::UnsafeToContact, 8),
                (SupportClosure::Other, 12),
            ]
        };
        row.closure_reason = draw.choose(&why);
    }
}

/// Satisfaction and the three changes that sum to this.
fn benefits(row: &mut Support, sum: i8, draw: &mut Draw) {
    let mut parts = [0_i8; 4];
    let step = sum.signum();
    for _ in 0..sum.unsigned_abs() {
        let free: Vec<usize> = (0..parts.len()).filter(|part| parts[*part] == 0).collect();
        if let Some(part) = free.get(draw.below(free.len())) {
            parts[*part] = step;
        }
    }
    let change = |part: i8| match part {
        1.. => Change::Improved,
        0 => Change::NoChange,
        _ => Change::Deteriorated,
    };
    let higher = draw.below(2) as u8;
    row.satisfaction = Some(match parts[0] {
        1.. => 4 + higher,
        0 => 3,
        _ => 1 + higher,
    });
    row.health = Some(change(parts[1]));
    row.everyday_life = Some(change(parts[2]));
    row.safety = Some(change(parts[3]));
    let other = [(Some(Change::Improved), 55), (Some(Change::NoChange), 35), (None, 10)];
    row.informed = draw.choose(&other).flatten();
    row.confidence_to_report = draw.choose(&other).flatten();
}
