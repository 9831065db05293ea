-- +goose Up

-- One row: its revision moves with each change of the catalogue, so that what was read before is known to be old. Every change
-- begins by moving it, and so waits for the one before.
CREATE TABLE catalogue (
    id       int NOT NULL,
    revision bigint NOT NULL,
    CONSTRAINT catalogue_pk PRIMARY KEY (id),
    CONSTRAINT catalogue_one_check CHECK (id = 1)
);

INSERT INTO catalogue (id, revision) VALUES (1, 0);

-- A product is archived, never deleted: somebody may have it.
CREATE TABLE products (
    id         char(26) NOT NULL,
    slug       varchar(64) COLLATE Latin1_General_100_BIN2 NOT NULL, -- its name in addresses; never changes
    kind       varchar(16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    position   int NOT NULL, -- in the catalogue; the smallest comes first
    archived   bit NOT NULL,
    created_at datetime2(3) NOT NULL,
    CONSTRAINT products_pk PRIMARY KEY (id),
    CONSTRAINT products_slug_unique UNIQUE (slug),
    CONSTRAINT products_kind_check CHECK
        (kind IN ('deposit', 'savings', 'loan', 'mortgage', 'car_loan', 'credit_card', 'debit_card', 'insurance'))
);

-- What is said and charged about a product from one day of the bank to another. Once in force it never changes but for its end.
CREATE TABLE product_versions (
    product_id  char(26) NOT NULL,
    number      int NOT NULL, -- from 1
    from_day    char(10) COLLATE Latin1_General_100_BIN2 NOT NULL, -- 2026-11-01: the first day in force
    until_day   char(10) COLLATE Latin1_General_100_BIN2 NULL, -- the last one; NULL: for good
    name_en     nvarchar(200) NOT NULL, -- as in the content
    name_ru     nvarchar(200) NOT NULL,
    author_id   varchar(26) COLLATE Latin1_General_100_BIN2 NOT NULL, -- who wrote it: a person, or "system"
    approved_by varchar(26) COLLATE Latin1_General_100_BIN2 NULL, -- who approved it
    created_at  datetime2(3) NOT NULL,
    content     nvarchar(max) NOT NULL, -- JSON
    CONSTRAINT product_versions_pk PRIMARY KEY (product_id, number),
    CONSTRAINT product_versions_from_unique UNIQUE (product_id, from_day),
    CONSTRAINT product_versions_product_fk FOREIGN KEY (product_id) REFERENCES products (id),
    CONSTRAINT product_versions_number_check CHECK (number > 0),
    CONSTRAINT product_versions_days_check CHECK (until_day IS NULL OR until_day >= from_day),
    CONSTRAINT product_versions_eyes_check CHECK (approved_by IS NULL OR approved_by <> author_id)
);

-- The bounds of each version's tariff in each currency, for readers from outside; the tariff itself stands in the content.
CREATE TABLE product_offers (
    product_id char(26) NOT NULL,
    number     int NOT NULL,
    currency   char(3) COLLATE Latin1_General_100_BIN2 NOT NULL,
    amount_lo  bigint NOT NULL, -- minor units
    amount_hi  bigint NOT NULL,
    term_lo    int NOT NULL, -- months; 0 where a product has no term
    term_hi    int NOT NULL,
    rate_lo    bigint NOT NULL, -- millionths a year
    rate_hi    bigint NOT NULL,
    CONSTRAINT product_offers_pk PRIMARY KEY (product_id, number, currency),
    CONSTRAINT product_offers_version_fk FOREIGN KEY (product_id, number) REFERENCES product_versions (product_id, number)
);
