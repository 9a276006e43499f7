//! The command line of Waymark: `waymark help` says what it does.

mod arguments;
mod commands;
mod failure;
mod given_rules;
mod jobs;
mod output;
mod password;
mod progress;
mod record;
mod server;

use std::process::ExitCode;

use crate::arguments::{Arguments, Command};

// Reading a million rows allocates from both cores at once, where the system's allocator
// costs a third of the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = match Arguments::read(std::env::args_os()) {
        Ok(arguments) => arguments,
        Err(error) => return failure::of_command_line(&error),
    };
    let done = match arguments.command {
        Command::Demo(asked) => commands::demo::run(&asked),
        Command::Cohort(asked) => commands::cohort::run(asked),
        Command::Check(asked) => commands::check::run(&asked),
        Command::Evaluate(asked) => commands::evaluate::run(&asked),
        Command::Serve(asked) => commands::serve::run(&asked),
        Command::Programme(asked) => commands::programme::run(&asked),
        Command::Organisation(asked) => commands::organisation::run(&asked),
        Command::User(asked) => commands::user::run(&asked),
        Command::Audit(asked) => commands::audit::run(&asked),
        Command::Key(asked) => commands::key::run(&asked),
        Command::Migrate(asked) => commands::migrate::run(&asked),
        Command::Link(asked) => commands::link::run(&asked),
        Command::Import(asked) => commands::import::run(&asked),
        Command::Export(asked) => commands::export::run(&asked),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
