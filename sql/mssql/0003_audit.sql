-- +goose Up

-- Append-only: the program's login gets neither UPDATE nor DELETE on it. hash covers the record and the hash before it;
-- app/store/audit.go has the formula.
CREATE TABLE audit (
    seq        bigint NOT NULL,
    id         char(26) NOT NULL,
    at         datetime2(3) NOT NULL,
    actor      varchar(26) NOT NULL,
    role       varchar(16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    action     varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    object     nvarchar(200) NOT NULL,
    old_value  nvarchar(max) NOT NULL,
    new_value  nvarchar(max) NOT NULL,
    address    nvarchar(45) NOT NULL,
    request    nvarchar(64) NOT NULL,
    hash       varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    CONSTRAINT audit_pk PRIMARY KEY (seq)
);

-- The one end of the chain. Whoever changes it holds it until the commit, so that records stand in the order of commits.
CREATE TABLE audit_head (
    id   int NOT NULL,
    seq  bigint NOT NULL,
    hash varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    CONSTRAINT audit_head_pk PRIMARY KEY (id),
    CONSTRAINT audit_head_one CHECK (id = 1)
);

INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '');
