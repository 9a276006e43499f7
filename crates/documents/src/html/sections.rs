//! The sections of the report around its figures.

use evaluation::{Evaluation, Figure, Finding};
use maud::{Markup, html};

use super::figure::picture;
use crate::{contents, words};

/// What a reader sees first: the numbers behind it, the way through, findings, gaps.
pub(super) fn summary(evaluation: &Evaluation) -> Markup {
    html! {
        section aria-labelledby="summary" {
            h2 .govuk-heading-l id="summary" { "Summary" }
            dl .counts {
                @for (label, count) in contents::sources(evaluation) {
                    div { dt { (label) } dd { (words::whole_or_withheld(count)) } }
                }
            }
            @if let Some(flow) = evaluation.figure("14") {
                h3 .govuk-heading-m { (words::headline(flow).unwrap_or_else(|| flow.title.to_owned())) }
                // The picture stands with its table further down too: ids must differ.
                (maud::PreEscaped(again(flow)))
                p .figure-remark { a href="#figure-14" { "The numbers of this picture" } }
            }
            @if !evaluation.findings.is_empty() {
                h3 .govuk-heading-m { "What the numbers carry" }
                ol .findings { @for finding in &evaluation.findings { (said(evaluation, finding)) } }
            }
            h3 .govuk-heading-m { "What is missing" }
            @if evaluation.gaps.is_empty() {
                p { (contents::no_gaps(evaluation)) }
            } @else {
                ul .gaps { @for gap in &evaluation.gaps { (said(evaluation, gap)) } }
            }
        }
    }
}

/// The picture of a figure once more: ids and the name of its region must differ.
fn again(figure: &Figure) -> String {
    picture(figure)
        .into_string()
        .replace(&format!("chart-{}", figure.key), &format!("summary-{}", figure.key))
        .replace("aria-label=\"Picture: ", "aria-label=\"Picture in the summary: ")
}

fn said(evaluation: &Evaluation, finding: &Finding) -> Markup {
    html! {
        li {
            (words::prose(&finding.sentence))
            @if let Some(figure) = evaluation.figure(finding.figure) {
                " " a href={ "#figure-" (finding.figure) } { (words::short_name(figure)) }
            }
        }
    }
}

/// Every part of the report.
pub(super) fn contents_list(evaluation: &Evaluation) -> Markup {
    html! {
        nav aria-labelledby="contents" {
            h2 .govuk-heading-l id="contents" { "Contents" }
            ol .contents {
                @for figure in &evaluation.figures {
                    li { a href={ "#figure-" (figure.key) } { (words::name(figure)) } }
                }
                @if !evaluation.contradictions.is_empty() {
                    li { a href="#contradictions" { "The published report against itself" } }
                }
                li { a href="#method" { "Method" } }
            }
        }
    }
}

/// What the report says against itself.
pub(super) fn contradictions(evaluation: &Evaluation) -> Markup {
    html! {
        @if !evaluation.contradictions.is_empty() {
            section aria-labelledby="contradictions" {
                h2 .govuk-heading-l id="contradictions" { "The published report against itself" }
                p .lead {
                    (contents::CONTRADICTIONS)
                }
                div .figure-table role="region" tabindex="0"
                    aria-label="Table: the published report against itself" {
                    table .govuk-table {
                        caption .govuk-table__caption { "What is printed, and what its rows give" }
                        thead .govuk-table__head { tr .govuk-table__row {
                            th .govuk-table__header scope="col" { "Where" }
                            th .govuk-table__header scope="col" { "Printed" }
                            th .govuk-table__header scope="col" { "Its rows give" }
                            th .govuk-table__header scope="col" { "In words" }
                        } }
                        tbody .govuk-table__body {
                            @for of in &evaluation.contradictions {
                                tr .govuk-table__row {
                                    th .govuk-table__header scope="row" {
                                        @match of.figure.filter(|key| contents::has(evaluation, key)) {
                                            Some(key) => a href={ "#figure-" (key) } { (words::sentence(&of.place)) },
                                            None => (words::sentence(&of.place)),
                                        }
                                    }
                                    td .govuk-table__cell { (words::printed(&of.printed)) }
                                    td .govuk-table__cell { (words::prose(&of.computed)) }
                                    td .govuk-table__cell .sentence { (words::prose(&of.sentence)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Statistics, definitions, disclosure.
pub(super) fn method(evaluation: &Evaluation) -> Markup {
    html! {
        section aria-labelledby="method" {
            h2 .govuk-heading-l id="method" { "Method" }
            @for section in contents::method(evaluation) {
                h3 .govuk-heading-m { (section.heading) }
                @for paragraph in section.paragraphs { p { (paragraph) } }
            }
        }
    }
}
