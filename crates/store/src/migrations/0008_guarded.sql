-- Wrong codes: in one session, and in a row of one person, until something right is shown.
ALTER TABLE sessions ADD COLUMN wrong NUMBER NOT NULL DEFAULT 0;
ALTER TABLE workers ADD COLUMN wrong_codes NUMBER NOT NULL DEFAULT 0;
