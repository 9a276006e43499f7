//! Every man: his waits, age and children, drawn right-skewed and fitted to the sums.

use dataset::codes::{ClosureReason, UnsuitableReason};

use super::Unsolved;
use super::draw::{Draw, fit};
use super::shape::{ByGroup, Kind, Shape, Summed};
use crate::statistics::groups::{games_howell, welch_anova};

/// Sessions of the whole programme, which is also its least length in weeks.
pub const PROGRAMME: u8 = 30;
/// No wait is drawn longer than this, in days.
const LONGEST: i32 = 300;
/// How often the draws are taken again for the significances of the report.
const ATTEMPTS: usize = 200;
/// What the report calls significant.
const LEVEL: f64 = 0.05;

/// A man, his days counted from the day of his referral.
#[derive(Clone, Debug)]
pub struct Man {
    /// Place of his area among the areas.
    pub area: usize,
    /// How far he came.
    pub kind: Kind,
    /// His referral, in days of the calendar.
    pub received: i32,
    /// First assessment offered.
    pub offered: Option<i32>,
    /// First assessment attended.
    pub attended: Option<i32>,
    /// Decided.
    pub decided: Option<i32>,
    /// First session offered.
    pub session: Option<i32>,
    /// First session attended.
    pub started: Option<i32>,
    /// Closed.
    pub closed: Option<i32>,
    /// Why.
    pub closure: Option<ClosureReason>,
    /// Why unsuitable.
    pub reason: Option<UnsuitableReason>,
    /// Attended.
    pub sessions: u8,
    /// Whole years.
    pub age: Option<i32>,
    /// Number.
    pub children: Option<i32>,
}

impl Man {
    fn new(area: usize, kind: Kind) -> Self {
        Self {
            area,
            kind,
            received: 0,
            offered: None,
            attended: None,
            decided: None,
            session: None,
            started: None,
            closed: None,
            closure: None,
            reason: None,
            sessions: 0,
            age: None,
            children: None,
        }
    }
    /// Days from his referral to the last thing that has to have happened.
    pub fn horizon(&self) -> i32 {
        let days =
            [self.offered, self.attended, self.decided, self.session, self.started, self.closed];
        days.into_iter().flatten().max().unwrap_or(0)
    }
}

/// Values of so many, `low..=high`, that sum to what is asked.
fn fitted(asked: Summed, low: i32, high: i32, mut value: impl FnMut() -> f64) -> Vec<i32> {
    let mean = asked.sum as f64 / (asked.n.max(1)) as f64 - f64::from(low);
    let mut values: Vec<i32> =
        (0..asked.n).map(|_| low + (value() * mean.max(0.0)).round() as i32).collect();
    fit(&mut values, low, high, asked.sum);
    values
}

/// Adds to each base what makes the values sum to what is asked, each at least `low` more.
fn beyond(bases: &[i32], asked: Summed, low: i32, draw: &mut Draw) -> Vec<i32> {
    let base: i64 = bases.iter().map(|base| i64::from(*base)).sum();
    let more = Summed { n: bases.len() as u64, sum: asked.sum - base };
    let more = fitted(more, low, LONGEST, || draw.delay());
    bases.iter().zip(more).map(|(base, more)| base + more).collect()
}

/// A measure of the three groups as the statistics take it.
fn samples(men: &[Man], value: impl Fn(&Man) -> Option<i32>) -> [Vec<f64>; 3] {
    let mut samples = [const { Vec::new() }; 3];
    for man in men {
        if let (Some(group), Some(value)) = (man.kind.group(), value(man)) {
            samples[group as usize].push(f64::from(value));
        }
    }
    samples
}

fn pair(samples: &[Vec<f64>; 3], a: usize, b: usize) -> Option<f64> {
    games_howell(&samples[a], &samples[b], 3).map(|tested| tested.p)
}

/// Whether Welch's test and every Games–Howell comparison stay over the level.
fn alike(samples: &[Vec<f64>; 3]) -> bool {
    let welch = welch_anova(&[&samples[0], &samples[1], &samples[2]]);
    welch.is_some_and(|welch| welch.p > LEVEL)
        && [(0, 1), (0, 2), (1, 2)]
            .into_iter()
            .all(|(a, b)| pair(samples, a, b).is_some_and(|p| p > LEVEL))
}

/// Draws until the significance is the report's, where the cohort is of the report's size.
fn until(
    shape: &Shape,
    seed: u64,
    men: &mut [Man],
    mut attempt: impl FnMut(&mut [Man]),
    holds: impl Fn(&[Man]) -> bool,
) -> Result<(), Unsolved> {
    for _ in 0..ATTEMPTS {
        attempt(men);
        if !shape.published || holds(men) {
            return Ok(());
        }
    }
    Err(Unsolved::Significance { seed })
}

