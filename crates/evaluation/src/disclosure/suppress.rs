//! Complementary suppression: for every suppressed cell a second world is found that agrees
//! with all that the release tells and in which the cell is 3 more. Since the true world
//! agrees too, the bounds of the cell are at least 3 apart. What has to give way for such a
//! world to exist is suppressed with it, the smallest counts first.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};

use super::cells::{Cells, Given, Place};
use super::relations::Relations;

/// How far apart the bounds of a suppressed cell stay.
pub(super) const APART: i64 = 3;
/// The rule of what is a fault of the figures, and no matter of how many are counted.
pub(super) const CONTRADICTED: &str = "two figures tell different numbers of it";
/// No count is thought to be off by more than this.
const FAR: f64 = 1_000_000.0;

/// A place that was suppressed, and why.
pub(super) type Withheld = (Place, &'static str);

/// Hides a place with every cell it tells, and every other place that tells one of them.
pub(super) fn hide(cells: &mut Cells, place: Place, rule: &'static str, log: &mut Vec<Withheld>) {
    let mut waiting = VecDeque::from([(place, rule)]);
    while let Some((place, rule)) = waiting.pop_front() {
        if log.iter().any(|(done, _)| *done == place) {
            continue;
        }
        log.push((place, rule));
        if let Place::Row(figure, line) = place {
            forget_share(cells, Place::Whole(figure, line));
        }
        for cell in cells.at.get(&place).cloned().unwrap_or_default() {
            let cell = &mut cells.all[cell];
            if !cell.suppressed {
                cell.suppressed = true;
                for other in &cell.places {
                    waiting.push_back((*other, "the same count as a suppressed one"));
                }
            }
        }
    }
}

/// The share of a suppressed row tells its denominator no more.
fn forget_share(cells: &mut Cells, share: Place) {
    for cell in cells.at.get(&share).cloned().unwrap_or_default() {
        let cell = &mut cells.all[cell];
        cell.places.retain(|place| *place != share);
        cell.untold = cell.places.is_empty();
    }
}

/// Suppresses whatever would give a suppressed cell back.
pub(super) fn complete(cells: &mut Cells, log: &mut Vec<Withheld>) {
    withhold_contradicted(cells, log);
    let mut parts: Vec<Part> = parts(cells).into_iter().map(|of| Part::new(cells, of)).collect();
    let mut covered: BTreeSet<usize> = BTreeSet::new();
    // A row may tell cells of several parts, so that one may call for another.
    loop {
        let before = log.len();
        for part in &mut parts {
            part.protect(cells, log, &mut covered);
        }
        if log.len() == before {
            return;
        }
    }
}

/// Where two figures tell different numbers of the same people nothing can be solved for: as
/// soon as anything of that universe is suppressed, what is told of these is withheld.
fn withhold_contradicted(cells: &mut Cells, log: &mut Vec<Withheld>) {
    for cell in 0..cells.all.len() {
        if cells.all[cell].contradicted {
            for place in cells.all[cell].places.clone() {
                hide(cells, place, CONTRADICTED, log);
            }
        }
    }
}

/// The cells by universe, and apart where they never meet: a dimension in which each has one
/// value parts them.
fn parts(cells: &Cells) -> Vec<Vec<usize>> {
    let mut universes: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, cell) in cells.all.iter().enumerate().filter(|(_, cell)| !cell.contradicted) {
        universes.entry(&cell.set.universe).or_default().push(place);
    }
    let mut parts = Vec::new();
    for members in universes.into_values() {
        let sets = || members.iter().map(|cell| &cells.all[*cell].set.only);
        let apart: Vec<&String> = sets()
            .next()
            .into_iter()
            .flat_map(|first| first.keys())
            .filter(|name| sets().all(|only| only.get(*name).is_some_and(|of| of.len() == 1)))
            .collect();
        let mut by_value: BTreeMap<Vec<_>, Vec<usize>> = BTreeMap::new();
        for cell in &members {
            let only = &cells.all[*cell].set.only;
            let key = apart.iter().map(|name| only.get(*name).cloned()).collect();
            by_value.entry(key).or_default().push(*cell);
        }
        parts.extend(by_value.into_values());
    }
    parts
}

/// Cells that hang together, with one way in which their atoms may lie: found when needed.
struct Part {
    relations: Relations,
    atoms: Option<Vec<i64>>,
    /// Whether even that was sought in vain.
    withheld: bool,
}

/// What may move for another world.
#[derive(Clone, Copy)]
enum Within {
    /// One grid, whose sums with other grids stay.
    Grid(usize),
    /// All of them.
    All,
}

impl Within {
    fn moves(self, grid: usize) -> bool {
        match self {
            Self::Grid(only) => only == grid,
            Self::All => true,
        }
    }
}

impl Part {
    fn new(cells: &Cells, members: Vec<usize>) -> Self {
        Self { relations: Relations::of(&cells.all, members), atoms: None, withheld: false }
    }

