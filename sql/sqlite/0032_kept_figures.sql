-- +goose Up

-- What is kept of each figure's day, so that a period isn't counted row by row: app/report has the form of content. Of the facets of a day, the
-- one of all has the version that guards them. hours is how many of the day's hours are counted, from the first.
CREATE TABLE figure_days (
    figure  TEXT    NOT NULL,
    facet   TEXT    NOT NULL,
    day     TEXT    NOT NULL,
    version INTEGER NOT NULL,
    hours   INTEGER NOT NULL,
    content BLOB    NOT NULL,
    CONSTRAINT figure_days_pk PRIMARY KEY (figure, facet, day),
    CONSTRAINT figure_days_hours_check CHECK (hours BETWEEN 0 AND 25)
) WITHOUT ROWID;

CREATE INDEX figure_days_facet ON figure_days (facet, figure, day, version, hours);

-- Hours that had ended when a row of theirs changed, and have to be counted again. Each change writes a line of its own: nobody waits for
-- somebody else's, and a change that comes during a count isn't forgotten with those before it.
CREATE TABLE figure_changes (
    figure TEXT    NOT NULL,
    day    TEXT    NOT NULL,
    hour   INTEGER NOT NULL,
    id     TEXT    NOT NULL,
    CONSTRAINT figure_changes_pk PRIMARY KEY (figure, day, hour, id)
) WITHOUT ROWID;
