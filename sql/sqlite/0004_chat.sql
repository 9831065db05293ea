-- +goose Up

CREATE TABLE topics (
    id       TEXT    NOT NULL,
    position INTEGER NOT NULL,
    name_en  TEXT    NOT NULL,
    name_ru  TEXT    NOT NULL,
    CONSTRAINT topics_pk PRIMARY KEY (id)
) WITHOUT ROWID;

INSERT INTO topics (id, position, name_en, name_ru) VALUES
    ('cards',     10, 'Cards',               'Карты'),
    ('accounts',  20, 'Accounts and transfers', 'Счета и переводы'),
    ('deposits',  30, 'Deposits and savings', 'Вклады и накопления'),
    ('loans',     40, 'Loans and mortgages', 'Кредиты и ипотека'),
    ('app',       50, 'App and online bank', 'Приложение и интернет-банк'),
    ('security',  60, 'Fraud and security',  'Мошенничество и безопасность'),
    ('other',    999, 'Something else',      'Другое');

-- A room is what its log adds up to; seq is the number of the log's last entry and guards every change.
CREATE TABLE rooms (
    id               TEXT     NOT NULL,
    client_id        TEXT     NOT NULL,
    operator_id      TEXT     NULL,
    topic_id         TEXT     NOT NULL,
    state            TEXT     NOT NULL,
    seq              INTEGER  NOT NULL,
    last_said_seq    INTEGER  NOT NULL, -- of the last message of either side; 0 when there is none
    created_at       DATETIME NOT NULL,
    last_at          DATETIME NOT NULL,
    waiting_since    DATETIME NULL,
    taken_at         DATETIME NULL,
    answered_at      DATETIME NULL,
    closed_at        DATETIME NULL,
    close_reason     TEXT     NOT NULL,
    client_delivered INTEGER  NOT NULL,
    client_read      INTEGER  NOT NULL,
    staff_delivered  INTEGER  NOT NULL,
    staff_read       INTEGER  NOT NULL,
    open_key         TEXT     NULL, -- the one-use key of the first message: the same key opens one room only
    CONSTRAINT rooms_pk PRIMARY KEY (id),
    CONSTRAINT rooms_client_fk FOREIGN KEY (client_id) REFERENCES users (id),
    CONSTRAINT rooms_operator_fk FOREIGN KEY (operator_id) REFERENCES users (id),
    CONSTRAINT rooms_topic_fk FOREIGN KEY (topic_id) REFERENCES topics (id),
    CONSTRAINT rooms_state_check CHECK (state IN ('waiting', 'open', 'closed'))
) WITHOUT ROWID;

CREATE UNIQUE INDEX rooms_open_key ON rooms (client_id, open_key) WHERE open_key IS NOT NULL;
CREATE INDEX rooms_client ON rooms (client_id);
CREATE INDEX rooms_operator ON rooms (operator_id, state);
CREATE INDEX rooms_queue ON rooms (state, waiting_since, id);
CREATE INDEX rooms_open ON rooms (state, last_at, id) WHERE state = 'open'; -- partial: it moves with each message of an open room
CREATE INDEX rooms_closed ON rooms (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX rooms_answered ON rooms (answered_at, created_at) WHERE answered_at IS NOT NULL;

-- Entries of one room lie side by side: a page of a log is a few neighbouring pages of the file, however many rooms there are.
CREATE TABLE messages (
    room_id    TEXT     NOT NULL,
    seq        INTEGER  NOT NULL,
    id         TEXT     NOT NULL,
    author_id  TEXT     NULL,
    msg_key    TEXT     NULL, -- the author's one-use key; NULL for what the program writes
    side       TEXT     NOT NULL,
    kind       TEXT     NOT NULL,
    body       TEXT     NOT NULL,
    created_at DATETIME NOT NULL,
    CONSTRAINT messages_pk PRIMARY KEY (room_id, seq),
    CONSTRAINT messages_room_fk FOREIGN KEY (room_id) REFERENCES rooms (id),
    CONSTRAINT messages_author_fk FOREIGN KEY (author_id) REFERENCES users (id),
    CONSTRAINT messages_side_check CHECK (side IN ('client', 'staff', 'system')),
    CONSTRAINT messages_kind_check CHECK (kind IN ('said', 'note', 'happens'))
) WITHOUT ROWID;

CREATE UNIQUE INDEX messages_key ON messages (room_id, author_id, msg_key) WHERE msg_key IS NOT NULL;

-- Who has a page with a stream open, and until when that is believed without being said again.
CREATE TABLE presence (
    user_id      TEXT     NOT NULL,
    online_until DATETIME NOT NULL,
    CONSTRAINT presence_pk PRIMARY KEY (user_id),
    CONSTRAINT presence_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
) WITHOUT ROWID;
