-- +goose Up

-- Work that is done in the background. due_at is when somebody may take it: at once, after a pause, or when the lease of its holder has
-- run out; NULL when it is over. open_once keeps two jobs for the same from being under way.
CREATE TABLE jobs (
    id          TEXT     NOT NULL,
    kind        TEXT     NOT NULL,
    owner_id    TEXT     NOT NULL,
    once        TEXT     NOT NULL,
    open_once   TEXT     NULL,
    input       TEXT     NOT NULL,
    state       TEXT     NOT NULL,
    holder      TEXT     NOT NULL,
    tries       INTEGER  NOT NULL,
    done        INTEGER  NOT NULL,
    total       INTEGER  NOT NULL,
    note        TEXT     NOT NULL,
    size        INTEGER  NOT NULL,
    due_at      DATETIME NULL,
    created_at  DATETIME NOT NULL,
    finished_at DATETIME NULL,
    expires_at  DATETIME NULL,
    CONSTRAINT jobs_pk PRIMARY KEY (id),
    CONSTRAINT jobs_owner_fk FOREIGN KEY (owner_id) REFERENCES users (id),
    CONSTRAINT jobs_state_check CHECK (state IN ('queued', 'running', 'done', 'failed'))
) WITHOUT ROWID;

CREATE INDEX jobs_due ON jobs (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX jobs_expires ON jobs (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX jobs_owner ON jobs (owner_id, kind, id);
CREATE UNIQUE INDEX jobs_once ON jobs (open_once) WHERE open_once IS NOT NULL;

-- What comes out of a job, in parts of 256 KiB.
CREATE TABLE job_parts (
    job_id  TEXT    NOT NULL,
    part    INTEGER NOT NULL,
    content BLOB    NOT NULL,
    CONSTRAINT job_parts_pk PRIMARY KEY (job_id, part),
    CONSTRAINT job_parts_job_fk FOREIGN KEY (job_id) REFERENCES jobs (id)
);
