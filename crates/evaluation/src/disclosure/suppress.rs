//! Complementary suppression: for every suppressed cell a second world is found that agrees
//! with all that the release tells and in which the cell is 3 more. Since the true world
//! agrees too, the bounds of the cell are at least 3 apart. What has to give way for such a
//! world to exist is suppressed with it, the smallest counts first.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use microlp::{ComparisonOp, OptimizationDirection, Problem, Variable};

use super::cells::{Cells, Place};
use super::relations::Relations;

/// How far apart the bounds of a suppressed cell stay.
pub(super) const APART: i64 = 3;
/// No count is thought to be off by more than this.
const FAR: i32 = 1_000_000;

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

/// Suppresses whatever would give a suppressed cell back.
pub(super) fn complete(cells: &mut Cells, log: &mut Vec<Withheld>) {
    let mut universes: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, cell) in cells.all.iter().enumerate() {
        universes.entry(cell.set.universe.clone()).or_default().push(place);
    }
    let mut worlds: Vec<World> =
        universes.into_values().flat_map(|members| worlds(cells, members)).collect();
    let mut covered: BTreeSet<usize> = BTreeSet::new();
    // A row may tell cells of several universes, so that one may call for another.
    loop {
        let before = log.len();
        for world in &mut worlds {
            world.protect(cells, log, &mut covered);
        }
        if log.len() == before {
            return;
        }
    }
}

/// A universe with one way in which its atoms may lie, which agrees with every cell.
struct World {
    relations: Relations,
    atoms: Vec<i64>,
}

/// The universe as one where its figures agree, and figure by figure where they do not.
fn worlds(cells: &Cells, members: Vec<usize>) -> Vec<World> {
    let relations = Relations::of(&cells.all, members.clone());
    if let Some(atoms) = reference(cells, &relations) {
        return vec![World { relations, atoms }];
    }
    let mut kept: Vec<usize> = Vec::new();
    let mut worlds: Vec<World> = Vec::new();
    for (_, of_figure) in by_figure(cells, &members) {
        let mut tried = kept.clone();
        tried.extend(of_figure.iter().copied().filter(|cell| !kept.contains(cell)));
        if reference(cells, &Relations::of(&cells.all, tried.clone())).is_some() {
            kept = tried;
        } else {
            for cell in of_figure {
                let relations = Relations::of(&cells.all, vec![cell]);
                if let Some(atoms) = reference(cells, &relations) {
                    worlds.push(World { relations, atoms });
                }
            }
        }
    }
    let relations = Relations::of(&cells.all, kept);
    if let Some(atoms) = reference(cells, &relations) {
        worlds.push(World { relations, atoms });
    }
    worlds
}

fn by_figure(cells: &Cells, members: &[usize]) -> BTreeMap<usize, Vec<usize>> {
    let mut figures: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for cell in members {
        if let Some(Place::Row(figure, _) | Place::Base(figure)) = cells.all[*cell].places.first() {
            figures.entry(*figure).or_default().push(*cell);
        }
    }
    figures
}

fn sum(problem: &mut Problem, of: Vec<(Variable, f64)>, comparison: ComparisonOp, to: f64) {
    problem.add_constraint(of, comparison, to);
}

/// Atoms that add up to every cell.
fn reference(cells: &Cells, relations: &Relations) -> Option<Vec<i64>> {
    let mut problem = Problem::new(OptimizationDirection::Minimize);
    let atoms: Vec<Variable> = (0..relations.atoms)
        .map(|atom| {
            let most = if relations.empty.contains(&atom) { 0 } else { i32::MAX };
            problem.add_integer_var(0.0, (0, most))
        })
        .collect();
    for (cell, sums) in relations.cells.iter().zip(&relations.sums) {
        for (_, of) in sums {
            let terms = of.iter().map(|atom| (atoms[*atom], 1.0)).collect();
            sum(&mut problem, terms, ComparisonOp::Eq, cells.all[*cell].value as f64);
        }
    }
    for link in &relations.links {
        let left = link.left.iter().map(|atom| (atoms[*atom], 1.0));
        let right = link.right.iter().map(|atom| (atoms[*atom], -1.0));
        sum(&mut problem, left.chain(right).collect(), ComparisonOp::Eq, 0.0);
    }
    let solution = problem.solve().ok()?.into_solution().ok()?;
    Some(atoms.iter().map(|atom| solution.var_value(*atom).round() as i64).collect())
}

