//! What a report says beside its figures: the same words in HTML, PDF and workbook.

use evaluation::{Evaluation, Figure};

use crate::{Stamp, words};

/// The title of every document.
pub const TITLE: &str = "Evaluation of the programme";

/// What stands over the list of the report's contradictions.
pub const CONTRADICTIONS: &str = "These are of the published report alone, not of the data \
    evaluated here: its tables held against their own rows, and against the rates that its text \
    states.";

/// A paragraph or a few under a heading.
pub struct Section {
    /// Its heading.
    pub heading: &'static str,
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
}

/// *As at 31 March 2020.*
pub fn as_at(evaluation: &Evaluation) -> String {
    format!("As at {}", words::day(evaluation.scope.as_at))
}

/// Which part of the data set is evaluated, where it is not the whole.
pub fn scope(evaluation: &Evaluation) -> Option<String> {
    let scope = &evaluation.scope;
    if scope.is_whole() {
        return None;
    }
    let mut said = String::from("Of referrals");
    if scope.from.is_some() || scope.to.is_some() {
        said.push_str(" received");
    }
    if let Some(from) = scope.from {
        said.push_str(&format!(" from {}", words::day(from)));
    }
    if let Some(to) = scope.to {
        said.push_str(&format!(" to {}", words::day(to)));
    }
    if let Some(area) = scope.area {
        said.push_str(&format!(" of {}", dataset::Code::code(area)));
    }
    said.push_str(" alone.");
    Some(said)
}

/// The rows evaluated, as label and number, or nothing where that is withheld.
pub fn sources(evaluation: &Evaluation) -> [(&'static str, Option<u64>); 3] {
    let source = &evaluation.source;
    [
        ("Referrals", source.referrals),
        ("Individuals", source.individuals),
        ("Support cases", source.support),
    ]
}

/// What is said where no gap is named: in a release each may be withheld.
pub fn no_gaps(evaluation: &Evaluation) -> &'static str {
    match evaluation.release {
        Some(_) => {
            "What is missing is withheld here with the numbers that would tell it; the \
                    figure of what is recorded says what may leave the service."
        }
        None => "Nothing that the figures need is missing.",
    }
}

/// When and by what it was made.
pub fn made(stamp: &Stamp) -> String {
    let when = stamp.moment().map_or_else(
        || stamp.generated.clone(),
        |moment| {
            let moment = jiff::tz::Offset::UTC.to_datetime(moment);
            format!(
                "{} at {:02}:{:02} UTC",
                words::day(moment.date()),
                moment.hour(),
                moment.minute()
            )
        },
    );
    format!("Made on {when} by Waymark {}.", stamp.version)
}

/// What is said at the top of a release, or of figures that are none.
pub fn disclosure_notice(evaluation: &Evaluation) -> String {
    match &evaluation.release {
        None => "These figures are exact. They hold small numbers by which a person may be known: \
                 keep them within the service, and make a release for anybody else."
            .into(),
        Some(release) => {
            let mut said = String::from(
                "Released figures. [c] stands for a number withheld so that nobody can be known \
                 by it.",
            );
            if let Some(base) = release.rounded_to {
                said.push_str(&format!(" Counts are rounded to the nearest {base}."));
            }
            said
        }
    }
}

/// How many rows each rule of disclosure control took away, in the order of the log.
pub fn rules(evaluation: &Evaluation) -> Vec<(String, usize)> {
    let mut rules: Vec<(String, usize)> = Vec::new();
    for entry in evaluation.release.iter().flat_map(|release| &release.log) {
        match rules.iter_mut().find(|(rule, _)| *rule == entry.rule) {
            Some((_, count)) => *count += 1,
            None => rules.push((entry.rule.clone(), 1)),
        }
    }
    rules
}

/// The rules by which rows of one figure were suppressed: *Suppressed in this figure: count of 1
/// to 4 (3 rows).*
pub fn suppressed_in(evaluation: &Evaluation, figure: &Figure) -> Option<String> {
    let mut rules: Vec<(&str, usize)> = Vec::new();
    let log = evaluation.release.iter().flat_map(|release| &release.log);
    for entry in log.filter(|entry| entry.figure == figure.key) {
        match rules.iter_mut().find(|(rule, _)| *rule == entry.rule) {
            Some((_, count)) => *count += 1,
            None => rules.push((&entry.rule, 1)),
        }
    }
    if rules.is_empty() {
        return None;
    }
    let said: Vec<String> = rules.iter().map(|(rule, count)| format!("{rule} ({count})")).collect();
    Some(format!("Withheld in this figure, by rule: {}.", said.join("; ")))
}

