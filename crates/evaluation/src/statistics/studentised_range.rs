//! The studentised range: the greatest difference of several means in units of their
//! estimated deviation.

use std::f64::consts::PI;

use super::distribution::{normal_upper, stirling_rest};

/// The chance that the studentised range of `groups` means with `df` degrees of freedom
/// (any real number above 0, or infinite) is `q` or more.
///
/// ∫ f(s) P(range ≥ q s) ds over the deviation s, with u = ln s, by the trapezoidal rule,
/// which converges exponentially since the integrand is analytic and falls off on both
/// sides; it is begun at the mode and carried on until nothing is added.
pub(super) fn upper(q: f64, groups: usize, df: f64) -> f64 {
    if q <= 0.0 || groups < 2 {
        return 1.0;
    }
    // the deviation is taken as known, as SciPy does from here on
    if df > 100_000.0 {
        return range_upper(q, groups).min(1.0);
    }
    // ln f(e^u) + u + ½ ln(π/ν) − …: constants by Stirling, so that a large ν cancels nothing
    let constant = 0.5 * (df / PI).ln() - stirling_rest(df / 2.0);
    let integrand = |u: f64| {
        let exponent = df * (u - (2.0 * u).exp_m1() / 2.0);
        (constant + exponent).exp() * range_upper(q * u.exp(), groups)
    };
    let deviation = 1.0 / (2.0 * df).sqrt();
    let step = (deviation / 3.0).min(0.08);
    let mode = 0.5 * (df / (df + q * q / 2.0)).ln();
    // the mode lies between the tail's and 0; walking from it both ways meets it
    let mut sum = integrand(mode);
    for direction in [-1.0, 1.0] {
        let mut place = 1.0;
        loop {
            let u = mode + direction * place * step;
            let term = integrand(u);
            sum += term;
            // past 0 (or past the mode) it only falls
            let past = if direction > 0.0 { u > 0.0 } else { place > 3.0 };
            if past && term <= 1e-17 * sum {
                break;
            }
            place += 1.0;
        }
    }
    (sum * step).min(1.0)
}

/// The chance that the range of `groups` standard normal numbers is `r` or more:
/// k ∫ φ(z) (A^(k−1) − (A − B)^(k−1)) dz with A = Φ(z), B = Φ(z − r), written as a sum of
/// positive terms.
fn range_upper(r: f64, groups: usize) -> f64 {
    const STEP: f64 = 0.3;
    let mut sum = 0.0;
    for place in -30..=30_i32 {
        let z = r / 2.0 + f64::from(place) * STEP;
        let density = (-z * z / 2.0).exp();
        let (all, below) = (normal_upper(-z), normal_upper(r - z));
        let within = (all - below).max(0.0);
        // B Σ A^(k−2−i) (A − B)^i
        let mut inner = 0.0;
        for i in 0..groups - 1 {
            inner += all.powi((groups - 2 - i) as i32) * within.powi(i as i32);
        }
        sum += density * below * inner;
    }
    groups as f64 * sum * STEP / (2.0 * PI).sqrt()
}
