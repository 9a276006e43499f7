//! The whole form: what the session was about, where it was not planned, and every man.

use casework::groups::{Register, Registered};
use components::{Faults, Form, Reader, Submission};
use maud::{Markup, html};

use super::super::session;
use super::man::Block;

pub(super) fn read(submission: &Submission, register: &Register) -> Result<Registered, Faults> {
    let mut read = Reader::new(submission);
    let planned = match &register.session {
        Some(planned) => Ok(planned.clone()),
        None => session::read(&mut read, || Ok(register.on)),
    };
    let blocks = register.men.iter().filter(|man| man.nothing.is_none());
    let men: Vec<_> =
        blocks.map(|man| Block::of(man, register).read(&mut read, submission)).collect();
    read.finish(|| {
        let men = men.into_iter().collect::<Result<_, _>>()?;
        Ok(Registered { session: planned?, men })
    })
}

pub(super) fn view(form: &Form<'_>, register: &Register) -> Markup {
    html! {
        @if register.session.is_none() { (session::view(form)) }
        @for man in &register.men { (Block::of(man, register).view(form)) }
    }
}
