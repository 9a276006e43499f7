-- Of which programme an account is that has no role anywhere: of that in which its roles were last
-- given or taken, or it was opened. An organisation may take part in several.
ALTER TABLE workers ADD COLUMN kept_in ID;
UPDATE workers SET kept_in = (SELECT programme FROM taking_part WHERE taking_part.organisation = workers.organisation)
    WHERE (SELECT COUNT(*) FROM taking_part WHERE taking_part.organisation = workers.organisation) = 1;
UPDATE workers SET kept_in = (SELECT DISTINCT programme FROM roles WHERE roles.worker = workers.id)
    WHERE (SELECT COUNT(DISTINCT programme) FROM roles WHERE roles.worker = workers.id) = 1;
