//! What becomes of changes that many send at once, and of those that cannot be written.

use std::sync::Arc;
use std::time::Duration;

use store::audit::HeadsFile;
use store::{Committed, Envelope, Fault, NotCommitted, Store};
use testkit::{Database, Past, both_databases};
use tokio::task::JoinHandle;

use crate::said::{
    Said, Still, envelope, leave, number, open, says, settings, sound_audit, try_open, words,
};

type Answer = Result<Committed, NotCommitted>;

/// A stream each, in which one word is said; all sent before any is written.
fn send(store: &Store, still: &Arc<Still>, many: usize) -> Vec<(Envelope, JoinHandle<Answer>)> {
    (0..many)
        .map(|_| {
            let (store, case) = (store.clone(), envelope(still));
            let change = says(still, &case, 0, "said");
            (case, tokio::spawn(async move { store.commit(change).await }))
        })
        .collect()
}

/// Somebody else writes, until that connection rolls back.
async fn hold(database: &Database) -> Past {
    let other = database.connect().await.unwrap();
    let hold = match database.is_postgresql() {
        true => "BEGIN; LOCK TABLE journal IN EXCLUSIVE MODE",
        false => "BEGIN IMMEDIATE",
    };
    other.execute(hold).await.unwrap();
    other
}

both_databases! {
    async fn of_two_who_change_the_same_thing_one_is_told(database: Database) {
        let still = Still::from(0);
        let store = open(database.address(), &still).await;
        let case = envelope(&still);
        let (one, other) = tokio::join!(
            store.commit(says(&still, &case, 0, "one")),
            store.commit(says(&still, &case, 0, "other")),
        );
        one.unwrap();
        let Err(NotCommitted::Stale { stream, now_at: 1 }) = other else { panic!("{other:?}") };
        assert_eq!(stream, case.id);
        assert_eq!(words(&store, case.id).await, ["one"]);
    }

    async fn of_two_servers_that_change_the_same_thing_one_is_told(database: Database) {
        let (still, its) = (Still::from(0), Still::from(1 << 30));
        let one = open(database.address(), &still).await;
        let mut second = settings(database.address());
        second.server = Some(uuid::Uuid::from_u128(2));
        let other = try_open(second, &its).await.unwrap();
        for _ in 0..20 {
            let case = envelope(&still);
            let (one, other) = tokio::join!(
                one.commit(says(&still, &case, 0, "word")),
                other.commit(says(&its, &case, 0, "word")),
            );
            let told = match (&one, &other) {
                (Ok(_), Err(told)) | (Err(told), Ok(_)) => told,
                _ => panic!("{one:?} {other:?}"),
            };
            assert!(matches!(told, NotCommitted::Stale { now_at: 1, .. }), "{told:?}");
        }
    }

    async fn of_two_servers_that_use_what_is_good_once_one_is_told(database: Database) {
        let (still, its) = (Still::from(0), Still::from(1 << 30));
        let one = open(database.address(), &still).await;
        let mut second = settings(database.address());
        second.server = Some(uuid::Uuid::from_u128(2));
        let other = try_open(second, &its).await.unwrap();
        for round in 0..20 {
            let spends = |still: &Arc<Still>| {
                let mut change = says(still, &envelope(still), 0, "word");
                change.spend(&[round; 32]);
                change
            };
            let (first, second) =
                tokio::join!(one.commit(spends(&still)), other.commit(spends(&its)));
            let told = match (&first, &second) {
                (Ok(_), Err(told)) | (Err(told), Ok(_)) => told,
                _ => panic!("{first:?} {second:?}"),
            };
            assert!(matches!(told, NotCommitted::Spent), "{told:?}");
        }
    }

    async fn the_audit_goes_on_from_where_the_database_has_it(database: Database) {
        let (still, its) = (Still::from(0), Still::from(1 << 30));
        // Another process of the same server: one that was thought dead, say.
        let one = open(database.address(), &still).await;
        let other = open(database.address(), &its).await;
        for _ in 0..3 {
            one.commit(says(&still, &envelope(&still), 0, "word")).await.unwrap();
            other.commit(says(&its, &envelope(&its), 0, "word")).await.unwrap();
        }
        assert_eq!(sound_audit(&one, &database.connect().await.unwrap()).await, 6);
    }

    async fn several_who_write_in_one_chain_of_the_audit_all_write(database: Database) {
        // Commands beside the server that they are run for: each opens the record by itself.
        let mut waiting = Vec::new();
        let mut stores = Vec::new();
        for place in 0..4 {
            let still = Still::from(place << 30);
            let store = open(database.address(), &still).await;
            waiting.extend(send(&store, &still, 25));
            stores.push(store);
        }
        for (_, answer) in waiting {
            answer.await.unwrap().unwrap();
        }
        let past = database.connect().await.unwrap();
        assert_eq!(number(&past, "SELECT COUNT(*) FROM journal").await, 100);
        assert_eq!(sound_audit(&stores[0], &past).await, 100);
    }

    async fn a_form_sent_twice_is_done_once_and_says_what_came_of_it(database: Database) {
        let still = Still::from(0);
        let store = open(database.address(), &still).await;
        let case = envelope(&still);
        let change = says(&still, &case, 0, "one");
        // Two that wait together, and one that comes later.
        let (first, second) = tokio::join!(store.commit(change.clone()), store.commit(change.clone()));
        first.unwrap();
        for again in [second, store.commit(change).await] {
            let Err(NotCommitted::AlreadyDone { outcome }) = &again else { panic!("{again:?}") };
            assert_eq!(outcome, "one");
        }
        assert_eq!(words(&store, case.id).await, ["one"]);
    }

    async fn a_change_that_cannot_be_written_fails_alone(database: Database) {
        let still = Still::from(0);
        let store = open(database.address(), &still).await;
        let case = envelope(&still);
        // Another stream with the same reference breaks a rule of the tables.
        let twin = Envelope { id: uuid::Uuid::from_u128(1), ..case.clone() };
        let third = envelope(&still);
        let (one, refused, other) = tokio::join!(
            store.commit(says(&still, &case, 0, "one")),
            store.commit(says(&still, &twin, 0, "twin")),
            store.commit(says(&still, &third, 0, "other")),
        );
        assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
        assert!(matches!(refused, Err(NotCommitted::Unavailable(Fault::Rule(_)))), "{refused:?}");
        assert_eq!(words(&store, third.id).await, ["other"]);
        assert!(words(&store, twin.id).await.is_empty());
        assert_eq!(sound_audit(&store, &database.connect().await.unwrap()).await, 2);
    }

    async fn leave_for_one_record_writes_no_other(database: Database) {
        let still = Still::from(0);
        let store = open(database.address(), &still).await;
        let (case, other) = (envelope(&still), envelope(&still));
        let mut change = says(&still, &case, 0, "one");
        change.append(&leave(case.id), &other, 0, &["two".to_owned()], &Said::default());
        let refused = store.commit(change).await;
        let Err(NotCommitted::NotPermitted { record }) = refused else { panic!("{refused:?}") };
        assert_eq!(record, other.id);
        assert!(words(&store, case.id).await.is_empty());
    }

    async fn more_than_the_queue_holds_wait_and_none_is_refused(database: Database) {
        let still = Still::from(0);
        let mut narrow = settings(database.address());
        narrow.queue = 2;
        let store = try_open(narrow, &still).await.unwrap();
        let other = hold(&database).await;
        let sent = send(&store, &still, 40);
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert!(sent.iter().all(|(_, answer)| !answer.is_finished()), "one did not wait");
        other.execute("ROLLBACK").await.unwrap();
        for (case, answer) in sent {
            answer.await.unwrap().unwrap();
            assert_eq!(words(&store, case.id).await, ["said"]);
        }
        assert_eq!(sound_audit(&store, &other).await, 40);
    }

    async fn a_graceful_stop_writes_what_waits_and_takes_no_more(database: Database) {
        let still = Still::from(0);
        let store = open(database.address(), &still).await;
        let other = hold(&database).await;
        let sent = send(&store, &still, 600);
        tokio::time::sleep(Duration::from_millis(100)).await;
        let stopping = store.clone();
        let stopped = tokio::spawn(async move { stopping.close().await });
        tokio::task::yield_now().await;
        let late = store.commit(says(&still, &envelope(&still), 0, "late")).await;
        assert!(matches!(late, Err(NotCommitted::Unavailable(Fault::Stopping))), "{late:?}");
        other.execute("ROLLBACK").await.unwrap();
        stopped.await.unwrap();
        for (_, answer) in sent {
            answer.await.unwrap().unwrap();
        }
        assert_eq!(number(&other, "SELECT COUNT(*) FROM journal").await, 600);
    }

    async fn the_head_of_the_audit_is_kept_outside_the_database(database: Database) {
        let still = Still::from(0);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("heads");
        let mut kept = settings(database.address());
        kept.heads = Some(file.clone());
        let store = try_open(kept, &still).await.unwrap();
        for (_, answer) in send(&store, &still, 3) {
            answer.await.unwrap().unwrap();
        }
        store.close().await;
        let key = store.keys().audit(store.server()).unwrap();
        let heads = HeadsFile::at(file).read(&key, store.server()).unwrap();
        assert!(heads.faults.is_empty(), "{:?}", heads.faults);
        assert_eq!(heads.heads.last().map(|head| head.number), Some(3));
    }
}

