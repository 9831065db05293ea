-- +goose Up

-- The filters of a table that somebody has given a name. Theirs alone.
CREATE TABLE saved_views (
    id         char(26) NOT NULL,
    user_id    char(26) NOT NULL,
    page       varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL, -- the table's path
    name       nvarchar(120) NOT NULL,
    query      varchar(1000) COLLATE Latin1_General_100_BIN2 NOT NULL, -- of the address
    created_at datetime2(3) NOT NULL,
    CONSTRAINT saved_views_pk PRIMARY KEY (id),
    CONSTRAINT saved_views_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
);

CREATE INDEX saved_views_user ON saved_views (user_id, page, id);
