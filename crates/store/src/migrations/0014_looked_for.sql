-- How often the address of mail that a directory gives was looked for among those of everybody, and
-- since when that is counted: whoever can change their own there learns of no more than a few.
ALTER TABLE identities ADD COLUMN looked NUMBER;
ALTER TABLE identities ADD COLUMN looks NUMBER;
