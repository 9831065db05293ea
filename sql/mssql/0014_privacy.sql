-- +goose Up

-- Requests of clients to erase what the bank knows of them. open_to is the client while the request is open: there is one at a time.
CREATE TABLE erasure_requests (
    id         char(26) NOT NULL,
    number     bigint NOT NULL,
    client_id  char(26) NOT NULL,
    open_to    char(26) NULL,
    state      varchar(16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    note       nvarchar(2000) NOT NULL,
    answer     nvarchar(2000) NOT NULL,
    made_at    datetime2(3) NOT NULL,
    due_day    char(10) NOT NULL,
    settled_at datetime2(3) NULL,
    settled_by char(26) NULL,
    CONSTRAINT erasure_requests_pk PRIMARY KEY (id),
    CONSTRAINT erasure_requests_client_fk FOREIGN KEY (client_id) REFERENCES users (id),
    CONSTRAINT erasure_requests_settled_fk FOREIGN KEY (settled_by) REFERENCES users (id),
    CONSTRAINT erasure_requests_state_check CHECK (state IN ('open', 'taken_back', 'answered', 'refused'))
);

CREATE UNIQUE INDEX erasure_requests_number ON erasure_requests (number);
CREATE UNIQUE INDEX erasure_requests_open ON erasure_requests (open_to) WHERE open_to IS NOT NULL;
CREATE INDEX erasure_requests_client ON erasure_requests (client_id, id);
CREATE INDEX erasure_requests_due ON erasure_requests (due_day, id) WHERE open_to IS NOT NULL;

INSERT INTO counters (name, value) VALUES ('erasure', 0);

CREATE INDEX callbacks_client ON callbacks (client_id, id);
