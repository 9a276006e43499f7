//! A town for tests of pages: one worker of each role, a clock that is set by hand, and a family
//! that is referred.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use access::{Actor, Areas, Held, Role, System};
use axum::http::StatusCode;
use casework::accounts::{Opened, OrganisationKind};
use casework::demonstration;
use casework::demonstration::door::{DemonstrationDoor, InventedWorker};
use casework::his::Screening;
use casework::referrals::{Her, Him, Refer};
use casework::{Office, Sent, Worker};
use documents::Stamp;
use jiff::civil::date;
use pathway::codes::{Answer as Said, ConsentForm, Plan, RiskLevel, Source};
use pathway::crossing::Risk;
use pathway::screening::Facts;
use pathway::{Area, OrganisationId, ProgrammeId, Reference, Surroundings};
use programme::codes::{Degree, Party};
use programme::parts::{Assessment, Decision};
use support::codes::{ConsentTo, Form};
use support::facts::Ground;
use uuid::Uuid;

use crate::Site;
use crate::figures::samples;
use crate::signing_in::tests::{Answer, ByHand, ask};

const PROGRAMME: ProgrammeId = ProgrammeId::of(Uuid::from_u128(7));
/// 4 March 2019, 09:00, a Monday.
const MORNING: i64 = 1_551_690_000;

pub(crate) struct Town {
    pub site: Arc<Site>,
    pub clock: Arc<ByHand>,
    pub referrer: Worker,
    pub single_point: Worker,
    pub facilitator: Worker,
    pub colleague: Worker,
    pub manager: Worker,
    pub support_manager: Worker,
    pub support_worker: Worker,
    pub commissioner: Worker,
    pub administrator: Worker,
}

impl Town {
    pub(crate) async fn new() -> Self {
        let clock = Arc::new(ByHand::default());
        clock.seconds.store(MORNING - 1_795_000_000, Ordering::Relaxed);
        let by_hand = Arc::clone(&clock) as Arc<dyn Surroundings>;
        let office = demonstration::temporary(by_hand).await.unwrap();
        let actor = Actor::system(System::CommandLine, PROGRAMME);
        let founder = Worker { actor, programme: PROGRAMME, address: None };
        let founding = office.acting(&founder);
        founding.begin_programme("Black Country").await.unwrap();
        let dudley = [Area::new("Dudley")];
        let add = async |name, kind, areas: &[Area]| {
            founding.add_organisation(name, kind, areas).await.unwrap()
        };
        let council = add("Dudley Council", OrganisationKind::Referrer, &[]).await;
        let provider = add("Bridge Street", OrganisationKind::Programme, &dudley).await;
        let refuge = add("Black Country Women", OrganisationKind::Support, &dudley).await;
        let office_of_police = add("Police commissioner", OrganisationKind::Oversight, &[]).await;
        let keepers = add("Black Country accounts", OrganisationKind::Administration, &[]).await;
        let mut invented = Vec::new();
        let mut hire = async |name: &str, organisation: OrganisationId, role| {
            let held = vec![Held { role, programme: PROGRAMME, areas: Areas::All }];
            let opened = Opened {
                organisation,
                name: name.to_owned(),
                email: format!("{}@example.org", name.to_lowercase().replace(' ', ".")),
                password: None,
                held: held.clone(),
            };
            let id = founding.open_account(opened).await.unwrap();
            let (name, place) = (name.to_owned(), String::new());
            invented.push(InventedWorker { id, name, heading: "Workers", place });
            let actor = Actor::try_new(id, organisation, held).unwrap();
            Worker { actor, programme: PROGRAMME, address: None }
        };
        let referrer = hire("Rosa Dean", council, Role::Referrer).await;
        let single_point = hire("Sam Point", provider, Role::SinglePointOfContact).await;
        let facilitator = hire("Ada Nolan", provider, Role::Facilitator).await;
        let colleague = hire("Ben Archer", provider, Role::Facilitator).await;
        let manager = hire("Mo Teal", provider, Role::ProgrammeManager).await;
        let support_manager = hire("Una Frost", refuge, Role::SupportManager).await;
        let support_worker = hire("Wren Hale", refuge, Role::SupportWorker).await;
        let commissioner = hire("Cora Bell", office_of_police, Role::Commissioner).await;
        let administrator = hire("Abe Lock", keepers, Role::Administrator).await;
        let stamp = Stamp { generated: "2026-11-23T09:00:00Z".to_owned(), version: "0.1.0" };
        let door = DemonstrationDoor::new(invented);
        let site = Site::new(samples::usual(), stamp).with_demonstration(office, door);
        Self {
            site: Arc::new(site),
            clock,
            referrer,
            single_point,
            facilitator,
            colleague,
            manager,
            support_manager,
            support_worker,
            commissioner,
            administrator,
        }
    }

    pub(crate) fn office(&self) -> &Office {
        self.site.office().unwrap()
    }
    pub(crate) fn later(&self, hours: i64) {
        self.clock.seconds.fetch_add(hours * 3_600, Ordering::Relaxed);
    }
    pub(crate) fn form(&self, version: u32) -> Sent {
        self.office().form(version)
    }

    /// Somebody more beside a colleague, who works in every area.
    pub(crate) async fn hires(&self, name: &str, beside: &Worker, role: Role) -> Worker {
        let actor = Actor::system(System::CommandLine, PROGRAMME);
        let founder = Worker { actor, programme: PROGRAMME, address: None };
        let (held, organisation) = (
            vec![Held { role, programme: PROGRAMME, areas: Areas::All }],
            beside.actor.organisation(),
        );
        let email = format!("{}@example.org", name.to_lowercase().replace(' ', "."));
        let opened = Opened {
            organisation,
            name: name.to_owned(),
            email,
            password: None,
            held: held.clone(),
        };
        let id = self.office().acting(&founder).open_account(opened).await.unwrap();
        let actor = Actor::try_new(id, organisation, held).unwrap();
        Worker { actor, programme: PROGRAMME, address: None }
    }

