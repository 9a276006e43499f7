//! Rows of `referrals`.

use dataset::Code as Recorded;
use dataset::{ChildrenAges, Referral};
use jiff::civil::Date;
use pathway::codes::Code as Kept;
use pathway::{Area, OrganisationId, PersonId};
use programme::{RecordedBefore, ReferralFacts};

/// A value of the data set as the programme's side keeps it.
fn kept<R: Recorded, K: Kept>(value: Option<R>) -> Option<K> {
    value.and_then(|value| K::from_code(value.code()))
}

/// A value of the programme's side as the data set writes it.
fn recorded<K: Kept, R: Recorded>(value: Option<K>) -> Option<R> {
    value.and_then(|value| R::from_code(value.code()))
}

/// A row as history: everything but `support_ref`, which only her side may hold.
pub fn recorded_before(
    row: &Referral,
    file: &str,
    number: u64,
    provider: Option<OrganisationId>,
    him: Option<PersonId>,
) -> RecordedBefore {
    RecordedBefore {
        file: file.into(),
        row: number,
        referral_ref: row.referral_ref.as_str().into(),
        provider,
        him,
        facts: ReferralFacts {
            individual_ref: row.individual_ref.as_deref().map(Into::into),
            area: row.area.map(|area| Area::new(area.code())),
            source: kept(row.source),
            plan: kept(row.plan),
            received_on: Some(row.received_on),
            acknowledged_on: row.acknowledged_on,
            first_contact_on: row.first_contact_on,
            first_assessment_offered_on: row.first_assessment_offered_on,
            first_assessment_attended_on: row.first_assessment_attended_on,
            decided_on: row.decided_on,
            first_session_offered_on: row.first_session_offered_on,
            first_session_attended_on: row.first_session_attended_on,
            closed_on: row.closed_on,
            assessment_outcome: kept(row.assessment_outcome),
            unsuitable_reason: kept(row.unsuitable_reason),
            sessions_attended: row.sessions_attended,
            delivery: kept(row.delivery),
            closure_reason: kept(row.closure_reason),
            age_at_referral: row.age_at_referral,
            ethnicity: kept(row.ethnicity),
            religion: kept(row.religion),
            relationship: kept(row.relationship),
            needs: row.needs.iter().filter_map(|need| kept(Some(need))).collect(),
            other_services: row.other_services.iter().filter_map(|one| kept(Some(one))).collect(),
            risk_level: kept(row.risk_level),
            children: row.children,
            children_ages: row.children_ages.as_slice().to_vec(),
        },
    }
}

/// What the record says of a case as a row of the data set; `None` of a case that nothing was
/// ever heard of. `individual` stands for the man where the facts name none.
pub fn referral(
    facts: &ReferralFacts,
    referral_ref: &str,
    individual: Option<&str>,
    support_ref: Option<&str>,
) -> Option<Referral> {
    let received_on: Date = facts.received_on?;
    let mut children_ages = ChildrenAges::default();
    for age in facts.children_ages.iter().take(ChildrenAges::MOST) {
        // Of twenty, each has its place.
        let _taken = children_ages.push(*age);
    }
    Some(Referral {
        individual_ref: facts.individual_ref.as_deref().or(individual).map(Into::into),
        support_ref: support_ref.map(Into::into),
        area: facts.area.as_ref().and_then(|area| Recorded::from_code(area.name())),
        source: recorded(facts.source),
        plan: recorded(facts.plan),
        acknowledged_on: facts.acknowledged_on,
        first_contact_on: facts.first_contact_on,
        first_assessment_offered_on: facts.first_assessment_offered_on,
        first_assessment_attended_on: facts.first_assessment_attended_on,
        decided_on: facts.decided_on,
        first_session_offered_on: facts.first_session_offered_on,
        first_session_attended_on: facts.first_session_attended_on,
        closed_on: facts.closed_on,
        assessment_outcome: recorded(facts.assessment_outcome),
        unsuitable_reason: recorded(facts.unsuitable_reason),
        sessions_attended: facts.sessions_attended,
        delivery: recorded(facts.delivery),
        closure_reason: recorded(facts.closure_reason),
        age_at_referral: facts.age_at_referral,
        ethnicity: recorded(facts.ethnicity),
        religion: recorded(facts.religion),
        relationship: recorded(facts.relationship),
        needs: facts.needs.iter().filter_map(|need| recorded(Some(*need))).collect(),
        other_services: facts
            .other_services
            .iter()
            .filter_map(|one| recorded(Some(*one)))
            .collect(),
        risk_level: recorded(facts.risk_level),
        children: facts.children,
        children_ages,
        ..Referral::new(referral_ref, received_on)
    })
}

#[cfg(test)]
mod tests {
    use programme::{Case, Command, Context, Decided};

    use super::*;

    /// Takes a row in as history and gives back what the case then says.
    fn through_the_record(row: &Referral) -> Option<Referral> {
        let rules = pathway::rules::Rules::shipped().unwrap();
        let clocks = pathway::clocks::Clocks::shipped().unwrap();
        let now = "2026-01-05T09:00:00Z".parse().unwrap();
        let context = Context { now, rules: &rules, clocks: &clocks };
        let command =
            Command::RecordBefore(Box::new(recorded_before(row, "referrals.csv", 2, None, None)));
        let mut case = Case::default();
        let Decided::Events(events) = programme::decide(&case, command, &context).unwrap() else {
            panic!("history is an event");
        };
        for event in &events {
            programme::apply(&mut case, event);
        }
        referral(&case.facts(), &case.referral_ref()?, None, row.support_ref.as_deref())
    }

    #[test]
    fn every_row_of_the_demonstration_comes_out_as_it_went_in() {
        let data = evaluation::demonstration::cohort(None, 1).unwrap();
        for row in &data.referrals {
            assert_eq!(through_the_record(row).as_ref(), Some(row));
        }
        assert_eq!(data.referrals.len(), 1_074);
    }

    #[test]
    fn every_code_of_the_data_set_is_kept() {
        fn same<R: Recorded, K: Kept>() {
            for value in R::ALL {
                assert!(kept::<R, K>(Some(*value)).is_some(), "{}", value.code());
            }
        }
        use dataset::codes as data;
        same::<data::Source, pathway::codes::Source>();
        same::<data::Plan, pathway::codes::Plan>();
        same::<data::Ethnicity, pathway::codes::Ethnicity>();
        same::<data::Religion, pathway::codes::Religion>();
        same::<data::Relationship, pathway::codes::Relationship>();
        same::<data::Need, pathway::codes::Need>();
        same::<data::OtherService, pathway::codes::OtherService>();
        same::<data::RiskLevel, pathway::codes::RiskLevel>();
        same::<data::Outcome, programme::codes::Outcome>();
        same::<data::UnsuitableReason, programme::codes::UnsuitableReason>();
        same::<data::Delivery, programme::codes::Delivery>();
        same::<data::ClosureReason, programme::codes::RecordedClosure>();
    }
}
