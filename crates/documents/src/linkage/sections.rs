//! The sections of the report of a linkage.

use linkage::{Field, Level, Linkage, Linked, MOST_OF_A_KEY, ShownRecord, probability};
use maud::{Markup, PreEscaped, html};

use crate::chart::{self, Scores, Weighed};
use crate::words;

/// How many pairs above and as many under the threshold are shown.
const NEAR: usize = 12;
/// How many clusters that want a look are shown.
const CLUSTERS: usize = 20;

fn whole(number: impl TryInto<i128>) -> String {
    words::whole(number.try_into().unwrap_or_default())
}

/// What was found, first.
pub(super) fn summary(linkage: &Linkage) -> Markup {
    let (records, individuals) = (linkage.records(), linkage.individuals());
    let (review, _) = linkage.review(0);
    let counts = [
        ("Records", records),
        ("Individuals", individuals),
        ("Records joined to another", records - individuals),
        ("Pairs", linkage.pairs.len()),
    ];
    html! {
        section aria-labelledby="summary" {
            h2 .govuk-heading-l id="summary" {
                (whole(records)) " records are of " (whole(individuals)) " individuals"
            }
            dl .counts {
                @for (label, count) in counts { div { dt { (label) } dd { (whole(count)) } } }
            }
            p {
                "Two records are taken for one person from a probability of "
                (words::decimals(linkage.threshold, 2)) " on. "
                @if review > 0 {
                    a href="#clusters" { (whole(review)) " groups of records want a look" }
                    ": two of their records do not match. "
                }
                a href="#near" { "The pairs near the threshold" } " show what the probability means."
            }
            (recorded(linkage))
        }
    }
}

fn recorded(linkage: &Linkage) -> Markup {
    let all = linkage.records().max(1) as f64;
    let rows = linkage.model.fields.iter().map(|of| {
        let share = of.recorded as f64 / all;
        vec![of.field.words().to_owned(), whole(of.recorded), words::share(share)]
    });
    html! {
        (table("What is recorded", &["Field", "Records", "Share"], 1, rows.collect()))
        @if linkage.unreadable_dates() > 0 {
            p .figure-remark {
                (whole(linkage.unreadable_dates()))
                " dates of birth could not be read as dates. They are compared by their digits."
            }
        }
    }
}

/// Every part of the report.
pub(super) fn contents_list() -> Markup {
    let parts = [
        ("near", "Pairs near the threshold"),
        ("clusters", "Groups that want a look"),
        ("scores", "How certain the pairs are"),
        ("weights", "What each field weighs"),
        ("blocking", "Which pairs were compared"),
        ("method", "Method"),
    ];
    html! {
        nav aria-labelledby="contents" {
            h2 .govuk-heading-l id="contents" { "Contents" }
            ol .contents {
                @for (id, words) in parts { li { a href={ "#" (id) } { (words) } } }
            }
        }
    }
}

/// Examples on both sides of the threshold.
pub(super) fn near(linkage: &Linkage) -> Markup {
    let (above, under) = linkage.near(NEAR);
    let examples = |pairs: &[Linked], caption: &str, nothing: &str| {
        html! {
            @if pairs.is_empty() { p { (nothing) } }
            @else { (pairs_table(linkage, pairs, caption)) }
        }
    };
    html! {
        section aria-labelledby="near" {
            h2 .govuk-heading-l id="near" { "Pairs near the threshold" }
            p {
                "If most of the first table are one person, and few of the second, the threshold "
                "is right for this file. A higher one joins less and errs less by joining; a "
                "lower one misses less."
            }
            (examples(&above, "Just joined", "No pair was joined."))
            (examples(&under, "Just not joined", "No pair is near under the threshold."))
        }
    }
}

fn pairs_table(linkage: &Linkage, pairs: &[Linked], caption: &str) -> Markup {
    let mut rows = Vec::new();
    for pair in pairs {
        let [one, other] = linkage.shown(pair);
        let levels = linkage.levels_of(pair);
        let said: Vec<String> = Field::ALL
            .iter()
            .zip(levels)
            .filter(|(_, level)| *level != Level::NotCompared)
            .map(|(field, level)| format!("{}: {}", field.words(), level.words()))
            .collect();
        let chance = words::decimals(probability(pair.weight).into(), 2);
        rows.push(record_row(&one, chance));
        rows.push(record_row(&other, said.join("; ")));
    }
    let heads = record_heads("Probability, and what agrees");
    table_of(caption, &heads, usize::MAX, rows, 2)
}

fn record_heads(last: &str) -> [&str; 8] {
    ["Record", "Forename", "Surname", "Date of birth", "Postcode", "Phone", "Area", last]
}

fn record_row(record: &ShownRecord, last: String) -> Vec<String> {
    let mut row = vec![record.record_id.clone()];
    row.extend(record.fields.iter().cloned());
    row.push(last);
    row
}

