-- +goose Up

-- Requests of clients to erase what the bank knows of them. open_to is the client while the request is open: there is one at a time.
CREATE TABLE erasure_requests (
    id         TEXT     NOT NULL,
    number     INTEGER  NOT NULL,
    client_id  TEXT     NOT NULL,
    open_to    TEXT     NULL,
    state      TEXT     NOT NULL,
    note       TEXT     NOT NULL,
    answer     TEXT     NOT NULL,
    made_at    DATETIME NOT NULL,
    due_day    TEXT     NOT NULL,
    settled_at DATETIME NULL,
    settled_by TEXT     NULL,
    CONSTRAINT erasure_requests_pk PRIMARY KEY (id),
    CONSTRAINT erasure_requests_client_fk FOREIGN KEY (client_id) REFERENCES users (id),
    CONSTRAINT erasure_requests_settled_fk FOREIGN KEY (settled_by) REFERENCES users (id),
    CONSTRAINT erasure_requests_state_check CHECK (state IN ('open', 'taken_back', 'answered', 'refused'))
) WITHOUT ROWID;

CREATE UNIQUE INDEX erasure_requests_number ON erasure_requests (number);
CREATE UNIQUE INDEX erasure_requests_open ON erasure_requests (open_to) WHERE open_to IS NOT NULL;
CREATE INDEX erasure_requests_client ON erasure_requests (client_id, id);
CREATE INDEX erasure_requests_due ON erasure_requests (due_day, id) WHERE open_to IS NOT NULL;

INSERT INTO counters (name, value) VALUES ('erasure', 0);

CREATE INDEX callbacks_client ON callbacks (client_id, id);
