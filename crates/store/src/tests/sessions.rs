use access::{Actor, Areas, Role, act};
use pathway::Surroundings;

use super::{BLACK_COUNTRY, Desk, PROVIDER, account, by, held};
use crate::{Change, NewSession, SignedIn, WorkerState};

const TOKEN: [u8; 32] = [3; 32];

impl Desk {
    async fn sign_in(&self, actor: &Actor, token_digest: [u8; 32]) {
        let mut change = self.theirs(actor);
        change.begin_session(&NewSession {
            token_digest,
            worker: actor.worker(),
            secret: [4; 32],
            ends: self.clock.now() + jiff::SignedDuration::from_hours(8),
            asked: false,
            whole: true,
            address: "192.0.2.7".to_owned(),
            agent: "a browser".to_owned(),
            directory: None,
        });
        self.store.commit(change).await.unwrap();
    }

    fn theirs(&self, actor: &Actor) -> Change {
        Change::unnumbered(actor.worker(), BLACK_COUNTRY, self.clock.now())
    }

    async fn signed_in(&self, token: [u8; 32]) -> Option<SignedIn> {
        self.store.session(&token, self.clock.now()).await.unwrap()
    }
}

#[tokio::test]
async fn a_session_tells_who_is_signed_in_and_what_they_may() {
    let desk = Desk::temporary().await;
    let anna = desk.hire("Anna Smith", PROVIDER, Role::Facilitator).await;
    desk.sign_in(&anna, TOKEN).await;
    let found = desk.signed_in(TOKEN).await.unwrap();
    assert_eq!((found.name.as_str(), found.organisation_name.as_str()), ("Anna Smith", "Provider"));
    assert_eq!(found.actor, anna);
    assert_eq!(found.secret, [4; 32]);
    assert_eq!(found.made, desk.clock.now());
    let programmes: Vec<_> = found.programmes.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(programmes, ["Black Country"]);
    assert!(desk.signed_in([9; 32]).await.is_none(), "a token that was never given");
}

#[tokio::test]
async fn a_change_of_roles_holds_from_the_next_request_on() {
    let desk = Desk::temporary().await;
    let anna = desk.hire("Anna Smith", PROVIDER, Role::Facilitator).await;
    desk.sign_in(&anna, TOKEN).await;
    let roles = [held(Role::Referrer, Areas::All), held(Role::ProgrammeManager, Areas::All)];
    let mut change = desk.change(BLACK_COUNTRY);
    change.roles(&account(anna.worker()), (anna.worker(), PROVIDER), &roles, &desk.store);
    desk.store.commit(change).await.unwrap();
    assert_eq!(desk.signed_in(TOKEN).await.unwrap().actor.held(), roles);
    let mut change = desk.change(BLACK_COUNTRY);
    change.roles(&account(anna.worker()), (anna.worker(), PROVIDER), &[], &desk.store);
    desk.store.commit(change).await.unwrap();
    let found = desk.signed_in(TOKEN).await.unwrap();
    assert!(found.actor.held().is_empty() && found.programmes.is_empty());
}

#[tokio::test]
async fn a_session_that_has_ended_is_none() {
    let desk = Desk::temporary().await;
    let anna = desk.hire("Anna Smith", PROVIDER, Role::Facilitator).await;
    desk.sign_in(&anna, TOKEN).await;
    desk.clock.set(1_000_000 + 8 * 3600 - 1);
    assert!(desk.signed_in(TOKEN).await.is_some());
    desk.clock.set(1_000_000 + 8 * 3600);
    assert!(desk.signed_in(TOKEN).await.is_none());
}

#[tokio::test]
async fn an_account_that_is_closed_is_signed_out_everywhere() {
    let desk = Desk::temporary().await;
    let anna = desk.hire("Anna Smith", PROVIDER, Role::Facilitator).await;
    desk.sign_in(&anna, TOKEN).await;
    for state in [WorkerState::Closed, WorkerState::Active] {
        let mut change = desk.change(BLACK_COUNTRY);
        change.worker_state(&account(anna.worker()), state);
        desk.store.commit(change).await.unwrap();
        assert!(desk.signed_in(TOKEN).await.is_none());
    }
    assert!(desk.store.credentials("anna.smith@example.org").await.unwrap().unwrap().active);
}

#[tokio::test]
async fn one_ends_ones_own_sessions_and_nobody_elses() {
    let desk = Desk::temporary().await;
    let anna = desk.hire("Anna Smith", PROVIDER, Role::Facilitator).await;
    let ben = desk.hire("Ben Cole", PROVIDER, Role::Facilitator).await;
    for (token, actor) in [([1; 32], &anna), ([2; 32], &anna), ([3; 32], &ben)] {
        desk.sign_in(actor, token).await;
    }
    let mut change = desk.theirs(&ben);
    change.end_session(&[1; 32]);
    desk.store.commit(change).await.unwrap();
    let own = by(&anna, act::ReadOwnAccount, anna.worker().uuid());
    let listed = desk.store.sessions_of(&own, desk.clock.now()).await.unwrap();
    assert_eq!(listed.len(), 2, "Ben ended none of Anna's");
    assert_eq!(listed[0].address, "192.0.2.7");

    let mut change = desk.theirs(&anna);
    let own = by(&anna, act::ChangeOwnAccount, anna.worker().uuid());
    change.end_sessions_of(&own, Some(&[2; 32]));
    desk.store.commit(change).await.unwrap();
    assert!(desk.signed_in([1; 32]).await.is_none());
    assert!(desk.signed_in([2; 32]).await.is_some() && desk.signed_in([3; 32]).await.is_some());

    let mut change = desk.theirs(&anna);
    change.end_session(&[2; 32]);
    desk.store.commit(change).await.unwrap();
    assert!(desk.signed_in([2; 32]).await.is_none());
}

#[tokio::test]
async fn a_session_is_noted_as_seen_once_a_minute() {
    let desk = Desk::temporary().await;
    let anna = desk.hire("Anna Smith", PROVIDER, Role::Facilitator).await;
    desk.sign_in(&anna, TOKEN).await;
    let begun = desk.signed_in(TOKEN).await.unwrap();
    for (second, noted) in [(59, 0), (60, 60)] {
        desk.clock.set(1_000_000 + second);
        desk.store.seen(&TOKEN, &begun, desk.clock.now());
        // What is written after it finds it written.
        desk.store.commit(desk.theirs(&anna)).await.unwrap();
        let seen = desk.signed_in(TOKEN).await.unwrap().seen;
        assert_eq!(seen.as_second(), 1_000_000 + noted);
    }
}
