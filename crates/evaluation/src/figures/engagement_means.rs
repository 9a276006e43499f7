//! Figures 21, 22, 23, 26 and 27: a number of each man found suitable, compared between the
//! engagement groups. Each is a file of its own; the computation is theirs together.

pub mod age;
pub mod assessment_attended;
pub mod assessment_offered;
pub mod children;
pub mod session_offered;

use std::borrow::Cow;

use crate::cohort::{Engagement, Individual};
use crate::figure::{Chart, ChartForm, Column, Figure, Kind, Row, Test, Value, column};
use crate::figures::rows::is_small;
use crate::figures::tally::{TOTAL, beside, note_small_groups};
use crate::figures::wording::in_words;
use crate::quantity::Quantity;
use crate::statistics::means::Moments;
use crate::statistics::{adjust, groups, means};
use crate::{Cohort, published};

/// The keys over whose Welch tests Holm's adjustment runs.
pub const FAMILY: [&str; 5] = ["21", "22", "23", "26", "27"];

/// The three pairs, in the order of the groups.
const PAIRS: [[Engagement; 2]; 3] = [
    [Engagement::NoSessions, Engagement::SomeSessions],
    [Engagement::NoSessions, Engagement::Completed],
    [Engagement::SomeSessions, Engagement::Completed],
];

/// What one of the figures measures, and how its findings are worded.
struct Measure {
    /// The dimension by which the men with a record are told from those without.
    dimension: &'static str,
    /// The number of a man, where it is recorded.
    of: fn(&Individual) -> Option<f64>,
    /// The heading of the mean.
    mean: &'static str,
    /// What the axis of the chart measures.
    axis: &'static str,
    /// What is said of them.
    words: Words,
}

/// The sentences that the numbers may carry.
struct Words {
    /// What is compared: `age`.
    subject: &'static str,
    /// The unit in a sentence: `days`.
    unit: &'static str,
    /// What the group with the greatest mean is said to be: `were oldest`.
    most: &'static str,
    /// What the group with the smallest mean is said to be.
    least: &'static str,
    /// What the greater of two is said to be: `were older than`.
    more: &'static str,
}

/// Days of waiting.
const fn waited(subject: &'static str) -> Words {
    Words {
        subject,
        unit: "days",
        most: "had waited longest",
        least: "had waited least",
        more: "had waited longer than",
    }
}

/// The figure of a key in [`FAMILY`] as it is measured.
fn measure_of(key: &str) -> Option<&'static Measure> {
    match key {
        "21" => Some(&assessment_offered::MEASURE),
        "22" => Some(&assessment_attended::MEASURE),
        "23" => Some(&session_offered::MEASURE),
        "26" => Some(&age::MEASURE),
        "27" => Some(&children::MEASURE),
        _ => None,
    }
}

/// How the groups are told of in a sentence.
fn men(group: &str) -> &'static str {
    match group {
        "no_sessions" => "men who attended no session",
        "some_sessions" => "men who attended some sessions",
        _ => "men who completed",
    }
}

/// How a group is told of beside another.
fn those(group: &str) -> &'static str {
    match group {
        "no_sessions" => "those who attended none",
        "some_sessions" => "those who attended some",
        _ => "those who completed",
    }
}

/// The name of a test in a sentence.
fn test_name(name: &str) -> String {
    match name {
        "welch_anova" => "Welch's test".to_owned(),
        "games_howell" => "Games–Howell".to_owned(),
        "kruskal_wallis" => "Kruskal–Wallis".to_owned(),
        "hedges_g" => "Hedges' g".to_owned(),
        name => in_words(name),
    }
}

