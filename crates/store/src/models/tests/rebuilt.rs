//! The read models made again are those that were there.

use pathway::CaseId;
use programme::group::Command;

use super::super::pages::PAGE;
use super::super::rebuild::OF_CASES;
use super::walks::{Cohort, Hers, His};
use super::*;

const TABLES: [&str; 5] = ["cases", "support_cases", "crossings", "groups", "group_members"];

impl Record {
    /// Every row of the read models, as text.
    async fn models(&self) -> Vec<String> {
        let mut rows = Vec::new();
        for table in TABLES {
            let asked = Sql::new(&format!("SELECT name FROM pragma_table_info('{table}')"));
            let columns = self.store.read(asked, |row| row.take::<String>()).await.unwrap();
            let shown: Vec<String> =
                columns.iter().map(|column| format!("'{column}=' || quote({column})")).collect();
            let shown = shown.join(" || ' ' || ");
            let asked = Sql::new(&format!("SELECT '{table} ' || {shown} FROM {table} ORDER BY 1"));
            rows.extend(self.store.read(asked, |row| row.take::<String>()).await.unwrap());
        }
        rows
    }
    async fn rebuilt(&self) -> u64 {
        let permitted = leave(act::RebuildModels, Kind::Journal, Uuid::nil());
        self.store.rebuild(&permitted).await.unwrap()
    }
    /// A history of everything that has rows: two cases of his and nine imported ones, two of
    /// hers of which one goes on in the other, and a group that one left and one waits for.
    async fn worked_on(&self) {
        let mut his = His::received(self).await;
        his.is_acknowledged(self).await;
        his.is_reached(self).await;
        let again = His::received(self).await;
        let mut hers = Hers::referred(self, his.id()).await;
        hers.is_allocated(self).await;
        hers.is_reached(self).await;
        let mut other = Hers::referred(self, again.id()).await;
        other.is_merged_into(self, &mut hers).await;
        let mut cohort = Cohort::set_up(self).await;
        cohort.does(self, Command::TakePlace(his.id())).await;
        cohort.does(self, Command::TakePlace(again.id())).await;
        cohort.does(self, Command::Queue(CaseId::of(Uuid::from_u128(5)))).await;
        cohort.does(self, Command::LeavePlace(again.id())).await;
        for day in 1..=9 {
            self.imports(row("Walsall", spring(day))).await;
        }
        self.restricts(again.envelope.id).await;
    }
}

#[tokio::test]
async fn what_is_made_again_equals_row_for_row_what_grew() {
    let record = Record::new().await;
    record.worked_on().await;
    let live = record.models().await;
    assert_eq!(live.len(), 11 + 2 + 2 + 1 + 2, "{live:#?}");
    assert_eq!(record.rebuilt().await, 11 + 2 + 1);
    assert_eq!(record.models().await, live);
}

#[tokio::test]
async fn rows_that_are_lost_or_altered_or_of_nothing_are_set_right() {
    let record = Record::new().await;
    record.worked_on().await;
    let live = record.models().await;
    record.writes("DELETE FROM support_cases", []).await;
    record.writes("DELETE FROM group_members WHERE waits", []).await;
    record.writes("UPDATE cases SET state = 'completed', restricted = ?", [false.into()]).await;
    record.writes("UPDATE groups SET id = ?", [Uuid::max().into()]).await;
    let forged = "INSERT INTO crossings (his, hers, programme, version) \
                  SELECT id, ?, programme, 99 FROM cases";
    record.writes(forged, [Uuid::max().into()]).await;
    assert_ne!(record.models().await, live);
    record.rebuilt().await;
    assert_eq!(record.models().await, live);
}

#[tokio::test]
async fn more_cases_than_a_page_holds_are_made_again() {
    let record = Record::new().await;
    let mut change = record.change();
    for _ in 0..2 * PAGE + 1 {
        let (envelope, case) = (record.envelope(), recorded(row("Dudley", spring(1))));
        let permitted = leave(act::ImportCase, Kind::Case, envelope.id);
        change.append(&permitted, &envelope, 0, case.history(), &case);
    }
    record.store.commit(change).await.unwrap();
    let live = record.models().await;
    record.writes("UPDATE cases SET state = 'completed'", []).await;
    assert_eq!(record.rebuilt().await, 2 * PAGE as u64 + 1);
    assert_eq!(record.models().await, live);
}

