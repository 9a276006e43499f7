//! Comparisons of the same people before and after.

use super::distribution::{binomial_half_lower, normal_two_sided};

/// McNemar's exact two-sided p-value of `b` who changed one way and `c` the other; none
/// where nobody changed.
pub fn mcnemar(b: u64, c: u64) -> Option<f64> {
    let changed = b + c;
    (changed > 0).then(|| (2.0 * binomial_half_lower(b.min(c), changed)).min(1.0))
}

/// Wilcoxon's signed-rank test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SignedRank {
    /// The smaller of the two sums of ranks.
    pub statistic: f64,
    /// The two-sided p-value.
    pub p: f64,
    /// `exact` or `normal`.
    pub method: &'static str,
    /// The matched-pairs rank biserial correlation, −1 to 1: positive where differences are.
    pub effect: f64,
}

/// Wilcoxon's signed-rank test of differences, those of 0 dropped: exact where there are no
/// ties and at most 50 differences, otherwise normal with the variance corrected for ties and
/// no correction for continuity. None where every difference is 0.
pub fn wilcoxon(differences: &[f64]) -> Option<SignedRank> {
    let mut values: Vec<f64> = differences.iter().copied().filter(|value| *value != 0.0).collect();
    values.sort_unstable_by(|a, b| a.abs().total_cmp(&b.abs()));
    let n = values.len();
    if n == 0 {
        return None;
    }
    let (mut up, mut down, mut ties, mut seen) = (0.0, 0.0, 0.0, 0);
    for tied in values.chunk_by(|a, b| a.abs() == b.abs()) {
        let size = tied.len() as f64;
        let rank = f64::from(seen) + (size + 1.0) / 2.0;
        let positive = tied.iter().filter(|value| **value > 0.0).count() as f64;
        up += rank * positive;
        down += rank * (size - positive);
        ties += size * size * size - size;
        seen += tied.len() as u32;
    }
    let statistic = f64::min(up, down);
    let effect = (up - down) / (up + down);
    if n <= 50 && ties == 0.0 {
        let p = (2.0 * rank_sum_lower(statistic as usize, n)).min(1.0);
        return Some(SignedRank { statistic, p, method: "exact", effect });
    }
    let size = n as f64;
    let middle = size * (size + 1.0) / 4.0;
    let variance = (size * (size + 1.0) * (2.0 * size + 1.0) - ties / 2.0) / 24.0;
    let p = normal_two_sided((statistic - middle) / variance.sqrt());
    Some(SignedRank { statistic, p, method: "normal", effect })
}

/// The chance that the ranks 1 to `n`, each taken by a fair coin, sum to `sum` or less.
fn rank_sum_lower(sum: usize, n: usize) -> f64 {
    let mut chances = vec![0.0; sum + 1];
    chances[0] = 1.0;
    for rank in 1..=n {
        for place in (0..=sum).rev() {
            let taken = if place >= rank { chances[place - rank] } else { 0.0 };
            chances[place] = (chances[place] + taken) / 2.0;
        }
    }
    chances.iter().sum()
}
