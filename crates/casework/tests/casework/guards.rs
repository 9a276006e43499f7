//! Restricted cases, broken glass and conflicts of interest on his side; duplicates, merging and
//! looking cases up, within one's own side.

use access::{Actor, Areas, Held, Role, System};
use casework::accounts::{NotOpened, Opened};
use casework::his::Screening;
use casework::programmes::{Begun, KeptBy, NotBegun};
use casework::programs::May;
use casework::{Fault, Filter, Sought, Worker};
use pathway::codes::Answer;
use pathway::{Area, Reference, Surroundings, WorkerId};
use programme::Stage;
use store::OrganisationKind;
use store::audit::Outcome;
use testkit::Database;
use uuid::Uuid;

use crate::town::{PROGRAMME, Town, family};

/// A town with a case that is acknowledged.
async fn acknowledged(database: &Database) -> (Town, Reference) {
    let town = Town::at(database.address()).await;
    let made = town.office.acting(&town.referrer).make_referral(town.form(0), &family()).await;
    let his = made.unwrap().reference;
    let to = town.facilitator.actor.worker();
    let single_point = town.office.acting(&town.single_point);
    single_point.acknowledge(his, town.form(1), Screening::GoOn, to).await.unwrap();
    (town, his)
}

fn sought(words: &str) -> Sought {
    Sought { words: words.to_owned(), date_of_birth: None }
}

