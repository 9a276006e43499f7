//! The men, class by class, with the numbers that the published means are of.

use dataset::Code;
use dataset::codes::{Area, ClosureReason, UnsuitableReason};
use jiff::civil::Date;

use super::constraints::{Constraints, PrintedMean};
use super::draw::Draw;
use super::{LAST_DAY, Unsolved, fit};
use crate::cohort::Engagement;

/// What became of a man.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Found suitable, and how far he came.
    Suitable(Engagement),
    /// Found unsuitable, and why, where it was recorded.
    Unsuitable(Option<UnsuitableReason>),
    /// Assessed and never decided.
    Pending,
    /// Closed without an assessment.
    Unassessed,
}

/// A man, with days counted from his referral.
#[derive(Clone, Debug)]
pub struct Man {
    /// Where he was referred from.
    pub area: Area,
    /// What became of him.
    pub class: Class,
    /// Days to the first assessment offered.
    pub offered: Option<i64>,
    /// Days to the first assessment attended.
    pub attended: Option<i64>,
    /// Days to the decision.
    pub decided: Option<i64>,
    /// Days to the first session offered.
    pub session_offered: Option<i64>,
    /// Days to the first session attended.
    pub session_attended: Option<i64>,
    /// Days to his leaving or completing; `None`: still open, or closed without assessment.
    pub left: Option<i64>,
    /// Sessions attended.
    pub sessions: u8,
    /// Why he was closed.
    pub closure: Option<ClosureReason>,
    /// Whole years.
    pub age: i64,
    /// Number of children, where recorded.
    pub children: Option<i64>,
    /// The day of his referral, once it has a place.
    pub received: Date,
}

impl Man {
    fn new(area: Area, class: Class) -> Self {
        Self {
            area,
            class,
            offered: None,
            attended: None,
            decided: None,
            session_offered: None,
            session_attended: None,
            left: None,
            sessions: 0,
            closure: None,
            age: 0,
            children: None,
            received: LAST_DAY,
        }
    }
    /// His engagement group, where he was found suitable.
    pub fn group(&self) -> Option<Engagement> {
        if let Class::Suitable(group) = self.class { Some(group) } else { None }
    }
    /// How many days of his must lie before the end of the record.
    pub fn span(&self) -> i64 {
        [self.offered, self.attended, self.decided, self.session_offered, self.session_attended]
            .into_iter()
            .chain([self.left])
            .flatten()
            .max()
            .unwrap_or_default()
    }
}

/// Every man of the cohort, without a day of referral yet.
pub fn make(constraints: &Constraints, draw: &mut Draw) -> Result<Vec<Man>, Unsolved> {
    let mut men = classes(constraints)?;
    for man in men.iter_mut().filter(|man| man.class != Class::Unassessed) {
        man.age = draw.skewed(15.0, 3).round() as i64 + 18;
        let offered = draw.skewed(24.0, 2).round() as i64;
        man.offered = Some(offered);
        let attended = offered + draw.skewed(18.0, 2).round() as i64;
        man.attended = Some(attended);
        man.decided = Some(attended + draw.between(3, 21));
    }
    for man in men.iter_mut().filter(|man| man.class == Class::Unassessed) {
        man.age = draw.skewed(15.0, 3).round() as i64 + 18;
        // Half were offered an assessment that they never came to.
        man.offered = draw.chance(0.5).then(|| draw.skewed(26.0, 2).round() as i64);
    }
    for group in Engagement::ALL {
        waits(constraints, &mut men, group, draw)?;
        ages_and_children(constraints, &mut men, group, draw)?;
    }
    totals_print(constraints, &men)?;
    for man in men.iter_mut().filter(|man| man.group().is_none()) {
        man.age = man.age.clamp(18, 70);
        man.children = draw.chance(0.9).then(|| draw.weighted(CHILDREN)).flatten();
        if man.class == Class::Pending {
            man.decided = None;
        }
    }
    reasons(constraints, &mut men, draw);
    sessions(constraints, &mut men, draw)?;
    leaving(constraints, &mut men, draw)?;
    Ok(men)
}

