-- The record. ID, BYTES, NUMBER, TRUTH and SEQUENCE stand for each database's own types.
-- Moments are microseconds since 1970 in UTC, dates are ISO text.

CREATE TABLE programmes (
    id ID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    made NUMBER NOT NULL
);

CREATE TABLE organisations (
    id ID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    made NUMBER NOT NULL
);

CREATE TABLE taking_part (
    programme ID NOT NULL REFERENCES programmes (id),
    organisation ID NOT NULL REFERENCES organisations (id),
    PRIMARY KEY (programme, organisation)
);

CREATE TABLE areas_served (
    programme ID NOT NULL REFERENCES programmes (id),
    area TEXT NOT NULL,
    organisation ID NOT NULL REFERENCES organisations (id),
    PRIMARY KEY (programme, area, organisation)
);

CREATE TABLE workers (
    id ID NOT NULL PRIMARY KEY,
    organisation ID NOT NULL REFERENCES organisations (id),
    email BYTES NOT NULL UNIQUE, -- keyed digest: whoever signs in is found by it
    details BYTES NOT NULL, -- name and e-mail address, sealed
    password TEXT,
    state TEXT NOT NULL,
    stands TEXT NOT NULL, -- programme, support, oversight, administration; empty: no role yet
    made NUMBER NOT NULL,
    UNIQUE (id, stands)
);
CREATE INDEX workers_organisation ON workers (organisation);

-- A worker stands in one place, and every role held is of that place: nobody holds both sides.
CREATE TABLE roles (
    worker ID NOT NULL,
    stands TEXT NOT NULL,
    programme ID NOT NULL REFERENCES programmes (id),
    role TEXT NOT NULL,
    area TEXT NOT NULL, -- empty: every area
    PRIMARY KEY (worker, programme, role, area),
    FOREIGN KEY (worker, stands) REFERENCES workers (id, stands),
    CHECK (stands = CASE
        WHEN role IN ('support_worker', 'support_manager') THEN 'support'
        WHEN role IN ('commissioner', 'evaluator') THEN 'oversight'
        WHEN role = 'administrator' THEN 'administration'
        ELSE 'programme' END)
);
CREATE INDEX roles_programme ON roles (programme, role);

CREATE TABLE relations (
    worker ID NOT NULL,
    record ID NOT NULL,
    kind TEXT NOT NULL, -- conflict, glass
    programme ID NOT NULL,
    reason ID, -- the narrative that says why
    made NUMBER NOT NULL,
    until NUMBER NOT NULL,
    PRIMARY KEY (worker, record, kind, made)
);
CREATE INDEX relations_record ON relations (record, kind);

CREATE TABLE sessions (
    token BYTES NOT NULL PRIMARY KEY,
    worker ID NOT NULL REFERENCES workers (id),
    secret BYTES NOT NULL,
    made NUMBER NOT NULL,
    seen NUMBER NOT NULL,
    ends NUMBER NOT NULL,
    address TEXT NOT NULL,
    agent TEXT NOT NULL
);
CREATE INDEX sessions_worker ON sessions (worker);
CREATE INDEX sessions_ends ON sessions (ends);

CREATE TABLE commands (
    id ID NOT NULL PRIMARY KEY,
    programme ID NOT NULL,
    worker ID NOT NULL,
    at NUMBER NOT NULL,
    outcome TEXT NOT NULL
);

-- What never changes of a stream, and whether it is restricted: no event tells either.
CREATE TABLE streams (
    id ID NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    programme ID NOT NULL,
    reference NUMBER NOT NULL UNIQUE,
    restricted TRUTH NOT NULL
);

CREATE TABLE journal (
    sequence SEQUENCE,
    programme ID NOT NULL,
    kind TEXT NOT NULL,
    stream ID NOT NULL,
    version NUMBER NOT NULL,
    at NUMBER NOT NULL,
    worker ID NOT NULL,
    command ID,
    body TEXT NOT NULL,
    UNIQUE (stream, version)
);

-- Names, contacts, notes, sealed parts: each sealed with a data key of its own.
CREATE TABLE texts (
    id ID NOT NULL PRIMARY KEY,
    kind NUMBER NOT NULL,
    programme ID NOT NULL,
    ciphertext BYTES NOT NULL,
    made NUMBER NOT NULL
);

-- Keys sealed by the master key: wrapping keys, index keys, the keys of audit chains.
CREATE TABLE keys (
    purpose TEXT NOT NULL,
    owner ID NOT NULL,
    side NUMBER NOT NULL,
    version NUMBER NOT NULL,
    master BYTES NOT NULL,
    sealed BYTES NOT NULL,
    PRIMARY KEY (purpose, owner, side, version)
);

CREATE TABLE wraps (
    subject ID NOT NULL,
    record ID NOT NULL,
    organisation ID NOT NULL,
    side NUMBER NOT NULL,
    kind NUMBER NOT NULL,
    version NUMBER NOT NULL,
    wrapped BYTES NOT NULL,
    PRIMARY KEY (subject, record, organisation, side)
);
CREATE INDEX wraps_key ON wraps (organisation, side, version, subject);

