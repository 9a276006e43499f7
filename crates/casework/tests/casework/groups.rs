//! Groups at work: places, registers, and what is announced.

use casework::Fault;
use casework::groups::{Came, Entered, GroupFilter, Instead, Registered};
use casework::his::Noted;
use casework::today::{Clock, GroupAct};
use jiff::civil::{Date, date};
use pathway::Reference;
use pathway::clocks::Clock as His;
use programme::codes::{ClosureReason, Content, Kept};
use programme::group::{Planned, Refusal};
use programme::parts::SessionNumber;
use programme::{Stage, Step};
use support::What;

use crate::town::Town;

fn session(number: u8, on: Date, heavy: bool) -> Planned {
    let session = SessionNumber::try_new(number).unwrap();
    Planned { on, session, content: Content::Implications, tags: Vec::new(), heavy }
}

fn came(man: Reference) -> Entered {
    Entered { man, came: Came::Attended { late: None, noted: None } }
}

fn missed(man: Reference) -> Entered {
    Entered { man, came: Came::Not(Kept::Missed) }
}

/// How often each kind of thing was told to her case.
async fn told(town: &Town, hers: Reference) -> Vec<String> {
    let case = town.office.acting(&town.support_worker).her_case(hers).await.unwrap();
    let told = case.happened.iter().filter_map(|entry| match &entry.event.what {
        What::ToldOfStart(_) => Some("start"),
        What::ToldOfAbsence(_) => Some("absence"),
        What::SignalReceived(_) => Some("signal"),
        What::HeavySessionAnnounced(_) => Some("heavy"),
        What::ComingWeek(_) => Some("week"),
        _ => None,
    });
    told.map(str::to_owned).collect()
}