    /// Sees every suppressed cell covered by another world, hiding more until it is.
    fn protect(
        &mut self,
        cells: &mut Cells,
        log: &mut Vec<Withheld>,
        covered: &mut BTreeSet<usize>,
    ) {
        while let Some(place) = (0..self.relations.cells.len()).find(|place| {
            let cell = self.relations.cells[*place];
            let of = &cells.all[cell];
            of.has_to_be_covered() && !covered.contains(&cell)
        }) {
            let target = self.relations.cells[place];
            covered.insert(target);
            if self.withheld {
                continue;
            }
            if self.atoms.is_none() {
                self.atoms = reference(cells, &self.relations);
            }
            // First within its own grid, which is quick, and in whichever way costs less.
            let own = self.relations.sums[place].first().map(|(grid, _)| Within::Grid(*grid));
            let ways = own.into_iter().chain([Within::All]);
            // What earlier releases give is covered for those who do not have them.
            let pinned = self.relations.cells.iter().any(|cell| cells.all[*cell].pinned);
            let given: &[Given] = match (cells.all[target].pinned, pinned) {
                (true, _) => &[Given::AllToldAgain, Given::None],
                (false, true) => &[Given::All, Given::AllToldAgain, Given::None],
                (false, false) => &[Given::All],
            };
            let found = self.atoms.as_ref().and_then(|atoms| {
                given.iter().find_map(|given| {
                    let find = |within| self.cheapest(cells, atoms, place, (within, *given));
                    Some((ways.clone().find_map(find)?, *given))
                })
            });
            let Some((changes, given)) = found else {
                self.withhold(cells, log);
                continue;
            };
            for (place, change) in changes {
                let cell = self.relations.cells[place];
                if change.abs() >= APART && (given == Given::All || cells.all[cell].pinned) {
                    covered.insert(cell);
                }
                if change != 0 && !cells.all[cell].suppressed && !cells.all[cell].untold {
                    for at in cells.all[cell].places.clone() {
                        hide(cells, at, "would give another back", log);
                    }
                }
            }
        }
    }

    /// The cheaper of the worlds in which the cell is 3 more and 3 fewer: some counts cannot be more,
    /// or only at the price of a total. Over all grids, which takes long, fewer is only sought where
    /// more is not found.
    fn cheapest(
        &self,
        cells: &Cells,
        lie: &[i64],
        target: usize,
        (within, given): (Within, Given),
    ) -> Option<Vec<(usize, i64)>> {
        let world = |apart| {
            let changes = self.other(cells, lie, target, ((within, apart), given))?;
            Some((self.price(cells, &changes), changes))
        };
        let more = world(APART);
        let is_taken = |price: u64| price == 0 || matches!(within, Within::All);
        let taken = more.as_ref().is_some_and(|(price, _)| is_taken(*price));
        let fewer = if taken { None } else { world(-APART) };
        let least = more.into_iter().chain(fewer).min_by_key(|(price, _)| *price);
        least.map(|(_, changes)| changes)
    }

    /// What has to give way for another world: each count with every row that tells it.
    fn price(&self, cells: &Cells, changes: &[(usize, i64)]) -> u64 {
        let changed = changes.iter().filter(|(_, change)| *change != 0);
        let told = changed
            .map(|(place, _)| &cells.all[self.relations.cells[*place]])
            .filter(|cell| !cell.suppressed && !cell.untold);
        told.map(|cell| (1 + cell.value) * cell.places.len() as u64).sum()
    }

    /// Nothing that may give way is left: all that is told of these people is withheld.
    fn withhold(&mut self, cells: &mut Cells, log: &mut Vec<Withheld>) {
        self.withheld = true;
        for cell in &self.relations.cells {
            if cells.all[*cell].value > 0 {
                for place in cells.all[*cell].places.clone() {
                    hide(cells, place, "its table cannot be protected", log);
                }
            }
        }
    }

