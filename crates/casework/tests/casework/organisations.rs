//! Who takes part and who serves which area: what a change of it comes to before it holds, what
//! becomes of work in an area that is taken, and two who change it at once, on both databases.

use access::{Actor, Areas, Held, Role, System};
use casework::accounts::{Opened, OrganisationKind};
use casework::his::Screening;
use casework::organisations::{Effect, OrganisationChange};
use casework::{Fault, Filter, Worker};
use pathway::crossing::Risk;
use pathway::{Area, OrganisationId, ProgrammeId, london_day};
use programme::codes::Degree;
use programme::parts::Assessment;
use support::What;
use uuid::Uuid;

use crate::guards::administrator_of;
use crate::hers::referred;
use crate::town::{PROGRAMME, Town, family};

fn dudley() -> Area {
    Area::new("Dudley")
}

fn goes(kind: OrganisationKind, from: Option<&str>, to: Option<&str>) -> Effect {
    let name = |one: Option<&str>| one.map(str::to_owned);
    Effect::Goes { area: dudley(), kind, from: name(from), to: name(to) }
}

fn refuge(town: &Town) -> OrganisationId {
    town.support_manager.actor.organisation()
}

/// Proposes a change and makes it hold.
async fn holds(town: &Town, by: &Worker, change: &OrganisationChange) -> OrganisationId {
    let acting = town.office.acting(by);
    let comes_to = acting.comes_to(change).await.unwrap();
    acting.hold(town.form(0), change, &comes_to).await.unwrap()
}

