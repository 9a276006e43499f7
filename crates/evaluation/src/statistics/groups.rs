//! Comparisons of two and more groups of measured numbers.

use super::distribution::{chi_square_upper, f_upper, t_two_sided};
use super::means::Moments;
use super::proportion::Z;
use super::studentised_range;

/// A test's statistic, its degrees of freedom and its p-value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tested {
    /// t, or H.
    pub statistic: f64,
    /// Degrees of freedom, not always whole.
    pub df: f64,
    /// The two-sided or upper p-value.
    pub p: f64,
}

/// Welch's analysis of variance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Welch {
    /// F.
    pub statistic: f64,
    /// Degrees of freedom above and below.
    pub df: [f64; 2],
    /// The upper p-value.
    pub p: f64,
}

/// The size of an effect with its 95% interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// The effect.
    pub value: f64,
    /// The lower end of its interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// Welch's analysis of variance of two or more groups. Undefined where a group has under two
/// members or no variance, since its weight is then infinite.
pub fn welch_anova(groups: &[&[f64]]) -> Option<Welch> {
    let moments = groups.iter().map(|group| Moments::of(group)).collect::<Option<Vec<_>>>()?;
    welch_anova_of(&moments)
}

/// [`welch_anova`] of groups by their moments.
pub fn welch_anova_of(moments: &[Moments]) -> Option<Welch> {
    let count = moments.len() as f64;
    if moments.len() < 2 || moments.iter().any(|group| group.variance <= 0.0) {
        return None;
    }
    let total: f64 = moments.iter().map(|group| 1.0 / group.error()).sum();
    let mean = moments.iter().map(|group| group.mean / group.error()).sum::<f64>() / total;
    let between =
        moments.iter().map(|group| (group.mean - mean).powi(2) / group.error()).sum::<f64>();
    let unequal: f64 = moments
        .iter()
        .map(|group| (1.0 - 1.0 / (group.error() * total)).powi(2) / (group.n - 1.0))
        .sum();
    let above = count - 1.0;
    let statistic = between / above / (1.0 + 2.0 * (count - 2.0) / (count * count - 1.0) * unequal);
    let df = [above, (count * count - 1.0) / (3.0 * unequal)];
    (statistic.is_finite() && df[1].is_finite()).then(|| Welch {
        statistic,
        df,
        p: f_upper(statistic, df),
    })
}

/// Welch's t test of two groups, positive where the first mean is the greater. Undefined
/// where a group has under two members, or neither varies.
pub fn welch_t(a: &[f64], b: &[f64]) -> Option<Tested> {
    welch_t_of(Moments::of(a)?, Moments::of(b)?)
}

fn welch_t_of(a: Moments, b: Moments) -> Option<Tested> {
    let variance = a.error() + b.error();
    if variance <= 0.0 {
        return None;
    }
    let statistic = (a.mean - b.mean) / variance.sqrt();
    let df = variance * variance
        / (a.error() * a.error() / (a.n - 1.0) + b.error() * b.error() / (b.n - 1.0));
    // variances so small that their squares are 0 leave no degrees of freedom
    (statistic.is_finite() && df.is_finite()).then(|| Tested {
        statistic,
        df,
        p: t_two_sided(statistic, df),
    })
}

/// Games–Howell's comparison of two among `groups` groups: the t statistic without its sign,
/// Welch–Satterthwaite degrees of freedom, p by the studentised range of √2 t.
pub fn games_howell(a: &[f64], b: &[f64], groups: usize) -> Option<Tested> {
    games_howell_of(Moments::of(a)?, Moments::of(b)?, groups)
}

/// [`games_howell`] of groups by their moments.
pub fn games_howell_of(a: Moments, b: Moments, groups: usize) -> Option<Tested> {
    let Tested { statistic, df, .. } = welch_t_of(a, b)?;
    let statistic = statistic.abs();
    let p = studentised_range::upper(statistic * std::f64::consts::SQRT_2, groups, df);
    Some(Tested { statistic, df, p })
}

/// Kruskal–Wallis's test, corrected for ties. Undefined where a group is empty or every value
/// is the same.
pub fn kruskal_wallis(groups: &[&[f64]]) -> Option<Tested> {
    if groups.len() < 2 || groups.iter().any(|group| group.is_empty()) {
        return None;
    }
    let mut values: Vec<(f64, usize)> = groups
        .iter()
        .enumerate()
        .flat_map(|(place, group)| group.iter().map(move |value| (*value, place)))
        .collect();
    values.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let n = values.len() as f64;
    // twice the sums of ranks, as whole numbers, lose nothing
    let mut doubled = vec![0_u128; groups.len()];
    let mut ties = 0.0;
    let mut seen = 0_u128;
    for tied in values.chunk_by(|a, b| a.0 == b.0) {
        let size = tied.len() as u128;
        for (_, place) in tied {
            doubled[*place] += 2 * seen + size + 1;
        }
        seen += size;
        ties += (size * size * size - size) as f64;
    }
    let correction = 1.0 - ties / (n * n * n - n);
    if correction <= 0.0 || n < 2.0 {
        return None;
    }
    // Σ n (mean rank − middle)², which does not cancel as Σ R²/n − 3(N + 1) does
    let spread: f64 = doubled
        .iter()
        .zip(groups)
        .map(|(sum, group)| {
            let size = group.len() as f64;
            let away = *sum as f64 / 2.0 / size - (n + 1.0) / 2.0;
            size * away * away
        })
        .sum();
    let statistic = 12.0 / (n * (n + 1.0)) * spread / correction;
    let df = groups.len() - 1;
    Some(Tested { statistic, df: df as f64, p: chi_square_upper(statistic, df) })
}

/// Hedges' g, positive where the first mean is the greater, with its normal interval.
/// Undefined where a group has under two members or neither varies.
pub fn hedges_g(a: &[f64], b: &[f64]) -> Option<Effect> {
    hedges_g_of(Moments::of(a)?, Moments::of(b)?)
}

/// [`hedges_g`] of groups by their moments.
pub fn hedges_g_of(a: Moments, b: Moments) -> Option<Effect> {
    let n = a.n + b.n;
    let pooled = ((a.n - 1.0) * a.variance + (b.n - 1.0) * b.variance) / (n - 2.0);
    if pooled <= 0.0 {
        return None;
    }
    let value = (1.0 - 3.0 / (4.0 * n - 9.0)) * (a.mean - b.mean) / pooled.sqrt();
    let half = Z * (n / (a.n * b.n) + value * value / (2.0 * (n - 3.94))).sqrt();
    Some(Effect { value, low: value - half, high: value + half })
}
