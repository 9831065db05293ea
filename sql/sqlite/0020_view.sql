-- +goose Up

-- The filters of a table that somebody has given a name. Theirs alone.
CREATE TABLE saved_views (
    id         TEXT     NOT NULL,
    user_id    TEXT     NOT NULL,
    page       TEXT     NOT NULL, -- the table's path
    name       TEXT     NOT NULL,
    query      TEXT     NOT NULL, -- of the address
    created_at DATETIME NOT NULL,
    CONSTRAINT saved_views_pk PRIMARY KEY (id),
    CONSTRAINT saved_views_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
) WITHOUT ROWID;

CREATE INDEX saved_views_user ON saved_views (user_id, page, id);
