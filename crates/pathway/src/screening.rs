//! Screening: what the rules of the day of receipt say of a family. A person decides.

use jiff::civil::Date;

use crate::Area;
use crate::codes::{Answer, Code, Plan, RiskLevel, Source};
use crate::rules::{InForce, Intake, Strangulation};

/// The facts that screening needs. `None`, and *not known*, are missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The area in which he lives.
    pub area: Option<Area>,
    /// Who refers.
    pub source: Option<Source>,
    /// His age in whole years on the day of receipt.
    pub age: Option<u8>,
    /// His risk as the referrer has it.
    pub risk: Option<RiskLevel>,
    /// Whether the relationship is, or was, with a woman.
    pub with_a_woman: Option<Answer>,
    /// Whether he is a father.
    pub father: Option<Answer>,
    /// The plan that the children are on.
    pub plan: Option<Plan>,
    /// Whether he takes some responsibility.
    pub takes_responsibility: Option<Answer>,
    /// Whether he is open and honest.
    pub open_and_honest: Option<Answer>,
    /// Whether he is willing to change.
    pub willing_to_change: Option<Answer>,
    /// Whether there is a history of attempted strangulation.
    pub strangulation: Option<Answer>,
    /// Whether taking part is judged safe, where there is.
    pub judged_safe: Option<Answer>,
}

/// What screening says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Since when the rules held by which it judges.
    pub rules_since: Date,
    /// Whether the referral is from before the first rules, and judged by the first.
    pub before_the_first_rules: bool,
    /// Every reason why the family is not eligible.
    pub reasons: Vec<Reason>,
    /// Every fact that is missing.
    pub missing: Vec<Missing>,
}

/// Eligible or not, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screened {
    /// Eligible.
    Eligible,
    /// Not eligible: there is a reason at least, whatever else is missing.
    NotEligible,
    /// It cannot be told yet: a fact is missing.
    CannotTellYet,
}

impl Verdict {
    /// Eligible or not.
    pub fn screened(&self) -> Screened {
        match (self.reasons.is_empty(), self.missing.is_empty()) {
            (false, _) => Screened::NotEligible,
            (true, false) => Screened::CannotTellYet,
            (true, true) => Screened::Eligible,
        }
    }
}

crate::codes! {
    /// Why a family is not eligible.
    Reason {
        IntakeClosed = "intake_closed", "No referrals are being taken in this area on this day.";
        Source = "source", "Referrals are not taken from whoever refers here.";
        TooYoung = "too_young", "He is too young.";
        Risk = "risk", "His level of risk is not one that the programme takes.";
        NotWithAWoman = "not_with_a_woman", "The relationship is not with a woman.";
        NotAFather = "not_a_father", "He is not a father.";
        Plan = "plan", "The children are on no plan that the programme takes.";
        NoResponsibility = "no_responsibility", "He takes no responsibility for what he did.";
        NotOpen = "not_open", "He is not open and honest.";
        NotWilling = "not_willing", "He is not willing to change.";
        Strangulation = "strangulation", "He has a history of attempted strangulation.";
        NotSafe = "not_safe", "He has a history of attempted strangulation, and taking part is not judged safe.";
    }
    /// A fact that screening misses.
    Missing {
        Area = "area", "the area in which he lives";
        Source = "source", "who refers";
        Age = "age", "his age";
        Risk = "risk", "his level of risk";
        WithAWoman = "with_a_woman", "whether the relationship is with a woman";
        Father = "father", "whether he is a father";
        Plan = "plan", "the plan that the children are on";
        Responsibility = "responsibility", "whether he takes some responsibility";
        Open = "open", "whether he is open and honest";
        Willing = "willing", "whether he is willing to change";
        Strangulation = "strangulation", "whether he has a history of attempted strangulation";
        JudgedSafe = "judged_safe", "whether taking part is judged safe after attempted strangulation";
    }
}

/// Screens a family by the rules of the day of receipt.
pub fn screen(rules: &InForce, facts: &Facts) -> Verdict {
    let mut verdict = Verdict {
        rules_since: rules.since,
        before_the_first_rules: rules.before_the_first,
        reasons: Vec::new(),
        missing: Vec::new(),
    };
    if rules.intake == Intake::Closed {
        verdict.reasons.push(Reason::IntakeClosed);
    }
    verdict.known(facts.area.is_some(), Missing::Area);
    if !rules.sources.is_empty() {
        match facts.source {
            None | Some(Source::Unknown) => verdict.missing.push(Missing::Source),
            Some(source) => verdict.holds(rules.sources.contains(&source), Reason::Source),
        }
    }
    if let Some(least) = rules.minimum_age {
        match facts.age {
            None => verdict.missing.push(Missing::Age),
            Some(age) => verdict.holds(age >= least, Reason::TooYoung),
        }
    }
    if !rules.risk.is_empty() {
        match facts.risk.and_then(RiskLevel::known) {
            None => verdict.missing.push(Missing::Risk),
            Some(risk) => verdict.holds(rules.risk.contains(&risk), Reason::Risk),
        }
    }
    if !rules.plans.is_empty() {
        match facts.plan {
            None | Some(Plan::Unknown) => verdict.missing.push(Missing::Plan),
            Some(plan) => verdict.holds(rules.plans.contains(&plan), Reason::Plan),
        }
    }
    for (required, answer, reason, missing) in [
        (rules.heterosexual, facts.with_a_woman, Reason::NotWithAWoman, Missing::WithAWoman),
        (rules.father, facts.father, Reason::NotAFather, Missing::Father),
        (
            rules.takes_responsibility,
            facts.takes_responsibility,
            Reason::NoResponsibility,
            Missing::Responsibility,
        ),
        (rules.open_and_honest, facts.open_and_honest, Reason::NotOpen, Missing::Open),
        (rules.willing_to_change, facts.willing_to_change, Reason::NotWilling, Missing::Willing),
    ] {
        if required {
            verdict.answered(answer, Answer::Yes, reason, missing);
        }
    }
    match rules.strangulation {
        Strangulation::NotAsked => {}
        Strangulation::Excludes => verdict.answered(
            facts.strangulation,
            Answer::No,
            Reason::Strangulation,
            Missing::Strangulation,
        ),
        Strangulation::JudgedSafe => match facts.strangulation {
            Some(Answer::No) => {}
            Some(Answer::Yes) => verdict.answered(
                facts.judged_safe,
                Answer::Yes,
                Reason::NotSafe,
                Missing::JudgedSafe,
            ),
            None | Some(Answer::Unknown) => verdict.missing.push(Missing::Strangulation),
        },
    }
    verdict
}