/// Fills a figure that says what it is with its rows, tests, notes and chart. Its headline
/// waits for [`adjust_together`], since it speaks of p-values after Holm.
fn compute(mut figure: Figure, measure: &Measure, cohort: &Cohort) -> Figure {
    figure.columns = columns(measure);
    figure.base = Some(Quantity::suitable());
    let mut samples: [Vec<f64>; 3] = Default::default();
    let mut suitable = 0_u64;
    for individual in &cohort.individuals {
        let Some(group) = individual.group else { continue };
        suitable += 1;
        if let Some(number) = (measure.of)(individual) {
            samples[group as usize].push(number);
        }
    }
    let all = samples.concat();
    figure.n = all.len() as u64;
    figure.missing = suitable - figure.n;
    for group in Engagement::ALL {
        let recorded = recorded(measure).only("group", [group.code()]);
        figure.rows.push(row(group.code(), &samples[group as usize], recorded));
    }
    figure.rows.push(row(TOTAL, &all, recorded(measure)));
    figure.tests = tests(&samples);
    note(&mut figure);
    figure.chart = Some(Chart {
        form: ChartForm::Bars,
        label: "group",
        series: None,
        value: "mean",
        axis: measure.axis,
        marks: Vec::new(),
    });
    lay_beside(&mut figure, cohort);
    figure
}

fn columns(measure: &Measure) -> Vec<Column> {
    vec![
        column("group", "Engagement group", Kind::Code),
        column("n", "Men", Kind::Count),
        column("mean", measure.mean, Kind::Mean),
        column("sd", "Standard deviation", Kind::Mean),
        column("low", "95% interval, low", Kind::Low),
        column("high", "95% interval, high", Kind::High),
    ]
}

/// The men found suitable of whom the number is recorded.
fn recorded(measure: &Measure) -> Quantity {
    Quantity::suitable().only(measure.dimension, ["recorded"])
}

fn row(group: &'static str, sample: &[f64], quantity: Quantity) -> Row {
    let summary = means::summary(sample);
    let mut row = Row::new()
        .with("group", group)
        .with_count("n", summary.n, quantity)
        .with_number("mean", summary.mean)
        .with_number("sd", summary.sd)
        .with_number("low", summary.low)
        .with_number("high", summary.high);
    row.small = is_small(0, summary.n);
    row
}

/// Welch's analysis of variance, Games–Howell of the pairs, Kruskal–Wallis, Hedges' g of the
/// pairs. A test that is undefined is there, with nulls.
fn tests(samples: &[Vec<f64>; 3]) -> Vec<Test> {
    let groups = samples.each_ref().map(Vec::as_slice);
    let ranks = groups::kruskal_wallis(&groups);
    let ranks = Test::new("kruskal_wallis")
        .with_number("statistic", ranks.as_ref().map(|ranks| ranks.statistic))
        .with("df", ranks.as_ref().map_or(Value::Null, |ranks| numbers(&[ranks.df])))
        .with_number("p", ranks.as_ref().map(|ranks| ranks.p));
    tests_of(&groups.map(Moments::of), Some(ranks))
}

/// The tests by the moments of each group, with that by ranks in its place.
fn tests_of(groups: &[Option<Moments>; 3], ranks: Option<Test>) -> Vec<Test> {
    let of = |pair: [Engagement; 2]| Some([groups[pair[0] as usize]?, groups[pair[1] as usize]?]);
    let all: Option<Vec<Moments>> = groups.iter().copied().collect();
    let welch = all.and_then(|all| groups::welch_anova_of(&all));
    let mut tests = vec![
        Test::new("welch_anova")
            .with_number("statistic", welch.as_ref().map(|welch| welch.statistic))
            .with("df", welch.as_ref().map_or(Value::Null, |welch| numbers(&welch.df)))
            .with_number("p", welch.as_ref().map(|welch| welch.p))
            .with("p_holm", Value::Null),
    ];
    tests.extend(PAIRS.map(|pair| {
        let tested = of(pair).and_then(|[a, b]| groups::games_howell_of(a, b, groups.len()));
        Test::new("games_howell")
            .with("groups", compared(pair))
            .with_number("statistic", tested.as_ref().map(|tested| tested.statistic))
            .with_number("df", tested.as_ref().map(|tested| tested.df))
            .with_number("p", tested.as_ref().map(|tested| tested.p))
    }));
    tests.extend(ranks);
    tests.extend(PAIRS.map(|pair| {
        let effect = of(pair).and_then(|[a, b]| groups::hedges_g_of(a, b));
        Test::new("hedges_g")
            .with("groups", compared(pair))
            .with_number("value", effect.as_ref().map(|effect| effect.value))
            .with_number("low", effect.as_ref().map(|effect| effect.low))
            .with_number("high", effect.as_ref().map(|effect| effect.high))
    }));
    tests
}

