//! The pages of the form, one after the other. What was typed on each is kept as it was typed;
//! types are made of it when the page is sent, and once more when the whole is.

pub(crate) mod children;
pub(crate) mod consent;
pub(crate) mod family;
pub(crate) mod her;
pub(crate) mod him;
pub(crate) mod risk;

use std::collections::BTreeMap;

use crate::furniture::day;
use casework::referrals::Refer;
use components::{Faults, Form, Reader, Submission};
use jiff::civil::Date;
use maud::{Markup, html};
use pathway::Area;
use pathway::codes::{Code, ConsentForm, Source};
use pathway::rules::Rules;
use pathway::screening::{Facts, Verdict, screen};

use crate::coded::Questions;

/// A page of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    Family,
    Him,
    Children,
    Risk,
    Consent,
    /// The first woman, the second …
    Her(usize),
}

/// What the pages need to know besides the answers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Around<'a> {
    pub areas: &'a [Area],
    pub rules: &'a Rules,
    pub today: Date,
}

/// What was typed, by page.
pub(crate) type Answers = BTreeMap<String, Vec<(String, String)>>;

impl Step {
    /// The page of an address.
    pub(crate) fn named(page: &str) -> Option<Self> {
        match page {
            "family" => Some(Self::Family),
            "him" => Some(Self::Him),
            "children" => Some(Self::Children),
            "risk" => Some(Self::Risk),
            "consent" => Some(Self::Consent),
            _ => her::number(page).map(Self::Her),
        }
    }
    /// The last part of its address.
    pub(crate) fn page(self) -> String {
        match self {
            Self::Family => "family".to_owned(),
            Self::Him => "him".to_owned(),
            Self::Children => "children".to_owned(),
            Self::Risk => "risk".to_owned(),
            Self::Consent => "consent".to_owned(),
            Self::Her(number) => her::page(number),
        }
    }
    pub(crate) fn heading(self) -> &'static str {
        match self {
            Self::Family => "The referral",
            Self::Him => "The man",
            Self::Children => "The children",
            Self::Risk => "Screening and risk",
            Self::Consent => "His consent",
            Self::Her(1) => "The woman",
            Self::Her(_) => "A further woman",
        }
    }
    /// The page after this one; none after the last.
    pub(crate) fn next(self, answers: &Answers) -> Option<Self> {
        match self {
            Self::Family => Some(Self::Him),
            Self::Him => Some(Self::Children),
            Self::Children => Some(Self::Risk),
            Self::Risk => Some(Self::Consent),
            Self::Consent => Some(Self::Her(1)),
            Self::Her(number) => {
                let next = Self::Her(number + 1);
                answers.contains_key(&next.page()).then_some(next)
            }
        }
    }
    /// The page before it; none before the first.
    pub(crate) fn before(self) -> Option<Self> {
        match self {
            Self::Family => None,
            Self::Him => Some(Self::Family),
            Self::Children => Some(Self::Him),
            Self::Risk => Some(Self::Children),
            Self::Consent => Some(Self::Risk),
            Self::Her(1) => Some(Self::Consent),
            Self::Her(number) => Some(Self::Her(number - 1)),
        }
    }
    /// What is wrong with the answers of a page.
    pub(crate) fn check(self, submission: &Submission, around: &Around<'_>) -> Result<(), Faults> {
        match self {
            Self::Family => family::read(submission, around.areas).map(drop),
            Self::Him => him::read(submission, around.today).map(drop),
            Self::Children => children::read(submission).map(drop),
            Self::Risk => risk::read(submission).map(drop),
            Self::Consent => consent::read(submission, around.today).map(drop),
            // She may be unknown: the page is left empty.
            Self::Her(_) if her::is_empty(submission) => Ok(()),
            Self::Her(_) => her::read(submission, around.today).map(drop),
        }
    }
    /// What is asked on it; `from_him` where he refers himself.
    pub(crate) fn view(self, form: &Form<'_>, around: &Around<'_>, from_him: bool) -> Markup {
        match self {
            Self::Family => family::view(form, around.areas),
            Self::Him => him::view(form),
            Self::Children => children::view(form),
            Self::Risk => risk::view(form),
            Self::Consent => consent::view(form, consent_needed(around)),
            Self::Her(_) => html! { (her::sealed(from_him)) (her::view(form)) },
        }
    }
    /// Each question with what was answered, in the words of the page.
    pub(crate) fn answered(self, submission: &Submission) -> Vec<Answered> {
        match self {
            Self::Family => in_words(submission, family::said),
            Self::Him => in_words(submission, him::said),
            Self::Children => in_words(submission, children::said),
            Self::Risk => in_words(submission, risk::said),
            Self::Consent => in_words(submission, consent::said),
            Self::Her(_) => in_words(submission, her::said),
        }
    }
    /// The names of its fields.
    pub(crate) fn fields(self) -> Vec<String> {
        match self {
            Self::Family => names::<family::Asked>(),
            Self::Him => names::<him::Asked>(),
            Self::Children => names::<children::Asked>(),
            Self::Risk => names::<risk::Asked>(),
            Self::Consent => names::<consent::Asked>(),
            Self::Her(_) => names::<her::Asked>(),
        }
    }
}

