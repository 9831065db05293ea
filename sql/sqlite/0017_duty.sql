-- +goose Up

-- A team of the bank's people. Who leads it is one of its members.
CREATE TABLE teams (
    id         TEXT     NOT NULL,
    name       TEXT     NOT NULL,
    created_at DATETIME NOT NULL,
    CONSTRAINT teams_pk PRIMARY KEY (id),
    CONSTRAINT teams_name_unique UNIQUE (name)
) WITHOUT ROWID;

-- What managers are trusted with, as words; whose work somebody of the bank may see; their team, and whether they lead it.
ALTER TABLE users ADD COLUMN duties TEXT NULL;
ALTER TABLE users ADD COLUMN scope TEXT CONSTRAINT users_scope_check CHECK (scope IN ('own', 'team', 'all')) NULL;
ALTER TABLE users ADD COLUMN team_id TEXT CONSTRAINT users_team_fk REFERENCES teams (id) NULL;
ALTER TABLE users ADD COLUMN leads BOOLEAN NULL;

UPDATE users SET duties = 'author approver underwriter supervisor auditor administrator', scope = 'all' WHERE role = 'manager';
UPDATE users SET scope = 'team' WHERE role = 'operator';

CREATE INDEX users_team ON users (team_id, name) WHERE team_id IS NOT NULL;
CREATE UNIQUE INDEX users_lead ON users (team_id) WHERE leads IS NOT NULL;

ALTER TABLE invitations ADD COLUMN duties TEXT NULL;
ALTER TABLE invitations ADD COLUMN scope TEXT CONSTRAINT invitations_scope_check CHECK (scope IN ('own', 'team', 'all')) NULL;
ALTER TABLE invitations ADD COLUMN team_id TEXT CONSTRAINT invitations_team_fk REFERENCES teams (id) NULL;

UPDATE invitations SET duties = 'author approver underwriter supervisor auditor administrator', scope = 'all' WHERE role = 'manager';
UPDATE invitations SET scope = 'team' WHERE role = 'operator';
