//! What her side can do beyond the path, and that his sees nothing of it, on both databases.

use casework::hers::{Details, Judged, Name, OwnPart};
use casework::his::Screening;
use casework::{Done, Fault, Sought, Worker};
use pathway::crossing::Risk;
use pathway::{Reference, london_day};
use store::Filter;
use support::codes::{
    Answer, AttemptResult, ClosureReason, ConsentTo, ContactKind, Form, IncidentKind,
    IncidentSource, Meeting, NotAsked, PartFor, Way,
};
use support::facts::{Assessment, Attempt, Contact, Household, Incident, Profile, RiskAssessment};
use testkit::Database;

use crate::town::{Town, family};

/// A town where she was referred on risk: his reference and hers, which her worker has.
pub async fn referred(database: &Database) -> (Town, Reference, Reference) {
    let town = Town::at(database.address()).await;
    let made = town.office.acting(&town.referrer).make_referral(town.form(0), &family()).await;
    let his = made.unwrap().reference;
    let single_point = town.office.acting(&town.single_point);
    let to = town.facilitator.actor.worker();
    single_point.acknowledge(his, town.form(1), Screening::GoOn, to).await.unwrap();
    town.office.acting(&town.facilitator).refer_her(his, town.form(2)).await.unwrap();
    let manager = town.office.acting(&town.support_manager);
    let listed = manager.caseload(&Filter::default(), None).await.unwrap();
    let hers = listed.cases[0].envelope.reference;
    let version = manager.her_case(hers).await.unwrap().version;
    let to = town.support_worker.actor.worker();
    manager.allocate_support(hers, town.form(version), to).await.unwrap();
    (town, his, hers)
}

/// Everything that his side can ask of his case and lists, as it is answered.
async fn his_side(town: &Town, his: Reference) -> String {
    let mut seen = String::new();
    for worker in [&town.referrer, &town.single_point, &town.facilitator, &town.manager] {
        let acting = town.office.acting(worker);
        let listed = acting.caseload(&Filter::default(), None).await.unwrap();
        let inbox = acting.inbox(None).await.unwrap();
        seen.push_str(&format!("{:?} {:?} {inbox:?}\n", listed.cases, listed.count));
        if let Ok(case) = acting.his_case(his).await {
            let clocks = acting.his_clocks(&case.case);
            seen.push_str(&format!("{} {:?} {:?} ", case.version, case.case, case.happened));
            seen.push_str(&format!("{:?} {clocks:?}\n", case.listed));
        }
    }
    seen
}

/// Everything that her side does before it clears him, one act after the other.
pub async fn works(town: &Town, hers: Reference, his_before: Option<(&str, Reference)>) {
    let support = town.office.acting(&town.support_worker);
    let manager = town.office.acting(&town.support_manager);
    let now = town.office.now();
    let his = support.her_case(hers).await.unwrap().case.his[0].case;
    let form = async || town.form(support.her_case(hers).await.unwrap().version);
    let same = async |act: &str| {
        if let Some((before, his)) = his_before {
            assert_eq!(before, his_side(town, his).await, "{act} shows on his side");
        }
    };
    let ways = vec![Way::Telephone];
    support.verify_safe_contact(hers, form().await, ways).await.unwrap();
    let attempt = Attempt {
        when: now,
        how: Way::Telephone,
        result: AttemptResult::Reached,
        safe: Answer::Yes,
    };
    support.record_support_attempt(hers, form().await, attempt).await.unwrap();
    same("reaching her").await;
    let contact = Contact { when: now, kind: ContactKind::FaceToFace, note: None };
    let note = Some("She was afraid.".to_owned());
    support.record_support_contact(hers, form().await, contact, note).await.unwrap();
    let profile = Profile { children: Some(2), ..Profile::default() };
    support.record_her_profile(hers, form().await, profile).await.unwrap();
    let unknown = Answer::Unknown;
    let household = Household {
        domestic_abuse: Answer::Yes,
        mental_ill_health: unknown,
        substance_misuse: unknown,
    };
    let assessment = Assessment { when: now, needs: Vec::new(), household, findings: None };
    support.assess_her(hers, form().await, assessment, None).await.unwrap();
    same("assessing her").await;
    let starting = (ConsentTo::HisStarting, Some(his));
    for given in [Form::None, Form::Verbal, Form::Written] {
        support.record_her_consent_of(hers, form().await, starting, given, now).await.unwrap();
        same("her consent").await;
    }
    support.withdraw_her_consent(hers, form().await, starting, now).await.unwrap();
    let why = Some("She took it back.".to_owned());
    support.not_yet(hers, form().await, his, why).await.unwrap();
    same("not yet").await;
    let incident = Incident {
        on: london_day(now),
        source: IncidentSource::Her,
        kind: IncidentKind::Physical,
        severity: 4,
        children_present: unknown,
        police_called: unknown,
        arrested: unknown,
        charged: unknown,
        done: None,
    };
    support.record_her_incident(hers, form().await, incident, None).await.unwrap();
    let why = "She fears for her life.".to_owned();
    let judged = Judged { risk: Risk::High, marac: true, why };
    support.review_her_escalation(hers, form().await, judged).await.unwrap();
    let assessed = RiskAssessment {
        when: now,
        instrument: "dash".into(),
        version: "2009".into(),
        score: Some(20),
        band: None,
        judgement: None,
    };
    support.assess_her_risk(hers, form().await, assessed, None).await.unwrap();
    support.refer_her_to_marac(hers, form().await, london_day(now)).await.unwrap();
    let plan = "A bag is packed.".to_owned();
    support.plan_her_safety(hers, form().await, now, None, plan).await.unwrap();
    same("her risk").await;
    let on = london_day(now);
    support.record_support_meeting(hers, form().await, on, Meeting::Marac, None).await.unwrap();
    let me = town.support_worker.actor.worker();
    let what = "Ring the school.".to_owned();
    support.set_support_action(hers, form().await, what, me, on).await.unwrap();
    let action = support.her_case(hers).await.unwrap().case.actions[0].0.what;
    support.finish_support_action(hers, form().await, action).await.unwrap();
    let part = OwnPart {
        of: PartFor::Discussion,
        his,
        on,
        took_part: vec![me],
        risk: Some(Risk::High),
        shares: None,
        decisions: Some("To share nothing.".to_owned()),
        next: None,
    };
    support.write_support_part(hers, form().await, part).await.unwrap();
    same("the service's own part").await;
    let consents = (ConsentTo::Support, None);
    support.record_her_consent_of(hers, form().await, consents, Form::Verbal, now).await.unwrap();
    support.start_support_of(hers, form().await, now).await.unwrap();
    same("support").await;
    let reason = ClosureReason::Declined;
    support.close_support(hers, form().await, reason, None).await.unwrap();
    support.reopen_support(hers, form().await, "She came back.".to_owned()).await.unwrap();
    let last = u64::from(support.her_case(hers).await.unwrap().version);
    let why = "It was another woman.".to_owned();
    support.correct_support(hers, form().await, last, None, why).await.unwrap();
    manager.record_her_death(hers, form().await, None).await.unwrap();
    same("the end").await;
}

