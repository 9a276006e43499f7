//! The one table of who may do what. What is not here is denied.
//!
//! A line reads: the action; each role that may, and to which records; why. The kind of record is
//! the action's own. What is somebody's own account's is held with it, and with no role.

use std::sync::LazyLock;

use crate::{Action, Kind, Role, System};

/// One thing that one holder may do, to which records, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Who may.
    pub holder: Holder,
    /// What.
    pub action: Action,
    /// To which kind of record.
    pub kind: Kind,
    /// To which records of that kind.
    pub relation: Relation,
    /// Why: one short sentence.
    pub reason: &'static str,
}

/// Who holds a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    /// Whoever has the role.
    Role(Role),
    /// Whoever an account belongs to, with a role or without.
    Owner,
    /// A part of Waymark.
    System(System),
}

/// To which records a grant reaches. Every one is within one programme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// What the actor's organisation referred.
    OwnReferrals,
    /// For which the actor's organisation is responsible, in the areas that the role is held for.
    OwnAreas,
    /// For which the actor's organisation is responsible, in all areas.
    OwnProvider,
    /// As [`Relation::OwnAreas`], and assigned to the actor.
    Assigned,
    /// What belongs to the actor alone.
    Own,
    /// Everything of the programme.
    WholeProgramme,
}

impl Relation {
    /// Every relation, from the narrowest.
    pub const ALL: [Self; 6] = [
        Self::Own,
        Self::Assigned,
        Self::OwnReferrals,
        Self::OwnAreas,
        Self::OwnProvider,
        Self::WholeProgramme,
    ];

    /// What people call it, in a cell of the matrix.
    pub const fn words(self) -> &'static str {
        match self {
            Self::OwnReferrals => "own referrals",
            Self::OwnAreas => "own areas",
            Self::OwnProvider => "own provider",
            Self::Assigned => "assigned",
            Self::Own => "own",
            Self::WholeProgramme => "all",
        }
    }
}

/// The grants of a holder for an action.
pub(crate) fn of(holder: Holder, action: Action) -> impl Iterator<Item = &'static Grant> {
    BY_ACTION[action as usize].iter().copied().filter(move |grant| grant.holder == holder)
}

/// The table by action: a page asks some thirty times what somebody may do.
static BY_ACTION: LazyLock<Vec<Vec<&'static Grant>>> = LazyLock::new(|| {
    let of = |action: &Action| GRANTS.iter().filter(|grant| grant.action == *action).collect();
    Action::ALL.iter().map(of).collect()
});

macro_rules! grants {
    (
        roles { $($action:ident: $($role:ident $relation:ident),+; $reason:literal;)+ }
        owner { $($own:ident; $because:literal;)+ }
        systems { $($done:ident: $($system:ident)+; $why:literal;)+ }
    ) => {
        /// Who may do what, to which records, and why.
        pub static GRANTS: &[Grant] = &[
            $($(Grant {
                holder: Holder::Role(Role::$role),
                action: Action::$action,
                kind: Action::$action.kind(),
                relation: Relation::$relation,
                reason: $reason,
            },)+)+
            $(Grant {
                holder: Holder::Owner,
                action: Action::$own,
                kind: Action::$own.kind(),
                relation: Relation::Own,
                reason: $because,
            },)+
            $($(Grant {
                holder: Holder::System(System::$system),
                action: Action::$done,
                kind: Action::$done.kind(),
                relation: Relation::WholeProgramme,
                reason: $why,
            },)+)+
        ];
    };
}

