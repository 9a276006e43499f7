//! Every closed list of the minimum data set, as types.
//!
//! A code is written in files exactly as [`Code::code`] gives it, and nothing else is
//! read as it: the data set never guesses.

/// A value out of a closed list, and its spelling in files.
pub trait Code: Copy + Eq + Sized + 'static {
    /// Every value, in the order of the specification.
    const ALL: &'static [Self];
    /// The spelling in files, in figures and in their JSON.
    fn code(self) -> &'static str;
    /// The value's place in [`Code::ALL`].
    fn place(self) -> usize;
    /// The value that is spelled so, if there is one.
    fn from_code(text: &str) -> Option<Self>;
}

macro_rules! codes {
    ($($(#[$about:meta])* $name:ident { $($value:ident = $code:literal),+ $(,)? })+) => {$(
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum $name { $(#[doc = concat!("`", $code, "`")] $value),+ }

        impl Code for $name {
            const ALL: &'static [Self] = &[$(Self::$value),+];
            fn code(self) -> &'static str {
                match self { $(Self::$value => $code),+ }
            }
            fn place(self) -> usize {
                self as usize
            }
            // A `match` of constants: of a million rows with a dozen codes each, none is
            // sought through its list.
            #[inline]
            fn from_code(text: &str) -> Option<Self> {
                match text {
                    $($code => Some(Self::$value),)+
                    _ => None,
                }
            }
        }
    )+};
}

codes! {
    /// One of the seven authorities of the West Midlands.
    Area {
        Birmingham = "Birmingham", Coventry = "Coventry", Dudley = "Dudley",
        Sandwell = "Sandwell", Solihull = "Solihull", Walsall = "Walsall",
        Wolverhampton = "Wolverhampton",
    }
    /// Who referred him.
    Source {
        ChildrenServices = "children_services", EarlyHelp = "early_help", Police = "police",
        Probation = "probation", Health = "health", Itself = "self", Voluntary = "voluntary",
        Court = "court", Other = "other", Unknown = "unknown",
    }
    /// The plan that the children are on: child protection, child in need, early help.
    Plan { Cp = "cp", Cin = "cin", EarlyHelp = "early_help", None = "none", Unknown = "unknown" }
    /// What the assessment came to.
    Outcome { Suitable = "suitable", Unsuitable = "unsuitable", Pending = "pending" }
    /// Why he was found unsuitable.
    UnsuitableReason {
        Denial = "denial", UnwillingToEngage = "unwilling_to_engage",
        TooHighRisk = "too_high_risk", MentalHealth = "mental_health",
        NeedsAlternateSupport = "needs_alternate_support", Ineligible = "ineligible",
        Unknown = "unknown",
    }
    /// How the programme reached him.
    Delivery { Group = "group", OneToOne = "one_to_one", Blended = "blended" }
    /// Why a referral was closed.
    ClosureReason {
        Completed = "completed", DroppedOut = "dropped_out", BrokeRules = "broke_rules",
        IncreasedRisk = "increased_risk", Withdrew = "withdrew", Moved = "moved",
        Custody = "custody", Died = "died", ConsentWithdrawn = "consent_withdrawn",
        NoContact = "no_contact", Declined = "declined", Ineligible = "ineligible",
        WithdrawnByReferrer = "withdrawn_by_referrer", Duplicate = "duplicate",
        ServiceFull = "service_full", Other = "other",
    }
    /// Ethnicity in the categories of the 2021 census, or one of their five groups alone.
    ///
    /// The census has an `other` group and an `other` category; both are spelled `other`
    /// and are one value here.
    Ethnicity {
        AsianIndian = "asian_indian", AsianPakistani = "asian_pakistani",
        AsianBangladeshi = "asian_bangladeshi", AsianChinese = "asian_chinese",
        AsianOther = "asian_other", BlackCaribbean = "black_caribbean",
        BlackAfrican = "black_african", BlackOther = "black_other",
        MixedWhiteAndBlackCaribbean = "mixed_white_and_black_caribbean",
        MixedWhiteAndBlackAfrican = "mixed_white_and_black_african",
        MixedWhiteAndAsian = "mixed_white_and_asian", MixedOther = "mixed_other",
        WhiteBritish = "white_british", WhiteIrish = "white_irish",
        WhiteGypsyOrIrishTraveller = "white_gypsy_or_irish_traveller",
        WhiteRoma = "white_roma", WhiteOther = "white_other", Arab = "arab", Other = "other",
        PreferNotToSay = "prefer_not_to_say", Unknown = "unknown", Asian = "asian",
        Black = "black", Mixed = "mixed", White = "white",
    }
    /// Religion.
    Religion {
        NoReligion = "no_religion", Christian = "christian", Buddhist = "buddhist",
        Hindu = "hindu", Jewish = "jewish", Muslim = "muslim", Sikh = "sikh", Other = "other",
        PreferNotToSay = "prefer_not_to_say", Unknown = "unknown",
    }
    /// Whether the two live as a couple.
    Relationship { Together = "together", Separated = "separated", Unknown = "unknown" }
    /// A need that the service has to meet.
    Need {
        Interpreter = "interpreter", Disability = "disability", MentalHealth = "mental_health",
        SubstanceUse = "substance_use", Learning = "learning", Other = "other",
    }
    /// Another service that works with him.
    OtherService {
        SubstanceUse = "substance_use", MentalHealth = "mental_health", Housing = "housing",
        Debt = "debt", Parenting = "parenting", Probation = "probation", Other = "other",
    }
    /// Risk as the programme holds it.
    RiskLevel { Standard = "standard", Medium = "medium", High = "high", Unknown = "unknown" }
    /// Why a support case was closed.
    SupportClosure {
        NeedsMet = "needs_met", Declined = "declined", Disengaged = "disengaged",
        Moved = "moved", ReferredOn = "referred_on", UnsafeToContact = "unsafe_to_contact",
        Died = "died", Other = "other",
    }
    /// A kind of contact of the support service.
    SupportType {
        FaceToFace = "face_to_face", Counselling = "counselling", GroupWork = "group_work",
        DropIn = "drop_in", Telephone = "telephone", Written = "written",
        Advocacy = "advocacy", Health = "health", Other = "other",
    }
    /// What a woman says has become of a part of her life.
    Change { Deteriorated = "-1", NoChange = "0", Improved = "1" }
    /// Who was interviewed.
    InterviewGroup {
        Stakeholder = "stakeholder", SocialWorker = "social_worker", ExPartner = "ex_partner",
        Perpetrator = "perpetrator",
    }
    /// Where the interviewee works; the report joins two of the areas.
    InterviewArea {
        Birmingham = "Birmingham", Coventry = "Coventry", Dudley = "Dudley",
        Sandwell = "Sandwell", Solihull = "Solihull", Walsall = "Walsall",
        Wolverhampton = "Wolverhampton", BirminghamAndSolihull = "Birmingham and Solihull",
    }
    /// What became of a request for an interview.
    InterviewOutcome {
        Done = "done", Declined = "declined", NoReply = "no_reply", Cancelled = "cancelled",
        Pending = "pending",
    }
    /// Whose account an answer is.
    Informant { Him = "him", Her = "her", Worker = "worker", Child = "child" }
    /// When a measure was taken: first contact, start, midway, end or exit, six months on.
    Point { T0 = "T0", T1 = "T1", T2 = "T2", T3 = "T3", T4 = "T4", Review = "review" }
    /// The kind of an incident.
    IncidentKind {
        Physical = "physical", Sexual = "sexual", Emotional = "emotional",
        CoerciveControl = "coercive_control", Economic = "economic", Stalking = "stalking",
        Digital = "digital", Other = "other",
    }
    /// Who told of an incident.
    IncidentSource {
        Police = "police", Him = "him", Her = "her", Programme = "programme",
        Support = "support", ChildrenServices = "children_services", Other = "other",
    }
    /// Yes, no, or asked and not known.
    Answer { Yes = "yes", No = "no", Unknown = "unknown" }
    /// The kind of a session.
    ActivityKind {
        Group = "group", OneToOne = "one_to_one", Motivational = "motivational",
        Reminder = "reminder",
    }
    /// What a target is of: a row of Figure 13, or money, of which a cost is worked out.
    Output {
        Referrals = "referrals", Individuals = "individuals", Assessed = "assessed",
        Suitable = "suitable", Started = "started", Sessions = "sessions",
        Completed = "completed", SupportReferred = "support_referred",
        SupportReceived = "support_received", SessionsPerWeek = "sessions_per_week",
        FundingProgramme = "funding_programme", FundingSupport = "funding_support",
    }
}

impl Ethnicity {
    /// The census group to which the category belongs: `asian`, `black`, `mixed`, `white`,
    /// `other`; `prefer_not_to_say` and `unknown` stay as they are.
    pub fn group(self) -> &'static str {
        match self {
            Self::AsianIndian
            | Self::AsianPakistani
            | Self::AsianBangladeshi
            | Self::AsianChinese
            | Self::AsianOther
            | Self::Asian => "asian",
            Self::BlackCaribbean | Self::BlackAfrican | Self::BlackOther | Self::Black => "black",
            Self::MixedWhiteAndBlackCaribbean
            | Self::MixedWhiteAndBlackAfrican
            | Self::MixedWhiteAndAsian
            | Self::MixedOther
            | Self::Mixed => "mixed",
            Self::WhiteBritish
            | Self::WhiteIrish
            | Self::WhiteGypsyOrIrishTraveller
            | Self::WhiteRoma
            | Self::WhiteOther
            | Self::White => "white",
            Self::Arab | Self::Other => "other",
            Self::PreferNotToSay => "prefer_not_to_say",
            Self::Unknown => "unknown",
        }
    }
}

impl Change {
    /// -1, 0 or 1.
    pub fn value(self) -> i8 {
        match self {
            Self::Deteriorated => -1,
            Self::NoChange => 0,
            Self::Improved => 1,
        }
    }
}

/// A set of codes of one list, as a `;` separated cell holds it.
///
/// An empty cell is *not recorded*, which is not the same as a list that is known to be
/// empty; the data set has no spelling for the latter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Several<C> {
    bits: u16,
    code: std::marker::PhantomData<C>,
}

