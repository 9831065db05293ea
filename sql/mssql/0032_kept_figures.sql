-- +goose Up

-- What is kept of each figure's day, so that a period isn't counted row by row: app/report has the form of content. Of the facets of a day, the
-- one of all has the version that guards them. hours is how many of the day's hours are counted, from the first.
CREATE TABLE figure_days (
    figure  varchar(32) NOT NULL,
    facet   varchar(16) NOT NULL,
    day     char(10) NOT NULL,
    version bigint NOT NULL,
    hours   int NOT NULL,
    content varbinary(max) NOT NULL,
    CONSTRAINT figure_days_pk PRIMARY KEY CLUSTERED (figure, facet, day),
    CONSTRAINT figure_days_hours_check CHECK (hours BETWEEN 0 AND 25)
);

CREATE INDEX figure_days_facet ON figure_days (facet, figure, day, version, hours);

-- Hours that had ended when a row of theirs changed, and have to be counted again. Each change writes a line of its own: nobody waits for
-- somebody else's, and a change that comes during a count isn't forgotten with those before it.
CREATE TABLE figure_changes (
    figure varchar(32) NOT NULL,
    day    char(10) NOT NULL,
    hour   int NOT NULL,
    id     char(26) NOT NULL,
    CONSTRAINT figure_changes_pk PRIMARY KEY CLUSTERED (figure, day, hour, id)
);
