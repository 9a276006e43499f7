-- What the programs of an organisation ask with: bearer tokens, of which the digest alone is kept.
CREATE TABLE api_tokens (
    id ID NOT NULL PRIMARY KEY,
    programme ID NOT NULL REFERENCES programmes (id),
    organisation ID NOT NULL REFERENCES organisations (id),
    name TEXT NOT NULL,
    may TEXT NOT NULL, -- what it may do
    digest BYTES NOT NULL UNIQUE,
    made NUMBER NOT NULL,
    ends NUMBER NOT NULL,
    used NUMBER
);
CREATE INDEX api_tokens_organisation ON api_tokens (programme, organisation);
