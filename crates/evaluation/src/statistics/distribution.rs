//! Tails of the distributions that the tests refer to, at full relative precision.
//!
//! The elementary functions are `libm`'s. The incomplete beta function is written here since
//! the crates at hand stop their continued fraction too early, or cancel digits, where the
//! degrees of freedom are many (tens of thousands) or not whole.

use std::f64::consts::{LN_2, PI, SQRT_2};

/// The chance that a standard normal number is `z` or more.
pub(super) fn normal_upper(z: f64) -> f64 {
    0.5 * libm::erfc(z / SQRT_2)
}

/// The chance that a standard normal number is at least `z` from 0 on either side.
pub(super) fn normal_two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() / SQRT_2)
}

/// The chance that Student's t is at least `t` from 0 on either side.
pub(super) fn t_two_sided(t: f64, df: f64) -> f64 {
    let square = t * t;
    beta_regularised(df / 2.0, 0.5, df / (df + square), square / (df + square))
}

/// The chance that F is `f` or more.
pub(super) fn f_upper(f: f64, [upper, lower]: [f64; 2]) -> f64 {
    let scaled = upper * f;
    beta_regularised(lower / 2.0, upper / 2.0, lower / (lower + scaled), scaled / (lower + scaled))
}

/// The chance that chi-square of a whole number of degrees of freedom is `x` or more: a sum
/// of positive terms, so that nothing cancels.
pub(super) fn chi_square_upper(x: f64, df: usize) -> f64 {
    let half = x / 2.0;
    // Q(a + 1, y) = Q(a, y) + y^a e^-y / Γ(a + 1), from Q(1/2, y) = erfc √y or Q(1, y) = e^-y
    let (mut a, mut sum) =
        if df % 2 == 1 { (0.5, libm::erfc(half.sqrt())) } else { (1.0, (-half).exp()) };
    while a < df as f64 / 2.0 {
        if half > 0.0 {
            sum += (a * half.ln() - half - libm::lgamma(a + 1.0)).exp();
        }
        a += 1.0;
    }
    sum.min(1.0)
}

/// Of gamma of a shape (1 or more) and scale 1: the chance that it is `x` or more, and the
/// density at `x`. Needs about √shape turns.
pub(super) fn gamma_upper(shape: f64, x: f64) -> (f64, f64) {
    if x <= 0.0 {
        return (1.0, 0.0);
    }
    // x^shape e^-x / Γ(shape + 1), by Stirling's formula so that no great logarithms cancel
    let off = (x - shape) / shape;
    let exponent = -shape * (off - off.ln_1p()) - stirling_rest(shape);
    let front = exponent.exp() / (2.0 * PI * shape).sqrt();
    let density = front * shape / x;
    if x < shape + 1.0 {
        let (mut term, mut sum, mut next) = (1.0, 1.0, shape);
        while term > sum * 1e-17 {
            next += 1.0;
            term *= x / next;
            sum += term;
        }
        return (1.0 - front * sum, density);
    }
    // the continued fraction of the upper tail, by Lentz's method
    let mut denominator = x + 1.0 - shape;
    let mut numerator = f64::MAX;
    let mut inverse = 1.0 / denominator;
    let mut fraction = inverse;
    for turn in 1..1_000_000_u32 {
        let m = f64::from(turn);
        let partial = -m * (m - shape);
        denominator += 2.0;
        inverse = 1.0 / (partial * inverse + denominator);
        numerator = denominator + partial / numerator;
        let change = numerator * inverse;
        fraction *= change;
        if (change - 1.0).abs() < 1e-15 {
            break;
        }
    }
    (front * shape * fraction, density)
}

