-- +goose Up

-- Who of the bank's people somebody is whom an OpenID provider vouches for. Of staff only.
CREATE TABLE identities (
    issuer    TEXT     NOT NULL,
    subject   TEXT     NOT NULL, -- what the issuer calls them, for good
    user_id   TEXT     NOT NULL,
    linked_at DATETIME NOT NULL,
    CONSTRAINT identities_pk PRIMARY KEY (issuer, subject),
    CONSTRAINT identities_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
) WITHOUT ROWID;

CREATE UNIQUE INDEX identities_user ON identities (user_id, issuer);
