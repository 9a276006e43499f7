//! A line over ordered labels, one a series, with marks across for what changed when.

use super::axis::{Axis, every};
use super::drawing::{Anchor, Drawing, WIDTH, at, width_of, wrapped};
use super::plot::Plot;
use crate::words;

const LEFT: f64 = 60.0;
const HEIGHT: f64 = 280.0;
const BELOW: f64 = 60.0;
/// Between the lines of the words of marks.
const LEADING: f64 = 19.0;
/// How many letters of such words fit a line.
const LETTERS: usize = 88;

/// The lines. A label of a mark that is no label of the axis but a number is a level, drawn
/// across: the average.
pub fn line(plot: &Plot<'_>) -> Drawing {
    let several = plot.series.len() > 1;
    let names = plot.series.iter().map(|name| width_of(name, 14.0)).fold(0.0, f64::max);
    let right = WIDTH - if several { (names + 18.0).clamp(60.0, 190.0) } else { 40.0 };
    let marks = places_of_marks(plot);
    let said: Vec<Vec<String>> =
        marks.iter().map(|(_, words)| wrapped(&words::prose(words), LETTERS, 3)).collect();
    let lines: usize = said.iter().map(Vec::len).sum();
    let levels: Vec<(f64, &str)> = levels(plot).collect();
    let top = 44.0 + LEADING * levels.len() as f64 + 24.0 * f64::from(u8::from(!marks.is_empty()));
    let bottom = top + HEIGHT;
    let below_the_words = if said.is_empty() { 0.0 } else { 10.0 };
    let mut drawing = Drawing::new(bottom + BELOW + LEADING * lines as f64 + below_the_words);
    drawing.text("chart-axis", 2.0, 18.0, Anchor::Start, &words::sentence(plot.axis));
    let whole = plot
        .points
        .iter()
        .flatten()
        .all(|point| point.value.is_none_or(|value| value.fract() == 0.0));
    let up = Axis::new(plot.range(), (bottom, top), whole || plot.is_share());
    let last = plot.labels.len().saturating_sub(1).max(1) as f64;
    let x = |place: f64| LEFT + 14.0 + (right - LEFT - 28.0) * place / last;

    for tick in up.ticks() {
        let y = up.at(tick);
        drawing.line("chart-grid", (LEFT, y), (right, y));
        drawing.text("chart-tick", LEFT - 8.0, y + 5.0, Anchor::End, &plot.tick(tick, up.step));
    }
    let widest = plot.labels.iter().map(|label| width_of(label, 14.0)).fold(0.0, f64::max);
    let every = every(plot.labels.len(), right - LEFT, widest + 14.0);
    for (place, label) in plot.labels.iter().enumerate().step_by(every) {
        drawing.text("chart-tick", x(place as f64), bottom + 22.0, Anchor::Middle, label);
    }
    drawing.text("chart-axis", (LEFT + right) / 2.0, bottom + 46.0, Anchor::Middle, plot.along);
    drawing.line("chart-base", (LEFT, up.at(0.0)), (right, up.at(0.0)));
    drawn_marks(&mut drawing, &marks, &x, top, bottom);
    said_marks(&mut drawing, &said, bottom + BELOW + 12.0);
    // What a level is stands over the picture, where no line and no mark can cross its words.
    let mut said_at = 18.0;
    for (level, words) in levels {
        let y = up.at(level);
        drawing.line("chart-average", (LEFT, y), (right, y));
        said_at += LEADING + 2.0;
        drawing.line("chart-average", (2.0, said_at - 5.0), (30.0, said_at - 5.0));
        drawing.text("chart-level", 38.0, said_at, Anchor::Start, &words::sentence(words));
    }

    let mut ends = Vec::new();
    for (series, name) in plot.series.iter().enumerate() {
        let class = if several {
            format!("chart-line chart-line-{}", series % 8)
        } else {
            "chart-line-total".to_owned()
        };
        let mut path = String::new();
        let mut pen_down = false;
        let mut end = None;
        for (place, points) in plot.points.iter().enumerate() {
            let here = x(place as f64);
            match points[series].value {
                Some(value) => {
                    let y = up.at(value);
                    path.push_str(&format!(
                        "{}{} {}",
                        if pen_down { 'L' } else { 'M' },
                        at(here),
                        at(y)
                    ));
                    pen_down = true;
                    end = Some(y);
                    if !several && plot.labels.len() <= 24 {
                        drawing.dot("chart-series-0", here, y, 4.0);
                    }
                }
                None => {
                    pen_down = false;
                    if points[series].suppressed && !several {
                        drawing.text("chart-value", here, bottom - 6.0, Anchor::Middle, "[c]");
                    }
                }
            }
        }
        drawing.path(&class, &path);
        if several && let Some(y) = end {
            ends.push((y, name.as_str()));
        }
    }
    for (y, name) in apart(ends, top, bottom) {
        drawing.text("chart-key", right + 6.0, y + 5.0, Anchor::Start, name);
    }
    drawing
}

/// Names at the ends of lines, moved until none covers another.
fn apart(mut ends: Vec<(f64, &str)>, top: f64, bottom: f64) -> Vec<(f64, &str)> {
    const LEADING: f64 = 17.0;
    ends.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut free = top;
    for end in &mut ends {
        end.0 = end.0.max(free);
        free = end.0 + LEADING;
    }
    let mut free = bottom;
    for end in ends.iter_mut().rev() {
        end.0 = end.0.min(free);
        free = end.0 - LEADING;
    }
    ends
}

fn places_of_marks<'a>(plot: &'a Plot<'_>) -> Vec<(f64, &'a str)> {
    plot.marks
        .iter()
        .filter_map(|(label, words)| {
            let place = plot.codes.iter().position(|code| code == label)?;
            Some((place as f64, words.as_str()))
        })
        .collect()
}

fn levels<'a>(plot: &'a Plot<'_>) -> impl Iterator<Item = (f64, &'a str)> {
    plot.marks.iter().filter_map(|(label, words)| {
        let is_place = plot.codes.iter().any(|code| code == label);
        let level: f64 = label.parse().ok().filter(|level: &f64| level.is_finite() && !is_place)?;
        Some((level, words.as_str()))
    })
}

/// A line across for each mark, with its number over it.
fn drawn_marks(
    drawing: &mut Drawing,
    marks: &[(f64, &str)],
    x: &impl Fn(f64) -> f64,
    top: f64,
    bottom: f64,
) {
    for (place, (at, _)) in marks.iter().enumerate() {
        let here = x(*at);
        drawing.line("chart-mark", (here, top - 8.0), (here, bottom));
        numbered(drawing, here, top - 18.0, place);
    }
}

/// What each mark says, by its number, in full.
fn said_marks(drawing: &mut Drawing, said: &[Vec<String>], first: f64) {
    let mut y = first;
    for (place, lines) in said.iter().enumerate() {
        numbered(drawing, LEFT + 10.0, y - 5.0, place);
        for line in lines {
            drawing.text("chart-mark-words", LEFT + 28.0, y, Anchor::Start, line);
            y += LEADING;
        }
    }
}

fn numbered(drawing: &mut Drawing, x: f64, y: f64, place: usize) {
    drawing.dot("chart-mark-number", x, y, 9.0);
    drawing.text("chart-inside", x, y + 4.5, Anchor::Middle, &(place + 1).to_string());
}
