//! Announcing coming sessions to her worker: what his week is about, and a heavy session two days
//! before (seed 5.6.4). Done by the part of Waymark that is named for it, as often as it is asked
//! to: what was announced once is announced no more.

use access::{Actor, System, act, decide, scope};
use jiff::ToSpan;
use jiff::civil::Date;
use pathway::london_day;
use programme::group::CAPACITY;
use programme::parts::{Placement, SessionNumber};
use programme::{Case, Command};
use store::audit::Outcome;
use store::{Change, Filter, GroupSession, Listed, SessionState};

use crate::fault::Fault;
use crate::office::{Acting, MOST_TRIES, Office, Worker};
use crate::streams;

/// The coming week.
const WEEK: i32 = 7;
/// A heavy session is announced so many days before it.
const HEAVY: i32 = 2;

impl Office {
    /// Announces what is to be announced now, in every programme: for a timer. Gives for how many
    /// men.
    ///
    /// # Errors
    /// When the record does not answer; what was announced before stays so, and the next time goes
    /// on from there.
    pub async fn announce_sessions(&self) -> Result<u32, Fault> {
        let mut announced = 0;
        for programme in self.store.programmes().await? {
            let actor = Actor::system(System::Groups, programme.id);
            let worker = Worker { actor, programme: programme.id, address: None };
            announced += self.acting(&worker).announces().await?;
        }
        Ok(announced)
    }
}

impl Acting<'_> {
    async fn announces(&self) -> Result<u32, Fault> {
        let today = london_day(self.office.now());
        let until = today.saturating_add(WEEK.days());
        let groups = scope(&self.worker.actor, act::ListGroups);
        let cases = scope(&self.worker.actor, act::AnnounceSession);
        let mut announced = 0;
        for session in self.store().group_sessions(&groups, today, until).await? {
            if session.state != SessionState::Planned {
                continue;
            }
            let mut filter = Filter::default();
            filter.group = Some(session.group);
            // Those who wait are in the list too.
            let most = 8 * u16::from(CAPACITY);
            for case in self.store().list(&cases, &filter, None, most).await? {
                announced += u32::from(self.announce_to(case, &session, today).await?);
            }
        }
        Ok(announced)
    }

    /// Announces one session of one man. Where somebody changes his case at the same moment, it is
    /// done the next time.
    async fn announce_to(
        &self,
        case: Listed,
        session: &GroupSession,
        today: Date,
    ) -> Result<bool, Fault> {
        let permitted = decide(&self.worker.actor, act::AnnounceSession, &case.facts)?;
        let (mut standing, _) = self.standing::<Case, _>(&permitted, case.envelope).await?;
        let mut crossed = Vec::new();
        for command in announced(&standing.state, session, today) {
            // Somebody who is not on the programme is told of no session.
            let Ok(decided) = programme::decide(&standing.state, command, &self.his_context())
            else {
                return Ok(false);
            };
            crossed.extend(standing.take(streams::events(decided), programme::crossing));
        }
        if standing.events.is_empty() {
            return Ok(false);
        }
        let actor = &self.worker.actor;
        let mut change =
            Change::unnumbered(actor.worker(), self.worker.programme, self.office.now());
        standing.append(&mut change, &permitted);
        change
            .audit(self.entry::<act::AnnounceSession>(Some(permitted.record()), Outcome::Allowed));
        let envelope = &standing.envelope;
        for _ in 0..MOST_TRIES {
            // Whoever works on her case meanwhile does not put it off: his case says when it was.
            let mut change = change.clone();
            if let Some(from) = self.leaving_his(&standing, crossed.clone()).await? {
                self.cross_to_support(&mut change, from).await?;
            }
            match self.commit_to(&[envelope.id], change, envelope.reference).await {
                Ok(Some(_)) => return Ok(true),
                Ok(None) => {}
                Err(Fault::Stale) => return Ok(false),
                Err(other) => return Err(other),
            }
        }
        Ok(false)
    }
}

/// What is to be announced of a session to one man: nothing of one that he has done, nor of a group
/// in which he has no place.
fn announced(case: &Case, session: &GroupSession, today: Date) -> Vec<Command> {
    let standing = case.standing();
    let has_place = standing.placement.and_then(Placement::group) == Some(session.group);
    let number = session.number.and_then(|number| SessionNumber::try_new(number).ok());
    let Some((number, content)) = number.zip(session.content) else { return Vec::new() };
    if !has_place || standing.sessions.contains_key(&number) {
        return Vec::new();
    }
    let announce = |heavy| Command::Announce { on: session.on, session: number, content, heavy };
    let mut commands = vec![announce(false)];
    if session.heavy && session.on <= today.saturating_add(HEAVY.days()) {
        commands.push(announce(true));
    }
    commands
}
