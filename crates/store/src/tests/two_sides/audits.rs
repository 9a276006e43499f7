//! The audit as it is read back.

use access::act;

use super::*;
use crate::audit::{Entry, Finding, Outcome};
use crate::{AuditFilter, Store};

async fn entries(office: &Office, count: u32) {
    let mut change = office.change();
    for number in 0..count {
        change.audit(Entry {
            at: office.clock.now(),
            worker: Some(facilitator().worker()),
            organisation: Some(PROVIDER),
            action: "read_case".into(),
            kind: if number % 2 == 0 { "case" } else { "support_case" }.into(),
            record: Some(if number % 2 == 0 { HIS } else { HERS }),
            outcome: Outcome::Allowed,
            address: Some("2001:db8::1".parse().unwrap()),
            detail: None,
        });
    }
    office.store.commit(change).await.unwrap();
}

async fn found(store: &Store) -> (u64, Vec<Finding>) {
    let permitted = leave(&system(System::CommandLine), act::VerifyAudit, Uuid::nil());
    assert_eq!(store.audit_servers(&permitted).await.unwrap(), [store.server()]);
    let findings = store.verify_audit(&permitted, store.server(), &[]).await.unwrap().unwrap();
    (findings.entries, findings.found)
}

#[tokio::test]
async fn a_chain_of_several_pages_is_sound_until_somebody_alters_it() {
    let office = Office::open().await;
    entries(&office, 1_100).await;
    assert_eq!(found(&office.store).await, (1_100, Vec::new()));
    office.write([Sql::new("UPDATE audit SET action = 'list_cases' WHERE number = 1050")]).await;
    let altered = Finding::Altered { first: 1_050, last: 1_050 };
    assert_eq!(found(&office.store).await, (1_100, vec![altered.clone()]));
    office.write([Sql::new("UPDATE audit SET outcome = 99 WHERE number = 1050")]).await;
    assert_eq!(found(&office.store).await, (1_100, vec![altered]));
    office.write([Sql::new("DELETE FROM audit WHERE number = 7")]).await;
    assert_eq!(found(&office.store).await.1[0], Finding::Missing { first: 7, last: 7 });
}

#[tokio::test]
async fn a_manager_reads_who_read_cases_of_the_own_provider_and_side() {
    let office = Office::open().await.with_cases().await;
    entries(&office, 6).await;
    let all = AuditFilter::default();
    let manager = worker(Role::ProgrammeManager, PROVIDER, 0xFA);
    let permitted = leave(&manager, act::ReadCaseAudit, PROVIDER.uuid());
    let page = office.store.audit_of(&permitted, &all, None, 2).await.unwrap();
    assert_eq!(page.iter().map(|one| one.number).collect::<Vec<_>>(), [5, 3]);
    let next = office.store.audit_of(&permitted, &all, Some(page[1].key()), 2).await.unwrap();
    assert_eq!(next.iter().map(|one| one.number).collect::<Vec<_>>(), [1]);
    assert!(next.iter().all(|one| one.entry.record == Some(HIS)));

    let other = worker(Role::ProgrammeManager, OTHER_PROVIDER, 0xFB);
    let permitted = leave(&other, act::ReadCaseAudit, OTHER_PROVIDER.uuid());
    assert!(office.store.audit_of(&permitted, &all, None, 9).await.unwrap().is_empty());
    let hers = worker(Role::SupportManager, REFUGE, 0xFC);
    let permitted = leave(&hers, act::ReadSupportAudit, REFUGE.uuid());
    let page = office.store.audit_of(&permitted, &all, None, 9).await.unwrap();
    assert_eq!(page.iter().map(|one| one.number).collect::<Vec<_>>(), [6, 4, 2]);
}