/// A question, and what was answered to it.
pub(crate) struct Answered {
    /// The name of its field, which is its id in the page.
    pub field: String,
    pub asked: String,
    /// Empty where nothing was.
    pub words: String,
}

/// The three inputs of a date.
const DATE: [&str; 3] = ["day", "month", "year"];

fn names<Q: Questions>() -> Vec<String> {
    let of = |asked: &Q| {
        let name = asked.name().into_owned();
        let dates = DATE.map(|part| format!("{name}-{part}"));
        std::iter::once(name).chain(dates)
    };
    Q::ALL.iter().flat_map(of).collect()
}

fn in_words<Q: Questions>(
    submission: &Submission,
    said: impl Fn(Q, &str) -> Option<String>,
) -> Vec<Answered> {
    let answered = |asked: &Q| {
        let name = asked.name();
        let typed: Vec<&str> = submission.every(&name).filter(|typed| !typed.is_empty()).collect();
        let words = if typed.is_empty() {
            dated(submission, *asked)
        } else {
            let words = typed.iter().map(|typed| said(*asked, typed));
            let words = words.zip(&typed).map(|(said, typed)| said.unwrap_or((*typed).to_owned()));
            words.collect::<Vec<_>>().join(", ")
        };
        Answered { field: name.into_owned(), asked: asked.label().into_owned(), words }
    };
    Q::ALL.iter().map(answered).collect()
}

/// A day as people write it; as it was typed where it is none, and empty where there is none.
fn dated<Q: Questions>(submission: &Submission, asked: Q) -> String {
    match Reader::new(submission).date(asked).optional() {
        Ok(Some(date)) => day(date),
        _ => {
            let name = asked.name();
            let parts = DATE.map(|part| submission.typed(&format!("{name}-{part}")));
            parts.into_iter().flatten().collect::<Vec<_>>().join(" ").trim().to_owned()
        }
    }
}

/// Whether he refers himself, as far as it is answered.
pub(crate) fn from_him(answers: &Answers) -> bool {
    let source = typed(answers, Step::Family);
    source.typed("source") == Some(Source::Itself.code())
}

fn consent_needed(around: &Around<'_>) -> ConsentForm {
    around.rules.on(around.today, None).consent_to_start
}

/// Every page of a draft, in order: the five about him, then one for each woman.
pub(crate) fn all(answers: &Answers) -> Vec<Step> {
    let mut steps = vec![Step::Family, Step::Him, Step::Children, Step::Risk, Step::Consent];
    steps.push(Step::Her(1));
    let more = (2..=her::MOST).filter(|number| answers.contains_key(&her::page(*number)));
    steps.extend(more.map(Step::Her));
    steps
}

