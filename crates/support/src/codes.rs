//! The closed lists of her record, and how each is spelled where it is kept. Where the minimum
//! data set has the list, the spelling is its own (2-dataset.md).

pub use pathway::codes::Code;

/// A closed list by what it is a list of.
pub trait Listed: Code {
    /// What, in words.
    const OF: &'static str;
}

macro_rules! codes {
    ($($(#[$about:meta])* $name:ident $of:literal { $($value:ident = $code:literal, $words:literal;)+ })+) => {
        pathway::codes! { $($(#[$about])* $name { $($value = $code, $words;)+ })+ }
        $(impl Listed for $name {
            const OF: &'static str = $of;
        })+
    };
}

codes! {
    /// A kind of contact with her: the nine of the report.
    ContactKind "kind of contact" {
        FaceToFace = "face_to_face", "face to face";
        Counselling = "counselling", "counselling";
        GroupWork = "group_work", "group work";
        DropIn = "drop_in", "drop-in";
        Telephone = "telephone", "by telephone";
        Written = "written", "in writing";
        Advocacy = "advocacy", "advocacy";
        Health = "health", "health";
        Other = "other", "another kind";
    }
    /// How somebody tried to reach her.
    Way "way of reaching her" {
        Telephone = "telephone", "telephone";
        Text = "text", "text message";
        Email = "email", "e-mail";
        Letter = "letter", "letter";
        Visit = "visit", "visit";
        ThroughProfessional = "through_professional", "through a professional";
        Other = "other", "another way";
    }
    /// What became of an attempt.
    AttemptResult "result of an attempt" {
        Reached = "reached", "she was reached";
        NoAnswer = "no_answer", "no answer";
        MessageLeft = "message_left", "a message was left";
        WrongContact = "wrong_contact", "the contact details are wrong";
        CouldNotSpeak = "could_not_speak", "she could not speak";
        AskedNotToBeContacted = "asked_not_to_be_contacted", "she asked not to be contacted";
        Other = "other", "something else";
    }
    /// Yes, no, or asked and not known.
    Answer "answer" {
        Yes = "yes", "yes";
        No = "no", "no";
        Unknown = "unknown", "not known";
    }
    /// A need that her support has to meet.
    Need "need" {
        Interpreter = "interpreter", "an interpreter";
        Disability = "disability", "a disability";
        MentalHealth = "mental_health", "mental health";
        SubstanceUse = "substance_use", "substance use";
        Learning = "learning", "learning";
        Other = "other", "something else";
    }
    /// Why her case was closed.
    ClosureReason "reason for closing" {
        NeedsMet = "needs_met", "her needs are met";
        Declined = "declined", "she declined support";
        Disengaged = "disengaged", "she came no more";
        Moved = "moved", "she moved away";
        ReferredOn = "referred_on", "she was referred on";
        UnsafeToContact = "unsafe_to_contact", "contact is not safe";
        Died = "died", "she died";
        Other = "other", "another reason";
    }
    /// Her ethnicity, in the categories of the 2021 census or one of their five groups alone.
    Ethnicity "ethnicity" {
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
    /// Her religion.
    Religion "religion" {
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
    /// What she says has become of a part of her life.
    Change "change" {
        Deteriorated = "-1", "it got worse";
        NoChange = "0", "no change";
        Improved = "1", "it got better";
    }
    /// One of her three consents. Declining one withholds neither of the others.
    ConsentTo "consent" {
        BeContacted = "be_contacted", "to be contacted";
        HisStarting = "his_starting", "to his starting";
        Support = "support", "to support";
    }
    /// The form in which a consent is held, in rising order.
    Form "form of consent" {
        None = "none", "not given";
        Verbal = "verbal", "by word of mouth";
        Written = "written", "in writing";
    }
    /// Who gave the contacts for her that the service was given.
    GivenBy "giver of her contacts" {
        Referrer = "referrer", "the referrer";
        Him = "him", "him";
    }
    /// Why the service's manager decides on clearance without her consent.
    NotAsked "reason for deciding without her" {
        NotReached = "not_reached", "she could not be reached";
        NobodyToReach = "nobody_to_reach", "there is nobody to reach";
    }
    /// The kind of an incident.
    IncidentKind "kind of incident" {
        Physical = "physical", "physical";
        Sexual = "sexual", "sexual";
        Emotional = "emotional", "emotional";
        CoerciveControl = "coercive_control", "coercive control";
        Economic = "economic", "economic";
        Stalking = "stalking", "stalking";
        Digital = "digital", "digital";
        Other = "other", "other";
    }
    /// Who told of an incident.
    IncidentSource "source of an incident" {
        Police = "police", "the police";
        Him = "him", "him";
        Her = "her", "her";
        Programme = "programme", "the programme";
        Support = "support", "this service";
        ChildrenServices = "children_services", "children’s services";
        Other = "other", "somebody else";
    }
    /// A meeting of other agencies that her worker went to.
    Meeting "meeting" {
        Marac = "marac", "MARAC";
        ChildProtectionConference = "child_protection_conference", "child protection conference";
        CoreGroup = "core_group", "core group";
        ChildInNeed = "child_in_need", "child in need meeting";
        EarlyHelp = "early_help", "Early Help meeting";
        Court = "court", "court";
        Other = "other", "another meeting";
    }
    /// When a measure is taken: first contact, start, midway, end or exit, six months on, and
    /// the brief one of each review (5-measures.md).
    Point "measuring point" {
        T0 = "T0", "at first contact";
        T1 = "T1", "at the start";
        T2 = "T2", "midway";
        T3 = "T3", "at the end";
        T4 = "T4", "six months on";
        Review = "review", "at a review";
    }
    /// Whose account a measure is; the service takes hers, her worker's, and a child's.
    Informant "informant" {
        Her = "her", "her";
        Worker = "worker", "her worker";
        Child = "child", "a child";
    }
    /// Why a measure is missing.
    Missed "reason for a missing measure" {
        Left = "left", "she left";
        UnsafeToContact = "unsafe_to_contact", "contact is not safe";
        Declined = "declined", "she declined";
    }
    /// What was done about something that the programme told.
    Done "thing done" {
        ToldHer = "told_her", "told her";
        NothingToTell = "nothing_to_tell", "nothing to tell her";
        UnsafeToTell = "unsafe_to_tell", "not safe to tell her";
        NotReached = "not_reached", "tried, and did not reach her";
        SafetyPlanReviewed = "safety_plan_reviewed", "went over her safety plan";
        RiskReviewed = "risk_reviewed", "looked at her risk again";
        SessionMatched = "session_matched", "matched a session of hers to it";
        AgencyAlerted = "agency_alerted", "alerted another agency";
        Other = "other", "something else";
    }
    /// What the service's part is written for.
    PartFor "thing that a part is for" {
        Discussion = "discussion", "the case discussion";
        Review = "review", "a joint review";
        MidwayReport = "midway_report", "the midway report";
        CompletionReport = "completion_report", "the completion report";
    }
    /// Why a joint case review is due outside its month.
    ReviewCause "reason for a review" {
        ConsentWithdrawn = "consent_withdrawn", "she took her consent back";
        HerDeath = "her_death", "her death";
    }
    /// A lawful basis, UK GDPR Article 6(1).
    LawfulBasis "lawful basis" {
        Consent = "consent", "consent";
        LegalObligation = "legal_obligation", "a legal obligation";
        VitalInterests = "vital_interests", "vital interests";
        PublicTask = "public_task", "a public task";
        LegitimateInterests = "legitimate_interests", "legitimate interests";
    }
    /// A condition for special category or criminal offence data, UK GDPR Articles 9(2) and 10.
    Condition "condition" {
        ExplicitConsent = "article_9_explicit_consent", "explicit consent (Article 9)";
        VitalInterests = "article_9_vital_interests", "vital interests (Article 9)";
        LegalClaims = "article_9_legal_claims", "legal claims (Article 9)";
        SubstantialPublicInterest = "article_9_substantial_public_interest", "substantial public interest (Article 9)";
        HealthOrSocialCare = "article_9_health_or_social_care", "health or social care (Article 9)";
        CriminalOffence = "article_10_criminal_offence", "criminal offence data (Article 10)";
    }
    /// A paragraph of Schedule 1 to the Data Protection Act 2018.
    Schedule "paragraph of Schedule 1" {
        UnlawfulActs = "paragraph_10", "preventing or detecting unlawful acts (paragraph 10)";
        Safeguarding = "paragraph_18", "safeguarding children and people at risk (paragraph 18)";
    }
    /// Why confidentiality allows it.
    Confidentiality "ground of confidentiality" {
        HerConsent = "her_consent", "her consent";
        OverridingInterest = "overriding_public_interest", "an overriding public interest";
        Law = "required_by_law", "the law requires it";
    }
    /// A ground on which her case belongs at the MARAC.
    MaracGround "ground for the MARAC" {
        Score = "score", "the score";
        Escalation = "escalation", "escalation";
        Repeat = "repeat", "a repeat within a year";
        Judgement = "judgement", "professional judgement";
    }
}
