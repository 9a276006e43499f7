-- When the address of mail of an account was last changed, and by whom: for a while they are none of
-- the two who let its owner set up a second factor anew, since the link for that goes there.
ALTER TABLE workers ADD COLUMN addressed NUMBER;
ALTER TABLE workers ADD COLUMN addressed_by ID;
-- Since when the directory gives an address of mail that another account has.
ALTER TABLE identities ADD COLUMN taken NUMBER;
-- The address that a letter goes to which the account has no more, sealed for it; gone once it is sent.
ALTER TABLE outbox ADD COLUMN address BYTES;
