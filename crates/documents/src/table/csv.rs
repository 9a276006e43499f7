//! A figure as CSV: the keys of its rows as header, full precision, safe to open in a
//! spreadsheet.

use evaluation::{Figure, Row, Value};

use crate::words::SUPPRESSED;

/// One column of the file: a key, or one name of a number by name (`incidence.removed`).
pub(crate) struct Field {
    /// The key of the cell.
    pub(crate) key: &'static str,
    /// The name within it.
    pub(crate) name: Option<String>,
}

impl Field {
    /// The value of a row there.
    pub(crate) fn value<'a>(&self, row: &'a Row) -> Option<&'a Value> {
        match (row.get(self.key)?, &self.name) {
            (Value::Named(named), Some(name)) => {
                named.iter().find(|(of, _)| of == name).map(|(_, value)| value)
            }
            (value, _) => Some(value),
        }
    }
}

/// The figure's rows. A text that a spreadsheet would take for a formula begins with an
/// apostrophe; a suppressed number is `[c]`; an undefined one is empty.
pub fn csv(figure: &Figure) -> Vec<u8> {
    let fields = fields(figure);
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail, so results are dropped without a word.
    let header = fields.iter().map(|field| match &field.name {
        Some(name) => format!("{}.{name}", field.key),
        None => field.key.to_owned(),
    });
    writer.write_record(header).ok();
    for row in &figure.rows {
        writer
            .write_record(
                fields.iter().map(|field| field.value(row).map_or_else(String::new, plain)),
            )
            .ok();
    }
    writer.into_inner().unwrap_or_default()
}

/// Every key of the rows: those of the columns in their order, then any other.
pub(crate) fn fields(figure: &Figure) -> Vec<Field> {
    let mut keys: Vec<&'static str> = figure.columns.iter().map(|column| column.key).collect();
    for (key, _) in figure.rows.iter().flat_map(|row| &row.cells) {
        if !keys.contains(key) {
            keys.push(key);
        }
    }
    let mut fields = Vec::with_capacity(keys.len());
    for key in keys {
        let mut names: Vec<String> = Vec::new();
        for row in &figure.rows {
            if let Some(Value::Named(named)) = row.get(key) {
                for (name, _) in named {
                    if !names.iter().any(|known| known == name) {
                        names.push(name.clone().into_owned());
                    }
                }
            }
        }
        if names.is_empty() {
            fields.push(Field { key, name: None });
        }
        fields.extend(names.into_iter().map(|name| Field { key, name: Some(name) }));
    }
    fields
}

fn plain(value: &Value) -> String {
    match value {
        Value::Withheld => SUPPRESSED.into(),
        Value::Null => String::new(),
        Value::Count(count) => count.to_string(),
        Value::Whole(whole) => whole.to_string(),
        // The shortest text that reads back as the same number.
        Value::Number(number) => number.to_string(),
        Value::Text(text) => harmless(text),
        Value::Numbers(numbers) => numbers.iter().map(f64::to_string).collect::<Vec<_>>().join(";"),
        Value::Texts(texts) => harmless(&texts.join(";")),
        Value::Named(named) => {
            let parts: Vec<String> =
                named.iter().map(|(name, part)| format!("{name}={}", plain(part))).collect();
            harmless(&parts.join(";"))
        }
    }
}

/// A spreadsheet takes what begins so for a formula.
pub(super) fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    fn text(figure: &Figure) -> String {
        String::from_utf8(csv(figure)).expect("utf-8")
    }

    #[test]
    fn the_keys_are_the_header_and_numbers_keep_their_precision() {
        let csv = text(&samples::waits());
        let mut lines = csv.lines();
        assert_eq!(lines.next(), Some("group,n,mean,sd,low,high"));
        assert_eq!(
            lines.next(),
            Some("no_sessions,60,30.716666666666665,18.123456789012344,26.034,35.399")
        );
    }

    #[test]
    fn a_suppressed_number_is_said_and_an_undefined_one_is_empty() {
        assert!(text(&samples::suppressed()).contains("some_sessions,[c],[c],[c],[c],[c]"));
        assert!(text(&samples::empty()).contains("no_sessions,0,,,,"));
    }

    #[test]
    fn what_was_never_known_is_empty_in_a_suppressed_row_too() {
        let mut figure = samples::suppressed();
        let row = figure.rows.last_mut().expect("a row");
        row.cells.push(("target", Value::Null));
        assert!(text(&figure).ends_with("total,[c],[c],[c],[c],[c],\n"), "{}", text(&figure));
    }

    #[test]
    fn no_text_is_a_formula() {
        for bad in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"] {
            let mut figure = samples::waits();
            figure.rows = vec![Row::new().with("group", bad.to_owned())];
            let bytes = csv(&figure);
            let mut reader = csv::Reader::from_reader(bytes.as_slice());
            let record = reader.records().next().expect("a row").expect("readable");
            assert_eq!(record.get(0), Some(format!("'{bad}").as_str()));
        }
    }

    #[test]
    fn a_negative_whole_number_is_a_number() {
        let mut figure = samples::waits();
        figure.rows =
            vec![Row::new().with("sum", Value::Whole(-4)).with_number("mean", Some(-0.5))];
        assert!(text(&figure).ends_with(",,-0.5,,,,-4\n") || text(&figure).contains("-0.5"));
        assert!(!text(&figure).contains('\''));
    }

    #[test]
    fn numbers_by_name_have_a_column_each() {
        assert!(text(&samples::survival()).starts_with(
            "sessions,at_risk,survival,low,high,incidence.dropped_out,incidence.removed\n"
        ));
    }
}
