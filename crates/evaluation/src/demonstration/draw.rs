//! Seeded draws: the same seed gives the same cohort on every machine.

use rand_core::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// A source of draws.
#[derive(Clone, Debug)]
pub struct Draw(Pcg64Mcg);

impl Draw {
    /// The draws of a seed.
    pub fn new(seed: u64) -> Self {
        Self(Pcg64Mcg::seed_from_u64(seed))
    }
    /// A whole number under `bound`; 0 where there is none.
    pub fn below(&mut self, bound: usize) -> usize {
        // Multiplying by a fraction of 64 bits: the bias is under 2⁻⁴⁰ for any bound here.
        ((u128::from(self.0.next_u64()) * bound as u128) >> 64) as usize
    }
    /// A whole number from `low` to `high`, both among them.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below(usize::try_from(high - low + 1).unwrap_or(1)) as i64
    }
    /// A number from 0 to 1.
    pub fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }
    /// Whether something of this chance happens.
    pub fn chance(&mut self, of: f64) -> bool {
        self.unit() < of
    }
    /// A skewed number around a mean: the sum of `shape` exponential draws.
    pub fn skewed(&mut self, mean: f64, shape: u32) -> f64 {
        let sum: f64 = (0..shape).map(|_| -(1.0 - self.unit()).ln()).sum();
        sum * mean / f64::from(shape)
    }
    /// One of several; `None` of none.
    pub fn one<T: Copy>(&mut self, of: &[T]) -> Option<T> {
        of.get(self.below(of.len())).copied()
    }
    /// One of several, each with its weight; the last where the weights run out.
    pub fn weighted<T: Copy>(&mut self, of: &[(T, u32)]) -> Option<T> {
        let whole: u32 = of.iter().map(|(_, weight)| weight).sum();
        let mut at = self.below(whole as usize) as u32;
        for (value, weight) in of {
            if at < *weight {
                return Some(*value);
            }
            at -= weight;
        }
        of.last().map(|(value, _)| *value)
    }
    /// Puts several into a random order.
    pub fn shuffle<T>(&mut self, several: &mut [T]) {
        for last in (1..several.len()).rev() {
            several.swap(last, self.below(last + 1));
        }
    }
}
