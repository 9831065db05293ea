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
    day       char(10) NOT NULL,
    first_seq bigint NOT NULL,
    last_seq  bigint NOT NULL,
    records   bigint NOT NULL,
    hash      varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    previous  varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    digest    varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    sealed_at datetime2(3) NOT NULL,
    CONSTRAINT audit_days_pk PRIMARY KEY (day),
    CONSTRAINT audit_days_records_check CHECK (records = last_seq - first_seq + 1 AND records > 0)
);
