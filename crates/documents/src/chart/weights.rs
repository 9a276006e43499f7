//! What each agreement weighs: bars to both sides of nought, field by field.

use super::axis::Axis;
use super::drawing::{Anchor, Drawing, WIDTH};

/// A field and its levels, each with its weight.
pub struct Weighed<'a> {
    /// The field.
    pub name: &'a str,
    /// Its levels.
    pub levels: Vec<(&'a str, f64)>,
}

const LABELS: f64 = 250.0;
const RIGHT: f64 = WIDTH - 64.0;
const BAND: f64 = 26.0;
const THICK: f64 = 16.0;
const HEADING: f64 = 34.0;
const BELOW: f64 = 62.0;

/// The picture of the weights.
pub fn weights(fields: &[Weighed<'_>], id: &str, title: &str, description: &str) -> String {
    let bands: usize = fields.iter().map(|field| field.levels.len()).sum();
    let bottom = 8.0 + HEADING * fields.len() as f64 + BAND * bands as f64;
    let mut drawing = Drawing::new(bottom + BELOW);
    let all = || fields.iter().flat_map(|field| &field.levels).map(|(_, weight)| *weight);
    let range = (all().fold(0.0, f64::min), all().fold(0.0, f64::max));
    let axis = Axis::new(range, (LABELS + 50.0, RIGHT), false);
    for tick in axis.ticks() {
        let x = axis.at(tick);
        drawing.line("chart-grid", (x, 8.0), (x, bottom));
        let words = format!("{tick:.0}").replace('-', "−");
        drawing.text("chart-tick", x, bottom + 22.0, Anchor::Middle, &words);
    }
    let middle = (LABELS + 50.0 + RIGHT) / 2.0;
    let words = "against the same person ← weight → for the same person";
    drawing.text("chart-axis", middle, bottom + 46.0, Anchor::Middle, words);
    let nought = axis.at(0.0);
    let mut y = 8.0;
    for field in fields {
        y += HEADING;
        drawing.text("chart-label", 2.0, y - 10.0, Anchor::Start, field.name);
        for (name, weight) in &field.levels {
            let (centre, end) = (y + BAND / 2.0, axis.at(*weight));
            drawing.text("chart-tick", LABELS, centre + 5.0, Anchor::End, name);
            let class = if *weight < 0.0 { "chart-series-3" } else { "chart-series-0" };
            let (left, width) = (nought.min(end), (end - nought).abs());
            drawing.bar(class, left, centre - THICK / 2.0, width, THICK);
            let words = format!("{weight:.1}").replace('-', "−");
            if *weight < 0.0 {
                drawing.text("chart-value", end - 6.0, centre + 5.0, Anchor::End, &words);
            } else {
                drawing.text("chart-value", end + 6.0, centre + 5.0, Anchor::Start, &words);
            }
            y += BAND;
        }
    }
    drawing.line("chart-base", (nought, 8.0), (nought, bottom));
    drawing.finish(id, title, description, None)
}
