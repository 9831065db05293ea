-- +goose Up

-- How applications are decided. A version never changes once it is published; who wrote it doesn't approve it. The one that came with
-- the program has neither.
CREATE TABLE workflows (
    id         TEXT NOT NULL,
    created_at DATETIME NOT NULL,
    CONSTRAINT workflows_pk PRIMARY KEY (id)
) WITHOUT ROWID;

CREATE TABLE workflow_versions (
    workflow_id  TEXT NOT NULL,
    number       INTEGER NOT NULL,
    content      TEXT NOT NULL, -- JSON
    author_id    TEXT NULL,
    approver_id  TEXT NULL,
    published_at DATETIME NOT NULL,
    CONSTRAINT workflow_versions_pk PRIMARY KEY (workflow_id, number),
    CONSTRAINT workflow_versions_workflow_fk FOREIGN KEY (workflow_id) REFERENCES workflows (id),
    CONSTRAINT workflow_versions_author_fk FOREIGN KEY (author_id) REFERENCES users (id),
    CONSTRAINT workflow_versions_approver_fk FOREIGN KEY (approver_id) REFERENCES users (id),
    CONSTRAINT workflow_versions_eyes_check CHECK ((author_id IS NULL AND approver_id IS NULL)
        OR (author_id IS NOT NULL AND approver_id IS NOT NULL AND author_id <> approver_id))
) WITHOUT ROWID;

-- Which version decides the applications for products of a kind from now on.
CREATE TABLE workflow_kinds (
    kind        TEXT NOT NULL,
    workflow_id TEXT NOT NULL,
    number      INTEGER NOT NULL,
    CONSTRAINT workflow_kinds_pk PRIMARY KEY (kind),
    CONSTRAINT workflow_kinds_version_fk FOREIGN KEY (workflow_id, number) REFERENCES workflow_versions (workflow_id, number)
) WITHOUT ROWID;

-- What is being written: one draft of a workflow. workflow_id is of no row yet while the workflow is new.
CREATE TABLE workflow_drafts (
    workflow_id TEXT NOT NULL,
    base        INTEGER NOT NULL, -- number of the version that it was copied from; 0: none
    content     TEXT NOT NULL, -- JSON
    revision    INTEGER NOT NULL,
    author_id   TEXT NOT NULL,
    editors     TEXT NOT NULL, -- JSON: ids of all who saved it
    changed_by  TEXT NOT NULL,
    changed_at  DATETIME NOT NULL,
    request_id  TEXT NULL, -- the approval that it waits for
    CONSTRAINT workflow_drafts_pk PRIMARY KEY (workflow_id),
    CONSTRAINT workflow_drafts_author_fk FOREIGN KEY (author_id) REFERENCES users (id),
    CONSTRAINT workflow_drafts_changer_fk FOREIGN KEY (changed_by) REFERENCES users (id)
) WITHOUT ROWID;

-- An application keeps the workflow under which it was submitted. round is the number of the change with which it came to its stage:
-- ticks and votes are of one round. client_key and client_last are the client's name, folded, whole and from the last word on: what a
-- search by its beginning reads.
ALTER TABLE applications ADD COLUMN workflow_id TEXT CONSTRAINT applications_workflow_fk REFERENCES workflows (id) NULL;
ALTER TABLE applications ADD COLUMN workflow_version INTEGER NULL;
ALTER TABLE applications ADD COLUMN stage TEXT NULL;
ALTER TABLE applications ADD COLUMN round INTEGER NULL;
ALTER TABLE applications ADD COLUMN stage_at DATETIME NULL;
ALTER TABLE applications ADD COLUMN client_key TEXT NULL;
ALTER TABLE applications ADD COLUMN client_last TEXT NULL;

CREATE TABLE application_checks (
    application_id TEXT NOT NULL,
    round          INTEGER NOT NULL,
    item           TEXT NOT NULL,
    person_id      TEXT NOT NULL,
    ticked_at      DATETIME NOT NULL,
    CONSTRAINT application_checks_pk PRIMARY KEY (application_id, round, item),
    CONSTRAINT application_checks_application_fk FOREIGN KEY (application_id) REFERENCES applications (id),
    CONSTRAINT application_checks_person_fk FOREIGN KEY (person_id) REFERENCES users (id)
) WITHOUT ROWID;

