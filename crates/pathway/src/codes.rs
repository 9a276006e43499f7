//! Closed lists that both sides write alike, spelled as the minimum data set spells them.

/// A value out of a closed list, its spelling and its words.
pub trait Code: Copy + Eq + Sized + 'static {
    /// Every value, in the order in which forms offer them.
    const ALL: &'static [Self];
    /// The spelling in files and in the journal.
    fn code(self) -> &'static str;
    /// What people read.
    fn words(self) -> &'static str;
    /// The value that is spelled so, if there is one.
    fn from_code(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.code() == text)
    }
}

/// Declares closed lists: each value with its spelling and its words.
#[macro_export]
macro_rules! codes {
    ($($(#[$about:meta])* $name:ident { $($value:ident = $code:literal, $words:literal;)+ })+) => {$(
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $(#[doc = $words] $value),+ }

        impl $crate::codes::Code for $name {
            const ALL: &'static [Self] = &[$(Self::$value),+];
            fn code(self) -> &'static str {
                match self { $(Self::$value => $code),+ }
            }
            fn words(self) -> &'static str {
                match self { $(Self::$value => $words),+ }
            }
        }
    )+};
}

codes! {
    /// Who referred him.
    Source {
        ChildrenServices = "children_services", "children’s services";
        EarlyHelp = "early_help", "Early Help";
        Police = "police", "the police";
        Probation = "probation", "probation";
        Health = "health", "a health service";
        Itself = "self", "himself";
        Voluntary = "voluntary", "a voluntary organisation";
        Court = "court", "a court";
        Other = "other", "somebody else";
        Unknown = "unknown", "not known";
    }
    /// The plan that the children are on.
    Plan {
        ChildProtection = "cp", "a child protection plan";
        ChildInNeed = "cin", "a child in need plan";
        EarlyHelp = "early_help", "Early Help";
        None = "none", "no plan";
        Unknown = "unknown", "not known";
    }
    /// Risk as the data set has it.
    RiskLevel {
        Standard = "standard", "standard";
        Medium = "medium", "medium";
        High = "high", "high";
        Unknown = "unknown", "not known";
    }
    /// Yes, no, or asked and not known.
    Answer {
        Yes = "yes", "yes";
        No = "no", "no";
        Unknown = "unknown", "not known";
    }
    /// A need that the service has to meet.
    Need {
        Interpreter = "interpreter", "an interpreter";
        Disability = "disability", "a disability";
        MentalHealth = "mental_health", "mental health";
        SubstanceUse = "substance_use", "substance use";
        Learning = "learning", "learning";
        Other = "other", "something else";
    }
    /// Another service that works with somebody.
    OtherService {
        SubstanceUse = "substance_use", "substance use service";
        MentalHealth = "mental_health", "mental health service";
        Housing = "housing", "housing";
        Debt = "debt", "debt advice";
        Parenting = "parenting", "parenting";
        Probation = "probation", "probation";
        Other = "other", "another service";
    }
    /// Whether the two live as a couple.
    Relationship {
        Together = "together", "together";
        Separated = "separated", "separated";
        Unknown = "unknown", "not known";
    }
    /// Ethnicity in the categories of the 2021 census, or one of their five groups alone.
    Ethnicity {
        AsianIndian = "asian_indian", "Indian";
        AsianPakistani = "asian_pakistani", "Pakistani";
        AsianBangladeshi = "asian_bangladeshi", "Bangladeshi";
        AsianChinese = "asian_chinese", "Chinese";
        AsianOther = "asian_other", "any other Asian background";
        BlackCaribbean = "black_caribbean", "Caribbean";
        BlackAfrican = "black_african", "African";
        BlackOther = "black_other", "any other Black background";
        MixedWhiteAndBlackCaribbean = "mixed_white_and_black_caribbean", "White and Black Caribbean";
        MixedWhiteAndBlackAfrican = "mixed_white_and_black_african", "White and Black African";
        MixedWhiteAndAsian = "mixed_white_and_asian", "White and Asian";
        MixedOther = "mixed_other", "any other mixed background";
        WhiteBritish = "white_british", "White British";
        WhiteIrish = "white_irish", "White Irish";
        WhiteGypsyOrIrishTraveller = "white_gypsy_or_irish_traveller", "Gypsy or Irish Traveller";
        WhiteRoma = "white_roma", "Roma";
        WhiteOther = "white_other", "any other White background";
        Arab = "arab", "Arab";
        Other = "other", "any other ethnic group";
        PreferNotToSay = "prefer_not_to_say", "prefers not to say";
        Unknown = "unknown", "not known";
        Asian = "asian", "Asian";
        Black = "black", "Black";
        Mixed = "mixed", "mixed";
        White = "white", "White";
    }
    /// Religion.
    Religion {
        NoReligion = "no_religion", "no religion";
        Christian = "christian", "Christian";
        Buddhist = "buddhist", "Buddhist";
        Hindu = "hindu", "Hindu";
        Jewish = "jewish", "Jewish";
        Muslim = "muslim", "Muslim";
        Sikh = "sikh", "Sikh";
        Other = "other", "another religion";
        PreferNotToSay = "prefer_not_to_say", "prefers not to say";
        Unknown = "unknown", "not known";
    }
    /// What was done in an incident.
    IncidentKind {
        Physical = "physical", "physical";
        Sexual = "sexual", "sexual";
        Emotional = "emotional", "emotional";
        CoerciveControl = "coercive_control", "coercive control";
        Economic = "economic", "economic";
        Stalking = "stalking", "stalking";
        Digital = "digital", "digital";
        Other = "other", "other";
    }
    /// The form in which somebody consented.
    ConsentForm {
        None = "none", "no consent";
        Verbal = "verbal", "verbal consent";
        Written = "written", "written consent";
    }
}

impl RiskLevel {
    /// The level, where it is known.
    pub fn known(self) -> Option<crate::crossing::Risk> {
        use crate::crossing::Risk;
        match self {
            Self::Standard => Some(Risk::Standard),
            Self::Medium => Some(Risk::Medium),
            Self::High => Some(Risk::High),
            Self::Unknown => None,
        }
    }
}

impl From<crate::crossing::Risk> for RiskLevel {
    fn from(risk: crate::crossing::Risk) -> Self {
        use crate::crossing::Risk;
        match risk {
            Risk::Standard => Self::Standard,
            Risk::Medium => Self::Medium,
            Risk::High => Self::High,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_reads_back_as_itself() {
        for ethnicity in Ethnicity::ALL {
            assert_eq!(Ethnicity::from_code(ethnicity.code()), Some(*ethnicity));
        }
        assert_eq!(Plan::from_code("CP"), None, "codes are never guessed");
    }
}
