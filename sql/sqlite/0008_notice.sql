-- +goose Up

-- Who wants e-mails about answers. No row: no.
CREATE TABLE notice_wishes (
    user_id TEXT    NOT NULL,
    email   BOOLEAN NOT NULL,
    CONSTRAINT notice_wishes_pk PRIMARY KEY (user_id),
    CONSTRAINT notice_wishes_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
) WITHOUT ROWID;

-- Browsers that take pushes. An endpoint is long, so its hash tells it from others.
CREATE TABLE push_devices (
    id            TEXT     NOT NULL,
    user_id       TEXT     NOT NULL,
    endpoint_hash TEXT     NOT NULL,
    endpoint      TEXT     NOT NULL,
    p256dh        TEXT     NOT NULL,
    auth          TEXT     NOT NULL,
    name          TEXT     NOT NULL,
    since         DATETIME NOT NULL,
    CONSTRAINT push_devices_pk PRIMARY KEY (id),
    CONSTRAINT push_devices_endpoint_uq UNIQUE (endpoint_hash),
    CONSTRAINT push_devices_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
) WITHOUT ROWID;

CREATE INDEX push_devices_user ON push_devices (user_id, since);

-- The last answer of each room that its client was, or is to be, told of.
CREATE TABLE notices (
    room_id  TEXT     NOT NULL,
    seq      INTEGER  NOT NULL, -- of the message
    attempts INTEGER  NOT NULL,
    next_at  DATETIME NOT NULL,
    done     BOOLEAN  NOT NULL,
    CONSTRAINT notices_pk PRIMARY KEY (room_id),
    CONSTRAINT notices_room_fk FOREIGN KEY (room_id) REFERENCES rooms (id)
) WITHOUT ROWID;

CREATE INDEX notices_due ON notices (done, next_at, room_id);