/// The men of one kind, who lie together.
fn of_kind(men: &mut [Man], kind: Kind) -> &mut [Man] {
    let from = men.iter().position(|man| man.kind == kind).unwrap_or(men.len());
    let count = men[from..].iter().take_while(|man| man.kind == kind).count();
    &mut men[from..from + count]
}

/// All men, in the order of their kinds, without the day of their referral.
pub fn men(shape: &Shape, seed: u64, draw: &mut Draw) -> Result<Vec<Man>, Unsolved> {
    let mut men = Vec::with_capacity(shape.men() as usize);
    for kind in Kind::MEN {
        let from = men.len();
        for (area, row) in shape.rows.iter().enumerate() {
            men.extend((0..row[kind as usize]).map(|_| Man::new(area, kind)));
        }
        draw.shuffle(&mut men[from..]);
    }
    let draws = &mut *draw;
    until(
        shape,
        seed,
        &mut men,
        |men| suitable_waits(shape, men, draws),
        |men| alike(&samples(men, |man| man.session)),
    )?;
    until(
        shape,
        seed,
        &mut men,
        |men| measure(men, shape.age, 18, 75, draws, |draw| draw.gamma(5), |man| &mut man.age),
        |men| pair(&samples(men, |man| man.age), 1, 2).is_some_and(|p| p < LEVEL),
    )?;
    until(
        shape,
        seed,
        &mut men,
        |men| {
            measure(men, shape.children, 1, 9, draws, |draw| draw.gamma(1), |man| &mut man.children)
        },
        |men| alike(&samples(men, |man| man.children)),
    )?;
    other_waits(shape, &mut men, draw);
    sessions(shape, &mut men, draw);
    closures(&mut men, draw);
    Ok(men)
}

/// Fits a measure of the man himself to the sums of the suitable, and draws the others'.
fn measure(
    men: &mut [Man],
    groups: ByGroup,
    low: i32,
    high: i32,
    draw: &mut Draw,
    value: impl Fn(&mut Draw) -> f64,
    field: impl Fn(&mut Man) -> &mut Option<i32>,
) {
    let n: u64 = groups.iter().map(|group| group.n).sum();
    let sum: i64 = groups.iter().map(|group| group.sum).sum();
    for kind in Kind::MEN {
        let men = of_kind(men, kind);
        let asked = match kind.group() {
            Some(group) => groups[group as usize],
            // One in twenty of the others has no answer; their mean is that of the suitable.
            None => {
                let known = men.len() as u64 - men.len() as u64 / 20;
                let sum = i128::from(sum) * i128::from(known) / i128::from(n.max(1));
                Summed { n: known, sum: sum as i64 }
            }
        };
        let mut values = fitted(asked, low, high, || value(draw)).into_iter();
        let known = draw.subset(men.len(), asked.n as usize);
        for (man, known) in men.iter_mut().zip(known) {
            *field(man) = if known { values.next() } else { None };
        }
    }
}

/// Figures 21, 22 and 23: each wait of a man holds the one before.
fn suitable_waits(shape: &Shape, men: &mut [Man], draw: &mut Draw) {
    for kind in [Kind::NoSessions, Kind::SomeSessions, Kind::Completed] {
        let men = of_kind(men, kind);
        let place = kind as usize;
        let offered = fitted(shape.to_offered[place], 1, 150, || draw.gamma(2));
        for (man, days) in men.iter_mut().zip(offered) {
            man.offered = Some(days);
        }
        let known = draw.subset(men.len(), shape.to_attended[place].n as usize);
        let bases: Vec<i32> =
            men.iter().zip(&known).filter(|of| *of.1).filter_map(|of| of.0.offered).collect();
        let mut attended = beyond(&bases, shape.to_attended[place], 0, draw).into_iter();
        for (man, known) in men.iter_mut().zip(known) {
            man.attended = if known { attended.next() } else { None };
        }
        let known = draw.subset(men.len(), shape.to_session[place].n as usize);
        let bases: Vec<i32> = men
            .iter()
            .zip(&known)
            .filter(|of| *of.1)
            .filter_map(|of| of.0.attended.or(of.0.offered))
            .collect();
        let mut session = beyond(&bases, shape.to_session[place], 2, draw).into_iter();
        for (man, known) in men.iter_mut().zip(known) {
            man.session = if known { session.next() } else { None };
            let base = man.attended.or(man.offered).unwrap_or(0);
            let room = man.session.map_or(14, |session| (session - base).clamp(1, 14));
            man.decided = Some(base + draw.below(room as usize + 1) as i32);
        }
    }
}