testkit::both_databases! {
    async fn his_side_is_answered_the_same_after_each_act_of_hers_before_clearance(database: Database) {
        let (town, his, hers) = referred(&database).await;
        let before = his_side(&town, his).await;
        assert!(!before.contains("Quillfeather"), "names are revealed to leave alone");
        works(&town, hers, Some((&before, his))).await;
    }

    async fn what_is_due_on_his_side_runs_the_same_whatever_hers_does(database: Database) {
        let (town, his, hers) = referred(&database).await;
        works(&town, hers, None).await;
        // Days later his side goes on: its versions and dates are as if hers had done nothing.
        town.later(30);
        let facilitator = town.office.acting(&town.facilitator);
        let case = facilitator.his_case(his).await.unwrap();
        let attempt = programme::parts::Attempt {
            when: town.office.now(),
            way: programme::codes::Way::Telephone,
            result: programme::codes::AttemptResult::NoAnswer,
            note: None,
        };
        let form = town.form(case.version);
        let done = facilitator.record_attempt(his, form, attempt, None).await.unwrap();
        assert!(!done.already, "no version moved under him");
        let after = facilitator.his_case(his).await.unwrap();
        assert_eq!(after.version, case.version + 1);
        assert_eq!(after.happened.len(), case.happened.len() + 1);
    }

    async fn only_yes_or_not_yet_and_ready_cross_and_the_same_twice_is_nothing(database: Database) {
        let (town, his, hers) = referred(&database).await;
        let manager = town.office.acting(&town.support_manager);
        let facilitator = town.office.acting(&town.facilitator);
        let crossed = async || facilitator.his_case(his).await.unwrap().happened.len();
        let form = async || town.form(manager.her_case(hers).await.unwrap().version);
        let of_his = manager.her_case(hers).await.unwrap().case.his[0].case;
        let attempt = Attempt {
            when: town.office.now(),
            how: Way::Letter,
            result: AttemptResult::NoAnswer,
            safe: Answer::Unknown,
        };
        manager.record_support_attempt(hers, form().await, attempt).await.unwrap();
        let at_first = crossed().await;
        manager.ready_to_discuss(hers, form().await, of_his).await.unwrap();
        assert_eq!(crossed().await, at_first + 1);
        let again = manager.ready_to_discuss(hers, form().await, of_his).await.unwrap();
        assert!(again.already);
        let (because, why) = (NotAsked::NotReached, "Three letters came back.".to_owned());
        // Without her it is the manager's decision alone.
        let worker = town.office.acting(&town.support_worker);
        let refused =
            worker.clear_without_her(hers, form().await, of_his, because, why.clone()).await;
        assert!(matches!(refused, Err(Fault::NotFound)), "{refused:?}");
        manager.clear_without_her(hers, form().await, of_his, because, why).await.unwrap();
        assert_eq!(crossed().await, at_first + 2);
        manager.not_yet(hers, form().await, of_his, None).await.unwrap();
        assert_eq!(crossed().await, at_first + 3);
        let why = Some("Somebody saw her in town.".to_owned());
        manager.not_yet(hers, form().await, of_his, why).await.unwrap();
        assert_eq!(crossed().await, at_first + 3, "a reason that is added crosses nothing");
        let told = format!("{:?}", facilitator.his_case(his).await.unwrap().happened);
        assert!(!told.contains("NotReached") && !told.contains("Manager"), "{told}");
    }

    async fn a_restricted_case_of_hers_opens_for_a_while_with_a_reason_that_the_manager_sees(database: Database) {
        let (town, _, hers) = referred(&database).await;
        let manager = town.office.acting(&town.support_manager);
        let worker = town.office.acting(&town.support_worker);
        let form = town.form(manager.her_case(hers).await.unwrap().version);
        let why = || "She is known in the town.".to_owned();
        let refused = worker.restrict_support(hers, form, true, why()).await;
        assert!(matches!(refused, Err(Fault::NotFound)), "{refused:?}");
        manager.restrict_support(hers, form, true, why()).await.unwrap();
        for acting in [&manager, &worker] {
            let asked = acting.her_case(hers).await;
            assert!(matches!(asked, Err(Fault::Restricted(_))), "{asked:?}");
        }
        let listed = worker.caseload(&Filter::default(), None).await.unwrap();
        assert_eq!((listed.cases.len(), listed.people.len()), (1, 0), "listed without a name");
        worker.open_hers(hers, "I stand in for Una.".to_owned()).await.unwrap();
        assert!(worker.her_case(hers).await.unwrap().her.is_some());
        assert!(matches!(manager.her_case(hers).await, Err(Fault::Restricted(_))), "hers alone");
        assert!(worker.how_she_is_guarded(hers).await.unwrap().managed.is_none());
        let guarded = manager.how_she_is_guarded(hers).await.unwrap().managed.unwrap();
        assert_eq!(guarded.opened.len(), 1);
        assert_eq!(guarded.opened[0].reason.as_deref(), Some("I stand in for Una."));
        town.later(13);
        assert!(matches!(worker.her_case(hers).await, Err(Fault::Restricted(_))));
        let version = manager.how_she_is_guarded(hers).await.unwrap().listed.version;
        manager.restrict_support(hers, town.form(version), false, why()).await.unwrap();
        assert!(worker.her_case(hers).await.is_ok());
        // On his side nothing of it opens.
        for other in [&town.facilitator, &town.manager, &town.referrer] {
            let acting = town.office.acting(other);
            let asked = acting.open_hers(hers, "Because.".to_owned()).await;
            assert!(matches!(asked, Err(Fault::NotFound)), "{asked:?}");
            assert!(matches!(acting.how_she_is_guarded(hers).await, Err(Fault::NotFound)));
        }
    }

    async fn she_is_found_by_her_name_on_her_side_and_by_the_new_one_once_it_is_changed(database: Database) {
        let (town, his, hers) = referred(&database).await;
        let found = async |worker: &Worker, name: &str| -> Vec<Reference> {
            let sought = Sought { words: name.to_owned(), date_of_birth: None };
            let found = town.office.acting(worker).search(&sought).await.unwrap();
            found.cases.iter().map(|case| case.envelope.reference).collect()
        };
        assert_eq!(found(&town.support_worker, "Marigold Thistlewood").await, [hers]);
        for worker in [&town.facilitator, &town.manager, &town.single_point] {
            assert!(found(worker, "Marigold Thistlewood").await.is_empty());
            assert_eq!(found(worker, "Darren Quillfeather").await, [his]);
        }
        assert!(found(&town.support_worker, "Darren Quillfeather").await.is_empty());
        let worker = town.office.acting(&town.support_worker);
        let case = worker.her_case(hers).await.unwrap();
        let details = Details {
            given: Some(Name::new("Hyacinth")),
            family: Some(Name::new("Ravenscroft")),
            ..case.her.clone().unwrap()
        };
        let form = town.form(case.version);
        let changed: Done = worker.change_her_details(hers, form, &details).await.unwrap();
        assert!(!changed.already);
        assert!(worker.change_her_details(hers, form, &details).await.unwrap().already);
        let again = worker.her_case(hers).await.unwrap();
        assert_eq!(again.version, case.version + 1);
        let family = again.her.as_ref().unwrap().family.as_ref().unwrap();
        assert_eq!(family.reveal(&again.permitted), "Ravenscroft");
        assert_eq!(found(&town.support_worker, "Hyacinth Ravenscroft").await, [hers]);
        assert!(found(&town.support_worker, "Marigold Thistlewood").await.is_empty());
        let stale = worker.change_her_details(hers, town.form(case.version), &details).await;
        assert!(matches!(stale, Err(Fault::Stale)), "{stale:?}");
    }
}
