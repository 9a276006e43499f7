//! The support cases: counts by kind of support and sums of benefits as printed.

use dataset::codes::*;
use dataset::{Code, Referral, Several, Support};
use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::constraints::count;
use super::draw::Draw;
use super::{LAST_DAY, Unsolved, people};
use crate::published;

/// Before this day her referral came with his; since, after his assessment.
const AFTER_ASSESSMENT: Date = date(2018, 4, 1);

/// A support case for so many women as were referred, each matched with a referral of a man.
pub fn write(referrals: &mut [Referral], draw: &mut Draw) -> Result<Vec<Support>, Unsolved> {
    let outputs = published::outputs();
    let output = |name| count(&outputs, "output", name, "value");
    let referred = output("(ex)partners referred to the ISS")? as usize;
    let started = output("(ex)partners receiving support from the ISS")? as usize;

    let matched = matched(referrals, referred, draw)?;
    let mut cases: Vec<Support> =
        matched.iter().map(|place| case(&referrals[*place], draw)).collect::<Result<_, _>>()?;
    for (number, (case, place)) in cases.iter_mut().zip(&matched).enumerate() {
        case.support_ref = format!("S-{:05}", number + 1).into();
        referrals[*place].support_ref = Some(case.support_ref.clone());
    }
    let mut order: Vec<usize> = (0..cases.len()).collect();
    kinds(&mut cases, &mut order, draw)?;
    course(&mut cases, &mut order, started, draw);
    benefits(&mut cases, &mut order, draw)?;
    Ok(cases)
}

/// The referrals whose women were referred: of every man assessed and not turned away, and of
/// those before April 2018 of whom hers came with his.
fn matched(
    referrals: &[Referral],
    referred: usize,
    draw: &mut Draw,
) -> Result<Vec<usize>, Unsolved> {
    let mut places: Vec<usize> = (0..referrals.len()).collect();
    draw.shuffle(&mut places);
    let due = |place: &usize| {
        let row = &referrals[*place];
        let early = row.received_on < AFTER_ASSESSMENT;
        match row.assessment_outcome {
            Some(Outcome::Suitable) => 0,
            Some(Outcome::Pending) => 1,
            Some(Outcome::Unsuitable) if early => 2,
            None if early && row.closure_reason != Some(ClosureReason::Duplicate) => 3,
            Some(Outcome::Unsuitable) => 4,
            None => 5,
        }
    };
    places.sort_by_key(due);
    places.truncate(referred);
    places.sort_unstable();
    if places.len() < referred {
        return Err(Unsolved("fewer men than women were referred".to_owned()));
    }
    Ok(places)
}

fn case(his: &Referral, draw: &mut Draw) -> Result<Support, Unsolved> {
    let area = his.area.map(Code::code).unwrap_or_default();
    let providers = published::providers_areas();
    let provider = providers
        .text("area", area, "provider")
        .ok_or_else(|| Unsolved(format!("{area} has no support provider")))?;
    let from = match his.first_assessment_attended_on {
        Some(attended) if his.received_on >= AFTER_ASSESSMENT => attended,
        _ => his.received_on,
    };
    Ok(Support {
        provider: Some(provider.into()),
        area: his.area,
        referred_on: Some(from.saturating_add(draw.between(0, 3).days()).min(LAST_DAY)),
        children: his.children.filter(|_| draw.chance(0.9)),
        age_at_referral: draw
            .chance(0.85)
            .then(|| u8::try_from(draw.skewed(13.0, 3).round() as i64 + 18).ok())
            .flatten(),
        ethnicity: people::ethnicity(draw),
        religion: people::religion(draw),
        needs: draw.chance(0.6).then(|| people::needs(draw)).unwrap_or_default(),
        ..Support::default()
    })
}

/// So many cases with each kind of support as printed; a case may have several.
fn kinds(cases: &mut [Support], order: &mut [usize], draw: &mut Draw) -> Result<(), Unsolved> {
    let table = published::iss_support_counts();
    let mut kinds = vec![Several::<SupportType>::default(); cases.len()];
    for kind in SupportType::ALL {
        let women = count(&table, "support", kind.code(), "women")? as usize;
        draw.shuffle(order);
        // Those who have much tend to have more: the busiest of two is drawn for half of them.
        order.sort_by_cached_key(|place| {
            std::cmp::Reverse(if draw.chance(0.5) { kinds[*place].iter().count() } else { 0 })
        });
        for place in order.iter().take(women) {
            kinds[*place].insert(*kind);
        }
    }
    for (case, kinds) in cases.iter_mut().zip(kinds) {
        let contacts = kinds.iter().count() as i64;
        case.support_types = kinds;
        case.sessions = u16::try_from(contacts * draw.between(1, 6)).ok().filter(|_| contacts > 0);
    }
    Ok(())
}

