-- +goose Up

-- What the bank's people can talk about, in which language.
CREATE TABLE staff_skills (
    user_id TEXT NOT NULL,
    kind    TEXT NOT NULL,
    lang    TEXT NOT NULL,
    CONSTRAINT staff_skills_pk PRIMARY KEY (user_id, kind, lang),
    CONSTRAINT staff_skills_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
) WITHOUT ROWID;

-- When somebody works in a usual week: minutes of the bank's wall clock. A weekday without a row is free; 0 is Sunday.
CREATE TABLE staff_hours (
    user_id      TEXT    NOT NULL,
    weekday      INTEGER NOT NULL,
    from_minute  INTEGER NOT NULL,
    until_minute INTEGER NOT NULL,
    CONSTRAINT staff_hours_pk PRIMARY KEY (user_id, weekday),
    CONSTRAINT staff_hours_user_fk FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT staff_hours_check CHECK (weekday BETWEEN 0 AND 6 AND from_minute >= 0 AND from_minute < until_minute AND until_minute <= 1440)
) WITHOUT ROWID;

-- A day with hours of its own; both 0: a day off.
CREATE TABLE staff_days (
    user_id      TEXT    NOT NULL,
    day          TEXT    NOT NULL,
    from_minute  INTEGER NOT NULL,
    until_minute INTEGER NOT NULL,
    note         TEXT    NOT NULL,
    CONSTRAINT staff_days_pk PRIMARY KEY (user_id, day),
    CONSTRAINT staff_days_user_fk FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT staff_days_check CHECK (from_minute >= 0 AND from_minute <= until_minute AND until_minute <= 1440)
) WITHOUT ROWID;

-- Calls that are owed, by who tried last.
CREATE INDEX callbacks_tried ON callbacks (operator_id, id) WHERE owed_to IS NOT NULL;
