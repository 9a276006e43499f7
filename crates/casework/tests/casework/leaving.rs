//! What goes on when somebody leaves, or may not go on with it: referrals that they had begun, taken on
//! by colleagues; cases with which they have a conflict of interest, given on by their manager.

use access::{Actor, Areas, Held, Role, System};
use casework::accounts::Opened;
use casework::his::Screening;
use casework::referrals::{DraftId, DraftsOf, TakenOn};
use casework::{Fault, Filter, Worker};
use pathway::{OrganisationId, ProgrammeId, Reference, Surroundings};
use store::OrganisationKind;
use uuid::Uuid;

use crate::hers::referred;
use crate::town::{PROGRAMME, Town, family};

fn held(role: Role) -> Held {
    Held { role, programme: PROGRAMME, areas: Areas::All }
}

fn founder() -> Worker {
    let actor = Actor::system(System::CommandLine, PROGRAMME);
    Worker { actor, programme: PROGRAMME, address: None }
}

impl Town {
    /// Somebody more, with some roles.
    async fn hires(&self, name: &str, organisation: OrganisationId, roles: &[Role]) -> Worker {
        let held: Vec<Held> = roles.iter().copied().map(held).collect();
        let opened = Opened {
            organisation,
            name: name.to_owned(),
            email: format!("{}@example.org", name.to_lowercase().replace(' ', ".")),
            password: None,
            held: held.clone(),
        };
        let id = self.office.acting(&founder()).open_account(opened).await.unwrap();
        let actor = Actor::try_new(id, organisation, held).unwrap();
        Worker { actor, programme: PROGRAMME, address: None }
    }
    async fn opens(&self, worker: &Worker, open: bool) {
        let (id, of) = (worker.actor.worker(), worker.actor.organisation());
        self.office.acting(&founder()).set_open(id, of, open).await.unwrap();
    }
    async fn gives(&self, worker: &Worker, roles: &[Role]) {
        let held: Vec<Held> = roles.iter().copied().map(held).collect();
        let (id, of) = (worker.actor.worker(), worker.actor.organisation());
        self.office.acting(&founder()).give_roles(id, of, &held).await.unwrap();
    }
    /// A referral that somebody is writing.
    async fn writes(&self, worker: &Worker, text: &str) -> DraftId {
        let (acting, draft) = (self.office.acting(worker), DraftId::from(self.form(0)));
        acting.begin_draft(draft, "").await.unwrap();
        self.later(1);
        acting.keep_draft(draft, text).await.unwrap();
        draft
    }
    /// Which half-written referrals somebody finds, and of whom.
    async fn finds(&self, worker: &Worker) -> Vec<(DraftId, String)> {
        let found = self.office.acting(worker).half_written().await.unwrap();
        found.first.into_iter().map(|one| (one.id, one.by)).collect()
    }
    async fn takes(&self, worker: &Worker, draft: DraftId) -> Result<TakenOn, Fault> {
        self.office.acting(worker).take_on_draft(draft).await
    }
    /// The cases that somebody is to give on, in the list, in the caseload and on Today.
    async fn gives_on(&self, worker: &Worker) -> Vec<Reference> {
        let acting = self.office.acting(worker);
        let mut filter = Filter::default();
        (filter.left_behind, filter.open) = (true, true);
        let listed = acting.caseload(&filter, None).await.unwrap();
        let count = usize::try_from(acting.today().await.unwrap().left.cases).unwrap();
        let found: Vec<Reference> = match acting.left_behind().await {
            Ok(left) => left.load.cases.iter().map(|case| case.envelope.reference).collect(),
            Err(Fault::NotFound) => Vec::new(),
            Err(fault) => panic!("{fault}"),
        };
        let listed: Vec<_> = listed.cases.iter().map(|case| case.envelope.reference).collect();
        assert_eq!((found.len(), &found), (count, &listed));
        found
    }
    /// What somebody reads in a draft; none where it is not there for them.
    async fn reads(&self, worker: &Worker, draft: DraftId) -> Option<String> {
        match self.office.acting(worker).referral_draft(draft).await {
            Ok(draft) => Some(draft.text),
            Err(Fault::NotFound) => None,
            Err(fault) => panic!("{fault}"),
        }
    }
}

