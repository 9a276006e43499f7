-- When a draft was begun. Of one that was begun before this step it is not known.
ALTER TABLE drafts ADD COLUMN begun NUMBER;

-- Who has a conflict of interest with what, all at once: beside them are those who gave a reason.
CREATE INDEX relations_conflicts ON relations (programme, kind, record, worker);
