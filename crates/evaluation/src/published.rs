//! The report's own tables (`data/published/`), as printed.
//!
//! The demonstration cohort is solved from them, figures show them beside what they compute,
//! and `contradictions` holds them against one another. No figure is computed from
//! them.

/// A published table: a header and rows of text.
#[derive(Clone, Debug)]
pub struct Table {
    /// The name of its file, without the ending.
    pub name: &'static str,
    /// Its columns, in order.
    pub columns: Vec<String>,
    /// Its rows, each as long as the header.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    fn parse(name: &'static str, text: &str) -> Self {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let columns: Vec<String> =
            reader.headers().into_iter().flatten().map(str::to_owned).collect();
        let rows = reader
            .records()
            .filter_map(Result::ok)
            .map(|record| {
                let mut row: Vec<String> = record.iter().map(str::to_owned).collect();
                row.resize(columns.len(), String::new());
                row
            })
            .collect();
        Self { name, columns, rows }
    }
    /// The place of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }
    /// The text under `column` in the first row whose `key` column is `value`.
    pub fn text(&self, key: &str, value: &str, column: &str) -> Option<&str> {
        let (key, column) = (self.column(key)?, self.column(column)?);
        let row = self.rows.iter().find(|row| row[key] == value)?;
        Some(row[column].as_str()).filter(|text| !text.is_empty())
    }
    /// The number there, without a per cent sign.
    pub fn number(&self, key: &str, value: &str, column: &str) -> Option<f64> {
        self.text(key, value, column)?.trim_end_matches('%').parse().ok()
    }
    /// Its rows, in order, each asked by column.
    pub fn iter(&self) -> impl Iterator<Item = Line<'_>> {
        self.rows.iter().map(|row| Line { table: self, row })
    }
}

/// A row of a published table.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    table: &'a Table,
    row: &'a [String],
}

impl<'a> Line<'a> {
    /// The text in a column; empty where the column is empty or absent.
    pub fn text(&self, column: &str) -> &'a str {
        self.table.column(column).map_or("", |place| self.row[place].as_str())
    }
    /// The number in a column, without a per cent sign.
    pub fn number(&self, column: &str) -> Option<f64> {
        self.text(column).trim_end_matches('%').parse().ok()
    }
}

macro_rules! tables {
    ($($name:ident),+ $(,)?) => {
        $(
            #[doc = concat!("`data/published/", stringify!($name), ".csv`.")]
            pub fn $name() -> Table {
                Table::parse(
                    stringify!($name),
                    include_str!(concat!(
                        env!("CARGO_MANIFEST_DIR"), "/../../data/published/", stringify!($name), ".csv"
                    )),
                )
            }
        )+
        /// Every published table.
        pub fn all() -> Vec<Table> {
            vec![$($name()),+]
        }
    };
}

tables!(
    benchmark_round_1,
    benefits_percent_printed,
    comparators,
    completions_by_area,
    consultation,
    directory,
    engagement_means,
    evaluation_questions,
    inputs_and_context,
    interviews,
    iss_support_counts,
    iss_support_types,
    outputs,
    principle_elements,
    principles,
    providers_areas,
    quarter_totals_printed,
    recommendations,
    referrals_by_area_quarter,
    session_records,
    stakeholders_by_organisation,
    stated_rates,
    suitability_by_area,
    suitability_percent_printed,
    sum_of_benefits,
    unsuitable_reasons,
);

#[cfg(test)]
mod tests {
    #[test]
    fn every_table_has_rows_and_a_number_is_found_by_its_row() {
        for table in super::all() {
            assert!(!table.rows.is_empty(), "{} is empty", table.name);
        }
        assert_eq!(
            super::completions_by_area().number("area", "Sandwell", "completed"),
            Some(10.0)
        );
    }
}
