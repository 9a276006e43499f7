-- A caseload shows what goes on, newest first, and says how much that is, from an index alone.
-- Those that are over are most of a record that has run for years.
ALTER TABLE cases ADD COLUMN open TRUTH NOT NULL DEFAULT TRUE;
UPDATE cases SET open = FALSE WHERE state IN ('completed', 'unsuitable', 'left_early',
    'closed_before_assessment', 'closed_before_start', 'merged');
CREATE INDEX cases_open ON cases (organisation, programme, open, received, id, area);
CREATE INDEX cases_state ON cases (organisation, programme, state, received, id, area);
CREATE INDEX cases_received ON cases (organisation, programme, received, id, area);
DROP INDEX cases_organisation;

ALTER TABLE support_cases ADD COLUMN open TRUTH NOT NULL DEFAULT TRUE;
UPDATE support_cases SET open = FALSE WHERE state IN ('closed', 'merged');
CREATE INDEX support_cases_open
    ON support_cases (organisation, programme, open, received, id, area);
CREATE INDEX support_cases_state
    ON support_cases (organisation, programme, state, received, id, area);
CREATE INDEX support_cases_received
    ON support_cases (organisation, programme, received, id, area);
DROP INDEX support_cases_organisation;
