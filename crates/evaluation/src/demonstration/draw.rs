//! Seeded draws, and whole numbers made to keep a sum.

use rand_core::{Rng, SeedableRng};
use rand_pcg::Pcg32;

/// A seeded source of draws: the same seed gives the same draws on every machine.
#[derive(Clone, Debug)]
pub struct Draw(Pcg32);

impl Draw {
    /// The draws of a seed.
    pub fn seeded(seed: u64) -> Self {
        Self(Pcg32::seed_from_u64(seed))
    }
    /// A whole number under `bound`; 0 where that is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        // Lemire's multiplication without the rejection: over 64 bits the bias is far under
        // what any cohort could show.
        let wide = u128::from(self.0.next_u64()) * bound as u128;
        (wide >> 64) as usize
    }
    /// A number from 0 (never reached) to 1.
    fn unit(&mut self) -> f64 {
        (f64::from(self.0.next_u32()) + 0.5) / (f64::from(u32::MAX) + 1.0)
    }
    /// True in this many of a hundred.
    pub fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
    /// Right-skewed, of mean 1: a gamma of this whole shape. 1 is an exponential, and the
    /// spread is one over the root of the shape.
    pub fn gamma(&mut self, shape: u32) -> f64 {
        let sum: f64 = (0..shape).map(|_| -self.unit().ln()).sum();
        sum / f64::from(shape)
    }
    /// Right-skewed, of mean 1 and standard deviation 1.3, as delays that hang on others are.
    pub fn delay(&mut self) -> f64 {
        let exponential = self.gamma(1);
        exponential * (0.7 + 0.15 * exponential)
    }
    /// One of the values by weight, the last where the weights run out.
    pub fn choose<T: Copy>(&mut self, weighted: &[(T, usize)]) -> Option<T> {
        let mut left = self.below(weighted.iter().map(|(_, weight)| weight).sum());
        for (value, weight) in weighted {
            if left < *weight {
                return Some(*value);
            }
            left -= weight;
        }
        weighted.last().map(|(value, _)| *value)
    }
    /// Puts the values into any order, each as likely.
    pub fn shuffle<T>(&mut self, values: &mut [T]) {
        for last in (1..values.len()).rev() {
            let other = self.below(last + 1);
            values.swap(last, other);
        }
    }
    /// Which of `of` are chosen, `count` of them.
    pub fn subset(&mut self, of: usize, count: usize) -> Vec<bool> {
        let mut chosen = vec![false; of];
        chosen[..count.min(of)].fill(true);
        self.shuffle(&mut chosen);
        chosen
    }
}

/// Shares `total` by weight into whole numbers, by the largest remainder; the earlier goes
/// first in a tie. Where the weights already sum to `total` they come back unchanged.
pub fn apportion(weights: &[u64], total: u64) -> Vec<u64> {
    let sum: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let exact = |weight: u64| u128::from(weight) * u128::from(total);
    let mut shares: Vec<u64> = weights.iter().map(|weight| (exact(*weight) / sum) as u64).collect();
    let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
    by_remainder.sort_by_key(|place| std::cmp::Reverse(exact(weights[*place]) % sum));
    let left = total - shares.iter().sum::<u64>();
    for place in by_remainder.into_iter().take(left as usize) {
        shares[place] += 1;
    }
    shares
}

/// Scales a count to another size, to the nearest whole number.
pub fn scale(count: u64, from: u64, to: u64) -> u64 {
    if from == 0 {
        return 0;
    }
    ((u128::from(count) * u128::from(to) * 2 + u128::from(from)) / (u128::from(from) * 2)) as u64
}

/// Moves values within `low..=high` until they sum to `target`, in steps that are shared by
/// all. Where no such values exist they end as near as the bounds let them.
pub fn fit(values: &mut [i32], low: i32, high: i32, target: i64) {
    for value in values.iter_mut() {
        *value = (*value).clamp(low, high);
    }
    let mut gap = target - values.iter().map(|value| i64::from(*value)).sum::<i64>();
    while gap != 0 {
        let before = gap;
        let each = gap / values.len().max(1) as i64;
        let step = if each == 0 { gap.signum() } else { each };
        let step = step.clamp(-10_000, 10_000) as i32;
        for value in values.iter_mut() {
            let moved = (*value + step).clamp(low, high);
            gap -= i64::from(moved - *value);
            *value = moved;
            if gap == 0 || gap.signum() != before.signum() {
                break;
            }
        }
        if gap == before {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_keep_the_total_and_leave_what_already_sums() {
        assert_eq!(apportion(&[9, 26, 23], 58), [9, 26, 23]);
        assert_eq!(apportion(&[1, 1, 1], 2), [1, 1, 0]);
        assert_eq!(apportion(&[0, 0], 5), [0, 0]);
        assert_eq!(scale(115, 959, 959), 115);
        assert_eq!(scale(1, 2, 1), 1);
    }

    #[test]
    fn fitted_values_keep_the_sum_within_their_bounds() {
        let mut values = vec![0, 3, 90, 4, 7];
        fit(&mut values, 1, 50, 101);
        assert_eq!(values.iter().sum::<i32>(), 101);
        assert!(values.iter().all(|value| (1..=50).contains(value)));
        fit(&mut values, 1, 50, 1_000);
        assert_eq!(values, [50; 5], "what cannot be reached is approached");
    }

    #[test]
    fn draws_follow_the_seed() {
        let of = |seed| (0..5).map(|_| Draw::seeded(seed).below(1_000_000)).collect::<Vec<_>>();
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
    }
}
