//! On whatever day the demonstration is loaded, everything that was invented can be.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use access::Role;
use jiff::Timestamp;
use pathway::{Area, Surroundings};
use store::keys::MasterKey;
use store::{Address, Filter, Settings};

use crate::demonstration::clock::Clock;
use crate::demonstration::open;
use crate::office::Office;

/// A machine whose clock stands at a moment.
struct Still(Timestamp, AtomicU64);

impl Surroundings for Still {
    fn now(&self) -> Timestamp {
        self.0
    }
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let drawn = self.1.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            let drawn = (drawn ^ (drawn >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            chunk.copy_from_slice(&drawn.to_le_bytes()[..chunk.len()]);
        }
    }
}

async fn loaded_at(moment: &str) -> Office {
    let machine = Arc::new(Still(moment.parse().unwrap(), AtomicU64::new(1)));
    let clock = Arc::new(Clock::of(machine));
    let key = MasterKey::from_value(&"0123456789abcdef".repeat(4), "a test").unwrap();
    let office = open(Settings::at(Address::Temporary), &key, Arc::clone(&clock)).await.unwrap();
    let data = evaluation::demonstration::cohort(Some(2), 1).unwrap();
    office.load_demonstration(&clock, &data, 1, &|_| ()).await.unwrap();
    office
}

#[tokio::test]
async fn on_any_day_of_the_week_and_of_the_year_cases_stand_at_every_step() {
    for moment in [
        "2026-11-29T06:00:00Z",
        "2026-11-30T20:07:00Z",
        "2026-12-25T12:00:00Z",
        "2027-03-28T00:30:00Z",
        "2027-06-30T23:59:00Z",
        "2028-02-29T09:00:00Z",
    ] {
        let office = loaded_at(moment).await;
        let staff = office.staff().await.unwrap();
        let dudley = Area::new("Dudley");
        let manager = staff.of(Role::ProgrammeManager, &dudley, 0).unwrap();
        let mut states = std::collections::BTreeSet::new();
        let (mut after, mut count) = (None, 0);
        loop {
            let page = office.acting(manager).caseload(&Filter::default(), after).await.unwrap();
            count += page.cases.len();
            states.extend(page.cases.iter().map(|case| case.state.clone()));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert!(count > 40, "{moment}: {count} cases");
        for state in [
            "received",
            "acknowledged",
            "contacted",
            "assessment_offered",
            "assessed",
            "pending",
            "suitable",
            "on_programme",
            "completed",
            "unsuitable",
            "left_early",
            "closed_before_assessment",
        ] {
            assert!(states.contains(state), "{moment}: nobody is {state}: {states:?}");
        }
        let support = staff.of(Role::SupportWorker, &dudley, 0).unwrap();
        let hers = office.acting(support).caseload(&Filter::default(), None).await.unwrap();
        assert!(hers.cases.len() > 8, "{moment}: {} women", hers.cases.len());
        assert!(hers.people.len() > 8, "they have names");
    }
}
