-- +goose Up

-- How clients rate a talk that has ended: one rating for each operator who ended it.
CREATE TABLE room_ratings (
    room_id     char(26) NOT NULL,
    operator_id char(26) NOT NULL,
    stars       int NOT NULL,
    comment     nvarchar(2000) NOT NULL,
    rated_at    datetime2(3) NOT NULL,
    changed_at  datetime2(3) NOT NULL,
    CONSTRAINT room_ratings_pk PRIMARY KEY (room_id, operator_id),
    CONSTRAINT room_ratings_room_fk FOREIGN KEY (room_id) REFERENCES rooms (id),
    CONSTRAINT room_ratings_operator_fk FOREIGN KEY (operator_id) REFERENCES users (id),
    CONSTRAINT room_ratings_check CHECK (stars BETWEEN 1 AND 5)
);

CREATE INDEX room_ratings_changed ON room_ratings (changed_at, stars);

-- What a room is about, besides its topic, and the number of the request that a message became while the centre was closed.
ALTER TABLE rooms ADD about nvarchar(max) NULL;
ALTER TABLE rooms ADD request_number bigint NULL;

CREATE INDEX rooms_taken ON rooms (taken_at) WHERE taken_at IS NOT NULL;
