-- When a draft was begun. Of one that was begun before this step it is not known.
ALTER TABLE drafts ADD COLUMN begun NUMBER;
