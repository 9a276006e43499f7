//! What disclosure control took away, as a file beside the release.

use evaluation::Release;

use super::csv::harmless;

/// One line a row that was taken away: figure, row, rule.
pub fn release_log(release: &Release) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail, so results are dropped without a word.
    writer.write_record(["figure", "row", "rule"]).ok();
    for entry in &release.log {
        writer
            .write_record([&entry.figure, &entry.row, &entry.rule].map(|text| harmless(text)))
            .ok();
    }
    writer.into_inner().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use evaluation::Suppression;

    use super::*;

    #[test]
    fn every_row_taken_away_has_its_line() {
        let entry = Suppression {
            figure: "24".to_owned(),
            row: "area=Coventry, group=completed".to_owned(),
            rule: "count of 1 to 4".to_owned(),
        };
        let log = release_log(&Release { rounded_to: None, log: vec![entry] });
        assert_eq!(
            String::from_utf8(log).unwrap(),
            "figure,row,rule\n24,\"area=Coventry, group=completed\",count of 1 to 4\n"
        );
    }
}
