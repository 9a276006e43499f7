//! The rules of intake, by date: whom the programme takes, from whom, and what must be held
//! before he starts. They are data (`data/intake.csv`); an installation may add rows of its own.

mod read;

use std::collections::BTreeSet;
use std::mem;

use jiff::civil::Date;

use crate::Area;
use crate::codes::{Code, ConsentForm, Plan, Source};
use crate::crossing::Risk;
use crate::rows::FaultyRows;

/// A dated rule: from a day on, in one area or in all, a value holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// The first day on which it holds.
    pub from: Date,
    /// The area; none: all.
    pub area: Option<Area>,
    /// What holds.
    pub change: Change,
    /// What is to be known of it, such as that its day is not certain.
    pub note: Option<String>,
}

/// What a rule sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Whether referrals are taken.
    Intake(Intake),
    /// The least age in years.
    MinimumAge(u8),
    /// The levels of risk that are taken.
    Risk(BTreeSet<Risk>),
    /// Whether the abuse must be of a man against a woman.
    Heterosexual(bool),
    /// Whether he must be a father.
    Father(bool),
    /// The plans of which his children must be on one; empty: any or none.
    Plans(BTreeSet<Plan>),
    /// Whether he must take some responsibility.
    TakesResponsibility(bool),
    /// Whether he must be open and honest.
    OpenAndHonest(bool),
    /// Whether he must be willing to change.
    WillingToChange(bool),
    /// What a history of attempted strangulation means.
    Strangulation(Strangulation),
    /// When she is referred to the support service.
    HerReferral(WhenHers),
    /// The form of consent that he must have given before he starts.
    ConsentToStart(ConsentForm),
    /// Who may refer.
    Sources(BTreeSet<Source>),
}

/// Whether referrals are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intake {
    /// They are.
    Open,
    /// They are not.
    Closed,
}

/// What a history of attempted strangulation means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strangulation {
    /// It excludes.
    Excludes,
    /// It does not where taking part is judged safe.
    JudgedSafe,
    /// It is not asked.
    NotAsked,
}

/// When she is referred to the support service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenHers {
    /// With his referral.
    WithHis,
    /// After his assessment.
    AfterAssessment,
}

/// All rules, of all days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    rules: Vec<Rule>,
}

/// The rules of one day in one area.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InForce {
    /// The day of the latest change that is among them.
    pub since: Date,
    /// Whether the day asked about was before the first rules: then these are the first.
    pub before_the_first: bool,
    /// Whether referrals are taken.
    pub intake: Intake,
    /// The least age in years.
    pub minimum_age: Option<u8>,
    /// The levels of risk that are taken; empty: any.
    pub risk: BTreeSet<Risk>,
    /// Whether the abuse must be of a man against a woman.
    pub heterosexual: bool,
    /// Whether he must be a father.
    pub father: bool,
    /// The plans of which his children must be on one; empty: any or none.
    pub plans: BTreeSet<Plan>,
    /// Whether he must take some responsibility.
    pub takes_responsibility: bool,
    /// Whether he must be open and honest.
    pub open_and_honest: bool,
    /// Whether he must be willing to change.
    pub willing_to_change: bool,
    /// What a history of attempted strangulation means.
    pub strangulation: Strangulation,
    /// When she is referred to the support service.
    pub her_referral: WhenHers,
    /// The form of consent that he must have given before he starts.
    pub consent_to_start: ConsentForm,
    /// Who may refer; empty: anybody.
    pub sources: BTreeSet<Source>,
    /// What is to be known of these rules.
    pub notes: Vec<String>,
}

const SHIPPED: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/intake.csv"));

