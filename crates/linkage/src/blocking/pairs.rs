//! The candidates as a stream: no pair is kept in memory.

use std::ops::Range;

use rayon::prelude::*;

use super::{Blocks, OfRule};
use crate::names::stirred;
use crate::people::{Details, People};

/// Records that one task goes through, about.
const TASK: usize = 1 << 14;

/// Records that are fetched at a time, about.
const TOGETHER: usize = 256;

/// Every candidate once, in no order that matters.
pub(crate) struct Candidates<'a> {
    pub people: &'a People,
    pub blocks: &'a Blocks,
}

/// Two records that are candidates.
pub(crate) struct Pair<'a> {
    pub numbers: (u32, u32),
    pub records: (&'a Details, &'a Details),
    /// Which rule found it first.
    pub rule: usize,
}

/// Which blocks are gone through.
#[derive(Clone, Copy)]
pub(crate) struct Sample {
    /// The share of blocks, of 2 to the power of 64; `None` for all.
    share: Option<u64>,
    seed: u64,
}

impl Sample {
    /// All blocks.
    pub const ALL: Self = Self { share: None, seed: 0 };

    /// A random share of blocks.
    pub fn of(share: f64, seed: u64) -> Self {
        Self { share: (share < 1.0).then(|| (share * 2_f64.powi(64)) as u64), seed }
    }
    fn takes(self, rule: usize, block: usize) -> bool {
        let Some(share) = self.share else { return true };
        stirred(self.seed ^ stirred((rule as u64) << 32 | block as u64)) < share
    }
}

impl OfRule {
    /// The blocks in stretches of about as many records.
    fn tasks(&self) -> impl Iterator<Item = Range<usize>> {
        let blocks = self.starts.len().saturating_sub(1);
        let mut from = 0;
        std::iter::from_fn(move || {
            if from >= blocks {
                return None;
            }
            let until = self.starts[from] as usize + TASK;
            let to = self.starts.partition_point(|start| (*start as usize) < until).min(blocks);
            let first = from;
            from = to.max(from + 1);
            Some(first..from)
        })
    }
}

impl Candidates<'_> {
    /// Goes through the pairs on every core: `see` takes each into what `new` made, in order
    /// within a task; the results of the tasks come back in their order. Only the pairs of blocks
    /// that the sample takes are seen.
    pub fn fold<T: Send>(
        &self,
        sample: Sample,
        new: impl Fn() -> T + Sync,
        see: impl Fn(&mut T, &Pair<'_>) + Sync,
    ) -> Vec<T> {
        let rules = self.blocks.rules.iter().enumerate();
        let tasks: Vec<(usize, &OfRule, Range<usize>)> =
            rules.flat_map(|(rule, of)| of.tasks().map(move |blocks| (rule, of, blocks))).collect();
        tasks
            .into_par_iter()
            .map(|(rule, of, blocks)| {
                let mut result = new();
                let mut gathered = Vec::with_capacity(2 * TOGETHER);
                let mut together: Vec<Range<usize>> = Vec::new();
                let mut count = 0;
                for block in blocks.filter(|block| sample.takes(rule, *block)) {
                    let ends = of.starts[block] as usize..of.starts[block + 1] as usize;
                    count += ends.len();
                    together.push(ends);
                    if count >= TOGETHER {
                        self.see_all(rule, of, &together, &mut gathered, &mut result, &see);
                        together.clear();
                        count = 0;
                    }
                }
                self.see_all(rule, of, &together, &mut gathered, &mut result, &see);
                result
            })
            .collect()
    }

    /// Sees the pairs of some blocks. Their records are fetched first, all together: they lie
    /// anywhere in memory, and the processor waits for many at a time as long as for one.
    fn see_all<T>(
        &self,
        rule: usize,
        of: &OfRule,
        blocks: &[Range<usize>],
        gathered: &mut Vec<Details>,
        result: &mut T,
        see: &impl Fn(&mut T, &Pair<'_>),
    ) {
        gathered.clear();
        for block in blocks {
            let records = of.records[block.clone()].iter();
            gathered.extend(records.map(|record| self.people.details[*record as usize]));
        }
        let mut from = 0;
        for block in blocks {
            let to = from + block.len();
            self.see_block(rule, &of.records[block.clone()], &gathered[from..to], result, see);
            from = to;
        }
    }

    fn see_block<T>(
        &self,
        rule: usize,
        records: &[u32],
        details: &[Details],
        result: &mut T,
        see: &impl Fn(&mut T, &Pair<'_>),
    ) {
        for (first, one) in details.iter().enumerate() {
            for (second, other) in details.iter().enumerate().skip(first + 1) {
                let (a, b) = (records[first], records[second]);
                if self.blocks.is_first(rule, (a, one), (b, other)) {
                    see(result, &Pair { numbers: (a, b), records: (one, other), rule });
                }
            }
        }
    }
}
