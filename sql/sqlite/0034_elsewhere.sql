-- +goose Up

-- Sessions that ended because their person signed in elsewhere, and where that was, so that the browser left behind can say so. Kept for a
-- day. Of staff only.
CREATE TABLE replaced_sessions (
    hash        TEXT     NOT NULL, -- of the session that ended
    user_id     TEXT     NOT NULL,
    replaced_at DATETIME NOT NULL,
    address     TEXT     NOT NULL, -- of the sign-in that ended it
    device      TEXT     NOT NULL,
    CONSTRAINT replaced_sessions_pk PRIMARY KEY (hash),
    CONSTRAINT replaced_sessions_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
) WITHOUT ROWID;

CREATE INDEX replaced_sessions_at ON replaced_sessions (replaced_at);
