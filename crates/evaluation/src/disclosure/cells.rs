//! The counts that a release holds, each set of people once, however many rows tell of it.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::meaning::{Meaning, WRITTEN, counted, stands_beside};
use crate::figures::age_band::AGE_BANDS;
use crate::quantity::{Quantity, Universe};
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

/// Whether a referral is the index referral of its man.
const INDEX: &str = "index referral";

/// The stages of the support service, by the column that tells each.
const STAGES: [(&str, &str); 3] =
    [("contacted", "first_contact_on"), ("assessed", "assessed_on"), ("started", "started_on")];

/// A set of people in one form: the values allowed in each dimension.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Set {
    pub universe: String,
    pub only: BTreeMap<String, BTreeSet<String>>,
}

impl Set {
    /// Everyone of a universe.
    pub fn all(universe: Universe) -> Self {
        Self::of(&Quantity::all(universe))
    }
    /// Restricts to those whose value in the dimension is one of these.
    pub fn only<V: Into<String>>(
        mut self,
        dimension: &str,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        self.only.insert(dimension.to_owned(), values.into_iter().map(Into::into).collect());
        self
    }
    /// One form for quantities that say the same in different words. A man is his index referral, one
    /// of all referrals, so that men and referrals are solved for together: of a column or an area
    /// there are as many referrals as men, or more.
    pub fn of(quantity: &Quantity) -> Self {
        let mut only: BTreeMap<String, BTreeSet<String>> = quantity
            .only
            .iter()
            .map(|(key, values)| {
                ((*key).to_owned(), values.iter().map(|value| value.to_string()).collect())
            })
            .collect();
        if quantity.universe == Universe::Support {
            for (stage, column) in STAGES {
                if only.remove(stage).is_some() {
                    only.insert(column.to_owned(), WRITTEN.map(str::to_owned).into());
                }
            }
        }
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
            if only.remove("age").is_some() {
                // Figure 26 counts those whose age is recorded, whatever it is.
                only.insert("age_band".to_owned(), AGE_BANDS.map(str::to_owned).into());
            }
            if course.len() < COURSE.len() {
                only.insert("course".to_owned(), course);
            }
            only.insert(INDEX.to_owned(), ["yes".to_owned()].into());
        }
        let universe = match quantity.universe {
            Universe::Individuals => Universe::Referrals,
            universe => universe,
        };
        Self { universe: format!("{universe:?}"), only }
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
    /// What is known of it once it is suppressed: 1 or more where it stands alone in a row, since
    /// a zero is never suppressed there.
    pub least: u64,
    /// An earlier release tells the same number, so that hiding it here protects nothing.
    pub pinned: bool,
    /// No number of the release, but known by definition.
    pub fixed: bool,
    /// Two figures say different numbers of this set, so that nothing can be solved for.
    pub contradicted: bool,
    /// Only shares told it, and their rows are suppressed.
    pub untold: bool,
    /// It stands only among other counts of its rows, with which it may be hidden though it is 0.
    pub among: bool,
}

impl Cell {
    /// Whether its number cannot be another, whatever is suppressed.
    pub fn stays(&self, given: Given) -> bool {
        let by_earlier = match given {
            Given::All => self.pinned,
            Given::AllToldAgain => self.pinned && !self.suppressed,
            Given::None => false,
        };
        !self.untold && (by_earlier || self.fixed || self.value == 0 && !self.among)
    }
    /// Whether it has to be seen covered by another world.
    pub fn has_to_be_covered(&self) -> bool {
        self.suppressed && !self.stays(Given::None) && !self.untold
    }
}

