//! How many pairs have which score, on a scale of powers of ten, with the threshold across.

use super::drawing::{Anchor, Drawing, WIDTH};
use crate::words;

/// Counts by score.
pub struct Scores<'a> {
    /// The score at which the first count begins.
    pub from: f64,
    /// The counts, in steps of 1.
    pub counts: &'a [u64],
    /// The score of the threshold, and its words.
    pub threshold: (f64, &'a str),
}

const LEFT: f64 = 76.0;
const RIGHT: f64 = WIDTH - 30.0;
const TOP: f64 = 72.0;
const BOTTOM: f64 = TOP + 260.0;

/// The picture of the scores.
pub fn scores(scores: &Scores<'_>, id: &str, title: &str, description: &str) -> String {
    let filled = |count: &u64| *count > 0;
    let first = scores.counts.iter().position(filled).unwrap_or(0);
    let last = scores.counts.iter().rposition(filled).unwrap_or(first);
    let (low, high) = (scores.from + first as f64, scores.from + last as f64 + 1.0);
    let (low, high) = (low.min(scores.threshold.0 - 2.0), high.max(scores.threshold.0 + 2.0));
    let x = |score: f64| LEFT + (score - low) / (high - low) * (RIGHT - LEFT);
    let most = scores.counts.iter().copied().max().unwrap_or(1).max(10) as f64;
    let powers = most.log10().ceil().max(1.0);
    // A single pair is still seen: the lowest line is a third of one.
    let y = |count: f64| {
        let share = ((count.max(1.0 / 3.0)).log10() + 0.5) / (powers + 0.5);
        BOTTOM - share * (BOTTOM - TOP)
    };
    let mut drawing = Drawing::new(BOTTOM + 62.0);
    drawing.text("chart-axis", 2.0, 18.0, Anchor::Start, "Pairs compared, in powers of ten");
    for power in 0..=powers as u32 {
        let count = 10_u64.pow(power);
        let at = y(count as f64);
        drawing.line("chart-grid", (LEFT, at), (RIGHT, at));
        let words = words::whole(count.into());
        drawing.text("chart-tick", LEFT - 8.0, at + 5.0, Anchor::End, &words);
    }
    for (place, count) in scores.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let from = scores.from + place as f64;
        let class = if from >= scores.threshold.0 { "chart-series-0" } else { "chart-series-2" };
        let top = y(*count as f64);
        drawing.bar(class, x(from), top, x(from + 1.0) - x(from), BOTTOM - top);
    }
    drawing.line("chart-base", (LEFT, BOTTOM), (RIGHT, BOTTOM));
    let mut tick = (low / 10.0).ceil() * 10.0;
    while tick <= high {
        let words = format!("{tick:.0}").replace('-', "−");
        drawing.text("chart-tick", x(tick), BOTTOM + 22.0, Anchor::Middle, &words);
        tick += 10.0;
    }
    let middle = (LEFT + RIGHT) / 2.0;
    let words = "Score: the logarithm to base 2 of the odds that two records are one person";
    drawing.text("chart-axis", middle, BOTTOM + 46.0, Anchor::Middle, words);
    let (at, words) = (x(scores.threshold.0), scores.threshold.1);
    drawing.line("chart-mark", (at, TOP - 16.0), (at, BOTTOM));
    let (anchor, at) =
        if at > middle { (Anchor::End, at - 6.0) } else { (Anchor::Start, at + 6.0) };
    drawing.text("chart-mark-words", at, TOP - 20.0, anchor, words);
    drawing.finish(id, title, description, None)
}