/// What was typed on one page.
pub(crate) fn typed(answers: &Answers, step: Step) -> Submission {
    Submission::of(
        answers.get(&step.page()).into_iter().flatten().map(|(name, typed)| (name, typed)),
    )
}

/// The whole referral, or the pages that are not right yet.
pub(crate) fn refer(answers: &Answers, around: &Around<'_>) -> Result<Refer, Vec<(Step, Faults)>> {
    let mut faulty = Vec::new();
    for step in all(answers) {
        if let Err(faults) = step.check(&typed(answers, step), around) {
            faulty.push((step, faults));
        }
    }
    if !faulty.is_empty() {
        return Err(faulty);
    }
    whole(answers, around).map_err(|faults| vec![(Step::Family, faults)])
}

fn whole(answers: &Answers, around: &Around<'_>) -> Result<Refer, Faults> {
    let family = family::read(&typed(answers, Step::Family), around.areas)?;
    let him = him::read(&typed(answers, Step::Him), around.today)?;
    let children = children::read(&typed(answers, Step::Children))?;
    let risk = risk::read(&typed(answers, Step::Risk))?;
    let consent = consent::read(&typed(answers, Step::Consent), around.today)?;
    let mut women = Vec::new();
    for step in all(answers) {
        let submission = typed(answers, step);
        if matches!(step, Step::Her(_)) && !her::is_empty(&submission) {
            women.push(her::read(&submission, around.today)?);
        }
    }
    let screening = Facts {
        area: Some(family.area),
        source: Some(family.source),
        age: him.date_of_birth.and_then(|born| age(born, around.today)),
        risk: Some(risk.level),
        with_a_woman: risk.with_a_woman,
        father: Some(children.father),
        plan: Some(children.plan),
        takes_responsibility: risk.takes_responsibility,
        open_and_honest: risk.open_and_honest,
        willing_to_change: risk.willing_to_change,
        strangulation: Some(risk.strangulation),
        judged_safe: risk.judged_safe,
    };
    Ok(Refer {
        him,
        screening,
        reason: family.reason,
        children: children.count,
        children_ages: children.ages,
        orders: risk.orders,
        consent: Some(consent),
        women,
    })
}

/// What screening says of what has been answered so far, whatever is still missing.
pub(crate) fn screened(answers: &Answers, around: &Around<'_>) -> Verdict {
    let mut facts = Facts::default();
    if let Ok(family) = family::read(&typed(answers, Step::Family), around.areas) {
        (facts.area, facts.source) = (Some(family.area), Some(family.source));
    }
    if let Ok(him) = him::read(&typed(answers, Step::Him), around.today) {
        facts.age = him.date_of_birth.and_then(|born| age(born, around.today));
    }
    if let Ok(children) = children::read(&typed(answers, Step::Children)) {
        (facts.father, facts.plan) = (Some(children.father), Some(children.plan));
    }
    if let Ok(risk) = risk::read(&typed(answers, Step::Risk)) {
        facts.risk = Some(risk.level);
        facts.with_a_woman = risk.with_a_woman;
        facts.takes_responsibility = risk.takes_responsibility;
        facts.open_and_honest = risk.open_and_honest;
        facts.willing_to_change = risk.willing_to_change;
        facts.strangulation = Some(risk.strangulation);
        facts.judged_safe = risk.judged_safe;
    }
    screen(&around.rules.on(around.today, facts.area.as_ref()), &facts)
}

