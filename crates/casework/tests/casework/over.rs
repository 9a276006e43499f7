//! What is kept of an account for a time only, and is gone after it, on both databases.

use jiff::{SignedDuration, Timestamp};
use pathway::Surroundings;
use testkit::{Cell, Past};
use uuid::Uuid;

use crate::town::{PROGRAMME, Town};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Puts rows of two moments into each table: one that is over at this moment, and one a second later.
struct Rows {
    past: Past,
    now: Timestamp,
    next: u128,
}

impl Rows {
    fn id(&mut self) -> Uuid {
        self.next += 1;
        Uuid::from_u128(0xD000 + self.next)
    }

    fn at(&self, seconds: i64) -> Cell {
        let at = self.now.checked_sub(SignedDuration::from_secs(seconds)).unwrap();
        at.as_microsecond().into()
    }

    async fn put(&self, table: &str, columns: Vec<(&str, Cell)>) {
        self.past.insert(table, &columns).await.unwrap();
    }

    async fn count(&self, table: &str) -> i64 {
        let sql = format!("SELECT COUNT(*) FROM {table}");
        self.past.rows(&sql).await.unwrap()[0][0].number().unwrap()
    }
}

testkit::both_databases! {
    async fn what_is_over_is_gone_and_what_is_not_is_there(database: Database) {
        let town = Town::at(database.address()).await;
        let worker = town.facilitator.actor.worker().uuid();
        let other = town.elsewhere.actor.worker().uuid();
        let past = database.connect().await.unwrap();
        let key = past.rows("SELECT owner, side FROM keys WHERE purpose = 'wrapping'").await.unwrap();
        let (holder, side) = (key[0][0].id().unwrap(), key[0][1].number().unwrap());
        let mut rows = Rows { past, now: town.clock.now(), next: 0 };
        for late in [0, 1] {
            // Each is over so long after the moment that stands in it.
            let ago = |time: i64| time - late;
            let (mark, whose) = (rows.id().as_bytes().to_vec(), if late == 0 { worker } else { other });
            let digest = || Cell::from(mark.clone());
            rows.put("sessions", vec![
                ("token", digest()), ("worker", worker.into()), ("secret", digest()),
                ("made", rows.at(2 * DAY)), ("seen", rows.at(2 * DAY)), ("ends", rows.at(ago(DAY))),
                ("address", "".into()), ("agent", "".into()),
            ]).await;
            rows.put("ceremonies", vec![
                ("id", digest()), ("worker", worker.into()), ("state", digest()),
                ("ends", rows.at(ago(0))),
            ]).await;
            rows.put("spent", vec![("mark", digest()), ("made", rows.at(ago(DAY)))]).await;
            let id = rows.id();
            rows.put("factors", vec![
                ("id", id.into()), ("worker", worker.into()), ("kind", "app".into()),
                ("sealed", digest()), ("made", rows.at(ago(HOUR))), ("set_up", false.into()),
            ]).await;
            let id = rows.id();
            rows.put("attempts", vec![
                ("id", id.into()), ("bucket", digest()), ("at", rows.at(ago(10 * MINUTE))),
            ]).await;
            rows.put("places", vec![
                ("worker", worker.into()), ("mark", digest()), ("made", rows.at(400 * DAY)),
                ("seen", rows.at(ago(365 * DAY))),
            ]).await;
            rows.put("invitations", vec![
                ("digest", digest()), ("worker", worker.into()), ("made", rows.at(3 * DAY)),
                ("ends", rows.at(ago(0))),
            ]).await;
            rows.put("resets", vec![
                ("worker", whose.into()), ("asked_by", worker.into()), ("made", rows.at(ago(DAY))),
            ]).await;
            rows.put("readdressed", vec![
                ("worker", whose.into()), ("changed_by", worker.into()), ("at", rows.at(ago(7 * DAY))),
            ]).await;
            for kind in ["sent_after_the_end", "referral"] {
                let id = rows.id();
                rows.put("drafts", vec![
                    ("id", id.into()), ("programme", PROGRAMME.uuid().into()), ("owner", worker.into()),
                    ("kind", kind.into()), ("ciphertext", digest()), ("version", 1i64.into()),
                    ("changed", rows.at(ago(30 * DAY))),
                ]).await;
                rows.put("wraps", vec![
                    ("subject", id.into()), ("record", id.into()), ("organisation", holder.into()),
                    ("side", side.into()), ("kind", 0.into()), ("version", 1i64.into()),
                    ("wrapped", digest()),
                ]).await;
            }
            for (sent, due) in [(rows.at(ago(30 * DAY)), Cell::Nothing), (Cell::Nothing, rows.at(0))] {
                let id = rows.id();
                rows.put("outbox", vec![
                    ("id", id.into()), ("programme", PROGRAMME.uuid().into()), ("kind", "letter".into()),
                    ("body", "".into()), ("made", rows.at(40 * DAY)), ("due", due),
                    ("attempts", 0i64.into()), ("taken", 0i64.into()), ("done", sent),
                ]).await;
            }
            // To an address that an account had before.
            let id = rows.id();
            rows.put("outbox", vec![
                ("id", id.into()), ("programme", PROGRAMME.uuid().into()), ("kind", "left".into()),
                ("body", "".into()), ("made", rows.at(ago(30 * DAY))), ("due", rows.at(0)),
                ("attempts", 0i64.into()), ("taken", 0i64.into()), ("done", Cell::Nothing),
                ("address", digest()),
            ]).await;
        }
        let wraps = rows.count("wraps").await;
        town.office.forget_what_is_over().await.unwrap();
        for table in [
            "sessions", "ceremonies", "spent", "factors", "attempts", "places", "invitations", "resets",
            "readdressed",
        ] {
            assert_eq!(rows.count(table).await, 1, "{table}");
        }
        let kept = "SELECT id FROM drafts WHERE kind = 'referral'";
        assert_eq!(rows.past.rows(kept).await.unwrap().len(), 2, "what is not sent yet stays");
        assert_eq!(rows.count("drafts").await, 3);
        assert_eq!(rows.count("wraps").await, wraps - 1, "its key is gone with it");
        let waits = "SELECT id FROM outbox WHERE done IS NULL AND address IS NULL";
        assert_eq!(rows.past.rows(waits).await.unwrap().len(), 2, "what is not sent waits");
        let addressed = "SELECT id FROM outbox WHERE address IS NOT NULL";
        assert_eq!(rows.past.rows(addressed).await.unwrap().len(), 1, "no address waits for ever");
        assert_eq!(rows.count("outbox").await, 4);
    }
}
