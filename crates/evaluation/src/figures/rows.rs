//! What many figures' rows have in common.

use crate::figure::{Column, Kind, Row, Value, column};
use crate::quantity::Quantity;
use crate::statistics::proportion::wilson;

/// A count under this is small, and says so.
pub const SMALL_CELL: u64 = 5;
/// A group under this is small, and says so.
pub const SMALL_GROUP: u64 = 30;

/// Whether a row says beside its number that it is small: a cell of 1 to 4, or a group of 1 to
/// 29. A nought is no small number, and a group of nobody no small group.
pub fn is_small(count: u64, group: u64) -> bool {
    (1..SMALL_CELL).contains(&count) || (1..SMALL_GROUP).contains(&group)
}

/// The columns that [`proportion`] fills: `count`, `of`, `share`, `low`, `high`.
pub const PROPORTION: [Column; 5] = [
    column("count", "Number", Kind::Count),
    column("of", "Of", Kind::Code),
    column("share", "Share", Kind::Share),
    column("low", "95% interval, low", Kind::Low),
    column("high", "95% interval, high", Kind::High),
];

/// Adds `count`, `of` (the name of the denominator), `share` and its Wilson interval.
/// A share of nothing is null.
pub fn proportion(
    row: Row,
    count: u64,
    quantity: Quantity,
    of: impl Into<Value>,
    whole: u64,
) -> Row {
    let interval = wilson(count, whole);
    let mut row = row
        .with_count("count", count, quantity)
        .with("of", of)
        .with_number("share", (whole > 0).then(|| count as f64 / whole as f64))
        .with_number("low", interval.map(|interval| interval.low))
        .with_number("high", interval.map(|interval| interval.high));
    row.small |= is_small(count, whole);
    row
}