    /// Lets the organisation of somebody serve another area.
    pub(crate) async fn serves(&self, worker: &Worker, area: Area) {
        let actor = Actor::system(System::CommandLine, PROGRAMME);
        let founder = Worker { actor, programme: PROGRAMME, address: None };
        let acting = self.office().acting(&founder);
        let all = acting.organisations().await.unwrap();
        let id = worker.actor.organisation();
        let one = all.into_iter().find(|one| one.organisation.id == id).unwrap();
        acting.take_part(&one.organisation, &[area]).await.unwrap();
    }

    /// Takes every role of somebody, as whoever runs the machine can.
    pub(crate) async fn takes_roles_of(&self, worker: &Worker) {
        let actor = Actor::system(System::CommandLine, PROGRAMME);
        let founder = Worker { actor, programme: PROGRAMME, address: None };
        let (id, organisation) = (worker.actor.worker(), worker.actor.organisation());
        self.office().acting(&founder).give_roles(id, organisation, &[]).await.unwrap();
    }

    /// Signs somebody in by the door of the demonstration, and gives their cookie.
    pub(crate) async fn enters(&self, worker: &Worker) -> String {
        let body = format!("worker={}", worker.actor.worker().uuid());
        let answer = ask(&self.site, "POST", "/demonstration/sign-in", "", &body).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
    }
    /// A page as somebody sees it.
    pub(crate) async fn sees(&self, worker: &Worker, address: &str) -> Answer {
        let cookie = self.enters(worker).await;
        ask(&self.site, "GET", address, &cookie, "").await
    }

    /// Refers the family; the single point of contact gives the case to the facilitator.
    pub(crate) async fn referred(&self) -> Reference {
        let acting = self.office().acting(&self.referrer);
        acting.make_referral(self.form(0), &family()).await.unwrap().reference
    }
    /// A man who was assessed and found pending, so that she is referred.
    pub(crate) async fn pending(&self) -> Reference {
        let his = self.acknowledged().await;
        let facilitator = self.office().acting(&self.facilitator);
        let version = async || facilitator.his_case(his).await.unwrap().version;
        let assessment = Assessment {
            on: date(2019, 3, 4),
            motivation: Degree::Mostly,
            responsibility: Degree::ALittle,
            honesty: Degree::Mostly,
            risk: Risk::Medium,
            needs: Vec::new(),
            safe_to_take_part: None,
            tool: None,
            note: None,
        };
        let form = self.form(version().await);
        facilitator.record_assessment(his, form, assessment, None).await.unwrap();
        facilitator.find_pending(his, self.form(version().await)).await.unwrap();
        his
    }
    /// A man who is suitable and cleared.
    pub(crate) async fn cleared(&self) -> Reference {
        let his = self.pending().await;
        let facilitator = self.office().acting(&self.facilitator);
        let version = async || facilitator.his_case(his).await.unwrap().version;
        let form = self.form(version().await);
        let (consent, on) = (ConsentForm::Written, date(2019, 3, 4));
        facilitator.record_his_consent(his, form, consent, on).await.unwrap();
        self.clears().await;
        let both = vec![Party::Programme, Party::Support];
        let form = self.form(version().await);
        facilitator.discuss(his, form, both, Decision::Suitable, None, None).await.unwrap();
        his
    }

    /// Her worker takes her consent, and clears him.
    async fn clears(&self) {
        let manager = self.office().acting(&self.support_manager);
        let newest = manager.caseload(&Default::default(), None).await.unwrap();
        let hers = newest.cases[0].envelope.reference;
        let support = self.office().acting(&self.support_worker);
        let version = async || manager.her_case(hers).await.unwrap().version;
        let to = self.support_worker.actor.worker();
        manager.allocate_support(hers, self.form(version().await), to).await.unwrap();
        let reached = support::facts::Attempt {
            when: self.office().now(),
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
    }

    pub(crate) async fn acknowledged(&self) -> Reference {
        let his = self.referred().await;
        let to = self.facilitator.actor.worker();
        let acting = self.office().acting(&self.single_point);
        acting.acknowledge(his, self.form(1), Screening::GoOn, to).await.unwrap();
        his
    }
}

/// What a page says, without its markup.
pub(crate) fn text(html: &str) -> String {
    let mut text = String::new();
    let mut tag = false;
    for sign in html.chars() {
        match sign {
            '<' => tag = true,
            '>' => {
                tag = false;
                text.push(' ');
            }
            _ if !tag => text.push(sign),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(crate) fn family() -> Refer {
    Refer {
        him: Him {
            given: "Darren".into(),
            family: "Quillfeather".into(),
            date_of_birth: Some(date(1985, 2, 1)),
            ..Him::default()
        },
        screening: Facts {
            area: Some(Area::new("Dudley")),
            source: Some(Source::ChildrenServices),
            age: Some(33),
            risk: Some(RiskLevel::Medium),
            with_a_woman: Some(Said::Yes),
            father: Some(Said::Yes),
            plan: Some(Plan::ChildProtection),
            takes_responsibility: Some(Said::Yes),
            open_and_honest: Some(Said::Yes),
            willing_to_change: Some(Said::Yes),
            strangulation: Some(Said::No),
            judged_safe: None,
        },
        reason: None,
        children: Some(2),
        children_ages: vec![4, 7],
        orders: Vec::new(),
        consent: None,
        women: vec![Her {
            given: "Marigold".into(),
            family: "Thistlewood".into(),
            ..Her::default()
        }],
    }
}
