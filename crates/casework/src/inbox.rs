//! What came for somebody: newest first, and when each was first read, by whom.

use access::{Kind, Scope, act, decide, scope};
use jiff::Timestamp;
use pathway::codes::Code;
use pathway::{MessageId, Reference};
use store::audit::Outcome;
use store::{Change, MessageKey, Received};

use crate::fault::Fault;
use crate::lists::PAGE;
use crate::messages::MessageKind;
use crate::office::Acting;

/// A page of an inbox.
#[derive(Clone, Debug, Default)]
pub struct Inbox {
    /// The messages, newest first.
    pub messages: Vec<Came>,
    /// How many nobody has read, counted up to [`MOST_UNREAD`].
    pub unread: u32,
    /// Where the next page begins, as an address carries it; none after the last.
    pub next: Option<String>,
}

/// A message that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Came {
    /// Which.
    pub id: MessageId,
    /// What it is about; none where a kind is not known any more.
    pub kind: Option<MessageKind>,
    /// The reference of what it is about.
    pub reference: Reference,
    /// Where that is followed.
    pub about: AboutWhat,
    /// When it came.
    pub made: Timestamp,
    /// When it was first read.
    pub read: Option<Timestamp>,
    /// Whether that was by the one who asks.
    pub by_oneself: bool,
}

/// Where what a message is about is followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AboutWhat {
    /// Among the referrals of whoever made them.
    Referral,
    /// Among the cases of whoever works on them.
    Case,
}

/// Beyond it a count of unread messages says *more than*.
pub const MOST_UNREAD: u32 = 99;

impl Acting<'_> {
    /// A page of what came for the worker, after a place in the inbox.
    ///
    /// # Errors
    /// [`Fault::NotFound`] where there is no such place, or whoever asks holds no role to be told in.
    pub async fn inbox_page(&self, after: Option<&str>) -> Result<Inbox, Fault> {
        let scopes = self.inboxes();
        if scopes.iter().all(|scope| scope.clauses().is_empty()) {
            return Err(Fault::NotFound);
        }
        let after = after.map(place).transpose()?;
        let mut received = self.store().messages(&scopes, after, PAGE + 1).await?;
        let more = received.len() > usize::from(PAGE);
        received.truncate(PAGE.into());
        let last = received.last().map(Received::key);
        let next = last.filter(|_| more).map(|key| format!("{}_{}", key.made, key.id.uuid()));
        let unread = self.store().unread(&scopes, MOST_UNREAD + 1).await?;
        self.note::<act::ReadMessages>(None, Outcome::Allowed).await?;
        let messages = received.iter().map(|received| self.came(received)).collect();
        Ok(Inbox { messages, unread, next })
    }

    /// Opens one message: from now on it is read.
    ///
    /// # Errors
    /// [`Fault::NotFound`] where it is none of the worker's.
    pub async fn open_message(&self, id: MessageId) -> Result<Came, Fault> {
        let Some(received) = self.store().message(&self.inboxes(), id).await? else {
            self.note::<act::ReadMessages>(None, Outcome::Hidden).await?;
            return Err(Fault::NotFound);
        };
        let actor = &self.worker.actor;
        let mut change =
            Change::unnumbered(actor.worker(), self.worker.programme, self.office.now());
        macro_rules! read {
            ($act:ident) => {{
                let permitted = decide(actor, act::$act, &received.facts)?;
                change.read_message(&permitted);
                change.audit(self.entry::<act::$act>(Some(id.uuid()), Outcome::Allowed));
            }};
        }
        match received.facts.kind {
            Kind::ReferralMessage => read!(ReadReferralMessages),
            Kind::CaseMessage => read!(ReadCaseMessages),
            Kind::SupportMessage => read!(ReadSupportMessages),
            _ => read!(ReadMessages),
        }
        self.store().commit(change).await?;
        Ok(self.came(&received))
    }

    /// Everything that the worker may read, of each kind of message.
    pub(crate) fn inboxes(&self) -> [Scope; 4] {
        let actor = &self.worker.actor;
        [
            scope(actor, act::ReadMessages),
            scope(actor, act::ReadReferralMessages),
            scope(actor, act::ReadCaseMessages),
            scope(actor, act::ReadSupportMessages),
        ]
    }

    fn came(&self, received: &Received) -> Came {
        let about = match received.facts.kind {
            Kind::ReferralMessage => AboutWhat::Referral,
            _ => AboutWhat::Case,
        };
        Came {
            id: received.id,
            kind: MessageKind::from_code(&received.kind),
            reference: received.reference,
            about,
            made: received.made,
            read: received.read.map(|(at, _)| at),
            by_oneself: received.read.is_some_and(|(_, by)| by == self.worker.actor.worker()),
        }
    }
}

fn place(text: &str) -> Result<MessageKey, Fault> {
    let (made, id) = text.split_once('_').ok_or(Fault::NotFound)?;
    let made = made.parse().map_err(|_| Fault::NotFound)?;
    let id = id.parse().map(MessageId::of).map_err(|_| Fault::NotFound)?;
    Ok(MessageKey { made, id })
}