testkit::both_databases! {
    async fn a_place_is_taken_with_the_case_and_freed_when_it_ends(database: Database) {
        let town = Town::at(database.address()).await;
        let (first, _) = town.cleared().await;
        let (second, _) = town.cleared().await;
        let (reference, group) = town.group_of(1).await;
        town.places(first, group).await.unwrap();
        let full = town.places(second, group).await.unwrap_err();
        assert!(matches!(full, Fault::RefusedGroup(Refusal::Full)), "{full:?}");
        let facilitator = town.office.acting(&town.facilitator);
        facilitator.wait_for_place(second, town.form(0), group).await.unwrap();
        let one = facilitator.group(reference).await.unwrap();
        assert_eq!((one.placed.len(), one.waiting.len(), one.listed.free()), (1, 1, 0));
        let kept = facilitator.wait_no_more(first, town.form(0), group).await.unwrap_err();
        assert!(matches!(kept, Fault::Refused(_)), "a place is given up in his case: {kept:?}");
        let form = town.form(town.version(first).await);
        facilitator.close(first, form, ClosureReason::Declined, None).await.unwrap();
        town.places(second, group).await.unwrap();
        let one = facilitator.group(reference).await.unwrap();
        assert_eq!((one.placed.len(), one.waiting.len(), one.listed.free()), (1, 0, 0));
        assert_eq!(one.placed[0].envelope.reference, second);
    }

    async fn a_group_is_the_managers_and_of_another_area_it_is_not_there(database: Database) {
        let town = Town::at(database.address()).await;
        let facilitator = town.office.acting(&town.facilitator);
        let refused = facilitator.open_group(town.form(0), town.setting(12)).await.unwrap_err();
        assert!(matches!(refused, Fault::NotFound), "{refused:?}");
        let (reference, _) = town.group_of(12).await;
        assert_eq!(facilitator.group(reference).await.unwrap().listed.capacity, 12);
        let elsewhere = town.office.acting(&town.elsewhere);
        assert!(elsewhere.groups(&GroupFilter::default()).await.unwrap().groups.is_empty());
        for unseen in [reference, Reference::random(7)] {
            assert!(matches!(elsewhere.group(unseen).await.unwrap_err(), Fault::NotFound));
            let today = date(2019, 1, 7);
            assert!(matches!(elsewhere.register(unseen, today).await, Err(Fault::NotFound)));
        }
        for worker in [&town.referrer, &town.support_manager] {
            let acting = town.office.acting(worker);
            assert!(matches!(acting.groups(&GroupFilter::default()).await, Err(Fault::NotFound)));
            assert!(matches!(acting.group(reference).await, Err(Fault::NotFound)));
        }
        let manager = town.office.acting(&town.manager);
        let stale = manager.change_group(reference, town.form(9), town.setting(6)).await;
        assert!(matches!(stale.unwrap_err(), Fault::Stale));
        let form = town.form(1);
        manager.change_group(reference, form, town.setting(6)).await.unwrap();
        assert!(manager.change_group(reference, form, town.setting(6)).await.unwrap().already);
        manager.end_group(reference, town.form(2)).await.unwrap();
        assert!(manager.groups(&GroupFilter::default()).await.unwrap().groups.is_empty());
    }

    async fn a_register_is_each_mans_own_events_all_of_it_or_nothing(database: Database) {
        let town = Town::at(database.address()).await;
        let (first, her_first) = town.cleared().await;
        let (second, her_second) = town.cleared().await;
        let (reference, group) = town.group_of(12).await;
        town.places(first, group).await.unwrap();
        town.places(second, group).await.unwrap();
        let facilitator = town.office.acting(&town.facilitator);
        let on = date(2019, 1, 7);
        let drawn = facilitator.register(reference, on).await.unwrap();
        assert_eq!(drawn.men.len(), 2);
        let noted = Noted {
            notable_response: true,
            note: Some("He wept when the children were named.".to_owned()),
            ..Noted::default()
        };
        let entered = |noted| Registered {
            session: session(3, on, false),
            men: vec![
                Entered { man: first, came: Came::Attended { late: Some(5), noted } },
                missed(second),
            ],
        };
        // Drawn before somebody got a place: shown again, and nothing is written.
        let before = town.version(first).await;
        let stale = facilitator.take_register(reference, town.form(1), entered(None)).await;
        assert!(matches!(stale.unwrap_err(), Fault::Stale));
        assert_eq!(town.version(first).await, before);
        let form = town.form(drawn.version);
        facilitator.take_register(reference, form, entered(Some(noted))).await.unwrap();
        let again = facilitator.take_register(reference, form, entered(None)).await.unwrap();
        assert!(again.already);
        let case = facilitator.his_case(first).await.unwrap();
        assert_eq!(case.case.standing().stage, Stage::OnProgramme);
        let attended = case.happened.iter().find_map(|entry| match &entry.event.step {
            Step::Attended(attended) => Some(attended.clone()),
            _ => None,
        });
        assert_eq!(attended.unwrap().late, Some(5));
        assert_eq!(told(&town, her_first).await, ["start", "signal"]);
        assert_eq!(told(&town, her_second).await, ["absence"]);
        // What was held is held: whoever has an entry is asked for none.
        let after = facilitator.register(reference, on).await.unwrap();
        assert!(after.held && after.men.iter().all(|man| man.nothing.is_some()));
        let one = facilitator.group(reference).await.unwrap();
        assert_eq!((one.listed.held, one.listed.came, one.listed.offered), (1, 1, 12));
    }

    async fn one_man_who_cannot_be_entered_keeps_the_whole_register_back(database: Database) {
        let town = Town::at(database.address()).await;
        let (first, _) = town.cleared().await;
        let (reference, group) = town.group_of(12).await;
        town.places(first, group).await.unwrap();
        let (not_placed, _) = town.cleared().await;
        let facilitator = town.office.acting(&town.facilitator);
        let version = facilitator.group(reference).await.unwrap().version;
        let before = town.version(first).await;
        let registered = Registered {
            session: session(1, date(2019, 1, 7), false),
            men: vec![came(first), came(not_placed)],
        };
        let refused = facilitator.take_register(reference, town.form(version), registered).await;
        match refused.unwrap_err() {
            Fault::RefusedOf(whose, _) => assert_eq!(whose, not_placed),
            other => panic!("{other:?}"),
        }
        assert_eq!(town.version(first).await, before);
        assert_eq!(facilitator.group(reference).await.unwrap().listed.held, 0);
    }

    async fn the_first_miss_asks_for_a_call_and_the_second_for_an_answer(database: Database) {
        let town = Town::at(database.address()).await;
        let (his, _) = town.cleared().await;
        let (reference, group) = town.group_of(12).await;
        town.places(his, group).await.unwrap();
        let facilitator = town.office.acting(&town.facilitator);
        let register = async |number, on, entered| {
            let version = facilitator.group(reference).await.unwrap().version;
            let registered = Registered { session: session(number, on, false), men: vec![entered] };
            let form = town.form(version);
            facilitator.take_register(reference, form, registered).await.unwrap();
        };
        let asked = async || -> Vec<Clock> {
            let today = facilitator.today().await.unwrap();
            let all = today.late.into_iter().chain(today.due).chain(today.coming);
            all.filter(|one| one.case.envelope.reference == his).map(|one| one.clock).collect()
        };
        register(1, date(2019, 1, 7), came(his)).await;
        town.later(7 * 24);
        register(2, date(2019, 1, 14), missed(his)).await;
        assert!(asked().await.contains(&Clock::His(His::ContactAfterMiss)));
        town.later(7 * 24);
        register(3, date(2019, 1, 21), missed(his)).await;
        let clocks = asked().await;
        assert!(clocks.contains(&Clock::His(His::AnswerClosure)), "{clocks:?}");
        assert_eq!(facilitator.his_case(his).await.unwrap().case.standing().stage, Stage::OnProgramme);
    }

    async fn a_heavy_session_is_announced_two_days_before_and_nothing_twice(database: Database) {
        let town = Town::at(database.address()).await;
        let (his, hers) = town.cleared().await;
        let (reference, group) = town.group_of(12).await;
        town.places(his, group).await.unwrap();
        let facilitator = town.office.acting(&town.facilitator);
        let version = async || facilitator.group(reference).await.unwrap().version;
        let heavy = session(17, date(2019, 1, 14), true);
        facilitator.plan_session(reference, town.form(version().await), heavy).await.unwrap();
        let drawn = town.version(his).await;
        assert_eq!(town.office.announce_sessions().await.unwrap(), 1);
        assert_eq!(told(&town, hers).await, ["week"]);
        // A form that was drawn before is no older for that.
        assert!(town.version(his).await > drawn);
        let note = || "He asked when it begins.".to_owned();
        facilitator.write_his_note(his, town.form(drawn), note()).await.unwrap();
        let stale = facilitator.write_his_note(his, town.form(drawn), note()).await;
        assert!(matches!(stale, Err(Fault::Stale)), "{stale:?}");
        town.later(4 * 24);
        assert_eq!(town.office.announce_sessions().await.unwrap(), 0);
        town.later(24);
        assert_eq!(town.office.announce_sessions().await.unwrap(), 1);
        assert_eq!(town.office.announce_sessions().await.unwrap(), 0);
        assert_eq!(told(&town, hers).await, ["week", "heavy"]);
        let today = facilitator.today().await.unwrap();
        assert!(today.groups.is_empty(), "a session that is planned and ahead asks for nothing");
        // Moved: the day that falls out counts against nobody, and the other is announced.
        let moved = Instead::On(session(17, date(2019, 1, 16), true));
        let (form, on) = (town.form(version().await), date(2019, 1, 14));
        facilitator.cancel_session(reference, form, on, moved).await.unwrap();
        assert_eq!(town.office.announce_sessions().await.unwrap(), 1);
        town.later(5 * 24);
        let today = facilitator.today().await.unwrap();
        let behind = today.groups.iter().find(|one| one.on == date(2019, 1, 16)).unwrap();
        assert_eq!(behind.act, Some(GroupAct::TakeRegister));
        assert_eq!(today.late(), today.late.len() + 1);
    }
}
