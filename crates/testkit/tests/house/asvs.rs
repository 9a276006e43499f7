//! The table of OWASP ASVS 5.0.0 has every requirement that Waymark is measured against, once, each
//! with where it stands and what shows it. That the tests which it names exist is held beside.

use std::collections::BTreeMap;
use std::fs;

use crate::root;

/// The levels of the requirements of each section, in their order: `1.2,1111122223` is that 1.2.1 is
/// of level 1 and 1.2.10 of level 3. Numbers alone: the words are the standard's.
const LEVELS: &str = include_str!("asvs-5.0.0.csv");

/// Chapters that are held to level 3: access control and the audit.
const TO_LEVEL_3: [&str; 2] = ["8", "16"];
/// What else of level 3 touches what leaves the service: formulas in its files, who else may load an
/// answer, being asked anew, what is kept on the way, how much is given, and for how long it is kept.
const OF_EXPORT: [&str; 6] = ["1.2.10", "3.5.8", "7.5.3", "14.2.5", "14.2.6", "14.2.7"];

/// How a requirement can stand.
const STANDS: [&str; 4] = ["met", "in part", "open", "does not apply"];

/// A row of the table.
struct Row<'a> {
    /// The numbers that it answers.
    numbers: Vec<&'a str>,
    level: &'a str,
    stands: &'a str,
    how: &'a str,
    shown: &'a str,
}

fn levels() -> BTreeMap<String, u8> {
    let mut levels = BTreeMap::new();
    for line in LEVELS.lines().skip(1) {
        let (section, each) = line.split_once(',').unwrap();
        for (place, level) in each.bytes().enumerate() {
            levels.insert(format!("{section}.{}", place + 1), level - b'0');
        }
    }
    levels
}

fn chapter(number: &str) -> &str {
    number.split('.').next().unwrap()
}

fn rows(text: &str) -> Vec<Row<'_>> {
    text.lines()
        .filter(|line| line.starts_with("| ") && line.as_bytes()[2].is_ascii_digit())
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
            let [numbers, level, _asks, stands, how, shown] = cells[..] else {
                panic!("{} cells instead of six: {line}", cells.len())
            };
            Row { numbers: numbers.split(", ").collect(), level, stands, how, shown }
        })
        .collect()
}

/// Whether something shows it that is there: a test, a file of the repository, or a page of the
/// documentation.
fn is_shown(shown: &str) -> bool {
    let code = shown.split('`').skip(1).step_by(2);
    let mut files = code.map(|code| code.split("::").next().unwrap_or(code));
    let mut pages = shown.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next());
    let docs = root().join("docs");
    files.any(|file| root().join(file).is_file()) || pages.any(|page| docs.join(page).is_file())
}

#[test]
fn the_list_of_requirements_is_the_whole_standard() {
    let levels = levels();
    let of = |level| levels.values().filter(|found| **found == level).count();
    assert_eq!((of(1), of(2), of(3)), (70, 183, 92));
}

#[test]
fn every_requirement_of_level_2_has_one_row_and_so_has_access_audit_and_export_to_level_3() {
    let text = fs::read_to_string(root().join("docs/asvs.md")).unwrap();
    let (levels, rows) = (levels(), rows(&text));
    let mut faults = Vec::new();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for number in rows.iter().flat_map(|row| &row.numbers) {
        *seen.entry(number).or_default() += 1;
    }
    for (number, level) in &levels {
        let needed = *level <= 2
            || TO_LEVEL_3.contains(&chapter(number))
            || OF_EXPORT.contains(&number.as_str());
        match seen.get(number.as_str()) {
            None if needed => faults.push(format!("{number} has no row")),
            Some(1) | None => {}
            Some(times) => faults.push(format!("{number} has {times} rows")),
        }
    }
    for row in &rows {
        let numbers = row.numbers.join(", ");
        for number in &row.numbers {
            match levels.get(*number) {
                None => faults.push(format!("{number} is no requirement")),
                Some(level) if level.to_string() != row.level => {
                    faults.push(format!("{number} is of level {level}, not {}", row.level));
                }
                Some(_) => {}
            }
        }
        if !STANDS.contains(&row.stands) {
            faults.push(format!("{numbers} stands as {:?}", row.stands));
        }
        let has_words = row.how.chars().any(char::is_alphabetic);
        match row.stands {
            "met" if is_shown(row.shown) => {}
            "in part" if is_shown(row.shown) && has_words => {}
            "open" | "does not apply" if has_words => {}
            stands => {
                faults.push(format!("{numbers} is {stands}, and nothing says why or shows it"))
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_is_said_of_how_many_requirements_are_open_is_what_the_table_says() {
    let text = fs::read_to_string(root().join("docs/asvs.md")).unwrap();
    let rows = rows(&text);
    let of = |stands| {
        let of = rows.iter().filter(|row| row.stands == stands);
        of.map(|row| row.numbers.len()).sum::<usize>()
    };
    let [met, part, open, none] = STANDS.map(of);
    let are = if open == 1 { "is" } else { "are" };
    let said = format!("{met} are met, {part} in part, {open} {are} open, and {none} do not apply");
    assert!(text.contains(&said), "docs/asvs.md should say: {said}");
}
