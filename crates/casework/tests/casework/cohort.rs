//! The demonstration cohort through the record, and back.

use access::{Actor, System};
use casework::Worker;
use casework::imports::{FromFile, History, People};
use dataset::DataSet;
use evaluation::{Evaluation, Scope};
use jiff::civil::date;
use store::Filter;

use crate::town::{PROGRAMME, Town};

fn part_of_waymark(system: System) -> Worker {
    Worker { actor: Actor::system(system, PROGRAMME), programme: PROGRAMME, address: None }
}

/// What the record holds of a cohort so far; the rows of interviews are none of it.
fn in_the_record(mut data: DataSet) -> DataSet {
    data.interviews.clear();
    data.given.interviews = false;
    data.referrals.sort_by(|a, b| a.referral_ref.cmp(&b.referral_ref));
    data.support.sort_by(|a, b| a.support_ref.cmp(&b.support_ref));
    data
}

testkit::both_databases! {
    async fn figures_from_the_record_are_those_from_the_files(database: Database) {
        let town = Town::at(database.address()).await;
        let data = evaluation::demonstration::cohort(None, 1).unwrap();
        let history = History {
            data: &data,
            referrals: FromFile::whole("referrals.csv"),
            support: FromFile::whole("support.csv"),
            people: People::Invented(1),
            individuals: &[],
        };
        let by = [part_of_waymark(System::Demonstration)];
        let plan = town.office.plan_import(&by, &history).await.unwrap();
        town.office.import(&by, &history, &plan, &|_| ()).await.unwrap();

        let command_line = part_of_waymark(System::CommandLine);
        let cohort = town.office.acting(&command_line).cohort().await.unwrap();
        let (files, record) = (in_the_record(data), in_the_record(cohort));
        assert_eq!(files.referrals.len(), record.referrals.len());
        for (file, record) in files.referrals.iter().zip(&record.referrals) {
            assert_eq!(file, record);
        }
        assert_eq!(files.support, record.support);
        let scope = Scope::as_at(date(2020, 12, 31));
        let (files, record) = (Evaluation::of(files, scope), Evaluation::of(record, scope));
        assert_eq!(format!("{:?}", files.figures), format!("{:?}", record.figures));

        // Those who may see them see names, a page at a time; others see none.
        let dudley = town.office.acting(&town.facilitator);
        let page = dudley.caseload(&Filter::default(), None).await.unwrap();
        assert_eq!(page.cases.len(), 25);
        let first = page.people[&page.cases[0].person.unwrap()].family.as_ref().unwrap();
        assert!(!first.reveal_listed(&page.scope).is_empty());
        let rest = dudley.caseload(&Filter::default(), page.next).await.unwrap();
        assert!(rest.cases.iter().all(|case| !page.cases.contains(case)));
        let (his, hers) = (page.count, {
            let women = town.office.acting(&town.support_manager);
            women.caseload(&Filter::default(), None).await.unwrap().count
        });
        assert!(his > 50 && hers > 25, "{his} men of Dudley, {hers} women");
    }
}
