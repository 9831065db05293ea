-- +goose Up

-- Sessions that ended because their person signed in elsewhere, and where that was, so that the browser left behind can say so. Kept for a
-- day. Of staff only.
CREATE TABLE replaced_sessions (
    hash        varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL, -- of the session that ended
    user_id     char(26) NOT NULL,
    replaced_at datetime2(3) NOT NULL,
    address     nvarchar(45) NOT NULL, -- of the sign-in that ended it
    device      nvarchar(200) NOT NULL,
    CONSTRAINT replaced_sessions_pk PRIMARY KEY (hash),
    CONSTRAINT replaced_sessions_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
);

CREATE INDEX replaced_sessions_at ON replaced_sessions (replaced_at);
