-- +goose Up

-- Append-only. hash covers the record and the hash before it; app/store/audit.go has the formula.
CREATE TABLE audit (
    seq        INTEGER  NOT NULL,
    id         TEXT     NOT NULL,
    at         DATETIME NOT NULL,
    actor      TEXT     NOT NULL,
    role       TEXT     NOT NULL,
    action     TEXT     NOT NULL,
    object     TEXT     NOT NULL,
    old_value  TEXT     NOT NULL,
    new_value  TEXT     NOT NULL,
    address    TEXT     NOT NULL,
    request    TEXT     NOT NULL,
    hash       TEXT     NOT NULL,
    CONSTRAINT audit_pk PRIMARY KEY (seq)
);

-- The one end of the chain. Whoever changes it holds it until the commit, so that records stand in the order of commits.
CREATE TABLE audit_head (
    id   INTEGER NOT NULL,
    seq  INTEGER NOT NULL,
    hash TEXT    NOT NULL,
    CONSTRAINT audit_head_pk PRIMARY KEY (id),
    CONSTRAINT audit_head_one CHECK (id = 1)
);

INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '');

-- +goose StatementBegin
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'audit records never change');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'audit records never go away');
END;
-- +goose StatementEnd
