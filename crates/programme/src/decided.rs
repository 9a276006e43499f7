//! What a command comes to.

/// What a command comes to, where it is not refused.
#[derive(Clone, Debug, PartialEq)]
pub enum Decided<E> {
    /// These happen, in this order.
    Events(Vec<E>),
    /// It is so already: nothing happens.
    AlreadySo,
}

impl<E> Decided<E> {
    /// The events; none where it was already so.
    pub fn events(self) -> Vec<E> {
        match self {
            Self::Events(events) => events,
            Self::AlreadySo => Vec::new(),
        }
    }
}
