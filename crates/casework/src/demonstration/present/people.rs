//! The people of a family that does not exist, as a referrer tells of them.

use jiff::civil::Date;
use pathway::Area;
use pathway::codes::{Answer, ConsentForm, Ethnicity, Need, Plan, RiskLevel, Source};
use pathway::screening::Facts;
use programme::codes::Order;

use crate::demonstration::names::{Of, invent};
use crate::referrals::{Agreed, Her, Him, Refer};

const BEGAN: [&str; 4] = [
    "He broke the kitchen door while the children were upstairs (invented).",
    "The police were called twice this autumn after arguments about money (invented).",
    "He checks her telephone and follows her to work (invented).",
    "He has agreed to look at his behaviour after the conference (invented).",
];

const ETHNICITIES: [(&str, Ethnicity); 6] = [
    ("white_british", Ethnicity::WhiteBritish),
    ("asian_pakistani", Ethnicity::AsianPakistani),
    ("asian_indian", Ethnicity::AsianIndian),
    ("black_caribbean", Ethnicity::BlackCaribbean),
    ("white_british", Ethnicity::WhiteBritish),
    ("white_other", Ethnicity::WhiteOther),
];

/// A family: the same for the same seed and place.
pub(super) fn family(
    seed: u64,
    place: usize,
    area: &str,
    on: Date,
    source: Source,
) -> Option<Refer> {
    let number = place as u64 + 1_000_000;
    let (code, ethnicity) = ETHNICITIES[place % ETHNICITIES.len()];
    let age = 21 + u8::try_from(place * 7 % 30).unwrap_or_default();
    let him = invent(seed, number, Of::Him, Some(code), Some(area), Some(age), on)?;
    let her = invent(seed, number, Of::Her, Some(code), Some(area), Some(age), on)?;
    let ages: Vec<u8> = [3, 8, 12].into_iter().take(1 + place % 3).collect();
    let consent = Agreed {
        form: if place.is_multiple_of(3) { ConsentForm::Written } else { ConsentForm::Verbal },
        on: Some(on),
        taken_by: Some("The social worker".to_owned()),
    };
    Some(Refer {
        him: Him {
            given: him.forename.to_owned(),
            family: him.surname.to_owned(),
            date_of_birth: Some(him.date_of_birth),
            phone: Some(him.phone),
            postcode: Some(him.postcode),
            contact_note: (place % 4 == 1).then(|| "After six in the evening".to_owned()),
            ethnicity: Some(ethnicity),
            needs: if place % 9 == 4 { vec![Need::Interpreter] } else { Vec::new() },
            working_hours: Some(if place.is_multiple_of(2) { Answer::Yes } else { Answer::No }),
            ..Him::default()
        },
        screening: Facts {
            area: Some(Area::new(area)),
            source: Some(source),
            age: Some(age),
            risk: Some(RiskLevel::Medium),
            with_a_woman: Some(Answer::Yes),
            father: Some(Answer::Yes),
            plan: Some([Plan::ChildProtection, Plan::ChildInNeed, Plan::EarlyHelp][place % 3]),
            takes_responsibility: Some(Answer::Yes),
            open_and_honest: Some(Answer::Yes),
            willing_to_change: Some(Answer::Yes),
            strangulation: Some(Answer::No),
            judged_safe: None,
        },
        reason: Some(BEGAN[place % BEGAN.len()].to_owned()),
        children: u8::try_from(ages.len()).ok(),
        children_ages: ages,
        orders: if place % 5 == 2 { vec![Order::NonMolestation] } else { Vec::new() },
        consent: Some(consent.clone()),
        women: vec![Her {
            given: her.forename.to_owned(),
            family: her.surname.to_owned(),
            date_of_birth: Some(her.date_of_birth),
            phone: Some(her.phone),
            safe_to_phone: Some(if place.is_multiple_of(2) { Answer::No } else { Answer::Yes }),
            safe_contact: Some("Through the school, before three (invented).".to_owned()),
            dash_score: Some(7 + u8::try_from(place % 8).unwrap_or_default()),
            consent: Some(consent),
            ..Her::default()
        }],
    })
}
