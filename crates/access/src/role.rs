//! The people who sign in, the side that each stands on, and the parts of Waymark that act by
//! themselves.

use pathway::WorkerId;
use uuid::Uuid;

/// What somebody is, in one programme. From *The people* of the specification's overview.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Refers a family and follows the referral.
    Referrer,
    /// The programme's single point of contact: acknowledges, screens, allocates.
    SinglePointOfContact,
    /// Contacts and assesses men, runs sessions, writes reports.
    Facilitator,
    /// Answers for the programme's capacity, groups, staff, quality and closures.
    ProgrammeManager,
    /// Contacts, assesses and supports women.
    SupportWorker,
    /// Answers for all workers of one support provider.
    SupportManager,
    /// Holds the contract: targets and quarterly monitoring.
    Commissioner,
    /// Evaluates from the pseudonymised data set.
    Evaluator,
    /// Keeps accounts, organisations, areas and rules.
    Administrator,
}

/// Where a role stands. The wall is between [`Side::Programme`] and [`Side::Support`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Those who refer.
    Referring,
    /// The programme: his record.
    Programme,
    /// The support service: hers.
    Support,
    /// Commissioner and evaluator: figures, never a name.
    Oversight,
    /// Accounts and settings, never a case.
    Administration,
    /// No person's side: Waymark itself. The seal is the wrap of this side.
    Waymark,
}

/// A part of Waymark that acts by itself. The audit names it like a worker, and it may do what
/// its own grants say and nothing more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum System {
    /// Carries across the wall what crosses by itself.
    Crossing,
    /// Loads the invented cohort and its invented workers.
    // The audit names a part by its number: 1 was a part that is no more.
    Demonstration = 2,
    /// Sends what waits to be sent.
    Outbox,
    /// Brings the database and its read models to the present form.
    Migration,
    /// Wraps data keys anew.
    KeyRotation,
    /// What the person who runs the machine asks of it: accounts, the evaluation, exports, the
    /// verification of the audit.
    CommandLine,
    /// Keeps the places of groups as the cases have them, and announces coming sessions.
    Groups,
    /// Works out the figures of a running service from the record.
    Evaluation,
    /// Opens the accounts of those who sign in through the directory of their organisation, and
    /// gives them the roles that its groups come to.
    Directory,
    /// Begins a programme that an administrator of another asked for, with the one who keeps its
    /// accounts.
    Founding,
}

impl Role {
    /// Every role, in the order of the matrix.
    pub const ALL: [Self; 9] = [
        Self::Referrer,
        Self::SinglePointOfContact,
        Self::Facilitator,
        Self::ProgrammeManager,
        Self::SupportWorker,
        Self::SupportManager,
        Self::Commissioner,
        Self::Evaluator,
        Self::Administrator,
    ];

    /// The side that it stands on.
    pub const fn side(self) -> Side {
        match self {
            Self::Referrer => Side::Referring,
            Self::SinglePointOfContact | Self::Facilitator | Self::ProgrammeManager => {
                Side::Programme
            }
            Self::SupportWorker | Self::SupportManager => Side::Support,
            Self::Commissioner | Self::Evaluator => Side::Oversight,
            Self::Administrator => Side::Administration,
        }
    }

    /// Its code in the audit and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Referrer => "referrer",
            Self::SinglePointOfContact => "single_point_of_contact",
            Self::Facilitator => "facilitator",
            Self::ProgrammeManager => "programme_manager",
            Self::SupportWorker => "support_worker",
            Self::SupportManager => "support_manager",
            Self::Commissioner => "commissioner",
            Self::Evaluator => "evaluator",
            Self::Administrator => "administrator",
        }
    }

    /// The role of a code, as [`Role::name`] gives it.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// What people call it, within a sentence.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Referrer => "referrer",
            Self::SinglePointOfContact => "single point of contact",
            Self::Facilitator => "facilitator",
            Self::ProgrammeManager => "programme manager",
            Self::SupportWorker => "support worker",
            Self::SupportManager => "support manager",
            Self::Commissioner => "commissioner",
            Self::Evaluator => "evaluator",
            Self::Administrator => "administrator",
        }
    }
}

impl Side {
    /// Every side.
    pub const ALL: [Self; 6] = [
        Self::Referring,
        Self::Programme,
        Self::Support,
        Self::Oversight,
        Self::Administration,
        Self::Waymark,
    ];

    /// Its code in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Referring => "referring",
            Self::Programme => "programme",
            Self::Support => "support",
            Self::Oversight => "oversight",
            Self::Administration => "administration",
            Self::Waymark => "waymark",
        }
    }

    /// The side of a code, as [`Side::name`] gives it.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|side| side.name() == name)
    }

    /// Whether one person may hold roles on both.
    ///
    /// Only those who refer may also work for the programme (a self-referral desk is run by the
    /// programme's own people, and a referrer sees less of a case than they do). Everybody else
    /// stands alone: the support side because of the wall; oversight because whoever knows the
    /// names could read them into a pseudonymised data set that holds both sides; administration
    /// because whoever gives roles sees no case.
    pub const fn goes_with(self, other: Self) -> bool {
        self as u8 == other as u8
            || matches!(
                (self, other),
                (Self::Referring, Self::Programme) | (Self::Programme, Self::Referring)
            )
    }
}

impl System {
    /// Every part, in the order of the matrix.
    pub const ALL: [Self; 10] = [
        Self::Crossing,
        Self::Demonstration,
        Self::Outbox,
        Self::Migration,
        Self::KeyRotation,
        Self::CommandLine,
        Self::Groups,
        Self::Evaluation,
        Self::Directory,
        Self::Founding,
    ];

    /// Its code in the audit.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Crossing => "crossing",
            Self::Demonstration => "demonstration",
            Self::Outbox => "outbox",
            Self::Migration => "migration",
            Self::KeyRotation => "key_rotation",
            Self::CommandLine => "command_line",
            Self::Groups => "groups",
            Self::Evaluation => "evaluation",
            Self::Directory => "directory",
            Self::Founding => "founding",
        }
    }

    /// The worker that the audit names: the same on every server, and no person's.
    pub const fn worker(self) -> WorkerId {
        WorkerId::of(Uuid::from_u128(1 + self as u128))
    }
}
