//! Seeded draws.

use rand_core::{Rng, SeedableRng};
use rand_pcg::Pcg32;

/// A seeded source of draws: the same seed gives the same draws on every machine.
#[derive(Clone, Debug)]
pub(super) struct Draw(Pcg32);

impl Draw {
    pub fn seeded(seed: u64) -> Self {
        Self(Pcg32::seed_from_u64(seed))
    }
    /// A whole number under `bound`; 0 where that is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        let wide = u128::from(self.0.next_u64()) * bound as u128;
        (wide >> 64) as usize
    }
    /// A number from 0 to 1, which is never reached.
    pub fn unit(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / (f64::from(u32::MAX) + 1.0)
    }
    /// True in this share of draws.
    pub fn chance(&mut self, share: f64) -> bool {
        self.unit() < share
    }
    /// One of some.
    pub fn one_of<T: Copy>(&mut self, some: &[T]) -> Option<T> {
        some.get(self.below(some.len())).copied()
    }
    /// Puts the values into any order, each as likely.
    pub fn shuffle<T>(&mut self, values: &mut [T]) {
        for last in (1..values.len()).rev() {
            let other = self.below(last + 1);
            values.swap(last, other);
        }
    }
}