/// Whole years on a day.
fn age(born: Date, on: Date) -> Option<u8> {
    let had = (born.month(), born.day()) <= (on.month(), on.day());
    u8::try_from(on.year() - born.year() - i16::from(!had)).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use pathway::screening::{Reason, Screened};

    use super::*;

    fn answers(pages: &[(&str, &[(&str, &str)])]) -> Answers {
        let page = |page: &[(&str, &str)]| {
            page.iter().map(|(name, typed)| ((*name).to_owned(), (*typed).to_owned())).collect()
        };
        pages.iter().map(|(name, answers)| ((*name).to_owned(), page(answers))).collect()
    }

    const FAMILY: &[(&str, &str)] = &[("area", "Dudley"), ("source", "children_services")];
    const HIM: &[(&str, &str)] = &[
        ("given", "Adam"),
        ("family", "Hale"),
        ("date-of-birth-day", "1"),
        ("date-of-birth-month", "2"),
        ("date-of-birth-year", "1985"),
    ];
    const CHILDREN: &[(&str, &str)] =
        &[("father", "yes"), ("children-ages", "4 and 7"), ("plan", "cp")];
    const RISK: &[(&str, &str)] = &[
        ("risk", "medium"),
        ("with-a-woman", "yes"),
        ("takes-responsibility", "yes"),
        ("open-and-honest", "yes"),
        ("willing-to-change", "yes"),
        ("strangulation", "no"),
    ];
    const CONSENT: &[(&str, &str)] = &[
        ("consent", "verbal"),
        ("consent-on-day", "1"),
        ("consent-on-month", "march"),
        ("consent-on-year", "2019"),
    ];

    fn asked<T>(of: impl FnOnce(&Around<'_>) -> T) -> T {
        let rules = Rules::shipped().unwrap();
        let areas = [Area::new("Dudley"), Area::new("Walsall")];
        of(&Around { areas: &areas, rules: &rules, today: date(2019, 3, 4) })
    }

    #[test]
    fn a_whole_form_is_a_referral_and_a_woman_may_be_unknown() {
        let answers = answers(&[
            ("family", FAMILY),
            ("him", HIM),
            ("children", CHILDREN),
            ("risk", RISK),
            ("consent", CONSENT),
        ]);
        let refer = asked(|around| refer(&answers, around)).unwrap();
        assert_eq!(refer.him.given, "Adam");
        assert_eq!(refer.screening.age, Some(34));
        assert_eq!(refer.children, Some(2));
        assert!(refer.women.is_empty());
        assert_eq!(asked(|around| screened(&answers, around)).screened(), Screened::Eligible);
    }

    #[test]
    fn what_is_missing_is_said_of_every_page_at_once() {
        let answers = answers(&[("family", FAMILY), ("her-1", &[("given", "Gemma")])]);
        let faulty = asked(|around| refer(&answers, around)).unwrap_err();
        let steps: Vec<Step> = faulty.iter().map(|(step, _)| *step).collect();
        let expected = [Step::Him, Step::Children, Step::Risk, Step::Consent, Step::Her(1)];
        assert_eq!(steps, expected);
    }

    #[test]
    fn the_answer_that_rules_the_family_out_is_said_as_soon_as_it_is_given() {
        let high: Vec<_> = RISK
            .iter()
            .map(|(name, typed)| if *name == "risk" { (*name, "high") } else { (*name, *typed) })
            .collect();
        let answers = answers(&[("risk", &high)]);
        let verdict = asked(|around| screened(&answers, around));
        assert_eq!(verdict.reasons, [Reason::Risk]);
    }

    #[test]
    fn every_page_has_an_address_and_the_pages_follow_one_another() {
        let answers = answers(&[("her-2", &[("given", "Jade")])]);
        let mut step = Step::Family;
        let mut walked = vec![step];
        while let Some(next) = step.next(&answers) {
            assert_eq!(next.before(), Some(step));
            assert_eq!(Step::named(&next.page()), Some(next));
            walked.push(next);
            step = next;
        }
        assert_eq!(walked, all(&answers));
        assert_eq!(Step::named("her-7"), None);
        assert_eq!(Step::named("session-notes"), None);
    }
}
