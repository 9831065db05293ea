-- +goose Up

-- What the bank offers, for readers from outside; see 0006_report.sql.

-- +goose StatementBegin
-- report_products: one row for each version of a product and each currency of its tariff.
CREATE VIEW report_products AS
SELECT
    p.id AS product_id,                              -- opaque; the same in all versions
    p.slug AS product,                               -- the product's name in addresses
    p.kind,                                          -- deposit, savings, loan, mortgage, car_loan, credit_card, debit_card, insurance
    p.archived,                                      -- 1: offered to nobody any more
    v.number AS version,                             -- number of the tariff, from 1
    v.from_day,                                      -- first day in force, a day of the bank: 2026-11-01
    v.until_day,                                     -- last day in force; NULL: open end
    v.name_en,                                       -- in English
    v.name_ru,                                       -- in Russian
    o.currency,                                      -- ISO 4217
    ROUND(o.amount_lo / 100.0, 2) AS amount_min,     -- units of the currency
    ROUND(o.amount_hi / 100.0, 2) AS amount_max,     -- units of the currency
    o.term_lo AS term_min,                           -- months; 0 where a product has no term
    o.term_hi AS term_max,                           -- months
    ROUND(o.rate_lo / 10000.0, 4) AS rate_min,       -- percent a year; of an insurance: of the insured sum
    ROUND(o.rate_hi / 10000.0, 4) AS rate_max        -- likewise
FROM product_offers o
JOIN product_versions v ON v.product_id = o.product_id AND v.number = o.number
JOIN products p ON p.id = o.product_id;
-- +goose StatementEnd
