-- +goose Up

-- Ways into the audit: each ends with the order in which it is read, and holds what a filter asks for before it.
CREATE INDEX audit_at ON audit (at, seq);
CREATE INDEX audit_actor ON audit (actor, at, seq);
CREATE INDEX audit_action ON audit (action, at, seq);
CREATE INDEX audit_object ON audit (object, at, seq);
CREATE INDEX audit_actor_action ON audit (actor, action, at, seq);

-- The digest of each day of the bank on which something was recorded: it covers the digest before it. Kept elsewhere, it shows who has
-- written the whole chain anew. app/audit has the formula.
CREATE TABLE audit_days (
    day       TEXT     NOT NULL,
    first_seq INTEGER  NOT NULL,
    last_seq  INTEGER  NOT NULL,
    records   INTEGER  NOT NULL,
    hash      TEXT     NOT NULL, -- of the last record
    previous  TEXT     NOT NULL, -- digest of the day before it in this table; empty of the first
    digest    TEXT     NOT NULL,
    sealed_at DATETIME NOT NULL,
    CONSTRAINT audit_days_pk PRIMARY KEY (day),
    CONSTRAINT audit_days_records_check CHECK (records = last_seq - first_seq + 1 AND records > 0)
) WITHOUT ROWID;

-- +goose StatementBegin
CREATE TRIGGER audit_days_no_update BEFORE UPDATE ON audit_days
BEGIN
    SELECT RAISE(ABORT, 'digests never change');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER audit_days_no_delete BEFORE DELETE ON audit_days
BEGIN
    SELECT RAISE(ABORT, 'digests never go away');
END;
-- +goose StatementEnd