/// Number of children and how often, before the sums of Figure 27 move them.
const CHILDREN: &[(i64, u32)] = &[(1, 34), (2, 31), (3, 18), (4, 10), (5, 5), (6, 2)];

/// So many men of each class in each area.
fn classes(constraints: &Constraints) -> Result<Vec<Man>, Unsolved> {
    let sum = |counts: &[u64]| counts.iter().sum::<u64>();
    let left: Vec<u64> = (0..Area::ALL.len())
        .map(|area| {
            sum(&constraints.received[area])
                .checked_sub(constraints.suitable[area] + constraints.unsuitable[area])
                .ok_or_else(|| Unsolved("an area has more decisions than referrals".to_owned()))
        })
        .collect::<Result<_, _>>()?;
    let decided = sum(&constraints.suitable) + sum(&constraints.unsuitable);
    let pending = constraints.assessed - decided;
    let unassessed = constraints.individuals - constraints.assessed;
    let undecided = fit::table(&left, &[pending, unassessed, constraints.duplicates])?;

    let begun: Vec<u64> = constraints
        .suitable
        .iter()
        .zip(&constraints.completed)
        .map(|(suitable, completed)| suitable - completed)
        .collect();
    let groups = [Engagement::NoSessions, Engagement::SomeSessions];
    let engaged = fit::table(&begun, &groups.map(|group| constraints.group(group)))?;

    let mut men = Vec::new();
    for (place, area) in Area::ALL.iter().enumerate() {
        let mut add = |class, count: u64| {
            men.extend((0..count).map(|_| Man::new(*area, class)));
        };
        add(Class::Suitable(Engagement::NoSessions), engaged[place][0]);
        add(Class::Suitable(Engagement::SomeSessions), engaged[place][1]);
        add(Class::Suitable(Engagement::Completed), constraints.completed[place]);
        add(Class::Unsuitable(None), constraints.unsuitable[place]);
        add(Class::Pending, undecided[place][0]);
        add(Class::Unassessed, undecided[place][1]);
    }
    Ok(men)
}

/// Days of a group, so that each mean is the printed one: first the offers, then how much later
/// he came, then how much later a session was offered.
fn waits(
    constraints: &Constraints,
    men: &mut [Man],
    group: Engagement,
    draw: &mut Draw,
) -> Result<(), Unsolved> {
    let mut of: Vec<&mut Man> = men.iter_mut().filter(|man| man.group() == Some(group)).collect();
    draw.shuffle(&mut of);
    let [offered, attended, session] =
        [0, 1, 2].map(|figure: usize| constraints.means[figure][group as usize]);

    let target = fit::sum_of_mean(offered.n, offered.mean);
    let first = spread(of.len(), target, 2, 0, draw)?;
    for (man, days) in of.iter_mut().zip(&first) {
        man.offered = Some(*days);
    }

    // Of the few without a date of attending, it is not recorded; they were assessed.
    let came = attended.n as usize;
    let already: i64 = first[..came].iter().sum();
    let more = spread(came, fit::sum_of_mean(attended.n, attended.mean) - already, 2, 0, draw)?;
    for (place, man) in of.iter_mut().enumerate() {
        man.attended = more.get(place).map(|days| first[place] + days);
        let known = man.attended.unwrap_or(first[place] + 14);
        man.decided = Some(known + draw.between(1, 9));
        man.session_offered = None;
    }

    draw.shuffle(&mut of);
    let begun = session.n as usize;
    let already: i64 = of[..begun].iter().filter_map(|man| man.decided).sum();
    let more = spread(begun, fit::sum_of_mean(session.n, session.mean) - already, 1, 0, draw)?;
    for (man, days) in of.iter_mut().zip(more) {
        man.session_offered = man.decided.map(|decided| decided + days);
    }
    for man in of.iter_mut().filter(|_| group != Engagement::NoSessions) {
        let from = man.session_offered.or(man.decided.map(|decided| decided + 14));
        man.session_attended = from.map(|from| from + draw.between(0, 6));
    }
    Ok(())
}

