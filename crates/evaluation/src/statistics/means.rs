//! Means, deviations and quartiles.

use super::distribution::t_975;

/// A sample in four numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Summary {
    /// How many.
    pub n: u64,
    /// The mean; none of nothing.
    pub mean: Option<f64>,
    /// The standard deviation, by n − 1; none under two.
    pub sd: Option<f64>,
    /// The lower end of the mean's 95% t interval.
    pub low: Option<f64>,
    /// Its upper end.
    pub high: Option<f64>,
}

/// The mean, deviation and 95% interval of a sample, in its own unit.
pub fn summary(sample: &[f64]) -> Summary {
    let n = sample.len() as u64;
    let Some(Moments { mean, variance, .. }) = Moments::of(sample) else {
        return Summary { n, mean: mean(sample), ..Summary::default() };
    };
    let [low, high] = interval(Moments { n: n as f64, mean, variance });
    Summary { n, mean: Some(mean), sd: Some(variance.sqrt()), low: Some(low), high: Some(high) }
}

/// The 95% t interval of a mean.
pub fn interval(Moments { n, mean, variance }: Moments) -> [f64; 2] {
    let half = if variance > 0.0 { t_975(n - 1.0) * (variance / n).sqrt() } else { 0.0 };
    [mean - half, mean + half]
}

/// The quartiles of a sorted sample, by linear interpolation (NumPy's default).
pub fn quartiles(sorted: &[f64]) -> Option<[f64; 3]> {
    let last = sorted.len().checked_sub(1)?;
    Some([0.25, 0.5, 0.75].map(|share| {
        let place = share * last as f64;
        let below = place.floor() as usize;
        let above = (below + 1).min(last);
        sorted[below] + (sorted[above] - sorted[below]) * (place - below as f64)
    }))
}

fn mean(sample: &[f64]) -> Option<f64> {
    if sample.is_empty() {
        return None;
    }
    let n = sample.len() as f64;
    let rough = sample.iter().sum::<f64>() / n;
    // a second pass gives back what the first sum rounded away
    Some(rough + sample.iter().map(|value| value - rough).sum::<f64>() / n)
}

/// Size, mean and variance of a sample of two or more.
#[derive(Clone, Copy, Debug)]
pub struct Moments {
    /// How many.
    pub n: f64,
    /// Their mean.
    pub mean: f64,
    /// Their variance, by n − 1.
    pub variance: f64,
}

impl Moments {
    /// None under two, where a variance is undefined.
    pub fn of(sample: &[f64]) -> Option<Self> {
        if sample.len() < 2 {
            return None;
        }
        let n = sample.len() as f64;
        // exactly no variance, where rounding of the mean would leave a trace of one
        if sample.iter().all(|value| *value == sample[0]) {
            return Some(Self { n, mean: sample[0], variance: 0.0 });
        }
        let mean = mean(sample)?;
        let squares = sample.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>();
        let rest = sample.iter().map(|value| value - mean).sum::<f64>();
        Some(Self { n, mean, variance: ((squares - rest * rest / n) / (n - 1.0)).max(0.0) })
    }
    /// The squared standard error of the mean.
    pub fn error(&self) -> f64 {
        self.variance / self.n
    }
}
