//! The counts that a release holds, each set of people once, however many rows tell of it.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use crate::quantity::{Quantity, Universe};
use crate::statistics::proportion::Z;
use crate::{Evaluation, Figure, Row};

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Place {
    /// A row of a figure: where it is hidden, every number of the row is.
    Row(usize, usize),
    /// A count beside the row's own, which is hidden alone: the referrals of an area in 24.
    Beside(usize, usize),
    /// The denominator that the share of a row tells.
    Whole(usize, usize),
    /// The `n` and `missing` of a figure.
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
    /// Two figures say different numbers of this set, so that nothing can be solved for.
    pub contradicted: bool,
    /// Only shares told it, and their rows are suppressed.
    pub untold: bool,
}

/// Every cell of an evaluation and which cells each place tells.
pub(super) struct Cells {
    pub all: Vec<Cell>,
    pub at: FxHashMap<Place, Vec<usize>>,
    known: FxHashMap<Set, usize>,
}

/// The key of a count that stands beside the row's own.
pub(super) const BESIDE: &str = "referrals";

impl Cells {
    /// Gathers the counts of every row but those left out, the denominators that shares tell,
    /// and the bases. Figures that are withheld as a whole are left out.
    pub fn of(evaluation: &Evaluation, left_out: impl Fn(usize, usize) -> bool) -> Self {
        let (all, at) = (Vec::new(), FxHashMap::default());
        let mut cells = Self { all, at, known: FxHashMap::default() };
        for (place, figure) in evaluation.figures.iter().enumerate() {
            if super::AS_ONE.contains(&figure.key) {
                continue;
            }
            for (line, row) in figure.rows.iter().enumerate() {
                if left_out(place, line) {
                    continue;
                }
                for (key, quantity) in &row.counts {
                    let Some(value) = row.number(key) else { continue };
                    let at = match *key {
                        BESIDE if row.counts.len() > 1 => Place::Beside(place, line),
                        _ => Place::Row(place, line),
                    };
                    let set = whole_file(row).unwrap_or_else(|| quantity.clone());
                    cells.add(Set::of(&set), value as u64, at);
                }
                if let Some((quantity, value)) = denominator(figure, row) {
                    cells.add(Set::of(&quantity), value, Place::Whole(place, line));
                }
            }
            cells.add_base(place, figure);
        }
        cells
    }

    fn add_base(&mut self, place: usize, figure: &Figure) {
        // A figure that could not be computed counts nobody, which says nothing of its base.
        let Some(base) = figure.base.as_ref().filter(|_| figure.n > 0) else { return };
        if let Some((dimension, counted)) = counted(figure) {
            self.add(Set::of(&counted), figure.n, Place::Base(place));
            let left_out = base.clone().only(dimension, ["not recorded, and so left out"]);
            self.add(Set::of(&left_out), figure.missing, Place::Base(place));
        } else if figure.missing == 0 && !matches!(figure.key, "19" | "30") {
            self.add(Set::of(base), figure.n, Place::Base(place));
        }
    }

    fn add(&mut self, set: Set, value: u64, at: Place) {
        let cell = self.known.get(&set).copied().unwrap_or_else(|| {
            self.known.insert(set.clone(), self.all.len());
            self.all.push(Cell {
                set,
                value,
                places: Vec::new(),
                suppressed: false,
                pinned: false,
                contradicted: false,
                untold: false,
            });
            self.all.len() - 1
        });
        self.all[cell].contradicted |= self.all[cell].value != value;
        self.all[cell].places.push(at);
        self.at.entry(at).or_default().push(cell);
    }
}

/// A column that is always written down counts the rows themselves, as Figure 20 does.
fn whole_file(row: &Row) -> Option<Quantity> {
    let universe = match (row.text("file")?, row.text("of")?) {
        ("referrals", "referrals") => Universe::Referrals,
        ("support", "support_cases") => Universe::Support,
        _ => return None,
    };
    if row.number("share") != Some(1.0) || row.text("provider").is_some_and(|of| of != "total") {
        return None;
    }
    let all = Quantity::all(universe);
    Some(match row.text("area")? {
        "total" => all,
        area => all.only("area", [area.to_owned()]),
    })
}

/// The dimension by which a figure leaves some of its base out, and those whom it counts. Only
/// these two leave some out and yet tell exact counts; their rows are all there is.
fn counted(figure: &Figure) -> Option<(&'static str, Quantity)> {
    let dimension = match figure.key {
        "19" => "reason",
        "30" => "sum_of_benefits",
        _ => return None,
    };
    let quantities = figure.rows.iter().flat_map(|row| &row.counts);
    let named = quantities.filter_map(|(_, quantity)| quantity.only.get(dimension)).flatten();
    Some((dimension, figure.base.clone()?.only(dimension, named.cloned())))
}

/// How many a share is of, which the share and its interval tell.
pub(super) fn size(row: &Row) -> Option<u64> {
    let (key, _) = row.counts.iter().find(|(key, _)| *key != "n" && *key != "missing")?;
    let (count, share) = (row.number(key)?, row.number("share")?);
    let whole = if share > 0.0 {
        count / share
    } else {
        // Nobody of n: the upper end of Wilson's interval is z² / (n + z²).
        let high = row.number("high").filter(|high| *high > 0.0)?;
        Z * Z * (1.0 - high) / high
    };
    Some(whole.round() as u64)
}

/// The set that the share of a row is of, and its size.
pub(super) fn denominator(figure: &Figure, row: &Row) -> Option<(Quantity, u64)> {
    let (_, quantity) = row.counts.first()?;
    let size = size(row)?;
    let individuals = quantity.universe == Universe::Individuals;
    let suitable = |of: Quantity| of.only("assessed", ["yes"]).only("outcome", ["suitable"]);
    let mut whole = quantity.clone();
    for dimension in ["assessed", "outcome", "group", "open"] {
        whole.only.remove(dimension);
    }
    let group = ["some_sessions", "completed"];
    let of = row.text("of")?;
    let whole = match (figure.key, of) {
        ("completeness", "referrals" | "support_cases") => {
            let universe = if of == "referrals" { Universe::Referrals } else { Universe::Support };
            match row.text("area")? {
                _ if row.text("provider").is_some_and(|of| of != "total") => return None,
                "total" => Quantity::all(universe),
                area => Quantity::all(universe).only("area", [area.to_owned()]),
            }
        }
        ("completeness", _) => return None,
        (_, "referrals") => Quantity::all(Universe::Referrals),
        ("demography" | "iss", "support_cases") => Quantity::all(Universe::Support),
        ("19" | "30", _) => counted(figure)?.1,
        ("demography", "individuals") => Quantity::all(Universe::Individuals),
        ("demography", "no_sessions" | "some_sessions" | "completed") => {
            Quantity::suitable().only("group", [of.to_owned()])
        }
        // Of Figure 18 every area and outcome is a share of all decided.
        ("18", "decided") => figure.base.clone()?,
        _ if !individuals => return None,
        (_, "individuals") => whole,
        (_, "assessed") => whole.only("assessed", ["yes"]),
        (_, "decided") => {
            whole.only("assessed", ["yes"]).only("outcome", ["suitable", "unsuitable"])
        }
        (_, "suitable" | "suitable_of_area" | "suitable_of_plan") => suitable(whole),
        (_, "started") => suitable(whole).only("group", group),
        _ => return None,
    };
    Some((whole, size))
}
