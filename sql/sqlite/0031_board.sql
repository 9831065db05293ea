-- +goose Up

-- A page of the board is found in an index alone: what its filter leaves out costs no look at the table. So each index holds whatever may be
-- asked beside the columns that it begins with. Whatever has ended is at no stage, and is left out of the indexes by stage.
DROP INDEX applications_stuck;
DROP INDEX applications_stage;
DROP INDEX applications_stage_kind;
DROP INDEX applications_open_assignee;
DROP INDEX applications_open_assignee_kind;
DROP INDEX applications_open_assignee_stage;
DROP INDEX applications_still;
DROP INDEX applications_still_kind;
DROP INDEX applications_still_stage;
DROP INDEX applications_still_assignee;
DROP INDEX applications_open_client;
DROP INDEX applications_open_last;
DROP INDEX applications_state_client;
DROP INDEX applications_state_last;

CREATE INDEX applications_stage ON applications (stage, since_at, id, state) WHERE stage IS NOT NULL;
CREATE INDEX applications_stage_kind ON applications (stage, kind, since_at, id, state) WHERE stage IS NOT NULL;
CREATE INDEX applications_stage_assignee ON applications (assignee_id, stage, since_at, id, kind, state) WHERE stage IS NOT NULL;
CREATE INDEX applications_open_assignee ON applications (assignee_id, is_open, since_at, id, kind);
CREATE INDEX applications_still ON applications (waits, changed_at, id, kind, stage, state, since_at);
CREATE INDEX applications_still_assignee ON applications (assignee_id, waits, changed_at, id, kind, stage, state, since_at);
CREATE INDEX applications_open_client ON applications (is_open, client_key, id, kind, assignee_id, stage, since_at, waits, changed_at);
CREATE INDEX applications_open_last ON applications (is_open, client_last, id, kind, assignee_id, stage, since_at, waits, changed_at);
CREATE INDEX applications_state_client ON applications (state, client_key, id, kind, assignee_id, stage, since_at, waits, changed_at);
CREATE INDEX applications_state_last ON applications (state, client_last, id, kind, assignee_id, stage, since_at, waits, changed_at);
