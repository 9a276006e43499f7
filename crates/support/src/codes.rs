//! The closed lists of her record, and how each is spelled where it is kept. Where the minimum
//! data set has the list, the spelling is its own (2-dataset.md).

/// A value out of a closed list.
pub trait Code: Copy + Eq + Sized + 'static {
    /// What the list is a list of, in words.
    const OF: &'static str;
    /// Every value.
    const ALL: &'static [Self];
    /// Its spelling.
    fn code(self) -> &'static str;
    /// The value that is spelled so, if there is one.
    fn from_code(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.code() == text)
    }
}

macro_rules! codes {
    ($($(#[$about:meta])* $name:ident $of:literal { $($value:ident = $code:literal),+ $(,)? })+) => {$(
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $(#[doc = concat!("`", $code, "`")] $value),+ }

        impl Code for $name {
            const OF: &'static str = $of;
            const ALL: &'static [Self] = &[$(Self::$value),+];
            fn code(self) -> &'static str {
                match self { $(Self::$value => $code),+ }
            }
        }
    )+};
}

codes! {
    /// A kind of contact with her: the nine of the report.
    ContactKind "kind of contact" {
        FaceToFace = "face_to_face", Counselling = "counselling", GroupWork = "group_work",
        DropIn = "drop_in", Telephone = "telephone", Written = "written",
        Advocacy = "advocacy", Health = "health", Other = "other",
    }
    /// How somebody tried to reach her.
    Way "way of reaching her" {
        Telephone = "telephone", Text = "text", Email = "email", Letter = "letter",
        Visit = "visit", ThroughProfessional = "through_professional", Other = "other",
    }
    /// What became of an attempt.
    AttemptResult "result of an attempt" {
        Reached = "reached", NoAnswer = "no_answer", MessageLeft = "message_left",
        WrongContact = "wrong_contact", CouldNotSpeak = "could_not_speak",
        AskedNotToBeContacted = "asked_not_to_be_contacted", Other = "other",
    }
    /// Yes, no, or asked and not known.
    Answer "answer" { Yes = "yes", No = "no", Unknown = "unknown" }
    /// A need that her support has to meet.
    Need "need" {
        Interpreter = "interpreter", Disability = "disability", MentalHealth = "mental_health",
        SubstanceUse = "substance_use", Learning = "learning", Other = "other",
    }
    /// Why her case was closed.
    ClosureReason "reason for closing" {
        NeedsMet = "needs_met", Declined = "declined", Disengaged = "disengaged",
        Moved = "moved", ReferredOn = "referred_on", UnsafeToContact = "unsafe_to_contact",
        Died = "died", Other = "other",
    }
    /// Her ethnicity, in the categories of the 2021 census or one of their five groups alone.
    Ethnicity "ethnicity" {
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
    /// Her religion.
    Religion "religion" {
        NoReligion = "no_religion", Christian = "christian", Buddhist = "buddhist",
        Hindu = "hindu", Jewish = "jewish", Muslim = "muslim", Sikh = "sikh", Other = "other",
        PreferNotToSay = "prefer_not_to_say", Unknown = "unknown",
    }
    /// What she says has become of a part of her life.
    Change "change" { Deteriorated = "-1", NoChange = "0", Improved = "1" }
    /// One of her three consents. Declining one withholds neither of the others.
    ConsentTo "consent" {
        BeContacted = "be_contacted", HisStarting = "his_starting", Support = "support",
    }
    /// The form in which a consent is held, in rising order.
    Form "form of consent" { None = "none", Verbal = "verbal", Written = "written" }
    /// Who gave the contacts for her that the service was given.
    GivenBy "giver of her contacts" { Referrer = "referrer", Him = "him" }
    /// Why the service's manager decides on clearance without her consent.
    NotAsked "reason for deciding without her" {
        NotReached = "not_reached", NobodyToReach = "nobody_to_reach",
    }
    /// The kind of an incident.
    IncidentKind "kind of incident" {
        Physical = "physical", Sexual = "sexual", Emotional = "emotional",
        CoerciveControl = "coercive_control", Economic = "economic", Stalking = "stalking",
        Digital = "digital", Other = "other",
    }
    /// Who told of an incident.
    IncidentSource "source of an incident" {
        Police = "police", Him = "him", Her = "her", Programme = "programme",
        Support = "support", ChildrenServices = "children_services", Other = "other",
    }
    /// A meeting of other agencies that her worker went to.
    Meeting "meeting" {
        Marac = "marac", ChildProtectionConference = "child_protection_conference",
        CoreGroup = "core_group", ChildInNeed = "child_in_need", EarlyHelp = "early_help",
        Court = "court", Other = "other",
    }
    /// When a measure is taken: first contact, start, midway, end or exit, six months on, and
    /// the brief one of each review (5-measures.md).
    Point "measuring point" {
        T0 = "T0", T1 = "T1", T2 = "T2", T3 = "T3", T4 = "T4", Review = "review",
    }
    /// Whose account a measure is; the service takes hers, her worker's, and a child's.
    Informant "informant" { Her = "her", Worker = "worker", Child = "child" }
    /// Why a measure is missing.
    Missed "reason for a missing measure" {
        Left = "left", UnsafeToContact = "unsafe_to_contact", Declined = "declined",
    }
    /// What was done about something that the programme told.
    Done "thing done" {
        ToldHer = "told_her", NothingToTell = "nothing_to_tell",
        UnsafeToTell = "unsafe_to_tell", NotReached = "not_reached",
        SafetyPlanReviewed = "safety_plan_reviewed", RiskReviewed = "risk_reviewed",
        SessionMatched = "session_matched", AgencyAlerted = "agency_alerted",
        Other = "other",
    }
    /// What the service's part is written for.
    PartFor "thing that a part is for" {
        Discussion = "discussion", Review = "review", MidwayReport = "midway_report",
        CompletionReport = "completion_report",
    }
    /// Why a joint case review is due outside its month.
    ReviewCause "reason for a review" {
        ConsentWithdrawn = "consent_withdrawn", HerDeath = "her_death",
    }
    /// A lawful basis, UK GDPR Article 6(1).
    LawfulBasis "lawful basis" {
        Consent = "consent", LegalObligation = "legal_obligation",
        VitalInterests = "vital_interests", PublicTask = "public_task",
        LegitimateInterests = "legitimate_interests",
    }
    /// A condition for special category or criminal offence data, UK GDPR Articles 9(2) and 10.
    Condition "condition" {
        ExplicitConsent = "article_9_explicit_consent",
        VitalInterests = "article_9_vital_interests",
        LegalClaims = "article_9_legal_claims",
        SubstantialPublicInterest = "article_9_substantial_public_interest",
        HealthOrSocialCare = "article_9_health_or_social_care",
        CriminalOffence = "article_10_criminal_offence",
    }
    /// A paragraph of Schedule 1 to the Data Protection Act 2018.
    Schedule "paragraph of Schedule 1" {
        UnlawfulActs = "paragraph_10", Safeguarding = "paragraph_18",
    }
    /// Why confidentiality allows it.
    Confidentiality "ground of confidentiality" {
        HerConsent = "her_consent", OverridingInterest = "overriding_public_interest",
        Law = "required_by_law",
    }
    /// A ground on which her case belongs at the MARAC.
    MaracGround "ground for the MARAC" {
        Score = "score", Escalation = "escalation", Repeat = "repeat", Judgement = "judgement",
    }
}
