//! The days of the programme, and the day of every referral.

use jiff::ToSpan as _;
use jiff::civil::{Date, Weekday};

use super::Unsolved;
use super::draw::Draw;
use super::men::Man;
use super::shape::{Kind, Shape};
use crate::cohort::Quarter;

/// Every day from the first of the first quarter to the last of the last, by number.
#[derive(Clone, Debug)]
pub struct Calendar {
    days: Vec<Date>,
    /// First day of each quarter, and the day after the last.
    starts: Vec<i32>,
}

/// Another referral of a man.
#[derive(Clone, Copy, Debug)]
pub struct Duplicate {
    /// Place of the man.
    pub man: usize,
    /// The day of the calendar on which it was received.
    pub received: i32,
}

impl Calendar {
    /// The calendar of quarters such as `2017Q3`, which follow one another.
    pub fn of(quarters: &[String]) -> Result<Self, Unsolved> {
        let first_day = |text: &String| {
            let fault = || Unsolved::Quarter { quarter: text.clone() };
            let (year, quarter) = text.split_once('Q').ok_or_else(fault)?;
            let year: i16 = year.parse().map_err(|_| fault())?;
            let quarter: i8 = quarter.parse().map_err(|_| fault())?;
            Date::new(year, quarter.saturating_mul(3).saturating_sub(2), 1).map_err(|_| fault())
        };
        let mut firsts: Vec<Date> = quarters.iter().map(first_day).collect::<Result<_, _>>()?;
        if let Some(last) = firsts.last() {
            firsts.push(Quarter::of(*last).next().first_day());
        }
        let mut calendar = Self { days: Vec::new(), starts: Vec::new() };
        if let (Some(first), Some(end)) = (firsts.first(), firsts.last()) {
            calendar.days = first.series(1.day()).take_while(|day| day < end).collect();
        }
        calendar.starts =
            firsts.iter().map(|day| calendar.days.partition_point(|of| of < day) as i32).collect();
        Ok(calendar)
    }
    /// The last day.
    pub fn last(&self) -> i32 {
        self.days.len() as i32 - 1
    }
    /// The date of a day, if it lies in the calendar: what lies beyond has not happened.
    pub fn date(&self, day: i32) -> Option<Date> {
        self.days.get(usize::try_from(day).ok()?).copied()
    }
    /// The number of a date within the calendar.
    pub fn day(&self, date: Date) -> i32 {
        self.days.partition_point(|day| *day < date) as i32
    }
    fn is_working(&self, day: i32) -> bool {
        self.date(day)
            .is_none_or(|date| !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday))
    }
    /// The working day near to `day`, in the same quarter, from which most of his waits end
    /// on working days.
    fn settled(&self, day: i32, man: Option<&Man>) -> i32 {
        let quarter = self.starts.partition_point(|start| *start <= day);
        let (Some(from), Some(to)) =
            (self.starts.get(quarter.wrapping_sub(1)), self.starts.get(quarter))
        else {
            return day;
        };
        let waits = man.map_or([None; 5], |man| {
            [man.offered, man.attended, man.decided, man.session, man.closed]
        });
        (day - 3..=day + 3)
            .filter(|candidate| (*from..*to).contains(candidate) && self.is_working(*candidate))
            .max_by_key(|candidate| {
                waits.iter().flatten().filter(|wait| self.is_working(candidate + **wait)).count()
            })
            .unwrap_or(day)
    }

    /// Gives every man and every duplicate a day, so that areas and quarters are filled.
    pub fn place(&self, shape: &Shape, men: &mut [Man], draw: &mut Draw) -> Vec<Duplicate> {
        let mut by_area = vec![Vec::new(); shape.rows.len()];
        for (place, man) in men.iter().enumerate() {
            by_area[man.area].push(place);
        }
        let mut duplicates = Vec::new();
        for (area, places) in by_area.iter_mut().enumerate() {
            let mut days = Vec::new();
            for (quarter, count) in shape.by_quarter[area].iter().enumerate() {
                let (from, to) = (self.starts[quarter], self.starts[quarter + 1]);
                days.extend((0..*count).map(|_| from + draw.below((to - from) as usize) as i32));
            }
            days.sort_unstable();
            let left = self.place_men(men, places, &days, draw);
            let with_sessions = shape.rows[area][Kind::DuplicateWithSessions as usize] as usize;
            duplicates.extend(self.place_duplicates(men, places, left, with_sessions, draw));
        }
        duplicates
    }

    /// The longest first: the days that leave him time enough are days that leave the next
    /// time enough too, so that whoever can be placed is.
    fn place_men(
        &self,
        men: &mut [Man],
        places: &mut [usize],
        days: &[i32],
        draw: &mut Draw,
    ) -> Vec<i32> {
        const SETTLING: i32 = 3;
        // What a man's closure needs is asked for of those whose closure is counted; another's
        // that would lie ahead is open still.
        let needs = |man: &Man| {
            let closed = man.closed.filter(|_| {
                man.kind == Kind::Completed
                    || man.closure == Some(dataset::codes::ClosureReason::DroppedOut)
            });
            let waits = [man.offered, man.attended, man.decided, man.session, man.started, closed];
            waits.into_iter().flatten().max().unwrap_or(0) + SETTLING
        };
        places.sort_by_key(|place| std::cmp::Reverse(needs(&men[*place])));
        let mut next = 0;
        let mut open: Vec<i32> = Vec::new();
        for place in places.iter() {
            let latest = self.last() - needs(&men[*place]);
            while next < days.len() && (days[next] <= latest || open.is_empty()) {
                open.push(days[next]);
                next += 1;
            }
            if open.is_empty() {
                break;
            }
            let day = open.swap_remove(draw.below(open.len()));
            men[*place].received = self.settled(day, Some(&men[*place]));
        }
        open.extend(&days[next..]);
        open
    }

    /// Gives each day left to a man of the area who was referred about then.
    fn place_duplicates(
        &self,
        men: &mut [Man],
        places: &[usize],
        mut days: Vec<i32>,
        with_sessions: usize,
        draw: &mut Draw,
    ) -> Vec<Duplicate> {
        draw.shuffle(&mut days);
        // A man assessed without an outcome would lose his index referral to a later one.
        let (mut attending, mut others): (Vec<usize>, Vec<usize>) = places
            .iter()
            .copied()
            .filter(|place| men[*place].kind != Kind::Undecided)
            .partition(|place| men[*place].kind.attends());
        let mut duplicates = Vec::with_capacity(days.len());
        for (count, day) in days.into_iter().enumerate() {
            let day = self.settled(day, None);
            let of = if count < with_sessions { &mut attending } else { &mut others };
            if of.is_empty() {
                continue;
            }
            // Of a few, the one referred nearest to the day.
            let nearest = (0..12)
                .map(|_| draw.below(of.len()))
                .min_by_key(|candidate| (men[of[*candidate]].received - day).abs())
                .unwrap_or(0);
            let man = of[nearest];
            // Once with sessions; of the others one may come twice (the report's triplicates).
            if count < with_sessions || draw.percent(80) {
                of.swap_remove(nearest);
            }
            let mut received = day;
            if men[man].kind == Kind::Unassessed && day > men[man].received {
                // Without any outcome the latest is his index referral.
                received = std::mem::replace(&mut men[man].received, day);
            }
            duplicates.push(Duplicate { man, received });
        }
        duplicates
    }
}
