//! Needs: a person has several, or it is not recorded whether he has any, so that they are no sum
//! of which worlds could be sought. Those with any are at least the most with one need, and at most
//! all needs together: that bounds what is hidden of them.

use std::collections::BTreeMap;

use super::cells::{Cell, Cells, Set};
use super::suppress::{APART, Withheld, hide};
use crate::quantity::{Quantity, Universe};

const OF_ONE: &str = "need_";
const NOT_RECORDED: &str = "needs_not_recorded";

/// The cells that a release holds of the needs of some people.
#[derive(Default)]
struct Needs {
    all: Option<usize>,
    /// Those of whom no need is recorded, and those with any.
    none: Option<usize>,
    any: Option<usize>,
    /// Those with each need.
    each: Vec<usize>,
    /// All referrals, and those with any need: of men, whose referrals they are.
    referrals: [Option<usize>; 2],
}

/// Hides what bounds a hidden number of needs to less than 3 apart, of each such group of people
/// what is next. Gives whether there was any.
pub(super) fn hide_narrow(cells: &mut Cells, log: &mut Vec<Withheld>) -> bool {
    let before = log.len();
    for needs in gather(cells) {
        for cell in needs.to_hide(&cells.all) {
            for place in cells.all[cell].places.clone() {
                hide(cells, place, "would give another back", log);
            }
        }
    }
    log.len() > before
}

/// The needs of the women, and of the men by how far they came.
fn gather(cells: &Cells) -> Vec<Needs> {
    let mut gathered: BTreeMap<Set, Needs> = BTreeMap::new();
    for (place, cell) in cells.all.iter().enumerate() {
        let mut of = cell.set.clone();
        let is_need = |name: &&String| name.starts_with(OF_ONE) || *name == NOT_RECORDED;
        let Some(need) = of.only.keys().find(is_need).cloned() else { continue };
        let is_recorded = of.only.remove(&need).is_some_and(|values| values.contains("no"));
        let needs = gathered.entry(of).or_default();
        match need.as_str() {
            NOT_RECORDED if is_recorded => needs.any = Some(place),
            NOT_RECORDED => needs.none = Some(place),
            _ => needs.each.push(place),
        }
    }
    let referrals = Set::all(Universe::Referrals);
    let any = gathered.get(&referrals).and_then(|needs| needs.any);
    let referrals = [cells.place(&referrals), any];
    let men = Set::of(&Quantity::all(Universe::Individuals));
    gathered
        .into_iter()
        .filter(|(_, needs)| !needs.each.is_empty())
        .map(|(of, needs)| Needs {
            all: cells.place(&of),
            referrals: if of == men { referrals } else { [None; 2] },
            ..needs
        })
        .collect()
}

