//! Cases as their events tell them: read, decided upon, and gone on with.

use access::{Act, Permitted};
use programme::Decided;
use store::journal::{Recorded, Stream};
use store::{Change, Envelope};

use crate::fault::Fault;
use crate::office::Acting;

/// A case as it stands, and what is to be added to it.
#[derive(Clone, Debug)]
pub(crate) struct Standing<S: Stream> {
    pub envelope: Envelope,
    /// The version that it was read at; 0 for one that is new.
    pub on: u32,
    /// With the events that are to be added.
    pub state: S,
    pub events: Vec<S::Event>,
}

impl<S: Stream> Standing<S> {
    /// A stream that begins.
    pub fn new(envelope: Envelope) -> Self {
        Self { envelope, on: 0, state: S::default(), events: Vec::new() }
    }
    /// Takes events in that were decided, one after the other; `crossing` sees each before it
    /// is taken in.
    pub fn take<C>(
        &mut self,
        events: Vec<S::Event>,
        crossing: impl Fn(&S, &S::Event) -> Option<C>,
    ) -> Vec<C> {
        let mut crossed = Vec::new();
        for event in events {
            crossed.extend(crossing(&self.state, &event));
            self.state.take(&event);
            self.events.push(event);
        }
        crossed
    }
    /// Adds what was decided to a change.
    pub fn append<A: Act>(&self, change: &mut Change, permitted: &Permitted<A>) {
        if !self.events.is_empty() {
            change.append::<S, A>(permitted, &self.envelope, self.on, &self.events, &self.state);
        }
    }
}

impl Acting<'_> {
    /// Reads a case, event by event.
    pub(crate) async fn standing<S: Stream, A: Act>(
        &self,
        permitted: &Permitted<A>,
        envelope: Envelope,
    ) -> Result<(Standing<S>, Vec<Recorded<S::Event>>), Fault> {
        let recorded = self.store().events::<S, A>(permitted).await?;
        let mut state = S::default();
        for entry in &recorded {
            state.take(&entry.event);
        }
        let on = recorded.last().map_or(0, |entry| entry.version);
        Ok((Standing { envelope, on, state, events: Vec::new() }, recorded))
    }
}

/// The events of a decision; none where it is so already.
pub(crate) fn events<E>(decided: Decided<E>) -> Vec<E> {
    match decided {
        Decided::Events(events) => events,
        Decided::AlreadySo => Vec::new(),
    }
}

/// The same of her side.
pub(crate) fn hers<E>(decided: support::Decided<E>) -> Vec<E> {
    match decided {
        support::Decided::Events(events) => events,
        support::Decided::AlreadySo => Vec::new(),
    }
}
