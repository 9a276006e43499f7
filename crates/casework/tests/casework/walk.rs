//! A man on his way to a group, by as few steps as the pathway allows.

use casework::groups::Setting;
use casework::his::Screening;
use jiff::civil::Weekday;
use pathway::crossing::Risk;
use pathway::{Area, GroupId, Reference, london_day};
use programme::codes::{Degree, Party};
use programme::group::Facilitators;
use programme::parts::{Assessment, Decision, Meets, Placement, TimeOfDay};
use store::Filter;
use support::codes::{ConsentTo, Form};
use support::facts::Ground;

use crate::town::{Town, family};

impl Town {
    /// A man who is suitable and cleared, with the reference of her case.
    pub async fn cleared(&self) -> (Reference, Reference) {
        // The newest is first in a list.
        self.later(1);
        let made = self.office.acting(&self.referrer).make_referral(self.form(0), &family()).await;
        let his = made.unwrap().reference;
        let single_point = self.office.acting(&self.single_point);
        let to = self.facilitator.actor.worker();
        single_point.acknowledge(his, self.form(1), Screening::GoOn, to).await.unwrap();
        let facilitator = self.office.acting(&self.facilitator);
        let assessment = Assessment {
            on: london_day(self.office.now()),
            motivation: Degree::Mostly,
            responsibility: Degree::ALittle,
            honesty: Degree::Mostly,
            risk: Risk::Medium,
            needs: Vec::new(),
            safe_to_take_part: None,
            tool: None,
            note: None,
        };
        let form = self.form(self.version(his).await);
        facilitator.record_assessment(his, form, assessment, None).await.unwrap();
        facilitator.find_pending(his, self.form(self.version(his).await)).await.unwrap();
        let hers = self.clears().await;
        let both = vec![Party::Programme, Party::Support];
        let form = self.form(self.version(his).await);
        facilitator.discuss(his, form, both, Decision::Suitable, None, None).await.unwrap();
        (his, hers)
    }

    /// Her worker takes her consent, and clears him.
    async fn clears(&self) -> Reference {
        let manager = self.office.acting(&self.support_manager);
        let newest = manager.caseload(&Filter::default(), None).await.unwrap();
        let hers = newest.cases[0].envelope.reference;
        let support = self.office.acting(&self.support_worker);
        let version = async || manager.her_case(hers).await.unwrap().version;
        let to = self.support_worker.actor.worker();
        manager.allocate_support(hers, self.form(version().await), to).await.unwrap();
        let reached = support::facts::Attempt {
            when: self.office.now(),
            how: support::codes::Way::ThroughProfessional,
            result: support::codes::AttemptResult::Reached,
            safe: support::codes::Answer::Yes,
        };
        support.record_support_attempt(hers, self.form(version().await), reached).await.unwrap();
        let of_his = support.her_case(hers).await.unwrap().case.his[0].case;
        let (to, form) = (ConsentTo::HisStarting, self.form(version().await));
        support.record_her_consent(hers, form, to, Some(of_his), Form::Written).await.unwrap();
        let form = self.form(version().await);
        support.clear(hers, form, of_his, Ground::HerConsent).await.unwrap();
        hers
    }

    pub async fn version(&self, his: Reference) -> u32 {
        self.office.acting(&self.manager).his_case(his).await.unwrap().version
    }

    /// A group that meets on Monday evenings and takes so many.
    pub async fn group_of(&self, capacity: u8) -> (Reference, GroupId) {
        let manager = self.office.acting(&self.manager);
        let opened = manager.open_group(self.form(0), self.setting(capacity)).await.unwrap();
        let groups = manager.groups(&casework::groups::GroupFilter::default()).await.unwrap();
        let mut found = groups.groups.iter();
        let group = found.find(|group| group.reference() == opened.reference).unwrap();
        (opened.reference, group.id())
    }

    pub fn setting(&self, capacity: u8) -> Setting {
        Setting {
            area: Area::new("Dudley"),
            venue: "Civic hall".to_owned(),
            meets: Meets { weekday: Weekday::Monday, time: TimeOfDay::Evening },
            facilitators: Facilitators {
                man: self.facilitator.actor.worker(),
                woman: self.manager.actor.worker(),
            },
            capacity,
        }
    }

    /// Gives a man a place.
    pub async fn places(&self, his: Reference, group: GroupId) -> Result<(), casework::Fault> {
        let facilitator = self.office.acting(&self.facilitator);
        let form = self.form(self.version(his).await);
        facilitator.place(his, form, Placement::Group(group)).await.map(drop)
    }
}
