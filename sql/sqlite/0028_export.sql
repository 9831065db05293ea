-- +goose Up

-- Exports that are made again and again. Whoever moves next_at on makes the one that was due.
CREATE TABLE export_schedules (
    id         TEXT     NOT NULL,
    owner_id   TEXT     NOT NULL,
    what       TEXT     NOT NULL, -- JSON: the order, with its filter
    every      TEXT     NOT NULL,
    next_at    DATETIME NOT NULL,
    created_at DATETIME NOT NULL,
    CONSTRAINT export_schedules_pk PRIMARY KEY (id),
    CONSTRAINT export_schedules_owner_fk FOREIGN KEY (owner_id) REFERENCES users (id),
    CONSTRAINT export_schedules_every_check CHECK (every IN ('day', 'week'))
) WITHOUT ROWID;

CREATE INDEX export_schedules_next ON export_schedules (next_at, id);
CREATE INDEX export_schedules_owner ON export_schedules (owner_id, id);
