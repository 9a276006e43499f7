//! What a record is, and what must be known of it to decide.

use pathway::{Area, OrganisationId, ProgrammeId, WorkerId};
use uuid::Uuid;

use crate::Side;

/// The kinds of record. People and narratives have none of their own: they are read by leave to
/// read the record that they belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A referral as those who made it see it: its steps, never what the programme writes.
    Referral,
    /// What a referral says of her, until the event that refers her opens it to one provider.
    SealedPart,
    /// His case.
    Case,
    /// A group of the programme, with its places and sessions.
    Group,
    /// Her support case.
    SupportCase,
    /// A message to one worker.
    Message,
    /// A message to an organisation that refers.
    ReferralMessage,
    /// A message to a provider of the programme.
    CaseMessage,
    /// A message to a provider of support.
    SupportMessage,
    /// What was typed and not yet sent.
    Draft,
    /// A referral that somebody had begun to write who left, or refers nobody any more.
    LeftDraft,
    /// Figures of the whole evaluation, both sides, small numbers suppressed.
    Figures,
    /// Figures of the programme's side alone.
    ProgrammeFigures,
    /// Figures of one support provider.
    SupportFigures,
    /// The pseudonymised minimum data set, both sides.
    DataSet,
    /// The rules by date.
    Rules,
    /// Somebody who signs in, and the roles held.
    Account,
    /// A programme: its name, and how many people of whom take part.
    Programme,
    /// An organisation that takes part.
    Organisation,
    /// An area of the programme.
    Area,
    /// The audit of accounts and settings.
    Audit,
    /// The audit of the programme's side.
    CaseAudit,
    /// The audit of the support side.
    SupportAudit,
    /// What waits to be sent.
    Outbox,
    /// The journal as a whole, without names or text.
    Journal,
    /// The wrapped keys.
    Keys,
}

/// What is known of one record, and of the actor's standing to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// What it is.
    pub kind: Kind,
    /// Which.
    pub record: Uuid,
    /// The programme that it belongs to.
    pub programme: ProgrammeId,
    /// Its area, where it has one.
    pub area: Option<Area>,
    /// The provider responsible for it: of the programme for what is the programme's, of support
    /// for what is hers. For an account or an organisation: that organisation.
    pub organisation: Option<OrganisationId>,
    /// The organisation that referred.
    pub referrer: Option<OrganisationId>,
    /// The worker whose case it is.
    pub assigned: Option<WorkerId>,
    /// The worker to whom a draft, a message or an account belongs.
    pub owner: Option<WorkerId>,
    /// The actor has a conflict of interest recorded with it.
    pub conflict: bool,
    /// It is restricted: opened with a reason only.
    pub restricted: bool,
    /// The actor has given that reason.
    pub glass_broken: bool,
}

impl Kind {
    /// Every kind, in the order of the matrix.
    pub const ALL: [Self; 26] = [
        Self::Referral,
        Self::SealedPart,
        Self::Case,
        Self::Group,
        Self::SupportCase,
        Self::Message,
        Self::ReferralMessage,
        Self::CaseMessage,
        Self::SupportMessage,
        Self::Draft,
        Self::LeftDraft,
        Self::Figures,
        Self::ProgrammeFigures,
        Self::SupportFigures,
        Self::DataSet,
        Self::Rules,
        Self::Account,
        Self::Programme,
        Self::Organisation,
        Self::Area,
        Self::Audit,
        Self::CaseAudit,
        Self::SupportAudit,
        Self::Outbox,
        Self::Journal,
        Self::Keys,
    ];

    /// What people call it: a heading.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Referral => "A referral, as those who made it see it",
            Self::SealedPart => "The sealed part of a referral",
            Self::Case => "His case",
            Self::Group => "A group",
            Self::SupportCase => "Her support case",
            Self::Message => "A message to one worker",
            Self::ReferralMessage => "A message to an organisation that refers",
            Self::CaseMessage => "A message to a provider of the programme",
            Self::SupportMessage => "A message to a provider of support",
            Self::Draft => "A draft",
            Self::LeftDraft => "A half-written referral of somebody who left",
            Self::Figures => "Figures of the evaluation",
            Self::ProgrammeFigures => "Figures of the programme's side",
            Self::SupportFigures => "Figures of one support provider",
            Self::DataSet => "The pseudonymised data set",
            Self::Rules => "The rules by date",
            Self::Account => "An account",
            Self::Programme => "A programme",
            Self::Organisation => "An organisation",
            Self::Area => "An area",
            Self::Audit => "The audit of accounts and settings",
            Self::CaseAudit => "The audit of the programme's side",
            Self::SupportAudit => "The audit of the support side",
            Self::Outbox => "What waits to be sent",
            Self::Journal => "The journal as a whole",
            Self::Keys => "The wrapped keys",
        }
    }

    /// Its code in the audit.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Referral => "referral",
            Self::SealedPart => "sealed_part",
            Self::Case => "case",
            Self::Group => "group",
            Self::SupportCase => "support_case",
            Self::Message => "message",
            Self::ReferralMessage => "referral_message",
            Self::CaseMessage => "case_message",
            Self::SupportMessage => "support_message",
            Self::Draft => "draft",
            Self::LeftDraft => "left_draft",
            Self::Figures => "figures",
            Self::ProgrammeFigures => "programme_figures",
            Self::SupportFigures => "support_figures",
            Self::DataSet => "data_set",
            Self::Rules => "rules",
            Self::Account => "account",
            Self::Programme => "programme",
            Self::Organisation => "organisation",
            Self::Area => "area",
            Self::Audit => "audit",
            Self::CaseAudit => "case_audit",
            Self::SupportAudit => "support_audit",
            Self::Outbox => "outbox",
            Self::Journal => "journal",
            Self::Keys => "keys",
        }
    }

    /// The one side of the wall that it belongs to, if it belongs to one.
    pub const fn side(self) -> Option<Side> {
        match self {
            Self::Case
            | Self::Group
            | Self::CaseMessage
            | Self::ProgrammeFigures
            | Self::CaseAudit => Some(Side::Programme),
            Self::SupportCase
            | Self::SupportMessage
            | Self::SupportFigures
            | Self::SupportAudit => Some(Side::Support),
            Self::Referral | Self::SealedPart | Self::ReferralMessage | Self::LeftDraft => {
                Some(Side::Referring)
            }
            _ => None,
        }
    }

    /// Whether it can hold a name or text of a service user.
    pub const fn is_named(self) -> bool {
        matches!(
            self,
            Self::Referral
                | Self::SealedPart
                | Self::Case
                | Self::Group
                | Self::SupportCase
                | Self::ReferralMessage
                | Self::CaseMessage
                | Self::SupportMessage
                | Self::Draft
                | Self::LeftDraft
                | Self::CaseAudit
                | Self::SupportAudit
        )
    }
}
