//! The service takes part in a discussion before any woman is named; she who is named later has
//! that case and no second one. On both databases.

use casework::his::Screening;
use casework::referrals::{Her, Refer};
use jiff::ToSpan;
use pathway::Reference;
use pathway::crossing::{Risk, ToProgramme};
use programme::codes::Degree;
use programme::parts::Assessment;
use programme::{Stage, Step};
use store::Filter;
use support::codes::{AttemptResult, ConsentTo, Form, NotAsked, Way};
use support::facts::{Attempt, Ground};

use crate::town::{Town, family};

/// A man whose referral names no woman, pending: his reference.
async fn pending(town: &Town) -> Reference {
    let nobody = Refer { women: Vec::new(), ..family() };
    let made = town.office.acting(&town.referrer).make_referral(town.form(0), &nobody).await;
    let his = made.unwrap().reference;
    let single_point = town.office.acting(&town.single_point);
    let to = town.facilitator.actor.worker();
    single_point.acknowledge(his, town.form(1), Screening::GoOn, to).await.unwrap();
    let facilitator = town.office.acting(&town.facilitator);
    let assessment = Assessment {
        on: pathway::london_day(town.office.now()),
        motivation: Degree::Mostly,
        responsibility: Degree::ALittle,
        honesty: Degree::Mostly,
        risk: Risk::Medium,
        needs: Vec::new(),
        safe_to_take_part: None,
        tool: None,
        note: None,
    };
    let form = town.form(town.version(his).await);
    facilitator.record_assessment(his, form, assessment, None).await.unwrap();
    facilitator.find_pending(his, town.form(town.version(his).await)).await.unwrap();
    his
}

/// The cases of the service, the newest first.
async fn hers(town: &Town) -> Vec<Reference> {
    let manager = town.office.acting(&town.support_manager);
    let listed = manager.caseload(&Filter::default(), None).await.unwrap();
    listed.cases.iter().map(|one| one.envelope.reference).collect()
}

/// The referrer names a woman, and the facilitator refers her.
async fn refers(town: &Town, his: Reference, given: &str) {
    let her = Her { given: given.to_owned(), family: "Thistlewood".into(), ..Her::default() };
    let referrer = town.office.acting(&town.referrer);
    let version = referrer.progress(his).await.unwrap().version;
    referrer.name_woman(his, town.form(version), &her).await.unwrap();
    let facilitator = town.office.acting(&town.facilitator);
    facilitator.refer_her(his, town.form(town.version(his).await)).await.unwrap();
}

/// What happened on his side, and every message to it.
async fn his_side(town: &Town, his: Reference) -> (Vec<Step>, usize) {
    let case = town.office.acting(&town.facilitator).his_case(his).await.unwrap();
    let mut messages = 0;
    for worker in [&town.referrer, &town.single_point, &town.facilitator, &town.manager] {
        messages += town.office.acting(worker).inbox(None).await.unwrap().len();
    }
    (case.happened.into_iter().map(|one| one.event.step).collect(), messages)
}