CREATE TABLE blind_index (
    programme ID NOT NULL,
    side NUMBER NOT NULL,
    field NUMBER NOT NULL,
    token BYTES NOT NULL,
    record ID NOT NULL,
    person ID NOT NULL,
    PRIMARY KEY (programme, side, field, token, record, person)
);
CREATE INDEX blind_index_person ON blind_index (person);

CREATE TABLE cases (
    id ID NOT NULL PRIMARY KEY,
    programme ID NOT NULL,
    reference NUMBER NOT NULL UNIQUE,
    version NUMBER NOT NULL,
    area TEXT NOT NULL,
    organisation ID,
    referrer ID,
    assigned ID,
    owner ID,
    person ID,
    state TEXT NOT NULL,
    received NUMBER NOT NULL,
    due NUMBER,
    due_what TEXT,
    sessions NUMBER NOT NULL,
    cohort ID,
    restricted TRUTH NOT NULL
);
CREATE INDEX cases_programme ON cases (programme, received, id);
CREATE INDEX cases_organisation ON cases (organisation, programme, area, received, id);
CREATE INDEX cases_referrer ON cases (referrer, received, id);
CREATE INDEX cases_owner ON cases (owner, received, id);
CREATE INDEX cases_assigned ON cases (assigned, received, id);
CREATE INDEX cases_due ON cases (programme, due, id);
CREATE INDEX cases_person ON cases (person);

CREATE TABLE support_cases (
    id ID NOT NULL PRIMARY KEY,
    programme ID NOT NULL,
    reference NUMBER NOT NULL UNIQUE,
    version NUMBER NOT NULL,
    area TEXT NOT NULL,
    organisation ID,
    assigned ID,
    person ID,
    state TEXT NOT NULL,
    received NUMBER NOT NULL,
    due NUMBER,
    due_what TEXT,
    restricted TRUTH NOT NULL
);
CREATE INDEX support_cases_programme ON support_cases (programme, received, id);
CREATE INDEX support_cases_organisation
    ON support_cases (organisation, programme, area, received, id);
CREATE INDEX support_cases_assigned ON support_cases (assigned, received, id);
CREATE INDEX support_cases_due ON support_cases (programme, due, id);
CREATE INDEX support_cases_person ON support_cases (person);

-- Which case of hers answers which case of his: read by what crosses, and by nothing else.
CREATE TABLE crossings (
    his ID NOT NULL,
    hers ID NOT NULL,
    part ID,
    programme ID NOT NULL,
    PRIMARY KEY (his, hers)
);
CREATE INDEX crossings_hers ON crossings (hers);

CREATE TABLE groups (
    id ID NOT NULL PRIMARY KEY,
    programme ID NOT NULL,
    reference NUMBER NOT NULL UNIQUE,
    version NUMBER NOT NULL,
    area TEXT NOT NULL,
    organisation ID,
    venue TEXT NOT NULL,
    meets TEXT NOT NULL,
    capacity NUMBER NOT NULL,
    open TRUTH NOT NULL
);
CREATE INDEX groups_organisation ON groups (organisation, programme, area);

CREATE TABLE group_members (
    cohort ID NOT NULL,
    record ID NOT NULL,
    programme ID NOT NULL,
    PRIMARY KEY (cohort, record)
);
CREATE INDEX group_members_record ON group_members (record);

CREATE TABLE messages (
    id ID NOT NULL PRIMARY KEY,
    programme ID NOT NULL,
    organisation ID NOT NULL,
    worker ID, -- none: everybody of the organisation who is in scope
    audience TEXT NOT NULL,
    area TEXT,
    record ID NOT NULL,
    reference NUMBER NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    made NUMBER NOT NULL,
    read_at NUMBER,
    read_by ID
);
CREATE INDEX messages_organisation ON messages (organisation, programme, made, id);
CREATE INDEX messages_worker ON messages (worker, made, id);
CREATE INDEX messages_record ON messages (record);

CREATE TABLE outbox (
    id ID NOT NULL PRIMARY KEY,
    programme ID NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    made NUMBER NOT NULL,
    due NUMBER,
    attempts NUMBER NOT NULL,
    taken NUMBER NOT NULL,
    done NUMBER,
    fault TEXT
);
CREATE INDEX outbox_due ON outbox (due, id);

CREATE TABLE drafts (
    id ID NOT NULL PRIMARY KEY,
    programme ID NOT NULL,
    owner ID NOT NULL,
    kind TEXT NOT NULL,
    ciphertext BYTES NOT NULL,
    version NUMBER NOT NULL,
    changed NUMBER NOT NULL
);
CREATE INDEX drafts_owner ON drafts (owner, changed);

CREATE TABLE audit (
    server ID NOT NULL,
    number NUMBER NOT NULL,
    at NUMBER NOT NULL,
    worker ID,
    organisation ID,
    action TEXT NOT NULL,
    kind TEXT NOT NULL,
    record ID,
    outcome NUMBER NOT NULL,
    address TEXT,
    digest BYTES,
    sealed BYTES,
    mac BYTES NOT NULL,
    PRIMARY KEY (server, number)
);
CREATE INDEX audit_record ON audit (record, at);
CREATE INDEX audit_worker ON audit (worker, at);
