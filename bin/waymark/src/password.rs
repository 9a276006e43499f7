//! A password from whoever sits at the terminal, without showing it, or from standard input.

use std::io::{self, BufRead, IsTerminal, Write};

use casework::passwords::Password;
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

use crate::arguments::keeping::AskPassword;
use crate::failure::Failure;

/// Asks for a new password, twice; or reads it from standard input. Whose it is to be weighs it.
pub fn ask(from: AskPassword) -> Result<Password, Failure> {
    let typed = if from.password_stdin {
        line()?
    } else if io::stdin().is_terminal() {
        let hidden = Hidden::now()?;
        let (one, other) = (hidden.ask("Password: ")?, hidden.ask("The same again: ")?);
        drop(hidden);
        if one != other {
            return Err(Failure::input("the two are not the same: nothing was done"));
        }
        one
    } else {
        return Err(Failure::input(
            "a password is asked for at a terminal; to give it otherwise, say --password-stdin",
        ));
    };
    Ok(Password::typed(typed))
}

fn line() -> Result<String, Failure> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).map_err(|cause| {
        Failure::input(format!("the password cannot be read from standard input: {cause}"))
    })?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}

/// A terminal that does not show what is typed, until this is dropped.
struct Hidden {
    shown: Termios,
}

impl Hidden {
    fn now() -> Result<Self, Failure> {
        let shown = tcgetattr(io::stdin()).map_err(Failure::surroundings)?;
        let mut hidden = shown.clone();
        hidden.local_modes.remove(LocalModes::ECHO);
        tcsetattr(io::stdin(), OptionalActions::Now, &hidden).map_err(Failure::surroundings)?;
        Ok(Self { shown })
    }

    fn ask(&self, words: &str) -> Result<String, Failure> {
        let mut error = io::stderr().lock();
        let _ = write!(error, "{words}");
        let _ = error.flush();
        let typed = line();
        let _ = writeln!(error);
        typed
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.shown);
    }
}
