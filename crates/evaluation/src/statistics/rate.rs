//! Rates of events.

use super::distribution::chi_square_upper;
use super::proportion::{Interval, Z};

/// From this many events on, the approximation is used: it then agrees with the exact
/// interval to five digits, and the exact one is a sum of as many terms.
const MANY: u64 = 100;

/// The 95% interval of the mean of a Poisson distribution of which `count` events were seen:
/// exact (Garwood), that of a hundred or more events by Byar's approximation.
pub fn poisson(count: u64) -> Interval {
    let low = if count == 0 { 0.0 } else { quantile(count, 0.975, -Z) };
    Interval { low, high: quantile(count + 1, 0.025, Z) }
}

/// The mean at which fewer than `events` events have this chance.
fn quantile(events: u64, chance: f64, z: f64) -> f64 {
    let n = events as f64;
    // Byar's, after Wilson and Hilferty: a cube root is nearly normal.
    let near = n * (1.0 - 1.0 / (9.0 * n) + z / (3.0 * n.sqrt())).powi(3);
    if events >= MANY {
        return near;
    }
    let df = usize::try_from(2 * events).unwrap_or(usize::MAX);
    let (mut low, mut high) = (0.0, near.max(0.0) * 2.0 + 10.0);
    // Each step halves the interval; beyond sixty there is nothing left to halve.
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if chi_square_upper(2.0 * middle, df) > chance { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
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

    #[test]
    fn the_approximation_goes_on_where_the_exact_interval_ends() {
        // `chi2.ppf(0.975, 198) / 2` and `chi2.ppf(0.975, 200) / 2`
        let (exact, near) = (quantile(MANY - 1, 0.025, Z), quantile(MANY, 0.025, Z));
        assert!((exact - 119.430_610_293_135_3).abs() < 1e-9, "{exact}");
        assert!((near - 120.528_947_753_155_46).abs() < 2e-3, "{near}");
    }
}
