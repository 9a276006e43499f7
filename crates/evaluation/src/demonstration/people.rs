//! What is invented of people beyond what the report prints: weights that are plain guesses,
//! here in one place.

use dataset::Several;
use dataset::codes::*;

use super::draw::Draw;

/// Ethnicity, in proportions that one might meet in the region. `None`: not recorded.
pub fn ethnicity(draw: &mut Draw) -> Option<Ethnicity> {
    const WEIGHTS: &[(Option<Ethnicity>, u32)] = &[
        (Some(Ethnicity::WhiteBritish), 46),
        (Some(Ethnicity::WhiteOther), 5),
        (Some(Ethnicity::WhiteIrish), 1),
        (Some(Ethnicity::AsianPakistani), 9),
        (Some(Ethnicity::AsianIndian), 7),
        (Some(Ethnicity::AsianBangladeshi), 3),
        (Some(Ethnicity::AsianOther), 2),
        (Some(Ethnicity::BlackCaribbean), 6),
        (Some(Ethnicity::BlackAfrican), 3),
        (Some(Ethnicity::MixedWhiteAndBlackCaribbean), 4),
        (Some(Ethnicity::MixedOther), 2),
        (Some(Ethnicity::Other), 1),
        (Some(Ethnicity::PreferNotToSay), 1),
        (Some(Ethnicity::Unknown), 2),
        (None, 8),
    ];
    draw.weighted(WEIGHTS).flatten()
}

/// Religion; often not recorded.
pub fn religion(draw: &mut Draw) -> Option<Religion> {
    const WEIGHTS: &[(Option<Religion>, u32)] = &[
        (Some(Religion::NoReligion), 25),
        (Some(Religion::Christian), 20),
        (Some(Religion::Muslim), 13),
        (Some(Religion::Sikh), 6),
        (Some(Religion::Hindu), 3),
        (Some(Religion::Other), 1),
        (Some(Religion::PreferNotToSay), 2),
        (Some(Religion::Unknown), 5),
        (None, 25),
    ];
    draw.weighted(WEIGHTS).flatten()
}

/// Needs, each by itself.
pub fn needs(draw: &mut Draw) -> Several<Need> {
    const CHANCES: &[(Need, f64)] = &[
        (Need::Interpreter, 0.06),
        (Need::Disability, 0.05),
        (Need::MentalHealth, 0.2),
        (Need::SubstanceUse, 0.22),
        (Need::Learning, 0.04),
        (Need::Other, 0.03),
    ];
    CHANCES.iter().filter(|(_, chance)| draw.chance(*chance)).map(|(need, _)| *need).collect()
}

/// Other services that work with him.
pub fn other_services(draw: &mut Draw) -> Several<OtherService> {
    const CHANCES: &[(OtherService, f64)] = &[
        (OtherService::SubstanceUse, 0.1),
        (OtherService::MentalHealth, 0.08),
        (OtherService::Housing, 0.05),
        (OtherService::Parenting, 0.07),
        (OtherService::Probation, 0.12),
    ];
    CHANCES.iter().filter(|(_, chance)| draw.chance(*chance)).map(|(of, _)| *of).collect()
}

/// Who referred him.
pub fn source(draw: &mut Draw) -> Option<Source> {
    const WEIGHTS: &[(Option<Source>, u32)] = &[
        (Some(Source::ChildrenServices), 80),
        (Some(Source::EarlyHelp), 6),
        (Some(Source::Police), 2),
        (Some(Source::Probation), 2),
        (Some(Source::Health), 1),
        (Some(Source::Voluntary), 2),
        (Some(Source::Court), 1),
        (Some(Source::Other), 2),
        (None, 4),
    ];
    draw.weighted(WEIGHTS).flatten()
}
