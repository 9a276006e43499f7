//! What a file's header says of each of its columns.

use crate::advice;
use crate::columns::{Column, Row};
use crate::fault::{Fault, Faults, shown};

/// Where a file's cells come from, for its faults.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub file: String,
    pub sheet: Option<String>,
}

/// The column that a row which was set aside has before its own: what is wrong with it. Read past,
/// so that a file that was set aside can be put right and read as it is.
pub(crate) const WHY: &str = "why";

/// What becomes of the cells of one column.
pub(crate) enum Place<R: 'static> {
    Kept { column: &'static Column<R>, required: u64 },
    PassedOver,
    Unknown,
}

/// The header, understood.
pub(crate) struct Plan<R: 'static> {
    named: Named,
    header: Vec<String>,
    places: Vec<Place<R>>,
    /// A bit for each required column that the header has.
    required: u64,
}

/// The fault of a file or sheet in whose first row no column is named, and what stands there.
pub(crate) fn no_header<R: Row>(named: Named, what: &str) -> Faults {
    let columns = R::COLUMNS.iter();
    let required: Vec<&str> =
        columns.clone().filter(|of| of.required).map(|column| column.name).collect();
    let all = columns.map(|column| column.name).collect();
    let (such_as, names) =
        if required.is_empty() { ("such as", all) } else { ("among them", required) };
    let expected = format!(
        "the header, a row with the names of the columns, {such_as} {}",
        names.join(" and ")
    );
    let plan = Plan::<R> { named, header: Vec::new(), places: Vec::new(), required: 0 };
    let mut faults = Faults::default();
    faults.add(|| plan.fault(1, "", what, &expected));
    faults
}

/// The letters by which a spreadsheet names a column, counted from 0.
pub(crate) fn letters(place: usize) -> String {
    let last = char::from(b'A' + u8::try_from(place % 26).unwrap_or(0));
    match place / 26 {
        0 => last.to_string(),
        more => letters(more - 1) + &last.to_string(),
    }
}

impl<R: Row> Plan<R> {
    /// Holds the header against the columns of the file.
    pub(crate) fn new(named: Named, header: Vec<String>) -> (Self, Faults) {
        let mut plan = Self { named, header: Vec::new(), places: Vec::new(), required: 0 };
        let mut faults = Faults::default();
        for (place, name) in header.iter().enumerate() {
            let column = R::COLUMNS.iter().find(|column| column.name == name);
            plan.places.push(match column {
                _ if name.is_empty() => {
                    if !(place > 0 && header[place - 1].is_empty()) {
                        let more = header[place..].iter().take_while(|name| name.is_empty());
                        let column = plan.named(place, place + more.count() - 1);
                        let expected = "a name in the header for each column: delete what stands \
                                        apart from the table, or name its columns";
                        faults.add(|| plan.fault(1, &column, "", expected));
                    }
                    Place::Unknown
                }
                _ if header[..place].contains(name) => {
                    faults.add(|| plan.fault(1, name, name, "each column once"));
                    Place::Unknown
                }
                Some(column) => {
                    let required = u64::from(column.required) << plan.required.count_ones();
                    plan.required |= required;
                    Place::Kept { column, required }
                }
                None if name == WHY || R::PASSED_OVER.contains(&name.as_str()) => Place::PassedOver,
                None => {
                    faults.add(|| plan.fault(1, name, name, &known::<R>(name)));
                    Place::Unknown
                }
            });
        }
        for column in R::COLUMNS.iter().filter(|column| column.required) {
            // A misspelled one is told its spelling, and is not missing as well.
            let meant =
                |name: &String| advice::column_meant(name, std::iter::once(column.name)).is_some();
            if !header.iter().any(meant) {
                faults.add(|| {
                    plan.fault(
                        1,
                        column.name,
                        "",
                        "this column, which is required: see that the first row is the header",
                    )
                });
            }
        }
        plan.header = header;
        (plan, faults)
    }
    /// A fault of this file.
    pub(crate) fn fault(&self, row: u64, column: &str, value: &str, expected: &str) -> Fault {
        Fault {
            file: self.named.file.clone(),
            sheet: self.named.sheet.clone(),
            row,
            column: shown(column),
            value: shown(value),
            expected: expected.to_owned(),
        }
    }
    /// Columns that have no name, by their places.
    fn named(&self, first: usize, last: usize) -> String {
        let one = |place: usize| match self.named.sheet {
            Some(_) => letters(place),
            None => (place + 1).to_string(),
        };
        if first == last { one(first) } else { format!("{} to {}", one(first), one(last)) }
    }
    /// How many cells a row has.
    pub(crate) fn width(&self) -> usize {
        self.header.len()
    }
    /// Whether the column is one in which people type text, or one that is not known.
    pub(crate) fn is_text(&self, place: usize) -> bool {
        match self.places.get(place) {
            Some(Place::Kept { column, .. }) => column.is_text,
            _ => true,
        }
    }
    /// What becomes of the cells of the column at this place, if the header has one there.
    #[inline]
    pub(crate) fn place(&self, place: usize) -> Option<&Place<R>> {
        self.places.get(place)
    }
    pub(crate) fn places(&self) -> &[Place<R>] {
        &self.places
    }
    /// A bit for each required column that the header has.
    #[inline]
    pub(crate) fn required(&self) -> u64 {
        self.required
    }
    pub(crate) fn header(&self) -> &[String] {
        &self.header
    }
}

/// The columns that the file may have, or the one that is meant.
fn known<R: Row>(name: &str) -> String {
    let names = R::COLUMNS.iter().map(|column| column.name);
    let names = names.chain(R::PASSED_OVER.iter().copied());
    match advice::column_meant(name, names.clone()) {
        Some(meant) => format!("“{meant}”, spelled exactly so"),
        None => {
            let all = names.collect::<Vec<_>>().join(", ");
            format!("one of the columns of {}: {all}; rename or delete it", R::FILE.name())
        }
    }
}
