//! Survival at whole times, such as sessions attended before leaving.

use super::proportion::Z;

/// What is known at one time.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The time.
    pub time: u32,
    /// Those who had neither left nor been censored before it.
    pub at_risk: u64,
    /// Those who left at it, for whatever cause.
    pub left: u64,
    /// Those who were censored at it; they are at risk at it still.
    pub censored: u64,
    /// Kaplan and Meier's share who stay beyond it.
    pub survival: f64,
    /// The lower end of its 95% interval; none once nobody stays.
    pub low: Option<f64>,
    /// Its upper end.
    pub high: Option<f64>,
    /// Aalen and Johansen's share who have left for each cause.
    pub incidence: Vec<f64>,
}

/// Kaplan–Meier survival with Greenwood's plain interval, kept within 0 and 1, and
/// Aalen–Johansen incidence of each of `causes` causes: a step for every time from 0 to the
/// greatest.
///
/// An exit is a time and its cause; none is censored. A cause beyond `causes` counts as
/// leaving and in no incidence.
pub fn survival(exits: &[(u32, Option<usize>)], causes: usize) -> Vec<Step> {
    let Some(last) = exits.iter().map(|(time, _)| *time).max() else { return Vec::new() };
    let mut left = vec![0_u64; last as usize + 1];
    let mut censored = vec![0_u64; last as usize + 1];
    let mut by_cause = vec![vec![0_u64; causes]; last as usize + 1];
    for (time, cause) in exits {
        let time = *time as usize;
        match cause {
            None => censored[time] += 1,
            Some(cause) => {
                left[time] += 1;
                if let Some(count) = by_cause[time].get_mut(*cause) {
                    *count += 1;
                }
            }
        }
    }
    let mut at_risk = exits.len() as u64;
    let mut survival = 1.0;
    let mut greenwood = 0.0;
    let mut incidence = vec![0.0; causes];
    (0..=last)
        .map(|time| {
            let place = time as usize;
            let (risk, gone) = (at_risk as f64, left[place] as f64);
            if left[place] > 0 {
                for (share, count) in incidence.iter_mut().zip(&by_cause[place]) {
                    *share += survival * *count as f64 / risk;
                }
                survival *= (risk - gone) / risk;
                greenwood += gone / (risk * (risk - gone));
            }
            let half = Z * survival * greenwood.sqrt();
            let known = half.is_finite();
            let step = Step {
                time,
                at_risk,
                left: left[place],
                censored: censored[place],
                survival,
                low: known.then(|| (survival - half).max(0.0)),
                high: known.then(|| (survival + half).min(1.0)),
                incidence: incidence.clone(),
            };
            at_risk -= left[place] + censored[place];
            step
        })
        .collect()
}
