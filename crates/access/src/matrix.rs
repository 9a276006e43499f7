//! The table of grants as a page that people who do not program can read: `docs/access.md`.

use crate::grants::{self, GRANTS, Grant, Holder};
use crate::{Action, Kind, Role, Side, System};

/// Why a role may not do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyNot {
    /// The wall between his record and hers.
    TheWall,
    /// Oversight sees figures and no names.
    NoNames,
    /// Administration sees no case content.
    NoCases,
    /// Those who refer see their referrals' progress, and neither side's record.
    ProgressOnly,
    /// What is sealed is read by nobody.
    Sealed,
    /// No rule allows it.
    NoRule,
}

impl WhyNot {
    /// The reason that a role has no grant for an action.
    pub const fn of(role: Role, action: Action) -> Self {
        let kind = action.kind();
        match (role.side(), kind.side()) {
            (Side::Programme, Some(Side::Support)) | (Side::Support, Some(Side::Programme)) => {
                Self::TheWall
            }
            (Side::Oversight, _) if kind.is_named() => Self::NoNames,
            (Side::Administration, _) if kind.is_named() => Self::NoCases,
            _ if matches!(kind, Kind::SealedPart) => Self::Sealed,
            (Side::Referring, Some(Side::Programme | Side::Support)) => Self::ProgressOnly,
            _ => Self::NoRule,
        }
    }

    /// What stands in a cell of the matrix.
    pub const fn words(self) -> &'static str {
        match self {
            Self::TheWall => "wall",
            Self::NoNames => "no names",
            Self::NoCases => "no cases",
            Self::ProgressOnly => "progress only",
            Self::Sealed => "sealed",
            Self::NoRule => "–",
        }
    }
}

const OPENING: &str = "\
# Who may see and do what

Everything is denied that is not allowed on this page. The page is made from the one table by which Waymark decides (`crates/access/src/grants.rs`), and a test holds the two equal.

Each table is about one kind of record. A row is one thing that can be done to it; a column is a role; a cell says *to which records* that role may do it:

- **own**: what belongs to this person alone, such as a draft;
- **assigned**: cases of their areas and provider that are assigned to this person;
- **own referrals**: what their organisation referred;
- **own areas**: what their provider answers for, in the areas that they hold the role for;
- **own provider**: what their provider answers for, in all areas;
- **all**: everything of the programme, and of no other programme.

Where nobody of that role may, the cell says why: **wall** (neither side reads the other's record), **no names** (commissioner and evaluator see figures), **no cases** (administrators see no case content), **progress only** (those who refer see how far their referral came), **sealed** (nobody reads what a referral says of her before it is given to one provider), or **–** (no rule allows it: it is not this role's work).

Seven things hold above every table:

- A record outside somebody's reach is answered exactly like one that was never made.
- Whoever has a conflict of interest with a case has no part in it, whatever the role.
- A restricted case is listed without names, and opens only to those who may open it anyway, when they give a reason that their manager sees.
- Nobody holds roles on both sides, in any programme. Referrer goes together with the programme's roles; support, oversight (commissioner, evaluator) and administration stand alone.
- Whoever refers and works on cases too neither sees nor takes on what a colleague left half-written: it says of her what is sealed once it is sent.
- Everybody signs in with a second factor, whichever role they hold, and without one too.
- An account is its owner's. Whoever has lost every role sees and ends their own sessions, sees what happened to their account, and changes what they sign in with, until the account is closed; and nothing else.
";

/// The whole page, in Markdown.
pub fn matrix() -> String {
    let mut page = OPENING.to_owned();
    for kind in Kind::ALL {
        page.push_str(&of_kind(kind));
    }
    page.push_str(&of_the_owner());
    page.push_str(&of_waymark());
    page
}

/// The table of one kind: nothing where no role has a grant.
fn of_kind(kind: Kind) -> String {
    let actions: Vec<_> = of(kind).filter(|action| reason(*action).is_some()).collect();
    if actions.is_empty() {
        return String::new();
    }
    let mut table = format!("\n## {}\n\n| what |", kind.words());
    for role in Role::ALL {
        table.push_str(&format!(" {} |", role.words()));
    }
    table.push_str(" why |\n|");
    table.push_str(&" --- |".repeat(Role::ALL.len() + 2));
    table.push('\n');
    for action in actions {
        table.push_str(&format!("| {} |", action.words()));
        for role in Role::ALL {
            table.push_str(&format!(" {} |", cell(role, action)));
        }
        table.push_str(&format!(" {} |\n", reason(action).unwrap_or_default()));
    }
    table
}

/// What goes with an account, and with no role.
fn of_the_owner() -> String {
    let mut table = String::from(
        "\n## What is everybody's own, with a role or without\n\n| what | why |\n| --- | --- |\n",
    );
    for grant in GRANTS.iter().filter(|grant| grant.holder == Holder::Owner) {
        table.push_str(&format!("| {} | {} |\n", grant.action.words(), grant.reason));
    }
    table
}

/// What Waymark does by itself.
fn of_waymark() -> String {
    let mut table = String::from(
        "\n## What Waymark does by itself\n\nEach part has a name in the audit, and may do what stands here and nothing more.\n\n| part | what | to | why |\n| --- | --- | --- | --- |\n",
    );
    for system in System::ALL {
        for grant in GRANTS.iter().filter(|grant| grant.holder == Holder::System(system)) {
            table.push_str(&line(system, grant));
        }
    }
    table
}

fn line(system: System, grant: &Grant) -> String {
    format!(
        "| {} | {} | {} | {} |\n",
        system.name().replace('_', " "),
        grant.action.words(),
        grant.kind.words(),
        grant.reason
    )
}

/// One cell: to which records, or why not.
pub(crate) fn cell(role: Role, action: Action) -> &'static str {
    let mut by_role = grants::of(Holder::Role(role), action);
    let grant = by_role.next().or_else(|| grants::of(Holder::Owner, action).next());
    grant.map_or_else(|| WhyNot::of(role, action).words(), |grant| grant.relation.words())
}

/// Why some person may; the reason is the same for every role of a row.
fn reason(action: Action) -> Option<&'static str> {
    GRANTS
        .iter()
        .find(|grant| grant.action == action && !matches!(grant.holder, Holder::System(_)))
        .map(|grant| grant.reason)
}

fn of(kind: Kind) -> impl Iterator<Item = Action> {
    Action::ALL.iter().copied().filter(move |action| action.kind() == kind)
}
