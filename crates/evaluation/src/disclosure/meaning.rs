//! What the numbers of a row count, in words that all figures share: a column that is written
//! down, a clock that ended and a stage that was reached are often one and the same.

use std::collections::BTreeSet;

use dataset::Code;
use dataset::codes::Area;

use super::cells::{BESIDE, Set};
use crate::figures::age_band::AGE_BANDS;
use crate::figures::characteristics::{Characteristic, NOT_RECORDED};
use crate::quantity::{Quantity, Universe};
use crate::statistics::proportion::Z;
use crate::{Evaluation, Figure, Row};

/// How a clock can end. One that ended *before* it began is left out of `n` and `missing`.
const WITHIN: &str = "within";
const BY_DUE: &str = "by due";
const LATE: &str = "late";
const BEFORE: &str = "before";
const NO: &str = "no";
const ENDED: [&str; 3] = [WITHIN, BY_DUE, LATE];
pub(super) const WRITTEN: [&str; 4] = [WITHIN, BY_DUE, LATE, BEFORE];

/// Clocks that run from a column that every row has: the file, the column that ends it, and the
/// contradiction that counts those that ended before they began.
const CLOCKS: [(&str, &str, &str, &str); 6] = [
    ("acknowledged", "referrals", "acknowledged_on", "acknowledged_before_received"),
    ("contacted", "referrals", "first_contact_on", "contacted_before_received"),
    ("contacted_by_due", "referrals", "first_contact_on", "contacted_before_received"),
    (
        "assessment_offered",
        "referrals",
        "first_assessment_offered_on",
        "assessment_offered_before_received",
    ),
    ("support_contacted", "support", "first_contact_on", "contacted_before_referred"),
    ("support_assessed", "support", "assessed_on", "assessed_before_referred"),
];

/// Columns that are each asked of those who have the other, so that both count those with both:
/// the file, and each with the name of those who have it.
const OF_ONE_ANOTHER: [[(&str, &str, &str); 2]; 3] = [
    [("referrals", "closed_on", "closed"), ("referrals", "closure_reason", "with_closure_reason")],
    [("support", "closed_on", "closed"), ("support", "closure_reason", "with_closure_reason")],
    [
        ("referrals", "first_assessment_attended_on", "assessment_attended"),
        ("referrals", "assessment_outcome", "with_outcome"),
    ],
];

/// The two columns of which this is one, by its name or by that of those who have it.
fn both(file: &str, name: &str) -> Option<[&'static str; 2]> {
    let pair = OF_ONE_ANOTHER.iter().find(|pair| {
        pair.iter().any(|(of, column, asked)| *of == file && (*column == name || *asked == name))
    })?;
    Some(pair.map(|(_, column, _)| column))
}

/// Plans as Figure 25 has them, but for those that are not recorded.
const PLANS: [&str; 4] = ["cp", "cin", "early_help", "other"];

/// What figures say of columns, gathered once.
pub(super) struct Meaning {
    /// Columns that are written down in every row of which they are asked.
    full: BTreeSet<(String, String)>,
    providers: BTreeSet<String>,
}

impl Meaning {
    pub fn of(evaluation: &Evaluation) -> Self {
        let rows = || {
            evaluation.figures.iter().filter(|of| of.key == "completeness").flat_map(|of| &of.rows)
        };
        let named =
            |row: &Row| Some((row.text("file")?.to_owned(), row.text("column")?.to_owned()));
        let whole = |row: &Row| row.number("share").is_none_or(|share| share == 1.0);
        let mut full: BTreeSet<_> = rows().filter_map(named).collect();
        for row in rows().filter(|row| !whole(row)) {
            if let Some(name) = named(row) {
                full.remove(&name);
            }
        }
        let providers = rows().filter_map(|row| row.text("provider")).map(str::to_owned).collect();
        Self { full, providers }
    }

    fn is_full(&self, file: &str, column: &str) -> bool {
        self.full.contains(&(file.to_owned(), column.to_owned()))
    }