/// The clusters whose ends do not match.
pub(super) fn clusters(linkage: &Linkage) -> Markup {
    let (count, worst) = linkage.review(CLUSTERS);
    html! {
        section aria-labelledby="clusters" {
            h2 .govuk-heading-l id="clusters" { "Groups that want a look" }
            @if count == 0 {
                p { "In every group of three records or more, each record matches each other." }
            } @else {
                p {
                    "In " (whole(count)) " groups of three records or more, two records were "
                    "joined only by way of others: between themselves they do not match. Most are "
                    "one person who moved house or whose name was written in several ways; some "
                    "are two people with a record that could be either’s. "
                    @if count > worst.len() { "Here are the " (whole(worst.len())) " that match least." }
                }
                @for (place, of) in worst.iter().enumerate() {
                    @let said = |record: &ShownRecord| {
                        let end = record.record_id == of.ends.0 || record.record_id == of.ends.1;
                        if end { "does not match the other end".to_owned() } else { String::new() }
                    };
                    @let rows = of.records.iter().map(|record| record_row(record, said(record)));
                    @let caption = format!(
                        "Group {}: {} records, the ends at a probability of {}",
                        place + 1, whole(of.count), words::decimals(of.probability.into(), 2),
                    );
                    (table(&caption, &record_heads(""), usize::MAX, rows.collect()))
                }
            }
        }
    }
}

/// The distribution of scores.
pub(super) fn scores(linkage: &Linkage) -> Markup {
    let threshold = (linkage.threshold / (1.0 - linkage.threshold)).log2();
    let compared: u64 = linkage.distribution.iter().sum();
    let described = format!(
        "Of {} pairs compared, {} score at or above the threshold of {}.",
        whole(compared),
        whole(linkage.pairs.len()),
        words::decimals(linkage.threshold, 2)
    );
    let words = format!("threshold {}", words::decimals(linkage.threshold, 2));
    let scores = Scores {
        from: linkage::FROM.into(),
        counts: &linkage.distribution,
        threshold: (threshold, &words),
    };
    let title = "How many pairs have which score";
    html! {
        section aria-labelledby="scores" {
            h2 .govuk-heading-l id="scores" { "How certain the pairs are" }
            p { (described) " A score of 0 is a probability of one half; each step of 1 doubles the odds." }
            (picture(&chart::scores(&scores, "chart-scores", title, &described), title))
            p {
                "Where the two hills are far apart the records tell people well apart; where the "
                "valley between them is high, more fields or better ones are needed."
            }
        }
    }
}

/// The weights as a picture and as a table.
pub(super) fn weights(linkage: &Linkage) -> Markup {
    let fields = linkage.model.fields.iter().filter(|of| of.recorded > 1);
    let weighed: Vec<Weighed<'_>> = fields
        .clone()
        .map(|of| Weighed {
            name: of.field.words(),
            levels: of
                .field
                .levels()
                .iter()
                .map(|level| (level.words(), of.weight(*level)))
                .collect(),
        })
        .collect();
    let rows = fields.flat_map(|of| {
        of.field.levels().iter().map(|level| {
            let (m, u) = (of.m[*level as usize], of.u[*level as usize]);
            vec![
                of.field.words().to_owned(),
                level.words().to_owned(),
                share(m),
                share(u),
                words::decimals(of.weight(*level), 1),
            ]
        })
    });
    let title = "What each agreement weighs";
    let described = "Bars to the right speak for one person, bars to the left against. Each step \
                     of 1 doubles the odds. The numbers stand in the table under the picture.";
    html! {
        section aria-labelledby="weights" {
            h2 .govuk-heading-l id="weights" { "What each field weighs" }
            p {
                "An agreement weighs much where records of one person often show it and records "
                "of different people seldom do. “The same” stands here for values of usual "
                "frequency: a rare one weighs more, a common one less."
            }
            (picture(&chart::weights(&weighed, "chart-weights", title, described), title))
            (table(
                "Of 100 pairs that are compared in the field, how many agree so",
                &["Field", "Agreement", "Of one person (m)", "Of strangers (u)", "Weight"],
                2,
                rows.collect(),
            ))
        }
    }
}

/// A share of pairs as a percentage with as many digits as a rare agreement needs.
fn share(share: f64) -> String {
    let percent = share * 100.0;
    if percent >= 0.1 { words::decimals(percent, 1) } else { words::significant(percent) }
}

