//! From pairs to people, with a check against chaining.

use crate::outcome::compare;
use crate::people::People;
use crate::weights::Weights;

/// Sets of records that are joined pair by pair.
#[derive(Debug)]
pub(crate) struct Joined {
    /// Of each record one that it is joined with, or itself.
    above: Vec<u32>,
}

impl Joined {
    pub fn none(records: usize) -> Self {
        Self { above: (0..records as u32).collect() }
    }
    /// The record that stands for all that one is joined with: the first of them.
    pub fn first(&mut self, mut record: u32) -> u32 {
        while self.above[record as usize] != record {
            let above = self.above[self.above[record as usize] as usize];
            self.above[record as usize] = above;
            record = above;
        }
        record
    }
    pub fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.first(a), self.first(b));
        self.above[a.max(b) as usize] = a.min(b);
    }
}

/// A cluster whose ends do not match.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Chained {
    /// Its records.
    pub records: Vec<u32>,
    /// The two of them that match least.
    pub ends: (u32, u32),
    /// What these weigh.
    pub weight: f32,
}

/// The most records of one cluster that are held against each other.
const MOST_HELD: usize = 40;

/// Looks whether the records of a cluster all match: gives the two that match least, where they
/// weigh less than `least`.
pub(crate) fn chained(
    people: &People,
    weights: &Weights,
    records: &[u32],
    least: f32,
) -> Option<Chained> {
    let mut held = records.to_vec();
    if held.len() > MOST_HELD {
        held.sort_by_cached_key(|record| people.place(*record));
        held.truncate(MOST_HELD);
    }
    let compared: Vec<_> = held.iter().map(|record| people.details[*record as usize]).collect();
    let mut worst: Option<((u32, u32), f32)> = None;
    for (first, one) in compared.iter().enumerate() {
        for (second, other) in compared.iter().enumerate().skip(first + 1) {
            let weight = weights.of(&compare(one, other, &people.names));
            if weight < least && worst.is_none_or(|(_, least)| weight < least) {
                worst = Some(((held[first], held[second]), weight));
            }
        }
    }
    worst.map(|(ends, weight)| Chained { records: records.to_vec(), ends, weight })
}
