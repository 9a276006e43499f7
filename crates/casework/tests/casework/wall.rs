//! Attempts on the wall, by somebody who knows the code.

use casework::Fault;
use casework::his::Screening;
use jiff::civil::date;
use pathway::crossing::Risk;
use programme::codes::Party;
use programme::parts::RiskAssessment;
use store::Filter;
use testkit::Database;

use crate::town::{Town, family};

/// A town where she has been referred: his reference and hers.
async fn referred(database: &Database) -> (Town, pathway::Reference, pathway::Reference) {
    let town = Town::at(database.address()).await;
    let made = town.office.acting(&town.referrer).make_referral(town.form(0), &family()).await;
    let his = made.unwrap().reference;
    let single_point = town.office.acting(&town.single_point);
    let to = town.facilitator.actor.worker();
    single_point.acknowledge(his, town.form(1), Screening::GoOn, to).await.unwrap();
    // At any step, on risk.
    let facilitator = town.office.acting(&town.facilitator);
    facilitator.refer_her(his, town.form(2)).await.unwrap();
    let list = town.office.acting(&town.support_manager).caseload(&Filter::default(), None).await;
    let hers = list.unwrap().cases[0].envelope.reference;
    (town, his, hers)
}

fn assessed(risk: Risk) -> RiskAssessment {
    RiskAssessment {
        on: date(2019, 1, 7),
        by: Party::Programme,
        instrument: "judgement".into(),
        version: None,
        score: None,
        band: None,
        judgement: Some(risk),
        judged_for_marac: false,
        note: None,
    }
}

testkit::both_databases! {
    async fn her_reference_is_nothing_to_anybody_of_his_side(database: Database) {
        let (town, his, hers) = referred(&database).await;
        let of_his_side =
            [&town.referrer, &town.single_point, &town.facilitator, &town.manager, &town.elsewhere];
        for worker in of_his_side {
            let acting = town.office.acting(worker);
            assert!(matches!(acting.her_case(hers).await, Err(Fault::NotFound)));
            assert!(matches!(acting.his_case(hers).await, Err(Fault::NotFound)));
            assert!(matches!(acting.her_notes(hers, &[]).await, Err(Fault::NotFound)));
            let form = town.form(1);
            let to = worker.actor.worker();
            assert!(matches!(acting.allocate_support(hers, form, to).await, Err(Fault::NotFound)));
            let listed = acting.caseload(&Filter::default(), None).await.unwrap();
            assert!(listed.cases.iter().all(|case| case.envelope.reference != hers));
        }
        for worker in [&town.support_manager, &town.support_worker] {
            let acting = town.office.acting(worker);
            assert!(matches!(acting.his_case(his).await, Err(Fault::NotFound)));
        }
    }

    async fn work_on_her_case_meanwhile_is_nothing_that_his_side_may_notice(database: Database) {
        let (town, his, hers) = referred(&database).await;
        let facilitator = town.office.acting(&town.facilitator);
        let manager = town.office.acting(&town.support_manager);
        let risks = [Risk::High, Risk::Medium].into_iter().cycle().take(12);
        for level in risks {
            let his_form = town.form(town.version(his).await);
            let her_form = town.form(manager.her_case(hers).await.unwrap().version);
            // What each of his assessments comes to crosses, while her note is written.
            let (assessed, written) = tokio::join!(
                facilitator.assess_his_risk(his, his_form, assessed(level), None),
                manager.write_support_note(hers, her_form, "Rang.".to_owned()),
            );
            assessed.unwrap();
            // Her worker is told of what came in, and writes the note again.
            assert!(matches!(written, Ok(_) | Err(Fault::Stale)), "{written:?}");
        }
    }

    async fn a_case_of_another_area_is_answered_like_one_that_was_never_made(database: Database) {
        let (town, his, _) = referred(&database).await;
        let elsewhere = town.office.acting(&town.elsewhere);
        let never_made = pathway::Reference::random(7);
        for reference in [his, never_made] {
            let answer = elsewhere.his_case(reference).await.unwrap_err();
            assert_eq!(answer.to_string(), "not found");
        }
        let listed = elsewhere.caseload(&Filter::default(), None).await.unwrap();
        assert_eq!((listed.cases.len(), listed.count), (0, 0));
    }

    async fn his_case_says_the_same_whether_she_takes_support_or_not(database: Database) {
        let (town, his, hers) = referred(&database).await;
        let facilitator = town.office.acting(&town.facilitator);
        let before = facilitator.his_case(his).await.unwrap();
        let support = town.office.acting(&town.support_manager);
        let to = town.support_worker.actor.worker();
        let version = support.her_case(hers).await.unwrap().version;
        support.allocate_support(hers, town.form(version), to).await.unwrap();
        let note = "She says that he found the letter.".to_owned();
        let form = town.form(version + 1);
        town.office.acting(&town.support_worker).write_support_note(hers, form, note).await.unwrap();
        let after = facilitator.his_case(his).await.unwrap();
        assert_eq!(before.version, after.version);
        assert_eq!(before.happened, after.happened);
        assert_eq!(before.listed, after.listed);
        let inbox = facilitator.inbox(None).await.unwrap();
        assert!(inbox.iter().all(|message| message.reference == his));
    }
}
