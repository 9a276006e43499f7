//! Bars side by side, grouped or stacked: labels to the left, numbers to the right.

use super::axis::Axis;
use super::drawing::{Anchor, Drawing, WIDTH, width_of, wrapped};
use super::plot::{Plot, Point};

const LABELS: f64 = 190.0;
const LETTERS: usize = 22;
const RIGHT: f64 = WIDTH - 70.0;
const TOP: f64 = 20.0;
const BELOW: f64 = 62.0;

/// One bar a label, with its interval.
pub fn bars(plot: &Plot<'_>) -> Drawing {
    let (band, thick) = if plot.labels.len() > 12 { (30.0, 18.0) } else { (48.0, 28.0) };
    let bottom = TOP + band * plot.labels.len() as f64;
    let mut drawing = Drawing::new(bottom + BELOW);
    let axis = axis(plot, plot.range());
    grid(&mut drawing, plot, &axis, TOP, bottom);
    for (place, label) in plot.labels.iter().enumerate() {
        let middle = TOP + band * (place as f64 + 0.5);
        label_of(&mut drawing, label, middle);
        let point = plot.points[place][0];
        bar(&mut drawing, "chart-bar", plot, point, &axis, middle, thick);
    }
    base(&mut drawing, &axis, TOP, bottom);
    drawing
}

/// The bars of a label together, one a series.
pub fn grouped(plot: &Plot<'_>) -> Drawing {
    let thick = if plot.labels.len() * plot.series.len() > 20 { 15.0 } else { 20.0 };
    let band = (thick + 3.0) * plot.series.len() as f64 + 16.0;
    let top = TOP + key_height(plot);
    let bottom = top + band * plot.labels.len() as f64;
    let mut drawing = Drawing::new(bottom + BELOW);
    key(&mut drawing, plot);
    let axis = axis(plot, plot.range());
    grid(&mut drawing, plot, &axis, top, bottom);
    for (place, label) in plot.labels.iter().enumerate() {
        let first = top + band * place as f64 + 8.0;
        label_of(&mut drawing, label, top + band * (place as f64 + 0.5));
        for (series, point) in plot.points[place].iter().enumerate() {
            let middle = first + (thick + 3.0) * series as f64 + thick / 2.0;
            let class = format!("chart-series-{}", series % 8);
            bar(&mut drawing, &class, plot, *point, &axis, middle, thick);
        }
    }
    base(&mut drawing, &axis, top, bottom);
    drawing
}

/// One bar a label, its series end to end, with the number in each part that has room.
pub fn stacked(plot: &Plot<'_>) -> Drawing {
    let (band, thick) = if plot.labels.len() > 12 { (32.0, 22.0) } else { (46.0, 30.0) };
    let top = TOP + key_height(plot);
    let bottom = top + band * plot.labels.len() as f64;
    let mut drawing = Drawing::new(bottom + BELOW);
    key(&mut drawing, plot);
    let axis = axis(plot, (0.0, plot.stacked()));
    grid(&mut drawing, plot, &axis, top, bottom);
    for (place, label) in plot.labels.iter().enumerate() {
        let middle = top + band * (place as f64 + 0.5);
        label_of(&mut drawing, label, middle);
        let mut sum = 0.0;
        for (series, point) in plot.points[place].iter().enumerate() {
            let Some(value) = point.value.filter(|value| *value > 0.0) else { continue };
            let (from, to) = (axis.at(sum), axis.at(sum + value));
            sum += value;
            let class = format!("chart-series-{}", series % 8);
            drawing.bar(&class, from, middle - thick / 2.0, to - from, thick);
            let words = plot.number(value);
            if width_of(&words, 13.0) + 8.0 < to - from {
                let inside = if matches!(series % 8, 0 | 3 | 5 | 7) {
                    "chart-inside"
                } else {
                    "chart-inside-dark"
                };
                drawing.text(inside, (from + to) / 2.0, middle + 4.5, Anchor::Middle, &words);
            }
        }
        let withheld = plot.points[place].iter().any(|point| point.suppressed);
        if withheld {
            drawing.text("chart-value", axis.at(sum) + 8.0, middle + 5.0, Anchor::Start, "[c]");
        }
    }
    base(&mut drawing, &axis, top, bottom);
    drawing
}

