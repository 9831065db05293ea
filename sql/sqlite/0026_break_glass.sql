-- +goose Up

-- All duties for a while, for one person, with another one's word. open_to is the person while it may still be confirmed or runs: one
-- at a time. Who asks never confirms, and nothing runs longer than an hour: both stand here, whatever the program says.
CREATE TABLE emergencies (
    id           TEXT NOT NULL,
    person_id    TEXT NOT NULL,
    open_to      TEXT NULL,
    state        TEXT NOT NULL,
    reason       TEXT NOT NULL,
    minutes      INTEGER NOT NULL,
    asked_at     DATETIME NOT NULL,
    confirmed_by TEXT NULL,
    confirmed_at DATETIME NULL,
    until_at     DATETIME NULL,
    ended_by     TEXT NULL,
    ended_at     DATETIME NULL, -- earlier than by itself
    CONSTRAINT emergencies_pk PRIMARY KEY (id),
    CONSTRAINT emergencies_person_fk FOREIGN KEY (person_id) REFERENCES users (id),
    CONSTRAINT emergencies_confirmed_fk FOREIGN KEY (confirmed_by) REFERENCES users (id),
    CONSTRAINT emergencies_ended_fk FOREIGN KEY (ended_by) REFERENCES users (id),
    CONSTRAINT emergencies_state_check CHECK (state IN ('asked', 'running', 'refused', 'ended')),
    CONSTRAINT emergencies_reason_check CHECK (reason <> ''),
    CONSTRAINT emergencies_minutes_check CHECK (minutes BETWEEN 1 AND 60),
    CONSTRAINT emergencies_eyes_check CHECK (confirmed_by IS NULL OR confirmed_by <> person_id),
    CONSTRAINT emergencies_run_check CHECK (state <> 'running' OR confirmed_by IS NOT NULL AND confirmed_at IS NOT NULL AND until_at IS NOT NULL),
    CONSTRAINT emergencies_until_check CHECK (until_at IS NULL OR julianday(until_at) - julianday(confirmed_at) <= 60.001 / 1440)
) WITHOUT ROWID;

CREATE UNIQUE INDEX emergencies_open ON emergencies (open_to) WHERE open_to IS NOT NULL;
CREATE INDEX emergencies_state ON emergencies (state, id);

-- Whom a change of a product would find in the middle of an application.
CREATE INDEX applications_product ON applications (product_id, ended_at, state, id);