testkit::both_databases! {
    async fn a_list_is_narrowed_by_the_areas_that_somebody_reaches_and_by_no_other(database: Database) {
        let town = Town::at(database.address()).await;
        let actor = Actor::system(System::CommandLine, PROGRAMME);
        let founder = Worker { actor, programme: PROGRAMME, address: None };
        let (kind, areas) = (OrganisationKind::Programme, [Area::new("Sandwell")]);
        town.office.acting(&founder).add_organisation("Forge", kind, &areas).await.unwrap();
        for (worker, reaches) in [
            (&town.facilitator, "Dudley"),
            (&town.elsewhere, "Walsall"),
            (&town.support_worker, "Dudley"),
            (&town.single_point, "Dudley, Walsall"),
            (&town.manager, "Dudley, Walsall"),
            (&town.support_manager, "Dudley, Walsall"),
            (&town.referrer, "Dudley, Sandwell, Walsall"),
        ] {
            let areas = town.office.acting(worker).own_areas().await.unwrap();
            let areas: Vec<&str> = areas.iter().map(Area::name).collect();
            assert_eq!(areas.join(", "), reaches, "{:?}", worker.actor.held());
        }
    }

    async fn a_restricted_case_is_listed_without_a_name_and_found_by_none(database: Database) {
        let (town, his) = acknowledged(&database).await;
        let manager = town.office.acting(&town.manager);
        let why = "His brother is a councillor.".to_owned();
        manager.restrict_his(his, town.form(2), true, why.clone()).await.unwrap();
        let again = manager.restrict_his(his, town.form(2), true, why).await.unwrap_err();
        assert!(matches!(again, Fault::Stale), "{again:?}");
        let facilitator = town.office.acting(&town.facilitator);
        let list = facilitator.caseload(&Filter::default(), None).await.unwrap();
        assert_eq!((list.cases.len(), list.people.len()), (1, 0));
        assert!(facilitator.search(&sought("Quillfeather")).await.unwrap().cases.is_empty());
        // By its reference, which tells nothing, it is found, and still without a name.
        let found = facilitator.search(&sought(&his.to_string())).await.unwrap();
        assert_eq!((found.cases.len(), found.people.len()), (1, 0));
        let closed = facilitator.his_case(his).await.unwrap_err();
        assert!(matches!(closed, Fault::Restricted(reference) if reference == his));
        let form = town.form(3);
        let closed = facilitator.write_his_note(his, form, "x".to_owned()).await.unwrap_err();
        assert!(matches!(closed, Fault::Restricted(_)));
        // Somebody of another area is told nothing at all.
        let elsewhere = town.office.acting(&town.elsewhere);
        assert!(matches!(elsewhere.his_case(his).await, Err(Fault::NotFound)));
        let reason = "I should like to know.".to_owned();
        assert!(matches!(elsewhere.open_his(his, reason).await, Err(Fault::NotFound)));
    }

    async fn it_opens_with_a_reason_for_a_while_and_the_manager_sees_who_and_why(database: Database) {
        let (town, his) = acknowledged(&database).await;
        let manager = town.office.acting(&town.manager);
        manager.restrict_his(his, town.form(2), true, "Known.".to_owned()).await.unwrap();
        let facilitator = town.office.acting(&town.facilitator);
        facilitator.open_his(his, "He rang me at noon.".to_owned()).await.unwrap();
        assert!(facilitator.his_case(his).await.unwrap().him.is_some());
        assert_eq!(facilitator.search(&sought("Quillfeather")).await.unwrap().cases.len(), 1);
        // Open to whoever gave the reason, and to nobody else.
        let single_point = town.office.acting(&town.single_point);
        assert!(matches!(single_point.his_case(his).await, Err(Fault::Restricted(_))));
        // The manager, to whom it is closed too, sees the reason all the same.
        assert!(matches!(manager.his_case(his).await, Err(Fault::Restricted(_))));
        let guarded = manager.guarded().await.unwrap();
        assert_eq!(guarded.len(), 1);
        assert_eq!(guarded[0].opened[0].reason, "He rang me at noon.");
        assert_eq!(guarded[0].opened[0].who, "Worker 2");
        for worker in [&town.facilitator, &town.single_point, &town.support_manager, &town.referrer] {
            let hidden = town.office.acting(worker).guarded().await;
            assert!(matches!(hidden, Err(Fault::NotFound)));
        }
        town.later(13);
        assert!(matches!(facilitator.his_case(his).await, Err(Fault::Restricted(_))));
        assert_eq!(manager.guarded().await.unwrap()[0].opened.len(), 1, "that it was stays");
    }

    async fn who_knows_the_family_has_no_such_case_until_a_manager_lifts_it(database: Database) {
        let (town, his) = acknowledged(&database).await;
        let facilitator = town.office.acting(&town.facilitator);
        let who = town.facilitator.actor.worker();
        facilitator.record_his_conflict(his, town.form(2), who).await.unwrap();
        assert!(matches!(facilitator.his_case(his).await, Err(Fault::NotFound)));
        assert_eq!(facilitator.caseload(&Filter::default(), None).await.unwrap().count, 0);
        assert!(facilitator.search(&sought("Quillfeather")).await.unwrap().cases.is_empty());
        let lifts = facilitator.lift_his_conflict(his, town.form(2), who).await;
        assert!(matches!(lifts, Err(Fault::NotFound)), "nobody lifts their own");
        let manager = town.office.acting(&town.manager);
        assert_eq!(manager.his_conflicts(his).await.unwrap()[0].id, who);
        manager.lift_his_conflict(his, town.form(2), who).await.unwrap();
        assert!(facilitator.his_case(his).await.is_ok());
    }

    async fn a_man_referred_twice_is_one_individual_and_his_live_cases_are_united(database: Database) {
        let (town, first) = acknowledged(&database).await;
        let referrer = town.office.acting(&town.referrer);
        let second = referrer.make_referral(town.form(0), &family()).await.unwrap().reference;
        let single_point = town.office.acting(&town.single_point);
        let alikes = single_point.his_duplicates(second).await.unwrap();
        assert_eq!(alikes.cases.len(), 1);
        assert_eq!(alikes.cases[0].listed.envelope.reference, first);
        let likeness = alikes.cases[0].likeness.unwrap();
        assert_eq!(likeness.chance(), Some(casework::his::Chance::AlmostCertainly));
        assert!(likeness.compared().all(|(_, level)| level == casework::his::Level::Same));
        single_point.compare(second, town.form(1), first, Answer::Yes).await.unwrap();
        let remembered = single_point.his_duplicates(second).await.unwrap();
        assert_eq!(remembered.cases[0].compared, Some(Answer::Yes));
        let of = async |reference| single_point.his_case(reference).await.unwrap();
        let (one, other) = (of(first).await, of(second).await);
        let individual = other.case.standing().individual();
        assert_eq!(one.case.standing().individual(), individual);
        assert!(other.him.is_some(), "each case keeps its own details of him");
        let version = other.version;
        let why = "Same birthday, same street.".to_owned();
        single_point.merge(second, town.form(version), first, why).await.unwrap();
        assert_eq!(of(first).await.case.standing().stage, Stage::Merged);
        assert_eq!(of(second).await.case.standing().merged.len(), 1);
        // No search or suggestion crosses to the other side.
        let facilitator = town.office.acting(&town.facilitator);
        assert!(facilitator.search(&sought("Thistlewood")).await.unwrap().cases.is_empty());
    }

    async fn what_was_sought_is_in_the_audit_and_not_in_the_open(database: Database) {
        let (town, _) = acknowledged(&database).await;
        let facilitator = town.office.acting(&town.facilitator);
        let found = facilitator.search(&sought("07700 900111")).await.unwrap();
        assert_eq!(found.cases.len(), 1);
        assert_eq!(found.people.len(), 1);
        assert!(facilitator.search(&sought("Zzyzx")).await.unwrap().cases.is_empty());
    }

    async fn tokens_of_nobody_from_everywhere_do_not_fill_the_audit(database: Database) {
        let town = Town::at(database.address()).await;
        for number in 0..600_u32 {
            let [_, _, high, low] = number.to_be_bytes();
            town.office.program_refused(Some([10, 0, high, low].into())).await.unwrap();
        }
        // Everything is in the tables then.
        town.office.close().await;
        let past = database.connect().await.unwrap();
        let count = "SELECT COUNT(*) FROM audit WHERE action = 'api_token'";
        let lines = past.rows(count).await.unwrap()[0][0].number().unwrap();
        assert!((500..=502).contains(&lines), "{lines} lines");
    }

    async fn every_refusal_to_begin_a_programme_is_in_the_audit_and_they_are_few(database: Database) {
        let town = Town::at(database.address()).await;
        let abe = administrator_of(&town).await;
        let acting = town.office.acting(&abe);
        let begun = |name: &str, organisation: &str, email: &str| Begun {
            name: name.to_owned(),
            kept_by: KeptBy::New(organisation.to_owned()),
            administrator: "Abe Lock".to_owned(),
            email: email.to_owned(),
        };
        let free = begun("Marches", "Marches accounts", "bo.lee@example.org");
        let taken = town.office.programmes().await.unwrap()[0].name.to_uppercase();
        let organisation = acting.organisations().await.unwrap()[0].organisation.name.clone();
        // What may be begun is not counted.
        for _ in 0..12 {
            acting.may_begin(&free).await.unwrap();
        }
        let own = begun("Marches", "Marches accounts", "Abe.Lock@example.org");
        assert!(matches!(acting.may_begin(&own).await, Err(NotBegun::Oneself)));
        let name = begun(&taken, "Marches accounts", "bo.lee@example.org");
        assert!(matches!(acting.may_begin(&name).await, Err(NotBegun::NameTaken)));
        let other = begun("Marches", &organisation.to_uppercase(), "bo.lee@example.org");
        assert!(matches!(acting.may_begin(&other).await, Err(NotBegun::OrganisationTaken)));
        let known = begun("Marches", "Marches accounts", "cy.moss@example.org");
        for _ in 0..7 {
            assert!(matches!(acting.may_begin(&known).await, Err(NotBegun::EmailTaken)));
        }
        // The eleventh is not looked at, and no more are written down while they storm.
        for _ in 0..5 {
            assert!(matches!(acting.may_begin(&free).await, Err(NotBegun::TooOften)));
        }
        town.office.close().await;
        let past = database.connect().await.unwrap();
        let lines = format!(
            "SELECT COUNT(*) FROM audit WHERE action = 'begin_programme' AND outcome = {}",
            Outcome::Refused.code()
        );
        assert_eq!(past.rows(&lines).await.unwrap()[0][0].number(), Some(11));
    }

    async fn whether_an_address_is_taken_is_told_whoever_invites_only_so_often(database: Database) {
        let town = Town::at(database.address()).await;
        let abe = administrator_of(&town).await;
        let acting = town.office.acting(&abe);
        let organisation = abe.actor.organisation();
        let invited = |email: &str| {
            let (name, email) = ("Bo Lee".to_owned(), email.to_owned());
            Opened { organisation, name, email, password: None, held: Vec::new() }
        };
        // What may be done is not counted.
        for _ in 0..12 {
            acting.may_invite(&invited("bo.lee@example.org")).await.unwrap();
        }
        for _ in 0..10 {
            let taken = acting.may_invite(&invited("cy.moss@example.org")).await;
            assert!(matches!(taken, Err(NotOpened::EmailTaken)), "{taken:?}");
        }
        for email in ["cy.moss@example.org", "bo.lee@example.org", "bo.lee@example.org"] {
            let waits = acting.may_invite(&invited(email)).await;
            assert!(matches!(waits, Err(NotOpened::Fault(Fault::Refused(_)))), "{waits:?}");
        }
        town.office.close().await;
        let past = database.connect().await.unwrap();
        let lines = format!(
            "SELECT COUNT(*) FROM audit WHERE action = 'manage_accounts' AND outcome = {}",
            Outcome::Refused.code()
        );
        // The first that waits is written down, and no more while they storm.
        assert_eq!(past.rows(&lines).await.unwrap()[0][0].number(), Some(11));
    }

    async fn what_a_program_takes_and_is_refused_names_its_token_in_the_audit(database: Database) {
        let town = Town::at(database.address()).await;
        let administrator = administrator_of(&town).await;
        let actor = Actor::system(System::CommandLine, PROGRAMME);
        let founder = Worker { actor, programme: PROGRAMME, address: None };
        let kind = OrganisationKind::Oversight;
        let police = town.office.acting(&founder).add_organisation("Police", kind, &[]).await;
        let police = police.unwrap();
        let keeping = town.office.acting(&administrator);
        let made =
            keeping.make_api_token(town.form(0), (police, kind), "Dashboard", May::ReadFigures);
        let token = made.await.unwrap();
        let id = keeping.api_tokens(police).await.unwrap()[0].id;
        let refused = town.office.program(&token, May::FollowReferrals, None).await.unwrap();
        assert!(refused.is_none());
        let program = town.office.program(&token, May::ReadFigures, None).await.unwrap().unwrap();
        town.office.acting(&program).take_figures().await.unwrap();
        keeping.end_api_token(police, id).await.unwrap();
        let shown = keeping.organisation(police, 0).await.unwrap();
        let words: Vec<&str> = shown.changes.iter().map(|(_, words)| words.as_str()).collect();
        let told =
            ["Token for Dashboard ended", "Token made for Dashboard. It may: Read the figures"];
        assert!(told.iter().all(|told| words.contains(told)), "{words:?}");
        town.office.close().await;
        let past = database.connect().await.unwrap();
        let lines = past.rows("SELECT worker, action, outcome FROM audit ORDER BY number").await;
        let lines = lines.unwrap();
        let of_token = lines.iter().filter(|row| row[0].id() == Some(id));
        let lines: Vec<_> = of_token.map(|row| (row[1].text(), row[2].number())).collect();
        let line = |action, outcome: Outcome| (Some(action), Some(i64::from(outcome.code())));
        assert_eq!(
            lines,
            [line("api_token", Outcome::Refused), line("read_figures", Outcome::Allowed)]
        );
    }

    async fn every_refusal_and_every_file_of_figures_is_in_the_audit(database: Database) {
        let (town, his) = acknowledged(&database).await;
        let facilitator = town.office.acting(&town.facilitator);
        let commissioner = of_oversight(&town, Role::Commissioner);
        let administrator = of_oversight(&town, Role::Administrator);
        let (overseeing, keeping) =
            (town.office.acting(&commissioner), town.office.acting(&administrator));
        assert!(matches!(facilitator.accounts(None, 0).await, Err(Fault::NotFound)));
        assert!(matches!(facilitator.organisations().await, Err(Fault::NotFound)));
        assert!(matches!(facilitator.figures().await, Err(Fault::NotFound)));
        assert!(matches!(overseeing.his_case(his).await, Err(Fault::NotFound)));
        let (own, organisation) =
            (administrator.actor.worker(), administrator.actor.organisation());
        assert!(keeping.give_roles(own, organisation, &[]).await.is_err());
        overseeing.take_figures().await.unwrap();

        // Everything is in the tables then.
        town.office.close().await;
        let past = database.connect().await.unwrap();
        let written = past
            .rows("SELECT worker, action, outcome FROM audit ORDER BY number DESC LIMIT 6")
            .await
            .unwrap();
        let written: Vec<(Option<Uuid>, Option<&str>, Option<i64>)> = written
            .iter()
            .rev()
            .map(|row| (row[0].id(), row[1].text(), row[2].number()))
            .collect();
        let line = |worker: &Worker, action, outcome: Outcome| {
            let who = Some(worker.actor.worker().uuid());
            (who, Some(action), Some(i64::from(outcome.code())))
        };
        let (facilitator, hidden) = (&town.facilitator, Outcome::Hidden);
        assert_eq!(
            written,
            [
                line(facilitator, "read_accounts", hidden),
                line(facilitator, "manage_organisations", hidden),
                line(facilitator, "read_figures", hidden),
                line(&commissioner, "read_case", hidden),
                line(&administrator, "manage_accounts", Outcome::Refused),
                line(&commissioner, "read_figures", Outcome::Allowed),
            ]
        );
    }
}

