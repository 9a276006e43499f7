//! How far people came, of those who could: the stages that conversion and equality share.

use super::rows::proportion;
use crate::cohort::Individual;
use crate::figure::{Column, Kind, Row, column};
use crate::quantity::{Quantity, Universe};
use crate::statistics::proportion::{fisher, odds_ratio, risk_difference};

/// How many individuals came to each stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Everyone.
    pub individuals: u64,
    /// Assessed.
    pub assessed: u64,
    /// Found suitable.
    pub suitable: u64,
    /// Attended a session or completed, of those found suitable.
    pub starters: u64,
    /// Completed, of those found suitable.
    pub completed: u64,
}

/// A stage, and of whom its share is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Assessed, of individuals.
    Assessed,
    /// Suitable, of assessed.
    Suitable,
    /// Started, of suitable.
    Started,
    /// Completed, of starters.
    CompletedOfStarters,
    /// Completed, of suitable.
    CompletedOfSuitable,
}

/// The columns that [`Progress::row`] and [`compare`] fill after `by` and `value`.
pub const COLUMNS: [Column; 13] = [
    column("stage", "Stage", Kind::Code),
    column("count", "Number", Kind::Count),
    column("of", "Of", Kind::Code),
    column("share", "Share", Kind::Share),
    column("low", "95% interval, low", Kind::Low),
    column("high", "95% interval, high", Kind::High),
    column("risk_difference", "Difference from all others", Kind::Share),
    column("risk_difference_low", "95% interval, low", Kind::Low),
    column("risk_difference_high", "95% interval, high", Kind::High),
    column("odds_ratio", "Odds ratio", Kind::Number),
    column("odds_ratio_low", "95% interval, low", Kind::Low),
    column("odds_ratio_high", "95% interval, high", Kind::High),
    column("fisher_p", "p (Fisher's exact test)", Kind::Probability),
];

impl Stage {
    /// The spelling in figures.
    pub fn code(self) -> &'static str {
        match self {
            Self::Assessed => "assessed",
            Self::Suitable => "suitable",
            Self::Started => "started",
            Self::CompletedOfStarters | Self::CompletedOfSuitable => "completed",
        }
    }
    /// The name of its denominator.
    pub fn of(self) -> &'static str {
        match self {
            Self::Assessed => "individuals",
            Self::Suitable => "assessed",
            Self::Started | Self::CompletedOfSuitable => "suitable",
            Self::CompletedOfStarters => "started",
        }
    }
    /// The set of those who came to it.
    pub fn quantity(self) -> Quantity {
        match self {
            Self::Assessed => Quantity::all(Universe::Individuals).only("assessed", ["yes"]),
            Self::Suitable => Quantity::suitable(),
            Self::Started => Quantity::suitable().only("group", ["some_sessions", "completed"]),
            Self::CompletedOfStarters | Self::CompletedOfSuitable => {
                Quantity::suitable().only("group", ["completed"])
            }
        }
    }
}

impl Progress {
    /// Counts a man.
    pub fn add(&mut self, man: &Individual) {
        self.individuals += 1;
        self.assessed += u64::from(man.assessed);
        self.suitable += u64::from(man.suitable());
        self.starters += u64::from(man.starter());
        self.completed += u64::from(man.completed());
    }
    /// How many came to a stage, and how many could have.
    pub fn at(&self, stage: Stage) -> (u64, u64) {
        match stage {
            Stage::Assessed => (self.assessed, self.individuals),
            Stage::Suitable => (self.suitable, self.assessed),
            Stage::Started => (self.starters, self.suitable),
            Stage::CompletedOfStarters => (self.completed, self.starters),
            Stage::CompletedOfSuitable => (self.completed, self.suitable),
        }
    }
    /// Adds the stage, its count and its share to a row that says of whom; `restrict` says
    /// so to disclosure control.
    pub fn row(&self, row: Row, stage: Stage, restrict: impl Fn(Quantity) -> Quantity) -> Row {
        let (count, whole) = self.at(stage);
        let row = row.with("stage", stage.code());
        proportion(row, count, restrict(stage.quantity()), stage.of(), whole)
    }
}

/// Adds how those of a row differ from all others: risk difference (theirs less the others')
/// with Newcombe's interval, odds ratio with Woolf's, Fisher's exact test.
pub fn compare(row: Row, of: &Progress, everyone: &Progress, stage: Stage) -> Row {
    let ((count, whole), (all, everyone)) = (of.at(stage), everyone.at(stage));
    let (others, other_whole) = (all.saturating_sub(count), everyone.saturating_sub(whole));
    // With nobody on one side there is nothing to compare, whatever a formula may give.
    let comparable = whole > 0 && other_whole > 0;
    let table =
        [[count, whole.saturating_sub(count)], [others, other_whole.saturating_sub(others)]];
    let difference =
        comparable.then(|| risk_difference(count, whole, others, other_whole)).flatten();
    let odds = comparable.then(|| odds_ratio(table)).flatten();
    row.with_number("risk_difference", difference.map(|effect| effect.value))
        .with_number("risk_difference_low", difference.map(|effect| effect.low))
        .with_number("risk_difference_high", difference.map(|effect| effect.high))
        .with_number("odds_ratio", odds.map(|effect| effect.value))
        .with_number("odds_ratio_low", odds.map(|effect| effect.low))
        .with_number("odds_ratio_high", odds.map(|effect| effect.high))
        .with_number("fisher_p", comparable.then(|| fisher(table)).flatten())
}
