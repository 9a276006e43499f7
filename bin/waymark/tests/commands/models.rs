//! The read models of a file, row by row, past the program.

use std::collections::BTreeMap;

use testkit::Past;

/// What is made from the journal alone.
const MODELS: [&str; 8] = [
    "cases",
    "case_clocks",
    "support_cases",
    "support_clocks",
    "crossings",
    "groups",
    "group_members",
    "group_sessions",
];
/// What is the record itself, and cannot be made again.
const RECORD: [&str; 32] = [
    "api_tokens",
    "areas_served",
    "attempts",
    "audit",
    "blind_index",
    "ceremonies",
    "commands",
    "drafts",
    "factors",
    "identities",
    "imported",
    "invitations",
    "journal",
    "keys",
    "messages",
    "meta",
    "organisations",
    "outbox",
    "places",
    "programmes",
    "readdressed",
    "recovery_codes",
    "relations",
    "resets",
    "roles",
    "sessions",
    "spent",
    "streams",
    "taking_part",
    "texts",
    "workers",
    "wraps",
];

/// Every row of every read model, by table.
pub async fn rows(file: &str) -> BTreeMap<String, Vec<String>> {
    let past = connected(file).await;
    let tables = strings(&past, "SELECT name FROM sqlite_master WHERE type = 'table'").await;
    for table in &tables {
        let table = table.as_str();
        let known = MODELS.contains(&table) || RECORD.contains(&table);
        assert!(known || table.starts_with("sqlite_"), "{table}: a read model, or the record?");
    }
    let mut models = BTreeMap::new();
    for table in MODELS {
        let named = format!("SELECT name FROM pragma_table_info('{table}')");
        let columns = strings(&past, &named).await;
        assert!(columns.len() > 2, "{table}: {columns:?}");
        let said: Vec<String> =
            columns.iter().map(|column| format!("'{column}=' || quote({column})")).collect();
        let said = said.join(" || ' ' || ");
        let rows = strings(&past, &format!("SELECT {said} FROM {table} ORDER BY 1")).await;
        assert!(!rows.is_empty(), "{table} is empty: nothing is compared");
        models.insert(table.to_owned(), rows);
    }
    models
}

/// How many rows a table has.
pub async fn count(file: &str, table: &str) -> usize {
    let past = connected(file).await;
    let counted = strings(&past, &format!("SELECT '' || count(*) FROM {table}")).await;
    counted[0].parse().unwrap()
}

async fn connected(file: &str) -> Past {
    Past::connect(file).await.unwrap()
}

async fn strings(past: &Past, sql: &str) -> Vec<String> {
    let rows = past.rows(sql).await.unwrap();
    rows.iter().map(|row| row[0].text().unwrap().to_owned()).collect()
}
