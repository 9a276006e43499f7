//! A town with one organisation of each kind and a worker of each role, and a clock that is
//! moved by hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use access::{Actor, Areas, Held, Role, System};
use casework::accounts::Opened;
use casework::referrals::{Agreed, Her, Him, Refer};
use casework::{Office, Sent, Worker};
use jiff::Timestamp;
use jiff::civil::date;
use pathway::clocks::Clocks;
use pathway::codes::{Answer, ConsentForm, Plan, RiskLevel, Source};
use pathway::rules::{Change, Intake, Rule, Rules};
use pathway::screening::Facts;
use pathway::{Area, CommandId, ProgrammeId, Surroundings};
use store::keys::MasterKey;
use store::{OrganisationKind, Settings, Store};
use uuid::Uuid;

/// A clock that starts on a Monday morning, and numbers that stand for randomness.
#[derive(Debug)]
pub struct Clock {
    seconds: AtomicI64,
    drawn: AtomicU64,
}

impl Surroundings for Clock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.seconds.load(Ordering::Relaxed)).unwrap()
    }
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            // SplitMix64: no two draws alike.
            let mut drawn = self
                .drawn
                .fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed)
                .wrapping_add(0x9e37_79b9_7f4a_7c15);
            drawn = (drawn ^ (drawn >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            drawn = (drawn ^ (drawn >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(drawn ^ (drawn >> 31)).to_le_bytes()[..chunk.len()]);
        }
    }
}

pub struct Town {
    pub office: Office,
    pub store: Store,
    pub clock: Arc<Clock>,
    pub referrer: Worker,
    pub single_point: Worker,
    pub facilitator: Worker,
    pub manager: Worker,
    pub support_manager: Worker,
    pub support_worker: Worker,
    /// A facilitator of another area.
    pub elsewhere: Worker,
}

pub const PROGRAMME: ProgrammeId = ProgrammeId::of(Uuid::from_u128(0xA1));

impl Town {
    pub async fn at(address: &str) -> Self {
        let clock = Arc::new(Clock {
            // 7 January 2019, 09:00, a Monday.
            seconds: AtomicI64::new(1_546_851_600),
            drawn: AtomicU64::new(1),
        });
        let master = MasterKey::from_value(&"0123456789abcdef".repeat(4), "the test").unwrap();
        let surroundings = Arc::clone(&clock) as Arc<dyn Surroundings>;
        let settings = Settings::at(address.parse().unwrap());
        let store = Store::open(settings, &master, None, surroundings).await.unwrap();
        let rules = Rules::shipped().unwrap().with(Rule {
            from: date(2020, 4, 1),
            area: None,
            change: Change::Intake(Intake::Open),
            note: None,
        });
        let (clocks, hers) = (Clocks::shipped().unwrap(), support::Rules::shipped().unwrap());
        let office = Office::new(store.clone(), rules, clocks, hers);
        let founder = Worker {
            actor: Actor::system(System::CommandLine, PROGRAMME),
            programme: PROGRAMME,
            address: None,
        };
        let founding = office.acting(&founder);
        founding.begin_programme("My Time").await.unwrap();
        let dudley = [Area::new("Dudley"), Area::new("Walsall")];
        let add = async |name, kind, areas: &[Area]| {
            founding.add_organisation(name, kind, areas).await.unwrap()
        };
        let council = add("Dudley Council", OrganisationKind::Referrer, &[]).await;
        let provider = add("Richmond", OrganisationKind::Programme, &dudley).await;
        let refuge = add("Black Country Women", OrganisationKind::Support, &dudley).await;
        let number = AtomicU64::new(0);
        let hire = async |organisation, role, areas: Areas| {
            let held = vec![Held { role, programme: PROGRAMME, areas }];
            let number = number.fetch_add(1, Ordering::Relaxed);
            let opened = Opened {
                organisation,
                name: format!("Worker {number}"),
                email: format!("worker{number}@example.org"),
                password: None,
                held: held.clone(),
            };
            let id = founding.open_account(opened).await.unwrap();
            let actor = Actor::try_new(id, organisation, held).unwrap();
            Worker { actor, programme: PROGRAMME, address: Some([192, 0, 2, 1].into()) }
        };
        let of = |area: &str| Areas::These(vec![Area::new(area)]);
        Self {
            referrer: hire(council, Role::Referrer, Areas::All).await,
            single_point: hire(provider, Role::SinglePointOfContact, Areas::All).await,
            facilitator: hire(provider, Role::Facilitator, of("Dudley")).await,
            manager: hire(provider, Role::ProgrammeManager, Areas::All).await,
            support_manager: hire(refuge, Role::SupportManager, Areas::All).await,
            support_worker: hire(refuge, Role::SupportWorker, of("Dudley")).await,
            elsewhere: hire(provider, Role::Facilitator, of("Walsall")).await,
            office,
            store,
            clock,
        }
    }

    /// An office of another server on the same record.
    pub async fn another_server(&self, address: &str) -> Office {
        let master = MasterKey::from_value(&"0123456789abcdef".repeat(4), "the test").unwrap();
        let surroundings = Arc::clone(&self.clock) as Arc<dyn Surroundings>;
        let mut settings = Settings::at(address.parse().unwrap());
        settings.server = Some(Uuid::from_u128(2));
        let store = Store::open(settings, &master, None, surroundings).await.unwrap();
        let (clocks, hers) = (Clocks::shipped().unwrap(), support::Rules::shipped().unwrap());
        Office::new(store, Rules::shipped().unwrap(), clocks, hers)
    }

    pub fn later(&self, hours: i64) {
        self.clock.seconds.fetch_add(hours * 3_600, Ordering::Relaxed);
    }
    /// A form that is sent for the first time, drawn from a version.
    pub fn form(&self, version: u32) -> Sent {
        Sent { command: CommandId::of(self.clock.id()), version }
    }
}

/// A family that the programme takes, with one woman.
pub fn family() -> Refer {
    Refer {
        him: Him {
            given: "Darren".into(),
            family: "Quillfeather".into(),
            date_of_birth: Some(date(1985, 2, 1)),
            phone: Some("07700 900111".into()),
            ..Him::default()
        },
        screening: Facts {
            area: Some(Area::new("Dudley")),
            source: Some(Source::ChildrenServices),
            age: Some(33),
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
        reason: Some("He broke the kitchen door in December.".into()),
        children: Some(2),
        children_ages: vec![4, 7],
        orders: Vec::new(),
        consent: Some(Agreed {
            form: ConsentForm::Written,
            on: Some(date(2019, 1, 4)),
            taken_by: None,
        }),
        women: vec![Her {
            given: "Marigold".into(),
            family: "Thistlewood".into(),
            phone: Some("07700 900222".into()),
            safe_to_phone: Some(Answer::No),
            safe_contact: Some("Only through the school on Tuesdays.".into()),
            whereabouts: Some("At her sister in Netherton.".into()),
            dash_score: Some(11),
            ..Her::default()
        }],
    }
}