fn compared(pair: [Engagement; 2]) -> Value {
    Value::Texts(pair.map(|group| Cow::Borrowed(group.code())).to_vec())
}

/// Degrees of freedom, or null where one of them is not a number.
fn numbers(numbers: &[f64]) -> Value {
    if numbers.iter().all(|number| number.is_finite()) {
        Value::Numbers(numbers.to_vec())
    } else {
        Value::Null
    }
}

/// Small groups, and why a number is null.
fn note(figure: &mut Figure) {
    if figure.n == 0 {
        figure.note("It is recorded of no man found suitable, so there is nothing to compare.");
    }
    let counts: Vec<(String, u64)> = figure
        .rows
        .iter()
        .filter(|row| row.text("group") != Some(TOTAL))
        .filter_map(|row| Some((row.text("group")?.to_owned(), row.number("n")? as u64)))
        .collect();
    note_small_groups(figure, counts.iter().map(|(group, n)| (group.as_str(), *n)));
    for (group, n) in &counts {
        match n {
            0 => figure.note(format!(
                "No mean of the group {}: it is recorded of nobody in it.",
                in_words(group)
            )),
            1 => figure.note(format!(
                "No deviation and no interval of {}: one man has neither.",
                in_words(group)
            )),
            _ => {}
        }
    }
    let undefined: Vec<String> = figure
        .tests
        .iter()
        .filter(|test| {
            test.fields.iter().any(|(key, value)| *key != "p_holm" && *value == Value::Null)
        })
        .map(|test| match test.get("groups") {
            Some(Value::Texts(groups)) => {
                let groups: Vec<_> = groups.iter().map(|group| in_words(group)).collect();
                format!("{} of {}", test_name(test.name), groups.join(" and "))
            }
            _ => test_name(test.name),
        })
        .collect();
    if !undefined.is_empty() {
        figure.note(format!(
            "Undefined, since a group has under 2 men or does not vary: {}.",
            undefined.join("; ")
        ));
    }
}

fn lay_beside(figure: &mut Figure, cohort: &Cohort) {
    let table = published::engagement_means();
    for group in Engagement::ALL.map(Engagement::code).into_iter().chain([TOTAL]) {
        for column in ["n", "mean"] {
            let printed = table.text("figure", figure.key, &format!("{group}_{column}"));
            beside(figure, cohort, &[("group", group)], column, printed.unwrap_or_default());
        }
    }
}

/// Whether a figure is one of these.
pub fn is_one(key: &str) -> bool {
    FAMILY.contains(&key)
}

/// The moments of a group as its row has them.
fn moments(row: &Row) -> Option<Moments> {
    let (n, mean, sd) = (row.number("n")?, row.number("mean")?, row.number("sd")?);
    (n >= 2.0).then_some(Moments { n, mean, variance: sd * sd })
}

/// Works the tests of a release out anew from the sizes, means and deviations that it tells, so that
/// they tell nothing of the sizes that rounding took away. That by ranks stays as it is: no size
/// follows from it. The notes are said anew too.
pub fn test_anew(figure: &mut Figure) {
    let groups: [Option<Moments>; 3] =
        Engagement::ALL.map(|group| moments(figure.row(&[("group", group.code())])?));
    let ranks = figure.tests.iter().find(|test| test.name == "kruskal_wallis").cloned();
    figure.tests = tests_of(&groups, ranks);
    figure.notes.clear();
    note(figure);
}

/// Holm's adjustment over the Welch tests of the family that are defined, and then the
/// headlines, which speak of p-values so adjusted.
pub fn adjust_together(figures: &mut [Figure]) {
    adjust_with(figures, 0);
}