    /// The set that a count of a row counts; nothing where it counts nobody by definition.
    pub fn count(&self, figure: &Figure, row: &Row, key: &str, quantity: &Quantity) -> Option<Set> {
        let of_row = match figure.key {
            "completeness" if row.text("problem").is_some() => self.reversed(row),
            "completeness" => return self.recorded(row),
            "timeliness" => self.clock(row, key),
            _ => None,
        };
        Some(of_row.unwrap_or_else(|| Set::of(quantity)))
    }

    /// The rows of which a column is asked.
    fn asked(row: &Row) -> Option<Set> {
        let (file, of) = (row.text("file")?, row.text("of")?);
        let mut set = match (file, of) {
            ("referrals", "referrals") => Set::all(Universe::Referrals),
            ("support", "support_cases") => Set::all(Universe::Support),
            ("activity", "rows") => Set::all(Universe::Of("activity")),
            ("support", "started") => Set::all(Universe::Support).only("started_on", WRITTEN),
            (file, of) if both(file, of).is_some() => Self::who_have(file, of)?,
            _ => Set::all(Universe::Of("completeness")).only("file", [file]).only("base", [of]),
        };
        for dimension in ["area", "provider"] {
            if let Some(value) = row.text(dimension).filter(|value| *value != "total") {
                set = set.only(dimension, [value]);
            }
        }
        Some(set)
    }

    /// Those who have one of two columns that are asked of one another.
    fn who_have(file: &str, of: &str) -> Option<Set> {
        let pair =
            OF_ONE_ANOTHER.iter().find(|pair| pair.iter().any(|(_, _, asked)| *asked == of))?;
        let (_, column, _) = pair.iter().find(|(_, _, asked)| *asked == of)?;
        let base = both(file, of)?.join(" and ");
        let set = Set::all(Universe::Of("completeness")).only("file", [file]).only("base", [base]);
        Some(set.only(column, WRITTEN))
    }

    /// The rows in which a column is written down.
    fn recorded(&self, row: &Row) -> Option<Set> {
        let (file, column) = (row.text("file")?, row.text("column")?);
        let set = Self::asked(row)?;
        if let Some(pair) = both(file, column) {
            return Some(pair.into_iter().fold(set, |set, column| set.only(column, WRITTEN)));
        }
        if self.is_full(file, column) {
            return Some(set);
        }
        let known = |of: Characteristic| of.values().into_iter().filter(|of| *of != NOT_RECORDED);
        Some(match (file, column) {
            ("referrals" | "support" | "activity", "area") | ("support", "provider") => {
                if set.only.contains_key(column) {
                    // Of an area every row has the area, and of those without one none.
                    return (row.text(column) != Some(NOT_RECORDED)).then_some(set);
                }
                let areas = Area::ALL.iter().map(|area| area.code());
                let providers = self.providers.iter().map(String::as_str);
                match column {
                    "area" => set.only(column, areas),
                    _ => set.only(
                        column,
                        providers.filter(|name| !["total", NOT_RECORDED].contains(name)),
                    ),
                }
            }
            (_, "age_at_referral") => set.only("age_band", AGE_BANDS),
            (_, "ethnicity") => set.only("ethnicity", known(Characteristic::Ethnicity)),
            (_, "religion") => set.only("religion", known(Characteristic::Religion)),
            (_, "needs") => set.only("needs_not_recorded", [NO]),
            ("referrals", "plan") => set.only("plan", PLANS),
            // As Figure 27 has it.
            ("referrals", "children") => set.only("children", ["recorded"]),
            _ => set.only(column, WRITTEN),
        })
    }

    fn clock(&self, row: &Row, key: &str) -> Option<Set> {
        let clock = row.text("clock")?;
        let ended: &[&str] = match (clock, key) {
            (_, "n") => &ENDED,
            (_, "missing") => &[NO],
            ("contacted_by_due", "within") => &[WITHIN, BY_DUE],
            _ => &[WITHIN],
        };
        self.ended(clock, ended.iter().copied())
    }

