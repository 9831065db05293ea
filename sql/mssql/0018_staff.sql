-- +goose Up

-- What the bank's people can talk about, in which language.
CREATE TABLE staff_skills (
    user_id char(26) NOT NULL,
    kind    varchar(32) COLLATE Latin1_General_100_BIN2 NOT NULL,
    lang    varchar(8) COLLATE Latin1_General_100_BIN2 NOT NULL,
    CONSTRAINT staff_skills_pk PRIMARY KEY (user_id, kind, lang),
    CONSTRAINT staff_skills_user_fk FOREIGN KEY (user_id) REFERENCES users (id)
);

-- When somebody works in a usual week: minutes of the bank's wall clock. A weekday without a row is free; 0 is Sunday.
CREATE TABLE staff_hours (
    user_id      char(26) NOT NULL,
    weekday      int NOT NULL,
    from_minute  int NOT NULL,
    until_minute int NOT NULL,
    CONSTRAINT staff_hours_pk PRIMARY KEY (user_id, weekday),
    CONSTRAINT staff_hours_user_fk FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT staff_hours_check CHECK (weekday BETWEEN 0 AND 6 AND from_minute >= 0 AND from_minute < until_minute AND until_minute <= 1440)
);

-- A day with hours of its own; both 0: a day off.
CREATE TABLE staff_days (
    user_id      char(26) NOT NULL,
    day          char(10) COLLATE Latin1_General_100_BIN2 NOT NULL,
    from_minute  int NOT NULL,
    until_minute int NOT NULL,
    note         nvarchar(200) NOT NULL,
    CONSTRAINT staff_days_pk PRIMARY KEY (user_id, day),
    CONSTRAINT staff_days_user_fk FOREIGN KEY (user_id) REFERENCES users (id),
    CONSTRAINT staff_days_check CHECK (from_minute >= 0 AND from_minute <= until_minute AND until_minute <= 1440)
);

-- Calls that are owed, by who tried last.
CREATE INDEX callbacks_tried ON callbacks (operator_id, id) WHERE owed_to IS NOT NULL;
