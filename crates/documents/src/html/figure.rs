//! A figure as a block of a page: picture, table, definition, denominator and doubts, tests.

use evaluation::Figure;
use maud::{Markup, PreEscaped, html};

use crate::table::{Cell, Holds, Shown};
use crate::{chart, contents, table as tables, words};

/// A heading of a level from 2 to 6, in the sizes of govuk-frontend.
pub(super) fn heading(level: u8, id: Option<&str>, words: &str) -> Markup {
    html! {
        @match level {
            0..=2 => h2 .govuk-heading-l id=[id] { (words) },
            3 => h3 .govuk-heading-m id=[id] { (words) },
            4 => h4 .govuk-heading-s id=[id] { (words) },
            5 => h5 .govuk-heading-s id=[id] { (words) },
            _ => h6 .govuk-heading-s id=[id] { (words) },
        }
    }
}

/// The block of a figure, from its picture to its tests, without a heading of its own: a page
/// has one already. Headings within it are of `level`.
pub fn figure(figure: &Figure, level: u8) -> Markup {
    html! {
        (picture(figure))
        @for shown in &tables::tables(figure) { (table(shown)) }
        (notes(figure, level))
    }
}

/// What stands under the tables of a figure: what their marks mean, denominator and doubts, how
/// it is worked out, tests.
pub fn notes(figure: &Figure, level: u8) -> Markup {
    html! {
        @if tables::is_suppressed(figure) {
            p .figure-remark { (tables::SUPPRESSED_MEANS) }
        }
        @if tables::tables(figure).iter().any(Shown::is_marked) {
            p .figure-remark { (tables::SMALL) (tables::SMALL_MEANS) }
        }
        (doubts(figure))
        (worked_out(figure, level))
    }
}

/// The picture, in a region of its own that scrolls on a narrow screen.
pub fn picture(figure: &Figure) -> Markup {
    html! {
        @if let Some(svg) = chart::svg(figure) {
            div .figure-picture role="region" tabindex="0"
                aria-label={ "Picture: " (figure.title) } {
                (PreEscaped(svg))
            }
        }
    }
}

/// A table, in a region of its own that scrolls on a narrow screen, with its remarks.
///
/// One without rows says so in words: headings over nothing tell a reader nothing.
pub fn table(shown: &Shown) -> Markup {
    html! {
        @if shown.rows.is_empty() {
            p .figure-remark { strong { (shown.caption) } }
            @if shown.remarks.is_empty() {
                p .govuk-body { "Nothing was recorded from which this could be worked out." }
            }
        } @else {
            (grid(shown))
        }
        (remarks(shown))
    }
}

/// A table alone, in a region of its own that scrolls on a narrow screen.
pub fn grid(shown: &Shown) -> Markup {
    html! {
        div .figure-table role="region" tabindex="0" aria-label={ "Table: " (shown.caption) } {
            table .govuk-table {
                caption .govuk-table__caption { (shown.caption) }
                thead .govuk-table__head {
                    tr .govuk-table__row {
                        @for head in &shown.heads {
                            th .govuk-table__header .govuk-table__header--numeric[head.numeric]
                                scope="col" { (head.words) }
                        }
                    }
                }
                tbody .govuk-table__body {
                    @for row in &shown.rows {
                        tr .govuk-table__row { @for of in row { (cell(of)) } }
                    }
                }
            }
        }
    }
}

/// What is said under a table.
pub fn remarks(shown: &Shown) -> Markup {
    html! {
        @for remark in &shown.remarks { p .figure-remark { (remark) } }
    }
}

fn cell(cell: &Cell) -> Markup {
    html! {
        @match cell.holds {
            // A heading without words is none.
            Holds::RowHead if cell.text.is_empty() => td .govuk-table__cell {},
            Holds::RowHead => th .govuk-table__header scope="row" { (cell.text) },
            Holds::Words => td .govuk-table__cell { (cell.text) },
            Holds::Number => td .govuk-table__cell .govuk-table__cell--numeric {
                @if cell.small {
                    span .figure-mark aria-hidden="true" { (tables::SMALL) }
                    span .govuk-visually-hidden { "small: " }
                }
                (cell.text)
            },
            Holds::Undefined => td .govuk-table__cell .govuk-table__cell--numeric {
                span aria-hidden="true" { (cell.text) }
                span .govuk-visually-hidden { "not defined" }
            },
            Holds::Suppressed => td .govuk-table__cell .govuk-table__cell--numeric {
                span aria-hidden="true" { (cell.text) }
                span .govuk-visually-hidden { "withheld" }
            },
            Holds::Empty => td .govuk-table__cell {},
        }
    }
}

/// The denominator and the doubts, which belong beside the numbers.
fn doubts(figure: &Figure) -> Markup {
    html! {
        div .govuk-inset-text .figure-doubts {
            p { (words::counted(figure)) }
            @for note in contents::notes(figure) { p { (note) } }
        }
    }
}

/// How each number is worked out, and what was tested.
fn worked_out(figure: &Figure, level: u8) -> Markup {
    html! {
        (heading(level.max(3), None, "How this is worked out"))
        p .govuk-body { (words::definition(&figure.definition)) }
        @if !figure.tests.is_empty() {
            (heading(level.max(3), None, "Tests"))
            ul .govuk-list .govuk-list--bullet .figure-tests {
                @for test in &figure.tests { li { (words::test(test)) } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    #[test]
    fn a_figure_is_one_block() {
        let figure = Figure { chart: None, ..samples::waits() };
        insta::assert_snapshot!(super::figure(&figure, 3).into_string().replace("><", ">\n<"));
    }

    #[test]
    fn a_dash_is_said_to_who_cannot_see_it() {
        let html = figure(&samples::empty(), 3).into_string();
        assert!(html.contains("<span class=\"govuk-visually-hidden\">not defined</span>"));
    }

    #[test]
    fn no_figure_styles_itself() {
        for of in samples::evaluation().figures {
            let html = figure(&of, 3).into_string();
            assert!(!html.contains("style="), "{}", of.key);
            assert!(!html.contains("<script"), "{}", of.key);
        }
    }

    #[test]
    fn a_figure_without_rows_says_so() {
        let mut of = samples::waits();
        of.rows.clear();
        let html = figure(&of, 3).into_string();
        assert!(html.contains("Nothing was recorded"));
        assert!(!html.contains("<table"), "headings stand over nothing");
    }
}
