//! The counts that a release holds, each set of people once, however many rows tell of it.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::Evaluation;
use crate::quantity::{Quantity, Universe};

/// How far a man came, as one dimension: these values part the individuals, so that
/// *suitable* is seen to be the sum of the three groups.
const COURSE: [(&str, &str, &str); 7] = [
    ("no_sessions", "suitable", "yes"),
    ("some_sessions", "suitable", "yes"),
    ("completed", "suitable", "yes"),
    ("unsuitable", "unsuitable", "yes"),
    ("pending", "pending", "yes"),
    ("assessed_only", "none", "yes"),
    ("not_assessed", "none", "no"),
];

/// A set of people in one form: the values allowed in each dimension.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Set {
    pub universe: String,
    pub only: BTreeMap<String, BTreeSet<String>>,
}

impl Set {
    /// One form for quantities that say the same in different words.
    pub fn of(quantity: &Quantity) -> Self {
        let mut only: BTreeMap<String, BTreeSet<String>> = quantity
            .only
            .iter()
            .map(|(key, values)| {
                ((*key).to_owned(), values.iter().map(|value| value.to_string()).collect())
            })
            .collect();
        if quantity.universe == Universe::Individuals {
            let (group, outcome, assessed) =
                (only.remove("group"), only.remove("outcome"), only.remove("assessed"));
            let allows = |values: &Option<BTreeSet<String>>, value: &str| {
                values.as_ref().is_none_or(|values| values.contains(value))
            };
            let course: BTreeSet<String> = COURSE
                .iter()
                .filter(|(of_group, of_outcome, of_assessed)| {
                    allows(&group, of_group)
                        && allows(&outcome, of_outcome)
                        && allows(&assessed, of_assessed)
                })
                .map(|(group, _, _)| (*group).to_owned())
                .collect();
            if course.len() < COURSE.len() {
                only.insert("course".to_owned(), course);
            }
        }
        Self { universe: format!("{:?}", quantity.universe), only }
    }
}

/// Where a number of a cell stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Place {
    /// A row of a figure.
    Row(usize, usize),
    /// The base of a figure: its `n` and `missing`, which become multiples of 5.
    Base(usize),
}

/// A set whose size the release tells.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub set: Set,
    pub value: u64,
    pub places: Vec<Place>,
    pub suppressed: bool,
    /// An earlier release tells the same number, so that hiding it here protects nothing.
    pub pinned: bool,
}

/// Every cell of an evaluation and which cells each place tells.
pub(super) struct Cells {
    pub all: Vec<Cell>,
    pub at: FxHashMap<Place, Vec<usize>>,
}

impl Cells {
    /// Gathers the counts of every row, and the base of figures that leave nobody out.
    pub fn of(evaluation: &Evaluation) -> Self {
        let mut cells = Self { all: Vec::new(), at: FxHashMap::default() };
        let mut known: FxHashMap<Set, usize> = FxHashMap::default();
        for (place, figure) in evaluation.figures.iter().enumerate() {
            for (line, row) in figure.rows.iter().enumerate() {
                for (key, quantity) in &row.counts {
                    if let Some(value) = row.number(key) {
                        let at = Place::Row(place, line);
                        cells.add(&mut known, Set::of(quantity), value as u64, at);
                    }
                }
            }
            if let Some(base) = &figure.base
                && figure.missing == 0
            {
                cells.add(&mut known, Set::of(base), figure.n, Place::Base(place));
            }
        }
        cells
    }

    fn add(&mut self, known: &mut FxHashMap<Set, usize>, set: Set, value: u64, at: Place) {
        let found = known.get(&set).copied().filter(|cell| self.all[*cell].value == value);
        let cell = found.unwrap_or_else(|| {
            let mut set = set;
            if known.contains_key(&set) {
                // Two numbers for one set: they are not the same people after all.
                set.universe = format!("{} at {at:?}", set.universe);
            }
            known.insert(set.clone(), self.all.len());
            self.all.push(Cell {
                set,
                value,
                places: Vec::new(),
                suppressed: false,
                pinned: false,
            });
            self.all.len() - 1
        });
        self.all[cell].places.push(at);
        self.at.entry(at).or_default().push(cell);
    }
}
