-- Rows of earlier spreadsheets that are cases now, so that none comes in twice. What the row said is
-- kept as a keyed digest alone.
CREATE TABLE imported (
    programme ID NOT NULL,
    kind TEXT NOT NULL, -- of the stream: case, support_case
    reference TEXT NOT NULL, -- as the file spells it
    stream ID NOT NULL,
    digest BYTES NOT NULL,
    individual TEXT, -- by what the record knows that referrals are of one man
    PRIMARY KEY (programme, kind, reference)
);
