//! How the cells of a universe hang together: every set is a sum of atoms of a grid, and
//! grids that share dimensions share their sums.

use std::collections::{BTreeMap, BTreeSet};

use super::cells::{Cell, Set};

/// The value of everyone whose value no figure names.
const REST: &str = "\u{0}rest";

/// The tables of one set of dimensions, parted as finely as any figure parts them.
pub(super) struct Grid {
    pub dimensions: Vec<String>,
    /// Places of its atoms among all atoms of the universe.
    pub atoms: Vec<usize>,
    /// The class of each atom in each dimension.
    classes: Vec<Vec<usize>>,
}

/// Sums of two grids that count the same people.
pub(super) struct Link {
    pub grids: (usize, usize),
    pub left: Vec<usize>,
    pub right: Vec<usize>,
}

/// A universe: its cells (by place in the list given), each as sums of atoms.
pub(super) struct Relations {
    pub cells: Vec<usize>,
    pub grids: Vec<Grid>,
    pub atoms: usize,
    /// For each cell, each grid that can tell it, with the atoms it sums.
    pub sums: Vec<Vec<(usize, Vec<usize>)>>,
    pub links: Vec<Link>,
    /// Atoms that the figures show to be empty, since what they name adds up to the total.
    pub empty: BTreeSet<usize>,
}

/// Values with the same membership in every set that is named of a dimension.
type Classes = BTreeMap<String, BTreeMap<String, usize>>;

fn classes(cells: &[&Cell]) -> Classes {
    let mut named: BTreeMap<String, (BTreeSet<String>, BTreeSet<BTreeSet<String>>)> =
        BTreeMap::new();
    for cell in cells {
        for (dimension, values) in &cell.set.only {
            let (all, sets) = named.entry(dimension.clone()).or_default();
            all.extend(values.iter().cloned());
            sets.insert(values.clone());
        }
    }
    named
        .into_iter()
        .map(|(dimension, (mut all, sets))| {
            all.insert(REST.to_owned());
            let mut by_signature: BTreeMap<Vec<bool>, usize> = BTreeMap::new();
            let of = all
                .into_iter()
                .map(|value| {
                    let signature = sets.iter().map(|set| set.contains(&value)).collect();
                    let next = by_signature.len();
                    let class = *by_signature.entry(signature).or_insert(next);
                    (value, class)
                })
                .collect();
            (dimension, of)
        })
        .collect()
}

impl Relations {
    /// Relates the cells of one universe.
    pub fn of(all: &[Cell], cells: Vec<usize>) -> Self {
        let members: Vec<&Cell> = cells.iter().map(|cell| &all[*cell]).collect();
        let classes = classes(&members);
        let wanted: BTreeSet<BTreeSet<&String>> =
            members.iter().map(|cell| cell.set.only.keys().collect()).collect();
        let mut atoms = 0;
        let grids: Vec<Grid> = wanted
            .iter()
            .filter(|set| !wanted.iter().any(|other| other != *set && set.is_subset(other)))
            .map(|set| Grid::new(set, &classes, &mut atoms))
            .collect();
        let sums: Vec<Vec<(usize, Vec<usize>)>> = members
            .iter()
            .map(|cell| {
                grids
                    .iter()
                    .enumerate()
                    .filter_map(|(place, grid)| Some((place, grid.sum(&cell.set, &classes)?)))
                    .collect()
            })
            .collect();
        let links = links(&grids);
        let mut empty = empty(&members, &sums, &grids);
        // That nobody is left over is known; that a count is zero has to be told.
        for ((cell, sums), (place, grid)) in members
            .iter()
            .zip(&sums)
            .flat_map(|of| grids.iter().enumerate().map(move |at| (of, at)))
        {
            if cell.set.only.len() == grid.dimensions.len()
                && let Some((_, atoms)) = sums.iter().find(|(of, _)| *of == place)
            {
                atoms.iter().for_each(|atom| _ = empty.remove(atom));
            }
        }
        Self { cells, grids, atoms, sums, links, empty }
    }
}

impl Grid {
    fn new(dimensions: &BTreeSet<&String>, classes: &Classes, next: &mut usize) -> Self {
        let dimensions: Vec<String> = dimensions.iter().map(|name| (*name).clone()).collect();
        let mut tuples = vec![Vec::new()];
        for dimension in &dimensions {
            let count = classes
                .get(dimension)
                .and_then(|of| of.values().max())
                .map_or(1, |highest| highest + 1);
            tuples = tuples
                .into_iter()
                .flat_map(|tuple: Vec<usize>| {
                    (0..count).map(move |class| {
                        let mut tuple = tuple.clone();
                        tuple.push(class);
                        tuple
                    })
                })
                .collect();
        }
        let first = *next;
        *next += tuples.len();
        Self { dimensions, atoms: (first..*next).collect(), classes: tuples }
    }