/// [`adjust_together`] where so many tests of the family are withheld: they count as the greatest
/// of it, so that nothing of them is told and no other is adjusted by less than it was.
pub fn adjust_with(figures: &mut [Figure], withheld: usize) {
    let welch =
        |figure: &Figure| figure.tests.iter().find(|test| test.name == "welch_anova")?.number("p");
    let members: Vec<usize> = (0..figures.len())
        .filter(|place| FAMILY.contains(&figures[*place].key) && welch(&figures[*place]).is_some())
        .collect();
    let known = members.iter().filter_map(|place| welch(&figures[*place]));
    let p: Vec<f64> = known.chain(std::iter::repeat_n(1.0, withheld)).collect();
    for (place, adjusted) in members.into_iter().zip(adjust::holm(&p)) {
        let test = figures[place].tests.iter_mut().find(|test| test.name == "welch_anova");
        for (key, value) in test.into_iter().flat_map(|test| &mut test.fields) {
            if *key == "p_holm" {
                *value = Value::number(adjusted);
            }
        }
    }
    for figure in figures.iter_mut().filter(|figure| !figure.withheld) {
        if let Some(measure) = measure_of(figure.key) {
            figure.headline = Some(headline(figure, &measure.words));
        }
    }
}

/// What the figure shows, from its rows and tests alone.
fn headline(figure: &Figure, words: &Words) -> String {
    let subject = words.subject;
    let welch = figure.tests.iter().find(|test| test.name == "welch_anova");
    let Some(p) = welch.and_then(|test| test.number("p_holm")) else {
        return if figure.n == 0 {
            format!("Nothing is recorded of the {subject} of men found suitable")
        } else {
            format!("Too few men are recorded to compare the groups by {subject}")
        };
    };
    if p >= 0.05 {
        return format!("No clear difference between the groups in {subject}");
    }
    let mut means: Vec<(&str, f64)> = figure
        .rows
        .iter()
        .filter(|row| row.text("group") != Some(TOTAL))
        .filter_map(|row| Some((row.text("group")?, row.number("mean")?)))
        .collect();
    means.sort_by(|a, b| b.1.total_cmp(&a.1));
    let &[(first, greatest), (second, middle), (third, smallest)] = means.as_slice() else {
        return format!("The groups differ in {subject}");
    };
    let p_of = |a: &str, b: &str| pair_p(figure, a, b).unwrap_or(1.0);
    let (upper, outer, lower) = (p_of(first, second), p_of(first, third), p_of(second, third));
    let unit = words.unit;
    if upper < 0.05 && outer < 0.05 {
        let (who, most) = (capitalised(men(first)), words.most);
        return format!(
            "{who} {most}: {greatest:.1} {unit} on average, against {middle:.1} for {} and \
             {smallest:.1} for {}",
            those(second),
            those(third)
        );
    }
    if lower < 0.05 && outer < 0.05 {
        let (who, least) = (capitalised(men(third)), words.least);
        return format!(
            "{who} {least}: {smallest:.1} {unit} on average, against {greatest:.1} for {} and \
             {middle:.1} for {}",
            those(first),
            those(second)
        );
    }
    let pairs = [
        (upper, first, greatest, second, middle),
        (outer, first, greatest, third, smallest),
        (lower, second, middle, third, smallest),
    ];
    let clearest =
        pairs.into_iter().filter(|pair| pair.0 < 0.05).min_by(|a, b| a.0.total_cmp(&b.0));
    match clearest {
        Some((_, a, mean_a, b, mean_b)) => format!(
            "{} {} {}: {mean_a:.1} {unit} on average, against {mean_b:.1}",
            capitalised(men(a)),
            words.more,
            men(b)
        ),
        None => format!("The groups differ in {subject}, but no two of them clearly do"),
    }
}

/// The Games–Howell p-value of two groups.
fn pair_p(figure: &Figure, a: &str, b: &str) -> Option<f64> {
    let test = figure.tests.iter().find(|test| {
        test.name == "games_howell"
            && matches!(test.get("groups"), Some(Value::Texts(groups))
                if groups.iter().any(|group| group == a) && groups.iter().any(|group| group == b))
    })?;
    test.number("p")
}

fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests;
