//! A programme to test with: a clock that is set by hand, and everyday commands.

use jiff::civil::{Date, date};
use jiff::{Span, Timestamp};
use pathway::clocks::Clock;
use pathway::codes::{Answer, ConsentForm, Plan, RiskLevel, Source};
use pathway::crossing::{Risk, ToProgramme, ToSupport};
use pathway::screening::Facts;
use pathway::{
    Area, CaseId, Clocks, GroupId, NarrativeId, OrganisationId, PersonId, Reference, Rules,
    SealedPartId, WorkerId, london_day,
};

use crate::codes::*;
use crate::parts::*;
use crate::{
    Case, Command, Context, Decided, Due, Event, Refusal, apply, clocks, crossing, decide,
};

macro_rules! id {
    ($name:ident, $of:ident) => {
        pub fn $name(number: u64) -> $of {
            $of::of(format!("00000000-0000-7000-8000-{number:012}").parse().unwrap())
        }
    };
}
id!(worker, WorkerId);
id!(organisation, OrganisationId);
id!(person, PersonId);
id!(part, SealedPartId);
id!(note, NarrativeId);
id!(group, GroupId);
id!(other_case, CaseId);

/// One case, a clock, and what crossed.
pub struct Office {
    pub case: Case,
    pub now: Timestamp,
    pub crossed: Vec<ToSupport>,
    pub rules: Rules,
    pub clocks: Clocks,
}

impl Office {
    /// A Wednesday morning, well within the last rules.
    pub fn new() -> Self {
        Self::at("2019-03-06T10:00:00Z")
    }
    pub fn at(now: &str) -> Self {
        Self {
            case: Case::new(),
            now: now.parse().unwrap(),
            crossed: Vec::new(),
            rules: Rules::shipped().unwrap(),
            clocks: Clocks::shipped().unwrap(),
        }
    }
    pub fn today(&self) -> Date {
        london_day(self.now)
    }
    pub fn later(&mut self, span: Span) {
        self.now = self.now.checked_add(span).unwrap();
    }
    pub fn days(&mut self, days: i64) {
        self.later(Span::new().hours(24 * days));
    }
    pub fn decide(&self, command: Command) -> Result<Decided<Event>, Refusal> {
        let context = Context { now: self.now, rules: &self.rules, clocks: &self.clocks };
        decide(&self.case, command, &context)
    }
    /// Does it, and says how many events it made.
    pub fn does(&mut self, command: Command) -> Result<usize, Refusal> {
        let events = self.decide(command)?.events();
        for event in &events {
            self.crossed.extend(crossing(&self.case, event));
            apply(&mut self.case, event);
        }
        Ok(events.len())
    }
    /// Does it, and it must make something happen.
    pub fn must(&mut self, command: Command) {
        let told = format!("{command:?}");
        match self.does(command) {
            Ok(0) => panic!("nothing happened: {told}"),
            Ok(_) => {}
            Err(refusal) => panic!("{refusal}\n{told}"),
        }
    }
    pub fn refuses(&self, command: Command) -> Refusal {
        self.decide(command).expect_err("it must be refused")
    }
    pub fn due(&self) -> Vec<Due> {
        clocks(&self.case, &self.clocks, self.now)
    }
    pub fn due_by(&self, clock: Clock) -> Option<String> {
        let due = self.due().into_iter().find(|due| due.clock == clock);
        due.map(|due| due.by.to_string())
    }

