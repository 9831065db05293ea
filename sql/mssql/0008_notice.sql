-- +goose Up

-- Who wants e-mails about answers. No row: no.
CREATE TABLE notice_wishes (
    user_id char(26) NOT NULL,
    email   bit NOT NULL,
    CONSTRAINT notice_wishes_pk PRIMARY KEY (user_id),
    CONSTRAINT notice_wishes_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
);

-- Browsers that take pushes. An endpoint is long, so its hash tells it from others.
CREATE TABLE push_devices (
    id            char(26) NOT NULL,
    user_id       char(26) NOT NULL,
    endpoint_hash char(43) COLLATE Latin1_General_100_BIN2 NOT NULL,
    endpoint      nvarchar(1000) NOT NULL,
    p256dh        varchar(100) COLLATE Latin1_General_100_BIN2 NOT NULL,
    auth          varchar(40) COLLATE Latin1_General_100_BIN2 NOT NULL,
    name          nvarchar(400) NOT NULL,
    since         datetime2(3) NOT NULL,
    CONSTRAINT push_devices_pk PRIMARY KEY (id),
    CONSTRAINT push_devices_endpoint_uq UNIQUE (endpoint_hash),
    CONSTRAINT push_devices_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
);

CREATE INDEX push_devices_user ON push_devices (user_id, since);

-- The last answer of each room that its client was, or is to be, told of.
CREATE TABLE notices (
    room_id  char(26) NOT NULL,
    seq      bigint NOT NULL, -- of the message
    attempts int NOT NULL,
    next_at  datetime2(3) NOT NULL,
    done     bit NOT NULL,
    CONSTRAINT notices_pk PRIMARY KEY (room_id),
    CONSTRAINT notices_room_fk FOREIGN KEY (room_id) REFERENCES rooms (id)
);

CREATE INDEX notices_due ON notices (done, next_at, room_id);
