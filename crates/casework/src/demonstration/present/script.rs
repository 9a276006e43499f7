//! What happens in a case, and when: the steps of the path one after the other on working days,
//! as far as they have come by now.

use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, Span, Timestamp};
use pathway::{london_day, london_moment};
use programme::codes::{
    AttemptResult, ClosureReason, Kept, LeavingReason, Report, UnsuitableReason,
};

use support::codes::Point;

use super::families::{Family, Hers, His};

/// Something that somebody does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Turn {
    His(OfHis),
    Hers(OfHers),
}

/// On his side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum OfHis {
    Refer,
    Acknowledge,
    Try(AttemptResult),
    /// An assessment at a moment.
    Offer(Timestamp),
    Keep(Kept),
    Assess,
    FindUnsuitable(UnsuitableReason),
    FindPending,
    Close(ClosureReason),
    Discuss,
    Consent,
    Place,
    OfferSession(Date),
    Come(Came),
    Miss {
        with_notice: bool,
    },
    AskWhy,
    Review,
    Report(Report),
    Complete,
    Leave(LeavingReason),
    ReviewExit,
}

/// On her side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum OfHers {
    GiveToWorker,
    Try { reached: bool },
    Assess,
    ConsentToSupport,
    ConsentToHisStarting,
    Decline,
    Ready,
    Clear,
    StartSupport,
    Meet,
    Measure(Point),
    ActOnNews,
}

impl From<OfHis> for Turn {
    fn from(turn: OfHis) -> Self {
        Self::His(turn)
    }
}

impl From<OfHers> for Turn {
    fn from(turn: OfHers) -> Self {
        Self::Hers(turn)
    }
}

/// What was seen of him in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Came {
    Plainly,
    Moved,
    Minimised,
}

/// A turn in its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Line {
    pub at: Timestamp,
    pub turn: Turn,
}

/// The turns of one family, in their order.
struct Script {
    received: Date,
    lines: Vec<Line>,
}

/// Everything that happened in a family's cases by now.
pub(super) fn lines(family: &Family, meets: Weekday, now: Timestamp) -> Vec<Line> {
    let today = london_day(now);
    let received = today.checked_sub(Span::new().days(family.ago)).unwrap_or(today);
    let mut script = Script { received: workday(received, -1), lines: Vec::new() };
    script.of(family, meets);
    script.lines.retain(|line| line.at <= now);
    // Whatever day it is, everybody has been referred.
    if let Some(first) = script.lines.is_empty().then_some(now).and_then(before) {
        script.lines.push(Line { at: first, turn: OfHis::Refer.into() });
    }
    script.lines
}

fn before(now: Timestamp) -> Option<Timestamp> {
    now.checked_sub(SignedDuration::from_mins(20)).ok()
}

/// The day itself, or the next or last working day from it.
fn workday(day: Date, step: i64) -> Date {
    let mut day = day;
    while matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
        day = day.checked_add(Span::new().days(step)).unwrap_or(day);
    }
    day
}

impl Script {
    /// A turn so many days after the referral, never before the turn that comes before it.
    fn on(&mut self, days: i32, hour: i32, minute: i32, turn: impl Into<Turn>) {
        let day = self.received.checked_add(Span::new().days(days)).unwrap_or(self.received);
        self.at(workday(day, 1), hour, minute, turn);
    }

    /// An hour of the working day so many days after the referral.
    fn moment(&self, days: i32, hour: i64) -> Timestamp {
        let day = self.received.checked_add(Span::new().days(days)).unwrap_or(self.received);
        let midnight = london_moment(workday(day, 1));
        midnight.checked_add(SignedDuration::from_hours(hour)).unwrap_or(midnight)
    }

    fn at(&mut self, day: Date, hour: i32, minute: i32, turn: impl Into<Turn>) {
        let minutes = i64::from(hour * 60 + minute);
        let moment = london_moment(day);
        let moment = moment.checked_add(SignedDuration::from_mins(minutes)).unwrap_or(moment);
        let after = self.lines.last().map_or(moment, |last| {
            last.at.checked_add(SignedDuration::from_mins(7)).unwrap_or(last.at)
        });
        self.lines.push(Line { at: moment.max(after), turn: turn.into() });
    }

    fn of(&mut self, family: &Family, meets: Weekday) {
        let minute = family.ago % 50;
        self.on(0, 9, minute, OfHis::Refer);
        if family.his == His::Unread {
            return;
        }
        self.on(1, 10, minute, OfHis::Acknowledge);
        match family.his {
            His::Unread | His::Untried => {}
            His::Unreached => {
                self.on(2, 11, 0, OfHis::Try(AttemptResult::NoAnswer));
                self.on(4, 15, 30, OfHis::Try(AttemptResult::MessageLeft));
            }
            His::Closed(reason) => {
                self.on(2, 11, 0, OfHis::Try(AttemptResult::NoAnswer));
                let second = match reason {
                    ClosureReason::Declined => AttemptResult::Reached,
                    _ => AttemptResult::MessageLeft,
                };
                self.on(6, 15, 30, OfHis::Try(second));
                self.on(14, 12, 0, OfHis::Close(reason));
            }
            _ => self.reached(family, meets),
        }
    }

