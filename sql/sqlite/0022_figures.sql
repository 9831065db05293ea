-- +goose Up

-- Each time that a talk was ended, as it was then: figures of the past stay as they were when a client writes again. Rows never change.
-- seq is that of the log's entry. asked_at is when the client began to wait, by the first words or by writing into a closed talk; taken_at and
-- answered_at are the first taking and the first words of an operator since then, answered_at NULL when there were none.
CREATE TABLE room_endings (
    room_id     TEXT     NOT NULL,
    seq         INTEGER  NOT NULL,
    operator_id TEXT     NOT NULL, -- who ended it
    topic_id    TEXT     NOT NULL,
    reason      TEXT     NOT NULL,
    asked_at    DATETIME NOT NULL,
    taken_at    DATETIME NOT NULL,
    answered_at DATETIME NULL,
    ended_at    DATETIME NOT NULL,
    CONSTRAINT room_endings_pk PRIMARY KEY (room_id, seq),
    CONSTRAINT room_endings_room_fk FOREIGN KEY (room_id) REFERENCES rooms (id),
    CONSTRAINT room_endings_operator_fk FOREIGN KEY (operator_id) REFERENCES users (id),
    CONSTRAINT room_endings_topic_fk FOREIGN KEY (topic_id) REFERENCES topics (id)
) WITHOUT ROWID;

INSERT INTO room_endings (room_id, seq, operator_id, topic_id, reason, asked_at, taken_at, answered_at, ended_at)
SELECT e.room_id, e.seq, e.author_id, r.topic_id, CASE WHEN r.closed_at = e.created_at THEN r.close_reason ELSE '' END, a.created_at,
    COALESCE((SELECT MIN(t.created_at) FROM messages t WHERE t.room_id = e.room_id AND t.seq > a.seq AND t.seq < e.seq
        AND t.kind = 'happens' AND t.body IN ('taken', 'transferred')), e.created_at),
    (SELECT MIN(s.created_at) FROM messages s WHERE s.room_id = e.room_id AND s.seq > a.seq AND s.seq < e.seq
        AND s.side = 'staff' AND s.kind = 'said'), e.created_at
FROM messages e JOIN rooms r ON r.id = e.room_id
JOIN messages a ON a.room_id = e.room_id AND a.seq = (SELECT MAX(b.seq) FROM messages b WHERE b.room_id = e.room_id AND b.seq < e.seq
    AND b.kind = 'happens' AND b.body IN ('opened', 'reopened'))
WHERE e.kind = 'happens' AND e.body = 'closed' AND e.author_id IS NOT NULL;

-- A figure reads as many entries of one of these as there are rows behind it, and nothing else. Each begins with what places a row in a
-- period and with the row's key, in the order of the lists behind the numbers.
CREATE INDEX room_endings_ended ON room_endings (ended_at, room_id, seq, operator_id, topic_id, taken_at, answered_at, reason);
DROP INDEX rooms_closed;
DROP INDEX rooms_answered;
DROP INDEX rooms_taken;
CREATE INDEX rooms_created ON rooms (created_at, id, operator_id, topic_id, answered_at, client_id);
CREATE INDEX rooms_answered ON rooms (answered_at, id, operator_id, topic_id, created_at) WHERE answered_at IS NOT NULL;
CREATE INDEX rooms_taken ON rooms (taken_at, id, operator_id, topic_id, created_at) WHERE taken_at IS NOT NULL;
DROP INDEX room_ratings_changed;
CREATE INDEX room_ratings_changed ON room_ratings (changed_at, room_id, operator_id, stars);
CREATE INDEX applications_submitted ON applications (submitted_at, id, assignee_id, kind, state) WHERE submitted_at IS NOT NULL;
CREATE INDEX applications_client_submitted ON applications (client_id, submitted_at) WHERE submitted_at IS NOT NULL;
CREATE INDEX application_events_act ON application_events (act, at, application_id, seq, actor_id);
