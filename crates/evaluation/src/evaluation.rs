//! The whole evaluation: every figure, what the numbers carry, what is missing, and what the
//! report says against itself.

use dataset::DataSet;

use crate::{Cohort, Figure, Scope, contradictions, figures, findings};

/// The rows that were evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SourceCounts {
    /// Referrals in scope. Each of the three is nothing where disclosure control withholds it.
    pub referrals: Option<u64>,
    /// Individuals among them.
    pub individuals: Option<u64>,
    /// Support cases in scope.
    pub support: Option<u64>,
}

/// A sentence that the numbers carry, chosen and worded by rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The sentence, with its counts.
    pub sentence: String,
    /// The key of the figure that shows it.
    pub figure: &'static str,
}

/// Something that the report says against itself, found by the program from its tables.
#[derive(Clone, Debug, PartialEq)]
pub struct Contradiction {
    /// The figure or section of the report.
    pub place: String,
    /// What the report prints.
    pub printed: String,
    /// What its own rows give.
    pub computed: String,
    /// The two in a sentence.
    pub sentence: String,
    /// The figure of the evaluation beside which it stands, where there is one.
    pub figure: Option<&'static str>,
}

/// What disclosure control did to one number or row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// The figure's key.
    pub figure: String,
    /// The row, by its words: `area=Coventry, group=completed`.
    pub row: String,
    /// The rule: `group under 10`, or that of small counts and what would give them back.
    pub rule: String,
}

/// How the figures were protected before leaving the service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Release {
    /// Counts are rounded to a multiple of this.
    pub rounded_to: Option<u64>,
    /// What was taken away, in the order of the figures.
    pub log: Vec<Suppression>,
}

/// The whole evaluation.
#[derive(Clone, Debug)]
pub struct Evaluation {
    /// What was asked for.
    pub scope: Scope,
    /// The rows evaluated. Rounded in a release.
    pub source: SourceCounts,
    /// Every figure, in the order in which a reader needs them.
    pub figures: Vec<Figure>,
    /// The findings, most telling first; at most five.
    pub findings: Vec<Finding>,
    /// What is missing, in sentences, largest gap first.
    pub gaps: Vec<Finding>,
    /// The report's contradictions; empty where the evaluation is not of everything.
    pub contradictions: Vec<Contradiction>,
    /// Set when the figures have been protected for release.
    pub release: Option<Release>,
}

impl Evaluation {
    /// Evaluates a data set. Pure: the same rows and scope give the same evaluation.
    pub fn of(data: DataSet, scope: Scope) -> Self {
        // the report is of everything: beside a part of it there is nothing to hold
        let contradictions =
            if scope.is_whole() { contradictions::contradictions() } else { Vec::new() };
        let cohort = Cohort::new(data, scope);
        let figures = figures::all(&cohort);
        let source = SourceCounts {
            referrals: Some(cohort.data.referrals.len() as u64),
            individuals: Some(cohort.individuals.len() as u64),
            support: Some(cohort.data.support.len() as u64),
        };
        Self {
            scope,
            source,
            findings: findings::findings(&figures),
            gaps: findings::gaps(&figures),
            figures,
            contradictions,
            release: None,
        }
    }
    /// The figure of a key.
    pub fn figure(&self, key: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.key == key)
    }
}
