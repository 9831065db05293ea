-- +goose Up

-- What the whole bank has set, by name. "demo" marks the demo bank.
CREATE TABLE settings (
    name  varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL,
    value nvarchar(max) NOT NULL,
    CONSTRAINT settings_pk PRIMARY KEY (name)
);