/// So many whole numbers, skewed, that sum to `sum` and none of which is under `low`.
fn spread(
    count: usize,
    sum: i64,
    shape: u32,
    low: i64,
    draw: &mut Draw,
) -> Result<Vec<i64>, Unsolved> {
    if count == 0 {
        return Ok(Vec::new());
    }
    let mean = sum as f64 / count as f64;
    let high = (mean * 4.5) as i64 + 7;
    let mut numbers: Vec<i64> =
        (0..count).map(|_| (draw.skewed(mean, shape).round() as i64).clamp(low, high)).collect();
    fit::adjust(&mut numbers, |_| (low, high), sum, draw)?;
    Ok(numbers)
}

fn ages_and_children(
    constraints: &Constraints,
    men: &mut [Man],
    group: Engagement,
    draw: &mut Draw,
) -> Result<(), Unsolved> {
    let [age, children]: [PrintedMean; 2] =
        [3, 4].map(|figure: usize| constraints.means[figure][group as usize]);
    let mut of: Vec<&mut Man> = men.iter_mut().filter(|man| man.group() == Some(group)).collect();
    let target = fit::sum_of_mean(age.n, age.mean);
    let mut ages: Vec<i64> = (0..of.len())
        .map(|_| ((draw.skewed(age.mean - 18.0, 4).round() as i64) + 18).clamp(18, 68))
        .collect();
    fit::adjust(&mut ages, |_| (18, 68), target, draw)?;
    for (man, age) in of.iter_mut().zip(ages) {
        man.age = age;
    }
    draw.shuffle(&mut of);
    let target = fit::sum_of_mean(children.n, children.mean);
    let mut numbers: Vec<i64> = (0..children.n).filter_map(|_| draw.weighted(CHILDREN)).collect();
    fit::adjust(&mut numbers, |_| (1, 8), target, draw)?;
    for (man, number) in of.iter_mut().zip(numbers) {
        man.children = Some(number);
    }
    Ok(())
}

/// The means of all must print too, which the sums of the groups decide between them.
fn totals_print(constraints: &Constraints, men: &[Man]) -> Result<(), Unsolved> {
    let numbers: [fn(&Man) -> Option<i64>; 5] = [
        |man| man.offered,
        |man| man.attended,
        |man| man.session_offered,
        |man| Some(man.age),
        |man| man.children,
    ];
    for (number, mean) in numbers.into_iter().zip(constraints.total_means) {
        let of = men.iter().filter(|man| man.group().is_some()).filter_map(number);
        let (n, sum) = of.fold((0, 0), |(n, sum), number| (n + 1, sum + number));
        if !fit::prints_as(sum, n, mean) {
            return Err(Unsolved(format!("a mean of all prints as {mean} in the report")));
        }
    }
    Ok(())
}

fn reasons(constraints: &Constraints, men: &mut [Man], draw: &mut Draw) {
    let mut of: Vec<&mut Man> =
        men.iter_mut().filter(|man| matches!(man.class, Class::Unsuitable(_))).collect();
    draw.shuffle(&mut of);
    let given = constraints
        .reasons
        .iter()
        .flat_map(|(reason, count)| std::iter::repeat_n(*reason, *count as usize));
    for (man, reason) in of.into_iter().zip(given) {
        man.class = Class::Unsuitable(Some(reason));
    }
}

/// Sessions: thirty for each who completed, the rest shared among the starters and the few men
/// without a decision who attended some.
fn sessions(constraints: &Constraints, men: &mut [Man], draw: &mut Draw) -> Result<(), Unsolved> {
    const ALL_SESSIONS: u8 = 30;
    let starters =
        constraints.group(Engagement::SomeSessions) + constraints.group(Engagement::Completed);
    let undecided = (constraints.attended - starters) as usize;
    for man in men.iter_mut().filter(|man| man.group() == Some(Engagement::Completed)) {
        man.sessions = ALL_SESSIONS;
    }
    let mut pending: Vec<&mut Man> =
        men.iter_mut().filter(|man| man.class == Class::Pending).collect();
    draw.shuffle(&mut pending);
    for man in pending.into_iter().take(undecided) {
        let offered = man.attended.map(|attended| attended + draw.between(14, 60));
        man.session_offered = offered;
        man.session_attended = offered.map(|offered| offered + draw.between(0, 6));
        man.sessions = 1;
    }
    let mut some: Vec<&mut Man> = men
        .iter_mut()
        .filter(|man| man.session_attended.is_some() && man.sessions != ALL_SESSIONS)
        .collect();
    let target =
        constraints.sessions - u64::from(ALL_SESSIONS) * constraints.group(Engagement::Completed);
    let mean = target as f64 / some.len() as f64;
    let mut numbers: Vec<i64> =
        some.iter().map(|_| (draw.skewed(mean, 1).round() as i64).clamp(1, 29)).collect();
    fit::adjust(&mut numbers, |_| (1, 29), target as i64, draw)?;
    for (man, number) in some.iter_mut().zip(numbers) {
        man.sessions = u8::try_from(number).unwrap_or(1);
    }
    Ok(())
}