/// What is known from earlier releases.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Given {
    /// All that they told of what this one counts.
    All,
    /// Of that what this release tells too: for those who have this one alone.
    AllToldAgain,
    /// Nothing, and what they told may be suppressed here.
    None,
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
    pub fn of(
        evaluation: &Evaluation,
        meaning: &Meaning,
        left_out: impl Fn(usize, usize) -> bool,
    ) -> Self {
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
                cells.add_row(meaning, figure, (place, line), row);
            }
            cells.add_base(place, figure);
        }
        cells.relate_exits(evaluation);
        cells.relate_weekly_sessions(evaluation);
        cells
    }

    fn add_row(&mut self, meaning: &Meaning, figure: &Figure, at: (usize, usize), row: &Row) {
        let own = |key: &str| !stands_beside(figure, at.1, key);
        // Several counts in a row, and some above zero: a zero among them may be hidden too.
        let counts = || row.counts.iter().filter(|(key, _)| own(key));
        let several = counts().count() > 1 && counts().any(|(key, _)| row.number(key) > Some(0.0));
        for (key, quantity) in &row.counts {
            let Some(value) = row.number(key) else { continue };
            let Some(set) = meaning.count(figure, row, key, quantity) else { continue };
            let place = if own(key) { Place::Row(at.0, at.1) } else { Place::Beside(at.0, at.1) };
            self.add(set, value as u64, place, several && own(key));
        }
        if let Some((set, value)) = meaning.denominator(figure, row) {
            self.add(set, value, Place::Whole(at.0, at.1), false);
        }
    }

    fn add_base(&mut self, place: usize, figure: &Figure) {
        // A figure that could not be computed counts nobody, which says nothing of its base.
        let Some(base) = figure.base.as_ref().filter(|_| figure.n > 0) else { return };
        if let Some((dimension, counted)) = counted(figure) {
            self.add(Set::of(&counted), figure.n, Place::Base(place), false);
            let left_out = base.clone().only(dimension, ["not recorded, and so left out"]);
            self.add(Set::of(&left_out), figure.missing, Place::Base(place), false);
        } else if figure.missing == 0 && !matches!(figure.key, "19" | "30" | "timeliness") {
            self.add(Set::of(base), figure.n, Place::Base(place), false);
        }
    }

    fn add(&mut self, set: Set, value: u64, at: Place, among: bool) {
        let cell = self.known.get(&set).copied().unwrap_or_else(|| {
            self.known.insert(set.clone(), self.all.len());
            self.all.push(Cell {
                set,
                value,
                places: Vec::new(),
                suppressed: false,
                least: 0,
                pinned: false,
                fixed: false,
                contradicted: false,
                untold: false,
                among: true,
            });
            self.all.len() - 1
        });
        let of = &mut self.all[cell];
        of.contradicted |= of.value != value;
        of.among &= among;
        of.least = u64::from(!of.among && of.value > 0);
        if !of.places.contains(&at) {
            of.places.push(at);
            self.at.entry(at).or_default().push(cell);
        }
    }

    /// The cell of a set, where the release tells one.
    pub fn cell(&self, set: &Set) -> Option<&Cell> {
        self.place(set).map(|cell| &self.all[cell])
    }

    /// Where it is among all.
    pub fn place(&self, set: &Set) -> Option<usize> {
        self.known.get(set).copied()
    }

    /// Every starter has one exit, and those who completed are last seen at the last session.
    fn relate_exits(&mut self, evaluation: &Evaluation) {
        let attrition = evaluation.figures.iter().find(|of| of.key == "attrition");
        let Some(figure) = attrition.filter(|of| of.n > 0) else { return };
        let all: BTreeSet<String> = figure
            .rows
            .iter()
            .flat_map(|row| &row.counts)
            .filter_map(|(_, quantity)| quantity.only.get("exit"))
            .flatten()
            .map(ToString::to_string)
            .collect();
        let set = Set::all(Universe::Of("attrition")).only("exit", all);
        self.known.insert(set.clone(), self.all.len());
        self.all.push(Cell {
            set,
            value: figure.n,
            places: Vec::new(),
            suppressed: false,
            least: 0,
            pinned: false,
            fixed: true,
            contradicted: false,
            untold: false,
            among: false,
        });
        let completed = Set::of(&Quantity::suitable().only("group", ["completed"]));
        let completed = self.cell(&completed).map_or(0, |cell| cell.value);
        let last = figure.rows.last().and_then(|row| {
            row.counts.iter().find(|(key, _)| *key == "censored").map(|(_, of)| Set::of(of))
        });
        if let Some(cell) = last.and_then(|set| self.known.get(&set).copied()) {
            self.all[cell].least = self.all[cell].least.max(completed);
        }
    }

    /// Sessions a week tell how many there were, to those who know the weeks.
    fn relate_weekly_sessions(&mut self, evaluation: &Evaluation) {
        let figure = |key: &str| evaluation.figures.iter().position(|of| of.key == key);
        let (Some(outputs), Some(activity)) = (figure("13"), figure("activity")) else { return };
        let rows = &evaluation.figures[outputs].rows;
        let line = rows.iter().position(|row| row.text("output") == Some("sessions_per_week"));
        let activity = &evaluation.figures[activity];
        if let (Some(line), Some(base)) = (line, &activity.base)
            && activity.n > 0
        {
            self.add(Set::of(base), activity.n, Place::Row(outputs, line), false);
        }
    }
}
