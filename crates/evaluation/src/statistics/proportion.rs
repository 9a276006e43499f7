//! Proportions and two-by-two tables.

use super::groups::Effect;

/// The 97.5% point of the normal distribution.
pub const Z: f64 = 1.959_963_984_540_054;

/// A 95% interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// Wilson's score interval of `count` out of `of`; none of nothing.
pub fn wilson(count: u64, of: u64) -> Option<Interval> {
    if of == 0 {
        return None;
    }
    let (n, p) = (of as f64, count as f64 / of as f64);
    let middle = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
    let half = Z / (1.0 + Z * Z / n) * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let low = if count == 0 { 0.0 } else { (middle - half).max(0.0) };
    let high = if count == of { 1.0 } else { (middle + half).min(1.0) };
    Some(Interval { low, high })
}

/// Fisher's exact two-sided p-value: the chance, the totals given, of tables no likelier than
/// this one. 1 where a row or a column is empty; none of nothing.
///
/// Chances are worked out relative to the likeliest table's, by the ratio of neighbours, so
/// that a table of a million costs some thousand steps and no table of logarithms.
pub fn fisher(table: [[u64; 2]; 2]) -> Option<f64> {
    let [[a, b], [c, d]] = table;
    let (row, column, n) = (a + b, a + c, a + b + c + d);
    if n == 0 {
        return None;
    }
    let (least, most) = ((row + column).saturating_sub(n), row.min(column));
    let middle = (u128::from(row + 1) * u128::from(column + 1) / (u128::from(n) + 2)) as u64;
    let mode = middle.clamp(least, most);
    // the chance at x + 1 in that at x
    let ratio = |x: u64| {
        (row - x) as f64 * (column - x) as f64
            / ((x + 1) as f64 * (n + x + 1 - row - column) as f64)
    };
    let mut observed = 1.0;
    for x in mode..a {
        observed *= ratio(x);
    }
    for x in a..mode {
        observed /= ratio(x);
    }
    // equal chances differ by rounding only
    let limit = observed * (1.0 + 1e-7);
    let (mut all, mut no_likelier) = (1.0, if 1.0 <= limit { 1.0 } else { 0.0 });
    let mut take = |chance: f64| {
        all += chance;
        if chance <= limit {
            no_likelier += chance;
        }
        chance > 1e-18 * limit.min(1.0) && chance > 0.0
    };
    let mut chance = 1.0;
    for x in mode..most {
        chance *= ratio(x);
        if !take(chance) {
            break;
        }
    }
    chance = 1.0;
    for x in (least..mode).rev() {
        chance /= ratio(x);
        if !take(chance) {
            break;
        }
    }
    Some((no_likelier / all).min(1.0))
}

/// The difference of `a` of `of_a` and `b` of `of_b`, with Newcombe's hybrid-score interval;
/// none where one is of nothing.
pub fn risk_difference(a: u64, of_a: u64, b: u64, of_b: u64) -> Option<Effect> {
    let (one, other) = (wilson(a, of_a)?, wilson(b, of_b)?);
    let (p, q) = (a as f64 / of_a as f64, b as f64 / of_b as f64);
    let value = p - q;
    Some(Effect {
        value,
        low: value - (p - one.low).hypot(other.high - q),
        high: value + (one.high - p).hypot(q - other.low),
    })
}

/// The odds ratio of two rows (happened, did not) with Woolf's interval. 0.5 is added to each
/// cell that is empty, and to no other, for the ratio as for its interval: what statsmodels'
/// `Table2x2` does. None where a row is empty: there is nobody whose odds they would be.
pub fn odds_ratio(table: [[u64; 2]; 2]) -> Option<Effect> {
    if table.iter().any(|row| row[0] + row[1] == 0) {
        return None;
    }
    let [[a, b], [c, d]] =
        table.map(|row| row.map(|count| if count == 0 { 0.5 } else { count as f64 }));
    let logarithm = (a / b).ln() - (c / d).ln();
    let half = Z * (1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d).sqrt();
    Some(Effect {
        value: a * d / (b * c),
        low: (logarithm - half).exp(),
        high: (logarithm + half).exp(),
    })
}
