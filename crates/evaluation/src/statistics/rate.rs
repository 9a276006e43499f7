//! Rates of events.

use super::distribution::gamma_upper;
use super::proportion::{Interval, Z};

/// The 95% interval of the mean of a Poisson distribution of which `count` events were seen:
/// exact (Garwood's) at any count.
pub fn poisson(count: u64) -> Interval {
    let low = if count == 0 { 0.0 } else { quantile(count, 0.975, -Z) };
    Interval { low, high: quantile(count + 1, 0.025, Z) }
}

/// The mean at which fewer than `events` events have this chance; `z` is its normal point.
fn quantile(events: u64, chance: f64, z: f64) -> f64 {
    let n = events as f64;
    // Byar's approximation is near enough to begin at: a cube root is nearly normal.
    let near = n * (1.0 - 1.0 / (9.0 * n) + z / (3.0 * n.sqrt())).powi(3);
    let (mut low, mut high) = (0.0, near.max(0.0) * 2.0 + 10.0);
    let mut mean = near.max(1e-3);
    // Newton's steps, halved where they would leave the bracket.
    for _ in 0..100 {
        let (upper, density) = gamma_upper(n, mean);
        let excess = upper - chance;
        if excess > 0.0 {
            low = mean;
        } else {
            high = mean;
        }
        let step = mean + excess / density;
        let next = if step > low && step < high { step } else { f64::midpoint(low, high) };
        if (next - mean).abs() <= 1e-14 * mean {
            return next;
        }
        mean = next;
    }
    mean
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `scipy.stats.chi2.ppf([0.025], 2 * n) / 2`, `chi2.ppf([0.975], 2 * n + 2) / 2`.
    #[test]
    fn the_interval_is_garwoods() {
        for (count, low, high) in [
            (0, 0.0, 3.688_879_454_113_936),
            (1, 0.025_317_807_984_289_876, 5.571_643_390_938_898),
            (10, 4.795_388_696_132_433_5, 18.390_356_042_017_78),
        ] {
            let interval = poisson(count);
            assert!((interval.low - low).abs() < 1e-9, "{count}: {interval:?}");
            assert!((interval.high - high).abs() < 1e-9, "{count}: {interval:?}");
        }
    }
}
