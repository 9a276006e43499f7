//! One case of his, one of hers and a group, worked on by everyday commands.

use jiff::ToSpan;
use pathway::codes::{Answer, Plan, RiskLevel, Source};
use pathway::{CaseId, GroupId, NarrativeId, PersonId, SealedPartId, SupportCaseId};
use programme::group::{self, Facilitators, Group, SetUp};
use programme::parts::{Meets, Placement, Referral, Referrer, TimeOfDay};
use programme::{Command, Context, codes};
use support::facts::Transfer;

use super::*;

pub(super) fn person(number: u128) -> PersonId {
    PersonId::of(Uuid::from_u128(0x0300 + number))
}
pub(super) fn part() -> SealedPartId {
    SealedPartId::of(Uuid::from_u128(0x0400))
}

/// His case at work.
pub(super) struct His {
    pub(super) envelope: Envelope,
    pub(super) case: programme::Case,
    now: Timestamp,
}

impl His {
    pub(super) async fn received(record: &Record) -> Self {
        let (envelope, now) = (record.envelope(), record.still.now());
        let mut his = Self { envelope, case: programme::Case::new(), now };
        let referral = referral(his.now, his.envelope.reference);
        his.does(record, Command::Receive(Box::new(referral))).await;
        his
    }
    pub(super) fn id(&self) -> CaseId {
        CaseId::of(self.envelope.id)
    }
    pub(super) async fn does(&mut self, record: &Record, command: Command) {
        let (rules, clocks) =
            (pathway::Rules::shipped().unwrap(), pathway::Clocks::shipped().unwrap());
        let context = Context { now: self.now, rules: &rules, clocks: &clocks };
        let events = programme::decide(&self.case, command, &context).unwrap().events();
        assert!(!events.is_empty(), "something happens");
        let on = self.case.version();
        events.iter().for_each(|event| programme::apply(&mut self.case, event));
        let permitted = leave(act::ImportCase, Kind::Case, self.envelope.id);
        record.appends(&permitted, &self.envelope, on, &events, &self.case).await.unwrap();
        self.now += 1.hour();
    }
    pub(super) async fn is_acknowledged(&mut self, record: &Record) {
        let command = Command::Acknowledge {
            decision: programme::parts::ScreeningDecision::GoOn,
            duplicates: programme::parts::Duplicates::None,
            organisation: organisation(2),
            facilitator: worker(1),
            support_provider: None,
        };
        self.does(record, command).await;
    }
    pub(super) async fn is_reached(&mut self, record: &Record) {
        let attempt = programme::parts::Attempt {
            when: self.now,
            way: codes::Way::Telephone,
            result: codes::AttemptResult::Reached,
            note: None,
        };
        self.does(record, Command::RecordAttempt(attempt)).await;
    }
}

pub(super) fn referral(received: Timestamp, reference: pathway::Reference) -> Referral {
    Referral {
        reference,
        received,
        referrer: Some(Referrer { organisation: organisation(1), worker: worker(9) }),
        provider: organisation(2),
        him: person(1),
        screening: pathway::screening::Facts {
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
        sealed: vec![part()],
        note: None,
    }
}

/// Her case at work.
pub(super) struct Hers {
    pub(super) envelope: Envelope,
    pub(super) case: support::Case,
    now: Timestamp,
}

impl Hers {
    pub(super) async fn referred(record: &Record, his: CaseId) -> Self {
        let (envelope, now) = (record.envelope(), record.still.now());
        let mut hers = Self { envelope, case: support::Case::default(), now };
        let referral = support::facts::Referral {
            part: part(),
            his,
            provider: organisation(3),
            area: Area::new("Dudley"),
            his_risk: None,
            contacts: support::codes::GivenBy::Referrer,
        };
        hers.does(record, support::Command::Refer(referral)).await;
        hers
    }
    pub(super) async fn does(&mut self, record: &Record, command: support::Command) {
        let rules = support::Rules::shipped().unwrap();
        let context = support::Context { now: self.now, rules: &rules };
        let decided = support::decide(&self.case, command, &context).unwrap();
        let support::Decided::Events(events) = decided else { panic!("something happens") };
        let on = u32::try_from(self.case.version()).unwrap();
        events.iter().for_each(|event| support::apply(&mut self.case, event));
        let permitted = leave(act::ImportSupportCase, Kind::SupportCase, self.envelope.id);
        record.appends(&permitted, &self.envelope, on, &events, &self.case).await.unwrap();
        self.now += 1.hour();
    }
    pub(super) async fn is_allocated(&mut self, record: &Record) {
        self.does(record, support::Command::Allocate(worker(1))).await;
        let elsewhere = Transfer::Area(Area::new("Walsall"), Some(worker(5)));
        self.does(record, support::Command::Transfer(elsewhere)).await;
    }
    pub(super) async fn is_reached(&mut self, record: &Record) {
        let note = Some(NarrativeId::of(record.still.id()));
        let kind = support::codes::ContactKind::Telephone;
        let contact = support::facts::Contact { when: self.now, kind, note };
        self.does(record, support::Command::RecordContact(contact)).await;
    }
    /// A further case of his that hers answers; then it goes on in another of hers.
    pub(super) async fn is_merged_into(&mut self, record: &Record, other: &mut Self) {
        let links = self.case.his.iter().map(|his| his.case).collect();
        let (this, that) = (self.envelope.id, other.envelope.id);
        self.does(record, support::Command::MergeInto(SupportCaseId::of(that))).await;
        other.does(record, support::Command::TakeIn(SupportCaseId::of(this), links)).await;
    }
}

/// A group at work.
pub(super) struct Cohort {
    pub(super) envelope: Envelope,
    pub(super) group: Group,
}

impl Cohort {
    pub(super) async fn set_up(record: &Record) -> Self {
        let mut cohort = Self { envelope: record.envelope(), group: Group::new() };
        let set_up = SetUp {
            organisation: organisation(2),
            area: Area::new("Dudley"),
            venue: "Corbyn Road".into(),
            meets: Meets { weekday: jiff::civil::Weekday::Tuesday, time: TimeOfDay::Evening },
            facilitators: Facilitators { man: worker(1), woman: worker(2) },
            capacity: 2,
        };
        cohort.does(record, group::Command::SetUp(set_up)).await;
        cohort
    }
    pub(super) fn id(&self) -> GroupId {
        GroupId::of(self.envelope.id)
    }
    pub(super) fn place(&self) -> Placement {
        Placement::Group(self.id())
    }
    pub(super) async fn does(&mut self, record: &Record, command: group::Command) {
        let on = self.group.version;
        let events = self.applies(record, command);
        let permitted = leave(act::ImportGroup, Kind::Group, self.envelope.id);
        record.appends(&permitted, &self.envelope, on, &events, &self.group).await.unwrap();
    }
    pub(super) fn applies(
        &mut self,
        record: &Record,
        command: group::Command,
    ) -> Vec<group::Event> {
        let now = record.still.now();
        let events = group::decide(&self.group, command, now).unwrap().events();
        events.iter().for_each(|event| group::apply(&mut self.group, event));
        events
    }
}