/// The point that Student's t exceeds, on either side, with a chance of 5%.
pub(super) fn t_975(df: f64) -> f64 {
    // between the normal point and the point at one degree of freedom; the bracket keeps
    // Newton's steps from leaving
    let (mut low, mut high) = (1.959_963_984, 12.706_204_737);
    let scale = (-ln_beta(df / 2.0, 0.5) - 0.5 * df.ln()).exp();
    let mut t = (low + 2.4 / df).min(high);
    for _ in 0..100 {
        let excess = t_two_sided(t, df) - 0.05;
        if excess > 0.0 {
            low = t
        } else {
            high = t
        }
        let density = scale * (-(df + 1.0) / 2.0 * (t * t / df).ln_1p()).exp();
        let step = t + excess / (2.0 * density);
        let next = if step > low && step < high { step } else { (low + high) / 2.0 };
        if (next - t).abs() <= 1e-14 * t {
            return next;
        }
        t = next;
    }
    t
}

/// What Stirling's formula leaves of ln Γ(a): ln Γ(a) − (a − ½) ln a + a − ½ ln 2π.
pub(super) fn stirling_rest(a: f64) -> f64 {
    if a < 15.0 {
        return libm::lgamma(a) - (a - 0.5) * a.ln() + a - 0.5 * (2.0 * PI).ln();
    }
    let square = a * a;
    (1.0 / 12.0
        - (1.0 / 360.0
            - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / (1188.0 * square)) / square) / square)
            / square)
        / a
}

/// ln B(a, b), without the cancellation of three logarithms of gamma where one is large.
fn ln_beta(a: f64, b: f64) -> f64 {
    let (small, large) = if a < b { (a, b) } else { (b, a) };
    if large < 15.0 {
        return libm::lgamma(small) + libm::lgamma(large) - libm::lgamma(small + large);
    }
    let rest = stirling_rest(large) - stirling_rest(small + large);
    if small < 15.0 {
        return libm::lgamma(small) + rest + small
            - small * (small + large).ln()
            - (large - 0.5) * (small / large).ln_1p();
    }
    // both large: ½ ln 2π/small + small·ln(small/sum) + (large − ½)·ln(large/sum) + rests
    0.5 * (2.0 * PI / small).ln() + stirling_rest(small) + rest
        - small * (large / small).ln_1p()
        - (large - 0.5) * (small / large).ln_1p()
}

/// The regularised incomplete beta function I_x(a, b), given `x` and `y` = 1 − x, both so
/// that the nearer to 1 loses no digits: a continued fraction by Lentz's method.
pub(super) fn beta_regularised(a: f64, b: f64, x: f64, y: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if y <= 0.0 {
        return 1.0;
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta_regularised_lower(b, a, y, x);
    }
    beta_regularised_lower(a, b, x, y)
}

fn beta_regularised_lower(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let ln_x = if x > 0.5 { (-y).ln_1p() } else { x.ln() };
    let ln_y = if y > 0.5 { (-x).ln_1p() } else { y.ln() };
    let front = (a * ln_x + b * ln_y - ln_beta(a, b)).exp() / a;
    const TINY: f64 = 1e-300;
    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut numerator = 1.0;
    let mut denominator = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = denominator;
    // needs about √max(a, b) turns; the end is for arguments that no test gives
    for turn in 1..1_000_000_u32 {
        let m = f64::from(turn);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        denominator = 1.0 / away(1.0 + even * denominator);
        numerator = away(1.0 + even / numerator);
        fraction *= denominator * numerator;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        denominator = 1.0 / away(1.0 + odd * denominator);
        numerator = away(1.0 + odd / numerator);
        let change = denominator * numerator;
        fraction *= change;
        if (change - 1.0).abs() < 1e-15 {
            break;
        }
    }
    front * fraction
}

/// ln n!, by Stirling's formula where n is not small.
pub(super) fn ln_factorial(n: u64) -> f64 {
    if n < 2 {
        return 0.0;
    }
    let a = n as f64 + 1.0;
    (a - 0.5) * a.ln() - a + 0.5 * (2.0 * PI).ln() + stirling_rest(a)
}

/// The chance of `k` heads or fewer of `n` fair coins.
pub(super) fn binomial_half_lower(k: u64, n: u64) -> f64 {
    if k >= n {
        return 1.0;
    }
    if k == 0 {
        return (-(n as f64) * LN_2).exp();
    }
    beta_regularised((n - k) as f64, k as f64 + 1.0, 0.5, 0.5)
}
