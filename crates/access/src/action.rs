//! Everything that can be done, each to one kind of record.

use crate::Kind;

/// One thing that can be done, as a type: a zero-sized marker of [`act`].
pub trait Act: Copy {
    /// The same as a value.
    const ACTION: Action;
}

/// What doing it comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It shows something.
    Reads,
    /// It changes something.
    Changes,
    /// It changes who may see the record, and shows nothing of it: open while the record is
    /// restricted.
    Guards,
}

macro_rules! actions {
    ($($kind:ident { $(#[doc = $words:literal] $effect:ident $action:ident $name:literal,)+ })+) => {
        /// Everything that can be done.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action {
            $($(#[doc = $words] $action,)+)+
        }

        /// A marker for each action, by which a [`Permitted`](crate::Permitted) says what it permits.
        pub mod act {
            $($(
                #[doc = $words]
                #[derive(Clone, Copy, Debug)]
                pub struct $action;

                impl crate::Act for $action {
                    const ACTION: crate::Action = crate::Action::$action;
                }
            )+)+
        }

        impl Action {
            /// Every action, in the order of the matrix: by kind.
            pub const ALL: &[Self] = &[$($(Self::$action,)+)+];

            /// The kind of record that it is done to.
            pub const fn kind(self) -> Kind {
                match self { $($(Self::$action)|+ => Kind::$kind,)+ }
            }

            /// Its code in the audit.
            pub const fn name(self) -> &'static str {
                match self { $($(Self::$action => $name,)+)+ }
            }

            /// What it comes to.
            pub const fn effect(self) -> Effect {
                match self { $($(Self::$action => Effect::$effect,)+)+ }
            }

            /// What people call it: a sentence without a subject.
            pub fn words(self) -> &'static str {
                match self { $($(Self::$action => $words,)+)+ }.trim()
            }
        }
    };
}

actions! {
    Referral {
        /// Refer a family.
        Changes MakeReferral "make_referral",
        /// List own referrals.
        Reads ListReferrals "list_referrals",
        /// Search own referrals.
        Reads SearchReferrals "search_referrals",
        /// Read how far a referral has come.
        Reads ReadProgress "read_progress",
        /// Answer a question about a referral, or add to its programme part.
        Changes AddToReferral "add_to_referral",
        /// Withdraw a referral.
        Changes WithdrawReferral "withdraw_referral",
        /// Ask for an update.
        Changes AskForUpdate "ask_for_update",
        /// Read a report or a result that was sent.
        Reads ReadReport "read_report",
        /// Give a reason to open a restricted referral.
        Guards BreakReferralGlass "break_referral_glass",
    }
    SealedPart {
        /// Write what is to be sealed, or add to it.
        Changes WriteSealedPart "write_sealed_part",
        /// Open what is sealed, to give it to one provider of support.
        Reads OpenSealedPart "open_sealed_part",
        /// Bring in the sealed part of an earlier referral.
        Changes ImportSealedPart "import_sealed_part",
    }
    Case {
        /// List cases.
        Reads ListCases "list_cases",
        /// Search cases by name or reference.
        Reads SearchCases "search_cases",
        /// See cases that may be of the same man.
        Reads SuggestDuplicates "suggest_duplicates",
        /// Read a case.
        Reads ReadCase "read_case",
        /// Read names, contacts and dates of birth in a case.
        Reads ReadCasePeople "read_case_people",
        /// Read the notes of a case.
        Reads ReadCaseNarratives "read_case_narratives",
        /// Read what happened in a case, step by step.
        Reads ReadCaseTimeline "read_case_timeline",
        /// Read what the other side deliberately shared with this case.
        Reads ReadSharedWithCase "read_shared_with_case",
        /// Acknowledge a referral, screened.
        Changes Acknowledge "acknowledge",
        /// Resolve a duplicate.
        Changes ResolveDuplicate "resolve_duplicate",
        /// Allocate a case to a facilitator.
        Changes Allocate "allocate",
        /// Change his name, contacts or needs.
        Changes ChangeCasePeople "change_case_people",
        /// Record an attempt to contact him.
        Changes RecordAttempt "record_attempt",
        /// Offer an assessment, and record what came of the offer.
        Changes OfferAssessment "offer_assessment",
        /// Record an assessment, and what it came to.
        Changes RecordAssessment "record_assessment",
        /// Record his consent.
        Changes RecordConsent "record_consent",
        /// Refer her to the provider of support.
        Changes ReferHer "refer_her",
        /// Record the programme's findings in a case discussion.
        Changes RecordDiscussion "record_discussion",
        /// Decide whether he is suitable.
        Changes DecideSuitability "decide_suitability",
        /// Record what an unsuitable man was advised and where he was sent.
        Changes ReferOnward "refer_onward",
        /// Place him in a group, one-to-one, or both.
        Changes Place "place",
        /// Record that he commenced.
        Changes Commence "commence",
        /// Record attendance, and what the session gave reason to note.
        Changes RecordAttendance "record_attendance",
        /// Record a one-to-one or a reminder outside the thirty sessions.
        Changes RecordOneToOne "record_one_to_one",
        /// Record measures of him.
        Changes RecordMeasures "record_measures",
        /// Write a note.
        Changes WriteCaseNote "write_case_note",
        /// Write a report.
        Changes WriteReport "write_report",
        /// Send a report to the referrer.
        Changes SendReport "send_report",
        /// Assess his risk.
        Changes AssessRisk "assess_risk",
        /// Record an incident.
        Changes RecordIncident "record_incident",
        /// Record the programme's part of a joint review, and its actions.
        Changes RecordReview "record_review",
        /// Close a case before he started.
        Changes CloseBeforeStart "close_before_start",
        /// Answer a closure that a rule proposes: confirm it for the manager, or say why not.
        Changes AnswerProposedClosure "answer_proposed_closure",
        /// Propose that he leaves early.
        Changes ProposeEnding "propose_ending",
        /// End his programme early, or confirm that another proposed it.
        Changes ConfirmEnding "confirm_ending",
        /// Record that he completed the programme.
        Changes Complete "complete",
        /// Bring him back after leaving early.
        Changes ReEngage "re_engage",
        /// Transfer a case to another area or facilitator.
        Changes Transfer "transfer",
        /// Merge two cases of one man.
        Changes MergeCases "merge_cases",
        /// Correct a mistaken entry.
        Changes CorrectCase "correct_case",
        /// Share something of his with another agency.
        Changes ShareFromCase "share_from_case",
        /// Record a decision not to share something of his.
        Changes DecideNotToShareFromCase "decide_not_to_share_from_case",
        /// Withdraw for the future what was shared of his.
        Changes WithdrawShareFromCase "withdraw_share_from_case",
        /// Restrict a case, or lift that.
        Guards RestrictCase "restrict_case",
        /// Give a reason to open a restricted case.
        Guards BreakGlass "break_glass",
        /// Record that a worker knows the family.
        Guards RecordConflict "record_conflict",
        /// Record that a worker's conflict is over.
        Guards LiftConflict "lift_conflict",
        /// Announce what his coming session is about.
        Changes AnnounceSession "announce_session",
        /// Carry into his case what crosses from the support side.
        Changes CrossToProgramme "cross_to_programme",
        /// Bring in a case recorded before.
        Changes ImportCase "import_case",
    }
    Group {
        /// List groups.
        Reads ListGroups "list_groups",
        /// Read a group, its places and sessions.
        Reads ReadGroup "read_group",
        /// Open, change or end a group.
        Changes ManageGroup "manage_group",
        /// Record that a session was held, cancelled or moved.
        Changes RecordSession "record_session",
        /// Give a place, or free it, with the step of a case that says so.
        Changes ChangePlaces "change_places",
        /// Bring in the groups of history.
        Changes ImportGroup "import_group",
    }
    SupportCase {
        /// List support cases.
        Reads ListSupportCases "list_support_cases",
        /// Search support cases by name or reference.
        Reads SearchSupportCases "search_support_cases",
        /// See support cases that may be of the same woman.
        Reads SuggestSupportDuplicates "suggest_support_duplicates",
        /// Read a support case.
        Reads ReadSupportCase "read_support_case",
        /// Read names, contacts and dates of birth in a support case.
        Reads ReadSupportPeople "read_support_people",
        /// Read the notes of a support case.
        Reads ReadSupportNarratives "read_support_narratives",
        /// Read what happened in a support case, step by step.
        Reads ReadSupportTimeline "read_support_timeline",
        /// Read what the other side deliberately shared with this support case.
        Reads ReadSharedWithSupportCase "read_shared_with_support_case",
        /// Read the signals that crossed to her worker.
        Reads ReadSignals "read_signals",
        /// Decide what a signal asks for, and record what was done.
        Changes ActOnSignal "act_on_signal",
        /// Allocate a support case to a worker.
        Changes AllocateSupport "allocate_support",
        /// Change her name, contacts, needs, or whether a contact is safe.
        Changes ChangeSupportPeople "change_support_people",
        /// Record an attempt to contact her.
        Changes RecordSupportAttempt "record_support_attempt",
        /// Record a contact with her.
        Changes RecordSupportContact "record_support_contact",
        /// Record her assessment, or that she declined.
        Changes RecordSupportAssessment "record_support_assessment",
        /// Record any of her three consents.
        Changes RecordSupportConsents "record_support_consents",
        /// Clear him to start, or say not yet.
        Changes Clear "clear",
        /// Clear him to start where she could not be asked, with reasons.
        Changes ClearWithoutHer "clear_without_her",
        /// Record that support began.
        Changes StartSupport "start_support",
        /// Assess her risk.
        Changes AssessSupportRisk "assess_support_risk",
        /// Record an incident on her side.
        Changes RecordSupportIncident "record_support_incident",
        /// Write or change her safety plan.
        Changes WriteSafetyPlan "write_safety_plan",
        /// Write a note of hers.
        Changes WriteSupportNote "write_support_note",
        /// Record measures of her.
        Changes RecordSupportMeasures "record_support_measures",
        /// Record a meeting or an action for her.
        Changes RecordSupportAction "record_support_action",
        /// Say that support is ready for the case discussion.
        Changes ReadyToDiscuss "ready_to_discuss",
        /// Record support's findings in a case discussion.
        Changes RecordSupportDiscussion "record_support_discussion",
        /// Record support's part of a joint review, and its actions.
        Changes RecordSupportReview "record_support_review",
        /// Release support's own part of a report, a discussion or a review.
        Changes Release "release",
        /// Share something of hers with another agency.
        Changes ShareFromSupportCase "share_from_support_case",
        /// Record a decision not to share something of hers.
        Changes DecideNotToShareFromSupportCase "decide_not_to_share_from_support_case",
        /// Withdraw for the future what was shared of hers.
        Changes WithdrawShareFromSupportCase "withdraw_share_from_support_case",
        /// Close a support case.
        Changes CloseSupport "close_support",
        /// Open a closed support case again.
        Changes ReopenSupport "reopen_support",
        /// Record her death: a hold and a review.
        Changes RecordHerDeath "record_her_death",
        /// Transfer a support case to another area or worker.
        Changes TransferSupport "transfer_support",
        /// Merge two support cases of one woman.
        Changes MergeSupportCases "merge_support_cases",
        /// Correct a mistaken entry of a support case.
        Changes CorrectSupportCase "correct_support_case",
        /// Restrict a support case, or lift that.
        Guards RestrictSupportCase "restrict_support_case",
        /// Give a reason to open a restricted support case.
        Guards BreakSupportGlass "break_support_glass",
        /// Record that a worker knows her family.
        Guards RecordSupportConflict "record_support_conflict",
        /// Record that a worker's conflict with a support case is over.
        Guards LiftSupportConflict "lift_support_conflict",
        /// Open her support case, or carry into it what crosses from the programme.
        Changes CrossToSupport "cross_to_support",
        /// Bring in a support case recorded before.
        Changes ImportSupportCase "import_support_case",
    }
    Message {
        /// Read one's own messages, and mark them read.
        Reads ReadMessages "read_messages",
    }
    ReferralMessage {
        /// Read messages to one's referring organisation.
        Reads ReadReferralMessages "read_referral_messages",
    }
    CaseMessage {
        /// Read messages to one's provider of the programme.
        Reads ReadCaseMessages "read_case_messages",
    }
    SupportMessage {
        /// Read messages to one's provider of support.
        Reads ReadSupportMessages "read_support_messages",
    }
    Draft {
        /// Keep what is being typed, or throw it away.
        Changes KeepDraft "keep_draft",
        /// List and read one's own drafts.
        Reads ReadDraft "read_draft",
    }
    LeftDraft {
        /// See by whom one was begun, and when: nothing of what is in it.
        Reads ListLeftDrafts "list_left_drafts",
        /// Take one on, from when it is one's own draft.
        Changes TakeOnDraft "take_on_draft",
    }
    Figures {
        /// Read the figures of the evaluation.
        Reads ReadFigures "read_figures",
    }
    ProgrammeFigures {
        /// Read the figures of the programme's side.
        Reads ReadProgrammeFigures "read_programme_figures",
    }
    SupportFigures {
        /// Read the figures of one's provider of support.
        Reads ReadSupportFigures "read_support_figures",
    }
    DataSet {
        /// Export the pseudonymised data set.
        Reads ExportDataSet "export_data_set",
    }
    Rules {
        /// Read the rules in force.
        Reads ReadRules "read_rules",
        /// Change the rules from a day on.
        Changes ManageRules "manage_rules",
    }
    Account {
        /// Read one's own account.
        Reads ReadOwnAccount "read_own_account",
        /// Change what one signs in with, and end one's sessions.
        Changes ChangeOwnAccount "change_own_account",
        /// See who works for one's own provider.
        Reads ListColleagues "list_colleagues",
        /// List and read accounts.
        Reads ReadAccounts "read_accounts",
        /// Open, change and close accounts, and give roles.
        Changes ManageAccounts "manage_accounts",
    }
    Programme {
        /// See a programme, and how many people of whom take part.
        Reads ReadProgramme "read_programme",
        /// Change the name of a programme.
        Changes ManageProgramme "manage_programme",
        /// Begin another programme, whose accounts somebody else keeps.
        Changes BeginProgramme "begin_programme",
    }
    Organisation {
        /// Read which organisations take part.
        Reads ReadOrganisations "read_organisations",
        /// Add and change organisations.
        Changes ManageOrganisations "manage_organisations",
    }
    Area {
        /// Read which areas take part.
        Reads ReadAreas "read_areas",
        /// Add and change areas.
        Changes ManageAreas "manage_areas",
    }
    Audit {
        /// Read the audit of accounts and settings.
        Reads ReadAudit "read_audit",
        /// Verify the chain of the whole audit.
        Reads VerifyAudit "verify_audit",
    }
    CaseAudit {
        /// Read who read and changed cases of one's provider.
        Reads ReadCaseAudit "read_case_audit",
    }
    SupportAudit {
        /// Read who read and changed support cases of one's provider.
        Reads ReadSupportAudit "read_support_audit",
    }
    Outbox {
        /// Send what waits to be sent.
        Changes SendMessages "send_messages",
    }
    Journal {
        /// Make the read models again from the journal.
        Changes RebuildModels "rebuild_models",
    }
    Keys {
        /// Wrap data keys anew.
        Changes RotateKeys "rotate_keys",
    }
}