fn other_waits(shape: &Shape, men: &mut [Man], draw: &mut Draw) {
    let reasons =
        shape.reasons.iter().flat_map(|(reason, count)| (0..*count).map(move |_| *reason));
    let unsuitable = of_kind(men, Kind::Unsuitable);
    for (man, reason) in unsuitable.iter_mut().zip(reasons) {
        man.reason = reason;
    }
    for man in men.iter_mut().filter(|man| man.kind.group().is_none()) {
        let offered = 1 + (draw.gamma(2) * 24.0) as i32;
        let attended = offered + (draw.delay() * 18.0).min(90.0) as i32;
        let decided = attended + draw.below(15) as i32;
        match man.kind {
            Kind::Unassessed => man.offered = draw.percent(55).then_some(offered),
            Kind::Undecided | Kind::UndecidedWithSessions => {
                man.offered = Some(offered);
                man.attended = Some(attended);
            }
            _ => {
                man.offered = draw.percent(96).then_some(offered);
                man.attended = draw.percent(94).then_some(attended);
                man.decided = draw.percent(92).then_some(decided);
            }
        }
        if man.kind == Kind::UndecidedWithSessions {
            man.session = Some(decided + 7 + draw.below(40) as i32);
        }
    }
}

/// Sessions: the whole programme for those who completed; the others' sum is the rest.
fn sessions(shape: &Shape, men: &mut [Man], draw: &mut Draw) {
    let mut dropped = shape.dropped_out;
    for man in of_kind(men, Kind::SomeSessions) {
        if dropped > 0 {
            man.closure = Some(ClosureReason::DroppedOut);
            dropped -= 1;
        }
    }
    let some = [Kind::SomeSessions, Kind::UndecidedWithSessions];
    let mut counts: Vec<i32> = men
        .iter()
        .filter(|man| some.contains(&man.kind))
        .map(|man| {
            let mean = if man.closure.is_some() { 7.0 } else { 14.0 };
            1 + (draw.gamma(2) * mean) as i32
        })
        .collect();
    fit(&mut counts, 1, i32::from(PROGRAMME) - 1, shape.sessions);
    let mut counts = counts.into_iter();
    for man in men.iter_mut() {
        match man.kind {
            Kind::Completed => man.sessions = PROGRAMME,
            kind if some.contains(&kind) => {
                man.sessions = counts.next().and_then(|count| count.try_into().ok()).unwrap_or(1);
            }
            _ => {}
        }
        if man.kind.attends() {
            man.started = man.session.map(|session| session + draw.below(15) as i32);
        }
    }
}

fn closures(men: &mut [Man], draw: &mut Draw) {
    use ClosureReason as Why;
    for man in men.iter_mut() {
        let begun = man.horizon();
        let attending = 7 * i32::from(man.sessions);
        let (closure, closed) = match man.kind {
            Kind::Completed => (Some(Why::Completed), attending + 7 * draw.below(7) as i32),
            Kind::SomeSessions if man.closure.is_some() => {
                (man.closure, attending + 7 + draw.below(28) as i32)
            }
            Kind::SomeSessions | Kind::UndecidedWithSessions => {
                let why = [
                    (None, 30),
                    (Some(Why::BrokeRules), 20),
                    (Some(Why::IncreasedRisk), 15),
                    (Some(Why::Withdrew), 20),
                    (Some(Why::Moved), 8),
                    (Some(Why::Custody), 7),
                ];
                (draw.choose(&why).flatten(), attending + draw.below(28) as i32)
            }
            Kind::NoSessions => {
                let why = [
                    (None, 20),
                    (Some(Why::NoContact), 35),
                    (Some(Why::Withdrew), 25),
                    (Some(Why::Declined), 15),
                    (Some(Why::ConsentWithdrawn), 5),
                ];
                (draw.choose(&why).flatten(), 14 + draw.below(60) as i32)
            }
            Kind::Unsuitable => (Some(Why::Ineligible), draw.below(10) as i32),
            Kind::Undecided => {
                let why = [(None, 60), (Some(Why::NoContact), 25), (Some(Why::Withdrew), 15)];
                (draw.choose(&why).flatten(), 20 + draw.below(60) as i32)
            }
            _ => {
                let why = [
                    (None, 6),
                    (Some(Why::NoContact), 38),
                    (Some(Why::Declined), 26),
                    (Some(Why::WithdrawnByReferrer), 14),
                    (Some(Why::Ineligible), 8),
                    (Some(Why::ServiceFull), 5),
                    (Some(Why::Other), 3),
                ];
                (draw.choose(&why).flatten(), 10 + draw.below(50) as i32)
            }
        };
        man.closure = closure;
        man.closed = closure.map(|_| begun + closed);
    }
}