grants! { roles {
    // A referral, as those who made it see it
    MakeReferral: Referrer OwnReferrals; "Whoever knows the family refers it.";
    ListReferrals: Referrer OwnReferrals; "Colleagues answer for each other's referrals.";
    SearchReferrals: Referrer OwnReferrals; "A search finds what the list shows, and nothing else.";
    ReadProgress: Referrer OwnReferrals; "Referrers who heard nothing back stopped referring.";
    AddToReferral: Referrer OwnReferrals; "Screening asks what only they can answer.";
    WithdrawReferral: Referrer OwnReferrals; "What they sent they may take back.";
    AskForUpdate: Referrer OwnReferrals; "The family's social worker may ask at any time.";
    ReadReport: Referrer OwnReferrals; "Results and reports are written for them.";
    BreakReferralGlass: Referrer OwnReferrals; "Whoever opens a sensitive referral says why.";

    // What colleagues who left had begun
    ListLeftDrafts: Referrer OwnReferrals; "A family that was to be referred is not forgotten when its social worker leaves.";
    TakeOnDraft: Referrer OwnReferrals; "Whoever refers for the same organisation goes on with it, and nobody reads it before.";

    // The sealed part of a referral
    WriteSealedPart: Referrer OwnReferrals; "They may add to it later, and never read it back.";

    // His case: reading
    ListCases: SinglePointOfContact OwnProvider, Facilitator OwnAreas, ProgrammeManager OwnProvider; "Nobody can work on what they cannot find.";
    SearchCases: SinglePointOfContact OwnProvider, Facilitator OwnAreas, ProgrammeManager OwnProvider; "A search finds what the list shows, and nothing else.";
    SuggestDuplicates: SinglePointOfContact OwnProvider, ProgrammeManager OwnProvider; "Duplicates are found when they arrive, among men's cases alone.";
    ReadCase: SinglePointOfContact OwnProvider, Facilitator OwnAreas, ProgrammeManager OwnProvider; "The programme works from its own record.";
    ReadCasePeople: SinglePointOfContact OwnProvider, Facilitator OwnAreas, ProgrammeManager OwnProvider; "He is called and met by name.";
    ReadCaseNarratives: SinglePointOfContact OwnProvider, Facilitator OwnAreas, ProgrammeManager OwnProvider; "Colleagues stand in for each other.";
    ReadCaseTimeline: SinglePointOfContact OwnProvider, Facilitator OwnAreas, ProgrammeManager OwnProvider; "What happened explains what is due.";
    ReadSharedWithCase: SinglePointOfContact OwnProvider, Facilitator OwnAreas, ProgrammeManager OwnProvider; "What support shared with the programme was shared to be read.";

    // His case: from referral to assessment
    Acknowledge: SinglePointOfContact OwnProvider, ProgrammeManager OwnProvider; "Screening is one person's duty, and the manager stands in.";
    ResolveDuplicate: SinglePointOfContact OwnProvider, ProgrammeManager OwnProvider; "Duplicates are resolved at screening.";
    Allocate: SinglePointOfContact OwnProvider, ProgrammeManager OwnProvider; "Allocation belongs to acknowledging.";
    ChangeCasePeople: SinglePointOfContact OwnProvider, Facilitator OwnAreas, ProgrammeManager OwnProvider; "Whoever hears of a new address records it.";
    RecordAttempt: SinglePointOfContact OwnProvider, Facilitator OwnAreas, ProgrammeManager OwnProvider; "Every attempt counts, whoever made it.";
    OfferAssessment: Facilitator OwnAreas, ProgrammeManager OwnProvider; "The facilitator offers and keeps each offer.";
    RecordAssessment: Facilitator OwnAreas, ProgrammeManager OwnProvider; "The facilitator assesses.";
    RecordConsent: SinglePointOfContact OwnProvider, Facilitator OwnAreas, ProgrammeManager OwnProvider; "Whoever receives his consent records it.";
    ReferHer: Facilitator OwnAreas, ProgrammeManager OwnProvider; "She may be referred at any step on risk, without her part being read.";
    RecordDiscussion: Facilitator OwnAreas, ProgrammeManager OwnProvider; "Each side records its own findings.";
    DecideSuitability: Facilitator OwnAreas, ProgrammeManager OwnProvider; "Suitability is decided by those who discussed it.";
    ReferOnward: Facilitator OwnAreas, ProgrammeManager OwnProvider; "An unsuitable man is advised and sent on.";

    // His case: on the programme
    Place: Facilitator OwnAreas, ProgrammeManager OwnProvider; "Placed within a day of suitable and cleared.";
    Commence: Facilitator OwnAreas, ProgrammeManager OwnProvider; "The facilitator sees him come.";
    RecordAttendance: Facilitator OwnAreas, ProgrammeManager OwnProvider; "Those who ran the session record it.";
    RecordOneToOne: Facilitator OwnAreas, ProgrammeManager OwnProvider; "Reminders and key work are recorded by those who do them.";
    RecordMeasures: Facilitator OwnAreas, ProgrammeManager OwnProvider; "His measures are taken by those who work with him.";
    WriteCaseNote: SinglePointOfContact OwnProvider, Facilitator OwnAreas, ProgrammeManager OwnProvider; "Whoever works on a case writes down what matters.";
    WriteReport: Facilitator OwnAreas, ProgrammeManager OwnProvider; "The facilitator writes the midway and completion reports.";
    SendReport: Facilitator OwnAreas, ProgrammeManager OwnProvider; "A report is sent by those who answer for it.";
    AssessRisk: Facilitator OwnAreas, ProgrammeManager OwnProvider; "Risk is assessed again and again, by several hands.";
    RecordIncident: SinglePointOfContact OwnProvider, Facilitator OwnAreas, ProgrammeManager OwnProvider; "Whoever hears of an incident records it.";
    RecordReview: Facilitator OwnAreas, ProgrammeManager OwnProvider; "Each side writes its own part of a joint review.";

    // His case: its end, and what befalls a case
    CloseBeforeStart: SinglePointOfContact OwnProvider, Facilitator OwnAreas, ProgrammeManager OwnProvider; "A file that cannot go on is closed with its reason.";
    AnswerProposedClosure: Facilitator OwnAreas, ProgrammeManager OwnProvider; "Nobody is closed by a timer alone.";
    ProposeEnding: Facilitator OwnAreas, ProgrammeManager OwnProvider; "A facilitator proposes, and the manager confirms.";
    ConfirmEnding: ProgrammeManager OwnProvider; "Leaving early is the manager's decision.";
    Complete: Facilitator OwnAreas, ProgrammeManager OwnProvider; "Thirty sessions done are plain to whoever ran them.";
    ReEngage: Facilitator OwnAreas, ProgrammeManager OwnProvider; "The facilitator brings him back.";
    Transfer: SinglePointOfContact OwnProvider, ProgrammeManager OwnProvider; "Only those who see all areas can move a case between them.";
    MergeCases: SinglePointOfContact OwnProvider, ProgrammeManager OwnProvider; "Only those who see all areas can see both cases.";
    CorrectCase: SinglePointOfContact OwnProvider, Facilitator OwnAreas, ProgrammeManager OwnProvider; "A mistake is corrected by whoever finds it, and stays to be seen.";
    ShareFromCase: Facilitator OwnAreas, ProgrammeManager OwnProvider; "A share is an act with author, reason and legal basis.";
    DecideNotToShareFromCase: Facilitator OwnAreas, ProgrammeManager OwnProvider; "A decision not to share is recorded too.";
    WithdrawShareFromCase: Facilitator OwnAreas, ProgrammeManager OwnProvider; "A share can be withdrawn for the future.";
    RestrictCase: ProgrammeManager OwnProvider; "The manager judges which case is sensitive.";
    BreakGlass: SinglePointOfContact OwnProvider, Facilitator OwnAreas, ProgrammeManager OwnProvider; "Those in scope open a sensitive case with a reason that the manager sees.";
    RecordConflict: SinglePointOfContact OwnProvider, Facilitator OwnAreas, ProgrammeManager OwnProvider; "Whoever knows the family says so, and the case is gone for them.";
    LiftConflict: ProgrammeManager OwnProvider; "Nobody lifts their own conflict: with it they see nothing to lift.";

    ImportCase: ProgrammeManager OwnProvider; "History comes in under the name of whoever answers for it.";

    // A group
    ListGroups: SinglePointOfContact OwnProvider, Facilitator OwnAreas, ProgrammeManager OwnProvider; "Places are offered from the list of groups.";
    ReadGroup: SinglePointOfContact OwnProvider, Facilitator OwnAreas, ProgrammeManager OwnProvider; "Facilitators run it, and others see whether it has room.";
    ManageGroup: ProgrammeManager OwnProvider; "Groups and capacity are the manager's.";
    RecordSession: Facilitator OwnAreas, ProgrammeManager OwnProvider; "Those who ran the session record it.";

    // Her support case: reading
    ListSupportCases: SupportWorker OwnAreas, SupportManager OwnProvider; "Nobody can work on what they cannot find.";
    SearchSupportCases: SupportWorker OwnAreas, SupportManager OwnProvider; "A search finds what the list shows, and nothing else.";
    SuggestSupportDuplicates: SupportWorker OwnAreas, SupportManager OwnProvider; "A woman referred twice is found among her own provider's cases.";
    ReadSupportCase: SupportWorker OwnAreas, SupportManager OwnProvider; "Support works from its own record.";
    ReadSupportPeople: SupportWorker OwnAreas, SupportManager OwnProvider; "She is called by name, and in the way that is safe.";
    ReadSupportNarratives: SupportWorker OwnAreas, SupportManager OwnProvider; "Colleagues stand in for each other.";
    ReadSupportTimeline: SupportWorker OwnAreas, SupportManager OwnProvider; "What happened explains what is due.";
    ReadSharedWithSupportCase: SupportWorker OwnAreas, SupportManager OwnProvider; "What the programme shared with support was shared to be read.";
    ReadSignals: SupportWorker OwnAreas, SupportManager OwnProvider; "Risk rises after a hard session, and whoever is on duty must see it.";

    // Her support case: the work
    ActOnSignal: SupportWorker Assigned, SupportManager OwnProvider; "Her own worker decides what her safety needs, or the manager where she has none.";
    AllocateSupport: SupportManager OwnProvider; "Allocation is the support manager's.";
    ChangeSupportPeople: SupportWorker OwnAreas, SupportManager OwnProvider; "Whether a contact is safe is support's to say.";
    RecordSupportAttempt: SupportWorker OwnAreas, SupportManager OwnProvider; "Every attempt counts, whoever made it.";
    RecordSupportContact: SupportWorker OwnAreas, SupportManager OwnProvider; "Those who met her record it.";
    RecordSupportAssessment: SupportWorker OwnAreas, SupportManager OwnProvider; "Support assesses what she needs.";
    RecordSupportConsents: SupportWorker OwnAreas, SupportManager OwnProvider; "Only support sees her consents.";
    Clear: SupportWorker OwnAreas, SupportManager OwnProvider; "Only yes or not yet crosses, and support says which.";
    ClearWithoutHer: SupportManager OwnProvider; "Where she could not be asked, the manager of the service answers for it.";
    StartSupport: SupportWorker OwnAreas, SupportManager OwnProvider; "Her support begins with those who give it.";
    AssessSupportRisk: SupportWorker OwnAreas, SupportManager OwnProvider; "Risk is assessed again and again, by several hands.";
    RecordSupportIncident: SupportWorker OwnAreas, SupportManager OwnProvider; "What she tells of stays on her side.";
    WriteSafetyPlan: SupportWorker OwnAreas, SupportManager OwnProvider; "The plan is made with her by those who support her.";
    WriteSupportNote: SupportWorker OwnAreas, SupportManager OwnProvider; "Whoever works on a case writes down what matters.";
    RecordSupportMeasures: SupportWorker OwnAreas, SupportManager OwnProvider; "Her measures are taken by those who work with her.";
    RecordSupportAction: SupportWorker OwnAreas, SupportManager OwnProvider; "Meetings and actions are recorded by those who take part.";
    ReadyToDiscuss: SupportWorker OwnAreas, SupportManager OwnProvider; "Support says when it is ready, case or no case.";
    RecordSupportDiscussion: SupportWorker OwnAreas, SupportManager OwnProvider; "Each side records its own findings.";
    RecordSupportReview: SupportWorker OwnAreas, SupportManager OwnProvider; "Each side writes its own part of a joint review.";
    Release: SupportWorker OwnAreas, SupportManager OwnProvider; "The programme sees support's part only when support releases it.";
    ShareFromSupportCase: SupportWorker OwnAreas, SupportManager OwnProvider; "A share is an act with author, reason and legal basis.";
    DecideNotToShareFromSupportCase: SupportWorker OwnAreas, SupportManager OwnProvider; "A decision not to share is recorded too.";
    WithdrawShareFromSupportCase: SupportWorker OwnAreas, SupportManager OwnProvider; "A share can be withdrawn for the future.";
    CloseSupport: SupportWorker OwnAreas, SupportManager OwnProvider; "Her support ends when hers ends, not when his does.";
    ImportSupportCase: SupportManager OwnProvider; "History comes in under the name of whoever answers for it.";
    ReopenSupport: SupportWorker OwnAreas, SupportManager OwnProvider; "She may come back.";
    RecordHerDeath: SupportWorker OwnAreas, SupportManager OwnProvider; "Whoever learns of it must be able to stop what would go on.";
    TransferSupport: SupportManager OwnProvider; "Only the manager sees all areas of the provider.";
    MergeSupportCases: SupportManager OwnProvider; "Her cases are merged by support alone.";
    CorrectSupportCase: SupportWorker OwnAreas, SupportManager OwnProvider; "A mistake is corrected by whoever finds it, and stays to be seen.";
    RestrictSupportCase: SupportManager OwnProvider; "The manager judges which case is sensitive.";
    BreakSupportGlass: SupportWorker OwnAreas, SupportManager OwnProvider; "Those in scope open a sensitive case with a reason that the manager sees.";
    RecordSupportConflict: SupportWorker OwnAreas, SupportManager OwnProvider; "Whoever knows the family says so, and the case is gone for them.";
    LiftSupportConflict: SupportManager OwnProvider; "Nobody lifts their own conflict: with it they see nothing to lift.";

    // Messages
    ReadMessages: Referrer Own, SinglePointOfContact Own, Facilitator Own, ProgrammeManager Own, SupportWorker Own, SupportManager Own, Commissioner Own, Evaluator Own, Administrator Own; "A message to one worker is that worker's.";
    ReadReferralMessages: Referrer OwnReferrals; "The referrer is told of every step, and colleagues stand in.";
    ReadCaseMessages: SinglePointOfContact OwnProvider, Facilitator OwnAreas, ProgrammeManager OwnProvider; "What comes in for an area is for those who work there.";
    ReadSupportMessages: SupportWorker OwnAreas, SupportManager OwnProvider; "What comes in for an area is for those who work there.";

    // Figures
    ReadFigures: Commissioner WholeProgramme, Evaluator WholeProgramme; "Figures of both sides are for those who know no names.";
    ReadProgrammeFigures: SinglePointOfContact OwnProvider, ProgrammeManager OwnProvider; "The programme manages by its own figures.";
    ReadSupportFigures: SupportManager OwnProvider; "A provider of support manages by its own figures.";
    ExportDataSet: Evaluator WholeProgramme; "The evaluation is independent, and works without names.";

    // Rules, accounts, organisations, areas
    ReadRules: Referrer WholeProgramme, SinglePointOfContact WholeProgramme, Facilitator WholeProgramme, ProgrammeManager WholeProgramme, SupportWorker WholeProgramme, SupportManager WholeProgramme, Commissioner WholeProgramme, Evaluator WholeProgramme, Administrator WholeProgramme; "Rules that few knew were half the trouble.";
    ManageRules: Administrator WholeProgramme; "Rules are settings, with dates.";
    ListColleagues: SinglePointOfContact OwnProvider, Facilitator OwnProvider, ProgrammeManager OwnProvider, SupportWorker OwnProvider, SupportManager OwnProvider; "Work is given to somebody by name.";
    ReadAccounts: Administrator WholeProgramme; "Whoever keeps accounts must see them.";
    ManageAccounts: Administrator WholeProgramme; "Whoever gives roles sees no case.";
    ReadProgramme: Administrator WholeProgramme; "Whoever keeps accounts sees where nobody works yet.";
    ManageProgramme: Administrator WholeProgramme; "The name is a setting.";
    BeginProgramme: Administrator WholeProgramme; "It is begun for somebody else: whoever begins it has no part in it.";
    ReadOrganisations: Referrer WholeProgramme, SinglePointOfContact WholeProgramme, Facilitator WholeProgramme, ProgrammeManager WholeProgramme, SupportWorker WholeProgramme, SupportManager WholeProgramme, Commissioner WholeProgramme, Evaluator WholeProgramme, Administrator WholeProgramme; "Who takes part is no secret among those who do.";
    ManageOrganisations: Administrator WholeProgramme; "Organisations are settings.";
    ReadAreas: Referrer WholeProgramme, SinglePointOfContact WholeProgramme, Facilitator WholeProgramme, ProgrammeManager WholeProgramme, SupportWorker WholeProgramme, SupportManager WholeProgramme, Commissioner WholeProgramme, Evaluator WholeProgramme, Administrator WholeProgramme; "Everybody chooses from the same areas.";
    ManageAreas: Administrator WholeProgramme; "Areas are settings.";

    // The audit
    ReadAudit: Administrator WholeProgramme; "Sign-ins and role changes are watched by those who keep accounts.";
    ReadCaseAudit: ProgrammeManager OwnProvider; "Reads outside a worker's cases must stand out to their manager.";
    ReadSupportAudit: SupportManager OwnProvider; "Reads outside a worker's cases must stand out to their manager.";
} owner {
    // Nobody takes it with the roles: whose sessions are open somewhere must be able to end them.
    ReadOwnAccount; "Everybody sees where they are signed in, and what happened to their account.";
    ChangeOwnAccount; "What somebody signs in with is theirs.";
    // Whatever they were doing: forms of accounts and organisations are long, too.
    KeepDraft; "Nothing typed is lost.";
    ReadDraft; "A draft is nobody's but the writer's.";
} systems {
    OpenSealedPart: Crossing; "The event that refers her gives her part to one provider, and nobody else opens it.";
    CrossToSupport: Crossing; "What she must be told of him crosses by itself.";
    CrossToProgramme: Crossing; "Cleared or not yet crosses by itself, and nothing else.";
    ImportCase: Demonstration; "The invented history comes in as recorded before.";
    ImportSupportCase: Demonstration; "The invented history comes in as recorded before.";
    ImportSealedPart: Demonstration; "What history says of her is sealed like the rest.";
    ImportGroup: Demonstration; "The groups of history come in with it.";
    ManageAccounts: Demonstration CommandLine; "Somebody must be the first who can sign in.";
    ManageAccounts: Directory; "Whoever an organisation's directory names has an account with the roles that its groups come to.";
    ManageAccounts: Founding; "A programme begins with one administrator, who is invited and was nobody before.";
    ReadAccounts: CommandLine; "Accounts are listed where they are made.";
    ManageProgramme: Demonstration CommandLine Founding; "A programme begins with its name.";
    ManageOrganisations: Demonstration CommandLine; "Accounts need an organisation.";
    ManageOrganisations: Founding; "A programme begins with the organisation that keeps its accounts.";
    ManageAreas: Demonstration CommandLine; "Accounts need areas.";
    ManageRules: Demonstration CommandLine; "The rules shipped as data are put in force at the start.";
    ReadFigures: CommandLine; "The evaluation of the record is run from the command line too.";
    ExportDataSet: CommandLine Evaluation; "The evaluation and the export are run from the command line, and the figures of a running service are worked out for all who may see them.";
    VerifyAudit: CommandLine; "An alteration is found by command and nightly.";
    SendMessages: Outbox; "It sends what others wrote, and writes nothing.";
    RebuildModels: Migration CommandLine; "Read models come from the journal alone, without names.";
    ListGroups: Groups; "Whose sessions are announced must be found.";
    ChangePlaces: Groups; "A place is given and freed with the case, by whoever takes that step.";
    AnnounceSession: Groups; "Her worker hears what his week is about, and of a heavy session two days before.";
    RotateKeys: KeyRotation; "Keys are wrapped anew without what they open being read.";
} }
