-- +goose Up

-- Who had a hand in a request: 1 wrote it, 2 edited what it is about, 3 decided it. Each person has exactly one part, so whoever wrote or
-- edited can't decide: the key says so, and no row is ever changed or deleted. Its rows are written before the request that names them.
CREATE TABLE approval_people (
    request_id char(26) NOT NULL,
    user_id    char(26) NOT NULL,
    part       int NOT NULL,
    CONSTRAINT approval_people_pk PRIMARY KEY (request_id, user_id),
    CONSTRAINT approval_people_part_unique UNIQUE (request_id, user_id, part),
    CONSTRAINT approval_people_user_fk FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT approval_people_part_check CHECK (part IN (1, 2, 3))
);

-- What somebody wants published, and what somebody else said to it. open_object is the object while the request waits: one at a time.
CREATE TABLE approvals (
    id           char(26) NOT NULL,
    kind         varchar(32) COLLATE Latin1_General_100_BIN2 NOT NULL,
    object       varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    open_object  varchar(64) COLLATE Latin1_General_100_BIN2 NULL,
    title_en     nvarchar(400) NOT NULL,
    title_ru     nvarchar(400) NOT NULL,
    author_id    char(26) NOT NULL,
    author_part  int NOT NULL,
    state        varchar(16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    decider_id   char(26) NULL,
    decider_part int NULL,
    asked_at     datetime2(3) NOT NULL,
    ended_at     datetime2(3) NULL,
    reason       nvarchar(2000) NOT NULL, -- of the decider
    note         nvarchar(2000) NOT NULL, -- JSON: what the program says of its end
    payload      nvarchar(max) NOT NULL, -- JSON of the kind: what is published
    CONSTRAINT approvals_pk PRIMARY KEY (id),
    CONSTRAINT approvals_author_fk FOREIGN KEY (id, author_id, author_part) REFERENCES approval_people (request_id, user_id, part),
    CONSTRAINT approvals_decider_fk FOREIGN KEY (id, decider_id, decider_part) REFERENCES approval_people (request_id, user_id, part),
    CONSTRAINT approvals_part_check CHECK (author_part = 1 AND (decider_part IS NULL OR decider_part = 3)),
    CONSTRAINT approvals_eyes_check CHECK (decider_id IS NULL OR decider_id <> author_id),
    CONSTRAINT approvals_state_check CHECK (
        state IN ('approved', 'refused') AND decider_id IS NOT NULL AND decider_part IS NOT NULL AND ended_at IS NOT NULL
        OR state IN ('withdrawn', 'outdated') AND decider_id IS NULL AND decider_part IS NULL AND ended_at IS NOT NULL
        OR state = 'waiting' AND decider_id IS NULL AND decider_part IS NULL AND ended_at IS NULL),
    CONSTRAINT approvals_open_check CHECK (open_object IS NULL OR state = 'waiting' AND open_object = object),
    CONSTRAINT approvals_reason_check CHECK (state <> 'refused' OR reason <> '')
);

CREATE UNIQUE INDEX approvals_open ON approvals (kind, open_object) WHERE open_object IS NOT NULL;
CREATE INDEX approvals_state ON approvals (state, id);
CREATE INDEX approvals_author ON approvals (author_id, id);
CREATE INDEX approvals_kind ON approvals (kind, id);

-- What is being written about a product: one draft at a time, of one that is sold or of one that is to be. It goes when it is published
-- or thrown away; who wrote what is published stands in approval_people.
CREATE TABLE product_drafts (
    id          char(26) NOT NULL,
    slug        varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    kind        varchar(16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    position    int NOT NULL,
    product_id  char(26) NULL, -- NULL: a product that is to be
    base        int NOT NULL, -- number of the version that it was copied from; 0: none
    base_at     datetime2(3) NULL, -- when that one was written: it may have been written anew since
    revision    bigint NOT NULL,
    author_id   char(26) NOT NULL,
    request_id  char(26) NULL, -- that waits
    returned_id char(26) NULL, -- request with which it came back last
    created_at  datetime2(3) NOT NULL,
    CONSTRAINT product_drafts_pk PRIMARY KEY (id),
    CONSTRAINT product_drafts_slug_unique UNIQUE (slug),
    CONSTRAINT product_drafts_product_fk FOREIGN KEY (product_id) REFERENCES products (id),
    CONSTRAINT product_drafts_author_fk FOREIGN KEY (author_id) REFERENCES users (id),
    CONSTRAINT product_drafts_request_fk FOREIGN KEY (request_id) REFERENCES approvals (id),
    CONSTRAINT product_drafts_returned_fk FOREIGN KEY (returned_id) REFERENCES approvals (id),
    CONSTRAINT product_drafts_kind_check CHECK
        (kind IN ('deposit', 'savings', 'loan', 'mortgage', 'car_loan', 'credit_card', 'debit_card', 'insurance')),
    CONSTRAINT product_drafts_revision_check CHECK (revision > 0)
);

CREATE INDEX product_drafts_request ON product_drafts (request_id);

-- Each text of a draft, for whoever saves on top of an older one.
CREATE TABLE product_draft_revisions (
    draft_id char(26) NOT NULL,
    revision bigint NOT NULL,
    saved_by char(26) NOT NULL,
    saved_at datetime2(3) NOT NULL,
    from_day char(10) COLLATE Latin1_General_100_BIN2 NULL, -- first day in force, as far as it is known
    content  nvarchar(max) NOT NULL, -- JSON
    CONSTRAINT product_draft_revisions_pk PRIMARY KEY (draft_id, revision),
    CONSTRAINT product_draft_revisions_draft_fk FOREIGN KEY (draft_id) REFERENCES product_drafts (id),
    CONSTRAINT product_draft_revisions_by_fk FOREIGN KEY (saved_by) REFERENCES users (id)
);

-- Everybody who has saved a draft, for as long as it is open.
CREATE TABLE product_draft_editors (
    draft_id char(26) NOT NULL,
    user_id  char(26) NOT NULL,
    CONSTRAINT product_draft_editors_pk PRIMARY KEY (draft_id, user_id),
    CONSTRAINT product_draft_editors_draft_fk FOREIGN KEY (draft_id) REFERENCES product_drafts (id),
    CONSTRAINT product_draft_editors_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
);