#[tokio::test]
async fn a_page_is_read_again_where_somebody_changed_it_meanwhile() {
    let record = Record::new().await;
    let mut his = His::received(&record).await;
    let permitted = leave(act::RebuildModels, Kind::Journal, Uuid::nil());
    let page = record.store.page::<programme::Case>(PROGRAMME, None, PAGE).await.unwrap();
    his.is_acknowledged(&record).await;
    let live = record.models().await;
    let late = record.store.commit(record.store.made_again(&permitted, &OF_CASES, page)).await;
    assert!(matches!(late, Err(NotCommitted::Stale { .. })), "{late:?}");
    assert_eq!(record.models().await, live);
}

#[tokio::test]
async fn what_stands_of_another_programme_stays() {
    let record = Record::new().await;
    record.worked_on().await;
    let other = Uuid::from_u128(8);
    for table in TABLES.iter().chain(&["streams"]) {
        record.writes(&format!("UPDATE {table} SET programme = ?"), [other.into()]).await;
    }
    let stands = record.models().await;
    assert_eq!(record.rebuilt().await, 0);
    assert_eq!(record.models().await, stands);
}

#[tokio::test]
async fn of_changes_to_a_group_written_together_the_last_says_who_is_in_it() {
    let record = Record::new().await;
    let mut cohort = Cohort::set_up(&record).await;
    let (one, other) = (CaseId::of(Uuid::from_u128(1)), CaseId::of(Uuid::from_u128(2)));
    let permitted = leave(act::ImportGroup, Kind::Group, cohort.envelope.id);
    let commands = [
        Command::TakePlace(one),
        Command::TakePlace(other),
        Command::LeavePlace(one),
        Command::LeavePlace(other),
        Command::TakePlace(one),
    ];
    let changes = commands.map(|command| {
        let on = cohort.group.version;
        let events = cohort.applies(&record, command);
        let mut change = record.change();
        change.append(&permitted, &cohort.envelope, on, &events, &cohort.group);
        change
    });
    let [first, second, third, fourth, fifth] = changes.map(|change| record.store.commit(change));
    tokio::try_join!(first, second, third, fourth, fifth).unwrap();
    let asked = Sql::new("SELECT record FROM group_members");
    let members = record.store.read(asked, |row| row.take::<Uuid>()).await.unwrap();
    assert_eq!(members, [one.uuid()]);
}

#[tokio::test]
async fn every_case_is_read_for_the_figures_page_after_page() {
    let record = Record::new().await;
    record.worked_on().await;
    let permitted = leave(act::ExportDataSet, Kind::DataSet, Uuid::nil());
    let (mut cases, mut after) = (Vec::new(), None);
    loop {
        let page = record.store.case_states(&permitted, after, 4).await.unwrap();
        let Some((last, _)) = page.last() else { break };
        after = Some(last.id);
        cases.extend(page);
    }
    assert_eq!(cases.len(), 11);
    for (envelope, case) in &cases {
        let read = leave(act::ImportCase, Kind::Case, envelope.id);
        let events = record.store.events::<programme::Case, _>(&read).await.unwrap();
        let history: Vec<_> = events.into_iter().map(|recorded| recorded.event).collect();
        assert_eq!(case.history(), history);
    }
    let imported = cases.iter().filter(|(_, case)| case.standing().before.is_some());
    let areas: Vec<_> = imported.filter_map(|(_, case)| case.facts().area).collect();
    assert_eq!(areas, vec![Area::new("Walsall"); 9]);
    let hers = record.store.support_case_states(&permitted, None, 50).await.unwrap();
    assert_eq!(hers.len(), 2);
    assert_eq!(record.store.group_states(&permitted, None, 50).await.unwrap().len(), 1);
}