/// Why starters left, and when. The report counts as dropped out only those whom the programme
/// closed so, not those who broke rules or whose risk rose (footnote 14).
fn leaving(constraints: &Constraints, men: &mut [Man], draw: &mut Draw) -> Result<(), Unsolved> {
    const OTHERWISE: &[(ClosureReason, u32)] = &[
        (ClosureReason::BrokeRules, 7),
        (ClosureReason::IncreasedRisk, 6),
        (ClosureReason::Withdrew, 9),
        (ClosureReason::Moved, 3),
        (ClosureReason::Custody, 4),
        (ClosureReason::ConsentWithdrawn, 2),
    ];
    let mut some: Vec<&mut Man> =
        men.iter_mut().filter(|man| man.group() == Some(Engagement::SomeSessions)).collect();
    // Those who came least dropped out; the longest-staying are the likeliest to be open still.
    some.sort_by_key(|man| man.sessions);
    let dropped = constraints.dropped_out as usize;
    if some.len() < dropped {
        return Err(Unsolved("more men dropped out than started".to_owned()));
    }
    let others = (some.len() - dropped) / 2;
    let mut closures: Vec<Option<ClosureReason>> =
        std::iter::repeat_n(Some(ClosureReason::DroppedOut), dropped)
            .chain((0..others).map(|_| draw.weighted(OTHERWISE)))
            .collect();
    draw.shuffle(&mut closures);
    closures.resize(some.len(), None);
    for (man, closure) in some.into_iter().zip(closures) {
        man.closure = closure;
        let begun = man.session_attended.unwrap_or_default();
        let weeks = i64::from(man.sessions) + draw.between(0, 4);
        man.left = closure.is_some().then_some(begun + weeks * 7);
    }
    for man in men.iter_mut() {
        match man.class {
            Class::Suitable(Engagement::Completed) => {
                let begun = man.session_attended.unwrap_or_default();
                man.closure = Some(ClosureReason::Completed);
                man.left = Some(begun + (29 + draw.between(1, 8)) * 7);
            }
            Class::Suitable(Engagement::NoSessions) => {
                const LOST: &[(ClosureReason, u32)] = &[
                    (ClosureReason::NoContact, 6),
                    (ClosureReason::Declined, 3),
                    (ClosureReason::Withdrew, 2),
                    (ClosureReason::Moved, 1),
                ];
                man.closure = draw.weighted(LOST);
                let from = man.session_offered.or(man.decided).unwrap_or_default();
                man.left = Some(from + draw.between(7, 35));
            }
            Class::Pending if man.sessions == 0 => {
                man.closure = draw.chance(0.7).then_some(ClosureReason::NoContact);
                let from = man.attended.unwrap_or_default();
                man.left = man.closure.map(|_| from + draw.between(14, 60));
            }
            Class::Pending => {
                man.closure = Some(ClosureReason::Withdrew);
                let from = man.session_attended.unwrap_or_default();
                man.left = Some(from + i64::from(man.sessions) * 7);
            }
            Class::Unsuitable(reason) => {
                man.closure = Some(match reason {
                    Some(UnsuitableReason::Ineligible) => ClosureReason::Ineligible,
                    _ => ClosureReason::Other,
                });
                man.left = man.decided.map(|decided| decided + draw.between(0, 7));
            }
            Class::Suitable(Engagement::SomeSessions) | Class::Unassessed => (),
        }
    }
    Ok(())
}
