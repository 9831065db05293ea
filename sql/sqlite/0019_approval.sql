-- +goose Up

-- Who had a hand in a request: 1 wrote it, 2 edited what it is about, 3 decided it. Each person has exactly one part, so whoever wrote or
-- edited can't decide: the key says so, and no row is ever changed or deleted. Its rows are written before the request that names them.
CREATE TABLE approval_people (
    request_id TEXT NOT NULL,
    user_id    TEXT NOT NULL,
    part       INTEGER NOT NULL,
    CONSTRAINT approval_people_pk PRIMARY KEY (request_id, user_id),
    CONSTRAINT approval_people_part_unique UNIQUE (request_id, user_id, part),
    CONSTRAINT approval_people_user_fk FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT approval_people_part_check CHECK (part IN (1, 2, 3))
) WITHOUT ROWID;

-- What somebody wants published, and what somebody else said to it. open_object is the object while the request waits: one at a time.
CREATE TABLE approvals (
    id           TEXT NOT NULL,
    kind         TEXT NOT NULL,
    object       TEXT NOT NULL,
    open_object  TEXT NULL,
    title_en     TEXT NOT NULL,
    title_ru     TEXT NOT NULL,
    author_id    TEXT NOT NULL,
    author_part  INTEGER NOT NULL,
    state        TEXT NOT NULL,
    decider_id   TEXT NULL,
    decider_part INTEGER NULL,
    asked_at     DATETIME NOT NULL,
    ended_at     DATETIME NULL,
    reason       TEXT NOT NULL, -- of the decider
    note         TEXT NOT NULL, -- JSON: what the program says of its end
    payload      TEXT NOT NULL, -- JSON of the kind: what is published
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
) WITHOUT ROWID;

CREATE UNIQUE INDEX approvals_open ON approvals (kind, open_object) WHERE open_object IS NOT NULL;
CREATE INDEX approvals_state ON approvals (state, id);
CREATE INDEX approvals_author ON approvals (author_id, id);
CREATE INDEX approvals_kind ON approvals (kind, id);

-- What is being written about a product: one draft at a time, of one that is sold or of one that is to be. It goes when it is published
-- or thrown away; who wrote what is published stands in approval_people.
CREATE TABLE product_drafts (
    id          TEXT NOT NULL,
    slug        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    position    INTEGER NOT NULL,
    product_id  TEXT NULL, -- NULL: a product that is to be
    base        INTEGER NOT NULL, -- number of the version that it was copied from; 0: none
    base_at     DATETIME NULL, -- when that one was written: it may have been written anew since
    revision    INTEGER NOT NULL,
    author_id   TEXT NOT NULL,
    request_id  TEXT NULL, -- that waits
    returned_id TEXT NULL, -- request with which it came back last
    created_at  DATETIME NOT NULL,
    CONSTRAINT product_drafts_pk PRIMARY KEY (id),
    CONSTRAINT product_drafts_slug_unique UNIQUE (slug),
    CONSTRAINT product_drafts_product_fk FOREIGN KEY (product_id) REFERENCES products (id),
    CONSTRAINT product_drafts_author_fk FOREIGN KEY (author_id) REFERENCES users (id),
    CONSTRAINT product_drafts_request_fk FOREIGN KEY (request_id) REFERENCES approvals (id),
    CONSTRAINT product_drafts_returned_fk FOREIGN KEY (returned_id) REFERENCES approvals (id),
    CONSTRAINT product_drafts_kind_check CHECK
        (kind IN ('deposit', 'savings', 'loan', 'mortgage', 'car_loan', 'credit_card', 'debit_card', 'insurance')),
    CONSTRAINT product_drafts_revision_check CHECK (revision > 0)
) WITHOUT ROWID;

CREATE INDEX product_drafts_request ON product_drafts (request_id);

-- Each text of a draft, for whoever saves on top of an older one.
CREATE TABLE product_draft_revisions (
    draft_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    saved_by TEXT NOT NULL,
    saved_at DATETIME NOT NULL,
    from_day TEXT NULL, -- first day in force, as far as it is known
    content  TEXT NOT NULL, -- JSON
    CONSTRAINT product_draft_revisions_pk PRIMARY KEY (draft_id, revision),
    CONSTRAINT product_draft_revisions_draft_fk FOREIGN KEY (draft_id) REFERENCES product_drafts (id),
    CONSTRAINT product_draft_revisions_by_fk FOREIGN KEY (saved_by) REFERENCES users (id)
) WITHOUT ROWID;

-- Everybody who has saved a draft, for as long as it is open.
CREATE TABLE product_draft_editors (
    draft_id TEXT NOT NULL,
    user_id  TEXT NOT NULL,
    CONSTRAINT product_draft_editors_pk PRIMARY KEY (draft_id, user_id),
    CONSTRAINT product_draft_editors_draft_fk FOREIGN KEY (draft_id) REFERENCES product_drafts (id),
    CONSTRAINT product_draft_editors_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
) WITHOUT ROWID;
