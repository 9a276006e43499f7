//! What a count counts, said so that disclosure control can see when two tables tell of the
//! same people.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Whom a count is of, before any condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Universe {
    /// Referrals, each counted.
    Referrals,
    /// Individuals, each once, with the attributes of his index referral.
    Individuals,
    /// Support cases.
    Support,
    /// Interviews.
    Interviews,
    /// Whatever else a figure counts (incidents, sessions, answers): by the figure's key, so
    /// that counts of two figures are never taken for the same thing.
    Of(&'static str),
}

/// The set that a count counts: of a universe, those whose value in each dimension named is
/// one of the values given. A dimension that is not named does not restrict.
///
/// Quantities are canonical, so that the *suitable of Dudley* of one figure equal the
/// *suitable of Dudley* of another. Dimensions and values used by several figures:
///
/// | universe | dimension | values |
/// | --- | --- | --- |
/// | individuals | `assessed` | `yes`, `no` |
/// | individuals | `outcome` | `suitable`, `unsuitable`, `pending`, `none` |
/// | individuals | `group` | `no_sessions`, `some_sessions`, `completed`, always with `outcome` = `suitable` |
/// | individuals, referrals, support | `area` | the areas, `not_recorded` |
/// | individuals | `plan`, `ethnicity`, `age_band`, `religion`, `reason`, `quarter` | as the figure writes them |
/// | referrals | `quarter` | `2017Q3` … |
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Quantity {
    /// Whom it is of.
    pub universe: Universe,
    /// The values that count, by dimension.
    pub only: BTreeMap<&'static str, BTreeSet<Cow<'static, str>>>,
}

impl Quantity {
    /// Everyone of the universe.
    pub fn all(universe: Universe) -> Self {
        Self { universe, only: BTreeMap::new() }
    }
    /// Individuals found suitable.
    pub fn suitable() -> Self {
        Self::all(Universe::Individuals).only("assessed", ["yes"]).only("outcome", ["suitable"])
    }
    /// Restricts to those whose value in the dimension is one of these.
    #[must_use]
    pub fn only<V: Into<Cow<'static, str>>>(
        mut self,
        dimension: &'static str,
        values: impl IntoIterator<Item = V>,
    ) -> Self {
        self.only.insert(dimension, values.into_iter().map(Into::into).collect());
        self
    }
}