impl Needs {
    /// What has to be hidden next; nothing where all bounds are wide enough.
    fn to_hide(&self, cells: &[Cell]) -> Vec<usize> {
        let value = |cell: usize| cells[cell].value as i64;
        let is_told = |cell: &usize| !cells[*cell].suppressed && !cells[*cell].untold;
        let told = |cell: Option<usize>| cell.filter(is_told).map(value);
        let (known, hidden): (Vec<usize>, Vec<usize>) =
            self.each.iter().partition(|of| is_told(of));
        let somebody = || known.iter().copied().filter(|cell| value(*cell) > 0);
        let smallest = somebody().min_by_key(|cell| value(*cell));
        let greatest = somebody().max_by_key(|cell| value(*cell));
        let sum: i64 = known.iter().map(|cell| value(*cell)).sum();
        let (all, none) = (told(self.all), told(self.none));

        if let Some(any) = told(self.any).or(all.zip(none).map(|(all, none)| all - none)) {
            // Each that is hidden has somebody, and one alone all whom the others leave.
            let least = if hidden.len() == 1 { (any - sum).max(1) } else { 1 };
            if hidden.is_empty() || any - least >= APART {
                return Vec::new();
            }
            return match smallest.filter(|_| hidden.len() == 1) {
                Some(other) => vec![other],
                None => {
                    let none = self.none.filter(|none| value(*none) > 0);
                    [self.any, none.or(self.all)].into_iter().flatten().collect()
                }
            };
        }
        if all.or(none).or(self.any.map(value)).is_none() {
            return Vec::new();
        }
        // How many have any is hidden, and so are those who have none, or all: one bounds the other.
        let [referrals, of_referrals] = self.referrals.map(told);
        let others = referrals.zip(all).map(|(referrals, men)| referrals - men);
        let least = [
            greatest.map_or(i64::from(!hidden.is_empty()), value),
            of_referrals.zip(others).map_or(0, |(any, others)| any - others),
        ];
        let most = [
            hidden.is_empty().then_some(sum),
            all.map(|all| all - i64::from(none.is_none())),
            of_referrals,
        ];
        let (least, most) = (least.into_iter().max(), most.into_iter().flatten().min());
        if most.zip(least).is_none_or(|(most, least)| most - least >= APART) {
            return Vec::new();
        }
        let next = if hidden.is_empty() { smallest } else { greatest };
        let of_referrals = self.referrals[1].filter(is_told);
        next.or(of_referrals).or(self.all.filter(is_told)).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{Options, protect};
    use super::*;
    use crate::{Evaluation, Figure, Kind, Row, Scope, SourceCounts, column};

    const NAMES: [&str; 3] = ["need_interpreter", "need_disability", "need_other"];

    /// All women, those with each need, and those of whom none is recorded.
    fn evaluation(each: [u64; 3], none: u64, all: u64) -> Evaluation {
        let women = || Quantity::all(Universe::Support);
        let mut figure = Figure::new("demography", "", "", "", "support_cases");
        figure.columns = vec![column("value", "", Kind::Code), column("count", "", Kind::Count)];
        let row = |name, count, of| Row::new().with("value", name).with_count("count", count, of);
        figure.rows = vec![row("all", all, women())];
        for (name, count) in NAMES.into_iter().zip(each).chain([(NOT_RECORDED, none)]) {
            figure.rows.push(row(name, count, women().only(name, ["yes"])));
        }
        Evaluation {
            scope: Scope::as_at(jiff::civil::date(2020, 3, 31)),
            source: SourceCounts { referrals: None, individuals: None, support: None },
            figures: vec![figure],
            findings: Vec::new(),
            gaps: Vec::new(),
            contradictions: Vec::new(),
            release: None,
        }
    }

    /// What a release tells: all, each, and none.
    fn told(each: [u64; 3], none: u64, all: u64) -> Vec<Option<u64>> {
        let released = protect(evaluation(each, none, all), &Options::default()).unwrap();
        let rows = &released.figures[0].rows;
        rows.iter().map(|row| row.number("count").map(|count| count as u64)).collect()
    }

    /// The least and the greatest of each hidden number, over all worlds that agree.
    fn bounds(told: &[Option<u64>]) -> Vec<(u64, u64)> {
        let mut bounds = vec![(u64::MAX, 0); told.len()];
        let mut meet = |place: usize, least: u64, most: u64| {
            bounds[place] = (bounds[place].0.min(least), bounds[place].1.max(most));
        };
        let agrees = |told: Option<u64>, value| told.map_or(value > 0, |told| told == value);
        let (all, none) = (told[0], *told.last().unwrap());
        let each = &told[1..told.len() - 1];
        let (sum, hidden) =
            (each.iter().flatten().sum::<u64>(), each.iter().filter(|of| of.is_none()));
        let hidden = hidden.count() as u64;
        for any in 0..60 {
            let beyond = each.iter().flatten().any(|of| *of > any) || hidden > 0 && any == 0;
            if beyond || sum + hidden * any < any {
                continue;
            }
            for without in (0..60).filter(|of| agrees(none, *of) && agrees(all, any + of)) {
                meet(0, any + without, any + without);
                meet(told.len() - 1, without, without);
                for (place, _) in each.iter().enumerate().filter(|(_, of)| of.is_none()) {
                    let least = any.saturating_sub(sum + (hidden - 1) * any).max(1);
                    meet(place + 1, least, any);
                }
            }
        }
        let hidden = bounds.into_iter().zip(told).filter(|(_, told)| told.is_none());
        hidden.map(|(of, _)| of).collect()
    }

    #[test]
    fn one_need_that_all_recorded_have_does_not_tell_how_many_are_not_recorded() {
        assert_eq!(told([38, 0, 0], 2, 40), [Some(40), None, Some(0), Some(0), None]);
        // Among 30 and 50 recorded of 40 all that none of two is recorded stays hidden.
        assert_eq!(told([30, 20, 0], 2, 40), [Some(40), Some(30), Some(20), Some(0), None]);
        // Of 38 recorded some 3 at least have the need that is hidden, and may be all.
        assert_eq!(told([35, 0, 3], 0, 38), [Some(38), Some(35), Some(0), None, Some(0)]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn no_hidden_number_of_needs_is_bounded_closely(
            any in 0_u64..20, none in 0_u64..9, shares in proptest::array::uniform3(0_u64..5),
        ) {
            // Each at most all who have any, together at least as many.
            let mut each = shares.map(|share| any * share / 4);
            each[0] = each[0].max(any.saturating_sub(each[1] + each[2]));
            let told = told(each, none, any + none);
            for (least, most) in bounds(&told) {
                prop_assert!(most >= least + 3, "{least} to {most} of {each:?} {none} {told:?}");
            }
        }
    }
}