    /// The atoms of a set, or nothing where the grid does not know one of its dimensions.
    fn sum(&self, set: &Set, classes: &Classes) -> Option<Vec<usize>> {
        let mut allowed: Vec<Option<BTreeSet<usize>>> = vec![None; self.dimensions.len()];
        for (dimension, values) in &set.only {
            let place = self.dimensions.iter().position(|name| name == dimension)?;
            let of = classes.get(dimension)?;
            allowed[place] =
                Some(values.iter().filter_map(|value| of.get(value).copied()).collect());
        }
        let within = |tuple: &[usize]| {
            tuple
                .iter()
                .zip(&allowed)
                .all(|(class, allowed)| allowed.as_ref().is_none_or(|of| of.contains(class)))
        };
        Some(
            self.atoms
                .iter()
                .zip(&self.classes)
                .filter(|(_, tuple)| within(tuple))
                .map(|(atom, _)| *atom)
                .collect(),
        )
    }

    /// The atoms by their classes in some of the dimensions.
    fn margins(&self, of: &[&String]) -> BTreeMap<Vec<usize>, Vec<usize>> {
        let places: Vec<usize> = of
            .iter()
            .filter_map(|name| self.dimensions.iter().position(|other| other == *name))
            .collect();
        let mut margins: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
        for (atom, tuple) in self.atoms.iter().zip(&self.classes) {
            let key = places.iter().map(|place| tuple[*place]).collect();
            margins.entry(key).or_default().push(*atom);
        }
        margins
    }
}

/// Every two grids agree in the sums over the dimensions that they share: all grids that have
/// a shared set of dimensions are held to the first of them.
fn links(grids: &[Grid]) -> Vec<Link> {
    let mut shared: BTreeSet<Vec<&String>> = BTreeSet::new();
    for (right, grid) in grids.iter().enumerate() {
        for other in &grids[..right] {
            shared.insert(
                grid.dimensions.iter().filter(|name| other.dimensions.contains(name)).collect(),
            );
        }
    }
    let mut links = Vec::new();
    for of in &shared {
        let mut with = grids
            .iter()
            .enumerate()
            .filter(|(_, grid)| of.iter().all(|name| grid.dimensions.contains(name)));
        let Some((left, first)) = with.next() else { continue };
        let lefts = first.margins(of);
        for (right, grid) in with {
            for (key, atoms) in grid.margins(of) {
                if let Some(of_left) = lefts.get(&key) {
                    let grids = (left, right);
                    links.push(Link { grids, left: of_left.clone(), right: atoms });
                }
            }
        }
    }
    links
}

/// Where sets that do not overlap add up to a set around them, what they leave is empty.
fn empty(cells: &[&Cell], sums: &[Vec<(usize, Vec<usize>)>], grids: &[Grid]) -> BTreeSet<usize> {
    let mut empty = BTreeSet::new();
    for (place, grid) in grids.iter().enumerate() {
        let Some(first) = grid.atoms.first() else { continue };
        // The sets that this grid tells, by the dimensions that they restrict.
        let mut told: BTreeMap<Vec<&String>, Vec<(u64, &Vec<usize>)>> = BTreeMap::new();
        for (cell, sums) in cells.iter().zip(sums) {
            if let Some((_, atoms)) = sums.iter().find(|(of, _)| *of == place) {
                let restricted = cell.set.only.keys().collect();
                told.entry(restricted).or_default().push((cell.value, atoms));
            }
        }
        for parts in told.values_mut() {
            parts.sort_by_key(|(_, atoms)| atoms.len());
        }
        for (restricted, wholes) in &told {
            let around = |inner: &[&String]| restricted.iter().all(|name| inner.contains(name));
            for (whole, atoms) in wholes {
                for parts in told.iter().filter(|(inner, _)| around(inner)).map(|(_, of)| of) {
                    let parts = || parts.iter().filter(|(_, part)| part.len() < atoms.len());
                    // The finest parts first, and the coarsest: each may be in the other's way.
                    for left in [
                        left_over(*whole, atoms, *first, grid.atoms.len(), parts()),
                        left_over(*whole, atoms, *first, grid.atoms.len(), parts().rev()),
                    ] {
                        empty.extend(left);
                    }
                }
            }
        }
    }
    empty
}

/// What parts that do not overlap leave of a whole, where they add up to it.
fn left_over<'a>(
    whole: u64,
    atoms: &[usize],
    first: usize,
    all: usize,
    parts: impl Iterator<Item = &'a (u64, &'a Vec<usize>)>,
) -> Vec<usize> {
    let mut left = vec![false; all];
    for atom in atoms {
        left[atom - first] = true;
    }
    let mut sum = 0;
    for (value, part) in parts {
        if part.iter().all(|atom| left[atom - first]) {
            for atom in *part {
                left[atom - first] = false;
            }
            sum += value;
        }
    }
    let over = left.iter().enumerate().filter(|(_, left)| **left).map(|(atom, _)| atom + first);
    if sum == whole { over.collect() } else { Vec::new() }
}