    fn ended<'a>(&self, clock: &str, ended: impl IntoIterator<Item = &'a str>) -> Option<Set> {
        if let Some((_, file, column, _)) = CLOCKS.iter().find(|(name, ..)| *name == clock) {
            return match *file {
                "referrals" => Some(Set::all(Universe::Referrals).only(column, ended)),
                _ if self.is_full(file, "referred_on") => {
                    Some(Set::all(Universe::Support).only(column, ended))
                }
                _ => None,
            };
        }
        Some(match clock {
            "assessment_attended" => Set::all(Universe::Referrals)
                .only("first_assessment_offered_on", WRITTEN)
                .only("attended when offered", ended),
            "decided" => Self::who_have("referrals", "assessment_attended")?
                .only("decided when assessed", ended),
            "session_offered" | "session_attended" => {
                Set::all(Universe::Of("suitable with a day")).only(clock, ended)
            }
            _ => return None,
        })
    }

    /// A contradiction that counts clocks that ended before they began.
    fn reversed(&self, row: &Row) -> Option<Set> {
        let code = row.text("column")?;
        let clock = match code {
            "assessment_attended_before_offered" => "assessment_attended",
            "decided_before_assessed" => "decided",
            "session_offered_before_decided" => "session_offered",
            "session_attended_before_decided" => "session_attended",
            _ => CLOCKS.iter().find(|(.., of)| *of == code)?.0,
        };
        self.ended(clock, [BEFORE])
    }

    /// The set that the share of a row is of, and its size.
    pub fn denominator(&self, figure: &Figure, row: &Row) -> Option<(Set, u64)> {
        let size = size(row)?;
        if figure.key == "completeness" {
            return (row.text("problem").is_none())
                .then(|| Self::asked(row))
                .flatten()
                .zip(Some(size));
        }
        if figure.key == "timeliness" {
            return Some((self.clock(row, "n")?, size));
        }
        Some((Set::of(&denominator(figure, row)?), size))
    }
}

/// Whether a count stands beside the row's own and is hidden alone. All starters are at risk up to
/// their first session, since it is the first that makes a starter: Figure 14 tells their number.
pub(super) fn stands_beside(figure: &Figure, line: usize, key: &str) -> bool {
    match figure.key {
        "attrition" => line <= 1 && key == "at_risk",
        _ => key == BESIDE && figure.rows[line].counts.len() > 1,
    }
}

/// The dimension by which a figure leaves some of its base out, and those whom it counts. Only
/// these two leave some out and yet tell exact counts; their rows are all there is.
pub(super) fn counted(figure: &Figure) -> Option<(&'static str, Quantity)> {
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
    let of_share = |key: &str| !["n", "missing"].contains(&key);
    let (key, _) = row.counts.iter().find(|(key, _)| of_share(key))?;
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

/// Whom a share beside the row's own is of.
pub(super) fn whole_beside(figure: &Figure, key: &str, own: Option<&Quantity>) -> Option<Quantity> {
    match (figure.key, key) {
        ("14", "share_of_individuals") => Some(Quantity::all(Universe::Individuals)),
        ("18", "share_of_area") => {
            own.map(|own| own.clone().only("outcome", ["suitable", "unsuitable"]))
        }
        _ => None,
    }
}

fn denominator(figure: &Figure, row: &Row) -> Option<Quantity> {
    let (_, quantity) = row.counts.first()?;
    let individuals = quantity.universe == Universe::Individuals;
    let suitable = |of: Quantity| of.only("assessed", ["yes"]).only("outcome", ["suitable"]);
    let mut whole = quantity.clone();
    for dimension in ["assessed", "outcome", "group", "open"] {
        whole.only.remove(dimension);
    }
    let group = ["some_sessions", "completed"];
    let of = row.text("of")?;
    Some(match (figure.key, of) {
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
    })
}