testkit::both_databases! {
    async fn the_last_who_supports_women_in_an_area_stops_and_what_that_comes_to_is_so(database: Database) {
        let (town, his, hers) = referred(&database).await;
        let abe = administrator_of(&town).await;
        let acting = town.office.acting(&abe);
        let taken = OrganisationChange::Taken(refuge(&town), dudley());
        let comes_to = acting.comes_to(&taken).await.unwrap();
        let people = vec!["Worker 5".to_owned()];
        let held = Effect::Held { area: dudley(), people, more: 0 };
        let nobody = goes(OrganisationKind::Support, Some("Black Country Women"), None);
        assert_eq!(comes_to.effects, [nobody, held]);
        let areas = acting.organisations().await.unwrap();
        let serves = areas.iter().find(|one| one.organisation.id == refuge(&town)).unwrap();
        assert_eq!(serves.areas.len(), 2, "nothing holds yet");
        acting.hold(town.form(0), &taken, &comes_to).await.unwrap();

        // Whoever has her case goes on having it, and hears of him; so does her manager.
        let facilitator = town.office.acting(&town.facilitator);
        let assessment = Assessment {
            on: london_day(town.office.now()),
            motivation: Degree::Mostly,
            responsibility: Degree::ALittle,
            honesty: Degree::Mostly,
            risk: Risk::High,
            needs: Vec::new(),
            safe_to_take_part: None,
            tool: None,
            note: None,
        };
        let form = town.form(town.version(his).await);
        facilitator.record_assessment(his, form, assessment, None).await.unwrap();
        for worker in [&town.support_worker, &town.support_manager] {
            let case = town.office.acting(worker).her_case(hers).await.unwrap();
            let told = case.happened.iter().any(|one| matches!(one.event.what, What::RiskOfHisChanged(_)));
            assert!(told, "{:?}", case.happened);
        }
        let inbox = town.office.acting(&town.support_worker).inbox(None).await.unwrap();
        assert!(inbox.iter().any(|one| one.kind == "his_risk"), "{inbox:?}");

        // What is new waits until somebody supports women there: he is told so, and goes no further.
        let form = town.form(town.version(his).await);
        let refused = facilitator.find_pending(his, form).await.unwrap_err();
        assert!(refused.to_string().starts_with("Nobody runs the support service"), "{refused}");
        let referrer = town.office.acting(&town.referrer);
        let next = referrer.make_referral(town.form(0), &family()).await.unwrap().reference;
        let to = town.facilitator.actor.worker();
        let single_point = town.office.acting(&town.single_point);
        single_point.acknowledge(next, town.form(1), Screening::GoOn, to).await.unwrap();
        let refused = facilitator.refer_her(next, town.form(2)).await.unwrap_err();
        assert!(refused.to_string().starts_with("Nobody runs the support service"), "{refused}");

        // And with whoever does next.
        let kind = OrganisationKind::Support;
        let added =
            OrganisationChange::Added { name: "Harbour".into(), kind, areas: vec![Area::new("dudley")] };
        let comes_to = acting.comes_to(&added).await.unwrap();
        assert_eq!(comes_to.areas, [dudley()], "spelt as the programme has it");
        assert_eq!(comes_to.effects, [goes(kind, None, Some("Harbour"))]);
        acting.hold(town.form(0), &added, &comes_to).await.unwrap();
        facilitator.refer_her(next, town.form(2)).await.unwrap();
        let manager = town.office.acting(&town.support_manager);
        let list = manager.caseload(&Filter::default(), None).await.unwrap();
        assert_eq!(list.cases.len(), 1, "hers, and not that of the next");
    }

    async fn an_area_that_nobody_runs_the_programme_in_takes_no_referral(database: Database) {
        let town = Town::at(database.address()).await;
        let abe = administrator_of(&town).await;
        let acting = town.office.acting(&abe);
        let provider = town.facilitator.actor.organisation();
        let taken = OrganisationChange::Taken(provider, dudley());
        let comes_to = acting.comes_to(&taken).await.unwrap();
        assert_eq!(comes_to.effects[0], goes(OrganisationKind::Programme, Some("Richmond"), None));
        acting.hold(town.form(0), &taken, &comes_to).await.unwrap();
        let referrer = town.office.acting(&town.referrer);
        let refused = referrer.make_referral(town.form(0), &family()).await.unwrap_err();
        assert!(refused.to_string().starts_with("Nobody runs the programme in this area"));
        let listed = referrer.intake().await.unwrap().areas;
        assert!(listed.contains(&dudley()), "the support service serves it yet");
        let taken = OrganisationChange::Taken(refuge(&town), dudley());
        let comes_to = acting.comes_to(&taken).await.unwrap();
        assert_eq!(comes_to.effects[0], Effect::AreaEnds(dudley()));
        acting.hold(town.form(0), &taken, &comes_to).await.unwrap();
        assert!(!referrer.intake().await.unwrap().areas.contains(&dudley()));
        // The last area of all: it may be, and is said.
        let taken = OrganisationChange::Taken(provider, Area::new("Walsall"));
        let comes_to = acting.comes_to(&taken).await.unwrap();
        assert!(comes_to.effects.contains(&Effect::NoAreaLeft), "{:?}", comes_to.effects);
        acting.hold(town.form(0), &taken, &comes_to).await.unwrap();
        // Given anew, it begins.
        let given = OrganisationChange::Given(provider, vec![dudley()]);
        let comes_to = acting.comes_to(&given).await.unwrap();
        assert_eq!(comes_to.effects, [
            Effect::AreaBegins(dudley()),
            goes(OrganisationKind::Programme, None, Some("Richmond")),
            Effect::NobodyYet { area: dudley(), kind: OrganisationKind::Support },
        ]);
        acting.hold(town.form(0), &given, &comes_to).await.unwrap();
        let again = acting.comes_to(&given).await.unwrap_err();
        assert!(again.to_string().contains("serves these areas already"), "{again}");
        let shown = acting.organisation(provider, 0).await.unwrap();
        let words: Vec<&str> = shown.changes.iter().map(|(_, words)| words.as_str()).collect();
        assert!(words.contains(&"Taken away: Dudley") && words.contains(&"Given: Dudley"), "{words:?}");
        assert!(words.contains(&"Added, with Dudley, Walsall"), "{words:?}");
    }

    async fn of_two_who_serve_an_area_the_first_by_name_gets_what_is_new_and_a_name_can_change_that(database: Database) {
        let town = Town::at(database.address()).await;
        let abe = administrator_of(&town).await;
        let acting = town.office.acting(&abe);
        let kind = OrganisationKind::Support;
        let added = |name: &str| OrganisationChange::Added {
            name: name.to_owned(),
            kind,
            areas: vec![dudley()],
        };
        let comes_to = acting.comes_to(&added("Harbour")).await.unwrap();
        let first = "Black Country Women".to_owned();
        assert_eq!(comes_to.effects, [Effect::Beside { area: dudley(), kind, first }]);
        let comes_to = acting.comes_to(&added("Anchor")).await.unwrap();
        let to_anchor = goes(kind, Some("Black Country Women"), Some("Anchor"));
        assert_eq!(comes_to.effects, [to_anchor]);
        let harbour = holds(&town, &abe, &added("Harbour")).await;
        let named = OrganisationChange::Named(harbour, "A Harbour".to_owned());
        let comes_to = acting.comes_to(&named).await.unwrap();
        assert_eq!(comes_to.effects, [goes(kind, Some("Black Country Women"), Some("A Harbour"))]);
        acting.hold(town.form(0), &named, &comes_to).await.unwrap();
        let serving = town.store.serving(PROGRAMME, &dudley()).await.unwrap();
        assert_eq!(serving[0].name, "A Harbour", "as it was said");
        let shown = acting.organisation(harbour, 0).await.unwrap();
        assert_eq!(shown.changes[0].1, "Called Harbour until then");
        assert_eq!(shown.people.count, 0);
        for (name, words) in [
            ("A Harbour", "It is called so already"),
            ("black  country WOMEN", "An organisation of this name takes part already"),
        ] {
            let named = OrganisationChange::Named(harbour, name.to_owned());
            let refused = acting.comes_to(&named).await.unwrap_err();
            assert_eq!(refused.to_string(), words);
        }
    }

    async fn what_somebody_else_changed_since_is_written_by_neither_and_told_as_it_is_now(database: Database) {
        let town = Town::at(database.address()).await;
        let abe = administrator_of(&town).await;
        let acting = town.office.acting(&abe);
        let kind = OrganisationKind::Support;
        let added =
            OrganisationChange::Added { name: "Harbour".into(), kind, areas: vec![dudley()] };
        let harbour = holds(&town, &abe, &added).await;
        // As it was proposed, the other goes on: then the other is taken too.
        let taken = OrganisationChange::Taken(refuge(&town), dudley());
        let other = OrganisationChange::Taken(harbour, dudley());
        let (one, two) = (acting.comes_to(&taken).await.unwrap(), acting.comes_to(&other).await.unwrap());
        assert_eq!(one.effects[0], goes(kind, Some("Black Country Women"), Some("Harbour")));
        // Both pressed at the same moment: one is done, and the other is not what was shown.
        let (first, second) = tokio::join!(
            acting.hold(town.form(0), &taken, &one),
            acting.hold(town.form(0), &other, &two),
        );
        let stale = [&first, &second].iter().filter(|one| matches!(one, Err(Fault::Stale))).count();
        assert_eq!(stale, 1, "{first:?} {second:?}");
        let serving = town.store.serving(PROGRAMME, &dudley()).await.unwrap();
        assert_eq!(serving.iter().filter(|one| one.kind == kind).count(), 1);
        let left = if first.is_ok() { &other } else { &taken };
        let now = acting.comes_to(left).await.unwrap();
        assert!(matches!(&now.effects[0], Effect::Goes { to: None, .. }), "{:?}", now.effects);
        // The same form twice is done once.
        let form = town.form(0);
        let done = acting.hold(form, left, &now).await.unwrap();
        assert_eq!(acting.hold(form, left, &now).await.unwrap(), done);
        assert_eq!(acting.held_before(form).await.unwrap(), Some(done));
    }

    async fn of_two_servers_that_take_an_area_from_two_at_once_one_is_told(database: Database) {
        let town = Town::at(database.address()).await;
        let abe = administrator_of(&town).await;
        let here = town.office.acting(&abe);
        let kind = OrganisationKind::Support;
        let added =
            OrganisationChange::Added { name: "Harbour".into(), kind, areas: vec![dudley()] };
        let harbour = holds(&town, &abe, &added).await;
        let elsewhere = town.another_server(database.address()).await;
        let there = elsewhere.acting(&abe);
        let taken = OrganisationChange::Taken(refuge(&town), dudley());
        let other = OrganisationChange::Taken(harbour, dudley());
        for round in 0..10 {
            let one = here.comes_to(&taken).await.unwrap();
            let two = there.comes_to(&other).await.unwrap();
            let (first, second) = tokio::join!(
                here.hold(town.form(0), &taken, &one),
                there.hold(town.form(0), &other, &two),
            );
            let stale = [&first, &second].iter().filter(|one| matches!(one, Err(Fault::Stale))).count();
            assert_eq!(stale, 1, "{round}: {first:?} {second:?}");
            let done = if first.is_ok() { refuge(&town) } else { harbour };
            holds(&town, &abe, &OrganisationChange::Given(done, vec![dudley()])).await;
        }
    }

    async fn what_is_not_there_to_be_changed_is_answered_as_what_was_never_made(database: Database) {
        let town = Town::at(database.address()).await;
        let abe = administrator_of(&town).await;
        let founder = town.office.founder();
        let marches = town.office.acting(&founder);
        marches.begin_programme("Marches").await.unwrap();
        let kind = OrganisationKind::Support;
        let theirs = marches.add_organisation("Ludlow", kind, &[Area::new("Clun")]).await.unwrap();
        let never = OrganisationId::of(Uuid::from_u128(9));
        let acting = town.office.acting(&abe);
        for change in [
            OrganisationChange::Taken(theirs, Area::new("Clun")),
            OrganisationChange::Taken(never, Area::new("Clun")),
            OrganisationChange::Given(theirs, vec![dudley()]),
            OrganisationChange::Named(theirs, "Ours".to_owned()),
            OrganisationChange::Taken(refuge(&town), Area::new("Clun")),
            OrganisationChange::Taken(refuge(&town), Area::new("Nowhere")),
        ] {
            let refused = acting.comes_to(&change).await.unwrap_err();
            assert!(matches!(refused, Fault::NotFound), "{change:?}: {refused}");
        }
        assert!(matches!(acting.organisation(theirs, 0).await, Err(Fault::NotFound)));
        // Nobody else changes any, or learns what that would come to.
        let taken = OrganisationChange::Taken(refuge(&town), dudley());
        for worker in [&town.referrer, &town.manager, &town.support_manager, &town.facilitator] {
            let refused = town.office.acting(worker).comes_to(&taken).await.unwrap_err();
            assert!(matches!(refused, Fault::NotFound));
        }
        // The very name of another's is refused, as the tables refuse it; how often is counted.
        let named = |name: &str| OrganisationChange::Named(refuge(&town), name.to_owned());
        assert!(acting.comes_to(&named("ludlow")).await.is_ok(), "no more is told of others");
        for _ in 0..10 {
            let refused = acting.comes_to(&named("Ludlow")).await.unwrap_err();
            assert!(refused.to_string().contains("taken already"), "{refused}");
        }
        for name in ["Ludlow", "Free"] {
            let refused = acting.comes_to(&named(name)).await.unwrap_err();
            assert!(refused.to_string().contains("try again in ten minutes"), "{refused}");
        }
    }

    async fn of_two_administrators_who_give_roles_at_once_each_is_told_of_what_it_changed(database: Database) {
        let town = Town::at(database.address()).await;
        let abe = administrator_of(&town).await;
        let acting = town.office.acting(&abe);
        let ada = town.facilitator.actor.worker();
        let shown = acting.account(ada).await.unwrap();
        let held = |role| vec![Held { role, programme: PROGRAMME, areas: Areas::All }];
        let cy = town.office.at_work("cy.moss@example.org", PROGRAMME).await.unwrap().unwrap();
        let provider = shown.organisation;
        let other = town.office.acting(&cy);
        other.give_roles(ada, provider, &held(Role::SinglePointOfContact)).await.unwrap();
        // What was shown is so no more: nothing is done, and whoever looks again does it.
        let stale = acting.change_roles(&shown, &held(Role::ProgrammeManager)).await;
        assert!(matches!(stale, Err(Fault::Stale)), "{stale:?}");
        let now = acting.account(ada).await.unwrap();
        assert_eq!(now.held, held(Role::SinglePointOfContact));
        acting.change_roles(&now, &held(Role::ProgrammeManager)).await.unwrap();
        // Without a page between, each takes the place of what is there when it is written.
        let (spoc, manager) = (held(Role::SinglePointOfContact), held(Role::Referrer));
        let (one, two) = tokio::join!(
            acting.give_roles(ada, provider, &spoc),
            other.give_roles(ada, provider, &manager),
        );
        one.unwrap();
        two.unwrap();
    }

    async fn what_is_done_in_one_programme_to_an_organisation_of_two_is_nothing_to_the_other(database: Database) {
        let town = Town::at(database.address()).await;
        let abe = administrator_of(&town).await;
        let founder = town.office.founder();
        let (here, there) = (town.office.acting(&abe), town.office.acting(&founder));
        there.begin_programme("Marches").await.unwrap();
        let (provider, kind) = (town.facilitator.actor.organisation(), OrganisationKind::Programme);
        let all = here.organisations().await.unwrap();
        let richmond = all.iter().find(|one| one.organisation.id == provider).unwrap();
        there.take_part(&richmond.organisation, &[Area::new("Clun")]).await.unwrap();
        there.add_organisation("Salop Trust", kind, &[Area::new("Clun")]).await.unwrap();
        let given = |area| OrganisationChange::Given(provider, vec![Area::new(area)]);
        holds(&town, &abe, &given("Sandwell")).await;
        holds(&town, &founder, &given("Ludlow")).await;
        holds(&town, &founder, &OrganisationChange::Taken(provider, Area::new("Ludlow"))).await;
        let named = |name: &str| OrganisationChange::Named(provider, name.to_owned());
        // Another name that makes another the first in Clun is refused here, where nobody knows of it.
        let refused = here.comes_to(&named("Turnpike")).await.unwrap_err();
        assert!(refused.to_string().contains("choose another name"), "{refused}");
        let comes_to = here.comes_to(&named("Rich")).await.unwrap();
        there.add_organisation("Able", kind, &[Area::new("Clun")]).await.unwrap();
        let stale = here.hold(town.form(0), &named("Rich"), &comes_to).await;
        assert!(matches!(stale, Err(Fault::Stale)), "{stale:?}");
        holds(&town, &abe, &named("Turnpike")).await;
        let told = async |by: &Worker| {
            let shown = town.office.acting(by).organisation(provider, 0).await.unwrap();
            let mut words: Vec<String> = shown.changes.into_iter().map(|(_, words)| words).collect();
            words.sort();
            words
        };
        let until = "Called Richmond until then";
        let added = "Added, with Dudley, Walsall";
        assert_eq!(told(&abe).await, [added, until, "Given: Sandwell"]);
        let taken = "Taken away: Ludlow";
        assert_eq!(told(&founder).await, ["Added, with Clun", until, "Given: Ludlow", taken]);
        // How often it is told what others are called is counted.
        for _ in 0..9 {
            let refused = here.comes_to(&named("A Richmond")).await.unwrap_err();
            assert!(refused.to_string().contains("choose another name"), "{refused}");
        }
        let refused = here.comes_to(&named("A Richmond")).await.unwrap_err();
        assert!(refused.to_string().contains("try again in ten minutes"), "{refused}");
    }

    async fn a_record_of_before_knows_of_which_programme_its_accounts_are(database: Database) {
        let town = Town::at(database.address()).await;
        let abe = administrator_of(&town).await;
        let other = ProgrammeId::of(Uuid::from_u128(0xA2));
        let actor = Actor::system(System::CommandLine, other);
        let founder = Worker { actor, programme: other, address: None };
        let founding = town.office.acting(&founder);
        town.later(1);
        founding.begin_programme("Another").await.unwrap();
        let here = town.office.acting(&abe);
        let all = here.organisations().await.unwrap();
        let richmond = all.iter().find(|one| one.organisation.name == "Richmond").unwrap();
        founding.take_part(&richmond.organisation, &[]).await.unwrap();
        let facilitator = town.facilitator.actor.worker();
        let support = town.support_worker.actor.worker();
        here.give_roles(support, refuge(&town), &[]).await.unwrap();
        let lost = town.elsewhere.actor.worker();
        here.give_roles(lost, richmond.organisation.id, &[]).await.unwrap();
        town.office.close().await;
        let before = database.connect().await.unwrap();
        for step in [
            "ALTER TABLE workers DROP COLUMN kept_in",
            "ALTER TABLE groups DROP COLUMN man",
            "ALTER TABLE groups DROP COLUMN woman",
            "ALTER TABLE drafts DROP COLUMN begun",
            "DROP INDEX relations_conflicts",
            "ALTER TABLE workers DROP COLUMN addressed",
            "DROP TABLE readdressed",
            "ALTER TABLE workers DROP COLUMN used",
            "ALTER TABLE identities DROP COLUMN taken",
            "ALTER TABLE identities DROP COLUMN looked",
            "ALTER TABLE identities DROP COLUMN looks",
            "ALTER TABLE outbox DROP COLUMN address",
            "UPDATE meta SET value = '8' WHERE name = 'version'",
        ] {
            before.execute(step).await.unwrap();
        }
        drop(before);
        let office = town.another_server(database.address()).await;
        let (here, there) = (office.acting(&abe), office.acting(&founder));
        // Whose organisation takes part in one programme is of that; and who has roles, of theirs,
        // also once they are lost.
        let all = here.organisations().await.unwrap();
        let women = all.iter().find(|one| one.organisation.id == refuge(&town)).unwrap();
        there.take_part(&women.organisation, &[]).await.unwrap();
        let now = database.connect().await.unwrap();
        now.execute("DELETE FROM roles").await.unwrap();
        // Who had none, in an organisation of several, is of the one that was begun first.
        for worker in [support, facilitator, lost] {
            assert!(here.account(worker).await.is_ok());
            assert!(matches!(there.account(worker).await, Err(Fault::NotFound)));
        }
        office.close().await;
    }

    async fn nobody_is_opened_an_account_by_no_name_by_no_address_or_where_nobody_takes_part(database: Database) {
        let town = Town::at(database.address()).await;
        let abe = administrator_of(&town).await;
        let all = town.office.acting(&abe).organisations().await.unwrap();
        let keepers = all.iter().find(|one| one.organisation.name == "Keepers").unwrap();
        let opened = |name: &str, email: &str, organisation| Opened {
            organisation,
            name: name.to_owned(),
            email: email.to_owned(),
            password: None,
            held: vec![Held {
                role: Role::Administrator,
                programme: PROGRAMME,
                areas: Areas::All,
            }],
        };
        let keepers = keepers.organisation.id;
        let nowhere = OrganisationId::of(Uuid::from_u128(0xA9));
        let founder = town.founder();
        let founding = town.office.acting(&founder);
        for (name, email, organisation, told) in [
            (" ", "bo@example.org", keepers, "name: one was expected"),
            ("Bo\u{2066} Lee", "bo@example.org", keepers, "name: one was expected"),
            ("Bo Lee", "@example.org", keepers, "such as name@example.org"),
            ("Bo Lee", "bo@example.org", nowhere, "not found"),
        ] {
            let one = || opened(name, email, organisation);
            for refused in [
                founding.may_invite(&one()).await.unwrap_err(),
                founding.open_account(one()).await.unwrap_err(),
                founding.invite(one()).await.unwrap_err(),
            ] {
                assert!(refused.to_string().contains(told), "{name:?} {email}: {refused}");
            }
        }
        founding.open_account(opened("Bo Lee", "bo@example.org", keepers)).await.unwrap();
    }

    async fn an_account_without_a_role_is_of_the_programme_that_it_was_of(database: Database) {
        let town = Town::at(database.address()).await;
        let abe = administrator_of(&town).await;
        let other = ProgrammeId::of(Uuid::from_u128(0xA2));
        let actor = Actor::system(System::CommandLine, other);
        let founder = Worker { actor, programme: other, address: None };
        let founding = town.office.acting(&founder);
        founding.begin_programme("Another").await.unwrap();
        let keepers = town.office.acting(&abe).organisations().await.unwrap();
        let keepers = keepers.iter().find(|one| one.organisation.name == "Keepers").unwrap();
        let keepers = &keepers.organisation;
        founding.take_part(keepers, &[]).await.unwrap();
        let held =
            vec![Held { role: Role::Administrator, programme: other, areas: Areas::All }];
        let opened = |held| Opened {
            organisation: keepers.id,
            name: "Bo Lee".to_owned(),
            email: "bo.lee@example.org".to_owned(),
            password: None,
            held,
        };
        let bo = founding.open_account(opened(held)).await.unwrap();
        let sees = async |worker: &Worker| town.office.acting(worker).account(bo).await.is_ok();
        assert_eq!((sees(&founder).await, sees(&abe).await), (true, false));
        founding.give_roles(bo, keepers.id, &[]).await.unwrap();
        assert_eq!((sees(&founder).await, sees(&abe).await), (true, false), "the role is lost");
        founding.set_open(bo, keepers.id, false).await.unwrap();
        founding.set_open(bo, keepers.id, true).await.unwrap();
        assert_eq!((sees(&founder).await, sees(&abe).await), (true, false), "closed and open again");
        let listed = town.office.acting(&abe).accounts(None, 0).await.unwrap();
        assert!(listed.accounts.iter().all(|one| one.id != bo), "nor is it in the list");
    }
}
