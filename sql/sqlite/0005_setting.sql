-- +goose Up

-- What the whole bank has set, by name. "demo" marks the demo bank.
CREATE TABLE settings (
    name  TEXT NOT NULL,
    value TEXT NOT NULL,
    CONSTRAINT settings_pk PRIMARY KEY (name)
) WITHOUT ROWID;
