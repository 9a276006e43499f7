//! Rows of `support`.

use dataset::Code as Recorded;
use dataset::Support;
use pathway::{Area, CaseId, OrganisationId};
use support::before::{Origin, Provider};
use support::codes::Code as Kept;
use support::facts::{Benefits, Profile};
use support::{Before, Row};

fn kept<R: Recorded, K: Kept>(value: Option<R>) -> Option<K> {
    value.and_then(|value| K::from_code(value.code()))
}

fn recorded<K: Kept, R: Recorded>(value: Option<K>) -> Option<R> {
    value.and_then(|value| R::from_code(value.code()))
}

/// A row as history; `his` is the case of the referral that names it.
pub fn before(
    row: &Support,
    file: &str,
    number: u32,
    provider: OrganisationId,
    his: Option<CaseId>,
) -> Before {
    Before {
        support_ref: row.support_ref.as_str().into(),
        his,
        provider,
        provider_name: row.provider.as_deref().map(Into::into),
        area: row.area.map(|area| Area::new(area.code())),
        referred_on: row.referred_on,
        first_contact_on: row.first_contact_on,
        assessed_on: row.assessed_on,
        started_on: row.started_on,
        closed_on: row.closed_on,
        closure_reason: kept(row.closure_reason),
        support_types: row.support_types.iter().filter_map(|kind| kept(Some(kind))).collect(),
        sessions: row.sessions,
        profile: Profile {
            children: row.children,
            age_at_referral: row.age_at_referral,
            ethnicity: kept(row.ethnicity),
            religion: kept(row.religion),
        },
        needs: row.needs.iter().filter_map(|need| kept(Some(need))).collect(),
        benefits: Benefits {
            satisfaction: row.satisfaction,
            health: kept(row.health),
            everyday_life: kept(row.everyday_life),
            safety: kept(row.safety),
            informed: kept(row.informed),
            confidence_to_report: kept(row.confidence_to_report),
        },
        origin: Origin { file: file.into(), row: number },
    }
}

/// What the record says of her case as a row of the data set. `reference` stands where the old
/// record had none; `organisation` gives the name of a provider.
pub fn support(
    row: &Row,
    reference: &str,
    organisation: impl Fn(OrganisationId) -> Option<String>,
) -> Support {
    Support {
        support_ref: row.support_ref.as_deref().unwrap_or(reference).into(),
        provider: match &row.provider {
            Provider::Recorded(name) => name.as_deref().map(Into::into),
            Provider::Organisation(id) => organisation(*id).map(Into::into),
        },
        area: row.area.as_ref().and_then(|area| Recorded::from_code(area.name())),
        referred_on: row.referred_on,
        first_contact_on: row.first_contact_on,
        assessed_on: row.assessed_on,
        started_on: row.started_on,
        closed_on: row.closed_on,
        closure_reason: recorded(row.closure_reason),
        support_types: row.support_types.iter().filter_map(|kind| recorded(Some(*kind))).collect(),
        sessions: row.sessions,
        children: row.profile.children,
        age_at_referral: row.profile.age_at_referral,
        ethnicity: recorded(row.profile.ethnicity),
        religion: recorded(row.profile.religion),
        needs: row.needs.iter().filter_map(|need| recorded(Some(*need))).collect(),
        satisfaction: row.benefits.satisfaction,
        health: recorded(row.benefits.health),
        everyday_life: recorded(row.benefits.everyday_life),
        safety: recorded(row.benefits.safety),
        informed: recorded(row.benefits.informed),
        confidence_to_report: recorded(row.benefits.confidence_to_report),
    }
}

#[cfg(test)]
mod tests {
    use support::{Case, Command, Context, Decided};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn every_row_of_the_demonstration_comes_out_as_it_went_in() {
        let data = evaluation::demonstration::cohort(None, 1).unwrap();
        let provider = OrganisationId::of(Uuid::from_u128(1));
        let rules = support::Rules::shipped().unwrap();
        for (row, number) in data.support.iter().zip(2..) {
            let history = before(row, "support.csv", number, provider, None);
            let mut case = Case::default();
            let command = Command::RecordBefore(Box::new(history));
            let context = Context { now: "2026-01-05T09:00:00Z".parse().unwrap(), rules: &rules };
            let Decided::Events(events) = support::decide(&case, command, &context).unwrap() else {
                panic!("history is an event");
            };
            for event in &events {
                support::apply(&mut case, event);
            }
            assert_eq!(support(&case.row().unwrap(), "", |_| None), *row);
        }
        assert!(data.support.len() > 300);
    }
}