testkit::both_databases! {
    async fn a_woman_who_is_named_later_has_the_case_in_which_the_service_took_part(database: Database) {
        let town = Town::at(database.address()).await;
        let his = pending(&town).await;
        let opened = hers(&town).await;
        assert_eq!(opened.len(), 1, "the service takes part in the discussion");
        let manager = town.office.acting(&town.support_manager);
        let before = manager.her_case(opened[0]).await.unwrap();
        assert!(before.her.is_none() && before.case.is_of_nobody());
        let to = town.support_worker.actor.worker();
        manager.allocate_support(opened[0], town.form(before.version), to).await.unwrap();

        town.later(72);
        let (steps, messages) = his_side(&town, his).await;
        refers(&town, his, "Marigold").await;
        assert_eq!(hers(&town).await, opened, "no second case");
        let worker = town.office.acting(&town.support_worker);
        let case = worker.her_case(opened[0]).await.unwrap();
        let given = case.her.as_ref().unwrap().given.as_ref().unwrap();
        assert_eq!(given.reveal(&case.permitted), "Marigold");
        assert!(case.told.values().next().unwrap().reveal(&case.permitted).contains("Quillfeather"));
        assert_eq!(case.case.his[0].discussion_by, before.case.his[0].discussion_by);
        // The time in which to reach her begins with her referral, and not before.
        let reach = town.office.acting(&town.support_worker).her_clocks(&case.case);
        let reach = reach.iter().find(|due| due.clock == support::Clock::FirstContact).unwrap();
        assert_eq!(reach.by.day(), pathway::london_day(town.office.now()).saturating_add(2.days()));
        // His side has what it did, and nothing else.
        let (after, told) = his_side(&town, his).await;
        assert_eq!(after.len(), steps.len() + 2, "{after:?}");
        assert!(matches!(after[steps.len()..], [Step::SealedPartAdded { .. }, Step::HerReferred { .. }]));
        // The programme hears of a further woman, as it does of any.
        assert_eq!(told, messages + 1);

        // A further woman has a case of her own.
        refers(&town, his, "Hyacinth").await;
        assert_eq!(hers(&town).await.len(), 2);
    }

    async fn who_was_cleared_while_there_was_nobody_to_reach_waits_until_she_was_asked(database: Database) {
        let town = Town::at(database.address()).await;
        let his = pending(&town).await;
        let hers = hers(&town).await[0];
        let manager = town.office.acting(&town.support_manager);
        let form = async || town.form(manager.her_case(hers).await.unwrap().version);
        let of_his = manager.her_case(hers).await.unwrap().case.his[0].case;
        let why = "No woman is known.".to_owned();
        let nobody = NotAsked::NobodyToReach;
        manager.clear_without_her(hers, form().await, of_his, nobody, why).await.unwrap();
        let facilitator = town.office.acting(&town.facilitator);
        let cleared = async || facilitator.his_case(his).await.unwrap().case.standing().cleared;
        assert!(cleared().await.is_some());

        refers(&town, his, "Marigold").await;
        assert!(!manager.her_case(hers).await.unwrap().case.is_cleared(of_his));
        assert_eq!(cleared().await, None);
        let (steps, _) = his_side(&town, his).await;
        let taken_back = Step::Heard(ToProgramme::Clearance { cleared: false });
        assert!(!steps.contains(&taken_back), "what her side records is not heard: {steps:?}");

        let reached = Attempt {
            when: town.office.now(),
            how: Way::ThroughProfessional,
            result: AttemptResult::Reached,
            safe: support::codes::Answer::Yes,
        };
        manager.record_support_attempt(hers, form().await, reached).await.unwrap();
        let starting = ConsentTo::HisStarting;
        let written = Form::Written;
        manager.record_her_consent(hers, form().await, starting, Some(of_his), written).await.unwrap();
        manager.clear(hers, form().await, of_his, Ground::HerConsent).await.unwrap();
        assert!(cleared().await.is_some(), "now that she has answered");
        let stage = facilitator.his_case(his).await.unwrap().case.standing().stage;
        assert_eq!(stage, Stage::Pending);
    }

    async fn what_her_worker_writes_meanwhile_is_kept_and_his_side_notices_nothing(database: Database) {
        let town = Town::at(database.address()).await;
        let his = pending(&town).await;
        let hers = hers(&town).await[0];
        let manager = town.office.acting(&town.support_manager);
        let her = Her { given: "Marigold".into(), family: "Thistlewood".into(), ..Her::default() };
        let referrer = town.office.acting(&town.referrer);
        let version = referrer.progress(his).await.unwrap().version;
        referrer.name_woman(his, town.form(version), &her).await.unwrap();
        let facilitator = town.office.acting(&town.facilitator);
        let form = town.form(town.version(his).await);
        let written = manager.her_case(hers).await.unwrap().version;
        let note = "The service has heard of him before.".to_owned();
        let (referred, noted) = tokio::join!(
            facilitator.refer_her(his, form),
            manager.write_support_note(hers, town.form(written), note),
        );
        assert!(!referred.unwrap().already);
        // Whoever of her side was second is told, as of any change to the same case.
        let kept = noted.is_ok();
        let case = manager.her_case(hers).await.unwrap();
        assert_eq!(case.case.notes.len(), usize::from(kept));
        assert_eq!(case.case.parts.len(), 1);
    }
}
