-- +goose Up

-- People with a sign-in. A person who must not sign in any more is disabled, never deleted: their messages stay.
-- Hashes, keys and e-mails are compared byte by byte, as on the embedded database. Ids are upper case and digits: they may follow
-- the collation of the database.
CREATE TABLE users (
    id               char(26) NOT NULL,
    email            nvarchar(254) COLLATE Latin1_General_100_BIN2 NOT NULL, -- lower case
    name             nvarchar(100) NOT NULL,
    role             varchar(16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    lang             varchar(8) COLLATE Latin1_General_100_BIN2 NOT NULL,
    password         varchar(200) COLLATE Latin1_General_100_BIN2 NOT NULL,
    factor_sealed    varbinary(200) NULL,
    factor_confirmed bit NOT NULL,
    factor_step      bigint NOT NULL,
    disabled_at      datetime2(3) NULL,
    created_at       datetime2(3) NOT NULL,
    CONSTRAINT users_pk PRIMARY KEY (id),
    CONSTRAINT users_email_unique UNIQUE (email),
    CONSTRAINT users_role_check CHECK (role IN ('client', 'operator', 'manager'))
);

CREATE INDEX users_role ON users (role, name);

CREATE TABLE recovery_codes (
    user_id char(26) NOT NULL,
    hash    varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    CONSTRAINT recovery_codes_pk PRIMARY KEY (user_id, hash),
    CONSTRAINT recovery_codes_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
);

-- A row is an invitation that can still be used; using or withdrawing it deletes the row.
CREATE TABLE invitations (
    id         char(26) NOT NULL,
    hash       varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    email      nvarchar(254) COLLATE Latin1_General_100_BIN2 NOT NULL,
    name       nvarchar(100) NOT NULL,
    role       varchar(16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    invited_by char(26) NOT NULL,
    created_at datetime2(3) NOT NULL,
    expires_at datetime2(3) NOT NULL,
    CONSTRAINT invitations_pk PRIMARY KEY (id),
    CONSTRAINT invitations_hash_unique UNIQUE (hash),
    CONSTRAINT invitations_email_unique UNIQUE (email),
    CONSTRAINT invitations_by_fk FOREIGN KEY (invited_by) REFERENCES users (id),
    CONSTRAINT invitations_role_check CHECK (role IN ('operator', 'manager'))
);

CREATE INDEX invitations_expires ON invitations (expires_at);

-- One row per key that is counted: whoever writes it first has the right to count.
CREATE TABLE attempt_keys (
    hash       varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    touched_at datetime2(3) NOT NULL,
    CONSTRAINT attempt_keys_pk PRIMARY KEY (hash)
);

CREATE INDEX attempt_keys_touched ON attempt_keys (touched_at);

CREATE TABLE attempts (
    key_hash     varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    attempted_at datetime2(3) NOT NULL,
    id           char(26) NOT NULL,
    CONSTRAINT attempts_pk PRIMARY KEY (key_hash, attempted_at, id)
);

CREATE INDEX attempts_id ON attempts (id);
CREATE INDEX attempts_at ON attempts (attempted_at);
