//! The rules of intake, by date: whom the programme takes, from whom, and what must be held
//! before he starts. They are data (`data/intake.csv`); an installation may add rows of its own.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::Area;
use crate::codes::{Code, ConsentForm, Plan, Source};
use crate::crossing::Risk;

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

/// A row of the rules cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("row {row} of the rules: {wrong}")]
pub struct FaultyRule {
    /// Counted from the header as 1.
    pub row: usize,
    /// What is wrong and what was expected.
    pub wrong: String,
}

const SHIPPED: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/intake.csv"));

impl Rules {
    /// The rules that come with Waymark.
    ///
    /// # Errors
    /// None, while `data/intake.csv` is as it is shipped: a test reads it.
    pub fn shipped() -> Result<Self, FaultyRule> {
        Self::read(SHIPPED)
    }
    /// Reads rules from CSV with the columns `from`, `area`, `rule`, `value` and `note`.
    ///
    /// # Errors
    /// The first row that cannot be read.
    pub fn read(text: &str) -> Result<Self, FaultyRule> {
        let mut rules = Vec::new();
        for (row, record) in (2..).zip(csv::Reader::from_reader(text.as_bytes()).records()) {
            let record = record.map_err(|e| FaultyRule { row, wrong: e.to_string() })?;
            let cell = |place| record.get(place).unwrap_or_default();
            let from = cell(0).parse().map_err(|_| FaultyRule {
                row,
                wrong: format!("{:?} is no date such as 2018-04-01", cell(0)),
            })?;
            let area = (!cell(1).is_empty()).then(|| Area::new(cell(1)));
            let change = change(cell(2), cell(3)).ok_or_else(|| FaultyRule {
                row,
                wrong: format!("{} = {:?} is no rule that Waymark knows", cell(2), cell(3)),
            })?;
            let note = (!cell(4).is_empty()).then(|| cell(4).to_owned());
            rules.push(Rule { from, area, change, note });
        }
        Ok(Self::of(rules))
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
        for rule in &self.rules {
            let here = rule.area.is_none() || rule.area.as_ref() == area;
            if rule.from <= day_held && here {
                held.take(rule);
            }
        }
        held
    }
}

fn change(rule: &str, value: &str) -> Option<Change> {
    let required = match value {
        "required" => Some(true),
        "not_required" => Some(false),
        _ => None,
    };
    Some(match rule {
        "intake" => Change::Intake(match value {
            "open" => Intake::Open,
            "closed" => Intake::Closed,
            _ => return None,
        }),
        "minimum_age" => Change::MinimumAge(value.parse().ok()?),
        "risk" => Change::Risk(list(value, risk)?),
        "heterosexual" => Change::Heterosexual(required?),
        "father" => Change::Father(required?),
        "plans" => Change::Plans(list(value, Plan::from_code)?),
        "takes_responsibility" => Change::TakesResponsibility(required?),
        "open_and_honest" => Change::OpenAndHonest(required?),
        "willing_to_change" => Change::WillingToChange(required?),
        "strangulation" => Change::Strangulation(match value {
            "excludes" => Strangulation::Excludes,
            "judged_safe" => Strangulation::JudgedSafe,
            "not_asked" => Strangulation::NotAsked,
            _ => return None,
        }),
        "her_referral" => Change::HerReferral(match value {
            "with_his" => WhenHers::WithHis,
            "after_assessment" => WhenHers::AfterAssessment,
            _ => return None,
        }),
        "consent_to_start" => Change::ConsentToStart(ConsentForm::from_code(value)?),
        "sources" => Change::Sources(list(value, Source::from_code)?),
        _ => return None,
    })
}

fn list<T: Ord>(value: &str, one: impl Fn(&str) -> Option<T>) -> Option<BTreeSet<T>> {
    value.split(';').filter(|part| !part.is_empty()).map(one).collect()
}

fn risk(code: &str) -> Option<Risk> {
    crate::codes::RiskLevel::from_code(code)?.known()
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
        self.notes.extend(rule.note.clone());
    }

    /// The rules in plain words, for whoever refers, a sentence each.
    pub fn in_words(&self) -> Vec<String> {
        let mut words = Vec::new();
        if self.intake == Intake::Closed {
            words.push("No referrals are being taken now.".to_owned());
        }
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
    fn a_row_that_cannot_be_read_is_named() {
        let faulty =
            Rules::read("from,area,rule,value,note\n2017-09-01,,plans,cpp,\n").unwrap_err();
        assert_eq!(faulty.row, 2);
    }
}
