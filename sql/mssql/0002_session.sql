-- +goose Up

-- A row is a session that lives, within the limits that app/session checks; ending one deletes its row.
CREATE TABLE sessions (
    hash       varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL, -- SHA-256 of the token, base64url
    user_id    char(26) NOT NULL,
    strong     bit NOT NULL,
    started_at datetime2(3) NOT NULL,
    seen_at    datetime2(3) NOT NULL,
    ends_at    datetime2(3) NOT NULL,
    address    nvarchar(45) NOT NULL,
    device     nvarchar(200) NOT NULL,
    CONSTRAINT sessions_pk PRIMARY KEY (hash),
    CONSTRAINT sessions_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
);

CREATE INDEX sessions_user ON sessions (user_id, seen_at);
CREATE INDEX sessions_ends ON sessions (ends_at);
CREATE INDEX sessions_seen ON sessions (seen_at);
