//! The path through both services, walked by each of the people.

use casework::his::{Noted, Screening};
use jiff::civil::date;
use pathway::Reference;
use pathway::codes::Code;
use pathway::crossing::Risk;
use programme::codes::{AttemptResult, Content, Degree, Kept, Mode, Party, Way};
use programme::parts::{Assessment, Attempt, Attended, Decision, Offer, Placement, SessionNumber};
use programme::{Stage, Step};
use store::Filter;
use support::codes::{ConsentTo, Form};
use support::facts::Ground;

use crate::town::{Town, family};

/// The only case in somebody's list.
async fn only(town: &Town, worker: &casework::Worker) -> Reference {
    let caseload = town.office.acting(worker).caseload(&Filter::default(), None).await.unwrap();
    assert_eq!((caseload.cases.len(), caseload.count), (1, 1));
    caseload.cases[0].envelope.reference
}

async fn inbox(town: &Town, worker: &casework::Worker) -> Vec<String> {
    let received = town.office.acting(worker).inbox(None).await.unwrap();
    received.into_iter().rev().map(|message| message.kind).collect()
}

fn assessment() -> Assessment {
    Assessment {
        on: date(2019, 1, 9),
        motivation: Degree::Mostly,
        responsibility: Degree::ALittle,
        honesty: Degree::Mostly,
        risk: Risk::Medium,
        needs: Vec::new(),
        safe_to_take_part: None,
        tool: None,
        note: None,
    }
}

