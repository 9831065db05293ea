-- +goose Up

-- A team of the bank's people. Who leads it is one of its members.
CREATE TABLE teams (
    id         char(26) NOT NULL,
    name       nvarchar(120) COLLATE Latin1_General_100_BIN2 NOT NULL,
    created_at datetime2(3) NOT NULL,
    CONSTRAINT teams_pk PRIMARY KEY (id),
    CONSTRAINT teams_name_unique UNIQUE (name)
);

-- What managers are trusted with, as words; whose work somebody of the bank may see; their team, and whether they lead it.
ALTER TABLE users ADD duties varchar(100) COLLATE Latin1_General_100_BIN2 NULL;
ALTER TABLE users ADD scope varchar(8) COLLATE Latin1_General_100_BIN2 CONSTRAINT users_scope_check CHECK (scope IN ('own', 'team', 'all')) NULL;
ALTER TABLE users ADD team_id char(26) CONSTRAINT users_team_fk REFERENCES teams (id) NULL;
ALTER TABLE users ADD leads bit NULL;

UPDATE users SET duties = 'author approver underwriter supervisor auditor administrator', scope = 'all' WHERE role = 'manager';
UPDATE users SET scope = 'team' WHERE role = 'operator';

CREATE INDEX users_team ON users (team_id, name) WHERE team_id IS NOT NULL;
CREATE UNIQUE INDEX users_lead ON users (team_id) WHERE leads IS NOT NULL;

ALTER TABLE invitations ADD duties varchar(100) COLLATE Latin1_General_100_BIN2 NULL;
ALTER TABLE invitations ADD scope varchar(8) COLLATE Latin1_General_100_BIN2 CONSTRAINT invitations_scope_check CHECK (scope IN ('own', 'team', 'all')) NULL;
ALTER TABLE invitations ADD team_id char(26) CONSTRAINT invitations_team_fk REFERENCES teams (id) NULL;

UPDATE invitations SET duties = 'author approver underwriter supervisor auditor administrator', scope = 'all' WHERE role = 'manager';
UPDATE invitations SET scope = 'team' WHERE role = 'operator';
