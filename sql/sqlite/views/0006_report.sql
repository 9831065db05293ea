-- +goose Up

-- Views for readers from outside: Excel, Power BI, ODBC.
-- The embedded file is encrypted, so no such reader opens it: here they keep both databases alike.
-- No view holds a name, an e-mail, an address or a word that anybody wrote. People are opaque ids that stay the same for ever; times
-- are UTC, and a day is a day of UTC; durations are seconds with three decimals; NULL is "not yet".
-- A view that has to change is dropped and made again by a later file; its columns keep their names and meanings.

-- +goose StatementBegin
-- report_topics: one row for each topic a talk can have.
CREATE VIEW report_topics AS
SELECT
    id AS topic,    -- id; joins with the topic of the other views
    position,       -- order in lists; the smallest comes first
    name_en,        -- in English
    name_ru         -- in Russian
FROM topics;
-- +goose StatementEnd

-- +goose StatementBegin
-- report_rooms: one row for each talk of a client with the bank.
CREATE VIEW report_rooms AS
SELECT
    id AS room_id,          -- opaque
    client_id,              -- opaque; the same in all talks of a client
    operator_id,            -- opaque; who has the talk or had it last; NULL while nobody does
    topic_id AS topic,      -- joins with report_topics
    state,                  -- waiting (for an operator), open, closed
    close_reason,           -- id of a reason; empty unless closed
    seq AS entries,         -- messages, private notes and happenings so far; a count
    created_at,             -- UTC; the client's first message
    taken_at,               -- UTC; first taken by an operator
    answered_at,            -- UTC; first message of an operator
    last_at,                -- UTC; last entry that both sides see
    closed_at,              -- UTC; NULL unless closed
    -- seconds from the client's first message until taken, to the first answer, and to the end
    ROUND((julianday(taken_at) - julianday(created_at)) * 86400, 3) AS take_seconds,
    ROUND((julianday(answered_at) - julianday(created_at)) * 86400, 3) AS answer_seconds,
    ROUND((julianday(closed_at) - julianday(created_at)) * 86400, 3) AS served_seconds
FROM rooms;
-- +goose StatementEnd

-- +goose StatementBegin
-- report_messages_daily: one row for each day and topic on which something was written.
CREATE VIEW report_messages_daily AS
SELECT
    date(m.created_at) AS day, -- of UTC
    r.topic_id AS topic, -- the talk's topic now, not then
    SUM(CASE WHEN m.kind = 'said' AND m.side = 'client' THEN 1 ELSE 0 END) AS client_messages, -- a count
    SUM(CASE WHEN m.kind = 'said' AND m.side = 'staff' THEN 1 ELSE 0 END) AS staff_messages, -- a count
    SUM(CASE WHEN m.kind = 'note' THEN 1 ELSE 0 END) AS notes, -- private notes of the staff; a count
    COUNT(DISTINCT m.room_id) AS rooms -- talks in which something was written; a count
FROM messages m
JOIN rooms r ON r.id = m.room_id
WHERE m.kind IN ('said', 'note')
GROUP BY date(m.created_at), r.topic_id;
-- +goose StatementEnd

-- +goose StatementBegin
-- report_answers: one row for each talk that got an answer: the first one.
CREATE VIEW report_answers AS
SELECT
    r.id AS room_id,                        -- joins with report_rooms
    r.topic_id AS topic,                    -- the talk's topic now
    m.author_id AS staff_id,                -- opaque; who answered, which may be another one than who has the talk now
    date(r.answered_at) AS day, -- of UTC, of the answer
    r.created_at AS asked_at,               -- UTC; the client's first message
    r.answered_at,                          -- UTC
    -- seconds from the client's first message to the answer
    ROUND((julianday(r.answered_at) - julianday(r.created_at)) * 86400, 3) AS answer_seconds
FROM rooms r
JOIN messages m ON m.room_id = r.id
    AND m.seq = (SELECT MIN(f.seq) FROM messages f WHERE f.room_id = r.id AND f.side = 'staff' AND f.kind = 'said')
WHERE r.answered_at IS NOT NULL;
-- +goose StatementEnd

-- +goose StatementBegin
-- report_staff_daily: one row for each day and each of the staff who did something on it; all numbers are counts.
CREATE VIEW report_staff_daily AS
SELECT
    date(created_at) AS day, -- of UTC
    author_id AS staff_id, -- opaque
    SUM(CASE WHEN kind = 'said' THEN 1 ELSE 0 END) AS messages, -- to clients
    SUM(CASE WHEN kind = 'note' THEN 1 ELSE 0 END) AS notes, -- private
    SUM(CASE WHEN kind = 'happens' AND body = 'taken' THEN 1 ELSE 0 END) AS taken, -- talks from the queue
    SUM(CASE WHEN kind = 'happens' AND body = 'transferred' THEN 1 ELSE 0 END) AS received, -- talks from a colleague
    SUM(CASE WHEN kind = 'happens' AND body = 'returned' THEN 1 ELSE 0 END) AS returned, -- talks put back
    SUM(CASE WHEN kind = 'happens' AND body = 'closed' THEN 1 ELSE 0 END) AS closed, -- talks ended
    COUNT(DISTINCT room_id) AS rooms -- talks in which any of this was done
FROM messages
WHERE author_id IS NOT NULL
    AND (side = 'staff' OR kind = 'happens' AND body IN ('taken', 'transferred', 'returned', 'closed'))
GROUP BY date(created_at), author_id;
-- +goose StatementEnd
