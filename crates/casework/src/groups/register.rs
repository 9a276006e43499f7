//! The register: one form for the session of a group, which writes each man's own events and what
//! of them her worker is to hear, all of it or nothing.

use std::collections::HashMap;
use std::sync::Arc;

use access::{Scope, act};
use jiff::civil::Date;
use pathway::crossing::ToSupport;
use pathway::{GroupId, PersonId, Reference};
use programme::codes::Kept;
use programme::group::{Group, Planned};
use programme::parts::{Attended, Entry, Missed, SessionNumber};
use programme::{Case, Command, group};
use store::audit::Outcome;
use store::keys::{Details, Side};
use store::{GroupListed, Listed};

use crate::crossing::Touched;
use crate::fault::Fault;
use crate::his::Noted;
use crate::messages;
use crate::office::{Acting, Busy, Done, MOST_TRIES, Sent};
use crate::streams::{self, Standing};
use crate::texts::Texts;

/// The register of a day, as it is to be filled in. Names are revealed by the scope.
#[derive(Debug)]
pub struct Register {
    /// The group.
    pub listed: GroupListed,
    /// Its version: what the form is drawn from.
    pub version: u32,
    /// The day.
    pub on: Date,
    /// What the session is about, where it was planned or held.
    pub session: Option<Planned>,
    /// Whether it has been held: those without an entry may still get one.
    pub held: bool,
    /// Whether it was cancelled: there is nothing to record.
    pub cancelled: bool,
    /// By which names are revealed.
    pub scope: Scope,
    /// Who they are; none of a restricted case.
    pub people: HashMap<PersonId, Arc<Details>>,
    /// The men who have a place.
    pub men: Vec<Man>,
}

/// One man of a register.
#[derive(Debug)]
pub struct Man {
    /// His case as lists show it.
    pub case: Listed,
    /// How many of the thirty he has done.
    pub done: u8,
    /// How many he missed in a row without a word.
    pub missed_in_a_row: u8,
    /// Whether this session makes good one that he missed.
    pub catches_up: bool,
    /// Why there is nothing to record of him, where there is not.
    pub nothing: Option<String>,
}

/// A register filled in.
#[derive(Debug)]
pub struct Registered {
    /// The session.
    pub session: Planned,
    /// What became of it for each man.
    pub men: Vec<Entered>,
}

/// What is entered of one man.
#[derive(Debug)]
pub struct Entered {
    /// His case.
    pub man: Reference,
    /// Whether he came.
    pub came: Came,
}

/// Whether a man came.
#[derive(Debug)]
pub enum Came {
    /// He did: so many minutes late, where he was not in time; and what was noted of him.
    Attended {
        /// Minutes after the start.
        late: Option<u16>,
        /// What was noted; none where there was nothing to note.
        noted: Option<Noted>,
    },
    /// He did not, or could not: missed with or without notice, or cancelled by us.
    Not(Kept),
}

