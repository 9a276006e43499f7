-- Signing in with two factors. A session is half until its second factor was shown.
ALTER TABLE sessions ADD COLUMN asked TRUTH NOT NULL DEFAULT FALSE; -- whoever it is has a factor
ALTER TABLE sessions ADD COLUMN factor NUMBER; -- when it was shown
ALTER TABLE sessions ADD COLUMN proved NUMBER NOT NULL DEFAULT 0; -- when they last showed who they are
-- A token is changed at the next request after the rights were. What was asked with the one before
-- at the same time is still answered.
ALTER TABLE sessions ADD COLUMN turn TRUTH NOT NULL DEFAULT FALSE;
ALTER TABLE sessions ADD COLUMN token_before BYTES;
ALTER TABLE sessions ADD COLUMN token_turned NUMBER;
CREATE INDEX sessions_before ON sessions (token_before);

-- Passkeys, and the apps that show codes: each sealed, and its owner's alone.
CREATE TABLE factors (
    id ID NOT NULL PRIMARY KEY,
    worker ID NOT NULL REFERENCES workers (id),
    kind TEXT NOT NULL, -- passkey, app
    sealed BYTES NOT NULL, -- its name, and what it is checked against
    credential BYTES UNIQUE, -- digest of a passkey's id
    made NUMBER NOT NULL,
    set_up TRUTH NOT NULL, -- whether it was shown once; before that it opens nothing
    used NUMBER,
    step NUMBER -- of the code that was used last: no earlier one is taken
);
CREATE INDEX factors_worker ON factors (worker, made);

CREATE TABLE recovery_codes (
    worker ID NOT NULL REFERENCES workers (id),
    digest BYTES NOT NULL,
    PRIMARY KEY (worker, digest)
);

-- What a passkey is asked for: good once, and for minutes.
CREATE TABLE ceremonies (
    id BYTES NOT NULL PRIMARY KEY,
    worker ID NOT NULL REFERENCES workers (id),
    state BYTES NOT NULL,
    ends NUMBER NOT NULL
);
CREATE INDEX ceremonies_ends ON ceremonies (ends);

-- What was good once and is used: of two that come with it at one time, to two servers, one fails.
CREATE TABLE spent (
    mark BYTES NOT NULL PRIMARY KEY,
    made NUMBER NOT NULL
);
CREATE INDEX spent_made ON spent (made);

-- What was tried and is not known to be right: whoever tries too much waits.
CREATE TABLE attempts (
    id ID NOT NULL,
    bucket BYTES NOT NULL, -- what it counts against: digest of an account, of a place, of all
    at NUMBER NOT NULL,
    PRIMARY KEY (bucket, at, id)
);
CREATE INDEX attempts_id ON attempts (id);
CREATE INDEX attempts_at ON attempts (at);

-- The browsers that somebody signed in from.
CREATE TABLE places (
    worker ID NOT NULL REFERENCES workers (id),
    mark BYTES NOT NULL, -- digest of what the browser keeps
    made NUMBER NOT NULL,
    seen NUMBER NOT NULL,
    PRIMARY KEY (worker, mark)
);

-- Links by which somebody chooses a password: each good once, and for three days.
CREATE TABLE invitations (
    digest BYTES NOT NULL PRIMARY KEY,
    worker ID NOT NULL REFERENCES workers (id),
    made NUMBER NOT NULL,
    ends NUMBER NOT NULL
);
CREATE INDEX invitations_worker ON invitations (worker);

-- Who asked that somebody may set up a second factor anew: another administrator does it.
CREATE TABLE resets (
    worker ID NOT NULL PRIMARY KEY REFERENCES workers (id),
    asked_by ID NOT NULL,
    made NUMBER NOT NULL
);