/// A figure's doubts, each a sentence. What the mark of small numbers means is said under the
/// table that has one, and not again here.
pub fn notes(figure: &Figure) -> Vec<String> {
    let others = figure.notes.iter().filter(|note| !note.starts_with("Small numbers: the rows"));
    others.map(|note| words::note(note)).collect()
}

/// Whether a key names a figure of the evaluation, so that it can be linked to.
pub fn has(evaluation: &Evaluation, key: &str) -> bool {
    evaluation.figure(key).is_some()
}

/// Statistics used, definitions, disclosure.
pub fn method(evaluation: &Evaluation) -> Vec<Section> {
    let section = |heading, paragraphs: &[&str]| Section {
        heading,
        paragraphs: paragraphs.iter().map(|paragraph| (*paragraph).to_owned()).collect(),
    };
    let mut sections = vec![
        section(
            "Who is counted",
            &[
                "A referral is counted as often as it was made. An individual is counted once, \
                 with what his index referral says of him: his latest referral found suitable; \
                 failing one, the latest found unsuitable, then the latest still pending, then \
                 the latest of all.",
                "Of those found suitable, some attended no sessions, some attended one or more, \
                 and some completed. A starter attended a session or completed. An empty area, \
                 plan or code is not recorded, and has its row.",
                "What is dated after the day as at which the evaluation speaks has not happened \
                 yet, and is left out.",
            ],
        ),
        section(
            "Means and waits",
            &[
                "Means stand with the standard deviation (n − 1) and the 95% interval of \
                 Student's t. Quartiles are interpolated linearly.",
                "Three groups are compared by Welch's analysis of variance, then pair by pair by \
                 Games–Howell; Kruskal–Wallis stands beside, with ties corrected. The size of a \
                 difference is Hedges' g with its 95% interval. Holm's correction is taken over \
                 the Welch tests of Figures 21, 22, 23, 26 and 27 that are defined.",
            ],
        ),
        section(
            "Shares",
            &[
                "Shares stand with Wilson's 95% interval, and name the denominator. Two shares \
                 are compared by Fisher's exact test, two-sided, by their difference with \
                 Newcombe's interval, and by the odds ratio with Woolf's (0.5 is added to a cell \
                 that is empty, and to no other).",
                "Larger tables are tested by Freeman–Halton: exactly where every table can be \
                 gone through, otherwise by a seeded simulation that states its error.",
            ],
        ),
        section(
            "Time",
            &["Leaving is estimated by Kaplan–Meier with Greenwood's interval, and by reason \
                 by Aalen–Johansen. Referrals a month are fitted by ordinary least squares with \
                 a level and a slope step at each rule change, with Newey–West standard errors \
                 (Bartlett kernel, lag 1)."],
        ),
        section(
            "The report beside",
            &["What the report has is what the published evaluation prints in the figure of that \
                 number or in its text: the report that this program was first made to answer. \
                 It stands beside the whole of a data set for comparison, and is of that report's \
                 cohort, not of the data evaluated here."],
        ),
        section(
            "How to read doubt",
            &[
                "A 95% interval is the range of true values that would not be surprising given \
                 what was seen. A p-value says how surprising a difference at least as large \
                 would be if there were none; it does not say why there is one. None of these \
                 figures shows that one thing causes another.",
                "° beside a number marks a count of 1 to 4 or a group under 30. A dash is a number \
                 that is not defined, and the figure says why.",
            ],
        ),
    ];
    sections.push(disclosure(evaluation));
    sections
}

fn disclosure(evaluation: &Evaluation) -> Section {
    let mut paragraphs = vec![
        "Figures that leave the service withhold counts of 1 to 4 and whatever would give one \
         back, along every total and between tables; means and rates of groups under 10 are \
         withheld, and with them what would give them back."
            .to_owned(),
        disclosure_notice(evaluation),
    ];
    let rules = rules(evaluation);
    if !rules.is_empty() {
        let said: Vec<String> = rules
            .iter()
            .map(|(rule, count)| format!("{rule}: {}", words::whole(*count as i128)))
            .collect();
        paragraphs.push(format!("Withheld in all, by rule. {}.", said.join("; ")));
    }
    Section { heading: "Disclosure control", paragraphs }
}
