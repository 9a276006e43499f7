-- Wrong codes: in one session, and in a row of one person, until something right is shown.
ALTER TABLE sessions ADD COLUMN wrong NUMBER NOT NULL DEFAULT 0;
ALTER TABLE workers ADD COLUMN wrong_codes NUMBER NOT NULL DEFAULT 0;

-- In which session an app was begun, by its token: no other session is shown its secret.
ALTER TABLE factors ADD COLUMN session BYTES;
-- In which session a passkey was asked: of each the latest few are kept.
ALTER TABLE ceremonies ADD COLUMN session BYTES;
CREATE INDEX ceremonies_worker ON ceremonies (worker, session);
CREATE INDEX places_seen ON places (seen);