impl Rules {
    /// The rules that come with Waymark.
    ///
    /// # Errors
    /// None, while `data/intake.csv` is as it is shipped: a test reads it.
    pub fn shipped() -> Result<Self, FaultyRows> {
        Self::read(SHIPPED)
    }
    /// Reads rules from CSV with the columns `from`, `area`, `rule`, `value` and `note`, of which
    /// `area` and `note` need not be there.
    ///
    /// # Errors
    /// Every row that cannot be read, with what was expected.
    pub fn read(text: &str) -> Result<Self, FaultyRows> {
        Ok(Self::of(read::rules(text)?))
    }
    /// These rules, and those of an installation after them: of two of one day theirs hold.
    #[must_use]
    pub fn followed_by(mut self, others: Self) -> Self {
        self.rules.extend(others.rules);
        Self::of(self.rules)
    }
    /// Rules, in any order.
    pub fn of(mut rules: Vec<Rule>) -> Self {
        // Stable: of two rules of one day the later row holds.
        rules.sort_by_key(|rule| rule.from);
        Self { rules }
    }
    /// These and one more, such as that intake opens again.
    #[must_use]
    pub fn with(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        Self::of(self.rules)
    }
    /// Every rule, the earliest first.
    pub fn all(&self) -> &[Rule] {
        &self.rules
    }
    /// The rules that hold on a day in an area. A day before the first rules has the first.
    pub fn on(&self, day: Date, area: Option<&Area>) -> InForce {
        let first = self.rules.first().map_or(Date::MIN, |rule| rule.from);
        let day_held = day.max(first);
        let mut held = InForce::nothing(first, day < first);
        // What was to be known of a rule goes with it when another takes its place.
        let mut notes: Vec<&Rule> = Vec::new();
        for rule in &self.rules {
            let here = rule.area.is_none() || rule.area.as_ref() == area;
            if rule.from <= day_held && here {
                held.take(rule);
                notes.retain(|earlier| {
                    mem::discriminant(&earlier.change) != mem::discriminant(&rule.change)
                });
                notes.push(rule);
            }
        }
        held.notes = notes.into_iter().filter_map(|rule| rule.note.clone()).collect();
        held
    }
}

impl InForce {
    fn nothing(since: Date, before_the_first: bool) -> Self {
        Self {
            since,
            before_the_first,
            intake: Intake::Closed,
            minimum_age: None,
            risk: BTreeSet::new(),
            heterosexual: false,
            father: false,
            plans: BTreeSet::new(),
            takes_responsibility: false,
            open_and_honest: false,
            willing_to_change: false,
            strangulation: Strangulation::NotAsked,
            her_referral: WhenHers::AfterAssessment,
            consent_to_start: ConsentForm::Written,
            sources: BTreeSet::new(),
            notes: Vec::new(),
        }
    }
    fn take(&mut self, rule: &Rule) {
        self.since = self.since.max(rule.from);
        match &rule.change {
            Change::Intake(intake) => self.intake = *intake,
            Change::MinimumAge(age) => self.minimum_age = Some(*age),
            Change::Risk(risk) => self.risk.clone_from(risk),
            Change::Heterosexual(required) => self.heterosexual = *required,
            Change::Father(required) => self.father = *required,
            Change::Plans(plans) => self.plans.clone_from(plans),
            Change::TakesResponsibility(required) => self.takes_responsibility = *required,
            Change::OpenAndHonest(required) => self.open_and_honest = *required,
            Change::WillingToChange(required) => self.willing_to_change = *required,
            Change::Strangulation(means) => self.strangulation = *means,
            Change::HerReferral(when) => self.her_referral = *when,
            Change::ConsentToStart(form) => self.consent_to_start = *form,
            Change::Sources(sources) => self.sources.clone_from(sources),
        }
    }