/// Somebody of the same programme who sees no case.
/// Abe Lock, who keeps accounts, beside Cy Moss who does too.
pub async fn administrator_of(town: &Town) -> Worker {
    let programme = PROGRAMME;
    let actor = Actor::system(System::CommandLine, programme);
    let founder = Worker { actor, programme, address: None };
    let founding = town.office.acting(&founder);
    let kind = OrganisationKind::Administration;
    let keepers = founding.add_organisation("Keepers", kind, &[]).await.unwrap();
    for (name, email) in [("Abe Lock", "abe.lock@example.org"), ("Cy Moss", "cy.moss@example.org")]
    {
        let held = vec![Held { role: Role::Administrator, programme, areas: Areas::All }];
        let (name, email) = (name.to_owned(), email.to_owned());
        let opened = Opened { organisation: keepers, name, email, password: None, held };
        founding.invite(opened).await.unwrap();
    }
    town.office.at_work("abe.lock@example.org", programme).await.unwrap().unwrap()
}

fn of_oversight(town: &Town, role: Role) -> Worker {
    let id = WorkerId::of(town.clock.id());
    let organisation = town.referrer.actor.organisation();
    let held = vec![Held { role, programme: town.referrer.programme, areas: Areas::All }];
    let actor = Actor::try_new(id, organisation, held).unwrap();
    Worker { actor, ..town.referrer.clone() }
}
