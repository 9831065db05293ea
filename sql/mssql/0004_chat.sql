-- +goose Up

CREATE TABLE topics (
    id       varchar(32) NOT NULL,
    position int NOT NULL,
    name_en  nvarchar(100) NOT NULL,
    name_ru  nvarchar(100) NOT NULL,
    CONSTRAINT topics_pk PRIMARY KEY (id)
);

INSERT INTO topics (id, position, name_en, name_ru) VALUES
    ('cards',     10, N'Cards',               N'Карты'),
    ('accounts',  20, N'Accounts and transfers', N'Счета и переводы'),
    ('deposits',  30, N'Deposits and savings', N'Вклады и накопления'),
    ('loans',     40, N'Loans and mortgages', N'Кредиты и ипотека'),
    ('app',       50, N'App and online bank', N'Приложение и интернет-банк'),
    ('security',  60, N'Fraud and security',  N'Мошенничество и безопасность'),
    ('other',    999, N'Something else',      N'Другое');

-- A room is what its log adds up to; seq is the number of the log's last entry and guards every change.
CREATE TABLE rooms (
    id               char(26) NOT NULL,
    client_id        char(26) NOT NULL,
    operator_id      char(26) NULL,
    topic_id         varchar(32) NOT NULL,
    state            varchar(16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    seq              bigint NOT NULL,
    last_said_seq    bigint NOT NULL, -- of the last message of either side; 0 when there is none
    created_at       datetime2(3) NOT NULL,
    last_at          datetime2(3) NOT NULL,
    waiting_since    datetime2(3) NULL,
    taken_at         datetime2(3) NULL,
    answered_at      datetime2(3) NULL,
    closed_at        datetime2(3) NULL,
    close_reason     varchar(32) COLLATE Latin1_General_100_BIN2 NOT NULL,
    client_delivered bigint NOT NULL,
    client_read      bigint NOT NULL,
    staff_delivered  bigint NOT NULL,
    staff_read       bigint NOT NULL,
    open_key         varchar(64) COLLATE Latin1_General_100_BIN2 NULL, -- the one-use key of the first message: the same key opens one room only
    CONSTRAINT rooms_pk PRIMARY KEY (id),
    CONSTRAINT rooms_client_fk FOREIGN KEY (client_id) REFERENCES users (id),
    CONSTRAINT rooms_operator_fk FOREIGN KEY (operator_id) REFERENCES users (id),
    CONSTRAINT rooms_topic_fk FOREIGN KEY (topic_id) REFERENCES topics (id),
    CONSTRAINT rooms_state_check CHECK (state IN ('waiting', 'open', 'closed'))
);

-- Filters say IS NOT NULL only: a filter on a value would be lost on statements with forced parameters.
CREATE UNIQUE INDEX rooms_open_key ON rooms (client_id, open_key) WHERE open_key IS NOT NULL;
CREATE INDEX rooms_client ON rooms (client_id);
CREATE INDEX rooms_operator ON rooms (operator_id, state);
CREATE INDEX rooms_queue ON rooms (state, waiting_since, id);
CREATE INDEX rooms_open ON rooms (state, last_at, id);
CREATE INDEX rooms_closed ON rooms (closed_at) WHERE closed_at IS NOT NULL;
CREATE INDEX rooms_answered ON rooms (answered_at, created_at) WHERE answered_at IS NOT NULL;

-- Entries of one room lie side by side: a page of a log is a few neighbouring pages of the file, however many rooms there are.
CREATE TABLE messages (
    room_id    char(26) NOT NULL,
    seq        bigint NOT NULL,
    id         char(26) NOT NULL,
    author_id  char(26) NULL,
    msg_key    varchar(64) COLLATE Latin1_General_100_BIN2 NULL, -- the author's one-use key; NULL for what the program writes
    side       varchar(16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    kind       varchar(16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    body       nvarchar(max) NOT NULL,
    created_at datetime2(3) NOT NULL,
    CONSTRAINT messages_pk PRIMARY KEY CLUSTERED (room_id, seq),
    CONSTRAINT messages_room_fk FOREIGN KEY (room_id) REFERENCES rooms (id),
    CONSTRAINT messages_author_fk FOREIGN KEY (author_id) REFERENCES users (id),
    CONSTRAINT messages_side_check CHECK (side IN ('client', 'staff', 'system')),
    CONSTRAINT messages_kind_check CHECK (kind IN ('said', 'note', 'happens'))
);

CREATE UNIQUE INDEX messages_key ON messages (room_id, author_id, msg_key) WHERE msg_key IS NOT NULL;

-- Who has a page with a stream open, and until when that is believed without being said again.
CREATE TABLE presence (
    user_id      char(26) NOT NULL,
    online_until datetime2(3) NOT NULL,
    CONSTRAINT presence_pk PRIMARY KEY (user_id),
    CONSTRAINT presence_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
);