fn axis(plot: &Plot<'_>, range: (f64, f64)) -> Axis {
    let whole = plot.is_share() || plot.points.iter().flatten().all(is_whole);
    let axis = Axis::new(range, (LABELS + 14.0, RIGHT), whole);
    if plot.is_share() && range.1 <= 100.5 { axis.no_further_than(100.0) } else { axis }
}

fn is_whole(point: &Point) -> bool {
    point.value.is_none_or(|value| value.fract() == 0.0)
}

fn label_of(drawing: &mut Drawing, label: &str, middle: f64) {
    drawing.lines("chart-label", LABELS, middle, Anchor::End, &wrapped(label, LETTERS, 2));
}

fn bar(
    drawing: &mut Drawing,
    class: &str,
    plot: &Plot<'_>,
    point: Point,
    axis: &Axis,
    middle: f64,
    thick: f64,
) {
    let nought = axis.at(0.0);
    let Some(value) = point.value else {
        let words = Plot::absent(point);
        drawing.text("chart-value", nought + 8.0, middle + 5.0, Anchor::Start, words);
        return;
    };
    let end = axis.at(value);
    drawing.bar(class, nought.min(end), middle - thick / 2.0, (end - nought).abs(), thick);
    let mut furthest = nought.max(end);
    if let Some((low, high)) = point.interval {
        let (low, high) = (axis.at(low), axis.at(high));
        let cap = (thick / 4.0).min(6.0);
        let path = format!(
            "M{low:.1} {middle:.1}H{high:.1}M{low:.1} {:.1}V{:.1}M{high:.1} {:.1}V{:.1}",
            middle - cap,
            middle + cap,
            middle - cap,
            middle + cap
        );
        drawing.path("chart-interval", &path);
        furthest = furthest.max(high);
    }
    let words = plot.number(value);
    drawing.text("chart-value", furthest + 8.0, middle + 5.0, Anchor::Start, &words);
}

fn grid(drawing: &mut Drawing, plot: &Plot<'_>, axis: &Axis, top: f64, bottom: f64) {
    for tick in axis.ticks() {
        let x = axis.at(tick);
        drawing.line("chart-grid", (x, top), (x, bottom));
        let words = plot.tick(tick, axis.step);
        drawing.text("chart-tick", x, bottom + 22.0, Anchor::Middle, &words);
    }
    let middle = (LABELS + 14.0 + RIGHT) / 2.0;
    drawing.text("chart-axis", middle, bottom + 46.0, Anchor::Middle, plot.axis);
}

fn base(drawing: &mut Drawing, axis: &Axis, top: f64, bottom: f64) {
    let nought = axis.at(0.0);
    drawing.line("chart-base", (nought, top), (nought, bottom));
}

/// How each series is drawn, over the picture.
fn key(drawing: &mut Drawing, plot: &Plot<'_>) {
    for (series, (x, y)) in key_places(plot).into_iter().enumerate() {
        drawing.bar(&format!("chart-series-{}", series % 8), x, y - 12.0, 16.0, 14.0);
        drawing.text("chart-key", x + 23.0, y, Anchor::Start, &plot.series[series]);
    }
}

fn key_height(plot: &Plot<'_>) -> f64 {
    key_places(plot).last().map_or(0.0, |(_, y)| y + 2.0)
}

fn key_places(plot: &Plot<'_>) -> Vec<(f64, f64)> {
    let (mut x, mut y) = (LABELS + 14.0, 26.0);
    let mut places = Vec::with_capacity(plot.series.len());
    for series in &plot.series {
        let width = width_of(series, 14.0) + 44.0;
        if x + width > WIDTH && x > LABELS + 14.0 {
            (x, y) = (LABELS + 14.0, y + 24.0);
        }
        places.push((x, y));
        x += width;
    }
    places
}
