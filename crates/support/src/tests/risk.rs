use super::*;
use jiff::civil::{Date, date};
use pathway::crossing::Risk;

fn dash(walk: &mut Walk, score: u16, judged: Option<bool>) -> RiskAssessment {
    let judgement = judged.map(|marac| Judgement { risk: Risk::Medium, marac, why: walk.text() });
    RiskAssessment {
        when: walk.now,
        instrument: "dash".into(),
        version: "2009".into(),
        score: Some(score),
        band: None,
        judgement,
    }
}
fn incident(on: Date) -> Incident {
    Incident {
        on,
        source: IncidentSource::Her,
        kind: IncidentKind::Physical,
        severity: 2,
        children_present: Answer::No,
        police_called: Answer::Yes,
        arrested: Answer::Unknown,
        charged: Answer::Unknown,
        done: None,
    }
}

#[test]
fn a_judgement_raises_to_the_marac_and_never_lowers_from_it() {
    for (score, judged, grounds) in [
        (13, None, vec![]),
        (13, Some(true), vec![MaracGround::Judgement]),
        (14, Some(false), vec![MaracGround::Score]),
        (14, Some(true), vec![MaracGround::Score, MaracGround::Judgement]),
    ] {
        let mut walk = Walk::reached();
        let risk = dash(&mut walk, score, judged);
        walk.does(Command::AssessRisk(risk));
        assert_eq!(walk.case.marac, grounds, "{score} {judged:?}");
    }
}

#[test]
fn a_score_that_the_instrument_cannot_give_is_refused() {
    let mut walk = Walk::reached();
    let risk = dash(&mut walk, 25, None);
    assert!(matches!(walk.refuses(Command::AssessRisk(risk)), Refusal::ScoreTooHigh { .. }));
}

#[test]
fn three_incidents_in_twelve_months_are_potential_escalation_in_whatever_order_they_are_entered() {
    let mut walk = Walk::reached();
    walk.does(Command::RecordIncident(incident(date(2019, 1, 31))));
    walk.does(Command::RecordIncident(incident(date(2018, 1, 30))));
    walk.does(Command::RecordIncident(incident(date(2018, 9, 1))));
    assert_eq!(walk.case.marac, []);
    walk.does(Command::RecordIncident(incident(date(2018, 2, 1))));
    assert_eq!(walk.case.marac, [MaracGround::Escalation]);
}

#[test]
fn further_abuse_within_twelve_months_of_the_marac_is_a_repeat() {
    let mut walk = Walk::reached();
    walk.does(Command::ReferToMarac(date(2018, 3, 1)));
    walk.does(Command::RecordIncident(incident(date(2019, 3, 2))));
    assert_eq!(walk.case.marac, []);
    walk.does(Command::RecordIncident(incident(date(2019, 3, 1))));
    assert_eq!(walk.case.marac, [MaracGround::Repeat]);
    assert_eq!(next_act(&walk.case, &walk.rules, walk.now), Some(Act::ReferToMarac));
    walk.does(Command::ReferToMarac(date(2019, 3, 4)));
    assert_eq!(walk.case.marac, []);
}

#[test]
fn an_incident_opens_a_review_of_escalation() {
    let mut walk = Walk::reached();
    let review = |walk: &mut Walk| EscalationReview {
        when: walk.now,
        risk: Risk::High,
        marac: true,
        why: walk.text(),
    };
    let early = review(&mut walk);
    assert_eq!(walk.refuses(Command::ReviewEscalation(early)), Refusal::NothingToReview);
    walk.does(Command::RecordIncident(incident(date(2019, 3, 4))));
    assert_eq!(next_act(&walk.case, &walk.rules, walk.now), Some(Act::ReviewEscalation));
    let now = review(&mut walk);
    walk.does(Command::ReviewEscalation(now));
    assert_eq!(walk.case.escalation_review_due, None);
    assert_eq!(walk.case.marac, [MaracGround::Judgement]);
}

#[test]
fn the_toxic_trio_is_flagged_when_all_three_stand() {
    let mut walk = Walk::reached();
    let two = walk.assessment(vec![Need::MentalHealth]);
    walk.does(Command::Assess(two));
    assert!(!walk.case.toxic_trio());
    let three = walk.assessment(vec![Need::MentalHealth, Need::SubstanceUse]);
    walk.does(Command::Assess(three));
    assert!(walk.case.toxic_trio());
}
