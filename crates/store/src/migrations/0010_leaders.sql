-- Who leads a group. One that was set up before this step has them once its read models are made
-- again.
ALTER TABLE groups ADD COLUMN man ID;
ALTER TABLE groups ADD COLUMN woman ID;
