//! Tables.

use maud::{Markup, html};

/// A column's heading.
#[derive(Clone, Copy, Debug)]
pub struct Heading<'a> {
    /// What the column holds.
    pub words: &'a str,
    /// Numbers stand at the right.
    pub numeric: bool,
}

/// A cell.
#[derive(Clone, Debug)]
pub struct Cell {
    /// What it holds.
    pub content: Markup,
    /// Numbers stand at the right.
    pub numeric: bool,
}

impl Cell {
    /// A cell of words.
    pub fn words(content: Markup) -> Self {
        Self { content, numeric: false }
    }
    /// A cell of a day, a moment or a time of day.
    pub fn when(words: &str) -> Self {
        Self::words(when(words))
    }
    /// A cell of a number.
    pub fn number(content: Markup) -> Self {
        Self { content, numeric: true }
    }
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table<'a> {
    /// What it shows.
    pub caption: Option<&'a str>,
    /// Its columns; empty for none.
    pub head: &'a [Heading<'a>],
    /// Its rows, each as long as the head.
    pub rows: &'a [Vec<Cell>],
    /// The first cell of a row names the row.
    pub first_cell_is_header: bool,
}

/// A day, a moment or a time of day that stands by itself: it is not broken in two.
pub fn when(words: &str) -> Markup {
    html! { span class="waymark-when" { (words) } }
}

/// A table with its headings wired to its cells. In a narrow window its rows stand under one
/// another, each cell after the words of its heading.
pub fn table(table: &Table<'_>) -> Markup {
    html! {
        table class="govuk-table waymark-table" {
            @if let Some(caption) = table.caption {
                caption class="govuk-table__caption govuk-table__caption--m" { (caption) }
            }
            @if !table.head.is_empty() {
                thead class="govuk-table__head" {
                    tr class="govuk-table__row" {
                        @for heading in table.head {
                            th scope="col" class=(classes("header", heading.numeric)) {
                                (heading.words)
                            }
                        }
                    }
                }
            }
            tbody class="govuk-table__body" {
                @for row in table.rows {
                    tr class="govuk-table__row" {
                        @for (place, cell) in row.iter().enumerate() {
                            @if place == 0 && table.first_cell_is_header {
                                th scope="row" class="govuk-table__header" { (cell.content) }
                            } @else {
                                td class=(classes("cell", cell.numeric))
                                    data-heading=[table.head.get(place).map(|heading| heading.words)] {
                                    (cell.content)
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn classes(part: &str, numeric: bool) -> String {
    let modifier = if numeric { format!(" govuk-table__{part}--numeric") } else { String::new() };
    format!("govuk-table__{part}{modifier}")
}
