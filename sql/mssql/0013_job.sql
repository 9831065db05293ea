-- +goose Up

-- Work that is done in the background. due_at is when somebody may take it: at once, after a pause, or when the lease of its holder has
-- run out; NULL when it is over. open_once keeps two jobs for the same from being under way.
CREATE TABLE jobs (
    id          char(26) NOT NULL,
    kind        varchar(32) COLLATE Latin1_General_100_BIN2 NOT NULL,
    owner_id    char(26) NOT NULL,
    once        varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    open_once   varchar(64) COLLATE Latin1_General_100_BIN2 NULL,
    input       nvarchar(2000) NOT NULL,
    state       varchar(16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    holder      varchar(26) COLLATE Latin1_General_100_BIN2 NOT NULL,
    tries       int NOT NULL,
    done        bigint NOT NULL,
    total       bigint NOT NULL,
    note        nvarchar(2000) NOT NULL,
    size        bigint NOT NULL,
    due_at      datetime2(3) NULL,
    created_at  datetime2(3) NOT NULL,
    finished_at datetime2(3) NULL,
    expires_at  datetime2(3) NULL,
    CONSTRAINT jobs_pk PRIMARY KEY (id),
    CONSTRAINT jobs_owner_fk FOREIGN KEY (owner_id) REFERENCES users (id),
    CONSTRAINT jobs_state_check CHECK (state IN ('queued', 'running', 'done', 'failed'))
);

CREATE INDEX jobs_due ON jobs (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX jobs_expires ON jobs (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX jobs_owner ON jobs (owner_id, kind, id);
CREATE UNIQUE INDEX jobs_once ON jobs (open_once) WHERE open_once IS NOT NULL;

-- What comes out of a job, in parts of 256 KiB.
CREATE TABLE job_parts (
    job_id  char(26) NOT NULL,
    part    int NOT NULL,
    content varbinary(max) NOT NULL,
    CONSTRAINT job_parts_pk PRIMARY KEY (job_id, part),
    CONSTRAINT job_parts_job_fk FOREIGN KEY (job_id) REFERENCES jobs (id)
);
