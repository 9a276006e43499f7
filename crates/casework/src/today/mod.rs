//! Today: what is late, what is due, who is new and what came, for whoever asks. Each part is one
//! query by scope, and shows nothing that a list of theirs would not.

mod due;
mod groups;

use access::{Act, act, scope};
use jiff::Timestamp;
use jiff::civil::Date;
use pathway::{Reference, london_day};
use programme::Stage;
use store::audit::Outcome;
use store::{Filter, State};
pub use store::{GroupListed, Listed, SessionState};

pub use due::{Clock, Pressing, Reckoned};
pub use groups::{GroupAct, GroupToday};

use crate::fault::Fault;
use crate::inbox::Came;
use crate::leaving::Left;
use crate::office::Acting;

/// How many lines a part holds at most.
pub const MOST: u16 = 50;
/// How many that are new, or were referred, are shown.
const NEWEST: u16 = 5;
/// How many days ahead *coming* reaches.
pub const AHEAD: i32 = 7;

/// A referral, and how far it has come.
#[derive(Clone, Debug, PartialEq)]
pub struct Referred {
    /// As lists show it.
    pub case: Listed,
    /// How far; none where the list holds a state that is not known.
    pub stage: Option<Stage>,
}

/// What somebody finds in the morning.
#[derive(Debug, Default)]
pub struct Today {
    /// The day.
    pub on: Date,
    /// The moment.
    pub now: Timestamp,
    /// What the programme told that nobody has acted upon, the oldest first.
    pub signals: Vec<Pressing>,
    /// What is late, one's own first, then the longest due.
    pub late: Vec<Pressing>,
    /// What is due before the day ends, one's own first, then the soonest.
    pub due: Vec<Pressing>,
    /// What is due in the days after.
    pub coming: Vec<Pressing>,
    /// Of what is to be acknowledged, the referrals that may be of somebody known.
    pub known: Vec<Reference>,
    /// Whether there was more than is shown.
    pub more: bool,
    /// What groups ask for.
    pub groups: Vec<GroupToday>,
    /// What is with somebody who cannot open it any more, for whoever gives it to others.
    pub left: Left,
    /// Cases that are new to whoever asks.
    pub new: Vec<Listed>,
    /// One's organisation's newest referrals; none for whoever refers nobody.
    pub referrals: Option<Vec<Referred>>,
    /// The newest messages that nobody has read.
    pub came: Vec<Came>,
    /// How many messages nobody has read, counted up to one more than
    /// [`MOST_UNREAD`](crate::inbox::MOST_UNREAD).
    pub unread: u32,
}

impl Today {
    /// How many things are late: of cases and of groups.
    pub fn late(&self) -> usize {
        let groups = self.groups.iter().filter(|group| group.on < self.on && group.act.is_some());
        self.late.len() + groups.count()
    }
    /// How many things are to be done today.
    pub fn due_today(&self) -> usize {
        let groups = self.groups.iter().filter(|group| group.on == self.on && group.act.is_some());
        self.due.len() + groups.count()
    }
    /// Referrals that wait to be acknowledged, the most pressing first.
    fn to_acknowledge(&self) -> Vec<Reference> {
        let acknowledge = Clock::His(pathway::clocks::Clock::Acknowledge);
        let pressing = self.late.iter().chain(&self.due).chain(&self.coming);
        let new = pressing.filter(|one| one.clock == acknowledge);
        new.map(|one| one.case.envelope.reference).collect()
    }
    /// Whether there is nothing at all.
    pub fn is_empty(&self) -> bool {
        let pressing = [&self.signals, &self.late, &self.due, &self.coming];
        pressing.iter().all(|part| part.is_empty())
            && self.groups.is_empty()
            && self.left == Left::default()
            && self.new.is_empty()
            && self.referrals.as_ref().is_none_or(Vec::is_empty)
            && self.unread == 0
    }
}

impl Acting<'_> {
    /// What there is to do today, most pressing first.
    ///
    /// # Errors
    /// [`Fault::NotFound`] for whoever has neither cases nor referrals.
    pub async fn today(&self) -> Result<Today, Fault> {
        let now = self.office.now();
        let mut today = Today { on: london_day(now), now, ..Today::default() };
        let works = self.may(act::ListCases) || self.may(act::ListSupportCases);
        if !works && !self.may(act::ListReferrals) {
            self.note::<act::ListReferrals>(None, Outcome::Hidden).await?;
            return Err(Fault::NotFound);
        }
        if works {
            self.pressing(&mut today).await?;
            today.known = self.may_be_known(&today.to_acknowledge()).await?;
            today.new = self.new_cases().await?;
        }
        let lists = scope(&self.worker.actor, act::ListGroups);
        let groups = match self.may(act::ListGroups) {
            true => self.store().groups(&lists, None).await?,
            false => Vec::new(),
        };
        if works {
            today.left = self.left_counted(&groups).await?;
        }
        if self.may(act::ListGroups) {
            today.groups = self.groups_today(today.on, groups).await?;
            self.note::<act::ListGroups>(None, Outcome::Allowed).await?;
        }
        if self.may(act::ListReferrals) {
            let scope = scope(&self.worker.actor, act::ListReferrals);
            let newest = self.store().list(&scope, &Filter::default(), None, NEWEST).await?;
            let referred = newest
                .into_iter()
                .map(|case| Referred { stage: Stage::from_code(&case.state), case });
            today.referrals = Some(referred.collect());
            self.note::<act::ListReferrals>(None, Outcome::Allowed).await?;
        }
        if self.may(act::ListCases) {
            self.note::<act::ListCases>(None, Outcome::Allowed).await?;
        }
        if self.may(act::ListSupportCases) {
            self.note::<act::ListSupportCases>(None, Outcome::Allowed).await?;
        }
        let inbox = self.inbox_page(None).await?;
        today.unread = inbox.unread;
        let unread = inbox.messages.into_iter().filter(|came| came.read.is_none());
        today.came = unread.take(NEWEST.into()).collect();
        Ok(today)
    }

    /// Whether the worker may do something to any record.
    pub(crate) fn may<A: Act>(&self, act: A) -> bool {
        !scope(&self.worker.actor, act).clauses().is_empty()
    }

    /// Cases that nobody has begun with: those given to whoever asks; for those who give cases to
    /// others, those that were given to nobody are among what is due.
    async fn new_cases(&self) -> Result<Vec<Listed>, Fault> {
        let own = Some(self.worker.actor.worker());
        let of = |state| {
            let mut filter = Filter::default();
            filter.states.push(state);
            filter.assigned = own;
            filter
        };
        let his = of(Stage::Acknowledged.code());
        let hers = of(support::Step::Referred.code());
        let actor = &self.worker.actor;
        let mut new = self.store().list(&scope(actor, act::ListCases), &his, None, NEWEST).await?;
        let scope = scope(actor, act::ListSupportCases);
        new.extend(self.store().list(&scope, &hers, None, NEWEST).await?);
        Ok(new)
    }
}