impl World {
    /// Sees every suppressed cell covered by another world, hiding more until it is.
    fn protect(&self, cells: &mut Cells, log: &mut Vec<Withheld>, covered: &mut BTreeSet<usize>) {
        while let Some(place) = (0..self.relations.cells.len()).find(|place| {
            let cell = self.relations.cells[*place];
            cells.all[cell].suppressed && !covered.contains(&cell)
        }) {
            let cell = self.relations.cells[place];
            covered.insert(cell);
            let alone = self.relations.sums[place]
                .iter()
                .find_map(|(grid, _)| self.other(cells, place, Some(*grid)));
            let Some(changes) = alone.or_else(|| self.other(cells, place, None)) else {
                // Nothing that may give way is left: the whole universe is withheld.
                for cell in &self.relations.cells {
                    covered.insert(*cell);
                    for place in cells.all[*cell].places.clone() {
                        hide(cells, place, "its table cannot be protected", log);
                    }
                }
                return;
            };
            for (place, change) in changes {
                let cell = self.relations.cells[place];
                if change.abs() >= APART {
                    covered.insert(cell);
                }
                if change != 0 && !cells.all[cell].suppressed {
                    for at in cells.all[cell].places.clone() {
                        hide(cells, at, "would give another back", log);
                    }
                }
            }
        }
    }

    /// The cheapest other world in which the cell is 3 more, as the change of every cell;
    /// within one grid, whose sums with other grids stay, or over all of them.
    fn other(
        &self,
        cells: &Cells,
        target: usize,
        within: Option<usize>,
    ) -> Option<Vec<(usize, i64)>> {
        let mut problem = Problem::new(OptimizationDirection::Minimize);
        let moves = |grid: usize| within.is_none_or(|only| only == grid);
        let mut atoms: BTreeMap<usize, Variable> = BTreeMap::new();
        for (_, grid) in self.relations.grids.iter().enumerate().filter(|(grid, _)| moves(*grid)) {
            for atom in grid.atoms.iter().filter(|atom| !self.relations.empty.contains(atom)) {
                let least = i32::try_from(self.atoms[*atom]).unwrap_or(i32::MAX);
                atoms.insert(*atom, problem.add_integer_var(0.0, (-least, FAR)));
            }
        }
        let terms = |of: &[usize], sign: f64| -> Vec<(Variable, f64)> {
            of.iter().filter_map(|atom| atoms.get(atom).map(|atom| (*atom, sign))).collect()
        };
        for (place, cell) in self.relations.cells.iter().enumerate() {
            let cell = &cells.all[*cell];
            let sums: Vec<_> =
                self.relations.sums[place].iter().filter(|(grid, _)| moves(*grid)).collect();
            for (order, (_, of)) in sums.iter().enumerate() {
                let mut of = terms(of, 1.0);
                if of.is_empty() {
                    if place == target {
                        return None;
                    }
                    continue;
                }
                if place == target {
                    sum(&mut problem, of, ComparisonOp::Eq, APART as f64);
                } else if cell.value == 0 && !cell.suppressed || cell.pinned && !cell.suppressed {
                    sum(&mut problem, of, ComparisonOp::Eq, 0.0);
                } else {
                    let least = 1.0_f64.min(cell.value as f64) - cell.value as f64;
                    if order == 0 {
                        sum(&mut problem, of.clone(), ComparisonOp::Ge, least);
                    }
                    if !cell.suppressed && order == 0 {
                        let cost = 1.0 + cell.value as f64;
                        let up = problem.add_var(cost, (0.0, f64::INFINITY));
                        let down = problem.add_var(cost, (0.0, f64::INFINITY));
                        of.extend([(up, -1.0), (down, 1.0)]);
                        sum(&mut problem, of, ComparisonOp::Eq, 0.0);
                    }
                }
            }
        }
        for link in &self.relations.links {
            let mut of = Vec::new();
            if moves(link.grids.0) {
                of.extend(terms(&link.left, 1.0));
            }
            if moves(link.grids.1) {
                of.extend(terms(&link.right, -1.0));
            }
            if !of.is_empty() {
                sum(&mut problem, of, ComparisonOp::Eq, 0.0);
            }
        }
        let solution = problem.solve().ok()?.into_solution().ok()?;
        let changes = self.relations.sums.iter().enumerate().map(|(place, sums)| {
            let change = sums.iter().find(|(grid, _)| moves(*grid)).map_or(0, |(_, of)| {
                of.iter()
                    .filter_map(|atom| atoms.get(atom))
                    .map(|atom| solution.var_value(*atom).round() as i64)
                    .sum()
            });
            (place, change)
        });
        Some(changes.collect())
    }
}
