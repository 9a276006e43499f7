//! The rules of intake that an installation gives: a file, read whole before anything is opened.

use std::fs;
use std::path::Path;

use casework::Office;
use pathway::rows::FaultyRows;
use pathway::rules::{Intake, Rules};

use crate::failure::{Failure, say};
use crate::record;

/// The rules that Waymark ships, followed by those of the file.
pub fn read(file: Option<&Path>) -> Result<Rules, Failure> {
    let shipped = Rules::shipped().map_err(Failure::surroundings)?;
    let Some(file) = file else { return Ok(shipped) };
    let name = file.display().to_string();
    let bytes = fs::read(file)
        .map_err(|cause| Failure::input(format!("the rules {name} cannot be read: {cause}")))?;
    let text = String::from_utf8(bytes).map_err(|_| {
        Failure::input(format!(
            "{name} is not UTF-8 text; save it as “CSV UTF-8 (comma delimited)” and try again"
        ))
    })?;
    let own = Rules::read(&text).map_err(|faults| refusal(&name, &faults))?;
    Ok(shipped.followed_by(own))
}

/// Lists the faults, a line each, and says how many there are.
fn refusal(name: &str, FaultyRows(faults): &FaultyRows) -> Failure {
    for fault in faults {
        say(&format!("{name}, {fault}"));
    }
    let errors = if faults.len() == 1 { "error" } else { "errors" };
    Failure::input(format!("{} {errors} in the rules {name}; nothing was started", faults.len()))
}

/// What whoever runs it should know of the rules at the start: areas that nobody serves, which may
/// be mistyped, and that nobody is taken in.
pub async fn warn(office: &Office) -> Result<(), Failure> {
    let mut served = Vec::new();
    let programmes = office.programmes().await.map_err(record::refused)?;
    for programme in &programmes {
        let worker = office.command_line(Some(&programme.name)).await.map_err(record::refused)?;
        let all = office.acting(&worker).organisations().await.map_err(record::refused)?;
        served.extend(all.into_iter().flat_map(|one| one.areas));
    }
    if served.is_empty() {
        return Ok(());
    }
    for area in office.rules().all().iter().filter_map(|rule| rule.area.as_ref()) {
        if !served.contains(area) {
            tracing::warn!(
                area = area.name(),
                "a rule is of an area that no organisation serves: see that it is spelled as in \
                 waymark organisation list"
            );
        }
    }
    let (today, _) = office.london();
    let open = |area| office.rules().on(today, Some(area)).intake == Intake::Open;
    if !served.iter().any(open) {
        tracing::warn!(
            "intake is closed today in every area, so that every referral is against the rules: \
             give rules of your own with --rules"
        );
    }
    Ok(())
}
