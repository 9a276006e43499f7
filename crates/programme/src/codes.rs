//! Closed lists of the programme's side, spelled as the minimum data set spells them where it
//! has them.

use pathway::codes;

codes! {
    /// How he was tried.
    Way {
        Telephone = "telephone", "telephone";
        TextMessage = "text_message", "text message";
        Email = "email", "e-mail";
        Letter = "letter", "letter";
        Visit = "visit", "visit";
        ThroughReferrer = "through_referrer", "through the referrer";
        InPerson = "in_person", "in person";
    }
    /// What came of trying.
    AttemptResult {
        Reached = "reached", "he was reached";
        NoAnswer = "no_answer", "no answer";
        MessageLeft = "message_left", "a message was left";
        WrongDetails = "wrong_details", "the contact details are wrong";
        Refused = "refused", "he refused to speak";
    }
    /// How an assessment or a session is held.
    Mode {
        InPerson = "in_person", "in person";
        Telephone = "telephone", "by telephone";
        Video = "video", "by video";
    }
    /// What came of an appointment that was offered.
    Kept {
        Attended = "attended", "attended";
        MissedWithNotice = "missed_with_notice", "missed with notice";
        Missed = "missed", "missed without notice";
        CancelledByUs = "cancelled_by_us", "cancelled by us";
    }
    /// How much of a quality the facilitator saw.
    Degree {
        NotAtAll = "not_at_all", "not at all";
        ALittle = "a_little", "a little";
        Mostly = "mostly", "mostly";
        Fully = "fully", "fully";
    }
    /// Why he was found unsuitable.
    UnsuitableReason {
        Denial = "denial", "he denies the abuse";
        UnwillingToEngage = "unwilling_to_engage", "he is unwilling to engage";
        TooHighRisk = "too_high_risk", "the risk is too high";
        MentalHealth = "mental_health", "mental health";
        NeedsAlternateSupport = "needs_alternate_support", "he needs other support";
        Ineligible = "ineligible", "he is not eligible";
        Unknown = "unknown", "not known";
    }
    /// What was found of him, as the data set has it.
    Outcome {
        Suitable = "suitable", "suitable";
        Unsuitable = "unsuitable", "unsuitable";
        Pending = "pending", "pending";
    }
    /// How the programme reaches him.
    Delivery {
        Group = "group", "in a group";
        OneToOne = "one_to_one", "one-to-one";
        Blended = "blended", "in a group and one-to-one";
    }
    /// Why he left early.
    LeavingReason {
        DroppedOut = "dropped_out", "he dropped out";
        BrokeRules = "broke_rules", "he broke the rules";
        IncreasedRisk = "increased_risk", "the risk increased";
        Withdrew = "withdrew", "he withdrew";
        Moved = "moved", "he moved";
        Custody = "custody", "he is in custody";
        Died = "died", "he died";
        ConsentWithdrawn = "consent_withdrawn", "he withdrew his consent";
    }
    /// Why a case is closed before he started.
    ClosureReason {
        NoContact = "no_contact", "he could not be reached";
        Declined = "declined", "he declined";
        Ineligible = "ineligible", "he is not eligible";
        WithdrawnByReferrer = "withdrawn_by_referrer", "the referrer withdrew the referral";
        Duplicate = "duplicate", "it is a duplicate";
        ServiceFull = "service_full", "the service is full";
    }
    /// Every reason that the data set knows for a referral being closed.
    RecordedClosure {
        Completed = "completed", "he completed the programme";
        DroppedOut = "dropped_out", "he dropped out";
        BrokeRules = "broke_rules", "he broke the rules";
        IncreasedRisk = "increased_risk", "the risk increased";
        Withdrew = "withdrew", "he withdrew";
        Moved = "moved", "he moved";
        Custody = "custody", "he is in custody";
        Died = "died", "he died";
        ConsentWithdrawn = "consent_withdrawn", "he withdrew his consent";
        NoContact = "no_contact", "he could not be reached";
        Declined = "declined", "he declined";
        Ineligible = "ineligible", "he is not eligible";
        WithdrawnByReferrer = "withdrawn_by_referrer", "the referrer withdrew the referral";
        Duplicate = "duplicate", "it is a duplicate";
        ServiceFull = "service_full", "the service is full";
        Other = "other", "another reason";
    }
    /// The content area that a session belongs to.
    Content {
        Understanding = "understanding", "understanding and defining domestic abuse";
        CognitiveBehavioural = "cognitive_behavioural", "cognitive behavioural techniques";
        Implications = "implications", "implications for partners, children and witnesses";
        Alternatives = "alternatives", "eliminating and choosing alternatives";
    }
    /// What else a session is about.
    Tag {
        CoerciveControl = "coercive_control", "coercive control";
        GenderNorms = "gender_norms", "gender norms";
        SubstanceUse = "substance_use", "substance use";
        Fathering = "fathering", "fathering";
    }
    /// What worries the facilitators after a session.
    Concern {
        WordsWithoutChange = "words_without_change", "says the words without change";
        Hostile = "hostile", "hostile";
        Minimises = "minimises", "minimises what he did";
        BlamesHer = "blames_her", "blames her";
        ThreatToSomebody = "threat_to_somebody", "threatens somebody";
        UnderTheInfluence = "under_the_influence", "under the influence";
        OwnSafety = "own_safety", "may harm himself";
        Other = "other", "another concern";
    }
    /// Where the programme heard of an incident.
    IncidentSource {
        Police = "police", "the police";
        Him = "him", "him";
        Programme = "programme", "the programme’s own workers";
        ChildrenServices = "children_services", "children’s services";
        Other = "other", "somebody else";
    }
    /// When measures are taken.
    Point {
        Initial = "T1", "initial";
        Midway = "T2", "midway";
        Final = "T3", "final";
        FollowUp = "T4", "follow-up";
    }
    /// A report that the programme owes the referrer.
    Report {
        Assessment = "assessment", "the results of the assessment";
        Midway = "midway", "the midway report";
        Completion = "completion", "the completion report";
    }
    /// What a domestic abuse order or condition on him is.
    Order {
        Bail = "bail", "bail conditions";
        NonMolestation = "non_molestation", "a non-molestation order";
        ProtectionNotice = "protection_notice", "a domestic violence protection notice or order";
        Restraining = "restraining", "a restraining order";
        Other = "other", "another order";
    }
    /// Who took part in a review or discussion.
    Party {
        Programme = "programme", "the programme";
        Support = "support", "the support service";
        ChildrenServices = "children_services", "children’s services";
        Police = "police", "the police";
        Probation = "probation", "probation";
        Health = "health", "a health service";
        Referrer = "referrer", "the referrer";
        Other = "other", "others";
    }
    /// Why her referral did not, or did, follow when he was found unsuitable.
    HerReferral {
        WithHis = "with_his", "with his referral";
        AtPending = "at_pending", "after his assessment";
        OnRisk = "on_risk", "on risk";
        AtUnsuitable = "at_unsuitable", "although he is unsuitable";
    }
}

