-- +goose Up

-- A page of the board is found in an index alone: what its filter leaves out costs no look at the table. So each index holds whatever may be
-- asked beside the columns that it begins with. Whatever has ended is at no stage, and is left out of the indexes by stage.
DROP INDEX applications_stuck ON applications;
DROP INDEX applications_stage ON applications;
DROP INDEX applications_stage_kind ON applications;
DROP INDEX applications_open_assignee ON applications;
DROP INDEX applications_open_assignee_kind ON applications;
DROP INDEX applications_open_assignee_stage ON applications;
DROP INDEX applications_still ON applications;
DROP INDEX applications_still_kind ON applications;
DROP INDEX applications_still_stage ON applications;
DROP INDEX applications_still_assignee ON applications;
DROP INDEX applications_open_client ON applications;
DROP INDEX applications_open_last ON applications;
DROP INDEX applications_state_client ON applications;
DROP INDEX applications_state_last ON applications;

CREATE INDEX applications_stage ON applications (stage, since_at, id) INCLUDE (state) WHERE stage IS NOT NULL;
CREATE INDEX applications_stage_kind ON applications (stage, kind, since_at, id) INCLUDE (state) WHERE stage IS NOT NULL;
CREATE INDEX applications_stage_assignee ON applications (assignee_id, stage, since_at, id) INCLUDE (kind, state) WHERE stage IS NOT NULL;
CREATE INDEX applications_open_assignee ON applications (assignee_id, is_open, since_at, id) INCLUDE (kind);
CREATE INDEX applications_still ON applications (waits, changed_at, id) INCLUDE (kind, stage, state, since_at);
CREATE INDEX applications_still_assignee ON applications (assignee_id, waits, changed_at, id) INCLUDE (kind, stage, state, since_at);
CREATE INDEX applications_open_client ON applications (is_open, client_key, id) INCLUDE (kind, assignee_id, stage, since_at, waits, changed_at);
CREATE INDEX applications_open_last ON applications (is_open, client_last, id) INCLUDE (kind, assignee_id, stage, since_at, waits, changed_at);
CREATE INDEX applications_state_client ON applications (state, client_key, id) INCLUDE (kind, assignee_id, stage, since_at, waits, changed_at);
CREATE INDEX applications_state_last ON applications (state, client_last, id) INCLUDE (kind, assignee_id, stage, since_at, waits, changed_at);
