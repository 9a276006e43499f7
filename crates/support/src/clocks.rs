//! What is due in her case, and what is late. How long each clock runs is data ([`Rules`]).

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use pathway::{CaseId, NarrativeId, london_day};

use crate::case::{Case, His};
use crate::codes::{Informant, PartFor, Point};
use crate::event::What;
use crate::facts::Number;
use crate::rules::Rules;

/// Something due.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Due {
    /// What.
    pub clock: Clock,
    /// By when.
    pub by: By,
}

/// What can be due.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Clock {
    /// The first attempt to reach her.
    FirstContact,
    /// The start of support, once he is found suitable.
    SupportStart,
    /// To look at what the programme told, by its number.
    Message(Number),
    /// The case discussion.
    Discussion(CaseId),
    /// The next joint case review.
    JointReview(CaseId),
    /// A review of escalation.
    EscalationReview,
    /// The referral to the MARAC.
    Marac,
    /// Her measure at a point.
    Measure(Point),
    /// An action.
    Action(NarrativeId),
    /// To look at the safety plan again.
    SafetyPlan,
}

pathway::codes! {
    /// What kind of thing is due, as lists keep it.
    ClockKind {
        FirstContact = "first_contact", "first attempt to reach her";
        SupportStart = "support_start", "start of support";
        Message = "message", "what the programme told";
        Discussion = "discussion", "case discussion";
        JointReview = "joint_review", "joint review";
        EscalationReview = "escalation_review", "review of escalation";
        Marac = "marac", "referral to the MARAC";
        Measure = "measure", "measure";
        Action = "action", "action";
        SafetyPlan = "safety_plan", "look at the safety plan again";
    }
}

impl Clock {
    /// What kind of thing it is.
    pub const fn kind(self) -> ClockKind {
        match self {
            Self::FirstContact => ClockKind::FirstContact,
            Self::SupportStart => ClockKind::SupportStart,
            Self::Message(_) => ClockKind::Message,
            Self::Discussion(_) => ClockKind::Discussion,
            Self::JointReview(_) => ClockKind::JointReview,
            Self::EscalationReview => ClockKind::EscalationReview,
            Self::Marac => ClockKind::Marac,
            Self::Measure(_) => ClockKind::Measure,
            Self::Action(_) => ClockKind::Action,
            Self::SafetyPlan => ClockKind::SafetyPlan,
        }
    }
}

/// When something is due at the latest: to the minute, or by the end of a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum By {
    /// This moment.
    Moment(Timestamp),
    /// The end of this day.
    Day(Date),
}

impl By {
    /// Whether it is over.
    pub fn is_past(self, now: Timestamp) -> bool {
        match self {
            Self::Moment(moment) => now > moment,
            Self::Day(day) => london_day(now) > day,
        }
    }
    /// The day that it falls on.
    pub fn day(self) -> Date {
        match self {
            Self::Moment(moment) => london_day(moment),
            Self::Day(day) => day,
        }
    }
}

impl Due {
    /// Whether it is late.
    pub fn is_late(&self, now: Timestamp) -> bool {
        self.by.is_past(now)
    }
}

/// Everything that is due in a case, the soonest first.
pub fn clocks(case: &Case, rules: &Rules) -> Vec<Due> {
    let mut due = Vec::new();
    if case.opened.is_none() || case.merged_into.is_some() {
        return due;
    }
    let mut add = |clock, by| due.push(Due { clock, by });
    let alive = case.died.is_none();
    let open = case.closed.is_none() && alive;
    first_contact(case, rules, open, &mut add);
    for his in &case.his {
        of_his(case, his, rules, open, &mut add);
    }
    for message in case.not_acted_upon() {
        if let Some(by) = look_by(case, message.number, message.at) {
            add(Clock::Message(message.number), By::Day(by));
        }
    }
    if let Some(since) = case.escalation_review_due {
        add(Clock::EscalationReview, By::Day(london_day(since)));
    }
    if let Some(since) = case.marac_since {
        add(Clock::Marac, By::Day(london_day(since)));
    }
    for (action, _) in case.actions.iter().filter(|(_, done)| !done) {
        add(Clock::Action(action.what), By::Day(action.due));
    }
    if let Some(review_on) = case.safety_plans.last().and_then(|plan| plan.review_on)
        && open
    {
        add(Clock::SafetyPlan, By::Day(review_on));
    }
    measures(case, rules, alive, &mut add);
    due.sort_by_key(|due| (due.by.day(), matches!(due.by, By::Day(_))));
    due
}