    /// What has to be true of a family and what follows, in plain words, for whoever refers, a
    /// sentence each.
    pub fn in_words(&self) -> Vec<String> {
        let mut words = Vec::new();
        if let Some(age) = self.minimum_age {
            words.push(format!("He is {age} or over."));
        }
        if !self.risk.is_empty() {
            let levels = self.risk.iter().map(|risk| crate::codes::RiskLevel::from(*risk).words());
            words.push(format!("His risk is {}.", either(levels.collect())));
        }
        if self.heterosexual {
            words.push("He is in, or was in, a relationship with a woman.".to_owned());
        }
        if self.father || !self.plans.is_empty() {
            let plans: Vec<&str> = self.plans.iter().map(|plan| plan.words()).collect();
            words.push(match plans.is_empty() {
                true => "He is the father of a child.".to_owned(),
                false => format!("He is the father of a child on {}.", either(plans)),
            });
        }
        for (required, word) in [
            (self.takes_responsibility, "He takes some responsibility for what he did."),
            (self.open_and_honest, "He is open and honest."),
            (self.willing_to_change, "He is willing to change."),
        ] {
            if required {
                words.push(word.to_owned());
            }
        }
        match self.strangulation {
            Strangulation::Excludes => {
                words.push("He has no history of attempted strangulation.".to_owned());
            }
            Strangulation::JudgedSafe => words.push(
                "Where he has a history of attempted strangulation, taking part is judged safe."
                    .to_owned(),
            ),
            Strangulation::NotAsked => {}
        }
        if !self.sources.is_empty() {
            let sources: Vec<&str> = self.sources.iter().map(|source| source.words()).collect();
            words.push(format!("He is referred by {}.", either(sources)));
        }
        words.push(match self.her_referral {
            WhenHers::WithHis => "She is referred to the support service with him.".to_owned(),
            WhenHers::AfterAssessment => {
                "She is referred to the support service after his assessment.".to_owned()
            }
        });
        words.push(format!("Before he starts, he gives {}.", self.consent_to_start.words()));
        words.extend(self.notes.iter().map(|note| format!("{note}.")));
        words
    }
}

fn either(words: Vec<&str>) -> String {
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn shipped() -> Rules {
        Rules::shipped().unwrap()
    }

    #[test]
    fn fathers_in_early_help_are_taken_from_december_2018() {
        let rules = shipped();
        assert!(!rules.on(date(2018, 11, 30), None).plans.contains(&Plan::EarlyHelp));
        let held = rules.on(date(2018, 12, 1), None);
        assert!(held.plans.contains(&Plan::EarlyHelp));
        assert_eq!(held.strangulation, Strangulation::JudgedSafe);
        assert!(held.in_words().iter().any(|words| words.contains("not certain")));
    }

    #[test]
    fn intake_takes_its_last_referral_on_31_march_2020_and_can_open_again_in_one_area() {
        let rules = shipped();
        assert_eq!(rules.on(date(2020, 3, 31), None).intake, Intake::Open);
        assert_eq!(rules.on(date(2020, 4, 1), None).intake, Intake::Closed);
        let dudley = Area::new("Dudley");
        let again = rules.with(Rule {
            from: date(2026, 1, 1),
            area: Some(dudley.clone()),
            change: Change::Intake(Intake::Open),
            note: None,
        });
        assert_eq!(again.on(date(2026, 1, 1), Some(&dudley)).intake, Intake::Open);
        assert_eq!(again.on(date(2026, 1, 1), Some(&Area::new("Walsall"))).intake, Intake::Closed);
    }

    #[test]
    fn a_day_before_the_first_rules_has_the_first_and_says_so() {
        let rules = shipped();
        let held = rules.on(date(2017, 6, 1), None);
        assert!(held.before_the_first);
        assert_eq!(held.since, date(2017, 9, 1));
        assert_eq!(held.her_referral, WhenHers::WithHis);
        assert!(!rules.on(date(2017, 9, 1), None).before_the_first);
    }

    #[test]
    fn what_is_said_of_a_rule_is_said_no_more_when_another_holds() {
        let own = "from,area,rule,value,note\n2026-11-01,,intake,open,Open again\n";
        let rules = shipped().followed_by(Rules::read(own).unwrap());
        let words = rules.on(date(2026, 11, 1), None).in_words().join(" ");
        assert!(words.contains("Open again.") && !words.contains("Intake closed"), "{words}");
        assert!(words.contains("not certain"), "{words}");
    }

    #[test]
    fn of_two_rules_of_one_day_that_of_the_installation_holds() {
        let own = "from,area,rule,value,note\n2020-04-01,Dudley,intake,open,\n";
        let rules = shipped().followed_by(Rules::read(own).unwrap());
        let dudley = Area::new("Dudley");
        assert_eq!(rules.on(date(2020, 4, 1), Some(&dudley)).intake, Intake::Open);
        assert_eq!(rules.on(date(2020, 4, 1), None).intake, Intake::Closed);
    }
}
