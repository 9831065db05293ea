-- +goose Up

-- An application is what its log adds up to; seq is the number of the log's last event and guards every change.
CREATE TABLE applications (
    id            char(26) NOT NULL,
    number        varchar(16) COLLATE Latin1_General_100_BIN2 NULL, -- 26-000123: given with the submission
    client_id     char(26) NOT NULL,
    product_id    char(26) NOT NULL,
    version       int NOT NULL,
    slug          varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL, -- of the product, which never changes, as its kind
    kind          varchar(16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    product_names nvarchar(1000) NOT NULL, -- JSON: by language, as it was called when the application was begun
    state         varchar(16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    waits         varchar(8) COLLATE Latin1_General_100_BIN2 NOT NULL, -- for whom: client, bank, or empty
    is_open       bit NOT NULL, -- submitted and not ended
    seq           bigint NOT NULL,
    currency      char(3) NOT NULL, -- of what is asked for: ISO 4217
    amount        bigint NOT NULL, -- minor units
    term          int NOT NULL, -- months; 0: none
    ask           nvarchar(1000) NOT NULL, -- JSON: all of what is asked for
    quote         nvarchar(2000) NOT NULL, -- JSON
    step          varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    assignee_id   char(26) NULL,
    asked         nvarchar(4000) NOT NULL,
    offer         nvarchar(max) NULL, -- JSON: the last one made
    offer_expires datetime2(3) NULL, -- of an offer that waits for its answer
    reason        varchar(32) COLLATE Latin1_General_100_BIN2 NOT NULL,
    room_id       char(26) NULL,
    begin_key     varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL, -- the client's one-use key of the draft: the same key makes one draft
    told_key      varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL, -- of a submission that was answered with new figures
    created_at    datetime2(3) NOT NULL,
    changed_at    datetime2(3) NOT NULL,
    since_at      datetime2(3) NOT NULL, -- since when whoever is waited for is waited for
    submitted_at  datetime2(3) NULL,
    ended_at      datetime2(3) NULL,
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
);

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
    application_id char(26) NOT NULL,
    seq            bigint NOT NULL,
    id             char(26) NOT NULL,
    at             datetime2(3) NOT NULL,
    actor_id       char(26) NULL, -- NULL: the program
    side           varchar(8) COLLATE Latin1_General_100_BIN2 NOT NULL,
    act            varchar(16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    from_state     varchar(16) COLLATE Latin1_General_100_BIN2 NOT NULL, -- empty of the first one
    to_state       varchar(16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    note           nvarchar(4000) NOT NULL,
    changes        nvarchar(max) NOT NULL, -- JSON; sealed answers masked; empty: none
    CONSTRAINT application_events_pk PRIMARY KEY CLUSTERED (application_id, seq),
    CONSTRAINT application_events_application_fk FOREIGN KEY (application_id) REFERENCES applications (id),
    CONSTRAINT application_events_actor_fk FOREIGN KEY (actor_id) REFERENCES users (id),
    CONSTRAINT application_events_side_check CHECK (side IN ('client', 'bank', 'system'))
);

-- A sealed answer stands in sealed alone; value is its mask then, and blind what an exact search finds it by.
CREATE TABLE application_answers (
    application_id char(26) NOT NULL,
    field          varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    type           varchar(16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    value          nvarchar(1000) NOT NULL,
    rough          bit NOT NULL, -- as it was typed, because it isn't what the form wants
    sealed         varbinary(400) NULL,
    blind          varchar(32) COLLATE Latin1_General_100_BIN2 NULL,
    CONSTRAINT application_answers_pk PRIMARY KEY CLUSTERED (application_id, field),
    CONSTRAINT application_answers_application_fk FOREIGN KEY (application_id) REFERENCES applications (id),
    CONSTRAINT application_answers_sealed_check CHECK (type NOT IN ('passport', 'tax_id') OR sealed IS NOT NULL),
    CONSTRAINT application_answers_blind_check CHECK (blind IS NULL OR sealed IS NOT NULL)
);

CREATE INDEX application_answers_blind ON application_answers (blind, application_id) WHERE blind IS NOT NULL;

-- The last number given in a year of the bank. Whoever takes the next holds the row until the commit, so there is no gap.
CREATE TABLE application_numbers (
    year int NOT NULL,
    last bigint NOT NULL,
    CONSTRAINT application_numbers_pk PRIMARY KEY (year)
);