#[test]
fn what_was_acknowledged_outlives_every_connection_to_postgresql() {
    Database::postgresql(|database| async move {
        let still = Still::from(0);
        let store = open(database.address(), &still).await;
        let past = database.connect().await.unwrap();
        let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
        past.execute(cut).await.unwrap();
        // At rest: nobody notices.
        let case = envelope(&still);
        store.commit(says(&still, &case, 0, "after")).await.unwrap();
        assert_eq!(words(&store, case.id).await, ["after"]);
        // In the middle of it: whoever is told so sends the same form again.
        let writers: Vec<_> = (0..4)
            .map(|_| {
                let (store, still, case) = (store.clone(), Arc::clone(&still), envelope(&still));
                tokio::spawn(async move {
                    for on in 0..25 {
                        let change = says(&still, &case, on, "said");
                        loop {
                            match store.commit(change.clone()).await {
                                Ok(_) | Err(NotCommitted::AlreadyDone { .. }) => break,
                                Err(NotCommitted::Unavailable(Fault::Away(_))) => {}
                                Err(other) => panic!("{other:?}"),
                            }
                        }
                    }
                    case
                })
            })
            .collect();
        while writers.iter().any(|writer| !writer.is_finished()) {
            past.execute(cut).await.unwrap();
            tokio::time::sleep(Duration::from_millis(15)).await;
        }
        for writer in writers {
            assert_eq!(words(&store, writer.await.unwrap().id).await.len(), 25);
        }
        assert_eq!(sound_audit(&store, &past).await, 101);
    });
}

#[test]
fn a_postgresql_that_lets_nobody_in_is_said_to_each_and_written_to_when_it_does() {
    Database::postgresql(|database| async move {
        let still = Still::from(0);
        let store = open(database.address(), &still).await;
        let (server, name) = database.address().rsplit_once('/').unwrap();
        let past = Past::connect(&format!("{server}/postgres")).await.unwrap();
        let open_to = |all: bool| format!("ALTER DATABASE {name} ALLOW_CONNECTIONS {all}");
        let cut = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        );
        past.execute(&open_to(false)).await.unwrap();
        past.execute(&cut).await.unwrap();
        let refused = send(&store, &still, 20);
        for (_, answer) in refused {
            let answer = answer.await.unwrap();
            let Err(NotCommitted::Unavailable(fault @ Fault::Away(_))) = answer else {
                panic!("{answer:?}")
            };
            assert!(fault.to_string().contains("try again"), "{fault}");
        }
        past.execute(&open_to(true)).await.unwrap();
        for (_, answer) in send(&store, &still, 20) {
            answer.await.unwrap().unwrap();
        }
        assert_eq!(sound_audit(&store, &database.connect().await.unwrap()).await, 20);
    });
}
