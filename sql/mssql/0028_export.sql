-- +goose Up

-- Exports that are made again and again. Whoever moves next_at on makes the one that was due.
CREATE TABLE export_schedules (
    id         char(26) NOT NULL,
    owner_id   char(26) NOT NULL,
    what       nvarchar(2000) NOT NULL, -- JSON: the order, with its filter
    every      varchar(8) COLLATE Latin1_General_100_BIN2 NOT NULL,
    next_at    datetime2(3) NOT NULL,
    created_at datetime2(3) NOT NULL,
    CONSTRAINT export_schedules_pk PRIMARY KEY (id),
    CONSTRAINT export_schedules_owner_fk FOREIGN KEY (owner_id) REFERENCES users (id),
    CONSTRAINT export_schedules_every_check CHECK (every IN ('day', 'week'))
);

CREATE INDEX export_schedules_next ON export_schedules (next_at, id);
CREATE INDEX export_schedules_owner ON export_schedules (owner_id, id);
