//! What stands under every page of the record: who asks, what a form sent, and that it was sent
//! from a page of ours.

mod back;
mod claims;
mod cookies;
mod drawn;
mod evenly;
mod forged;
mod form;
mod known;
mod named;
mod recent;
mod said;

pub(crate) use back::{back, lapsed_at};
pub(crate) use claims::{Claim, SentClaim};
pub(crate) use cookies::{Cookie, asked};
pub(crate) use drawn::Drawn;
pub(crate) use evenly::evenly;
pub(crate) use forged::{led_by_another_site, own_pages_only};
pub(crate) use form::{Again, Open, Sent, again, typed_in_vain, was_kept, which};
pub(crate) use known::{Asking, Known, Peer, known};
pub(crate) use named::by_its_name;
pub(crate) use recent::{AGAIN, Recent, SentRecent, asked_again, sent_is_asked_again};
pub(crate) use said::Said;