/// An attempt stops the clock; the step changes only when she is reached.
fn first_contact(case: &Case, rules: &Rules, open: bool, add: &mut impl FnMut(Clock, By)) {
    let somebody = case.person.is_some() || !case.parts.is_empty();
    let tried = case.is_reached() || !case.attempts.is_empty();
    // Where the service took part before any woman was named, it runs from her referral.
    if let Some(opened) = case.referred.or(case.opened)
        && case.before.is_none()
        && open
        && somebody
        && !tried
    {
        let hours = rules.contacted_within_hours(london_day(opened));
        add(Clock::FirstContact, By::Moment(after_hours(opened, hours)));
    }
}

fn of_his(case: &Case, his: &His, rules: &Rules, open: bool, add: &mut impl FnMut(Clock, By)) {
    if his.ended.is_some() {
        return;
    }
    if let Some((true, told)) = his.suitable
        && open
        && !case.is_supported()
        && case.declined.is_none()
    {
        let hours = rules.started_within_hours(london_day(told));
        add(Clock::SupportStart, By::Moment(after_hours(told, hours)));
    }
    if let Some(by) = his.discussion_by {
        let sooner = his.ready.map(|ready| {
            let day = london_day(ready);
            day.saturating_add(i32::from(rules.discussed_within_days(day)).days())
        });
        add(Clock::Discussion(his.case), By::Day(sooner.map_or(by, |sooner| sooner.min(by))));
    }
    if let Some((_, since)) = his.review_due {
        add(Clock::JointReview(his.case), By::Day(london_day(since)));
    } else if let (Some(started), true) = (his.started, his.on_programme()) {
        let held = case.reviews.iter().map(|written| &written.part);
        let last = held
            .filter(|part| part.his == his.case && part.of == PartFor::Review)
            .max_by_key(|part| part.on);
        let from = last.map_or(started, |part| part.on.max(started));
        let month = months_after(from, rules.review_every_months(from));
        let agreed = last.and_then(|part| part.next).unwrap_or(month);
        add(Clock::JointReview(his.case), By::Day(agreed.min(month)));
    }
}

/// By when somebody looks at what was told: what affects her safety the same day, a heavy session
/// before it is held. The rest asks for nothing by itself.
fn look_by(case: &Case, number: Number, came: Timestamp) -> Option<Date> {
    match &case.entry(number)?.made.what {
        What::ToldOfStart(_)
        | What::ToldOfAbsence(_)
        | What::SignalReceived(_)
        | What::RiskOfHisChanged(_)
        | What::ToldOfEnd(_)
        | What::ToldOfReturn(_) => Some(london_day(came)),
        What::HeavySessionAnnounced(told) => Some(told.what.on),
        _ => None,
    }
}

/// Her measures, at the points that the pathway itself gives; midway comes with the programme's
/// report. What is taken, or missing for a reason, is due no more.
fn measures(case: &Case, rules: &Rules, alive: bool, add: &mut impl FnMut(Clock, By)) {
    if !alive || case.declined.is_some() || case.before.is_some() {
        return;
    }
    let mut due = |point: Point, on: Option<Date>| {
        let taken = case.measures.iter().map(|measure| (measure.point, measure.informant));
        let missed = case.missed_measures.iter().map(|missed| (missed.point, missed.informant));
        if let Some(on) = on
            && !taken.chain(missed).any(|known| known == (point, Informant::Her))
        {
            add(Clock::Measure(point), By::Day(on));
        }
    };
    if case.closed.is_none() {
        due(Point::T0, case.reached.map(london_day));
        due(Point::T1, case.his.iter().filter_map(|his| his.started).min());
    }
    let ended = case.his.iter().filter(|his| his.started.is_some()).filter_map(|his| his.ended);
    let ended = ended.map(|(on, _)| on).max();
    due(Point::T3, ended);
    due(Point::T4, ended.map(|on| months_after(on, rules.follow_up_after_months(on))));
}

fn after_hours(from: Timestamp, hours: u16) -> Timestamp {
    from.saturating_add(i32::from(hours).hours()).unwrap_or(Timestamp::MAX)
}

fn months_after(from: Date, months: u16) -> Date {
    from.saturating_add(i32::from(months).months())
}