    fn reached(&mut self, family: &Family, meets: Weekday) {
        self.on(2, 11, 10, OfHis::Try(AttemptResult::Reached));
        match family.his {
            His::Reached => return,
            His::Missed => {
                let (first, second) = (self.moment(9, 11), self.moment(24, 11));
                self.on(2, 11, 30, OfHis::Offer(first));
                self.on(9, 12, 0, OfHis::Keep(Kept::Missed));
                self.on(10, 10, 0, OfHis::Offer(second));
                return;
            }
            _ => {
                let appointment = self.moment(8, 14);
                self.on(2, 11, 30, OfHis::Offer(appointment));
            }
        }
        if family.his == His::Offered {
            return;
        }
        self.on(8, 15, 0, OfHis::Keep(Kept::Attended));
        self.on(8, 15, 20, OfHis::Assess);
        match family.his {
            His::Assessed => {}
            His::Unsuitable(reason) => {
                self.on(10, 11, 0, OfHis::FindUnsuitable(reason));
                self.hers(family.hers, 11, false);
                self.on(20, 9, 0, OfHers::ActOnNews);
            }
            _ => {
                self.on(9, 9, 30, OfHis::FindPending);
                self.hers(family.hers, 10, true);
                self.decided(family, meets);
            }
        }
    }

    /// Her side, from the day on which she is referred.
    fn hers(&mut self, hers: Hers, from: i32, asked: bool) {
        if hers == Hers::Unallocated {
            return;
        }
        self.on(from, 10, 0, OfHers::GiveToWorker);
        self.on(from, 14, 0, OfHers::Try { reached: false });
        if hers == Hers::Unreached {
            return;
        }
        self.on(from + 1, 11, 0, OfHers::Try { reached: true });
        self.on(from + 3, 10, 0, OfHers::Assess);
        self.on(from + 3, 11, 0, OfHers::Measure(Point::T0));
        if asked {
            self.on(from + 3, 12, 0, OfHers::Ready);
        }
        match hers {
            Hers::Declines => self.on(from + 3, 12, 15, OfHers::Decline),
            Hers::Supported => self.on(from + 3, 12, 15, OfHers::ConsentToSupport),
            Hers::Unallocated | Hers::Unreached | Hers::Assessed => return,
        }
        if asked {
            self.on(from + 4, 10, 0, OfHers::ConsentToHisStarting);
            self.on(from + 4, 10, 15, OfHers::Clear);
        }
        if hers == Hers::Supported {
            self.on(from + 5, 11, 0, OfHers::StartSupport);
            self.on(from + 5, 11, 30, OfHers::Measure(Point::T1));
            self.on(from + 7, 14, 0, OfHers::Meet);
        }
    }

    /// From the discussion on.
    fn decided(&mut self, family: &Family, meets: Weekday) {
        if family.his == His::Pending {
            return;
        }
        self.on(17, 10, 0, OfHis::Discuss);
        self.on(17, 11, 0, OfHis::Consent);
        if family.hers != Hers::Unallocated {
            self.on(17, 16, 0, OfHers::ActOnNews);
        }
        if family.his == His::Suitable {
            return;
        }
        self.on(18, 10, 0, OfHis::Place);
        let first = self.first_session(meets);
        self.on(18, 10, 20, OfHis::OfferSession(first));
        let (missed, weeks): (&[i32], i32) = match family.his {
            His::OnProgramme(missed) => (missed, 60),
            His::Left(weeks, _) => (&[], weeks),
            _ => (&[], 30),
        };
        let supported = family.hers == Hers::Supported;
        for week in 0..weeks {
            let day = first.checked_add(Span::new().weeks(week)).unwrap_or(first);
            self.week(day, week, missed, supported);
            // Fifteen are done by then, with two missed.
            if week == 17 {
                self.day_after(day, 3, OfHis::Report(Report::Midway));
            }
        }
        let last = first.checked_add(Span::new().weeks(weeks)).unwrap_or(first);
        match family.his {
            His::Left(_, reason) => {
                self.at(last, 11, 0, OfHis::Leave(reason));
                self.at(last, 15, 0, OfHis::ReviewExit);
                self.day_after(last, 1, OfHers::ActOnNews);
            }
            His::Completed => {
                self.at(last, 11, 0, OfHis::Complete);
                self.day_after(last, 1, OfHers::ActOnNews);
                self.day_after(last, 6, OfHis::Report(Report::Completion));
            }
            _ => {}
        }
    }

    fn first_session(&self, meets: Weekday) -> Date {
        let placed = self.lines.last().map_or(self.received, |line| london_day(line.at));
        let mut day = placed.checked_add(Span::new().days(2)).unwrap_or(placed);
        while day.weekday() != meets {
            day = day.tomorrow().unwrap_or(day);
        }
        day
    }

    /// A session, and what follows from it.
    fn week(&mut self, day: Date, week: i32, missed: &[i32], supported: bool) {
        if missed.contains(&week) || missed.contains(&-week) && week > 0 {
            let with_notice = missed.contains(&-week);
            self.at(day, 20, 5, OfHis::Miss { with_notice });
            if !with_notice && !missed.contains(&(week + 1)) {
                self.day_after(day, 1, OfHis::AskWhy);
            }
        } else {
            let came = match week % 7 {
                2 => Came::Moved,
                5 => Came::Minimised,
                _ => Came::Plainly,
            };
            self.at(day, 20, 5, OfHis::Come(came));
        }
        self.day_after(day, 1, OfHers::ActOnNews);
        if supported && week % 2 == 1 {
            self.day_after(day, 2, OfHers::Meet);
        }
        if week % 4 == 2 {
            self.day_after(day, 2, OfHis::Review);
        }
    }

    fn day_after(&mut self, day: Date, days: i32, turn: impl Into<Turn>) {
        let after = day.checked_add(Span::new().days(days)).unwrap_or(day);
        self.at(workday(after, 1), 10, 30, turn);
    }
}
