-- +goose Up

-- An application is what its log adds up to; seq is the number of the log's last event and guards every change.
CREATE TABLE applications (
    id            TEXT     NOT NULL,
    number        TEXT     NULL, -- 26-000123: given with the submission
    client_id     TEXT     NOT NULL,
    product_id    TEXT     NOT NULL,
    version       INTEGER  NOT NULL,
    slug          TEXT     NOT NULL, -- of the product, which never changes, as its kind
    kind          TEXT     NOT NULL,
    product_names TEXT     NOT NULL, -- JSON: by language, as it was called when the application was begun
    state         TEXT     NOT NULL,
    waits         TEXT     NOT NULL, -- for whom: client, bank, or empty
    is_open       BOOLEAN  NOT NULL, -- submitted and not ended
    seq           INTEGER  NOT NULL,
    currency      TEXT     NOT NULL, -- of what is asked for: ISO 4217
    amount        INTEGER  NOT NULL, -- minor units
    term          INTEGER  NOT NULL, -- months; 0: none
    ask           TEXT     NOT NULL, -- JSON: all of what is asked for
    quote         TEXT     NOT NULL, -- JSON
    step          TEXT     NOT NULL,
    assignee_id   TEXT     NULL,
    asked         TEXT     NOT NULL,
    offer         TEXT     NULL, -- JSON: the last one made
    offer_expires DATETIME NULL, -- of an offer that waits for its answer
    reason        TEXT     NOT NULL,
    room_id       TEXT     NULL,
    begin_key     TEXT     NOT NULL, -- the client's one-use key of the draft: the same key makes one draft
    told_key      TEXT     NOT NULL, -- of a submission that was answered with new figures
    created_at    DATETIME NOT NULL,
    changed_at    DATETIME NOT NULL,
    since_at      DATETIME NOT NULL, -- since when whoever is waited for is waited for
    submitted_at  DATETIME NULL,
    ended_at      DATETIME NULL,
    CONSTRAINT applications_pk PRIMARY KEY (id),
    CONSTRAINT applications_client_fk FOREIGN KEY (client_id) REFERENCES users (id),
    CONSTRAINT applications_version_fk FOREIGN KEY (product_id, version) REFERENCES product_versions (product_id, number),
    CONSTRAINT applications_assignee_fk FOREIGN KEY (assignee_id) REFERENCES users (id),
    CONSTRAINT applications_room_fk FOREIGN KEY (room_id) REFERENCES rooms (id),
    CONSTRAINT applications_key_unique UNIQUE (client_id, begin_key),
    CONSTRAINT applications_state_check CHECK (state IN
        ('draft', 'submitted', 'in_review', 'needs_info', 'offered', 'accepted', 'declined', 'withdrawn', 'refused', 'fulfilled')),
    CONSTRAINT applications_waits_check CHECK (waits IN ('client', 'bank', '')),
    CONSTRAINT applications_number_check CHECK ((number IS NULL AND submitted_at IS NULL) OR (number IS NOT NULL AND submitted_at IS NOT NULL)),
    CONSTRAINT applications_offer_check CHECK (offer_expires IS NULL OR offer IS NOT NULL)
) WITHOUT ROWID;

CREATE UNIQUE INDEX applications_number ON applications (number) WHERE number IS NOT NULL;
CREATE INDEX applications_client ON applications (client_id, changed_at, id);
CREATE INDEX applications_open ON applications (is_open, since_at, id);
CREATE INDEX applications_open_kind ON applications (is_open, kind, since_at, id);
CREATE INDEX applications_open_assignee ON applications (assignee_id, is_open, since_at, id);
CREATE INDEX applications_state ON applications (state, since_at, id);
CREATE INDEX applications_state_kind ON applications (state, kind, since_at, id);
CREATE INDEX applications_state_assignee ON applications (assignee_id, state, since_at, id);
CREATE INDEX applications_stuck ON applications (waits, since_at, id);
CREATE INDEX applications_expires ON applications (offer_expires) WHERE offer_expires IS NOT NULL;

-- Events of one application lie side by side, and never change.
CREATE TABLE application_events (
    application_id TEXT     NOT NULL,
    seq            INTEGER  NOT NULL,
    id             TEXT     NOT NULL,
    at             DATETIME NOT NULL,
    actor_id       TEXT     NULL, -- NULL: the program
    side           TEXT     NOT NULL,
    act            TEXT     NOT NULL,
    from_state     TEXT     NOT NULL, -- empty of the first one
    to_state       TEXT     NOT NULL,
    note           TEXT     NOT NULL,
    changes        TEXT     NOT NULL, -- JSON; sealed answers masked; empty: none
    CONSTRAINT application_events_pk PRIMARY KEY (application_id, seq),
    CONSTRAINT application_events_application_fk FOREIGN KEY (application_id) REFERENCES applications (id),
    CONSTRAINT application_events_actor_fk FOREIGN KEY (actor_id) REFERENCES users (id),
    CONSTRAINT application_events_side_check CHECK (side IN ('client', 'bank', 'system'))
) WITHOUT ROWID;

-- A sealed answer stands in sealed alone; value is its mask then, and blind what an exact search finds it by.
CREATE TABLE application_answers (
    application_id TEXT     NOT NULL,
    field          TEXT     NOT NULL,
    type           TEXT     NOT NULL,
    value          TEXT     NOT NULL,
    rough          BOOLEAN  NOT NULL, -- as it was typed, because it isn't what the form wants
    sealed         BLOB     NULL,
    blind          TEXT     NULL,
    CONSTRAINT application_answers_pk PRIMARY KEY (application_id, field),
    CONSTRAINT application_answers_application_fk FOREIGN KEY (application_id) REFERENCES applications (id),
    CONSTRAINT application_answers_sealed_check CHECK (type NOT IN ('passport', 'tax_id') OR sealed IS NOT NULL),
    CONSTRAINT application_answers_blind_check CHECK (blind IS NULL OR sealed IS NOT NULL)
) WITHOUT ROWID;

CREATE INDEX application_answers_blind ON application_answers (blind, application_id) WHERE blind IS NOT NULL;

-- The last number given in a year of the bank. Whoever takes the next holds the row until the commit, so there is no gap.
CREATE TABLE application_numbers (
    year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    CONSTRAINT application_numbers_pk PRIMARY KEY (year)
);