/// Contacted, assessed, started, closed. Far fewer starts were recorded than women supported:
/// the report says that full data was not available (note 13).
fn course(cases: &mut [Support], order: &mut [usize], started: usize, draw: &mut Draw) {
    draw.shuffle(order);
    order.sort_by_key(|place| std::cmp::Reverse(cases[*place].support_types.iter().count().min(2)));
    for (rank, place) in order.iter().enumerate() {
        let case = &mut cases[*place];
        let Some(referred) = case.referred_on else { continue };
        let mut day = referred;
        let mut next = |days: i64| {
            day = day.saturating_add(days.days());
            (day <= LAST_DAY).then_some(day)
        };
        let starts = rank < started;
        let contacted = starts || draw.chance(0.75);
        let assessed = starts || (contacted && draw.chance(0.45));
        case.first_contact_on = contacted.then(|| next(draw.between(0, 5))).flatten();
        case.assessed_on = assessed.then(|| next(draw.between(1, 14))).flatten();
        if starts {
            // A start is within the record whatever the month: hers does not wait for his.
            let on = next(draw.between(0, 10)).unwrap_or(LAST_DAY);
            case.started_on = Some(on);
            case.assessed_on = case.assessed_on.or(Some(on));
            case.first_contact_on = case.first_contact_on.or(case.assessed_on);
        }
        let closed = draw.chance(0.7).then(|| next(draw.between(20, 240))).flatten();
        case.closed_on = closed;
        case.closure_reason = closed.and_then(|_| {
            if starts {
                draw.weighted(&[
                    (SupportClosure::NeedsMet, 60),
                    (SupportClosure::Disengaged, 22),
                    (SupportClosure::ReferredOn, 12),
                    (SupportClosure::Moved, 6),
                ])
            } else {
                draw.weighted(&[
                    (SupportClosure::Declined, 50),
                    (SupportClosure::Disengaged, 30),
                    (SupportClosure::ReferredOn, 15),
                    (SupportClosure::UnsafeToContact, 5),
                ])
            }
        });
    }
}

/// So many cases of each sum of benefits as printed; the rest are not rated.
fn benefits(cases: &mut [Support], order: &mut [usize], draw: &mut Draw) -> Result<(), Unsolved> {
    draw.shuffle(order);
    order.sort_by_key(|place| cases[*place].started_on.is_none());
    let mut rated = order.iter();
    for line in published::sum_of_benefits().iter() {
        let Ok(sum) = line.text("sum_of_benefits").parse::<i8>() else { continue };
        let women = line.number("women").unwrap_or_default() as usize;
        for _ in 0..women {
            let place = rated
                .next()
                .ok_or_else(|| Unsolved("more women were rated than referred".to_owned()))?;
            rate(&mut cases[*place], sum, draw);
        }
    }
    Ok(())
}

/// Four answers that sum to `sum`.
fn rate(case: &mut Support, sum: i8, draw: &mut Draw) {
    let mut parts = [0_i8; 4];
    let step = sum.signum();
    let mut left = sum.abs();
    let mut order = [0, 1, 2, 3];
    draw.shuffle(&mut order);
    for place in order {
        if left > 0 {
            parts[place] = step;
            left -= 1;
        }
    }
    let change = |part: i8| match part {
        -1 => Change::Deteriorated,
        0 => Change::NoChange,
        _ => Change::Improved,
    };
    case.satisfaction = Some(match parts[0] {
        -1 => 2,
        0 => 3,
        _ => 4 + u8::from(draw.chance(0.6)),
    });
    case.health = Some(change(parts[1]));
    case.everyday_life = Some(change(parts[2]));
    case.safety = Some(change(parts[3]));
    let beside = |draw: &mut Draw| {
        draw.weighted(&[(Some(Change::Improved), 6), (Some(Change::NoChange), 3), (None, 2)])
            .flatten()
    };
    case.informed = beside(draw);
    case.confidence_to_report = beside(draw);
}
