-- +goose Up

-- When the words of people in it were taken out; NULL while they are there.
ALTER TABLE users ADD erased_at datetime2(3) NULL;
ALTER TABLE rooms ADD erased_at datetime2(3) NULL;
ALTER TABLE callbacks ADD erased_at datetime2(3) NULL;
ALTER TABLE applications ADD erased_at datetime2(3) NULL;

-- What became of each class of a client's data when their request was carried out: JSON.
ALTER TABLE erasure_requests ADD result nvarchar(max) NULL;

CREATE INDEX rooms_to_erase ON rooms (closed_at, id) WHERE closed_at IS NOT NULL AND erased_at IS NULL;
CREATE INDEX callbacks_to_erase ON callbacks (ends_at, id) WHERE owed_to IS NULL AND erased_at IS NULL;
CREATE INDEX applications_to_erase ON applications (state, since_at, id) WHERE erased_at IS NULL;
CREATE INDEX applications_room ON applications (room_id) WHERE room_id IS NOT NULL;
CREATE INDEX jobs_once_over ON jobs (once);

-- For how many days each class of data is kept, where somebody has set it or wants to: app/privacy knows the others.
CREATE TABLE retention_rules (
    class       varchar(32) COLLATE Latin1_General_100_BIN2 NOT NULL,
    days        int NOT NULL,
    changed_by  char(26) NULL,
    approved_by char(26) NULL, -- of fewer days than before: somebody else
    changed_at  datetime2(3) NULL,
    wanted      int NULL, -- fewer days, which wait for that
    wanted_by   char(26) NULL,
    wanted_at   datetime2(3) NULL,
    CONSTRAINT retention_rules_pk PRIMARY KEY (class),
    CONSTRAINT retention_rules_by_fk FOREIGN KEY (changed_by) REFERENCES users (id),
    CONSTRAINT retention_rules_approved_fk FOREIGN KEY (approved_by) REFERENCES users (id),
    CONSTRAINT retention_rules_wanted_fk FOREIGN KEY (wanted_by) REFERENCES users (id),
    CONSTRAINT retention_rules_days_check CHECK (days > 0),
    CONSTRAINT retention_rules_wanted_check CHECK (wanted IS NULL OR (wanted < days AND wanted_by IS NOT NULL)),
    CONSTRAINT retention_rules_eyes_check CHECK (approved_by IS NULL OR approved_by <> changed_by)
);

-- What nobody erases until a day, or until it is lifted: a person with all that is theirs, a room or an application. held is the object
-- while the hold isn't lifted.
CREATE TABLE retention_holds (
    id          char(26) NOT NULL,
    kind        varchar(16) COLLATE Latin1_General_100_BIN2 NOT NULL,
    object_id   char(26) NOT NULL,
    held        char(26) NULL,
    reason      nvarchar(1000) NOT NULL,
    until_day   char(10) NOT NULL, -- the last day; 9999-12-31: until it is lifted
    made_by     char(26) NOT NULL,
    made_at     datetime2(3) NOT NULL,
    lifted_by   char(26) NULL,
    lifted_at   datetime2(3) NULL,
    CONSTRAINT retention_holds_pk PRIMARY KEY (id),
    CONSTRAINT retention_holds_made_fk FOREIGN KEY (made_by) REFERENCES users (id),
    CONSTRAINT retention_holds_lifted_fk FOREIGN KEY (lifted_by) REFERENCES users (id),
    CONSTRAINT retention_holds_kind_check CHECK (kind IN ('person', 'room', 'application'))
);

CREATE INDEX retention_holds_held ON retention_holds (held, until_day) WHERE held IS NOT NULL;

-- What each run took away, class by class, as far as it has come.
CREATE TABLE retention_runs (
    id          char(26) NOT NULL,
    class       varchar(32) COLLATE Latin1_General_100_BIN2 NOT NULL,
    days        int NOT NULL,
    erased      bigint NOT NULL,
    started_at  datetime2(3) NOT NULL,
    finished_at datetime2(3) NULL,
    CONSTRAINT retention_runs_pk PRIMARY KEY (id, class)
);