impl LeavingReason {
    /// Whether he may come back to this case after it.
    pub fn may_return(self) -> bool {
        self != Self::Died
    }
}

impl From<LeavingReason> for RecordedClosure {
    fn from(reason: LeavingReason) -> Self {
        match reason {
            LeavingReason::DroppedOut => Self::DroppedOut,
            LeavingReason::BrokeRules => Self::BrokeRules,
            LeavingReason::IncreasedRisk => Self::IncreasedRisk,
            LeavingReason::Withdrew => Self::Withdrew,
            LeavingReason::Moved => Self::Moved,
            LeavingReason::Custody => Self::Custody,
            LeavingReason::Died => Self::Died,
            LeavingReason::ConsentWithdrawn => Self::ConsentWithdrawn,
        }
    }
}

impl From<ClosureReason> for RecordedClosure {
    fn from(reason: ClosureReason) -> Self {
        match reason {
            ClosureReason::NoContact => Self::NoContact,
            ClosureReason::Declined => Self::Declined,
            ClosureReason::Ineligible => Self::Ineligible,
            ClosureReason::WithdrawnByReferrer => Self::WithdrawnByReferrer,
            ClosureReason::Duplicate => Self::Duplicate,
            ClosureReason::ServiceFull => Self::ServiceFull,
        }
    }
}
