-- Wrong codes: in one session, and in a row of one person, until something right is shown.
ALTER TABLE sessions ADD COLUMN wrong NUMBER NOT NULL DEFAULT 0;
ALTER TABLE workers ADD COLUMN wrong_codes NUMBER NOT NULL DEFAULT 0;

-- In which session an app was begun, by its token: no other session is shown its secret.
ALTER TABLE factors ADD COLUMN session BYTES;
-- In which session a passkey was asked: of each the latest few are kept.
ALTER TABLE ceremonies ADD COLUMN session BYTES;
CREATE INDEX ceremonies_worker ON ceremonies (worker, session);
CREATE INDEX places_seen ON places (seen);

-- Who opened an account: of two administrators of whom one opened the account of the other, only one
-- counts.
ALTER TABLE workers ADD COLUMN opened_by ID;
-- The side of the wall on which an account was signed in with. It never gets a role of the other: what
-- is kept for it, such as drafts and messages, is of this one.
ALTER TABLE workers ADD COLUMN stood TEXT CONSTRAINT one_side
    CHECK (stood IS NULL OR stands NOT IN ('programme', 'support') OR stands = stood);
UPDATE workers SET stood = stands WHERE stands IN ('programme', 'support') AND (password IS NOT NULL
    OR EXISTS (SELECT 1 FROM identities WHERE identities.worker = workers.id));