impl Verdict {
    fn known(&mut self, known: bool, missing: Missing) {
        if !known {
            self.missing.push(missing);
        }
    }
    fn holds(&mut self, holds: bool, reason: Reason) {
        if !holds {
            self.reasons.push(reason);
        }
    }
    fn answered(
        &mut self,
        answer: Option<Answer>,
        wanted: Answer,
        reason: Reason,
        missing: Missing,
    ) {
        match answer {
            None | Some(Answer::Unknown) => self.missing.push(missing),
            Some(answer) => self.holds(answer == wanted, reason),
        }
    }
    /// What screening says, in plain words, a sentence each.
    pub fn in_words(&self) -> Vec<String> {
        let mut words = Vec::new();
        if self.before_the_first_rules {
            words.push(format!(
                "The referral is from before the first rules; it is judged by those of {}.",
                self.rules_since
            ));
        }
        words.extend(self.reasons.iter().map(|reason| reason.words().to_owned()));
        words.extend(self.missing.iter().map(|fact| format!("It is not known {}.", about(*fact))));
        if self.screened() == Screened::Eligible {
            words.push("The family is eligible.".to_owned());
        }
        words
    }
}

/// What is not known, to follow *It is not known*.
fn about(fact: Missing) -> String {
    let words = fact.words();
    if words.starts_with("whether") || words.starts_with("who") {
        words.to_owned()
    } else {
        format!("what {words} is")
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::rules::Rules;

    fn eligible() -> Facts {
        Facts {
            area: Some(Area::new("Dudley")),
            source: Some(Source::ChildrenServices),
            age: Some(31),
            risk: Some(RiskLevel::Medium),
            with_a_woman: Some(Answer::Yes),
            father: Some(Answer::Yes),
            plan: Some(Plan::ChildProtection),
            takes_responsibility: Some(Answer::Yes),
            open_and_honest: Some(Answer::Yes),
            willing_to_change: Some(Answer::Yes),
            strangulation: Some(Answer::No),
            judged_safe: None,
        }
    }

    fn on(day: Date, facts: &Facts) -> Verdict {
        screen(&Rules::shipped().unwrap().on(day, facts.area.as_ref()), facts)
    }

    #[test]
    fn a_family_within_the_rules_is_eligible() {
        assert_eq!(on(date(2018, 5, 1), &eligible()).screened(), Screened::Eligible);
    }

    #[test]
    fn every_reason_is_said_and_every_missing_fact() {
        let facts = Facts {
            age: Some(17),
            risk: Some(RiskLevel::High),
            plan: Some(Plan::EarlyHelp),
            willing_to_change: None,
            father: Some(Answer::Unknown),
            ..eligible()
        };
        let verdict = on(date(2018, 5, 1), &facts);
        assert_eq!(verdict.screened(), Screened::NotEligible);
        assert_eq!(verdict.reasons, [Reason::TooYoung, Reason::Risk, Reason::Plan]);
        assert_eq!(verdict.missing, [Missing::Father, Missing::Willing]);
    }

    #[test]
    fn nothing_known_is_cannot_tell_yet_with_every_fact_named() {
        let verdict = on(date(2018, 12, 1), &Facts::default());
        assert_eq!(verdict.screened(), Screened::CannotTellYet);
        assert_eq!(verdict.missing.len(), 11);
        assert!(verdict.in_words().contains(&"It is not known what his age is.".to_owned()));
    }

    #[test]
    fn strangulation_excludes_until_it_may_be_judged_safe() {
        let facts = Facts { strangulation: Some(Answer::Yes), ..eligible() };
        assert_eq!(on(date(2018, 11, 30), &facts).reasons, [Reason::Strangulation]);
        assert_eq!(on(date(2018, 12, 1), &facts).missing, [Missing::JudgedSafe]);
        let safe = Facts { judged_safe: Some(Answer::Yes), ..facts.clone() };
        assert_eq!(on(date(2018, 12, 1), &safe).screened(), Screened::Eligible);
        let unsafe_ = Facts { judged_safe: Some(Answer::No), ..facts };
        assert_eq!(on(date(2018, 12, 1), &unsafe_).reasons, [Reason::NotSafe]);
    }

    #[test]
    fn a_referral_from_before_the_first_rules_is_judged_by_the_first_and_says_so() {
        let verdict = on(date(2016, 3, 1), &eligible());
        assert_eq!(verdict.screened(), Screened::Eligible);
        assert!(verdict.in_words()[0].contains("before the first rules"));
    }

    #[test]
    fn a_family_referred_after_intake_closed_is_not_eligible() {
        assert_eq!(on(date(2020, 4, 1), &eligible()).reasons, [Reason::IntakeClosed]);
    }
}