    /// The cheapest other world in which the cell is 3 more (or fewer), as the change of every cell.
    fn other(
        &self,
        cells: &Cells,
        lie: &[i64],
        target: usize,
        ((within, apart), given): ((Within, i64), Given),
    ) -> Option<Vec<(usize, i64)>> {
        let relations = &self.relations;
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let mut atoms: BTreeMap<usize, Variable> = BTreeMap::new();
        for (_, grid) in relations.grids.iter().enumerate().filter(|(grid, _)| within.moves(*grid))
        {
            for atom in grid.atoms.iter().filter(|atom| !relations.empty.contains(atom)) {
                atoms.insert(*atom, problem.add_var(0.0, (-(lie[*atom] as f64), FAR)));
            }
        }
        let terms = |of: &[usize], sign: f64| -> Vec<(Variable, f64)> {
            of.iter().filter_map(|atom| atoms.get(atom).map(|atom| (*atom, sign))).collect()
        };
        for (place, cell) in relations.cells.iter().enumerate() {
            let cell = &cells.all[*cell];
            let mut of = match (relations.sums[place].as_slice(), within) {
                ([(grid, of), ..], Within::All) if within.moves(*grid) => terms(of, 1.0),
                // What several grids tell stays by their links, where only one moves.
                ([(grid, of)], Within::Grid(_)) if within.moves(*grid) => terms(of, 1.0),
                _ if place == target => return None,
                _ => continue,
            };
            if of.is_empty() {
                if place == target {
                    return None;
                }
                continue;
            }
            if place == target {
                problem.add_constraint(of, ComparisonOp::Eq, apart as f64);
            } else if cell.untold {
                // Atoms are never under 0, and nothing else is known of it.
            } else if cell.stays(given) {
                problem.add_constraint(of, ComparisonOp::Eq, 0.0);
            } else {
                let least = cell.least as f64 - cell.value as f64;
                if cell.suppressed {
                    problem.add_constraint(of, ComparisonOp::Ge, least);
                } else {
                    // Each that has to give way costs its rows, and totals cost the most.
                    let cost = (1.0 + cell.value as f64) * cell.places.len() as f64;
                    let up = problem.add_var(cost, (0.0, f64::INFINITY));
                    let down = problem.add_var(cost, (0.0, -least));
                    of.extend([(up, -1.0), (down, 1.0)]);
                    problem.add_constraint(of, ComparisonOp::Eq, 0.0);
                }
            }
        }
        for link in &relations.links {
            let mut of = Vec::new();
            if within.moves(link.grids.0) {
                of.extend(terms(&link.left, 1.0));
            }
            if within.moves(link.grids.1) {
                of.extend(terms(&link.right, -1.0));
            }
            if !of.is_empty() {
                problem.add_constraint(of, ComparisonOp::Eq, 0.0);
            }
        }
        let solution = problem.solve().ok()?.into_solution().ok()?;
        let mut moved = lie.to_vec();
        for (atom, variable) in &atoms {
            moved[*atom] += solution.var_value(*variable).round() as i64;
        }
        self.changes(cells, lie, &moved, (target, given))
    }

    /// How every cell changes from one world to the other; nothing where the other is no world,
    /// as the solution of a linear program need not be whole.
    fn changes(
        &self,
        cells: &Cells,
        lie: &[i64],
        moved: &[i64],
        (target, given): (usize, Given),
    ) -> Option<Vec<(usize, i64)>> {
        let relations = &self.relations;
        let total = |world: &[i64], of: &[usize]| of.iter().map(|atom| world[*atom]).sum::<i64>();
        let lawful = moved.iter().all(|atom| *atom >= 0)
            && relations.empty.iter().all(|atom| moved[*atom] == 0)
            && relations
                .links
                .iter()
                .all(|link| total(moved, &link.left) == total(moved, &link.right));
        if !lawful {
            return None;
        }
        let mut changes = Vec::with_capacity(relations.cells.len());
        for (place, (cell, sums)) in relations.cells.iter().zip(&relations.sums).enumerate() {
            let cell = &cells.all[*cell];
            let (_, of) = sums.first()?;
            let value = total(moved, of);
            let change = value - total(lie, of);
            if (cell.stays(given) && change != 0)
                || (value < cell.least as i64 && !cell.untold)
                || (place == target && change.abs() != APART)
            {
                return None;
            }
            changes.push((place, change));
        }
        Some(changes)
    }
}

/// One way in which the atoms may lie, in whole numbers: they add up to every cell.
fn reference(cells: &Cells, relations: &Relations) -> Option<Vec<i64>> {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let atoms: Vec<Variable> = (0..relations.atoms)
        .map(|atom| {
            let most = if relations.empty.contains(&atom) { 0.0 } else { f64::INFINITY };
            problem.add_var(0.0, (0.0, most))
        })
        .collect();
    let terms = |of: &[usize], sign: f64| -> Vec<(Variable, f64)> {
        of.iter().map(|atom| (atoms[*atom], sign)).collect()
    };
    for (cell, sums) in relations.cells.iter().zip(&relations.sums) {
        let (_, of) = sums.first()?;
        let value = cells.all[*cell].value as f64;
        problem.add_constraint(terms(of, 1.0), ComparisonOp::Eq, value);
    }
    for link in &relations.links {
        let mut of = terms(&link.left, 1.0);
        of.extend(terms(&link.right, -1.0));
        problem.add_constraint(of, ComparisonOp::Eq, 0.0);
    }
    let solution = problem.solve().ok()?.into_solution().ok()?;
    let lie: Vec<i64> = atoms.iter().map(|atom| solution.var_value(*atom).round() as i64).collect();
    let total = |of: &[usize]| of.iter().map(|atom| lie[*atom]).sum::<i64>();
    let agrees = relations.cells.iter().zip(&relations.sums).all(|(cell, sums)| {
        sums.iter().all(|(_, of)| u64::try_from(total(of)) == Ok(cells.all[*cell].value))
    });
    let linked = relations.links.iter().all(|link| total(&link.left) == total(&link.right));
    (agrees && linked && lie.iter().all(|atom| *atom >= 0)).then_some(lie)
}