/// The methods err alike: see [`Fault`].
impl Acting<'_> {
    /// The register of a group for a day.
    pub async fn register(&self, group: Reference, on: Date) -> Result<Register, Fault> {
        let (permitted, listed) = self.group_leave(act::RecordSession, group).await?;
        let (standing, _) = self.standing::<Group, _>(&permitted, listed.envelope.clone()).await?;
        let state = standing.state;
        let held = state.held.get(&on).map(|(session, ..)| session.clone());
        let session = held.clone().or_else(|| state.planned.get(&on).cloned());
        let (scope, cases, people) = self.men_of(&listed).await?;
        let mut men = Vec::new();
        for case in cases {
            if state.places.iter().any(|place| place.uuid() == case.envelope.id) {
                men.extend(self.man(case, on, session.as_ref()).await?);
            }
        }
        self.note::<act::ReadGroup>(Some(permitted.record()), Outcome::Allowed).await?;
        Ok(Register {
            listed,
            version: standing.on,
            on,
            session,
            held: held.is_some(),
            cancelled: state.cancelled.contains(&on),
            scope,
            people,
            men,
        })
    }

    /// One man of the register; none whose attendance is not the worker's to record.
    async fn man(
        &self,
        case: Listed,
        on: Date,
        session: Option<&Planned>,
    ) -> Result<Option<Man>, Fault> {
        let permitted = match self.leave(act::RecordAttendance, case.envelope.reference).await {
            Ok((permitted, _)) => permitted,
            Err(Fault::Restricted(_)) => {
                let nothing = "His case is restricted: open it with a reason, and record it there";
                let nothing = Some(nothing.to_owned());
                let (done, missed_in_a_row, catches_up) = (0, 0, false);
                return Ok(Some(Man { case, done, missed_in_a_row, catches_up, nothing }));
            }
            Err(Fault::NotFound) => return Ok(None),
            Err(other) => return Err(other),
        };
        let (his, _) = self.standing::<Case, _>(&permitted, case.envelope.clone()).await?;
        let standing = his.state.standing();
        Ok(Some(Man {
            done: standing.sessions_done(),
            missed_in_a_row: standing.missed_in_a_row,
            catches_up: session.is_some_and(|one| standing.to_catch_up.contains(&one.session)),
            nothing: session.and_then(|one| self.nothing(&his.state, on, one.session)),
            case,
        }))
    }

    /// Why nothing can be recorded of a session in a case: asked of the pathway itself, by what
    /// asks for the least.
    fn nothing(&self, case: &Case, on: Date, session: SessionNumber) -> Option<String> {
        let missed = Command::RecordMissed(Missed { on, session, with_notice: true });
        match programme::decide(case, missed, &self.his_context()) {
            Ok(programme::Decided::Events(_)) => None,
            Ok(programme::Decided::AlreadySo) => {
                Some("That he missed it with notice has been recorded already.".to_owned())
            }
            // Before the day itself, there is nothing to say of him yet.
            Err(programme::Refusal::InFuture(_)) => None,
            Err(refusal) => Some(refusal.to_string()),
        }
    }

    /// Whether a form was sent before and done: then what it would be read against has gone on.
    pub async fn was_done(&self, sent: Sent) -> Result<bool, Fault> {
        Ok(self.store().outcome_of(sent.command).await?.is_some())
    }

    /// Takes the register of a session: the session itself, each man's attendance and what was
    /// noted of him, and what of it her worker hears, in one transaction. Whoever works on her
    /// record meanwhile does not keep it back.
    pub async fn take_register(
        &self,
        reference: Reference,
        sent: Sent,
        register: Registered,
    ) -> Result<Done, Fault> {
        let (permitted, listed) = self.group_leave(act::RecordSession, reference).await?;
        if let Some(there) = self.worker.within(listed.envelope.programme) {
            let acting = self.office.acting(&there);
            return Box::pin(acting.take_register(reference, sent, register)).await;
        }
        if let Some(done) = self.done_before(sent, reference).await? {
            return Ok(done);
        }
        let cohort = listed.id();
        let (mut standing, _) = self.standing::<Group, _>(&permitted, listed.envelope).await?;
        if standing.on != sent.version {
            return Err(Fault::Stale);
        }
        let mut change = self.change(sent);
        change.outcome(reference.to_string());
        let mut entries = Vec::new();
        let mut attended = 0_u8;
        let Registered { session, men } = register;
        for entered in men {
            attended += u8::from(matches!(entered.came, Came::Attended { .. }));
            entries.extend(self.enter(&mut change, (cohort, &session), entered).await?);
        }
        if !standing.state.held.contains_key(&session.on) {
            let hold = group::Command::Hold { session, attended };
            if let Err(refusal) = self.group_takes(&mut standing, [hold]) {
                self.note::<act::RecordSession>(Some(permitted.record()), Outcome::Refused).await?;
                return Err(refusal);
            }
            standing.append(&mut change, &permitted);
        }
        change.audit(self.entry::<act::RecordSession>(Some(permitted.record()), Outcome::Allowed));
        let mut own = vec![standing.envelope.id];
        own.extend(entries.iter().map(|(his, _)| his.envelope.id));
        for _ in 0..MOST_TRIES {
            let mut change = change.clone();
            self.tell_support(&mut change, &entries).await?;
            if let Some(done) = self.commit_to(&own, change, reference).await? {
                return Ok(done);
            }
        }
        Err(Fault::unavailable(Busy))
    }

    /// Sends what crosses from every man of a register: one woman may be told of several.
    async fn tell_support(
        &self,
        change: &mut store::Change,
        entries: &[(Standing<Case>, Vec<ToSupport>)],
    ) -> Result<(), Fault> {
        let mut touched = Touched::new();
        for (his, crossed) in entries {
            if let Some(from) = self.leaving_his(his, crossed.clone()).await? {
                self.carry_to_support(change, &mut touched, from).await?;
            }
        }
        self.arrive_at_support(change, touched)
    }

    /// Enters one man. Gives his case as it stands then, with what crosses from it; none where
    /// nothing was to be entered.
    async fn enter(
        &self,
        change: &mut store::Change,
        session: (GroupId, &Planned),
        Entered { man, came }: Entered,
    ) -> Result<Option<(Standing<Case>, Vec<ToSupport>)>, Fault> {
        let (permitted, listed) = self.leave(act::RecordAttendance, man).await?;
        let (mut his, _) = self.standing::<Case, _>(&permitted, listed.envelope).await?;
        let mut texts = self.texts();
        let command = command(&his.state, session, came, &mut texts);
        let decided = match programme::decide(&his.state, command, &self.his_context()) {
            Ok(decided) => streams::events(decided),
            Err(refusal) => {
                let record = Some(permitted.record());
                self.note::<act::RecordAttendance>(record, Outcome::Refused).await?;
                return Err(Fault::RefusedOf(man, refusal));
            }
        };
        if decided.is_empty() {
            return Ok(None);
        }
        let crossed = his.take(decided, programme::crossing);
        his.append(change, &permitted);
        let holder = (self.worker.actor.organisation(), Side::Programme);
        self.seal(change, &permitted, texts, holder).await?;
        for message in messages::of_his(self, &his) {
            change.message(&message);
        }
        let record = Some(permitted.record());
        change.audit(self.entry::<act::RecordAttendance>(record, Outcome::Allowed));
        Ok(Some((his, crossed)))
    }
}

/// What an entry of the register asks of his case.
fn command(
    case: &Case,
    (cohort, session): (GroupId, &Planned),
    came: Came,
    texts: &mut Texts,
) -> Command {
    let (on, number) = (session.on, session.session);
    match came {
        Came::Attended { late, noted } => {
            let attended = Attended {
                on,
                session: number,
                content: session.content,
                tags: session.tags.clone(),
                heavy: session.heavy,
                group: Some(cohort),
                late,
                catch_up: case.standing().to_catch_up.contains(&number),
            };
            let entry = noted.map(|noted| {
                Box::new(Entry {
                    on,
                    session: number,
                    content: session.content,
                    engagement: noted.engagement,
                    responsibility: noted.responsibility,
                    notable_response: noted.notable_response,
                    concerns: noted.concerns,
                    note: texts.keep_some(noted.note),
                })
            });
            Command::RecordAttended { attended, entry }
        }
        Came::Not(Kept::CancelledByUs) => Command::RecordCancelled { on, session: number },
        Came::Not(kept) => {
            let with_notice = kept == Kept::MissedWithNotice;
            Command::RecordMissed(Missed { on, session: number, with_notice })
        }
    }
}