testkit::both_databases! {
    async fn a_referral_that_a_leaver_had_begun_is_taken_on_and_is_one_colleagues_alone(database: Database) {
        let town = Town::at(database.address()).await;
        let council = town.referrer.actor.organisation();
        let rosa = town.hires("Rosa Dean", council, &[Role::Referrer]).await;
        let tom = town.hires("Tom Reed", council, &[Role::Referrer]).await;
        let began = town.clock.now();
        let draft = town.writes(&rosa, "half of it").await;
        town.office.acting(&rosa).begin_draft(DraftId::from(town.form(0)), "").await.unwrap();
        // While she refers it is hers, and nobody knows of it.
        assert_eq!(town.finds(&tom).await, []);
        assert_eq!(town.takes(&tom, draft).await.unwrap(), TakenOn::Gone);
        town.opens(&rosa, false).await;
        let found = town.office.acting(&tom).half_written().await.unwrap();
        let [one] = found.first.as_slice() else { panic!("{found:?}: what is empty is none") };
        assert_eq!((one.id, one.by.as_str()), (draft, "Rosa Dean"));
        assert_eq!((one.begun, one.changed), (Some(began), town.clock.now()));
        assert!(!found.more);
        // Nobody reads it before it is taken on, and colleagues alone know of it.
        for other in [&tom, &town.referrer, &town.single_point, &town.manager, &town.support_worker] {
            assert_eq!(town.reads(other, draft).await, None);
            assert_eq!(town.office.acting(other).referral_drafts().await.unwrap(), []);
        }
        let (by, kind) = (founder(), OrganisationKind::Referrer);
        let police = town.office.acting(&by).add_organisation("Police", kind, &[]).await.unwrap();
        let police = town.hires("Pat Ward", police, &[Role::Referrer]).await;
        let elsewhere = Worker {
            actor: Actor::try_new(tom.actor.worker(), council, vec![Held {
                programme: ProgrammeId::of(Uuid::from_u128(0xA2)),
                ..held(Role::Referrer)
            }]).unwrap(),
            programme: ProgrammeId::of(Uuid::from_u128(0xA2)),
            address: None,
        };
        for other in [&police, &elsewhere] {
            assert_eq!(town.finds(other).await, []);
            assert_eq!(town.takes(other, draft).await.unwrap(), TakenOn::Gone);
            let never = DraftId::from(town.form(0));
            assert_eq!(town.takes(other, never).await.unwrap(), TakenOn::Gone);
        }
        for other in [&town.single_point, &town.facilitator, &town.manager, &town.support_manager] {
            assert!(matches!(town.office.acting(other).half_written().await, Err(Fault::NotFound)));
            assert!(matches!(town.takes(other, draft).await, Err(Fault::NotFound)));
        }

        assert_eq!(town.takes(&tom, draft).await.unwrap(), TakenOn::Yours);
        assert_eq!(town.takes(&tom, draft).await.unwrap(), TakenOn::Yours, "a second press");
        assert_eq!(town.takes(&town.referrer, draft).await.unwrap(), TakenOn::Gone);
        assert_eq!(town.finds(&town.referrer).await, []);
        assert_eq!(town.reads(&tom, draft).await.as_deref(), Some("half of it"));
        assert_eq!(town.reads(&town.referrer, draft).await, None);
        let past = database.connect().await.unwrap();
        let audit = "SELECT worker, record FROM audit WHERE action = 'take_on_draft' AND outcome = \
                     (SELECT MIN(outcome) FROM audit WHERE action = 'keep_draft')";
        let audit = past.rows(audit).await.unwrap();
        assert_eq!(audit.len(), 1, "written down once");
        assert_eq!(audit[0][0].id(), Some(tom.actor.worker().uuid()));
        assert_eq!(audit[0][1].id().map(|id| id.to_string()), Some(draft.to_string()));

        // Whoever comes back has lost it, and keeps nothing over it.
        town.opens(&rosa, true).await;
        town.gives(&rosa, &[Role::Referrer]).await;
        assert_eq!(town.reads(&rosa, draft).await, None);
        town.office.acting(&rosa).keep_draft(draft, "too late").await.unwrap();
        town.office.acting(&rosa).throw_draft_away(draft).await.unwrap();
        town.office.acting(&tom).keep_draft(draft, "more of it").await.unwrap();
        assert_eq!(town.reads(&tom, draft).await.as_deref(), Some("more of it"));
        let made = town.office.acting(&tom).send_draft(draft, &family()).await.unwrap();
        let again = town.office.acting(&tom).send_draft(draft, &family()).await.unwrap();
        assert_eq!((again.reference, again.already), (made.reference, true));
        assert_eq!(town.reads(&tom, draft).await, None);
    }

    async fn a_draft_is_left_while_its_writer_refers_nobody_there_and_no_longer(database: Database) {
        let town = Town::at(database.address()).await;
        let provider = town.facilitator.actor.organisation();
        // The desk of a programme's own people, of whom one works on cases too.
        let rosa = town.hires("Rosa Dean", provider, &[Role::Referrer, Role::Facilitator]).await;
        let tom = town.hires("Tom Reed", provider, &[Role::Referrer]).await;
        let draft = town.writes(&rosa, "he rang himself").await;
        town.gives(&rosa, &[Role::Referrer, Role::SinglePointOfContact]).await;
        assert_eq!(town.finds(&tom).await, []);
        town.gives(&rosa, &[Role::Facilitator]).await;
        assert_eq!(town.finds(&tom).await, [(draft, "Rosa Dean".to_owned())]);
        town.gives(&rosa, &[Role::Facilitator, Role::Referrer]).await;
        assert_eq!(town.finds(&tom).await, []);
        assert_eq!(town.takes(&tom, draft).await.unwrap(), TakenOn::Gone);
        // Closed and open again, it is without a role.
        town.opens(&rosa, false).await;
        town.opens(&rosa, true).await;
        assert_eq!(town.finds(&tom).await, [(draft, "Rosa Dean".to_owned())]);
        assert!(matches!(town.takes(&town.facilitator, draft).await, Err(Fault::NotFound)));
        // It opens with the key of the side on which she worked, and then with that of his own.
        let past = database.connect().await.unwrap();
        let side = async || {
            let wraps = format!("SELECT side FROM wraps WHERE {}", {
                let id = draft.to_string().replace('-', "");
                match database.address().starts_with("postgres") {
                    true => format!("subject = '{id}'"),
                    false => format!("subject = X'{id}'"),
                }
            });
            past.rows(&wraps).await.unwrap().iter().map(|row| row[0].number()).collect::<Vec<_>>()
        };
        let before = side().await;
        assert_eq!(town.takes(&tom, draft).await.unwrap(), TakenOn::Yours);
        assert_eq!(town.reads(&tom, draft).await.as_deref(), Some("he rang himself"));
        assert_eq!(side().await, before);
        town.office.acting(&tom).keep_draft(draft, "he rang again").await.unwrap();
        assert_ne!(side().await, before);
        assert_eq!(side().await.len(), 1);
        assert_eq!(town.reads(&tom, draft).await.as_deref(), Some("he rang again"));
    }

    async fn whoever_works_on_cases_too_takes_nothing_on_that_a_colleague_of_their_desk_typed_of_her(database: Database) {
        let town = Town::at(database.address()).await;
        let provider = town.facilitator.actor.organisation();
        let rosa = town.hires("Rosa Dean", provider, &[Role::Referrer]).await;
        let sam = town.hires("Sam Gill", provider, &[Role::Referrer, Role::Facilitator]).await;
        let draft = town.writes(&rosa, "she lives at 4 Mill Lane").await;
        let account = town.office.acting(&founder()).account(rosa.actor.worker()).await.unwrap();
        let left = async || {
            let founder = founder();
            town.office.acting(&founder).would_leave(&account, &[]).await.unwrap().unwrap()
        };
        assert!(!left().await.others, "who works on cases is nobody to go on with it");
        town.opens(&rosa, false).await;
        assert_eq!(town.finds(&sam).await, []);
        let taken = town.takes(&sam, draft).await;
        assert!(matches!(taken, Err(Fault::NotFound)), "{taken:?}");
        assert_eq!(town.reads(&sam, draft).await, None);
        let tom = town.hires("Tom Reed", provider, &[Role::Referrer]).await;
        assert!(left().await.others);
        assert_eq!(town.takes(&tom, draft).await.unwrap(), TakenOn::Yours);
    }

    async fn of_two_who_take_one_on_at_once_one_gets_it_and_the_other_is_told(database: Database) {
        let town = Town::at(database.address()).await;
        let council = town.referrer.actor.organisation();
        let elsewhere = town.another_server(database.address()).await;
        let tom = town.hires("Tom Reed", council, &[Role::Referrer]).await;
        let (here, there) = (town.office.acting(&town.referrer), elsewhere.acting(&tom));
        for round in 0..10 {
            let rosa = town.hires(&format!("Rosa {round}"), council, &[Role::Referrer]).await;
            let draft = town.writes(&rosa, "half of it").await;
            town.opens(&rosa, false).await;
            let (one, two) = tokio::join!(here.take_on_draft(draft), there.take_on_draft(draft));
            let (one, two) = (one.unwrap(), two.unwrap());
            assert!(one != two, "{round}: {one:?} {two:?}");
            let theirs = town.reads(&tom, draft).await.is_some();
            assert_eq!(theirs, two == TakenOn::Yours);
            assert_ne!(theirs, town.reads(&town.referrer, draft).await.is_some());
        }
    }

    async fn no_more_are_listed_than_somebody_can_go_through_or_taken_on_than_somebody_can_write(database: Database) {
        let town = Town::at(database.address()).await;
        let council = town.referrer.actor.organisation();
        let rosa = town.hires("Rosa Dean", council, &[Role::Referrer]).await;
        let mut last = None;
        for _ in 0..21 {
            last = Some(town.writes(&rosa, "half of it").await);
        }
        let account = town.office.acting(&founder()).account(rosa.actor.worker()).await.unwrap();
        let would = async |held: &[Held]| {
            town.office.acting(&founder()).would_leave(&account, held).await.unwrap()
        };
        assert_eq!(would(&[]).await, Some(DraftsOf { count: 21, others: true }));
        assert_eq!(would(&[held(Role::Facilitator)]).await, would(&[]).await);
        assert_eq!(would(&[held(Role::Facilitator), held(Role::Referrer)]).await, None);
        town.opens(&town.referrer, false).await;
        assert_eq!(would(&[]).await, Some(DraftsOf { count: 21, others: false }));
        let closed = town.office.acting(&founder()).account(town.referrer.actor.worker()).await;
        let closed = town.office.acting(&founder()).would_leave(&closed.unwrap(), &[]).await;
        assert_eq!(closed.unwrap(), None, "it was left before");
        town.opens(&rosa, false).await;
        let tom = town.hires("Tom Reed", council, &[Role::Referrer]).await;
        let found = town.office.acting(&tom).half_written().await.unwrap();
        assert_eq!((found.first.len(), found.more), (20, true));
        assert_eq!(Some(found.first[0].id), last, "the latest first");
        for _ in 0..50 {
            town.office.acting(&tom).begin_draft(DraftId::from(town.form(0)), "").await.unwrap();
        }
        let refused = town.takes(&tom, found.first[0].id).await.unwrap_err().to_string();
        assert!(refused.contains("You have 50 referrals that are not sent"), "{refused}");
        assert_eq!(town.finds(&tom).await.len(), 20);
    }

    async fn a_case_whose_worker_has_a_conflict_of_interest_is_given_on_by_who_may_know_it(database: Database) {
        let town = Town::at(database.address()).await;
        let referrer = town.office.acting(&town.referrer);
        let his = referrer.make_referral(town.form(0), &family()).await.unwrap().reference;
        let (ada, ben) = (town.facilitator.actor.worker(), {
            let provider = town.facilitator.actor.organisation();
            town.hires("Ben Archer", provider, &[Role::Facilitator]).await
        });
        let single_point = town.office.acting(&town.single_point);
        single_point.acknowledge(his, town.form(1), Screening::GoOn, ada).await.unwrap();
        let everybody = [
            &town.manager, &town.single_point, &town.facilitator, &ben, &town.elsewhere,
            &town.support_manager, &town.support_worker,
        ];
        for one in everybody {
            assert_eq!(town.gives_on(one).await, []);
        }
        let manager = town.office.acting(&town.manager);
        manager.record_his_conflict(his, town.form(2), ada).await.unwrap();
        assert_eq!(town.gives_on(&town.manager).await, [his]);
        // Whoever may not know who has a conflict is not told by a list either.
        for one in &everybody[1..] {
            assert_eq!(town.gives_on(one).await, [], "{:?}", one.actor.held());
        }
        let left = manager.left_behind().await.unwrap();
        let case = &left.load.cases[0];
        let offered: Vec<_> = left.colleagues_of(case).iter().map(|one| one.id).collect();
        assert_eq!(offered, [ben.actor.worker()], "not to whom it cannot be given");
        let refused = manager.give_on(case, town.form(case.version), ada).await.unwrap_err();
        assert!(refused.to_string().contains("conflict of interest"), "{refused}");
        // A manager who knows the family has no part in it.
        let other = town.hires("Mo Teal", ben.actor.organisation(), &[Role::ProgrammeManager]).await;
        assert_eq!(town.gives_on(&other).await, [his]);
        manager.record_his_conflict(his, town.form(2), other.actor.worker()).await.unwrap();
        assert_eq!(town.gives_on(&other).await, []);
        manager.give_on(case, town.form(case.version), ben.actor.worker()).await.unwrap();
        assert_eq!(town.gives_on(&town.manager).await, []);
        // Given back to her it is left again, until it is over.
        let version = manager.his_case(his).await.unwrap().version;
        let area = pathway::Area::new("Dudley");
        manager.transfer(his, town.form(version), area, ada, None).await.unwrap();
        assert_eq!(town.gives_on(&town.manager).await, [his]);
        manager.lift_his_conflict(his, town.form(version), ada).await.unwrap();
        assert_eq!(town.gives_on(&town.manager).await, []);
    }

    async fn her_case_whose_worker_has_a_conflict_of_interest_is_her_managers_to_give_on_alone(database: Database) {
        let (town, _, hers) = referred(&database).await;
        let wren = town.support_worker.actor.worker();
        let manager = town.office.acting(&town.support_manager);
        let version = manager.her_case(hers).await.unwrap().version;
        manager.record_support_conflict(hers, town.form(version), wren).await.unwrap();
        assert_eq!(town.gives_on(&town.support_manager).await, [hers]);
        for one in [&town.manager, &town.single_point, &town.facilitator, &town.support_worker] {
            assert_eq!(town.gives_on(one).await, []);
        }
        let left = manager.left_behind().await.unwrap();
        let case = &left.load.cases[0];
        let offered: Vec<_> = left.colleagues_of(case).iter().map(|one| one.id).collect();
        assert_eq!(offered, [town.support_manager.actor.worker()]);
        assert!(manager.give_on(case, town.form(case.version), wren).await.is_err());
        let to = town.support_manager.actor.worker();
        manager.give_on(case, town.form(case.version), to).await.unwrap();
        assert_eq!(town.gives_on(&town.support_manager).await, []);
    }

    async fn who_leads_a_group_of_before_is_kept_with_it_at_the_next_start(database: Database) {
        let town = Town::at(database.address()).await;
        town.group_of(12).await;
        let past = database.connect().await.unwrap();
        assert_eq!(town.office.keep_leaders().await.unwrap(), 0, "nothing is lacking");
        past.execute("UPDATE groups SET man = NULL, woman = NULL").await.unwrap();
        town.opens(&town.facilitator, false).await;
        let left = async || town.office.acting(&town.manager).today().await.unwrap().left.groups;
        assert_eq!(left().await, 0);
        assert_eq!(town.office.keep_leaders().await.unwrap(), 1);
        assert_eq!(left().await, 1);
        assert_eq!(town.office.keep_leaders().await.unwrap(), 0);
    }
}
