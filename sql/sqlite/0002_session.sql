-- +goose Up

-- A row is a session that lives, within the limits that app/session checks; ending one deletes its row.
CREATE TABLE sessions (
    hash       TEXT     NOT NULL, -- SHA-256 of the token, base64url
    user_id    TEXT     NOT NULL,
    strong     BOOLEAN  NOT NULL,
    started_at DATETIME NOT NULL,
    seen_at    DATETIME NOT NULL,
    ends_at    DATETIME NOT NULL,
    address    TEXT     NOT NULL,
    device     TEXT     NOT NULL,
    CONSTRAINT sessions_pk PRIMARY KEY (hash),
    CONSTRAINT sessions_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
) WITHOUT ROWID;

CREATE INDEX sessions_user ON sessions (user_id, seen_at);
CREATE INDEX sessions_ends ON sessions (ends_at);
CREATE INDEX sessions_seen ON sessions (seen_at);
