-- +goose Up

-- One row: its revision moves with each change of the catalogue, so that what was read before is known to be old. Every change
-- begins by moving it, and so waits for the one before.
CREATE TABLE catalogue (
    id       INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    CONSTRAINT catalogue_pk PRIMARY KEY (id),
    CONSTRAINT catalogue_one_check CHECK (id = 1)
);

INSERT INTO catalogue (id, revision) VALUES (1, 0);

-- A product is archived, never deleted: somebody may have it.
CREATE TABLE products (
    id         TEXT     NOT NULL,
    slug       TEXT     NOT NULL, -- its name in addresses; never changes
    kind       TEXT     NOT NULL,
    position   INTEGER  NOT NULL, -- in the catalogue; the smallest comes first
    archived   BOOLEAN  NOT NULL,
    created_at DATETIME NOT NULL,
    CONSTRAINT products_pk PRIMARY KEY (id),
    CONSTRAINT products_slug_unique UNIQUE (slug),
    CONSTRAINT products_kind_check CHECK
        (kind IN ('deposit', 'savings', 'loan', 'mortgage', 'car_loan', 'credit_card', 'debit_card', 'insurance'))
) WITHOUT ROWID;

-- What is said and charged about a product from one day of the bank to another. Once in force it never changes but for its end.
CREATE TABLE product_versions (
    product_id  TEXT     NOT NULL,
    number      INTEGER  NOT NULL, -- from 1
    from_day    TEXT     NOT NULL, -- 2026-11-01: the first day in force
    until_day   TEXT     NULL,     -- the last one; NULL: for good
    name_en     TEXT     NOT NULL, -- as in the content
    name_ru     TEXT     NOT NULL,
    author_id   TEXT     NOT NULL, -- who wrote it: a person, or "system"
    approved_by TEXT     NULL,     -- who approved it
    created_at  DATETIME NOT NULL,
    content     TEXT     NOT NULL, -- JSON
    CONSTRAINT product_versions_pk PRIMARY KEY (product_id, number),
    CONSTRAINT product_versions_from_unique UNIQUE (product_id, from_day),
    CONSTRAINT product_versions_product_fk FOREIGN KEY (product_id) REFERENCES products (id),
    CONSTRAINT product_versions_number_check CHECK (number > 0),
    CONSTRAINT product_versions_days_check CHECK (until_day IS NULL OR until_day >= from_day),
    CONSTRAINT product_versions_eyes_check CHECK (approved_by IS NULL OR approved_by <> author_id)
) WITHOUT ROWID;

-- The bounds of each version's tariff in each currency, for readers from outside; the tariff itself stands in the content.
CREATE TABLE product_offers (
    product_id TEXT    NOT NULL,
    number     INTEGER NOT NULL,
    currency   TEXT    NOT NULL,
    amount_lo  INTEGER NOT NULL, -- minor units
    amount_hi  INTEGER NOT NULL,
    term_lo    INTEGER NOT NULL, -- months; 0 where a product has no term
    term_hi    INTEGER NOT NULL,
    rate_lo    INTEGER NOT NULL, -- millionths a year
    rate_hi    INTEGER NOT NULL,
    CONSTRAINT product_offers_pk PRIMARY KEY (product_id, number, currency),
    CONSTRAINT product_offers_version_fk FOREIGN KEY (product_id, number) REFERENCES product_versions (product_id, number)
) WITHOUT ROWID;