/// What was compared, and what not.
pub(super) fn blocking(linkage: &Linkage) -> Markup {
    let compared: u64 = linkage.costs.iter().map(|cost| cost.new_pairs).sum();
    let missed = linkage.missed();
    let rules = linkage.rules();
    let rows = rules.iter().map(|rule| {
        vec![
            words::sentence(rule.words),
            whole(rule.cost.keys),
            whole(rule.cost.largest_key),
            whole(rule.cost.pairs),
            whole(rule.cost.new_pairs),
        ]
    });
    html! {
        section aria-labelledby="blocking" {
            h2 .govuk-heading-l id="blocking" { "Which pairs were compared" }
            p {
                "Of " (words::whole(i128::try_from(linkage.all_pairs()).unwrap_or(i128::MAX)))
                " possible pairs, " (whole(compared))
                " were compared: those that have one of these in common."
            }
            (table(
                "What two records must have in common",
                &["In common", "Keys", "Records of the largest", "Pairs", "Pairs that no rule above has"],
                1,
                rows.collect(),
            ))
            @for rule in rules.iter().filter(|rule| rule.cost.split_keys > 0) {
                p .figure-remark {
                    (words::sentence(rule.words)) ": " (whole(rule.cost.split_keys))
                    " keys gather more than " (whole(MOST_OF_A_KEY)) " records ("
                    (whole(rule.cost.split_records)) " in all). They were split by "
                    (rule.split_by.join(", then ")) "; pairs that differ in these were not compared "
                    "by this rule."
                    @if rule.cost.cut_blocks > 0 {
                        " Where nothing was left by which to split, neighbours were kept together in "
                        (whole(rule.cost.cut_blocks)) " parts."
                    }
                }
            }
            h3 .govuk-heading-m { "What was missed" }
            p {
                "Of the pairs joined, " (whole(missed.by_one)) " were found by one rule alone and "
                (whole(missed.by_two)) " by two. From these numbers about "
                (whole(missed.estimate.round() as u64))
                " pairs of one person were found by none, and never compared "
                "(Chao’s estimate: it holds where rules find pairs independently, is too low where "
                "one slip hides a pair from several, and too high where what hides it from one "
                "shows it to another)."
            }
        }
    }
}

/// How it was done.
pub(super) fn method(linkage: &Linkage) -> Markup {
    let model = &linkage.model;
    let still = if model.converged { "until nothing changed" } else { "and still changed then" };
    html! {
        section aria-labelledby="method" {
            h2 .govuk-heading-l id="method" { "Method" }
            p {
                "The model is that of Fellegi and Sunter. How often strangers agree was counted on "
                "random pairs; how often records of one person do, and how many such pairs there "
                "are, was estimated by expectation–maximisation on "
                (whole(model.training_pairs)) " pairs compared, in " (whole(model.iterations))
                " rounds " (still) ". Nobody said beforehand which records belong together."
            }
            p {
                "Two random records are of one person with a probability of "
                (words::significant(model.prior)) ". People of one household, who share a surname "
                "and an address and are not one person, are a kind of their own in the model ("
                (words::share(model.kinship.twins)) " of them twins, "
                (words::share(model.kinship.namesakes)) " father and son of one name or the like, "
                "by estimate): where a pair is as well explained by kin, the weight of that is "
                "taken off."
            }
            p {
                "Records are joined pair by pair; whoever is joined to one of a group is in it. "
                "The identifier of an individual is the least of his record ids."
            }
        }
    }
}

fn picture(svg: &str, title: &str) -> Markup {
    html! {
        div .figure-picture role="region" tabindex="0" aria-label={ "Picture: " (title) } {
            (PreEscaped(svg))
        }
    }
}

/// A table whose first column names its rows; numbers stand in those from `numeric` on.
fn table(caption: &str, heads: &[&str], numeric: usize, rows: Vec<Vec<String>>) -> Markup {
    table_of(caption, heads, numeric, rows, 1)
}

/// Texts longer than this are sentences, which may take several lines; what is shorter is a name, a
/// date or a postcode, which stands whole.
const SENTENCE: usize = 24;

/// A table of which so many rows each belong together.
fn table_of(
    caption: &str,
    heads: &[&str],
    numeric: usize,
    rows: Vec<Vec<String>>,
    together: usize,
) -> Markup {
    html! {
        div .figure-table role="region" tabindex="0" aria-label={ "Table: " (caption) } {
            table .govuk-table {
                caption .govuk-table__caption { (caption) }
                thead .govuk-table__head { tr .govuk-table__row {
                    @for (place, head) in heads.iter().enumerate() {
                        @if head.is_empty() { td .govuk-table__cell {} } @else {
                            th .govuk-table__header
                                .govuk-table__header--numeric[place >= numeric] scope="col" { (head) }
                        }
                    }
                } }
                tbody .govuk-table__body {
                    @for (at, row) in rows.iter().enumerate() {
                        tr .govuk-table__row .together[(at + 1) % together != 0] {
                            @for (place, cell) in row.iter().enumerate() {
                                @if place == 0 {
                                    th .govuk-table__header scope="row" { (cell) }
                                } @else {
                                    td .govuk-table__cell
                                        .govuk-table__cell--numeric[place >= numeric]
                                        .sentence[cell.chars().count() > SENTENCE]
                                        .whole[cell.chars().count() <= SENTENCE] { (cell) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
