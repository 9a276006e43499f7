-- Who signs in through the directory of their organisation: by a digest of who says it and of whom.
CREATE TABLE identities (
    digest BYTES NOT NULL PRIMARY KEY,
    worker ID NOT NULL UNIQUE REFERENCES workers (id),
    directory TEXT NOT NULL, -- the key of the directory
    made NUMBER NOT NULL
);
ALTER TABLE sessions ADD COLUMN directory TEXT; -- the key of the directory that began it
