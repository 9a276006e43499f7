//! The tables that changes write to, and their rows.

use jiff::Timestamp;
use pathway::{PersonId, ProgrammeId, WorkerId};
use uuid::Uuid;

use crate::change::Message;
use crate::journal::Envelope;
use crate::keys::index::Token;
use crate::keys::{Ciphertext, Side, Subject, Wrap};
use crate::sql::stamp;
use crate::writer::{Insert, OnConflict, Table};

macro_rules! tables {
    ($($name:ident $table:literal [$($column:literal)+] key $key:literal $conflict:expr;)+) => {$(
        pub(crate) static $name: Table = Table {
            name: $table,
            columns: &[$($column),+],
            key: $key,
            on_conflict: $conflict,
        };
    )+};
}

tables! {
    COMMANDS "commands" ["id" "programme" "worker" "at" "outcome"] key 1 OnConflict::Fail;
    STREAMS "streams" ["id" "kind" "programme" "reference" "restricted"] key 1 OnConflict::Fail;
    JOURNAL "journal" ["programme" "kind" "stream" "version" "at" "worker" "command" "body"]
        key 0 OnConflict::Fail;
    TEXTS "texts" ["id" "kind" "programme" "ciphertext" "made"] key 1
        OnConflict::Replace { kept: &["kind", "programme", "made"] };
    WRAPS "wraps" ["subject" "record" "organisation" "side" "kind" "version" "wrapped"] key 4
        OnConflict::Replace { kept: &[] };
    BLIND_INDEX "blind_index" ["programme" "side" "field" "token" "record" "person"] key 6
        OnConflict::Keep;
    MESSAGES "messages" ["id" "programme" "organisation" "worker" "audience" "area" "record"
        "reference" "kind" "body" "made"] key 1 OnConflict::Fail;
    CASES "cases" ["id" "programme" "reference" "version" "area" "organisation" "referrer"
        "assigned" "owner" "person" "state" "open" "received" "due" "due_what" "sessions"
        "cohort" "restricted"] key 1
        OnConflict::Replace { kept: &["programme", "reference", "restricted"] };
    SUPPORT_CASES "support_cases" ["id" "programme" "reference" "version" "area" "organisation"
        "assigned" "person" "state" "open" "received" "due" "due_what" "restricted"] key 1
        OnConflict::Replace { kept: &["programme", "reference", "restricted"] };
    CROSSINGS "crossings" ["his" "hers" "part" "programme" "version"] key 2
        OnConflict::Replace { kept: &["programme"] };
    GROUPS "groups" ["id" "programme" "reference" "version" "area" "organisation" "venue" "meets"
        "capacity" "open" "man" "woman"] key 1
        OnConflict::Replace { kept: &["programme", "reference"] };
    GROUP_MEMBERS "group_members" ["cohort" "record" "programme" "version" "waits"] key 2
        OnConflict::Replace { kept: &["programme"] };
    CASE_CLOCKS "case_clocks" ["record" "place" "programme" "version" "what" "due"] key 2
        OnConflict::Replace { kept: &["programme"] };
    SUPPORT_CLOCKS "support_clocks" ["record" "place" "programme" "version" "what" "due"] key 2
        OnConflict::Replace { kept: &["programme"] };
    GROUP_SESSIONS "group_sessions" ["cohort" "held_on" "programme" "version" "state" "number"
        "content" "heavy" "attended" "places"] key 2
        OnConflict::Replace { kept: &["programme"] };
    OUTBOX "outbox" ["id" "programme" "kind" "body" "made" "due" "attempts" "taken" "address"]
        key 1
        OnConflict::Fail;
}

pub(crate) fn stream(kind: &'static str, envelope: &Envelope) -> Insert {
    Insert::into(
        &STREAMS,
        [
            envelope.id.into(),
            kind.into(),
            envelope.programme.uuid().into(),
            reference(envelope.reference).into(),
            envelope.restricted.into(),
        ],
    )
}

pub(crate) fn text(
    subject: Subject,
    programme: ProgrammeId,
    sealed: &Ciphertext,
    made: Timestamp,
) -> Insert {
    Insert::into(
        &TEXTS,
        [
            subject.uuid().into(),
            i64::from(subject.code()).into(),
            programme.uuid().into(),
            sealed.bytes().to_vec().into(),
            stamp(made).into(),
        ],
    )
}

pub(crate) fn wrap(wrap: &Wrap) -> Insert {
    Insert::into(
        &WRAPS,
        [
            wrap.subject.uuid().into(),
            wrap.record.into(),
            wrap.organisation.uuid().into(),
            i64::from(wrap.side.code()).into(),
            i64::from(wrap.subject.code()).into(),
            i64::from(wrap.version).into(),
            wrap.wrapped.bytes().to_vec().into(),
        ],
    )
}

pub(crate) fn token(
    programme: ProgrammeId,
    side: Side,
    token: &Token,
    record: Uuid,
    person: PersonId,
) -> Insert {
    Insert::into(
        &BLIND_INDEX,
        [
            programme.uuid().into(),
            i64::from(side.code()).into(),
            i64::from(token.field.code()).into(),
            token.bytes.to_vec().into(),
            record.into(),
            person.uuid().into(),
        ],
    )
}

pub(crate) fn message(programme: ProgrammeId, message: &Message, made: Timestamp) -> Insert {
    Insert::into(
        &MESSAGES,
        [
            message.id.uuid().into(),
            programme.uuid().into(),
            message.organisation.uuid().into(),
            message.worker.map(WorkerId::uuid).into(),
            message.audience.name().into(),
            message.area.as_ref().map(|area| area.name().to_owned()).into(),
            message.record.into(),
            reference(message.reference).into(),
            message.kind.into(),
            message.body.clone().into(),
            stamp(made).into(),
        ],
    )
}

/// A reference as the database keeps it: below 2^55, so that it is a number of either database.
pub(crate) fn reference(reference: pathway::Reference) -> i64 {
    i64::try_from(reference.number()).unwrap_or(i64::MAX)
}
