//! A step function with its band: who has not left yet.

use super::axis::{Axis, every};
use super::drawing::{Anchor, Drawing, WIDTH, at, width_of};
use super::plot::Plot;
use crate::words;

const LEFT: f64 = 60.0;
const RIGHT: f64 = WIDTH - 40.0;
const TOP: f64 = 44.0;
const BOTTOM: f64 = 330.0;

/// The steps of the first series, with the band of its interval.
pub fn step(plot: &Plot<'_>) -> Drawing {
    let mut drawing = Drawing::new(BOTTOM + 60.0);
    drawing.text("chart-axis", 2.0, 18.0, Anchor::Start, &words::sentence(plot.axis));
    let range = plot.range();
    let range = if plot.is_share() { (0.0, 100.0) } else { range };
    let up = Axis::new(range, (BOTTOM, TOP), plot.is_share());
    let last = plot.labels.len().max(1) as f64;
    let x = |place: usize| LEFT + (RIGHT - LEFT) * place as f64 / last;
    for tick in up.ticks() {
        let y = up.at(tick);
        drawing.line("chart-grid", (LEFT, y), (RIGHT, y));
        drawing.text("chart-tick", LEFT - 8.0, y + 5.0, Anchor::End, &plot.tick(tick, up.step));
    }
    let widest = plot.labels.iter().map(|label| width_of(label, 14.0)).fold(0.0, f64::max);
    let every = every(plot.labels.len(), RIGHT - LEFT, (widest + 10.0).max(44.0));
    for (place, label) in plot.labels.iter().enumerate().step_by(every) {
        drawing.line("chart-base", (x(place), BOTTOM), (x(place), BOTTOM + 5.0));
        drawing.text("chart-tick", x(place), BOTTOM + 22.0, Anchor::Middle, label);
    }

    for run in runs(plot, |place| plot.points[place][0].interval) {
        let mut there = String::new();
        let mut back = String::new();
        for (place, (low, high)) in run {
            let (from, to) = (at(x(place)), at(x(place + 1)));
            let sign = if there.is_empty() { 'M' } else { 'L' };
            there.push_str(&format!("{sign}{from} {0}L{to} {0}", at(up.at(high))));
            back = format!("L{to} {0}L{from} {0}{back}", at(up.at(low)));
        }
        drawing.path("chart-band", &format!("{there}{back}Z"));
    }
    for run in runs(plot, |place| plot.points[place][0].value) {
        let mut path = String::new();
        for (place, value) in run {
            let y = at(up.at(value));
            let sign = if path.is_empty() { 'M' } else { 'L' };
            path.push_str(&format!("{sign}{} {y}H{}", at(x(place)), at(x(place + 1))));
        }
        drawing.path("chart-line-total", &path);
    }
    if let Some(place) = plot.points.iter().position(|points| points[0].suppressed) {
        drawing.text("chart-value", x(place) + 6.0, BOTTOM - 8.0, Anchor::Start, "[c]");
    }
    drawing.line("chart-base", (LEFT, BOTTOM), (RIGHT, BOTTOM));
    drawing.text("chart-axis", (LEFT + RIGHT) / 2.0, BOTTOM + 46.0, Anchor::Middle, plot.along);
    drawing
}

/// Stretches of labels that have a value.
fn runs<T>(plot: &Plot<'_>, value: impl Fn(usize) -> Option<T>) -> Vec<Vec<(usize, T)>> {
    let mut runs: Vec<Vec<(usize, T)>> = Vec::new();
    let mut open = false;
    for place in 0..plot.labels.len() {
        let value = value(place);
        let has = value.is_some();
        match (value, runs.last_mut()) {
            (Some(value), Some(run)) if open => run.push((place, value)),
            (Some(value), _) => runs.push(vec![(place, value)]),
            (None, _) => {}
        }
        open = has;
    }
    runs
}
