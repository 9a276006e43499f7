-- Who changed the address of mail of an account, each with when they last did: for a while neither they
-- nor whom they let in, or who let them in, lets its owner in anew, since links go to that address. The
-- last of them alone was kept: whoever came after washed away who came before.
CREATE TABLE readdressed (
    worker ID NOT NULL REFERENCES workers (id),
    changed_by ID NOT NULL,
    at NUMBER NOT NULL,
    PRIMARY KEY (worker, changed_by)
);
INSERT INTO readdressed (worker, changed_by, at)
    SELECT id, addressed_by, addressed FROM workers
    WHERE addressed IS NOT NULL AND addressed_by IS NOT NULL;
ALTER TABLE workers DROP COLUMN addressed_by;
-- When an account was first signed in with. Of those of before that is not known: they count as used.
ALTER TABLE workers ADD COLUMN used NUMBER;
UPDATE workers SET used = made;
