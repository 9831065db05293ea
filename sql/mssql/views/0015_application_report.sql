-- +goose Up

-- What clients have applied for, for readers from outside; see 0006_report.sql.

-- +goose StatementBegin
-- report_applications: one row for each application that was submitted.
CREATE VIEW report_applications AS
SELECT
    id AS application_id,                        -- opaque
    number,                                      -- as it stands on the receipt: 26-000123
    client_id,                                   -- opaque; the same in all talks and applications of a client
    assignee_id AS staff_id,                     -- opaque; who has it or had it last; NULL: nobody yet
    slug AS product,                             -- joins with report_products
    kind,                                        -- of the product
    version,                                     -- number of the tariff that it was counted by
    state,                                       -- submitted, in_review, needs_info, offered, accepted, declined, withdrawn, refused, fulfilled
    waits AS waits_for,                          -- client, bank, or empty when it has ended
    reason,                                      -- id of why it was refused, declined or withdrawn; empty otherwise
    currency,                                    -- of the amount: ISO 4217
    CAST(amount / 100.0 AS decimal(18, 2)) AS amount, -- asked for; units of the currency
    term,                                        -- asked for; months, 0 where a product has no term
    submitted_at,                                -- UTC
    since_at,                                    -- UTC; since when whoever is waited for is waited for
    ended_at,                                    -- UTC; NULL while it has not ended
    -- seconds from the submission to the end
    CAST(DATEDIFF_BIG(millisecond, submitted_at, ended_at) / 1000.0 AS decimal(18, 3)) AS ended_seconds
FROM applications
WHERE submitted_at IS NOT NULL;
-- +goose StatementEnd
