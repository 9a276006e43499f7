-- Everything that is due of each case, each side apart: `cases.due` holds the soonest alone. A
-- record that was begun before this step has the rows once its read models are made again.

CREATE TABLE case_clocks (
    record ID NOT NULL,
    place NUMBER NOT NULL, -- of all that is due of the case, the soonest first
    programme ID NOT NULL,
    version NUMBER NOT NULL, -- of the case's stream
    what TEXT NOT NULL,
    due NUMBER NOT NULL,
    PRIMARY KEY (record, place)
);
CREATE INDEX case_clocks_due ON case_clocks (programme, due, record);

CREATE TABLE support_clocks (
    record ID NOT NULL,
    place NUMBER NOT NULL,
    programme ID NOT NULL,
    version NUMBER NOT NULL,
    what TEXT NOT NULL,
    due NUMBER NOT NULL,
    PRIMARY KEY (record, place)
);
CREATE INDEX support_clocks_due ON support_clocks (programme, due, record);

-- What each group planned, held and cancelled, a row a day.
CREATE TABLE group_sessions (
    cohort ID NOT NULL,
    held_on TEXT NOT NULL,
    programme ID NOT NULL,
    version NUMBER NOT NULL, -- of the group's stream
    state TEXT NOT NULL, -- planned, held, cancelled
    number NUMBER, -- of the thirty
    content TEXT,
    heavy TRUTH NOT NULL,
    attended NUMBER NOT NULL,
    places NUMBER NOT NULL,
    PRIMARY KEY (cohort, held_on)
);
CREATE INDEX group_sessions_day ON group_sessions (programme, held_on, cohort);