impl<C: Code> Default for Several<C> {
    fn default() -> Self {
        Self { bits: 0, code: std::marker::PhantomData }
    }
}

impl<C: Code> Several<C> {
    /// Adds a value; adding it again changes nothing.
    pub fn insert(&mut self, value: C) {
        self.bits |= 1 << value.place();
    }
    /// Whether the value is among them.
    pub fn contains(self, value: C) -> bool {
        self.bits & (1 << value.place()) != 0
    }
    /// Whether nothing is recorded.
    pub fn is_empty(self) -> bool {
        self.bits == 0
    }
    /// The values, in the order of the specification.
    pub fn iter(self) -> impl Iterator<Item = C> {
        C::ALL.iter().copied().filter(move |value| self.contains(*value))
    }
}

impl<C: Code> FromIterator<C> for Several<C> {
    fn from_iter<I: IntoIterator<Item = C>>(values: I) -> Self {
        let mut several = Self::default();
        for value in values {
            several.insert(value);
        }
        several
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
        assert_eq!(Area::from_code("birmingham"), None, "the data set never guesses");
    }

    #[test]
    fn several_keeps_the_order_of_the_specification() {
        let needs: Several<Need> = [Need::Other, Need::Disability].into_iter().collect();
        assert_eq!(needs.iter().collect::<Vec<_>>(), [Need::Disability, Need::Other]);
    }
}