    pub fn referral(&self) -> Referral {
        Referral {
            reference: Reference::random(7),
            received: self.now,
            referrer: Some(Referrer { organisation: organisation(1), worker: worker(1) }),
            provider: organisation(2),
            him: person(1),
            screening: Facts {
                area: Some(Area::new("Dudley")),
                source: Some(Source::ChildrenServices),
                age: Some(31),
                risk: Some(RiskLevel::Medium),
                with_a_woman: Some(Answer::Yes),
                father: Some(Answer::Yes),
                plan: Some(Plan::ChildProtection),
                takes_responsibility: Some(Answer::Yes),
                open_and_honest: Some(Answer::Yes),
                willing_to_change: Some(Answer::Yes),
                strangulation: Some(Answer::No),
                judged_safe: None,
            },
            relationship: None,
            children: Some(2),
            children_ages: vec![4, 9],
            ethnicity: None,
            religion: None,
            needs: Vec::new(),
            working_hours: None,
            other_services: Vec::new(),
            orders: Vec::new(),
            consent: None,
            sealed: vec![part(1)],
            note: None,
        }
    }
    pub fn assessment(&self) -> Assessment {
        Assessment {
            on: self.today(),
            motivation: Degree::Mostly,
            responsibility: Degree::ALittle,
            honesty: Degree::Mostly,
            risk: Risk::Medium,
            needs: Vec::new(),
            safe_to_take_part: None,
            tool: None,
            note: None,
        }
    }
    pub fn discussion(&self, decision: Decision) -> Command {
        Command::Discuss(Box::new(Discussion {
            on: self.today(),
            took_part: vec![Party::Programme, Party::Support],
            findings: None,
            decision,
            reasons: None,
        }))
    }
    pub fn attended(&self, number: u8) -> Command {
        Command::RecordAttended { attended: attended(self.today(), number), entry: None }
    }
    pub fn missed(&self, number: u8, with_notice: bool) -> Command {
        let session = session(number);
        Command::RecordMissed(Missed { on: self.today(), session, with_notice })
    }
    pub fn attempt(&self, result: AttemptResult) -> Command {
        Command::RecordAttempt(Attempt { when: self.now, way: Way::Telephone, result, note: None })
    }
    pub fn written(&self) -> Command {
        let form = ConsentForm::Written;
        Command::RecordConsent(Consent { form, on: self.today(), taken_by: Some(worker(3)) })
    }

    pub fn acknowledge() -> Command {
        Command::Acknowledge {
            decision: ScreeningDecision::GoOn,
            duplicates: Duplicates::None,
            organisation: organisation(2),
            facilitator: worker(3),
            support_provider: None,
        }
    }
    pub fn acknowledged() -> Self {
        let mut office = Self::new();
        office.must(Command::Receive(Box::new(office.referral())));
        office.must(Self::acknowledge());
        office
    }
    pub fn assessed() -> Self {
        let mut office = Self::acknowledged();
        office.must(office.attempt(AttemptResult::Reached));
        office.days(3);
        office.must(Command::RecordAssessment(Box::new(office.assessment())));
        office
    }
    pub fn pending() -> Self {
        let mut office = Self::assessed();
        office.must(Command::FindPending { support_provider: organisation(3) });
        office
    }
    pub fn suitable() -> Self {
        let mut office = Self::pending();
        office.days(7);
        office.must(office.discussion(Decision::Suitable));
        office
    }
    pub fn commenced() -> Self {
        let mut office = Self::suitable();
        office.must(office.written());
        office.must(cleared(true));
        office.must(Command::Place(Placement::Group(group(1))));
        office.must(Command::OfferSession { on: date(2019, 3, 20), session: None });
        office.days(7);
        office
    }
    /// On programme, with so many sessions done, a week each.
    pub fn with_sessions(count: u8) -> Self {
        let mut office = Self::commenced();
        for number in 1..=count {
            office.must(office.attended(number));
            office.days(7);
        }
        office
    }
    pub fn left(reason: LeavingReason) -> Self {
        let mut office = Self::with_sessions(5);
        let leave = Command::Leave { on: office.today(), reason, manager: worker(4), why: None };
        office.must(leave);
        office
    }
}

pub fn cleared(cleared: bool) -> Command {
    Command::Hear(ToProgramme::Clearance { cleared })
}

pub fn session(number: u8) -> SessionNumber {
    SessionNumber::try_new(number).unwrap()
}

pub fn attended(on: Date, number: u8) -> Attended {
    Attended {
        on,
        session: session(number),
        content: Content::Understanding,
        tags: Vec::new(),
        heavy: false,
        group: Some(group(1)),
        late: None,
        catch_up: false,
    }
}

pub fn entry(on: Date, number: u8) -> Entry {
    Entry {
        on,
        session: session(number),
        content: Content::Understanding,
        engagement: Some(Degree::Mostly),
        responsibility: None,
        notable_response: false,
        concerns: Vec::new(),
        note: Some(note(9)),
    }
}

pub fn unsuitable(reason: UnsuitableReason) -> Unsuitable {
    Unsuitable { reason, risks: None, dash_or_marac: true, recommended: Vec::new() }
}

pub fn risk_assessment(on: Date, band: Risk, judgement: Risk) -> RiskAssessment {
    RiskAssessment {
        on,
        by: Party::Programme,
        instrument: "DASH".into(),
        version: None,
        score: Some(9),
        band: Some(band),
        judgement: Some(judgement),
        judged_for_marac: false,
        note: None,
    }
}
