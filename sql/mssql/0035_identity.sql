-- +goose Up

-- Who of the bank's people somebody is whom an OpenID provider vouches for. Of staff only.
CREATE TABLE identities (
    issuer    varchar(255) COLLATE Latin1_General_100_BIN2 NOT NULL,
    subject   varchar(255) COLLATE Latin1_General_100_BIN2 NOT NULL, -- what the issuer calls them, for good
    user_id   char(26) NOT NULL,
    linked_at datetime2(3) NOT NULL,
    CONSTRAINT identities_pk PRIMARY KEY (issuer, subject),
    CONSTRAINT identities_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
);

CREATE UNIQUE INDEX identities_user ON identities (user_id, issuer);
