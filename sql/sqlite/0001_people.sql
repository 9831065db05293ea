-- +goose Up

-- People with a sign-in. A person who must not sign in any more is disabled, never deleted: their messages stay.
CREATE TABLE users (
    id               TEXT     NOT NULL,
    email            TEXT     NOT NULL, -- lower case
    name             TEXT     NOT NULL,
    role             TEXT     NOT NULL,
    lang             TEXT     NOT NULL,
    password         TEXT     NOT NULL,
    factor_sealed    BLOB     NULL,
    factor_confirmed BOOLEAN  NOT NULL,
    factor_step      INTEGER  NOT NULL,
    disabled_at      DATETIME NULL,
    created_at       DATETIME NOT NULL,
    CONSTRAINT users_pk PRIMARY KEY (id),
    CONSTRAINT users_email_unique UNIQUE (email),
    CONSTRAINT users_role_check CHECK (role IN ('client', 'operator', 'manager'))
) WITHOUT ROWID;

CREATE INDEX users_role ON users (role, name);

CREATE TABLE recovery_codes (
    user_id TEXT NOT NULL,
    hash    TEXT NOT NULL,
    CONSTRAINT recovery_codes_pk PRIMARY KEY (user_id, hash),
    CONSTRAINT recovery_codes_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
) WITHOUT ROWID;

-- A row is an invitation that can still be used; using or withdrawing it deletes the row.
CREATE TABLE invitations (
    id         TEXT     NOT NULL,
    hash       TEXT     NOT NULL,
    email      TEXT     NOT NULL,
    name       TEXT     NOT NULL,
    role       TEXT     NOT NULL,
    invited_by TEXT     NOT NULL,
    created_at DATETIME NOT NULL,
    expires_at DATETIME NOT NULL,
    CONSTRAINT invitations_pk PRIMARY KEY (id),
    CONSTRAINT invitations_hash_unique UNIQUE (hash),
    CONSTRAINT invitations_email_unique UNIQUE (email),
    CONSTRAINT invitations_by_fk FOREIGN KEY (invited_by) REFERENCES users (id),
    CONSTRAINT invitations_role_check CHECK (role IN ('operator', 'manager'))
) WITHOUT ROWID;

CREATE INDEX invitations_expires ON invitations (expires_at);

-- One row per key that is counted: whoever writes it first has the right to count.
CREATE TABLE attempt_keys (
    hash       TEXT     NOT NULL,
    touched_at DATETIME NOT NULL,
    CONSTRAINT attempt_keys_pk PRIMARY KEY (hash)
) WITHOUT ROWID;

CREATE INDEX attempt_keys_touched ON attempt_keys (touched_at);

CREATE TABLE attempts (
    key_hash     TEXT     NOT NULL,
    attempted_at DATETIME NOT NULL,
    id           TEXT     NOT NULL,
    CONSTRAINT attempts_pk PRIMARY KEY (key_hash, attempted_at, id)
) WITHOUT ROWID;

CREATE INDEX attempts_id ON attempts (id);
CREATE INDEX attempts_at ON attempts (attempted_at);
