-- +goose Up

-- When the words of people in it were taken out; NULL while they are there.
ALTER TABLE users ADD COLUMN erased_at DATETIME NULL;
ALTER TABLE rooms ADD COLUMN erased_at DATETIME NULL;
ALTER TABLE callbacks ADD COLUMN erased_at DATETIME NULL;
ALTER TABLE applications ADD COLUMN erased_at DATETIME NULL;

-- What became of each class of a client's data when their request was carried out: JSON.
ALTER TABLE erasure_requests ADD COLUMN result TEXT NULL;

CREATE INDEX rooms_to_erase ON rooms (closed_at, id) WHERE closed_at IS NOT NULL AND erased_at IS NULL;
CREATE INDEX callbacks_to_erase ON callbacks (ends_at, id) WHERE owed_to IS NULL AND erased_at IS NULL;
CREATE INDEX applications_to_erase ON applications (state, since_at, id) WHERE erased_at IS NULL;
CREATE INDEX applications_room ON applications (room_id) WHERE room_id IS NOT NULL;
CREATE INDEX jobs_once_over ON jobs (once);

-- For how many days each class of data is kept, where somebody has set it or wants to: app/privacy knows the others.
CREATE TABLE retention_rules (
    class       TEXT     NOT NULL,
    days        INTEGER  NOT NULL,
    changed_by  TEXT     NULL,
    approved_by TEXT     NULL, -- of fewer days than before: somebody else
    changed_at  DATETIME NULL,
    wanted      INTEGER  NULL, -- fewer days, which wait for that
    wanted_by   TEXT     NULL,
    wanted_at   DATETIME NULL,
    CONSTRAINT retention_rules_pk PRIMARY KEY (class),
    CONSTRAINT retention_rules_by_fk FOREIGN KEY (changed_by) REFERENCES users (id),
    CONSTRAINT retention_rules_approved_fk FOREIGN KEY (approved_by) REFERENCES users (id),
    CONSTRAINT retention_rules_wanted_fk FOREIGN KEY (wanted_by) REFERENCES users (id),
    CONSTRAINT retention_rules_days_check CHECK (days > 0),
    CONSTRAINT retention_rules_wanted_check CHECK (wanted IS NULL OR (wanted < days AND wanted_by IS NOT NULL)),
    CONSTRAINT retention_rules_eyes_check CHECK (approved_by IS NULL OR approved_by <> changed_by)
) WITHOUT ROWID;

-- What nobody erases until a day, or until it is lifted: a person with all that is theirs, a room or an application. held is the object
-- while the hold isn't lifted.
CREATE TABLE retention_holds (
    id        TEXT     NOT NULL,
    kind      TEXT     NOT NULL,
    object_id TEXT     NOT NULL,
    held      TEXT     NULL,
    reason    TEXT     NOT NULL,
    until_day TEXT     NOT NULL, -- the last day; 9999-12-31: until it is lifted
    made_by   TEXT     NOT NULL,
    made_at   DATETIME NOT NULL,
    lifted_by TEXT     NULL,
    lifted_at DATETIME NULL,
    CONSTRAINT retention_holds_pk PRIMARY KEY (id),
    CONSTRAINT retention_holds_made_fk FOREIGN KEY (made_by) REFERENCES users (id),
    CONSTRAINT retention_holds_lifted_fk FOREIGN KEY (lifted_by) REFERENCES users (id),
    CONSTRAINT retention_holds_kind_check CHECK (kind IN ('person', 'room', 'application'))
) WITHOUT ROWID;

CREATE INDEX retention_holds_held ON retention_holds (held, until_day) WHERE held IS NOT NULL;

-- What each run took away, class by class, as far as it has come.
CREATE TABLE retention_runs (
    id          TEXT     NOT NULL,
    class       TEXT     NOT NULL,
    days        INTEGER  NOT NULL,
    erased      INTEGER  NOT NULL,
    started_at  DATETIME NOT NULL,
    finished_at DATETIME NULL,
    CONSTRAINT retention_runs_pk PRIMARY KEY (id, class)
) WITHOUT ROWID;