-- A person has one vote in a round, and keeps to it.
CREATE TABLE application_votes (
    application_id TEXT NOT NULL,
    round          INTEGER NOT NULL,
    person_id      TEXT NOT NULL,
    in_favour      BOOLEAN NOT NULL,
    amount         INTEGER NOT NULL, -- minor units: up to which they are in favour
    reason         TEXT NOT NULL,
    voted_at       DATETIME NOT NULL,
    CONSTRAINT application_votes_pk PRIMARY KEY (application_id, round, person_id),
    CONSTRAINT application_votes_application_fk FOREIGN KEY (application_id) REFERENCES applications (id),
    CONSTRAINT application_votes_person_fk FOREIGN KEY (person_id) REFERENCES users (id)
) WITHOUT ROWID;

-- What the board asks for, each in the order of its page.
CREATE INDEX applications_stage ON applications (stage, is_open, since_at, id);
CREATE INDEX applications_stage_kind ON applications (stage, is_open, kind, since_at, id);
CREATE INDEX applications_open_assignee_kind ON applications (assignee_id, is_open, kind, since_at, id);
CREATE INDEX applications_open_assignee_stage ON applications (assignee_id, is_open, stage, since_at, id);
CREATE INDEX applications_state_assignee_kind ON applications (assignee_id, state, kind, since_at, id);
CREATE INDEX applications_still ON applications (waits, changed_at, id);
CREATE INDEX applications_still_kind ON applications (waits, kind, changed_at, id);
CREATE INDEX applications_still_stage ON applications (waits, stage, changed_at, id);
CREATE INDEX applications_still_assignee ON applications (assignee_id, waits, changed_at, id);
CREATE INDEX applications_open_client ON applications (is_open, client_key, id);
CREATE INDEX applications_state_client ON applications (state, client_key, id);
CREATE INDEX applications_open_last ON applications (is_open, client_last, id);
CREATE INDEX applications_state_last ON applications (state, client_last, id);

INSERT INTO workflows (id, created_at) VALUES ('01STANDARD0000000000000000', '2026-11-28 00:00:00.000');
INSERT INTO workflow_versions (workflow_id, number, content, author_id, approver_id, published_at)
    VALUES ('01STANDARD0000000000000000', 1, '{"names":{"en":"Standard","ru":"Обычное рассмотрение"},"kinds":["deposit","savings","loan","mortgage","car_loan","credit_card","debit_card","insurance"],"stages":[{"id":"review","names":{"en":"Review","ru":"Рассмотрение"},"who":"staff","hours":24,"ways":[{"to":"ask","right":"staff"},{"to":"offer","right":"underwriter"},{"to":"refuse","right":"underwriter"}]}]}', NULL, NULL, '2026-11-28 00:00:00.000');
INSERT INTO workflow_kinds (kind, workflow_id, number) VALUES ('deposit', '01STANDARD0000000000000000', 1);
INSERT INTO workflow_kinds (kind, workflow_id, number) VALUES ('savings', '01STANDARD0000000000000000', 1);
INSERT INTO workflow_kinds (kind, workflow_id, number) VALUES ('loan', '01STANDARD0000000000000000', 1);
INSERT INTO workflow_kinds (kind, workflow_id, number) VALUES ('mortgage', '01STANDARD0000000000000000', 1);
INSERT INTO workflow_kinds (kind, workflow_id, number) VALUES ('car_loan', '01STANDARD0000000000000000', 1);
INSERT INTO workflow_kinds (kind, workflow_id, number) VALUES ('credit_card', '01STANDARD0000000000000000', 1);
INSERT INTO workflow_kinds (kind, workflow_id, number) VALUES ('debit_card', '01STANDARD0000000000000000', 1);
INSERT INTO workflow_kinds (kind, workflow_id, number) VALUES ('insurance', '01STANDARD0000000000000000', 1);