testkit::both_databases! {
    async fn a_referral_goes_through_both_services_to_the_signal_after_a_session(database: Database) {
        let town = Town::at(database.address()).await;
        let as_referrer = town.office.acting(&town.referrer);
        let form = town.form(0);
        let made = as_referrer.make_referral(form, &family()).await.unwrap();
        assert!(as_referrer.make_referral(form, &family()).await.unwrap().already);
        let his = made.reference;
        assert_eq!(only(&town, &town.referrer).await, his);
        assert_eq!(inbox(&town, &town.referrer).await, ["referral_received"]);

        // The single point of contact acknowledges, and allocates.
        assert_eq!(only(&town, &town.single_point).await, his);
        let single_point = town.office.acting(&town.single_point);
        let case = single_point.his_case(his).await.unwrap();
        let given = case.him.as_ref().unwrap().given.as_ref().unwrap();
        assert_eq!(given.reveal(&case.permitted), "Darren");
        let to = town.facilitator.actor.worker();
        town.later(2);
        let goes_on = || Screening::GoOn;
        single_point.acknowledge(his, town.form(case.version), goes_on(), to).await.unwrap();

        // The facilitator reaches him, offers, assesses.
        let facilitator = town.office.acting(&town.facilitator);
        let version = async || facilitator.his_case(his).await.unwrap().version;
        town.later(3);
        let attempt = Attempt {
            when: town.office.now(),
            way: Way::Telephone,
            result: AttemptResult::Reached,
            note: None,
        };
        let note = Some("Rang at noon; he will come.".to_owned());
        facilitator.record_attempt(his, town.form(version().await), attempt, note).await.unwrap();
        let offer = Offer { when: town.office.now(), mode: Mode::InPerson, place: None };
        facilitator.offer_assessment(his, town.form(version().await), offer).await.unwrap();
        town.later(48);
        let case = facilitator.his_case(his).await.unwrap();
        let offer = case.case.standing().offers[0].event;
        let form = town.form(case.version);
        facilitator.record_offer(his, form, offer, Kept::Attended).await.unwrap();
        let form = town.form(version().await);
        facilitator.record_assessment(his, form, assessment(), None).await.unwrap();

        // Pending: her details go to the provider for the area, and nobody else reads them.
        facilitator.find_pending(his, town.form(version().await)).await.unwrap();
        let hers = only(&town, &town.support_manager).await;
        assert_ne!(hers, his);
        let support_manager = town.office.acting(&town.support_manager);
        let her_case = support_manager.her_case(hers).await.unwrap();
        let family = her_case.her.as_ref().unwrap().family.as_ref().unwrap();
        assert_eq!(family.reveal(&her_case.permitted), "Thistlewood");
        let told = her_case.told.values().next().unwrap().reveal(&her_case.permitted);
        assert!(told.contains("through the school") && told.contains("Quillfeather"), "{told}");
        let to = town.support_worker.actor.worker();
        support_manager.allocate_support(hers, town.form(her_case.version), to).await.unwrap();

        // Her worker reaches and assesses her, takes her consent, and clears.
        let support = town.office.acting(&town.support_worker);
        let her_version = async || support.her_case(hers).await.unwrap().version;
        let reached = support::facts::Attempt {
            when: town.office.now(),
            how: support::codes::Way::ThroughProfessional,
            result: support::codes::AttemptResult::Reached,
            safe: support::codes::Answer::Yes,
        };
        let form = town.form(her_version().await);
        support.record_support_attempt(hers, form, reached).await.unwrap();
        let assessed = support::facts::Assessment {
            when: town.office.now(),
            needs: Vec::new(),
            household: support::facts::Household {
                domestic_abuse: support::codes::Answer::Yes,
                mental_ill_health: support::codes::Answer::No,
                substance_misuse: support::codes::Answer::Unknown,
            },
            findings: None,
        };
        let found = Some("She sleeps with the door locked.".to_owned());
        let form = town.form(her_version().await);
        support.assess_her(hers, form, assessed, found).await.unwrap();
        let case = support.her_case(hers).await.unwrap();
        let of_his = case.case.his[0].case;
        let form = town.form(case.version);
        let starting = (ConsentTo::HisStarting, Some(of_his));
        support
            .record_her_consent(hers, form, starting.0, starting.1, Form::Written)
            .await
            .unwrap();
        let form = town.form(her_version().await);
        support.ready_to_discuss(hers, form, of_his).await.unwrap();
        let form = town.form(her_version().await);
        support.clear(hers, form, of_his, Ground::HerConsent).await.unwrap();

        // Both decide, he has a place, and comes.
        town.later(1);
        let both = vec![Party::Programme, Party::Support];
        let form = town.form(version().await);
        facilitator.discuss(his, form, both, Decision::Suitable, None, None).await.unwrap();
        town.later(1);
        let form = town.form(version().await);
        facilitator.place(his, form, Placement::OneToOne).await.unwrap();
        let first = date(2019, 1, 14);
        let session = SessionNumber::try_new(1).unwrap();
        let form = town.form(version().await);
        facilitator.offer_session(his, form, first, Some(session)).await.unwrap();
        town.later(5 * 24);
        let attended = Attended {
            on: first,
            session,
            content: Content::Understanding,
            tags: Vec::new(),
            heavy: false,
            group: None,
            late: None,
            catch_up: false,
        };
        let noted = Noted {
            notable_response: true,
            note: Some("He wept when the children were named.".to_owned()),
            ..Noted::default()
        };
        let form = town.form(version().await);
        facilitator.record_attended(his, form, attended, Some(noted)).await.unwrap();
        let case = facilitator.his_case(his).await.unwrap();
        assert_eq!(case.case.standing().stage, Stage::OnProgramme);
        assert!(case.happened.iter().any(|entry| matches!(entry.event.step, Step::Attended(_))));

        // Her worker sees the signal at once, and never what was noted.
        let heard = inbox(&town, &town.support_worker).await;
        assert!(heard.contains(&"signal".to_owned()), "{heard:?}");
        assert!(heard.contains(&"he_starts".to_owned()), "{heard:?}");
        let her_case = support.her_case(hers).await.unwrap();
        let all = format!("{:?}", her_case.happened);
        assert!(all.contains("NotableResponse"), "{all}");
        let signal = her_case.happened.iter().rev().find_map(|entry| match &entry.event.what {
            support::What::SignalReceived(_) => Some(u64::from(entry.version)),
            _ => None,
        });
        let form = town.form(her_case.version);
        let acted = vec![support::codes::Done::ToldHer];
        support.act_on_signal(hers, form, signal.unwrap(), acted, None).await.unwrap();

        // The referrer was told of each step that is theirs to know, and of nothing of hers.
        assert_eq!(
            inbox(&town, &town.referrer).await,
            [
                "referral_received",
                "referral_acknowledged",
                "assessment_offered",
                "assessed",
                "decided",
                "placed",
            ]
        );
        assert_eq!(Code::code(pathway::codes::Plan::ChildProtection), "cp");
    }

    async fn two_who_change_one_case_are_told_and_a_form_sent_twice_is_done_once(database: Database) {
        let town = Town::at(database.address()).await;
        let made = town.office.acting(&town.referrer).make_referral(town.form(0), &family()).await;
        let his = made.unwrap().reference;
        let to = town.facilitator.actor.worker();
        let (single_point, manager) =
            (town.office.acting(&town.single_point), town.office.acting(&town.manager));
        let form = town.form(1);
        single_point.acknowledge(his, form, Screening::GoOn, to).await.unwrap();
        let again = single_point.acknowledge(his, form, Screening::GoOn, to).await.unwrap();
        assert!(again.already);
        let attempt = || Attempt {
            when: town.office.now(),
            way: Way::Telephone,
            result: AttemptResult::NoAnswer,
            note: None,
        };
        let drawn_before = town.form(1);
        let stale = manager.record_attempt(his, drawn_before, attempt(), None).await.unwrap_err();
        assert!(matches!(stale, casework::Fault::Stale), "{stale:?}");
        let form = town.form(2);
        manager.record_attempt(his, form, attempt(), None).await.unwrap();
        assert!(manager.record_attempt(his, form, attempt(), None).await.unwrap().already);
        assert_eq!(manager.his_case(his).await.unwrap().version, 3);
    }
}
