//! What her case does, as the field would say it, and the laws that hold for every sequence.

mod clearance;
mod laws;
mod path;
mod risk;
mod told;

use jiff::{Timestamp, ToSpan};
use pathway::{Area, CaseId, NarrativeId, OrganisationId, SealedPartId, WorkerId};
use uuid::Uuid;

use crate::codes::*;
use crate::facts::*;
use crate::*;

/// A case under test and its clock.
struct Walk {
    case: Case,
    events: Vec<Event>,
    rules: Rules,
    now: Timestamp,
    fresh: u128,
}

fn his() -> CaseId {
    CaseId::of(Uuid::from_u128(1))
}
fn worker() -> WorkerId {
    WorkerId::of(Uuid::from_u128(2))
}
fn referral(contacts: GivenBy) -> Referral {
    Referral {
        part: SealedPartId::of(Uuid::from_u128(3)),
        his: his(),
        provider: OrganisationId::of(Uuid::from_u128(4)),
        area: Area::new("Dudley"),
        his_risk: None,
        contacts,
    }
}

impl Walk {
    fn new() -> Self {
        Self {
            case: Case::default(),
            events: Vec::new(),
            rules: Rules::shipped().unwrap(),
            now: "2019-03-04T09:00:00Z".parse().unwrap(),
            fresh: 100,
        }
    }
    fn referred() -> Self {
        let mut walk = Self::new();
        walk.does(Command::Refer(referral(GivenBy::Referrer)));
        walk.does(Command::Allocate(worker()));
        walk
    }
    fn reached() -> Self {
        let mut walk = Self::referred();
        let contact = walk.contact(ContactKind::Telephone);
        walk.does(Command::RecordContact(contact));
        walk
    }
    fn assessed() -> Self {
        let mut walk = Self::reached();
        let assessment = walk.assessment(vec![]);
        walk.does(Command::Assess(assessment));
        walk
    }
    fn cleared() -> Self {
        let mut walk = Self::reached();
        walk.consents(Form::Written);
        walk.does(Command::Clear { his: his(), ground: Ground::HerConsent });
        walk
    }
    fn started() -> Self {
        let mut walk = Self::cleared();
        let on = pathway::london_day(walk.now);
        walk.does(Command::TellOfStart(Told { his: his(), what: on }));
        walk
    }

    fn text(&mut self) -> NarrativeId {
        self.fresh += 1;
        NarrativeId::of(Uuid::from_u128(self.fresh))
    }
    fn hours(&mut self, hours: i32) {
        self.now += hours.hours();
    }
    fn contact(&self, kind: ContactKind) -> Contact {
        Contact { when: self.now, kind, note: None }
    }
    fn attempt(&self, how: Way, result: AttemptResult, safe: Answer) -> Attempt {
        Attempt { when: self.now, how, result, safe }
    }
    fn assessment(&self, needs: Vec<Need>) -> Assessment {
        let household = Household {
            domestic_abuse: Answer::Yes,
            mental_ill_health: Answer::No,
            substance_misuse: Answer::Unknown,
        };
        Assessment { when: self.now, needs, household, findings: None }
    }
    fn consent(&self, to: ConsentTo, form: Form) -> Consent {
        let his = (to == ConsentTo::HisStarting).then(his);
        Consent { to, his, form, when: self.now, taken_by: worker() }
    }
    fn consents(&mut self, form: Form) -> Vec<Event> {
        self.does(Command::RecordConsent(self.consent(ConsentTo::HisStarting, form)))
    }
    fn withdraws(&mut self) -> Vec<Event> {
        self.hours(1);
        let (to, when) = (ConsentTo::HisStarting, self.now);
        self.does(Command::WithdrawConsent(Withdrawal {
            to,
            his: Some(his()),
            when,
            taken_by: worker(),
        }))
    }
    fn manager(&mut self, because: NotAsked) -> Ground {
        Ground::Manager { because, decided_by: worker(), why: self.text() }
    }
    fn clear(&mut self, ground: Ground) -> Result<Decided<Event>, Refusal> {
        self.ask(Command::Clear { his: his(), ground })
    }

    fn ask(&self, command: Command) -> Result<Decided<Event>, Refusal> {
        decide(&self.case, command, &Context { now: self.now, rules: &self.rules })
    }
    fn refuses(&self, command: Command) -> Refusal {
        self.ask(command).unwrap_err()
    }
    fn does(&mut self, command: Command) -> Vec<Event> {
        match self.ask(command) {
            Ok(Decided::Events(events)) => {
                for event in &events {
                    apply(&mut self.case, event);
                }
                self.events.extend(events.iter().cloned());
                events
            }
            other => panic!("{other:?}"),
        }
    }
}
