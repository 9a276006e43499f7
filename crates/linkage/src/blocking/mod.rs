//! Which pairs of records are compared at all.

mod pairs;
mod rules;

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::frequency::Counted;
use crate::names::stirred;
use crate::people::{Details, People};
use crate::sorting::{by_key, entry, record};
pub(crate) use pairs::{Candidates, Sample};
pub use rules::RULES;
pub(crate) use rules::{ALL, Rule, met};

/// A key that gathers more records than this is split.
pub const MOST: usize = 128;

/// The blocks of all rules: records of one key, no more than [`MOST`].
#[derive(Debug, Default)]
pub(crate) struct Blocks {
    rules: Vec<OfRule>,
    /// Of each record whose key by a rule was split, its block.
    split: Vec<FxHashMap<u32, u32>>,
    /// The rules of which a key was split.
    with_splits: Vec<usize>,
}

/// The blocks of one rule.
#[derive(Debug, Default)]
pub(crate) struct OfRule {
    /// The records, block by block.
    records: Vec<u32>,
    /// Where each block begins, and where the last ends.
    starts: Vec<u32>,
    /// Which of the blocks are parts of a key that was split; a record that is alone is one too.
    parts: Vec<Range<u32>>,
    cost: Cost,
}

/// What a rule costs, and what it had to split.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Keys that more than one record has.
    pub keys: u64,
    /// Pairs of records with the same key, before keys are split.
    pub pairs_of_keys: u128,
    /// Pairs that are left when keys are split.
    pub pairs: u64,
    /// Pairs of these that no rule before it has.
    pub new_pairs: u64,
    /// The most records that one key gathers.
    pub largest_key: u64,
    /// Keys that gather too many records.
    pub split_keys: u64,
    /// The records of these keys.
    pub split_records: u64,
    /// Blocks that were cut although nothing is left by which to split them.
    pub cut_blocks: u64,
}

impl Blocks {
    /// Makes the blocks of every rule, and counts values on the way: the records of one key are
    /// together here.
    pub fn of(people: &People) -> (Self, Counted) {
        let (rules, counted): (Vec<OfRule>, Vec<Counted>) =
            ALL.par_iter().map(|rule| OfRule::new(rule, people)).unzip();
        let counted = counted.into_iter().fold(Counted::default(), Counted::and);
        let split: Vec<FxHashMap<u32, u32>> = rules.iter().map(OfRule::split_records).collect();
        let with_splits = (0..RULES).filter(|rule| !split[*rule].is_empty()).collect();
        (Self { rules, split, with_splits }, counted)
    }
    /// What each rule costs; new pairs are not counted yet.
    pub fn costs(&self) -> Vec<Cost> {
        self.rules.iter().map(|rule| rule.cost).collect()
    }
    /// All pairs of all rules, those counted again that several rules have.
    pub fn pairs(&self) -> u64 {
        self.rules.iter().map(|rule| rule.cost.pairs).sum()
    }
    /// Whether of two records of one block of a rule that rule is the first to find them.
    #[inline]
    pub fn is_first(&self, rule: usize, a: (u32, &Details), b: (u32, &Details)) -> bool {
        let bits = met(a.1, b.1);
        // Their keys may have met by chance in 32 bits.
        if bits & (1 << rule) == 0 {
            return false;
        }
        let before = bits & ((1 << rule) - 1);
        before == 0 || self.kept(before, a.0, b.0) == 0
    }
    /// By which rules two records are candidates, a bit a rule. Records that meet by a rule are in
    /// one block of it, unless their key was split.
    pub fn rules_of(&self, (a, one): (u32, &Details), (b, other): (u32, &Details)) -> u32 {
        self.kept(met(one, other), a, b)
    }
    /// The rules, of those by which two records meet, of which no split parts them.
    fn kept(&self, bits: u32, a: u32, b: u32) -> u32 {
        let mut bits_lost = 0;
        for rule in self.with_splits.iter().filter(|rule| bits & (1 << **rule) != 0) {
            let split = &self.split[*rule];
            if split.get(&a) != split.get(&b) {
                bits_lost |= 1 << rule;
            }
        }
        bits & !bits_lost
    }
}

impl OfRule {
    fn new(rule: &Rule, people: &People) -> (Self, Counted) {
        let mut keyed: Vec<u64> = Vec::with_capacity(people.len());
        for (record, of) in (0..).zip(&people.details) {
            let key = (rule.of)(of);
            if key != 0 {
                // Keys of 32 bits: two that meet by chance make a few pairs more, and no fewer.
                keyed.push(entry(stirred(key), record));
            }
        }
        by_key(&mut keyed);
        let counted = rule.counts.of(&keyed, people);
        let mut blocks = Self::default();
        for run in keyed.chunk_by_mut(|a, b| *a >> 32 == *b >> 32) {
            let count = run.len() as u64;
            if count < 2 {
                continue;
            }
            blocks.cost.keys += 1;
            blocks.cost.pairs_of_keys += u128::from(count) * u128::from(count - 1) / 2;
            blocks.cost.largest_key = blocks.cost.largest_key.max(count);
            if run.len() > MOST {
                blocks.cost.split_keys += 1;
                blocks.cost.split_records += count;
            }
            let first = blocks.starts.len() as u32;
            blocks.split(run, rule, 0, people);
            if count > MOST as u64 {
                blocks.parts.push(first..blocks.starts.len() as u32);
            }
        }
        blocks.starts.push(blocks.records.len() as u32);
        (blocks, counted)
    }

    /// Of the records of keys that were split, the block of each.
    fn split_records(&self) -> FxHashMap<u32, u32> {
        let blocks = self.parts.iter().cloned().flatten();
        let records = blocks.flat_map(|block| {
            let ends = self.starts[block as usize]..self.starts[block as usize + 1];
            self.records[ends.start as usize..ends.end as usize].iter().map(move |of| (*of, block))
        });
        records.collect()
    }

    /// Adds the records of a key as a block, or splits them first.
    fn split(&mut self, run: &mut [u64], rule: &Rule, by: usize, people: &People) {
        if run.len() <= MOST {
            return self.add(run);
        }
        let Some(splitter) = rule.split_by.get(by) else {
            // Nothing is left by which to split: neighbours by all that is known stay together.
            run.sort_by_cached_key(|entry| similar(people, record(*entry)));
            for part in run.chunks(MOST) {
                self.cost.cut_blocks += 1;
                self.add(part);
            }
            return;
        };
        for one in run.iter_mut() {
            let record = record(*one);
            *one = entry(stirred((splitter.of)(&people.details[record as usize])), record);
        }
        run.sort_unstable();
        for part in run.chunk_by_mut(|a, b| *a >> 32 == *b >> 32) {
            self.split(part, rule, by + 1, people);
        }
    }

    fn add(&mut self, run: &[u64]) {
        let count = run.len() as u64;
        self.starts.push(self.records.len() as u32);
        self.records.extend(run.iter().map(|entry| record(*entry)));
        self.cost.pairs += count * (count - 1) / 2;
    }
}

/// An order in which records that are alike are near each other, whatever rows they have.
fn similar(people: &People, record: u32) -> (u32, u64, [u8; 2], [u32; 2], u64) {
    let of = &people.details[record as usize];
    let place = people.place(record);
    (of.born.digits(), of.postcode.number(), of.initials(), of.heard, place)
}
