//! Stages one under another, each beside its number and its share of the one before.

use super::drawing::{Anchor, Drawing, WIDTH, wrapped};
use super::plot::Plot;
use crate::words;

const LABELS: f64 = 150.0;
const BAND: f64 = 46.0;
const THICK: f64 = 30.0;
const TOP: f64 = 12.0;
/// Where the bars end, so that the words to their right have room.
const RIGHT: f64 = WIDTH - 225.0;

/// The funnel.
pub fn funnel(plot: &Plot<'_>) -> Drawing {
    let bottom = TOP + BAND * plot.labels.len() as f64;
    let mut drawing = Drawing::new(bottom + 12.0);
    // The longest bar fills the room: a funnel has no axis whose numbers must be round.
    let nought = LABELS + 14.0;
    let scale = (RIGHT - nought) / plot.range().1.max(f64::MIN_POSITIVE);
    for (place, label) in plot.labels.iter().enumerate() {
        let middle = TOP + BAND * (place as f64 + 0.5);
        drawing.lines("chart-label", LABELS, middle, Anchor::End, &wrapped(label, 18, 2));
        let point = plot.points[place][0];
        let Some(value) = point.value else {
            let words = Plot::absent(point);
            drawing.text("chart-value", nought + 8.0, middle + 5.0, Anchor::Start, words);
            continue;
        };
        let end = nought + value * scale;
        let class = if place + 1 == plot.labels.len() { "chart-series-0" } else { "chart-bar" };
        drawing.bar(class, nought, middle - THICK / 2.0, end - nought, THICK);
        let mut said = plot.number(value);
        if let Some(share) = point.share {
            said.push_str(&format!("  ·  {}%", words::decimals(share, 1)));
            if !plot.of[place].is_empty() {
                said.push_str(&format!(" of {}", plot.of[place]));
            }
        }
        drawing.text("chart-value", end + 10.0, middle + 5.0, Anchor::Start, &said);
    }
    drawing.line("chart-base", (nought, TOP), (nought, bottom));
    drawing
}
