//! The commands by which the record is kept: who takes part, the audit, the keys, the tables.

use std::path::PathBuf;

use casework::accounts::{OrganisationKind, Role};

use clap::{Args, Subcommand};
use pathway::Area;

use super::service::{OfProgramme, Record};
use crate::record::Before;

/// `waymark programme`.
#[derive(Debug, Subcommand)]
pub enum Programmes {
    /// Begin a programme; the record is made where there is none
    Add {
        /// What people call it
        name: String,
        #[command(flatten)]
        record: Record,
    },
    /// List the programmes of the record
    List {
        #[command(flatten)]
        record: Record,
    },
}

/// `waymark organisation`.
#[derive(Debug, Subcommand)]
pub enum Organisations {
    /// Add an organisation whose workers will sign in
    Add {
        /// What people call it
        name: String,
        /// What it takes part as: referrer, programme, support, oversight or administration
        #[arg(long, value_parser = kind)]
        kind: OrganisationKind,
        /// The areas that it serves, separated by commas: of a programme or support provider
        #[arg(long, value_name = "AREA", value_delimiter = ',', value_parser = area)]
        areas: Vec<Area>,
        #[command(flatten)]
        of: OfProgramme,
        #[command(flatten)]
        record: Record,
    },
    /// List the organisations that take part
    List {
        #[command(flatten)]
        of: OfProgramme,
        #[command(flatten)]
        record: Record,
    },
}

/// A role as it is given: `facilitator:Dudley,Walsall`, or `programme_manager` for all areas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenRole {
    /// Which.
    pub role: Role,
    /// None: all.
    pub areas: Vec<Area>,
}

/// `waymark user`.
#[derive(Debug, Subcommand)]
pub enum Users {
    /// Open an account; the password is asked for, without showing it
    Add {
        /// The e-mail address, by which they sign in
        email: String,
        /// The name, as colleagues know it
        #[arg(long)]
        name: String,
        /// The organisation, by its name
        #[arg(long, value_name = "NAME")]
        organisation: String,
        /// A role that fits the organisation, such as programme_manager or
        /// facilitator:Dudley,Walsall; may be given several times. Without areas it is held for all
        #[arg(long = "role", value_name = "ROLE[:AREAS]", required = true, value_parser = given_role)]
        roles: Vec<GivenRole>,
        #[command(flatten)]
        password: AskPassword,
        #[command(flatten)]
        of: OfProgramme,
        #[command(flatten)]
        record: Record,
    },
    /// List the accounts: e-mail address, name, organisation, roles
    List {
        #[command(flatten)]
        of: OfProgramme,
        #[command(flatten)]
        record: Record,
    },
    /// Give an account these roles instead of those that it has
    Roles {
        /// The e-mail address
        email: String,
        /// As of user add; none: the roles end
        #[arg(long = "role", value_name = "ROLE[:AREAS]", value_parser = given_role)]
        roles: Vec<GivenRole>,
        #[command(flatten)]
        of: OfProgramme,
        #[command(flatten)]
        record: Record,
    },
    /// Correct the name or the e-mail address of an account. With another address a link for choosing
    /// a password is good no more; where mail is sent, both addresses are told. Whoever signs in through
    /// a directory is corrected there
    Correct {
        /// The e-mail address that it has
        email: String,
        /// The name that it is to have
        #[arg(long, required_unless_present = "new_email")]
        name: Option<String>,
        /// The e-mail address that it is to have, by which they sign in from then on
        #[arg(long, value_name = "EMAIL")]
        new_email: Option<String>,
        /// Correct it even where they sign in through a directory, as when that is there no more: one
        /// that is there says name and address anew at their next sign-in
        #[arg(long)]
        even_by_directory: bool,
        #[command(flatten)]
        of: OfProgramme,
        #[command(flatten)]
        record: Record,
    },
    /// Give an account another password, which ends its sessions
    Password {
        /// The e-mail address
        email: String,
        #[command(flatten)]
        password: AskPassword,
        #[command(flatten)]
        of: OfProgramme,
        #[command(flatten)]
        record: Record,
    },
    /// Take away everything that an account signs in with besides its password, for whoever lost it
    /// and has no recovery code; they set it up anew at their next sign-in. Two administrators can
    /// do the same under Administration
    Reset {
        /// The e-mail address
        email: String,
        #[command(flatten)]
        of: OfProgramme,
        #[command(flatten)]
        record: Record,
    },
    /// Close an account, which ends its sessions; what they did stays theirs
    Close {
        /// The e-mail address
        email: String,
        #[command(flatten)]
        of: OfProgramme,
        #[command(flatten)]
        record: Record,
    },
    /// Open an account again that was closed. It has no role then: user roles gives it one
    Open {
        /// The e-mail address
        email: String,
        #[command(flatten)]
        of: OfProgramme,
        #[command(flatten)]
        record: Record,
    },
}

/// Where a password comes from. Never from the command line, which others of the machine can see.
#[derive(Clone, Copy, Debug, Args)]
pub struct AskPassword {
    /// Read the password from the first line of standard input instead of asking for it
    #[arg(long)]
    pub password_stdin: bool,
}

/// `waymark audit`.
#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Find every alteration, deletion, reordering and truncation, and say where
    Verify {
        /// The file of heads that waymark serve writes, or a copy of it; without it, the one
        /// beside an SQLite file where there is one
        #[arg(long, value_name = "FILE", env = "WAYMARK_AUDIT_HEADS")]
        heads: Option<PathBuf>,
        #[command(flatten)]
        of: OfProgramme,
        #[command(flatten)]
        record: Record,
    },
}

/// `waymark key`.
#[derive(Debug, Subcommand)]
pub enum Keys {
    /// Replace keys while Waymark runs: the wrapping key of every organisation and side; or, with
    /// the master key before, the master key by the one that is given now
    Rotate {
        #[command(flatten)]
        before: Before,
        #[command(flatten)]
        of: OfProgramme,
        #[command(flatten)]
        record: Record,
    },
}

/// `waymark migrate`.
#[derive(Debug, Args)]
pub struct Migrate {
    /// Make every read model again from the journal
    #[arg(long)]
    pub rebuild: bool,
    #[command(flatten)]
    pub record: Record,
}

fn kind(text: &str) -> Result<OrganisationKind, String> {
    OrganisationKind::named(text).ok_or_else(|| {
        "one of these was expected: referrer, programme, support, oversight, administration"
            .to_owned()
    })
}

fn area(text: &str) -> Result<Area, String> {
    match text.trim() {
        "" => Err("the name of an area was expected, such as Dudley".to_owned()),
        name => Ok(Area::new(name)),
    }
}

fn given_role(text: &str) -> Result<GivenRole, String> {
    let (role, areas) = text.split_once(':').unwrap_or((text, ""));
    let role = Role::named(&role.trim().replace('-', "_")).ok_or_else(|| {
        let roles: Vec<_> = Role::ALL.iter().map(|role| role.name()).collect();
        format!("one of these was expected: {}", roles.join(", "))
    })?;
    let areas = areas.split(',').map(str::trim).filter(|area| !area.is_empty());
    Ok(GivenRole { role, areas: areas.map(Area::new).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_is_given_with_its_areas_or_for_all() {
        let given = given_role("facilitator:Dudley, Walsall").unwrap();
        assert_eq!(given.role, Role::Facilitator);
        assert_eq!(given.areas, [Area::new("Dudley"), Area::new("Walsall")]);
        assert_eq!(given_role("programme-manager").unwrap().areas, []);
        assert!(given_role("king").unwrap_err().contains("support_manager"));
    }
}
