-- 6. Who may do what with which table. As a sysadmin or db_owner, after "telemark migrate", and again after each release that
-- brings tables or views: granting twice changes nothing. A table that is not there yet fails the run; the program's tests fail
-- when a table of the migrations has no line here, or a right that the program doesn't use.
:on error exit
USE telemark;
GO

-- People and their sign-ins.
GRANT SELECT, INSERT, UPDATE ON OBJECT::dbo.users TO telemark_app; -- people are disabled, never deleted
GRANT SELECT, INSERT, UPDATE, DELETE ON OBJECT::dbo.teams TO telemark_app;
GRANT SELECT, INSERT, DELETE ON OBJECT::dbo.staff_skills TO telemark_app;
GRANT SELECT, INSERT, DELETE ON OBJECT::dbo.staff_hours TO telemark_app;
GRANT SELECT, INSERT, DELETE ON OBJECT::dbo.staff_days TO telemark_app;
GRANT SELECT, INSERT, DELETE ON OBJECT::dbo.recovery_codes TO telemark_app;
GRANT SELECT, INSERT, DELETE ON OBJECT::dbo.invitations TO telemark_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON OBJECT::dbo.attempt_keys TO telemark_app;
GRANT SELECT, INSERT, DELETE ON OBJECT::dbo.attempts TO telemark_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON OBJECT::dbo.sessions TO telemark_app;
GRANT SELECT, INSERT, DELETE ON OBJECT::dbo.replaced_sessions TO telemark_app;
GRANT SELECT, INSERT ON OBJECT::dbo.identities TO telemark_app; -- whom a provider means stays as it was

-- The audit only grows. Its end moves with each record: one row, which nobody adds to or deletes.
GRANT SELECT, INSERT ON OBJECT::dbo.audit TO telemark_app;
DENY UPDATE, DELETE ON OBJECT::dbo.audit TO telemark_app;
GRANT SELECT, UPDATE ON OBJECT::dbo.audit_head TO telemark_app;
GRANT SELECT, INSERT ON OBJECT::dbo.audit_days TO telemark_app;
DENY UPDATE, DELETE ON OBJECT::dbo.audit_days TO telemark_app;

-- Talks. What was said stays said, until it is erased: the entry stays, with a mark in place of the words.
GRANT SELECT, INSERT, UPDATE ON OBJECT::dbo.topics TO telemark_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON OBJECT::dbo.canned_texts TO telemark_app;
GRANT SELECT, INSERT, UPDATE ON OBJECT::dbo.rooms TO telemark_app;
GRANT SELECT, INSERT, UPDATE ON OBJECT::dbo.messages TO telemark_app;
GRANT SELECT, INSERT, UPDATE ON OBJECT::dbo.room_ratings TO telemark_app;
GRANT SELECT, INSERT ON OBJECT::dbo.room_endings TO telemark_app; -- how a talk ended stays as it was
GRANT SELECT, INSERT, UPDATE ON OBJECT::dbo.presence TO telemark_app;

-- The centre: when it works, and how it may reach people. What a client consented to, and when, stays as it was recorded.
GRANT SELECT, UPDATE ON OBJECT::dbo.opening_hours TO telemark_app;
GRANT SELECT, INSERT, DELETE ON OBJECT::dbo.holidays TO telemark_app;
GRANT SELECT, INSERT ON OBJECT::dbo.consent_texts TO telemark_app; -- a wording never changes
GRANT SELECT, INSERT ON OBJECT::dbo.consents TO telemark_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON OBJECT::dbo.contact_preferences TO telemark_app;
GRANT SELECT, INSERT, UPDATE ON OBJECT::dbo.callback_slots TO telemark_app;
GRANT SELECT, INSERT, UPDATE ON OBJECT::dbo.callbacks TO telemark_app;
GRANT SELECT, UPDATE ON OBJECT::dbo.counters TO telemark_app;
-- Who is told of answers, and of which.
GRANT SELECT, INSERT, UPDATE, DELETE ON OBJECT::dbo.notice_wishes TO telemark_app;
GRANT SELECT, INSERT, DELETE ON OBJECT::dbo.push_devices TO telemark_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON OBJECT::dbo.notices TO telemark_app;
-- Applications. What happened stays written, until a draft is dropped or the words are erased; an answer may be taken back.
GRANT SELECT, INSERT, UPDATE, DELETE ON OBJECT::dbo.applications TO telemark_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON OBJECT::dbo.application_events TO telemark_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON OBJECT::dbo.application_answers TO telemark_app;
GRANT SELECT, INSERT, UPDATE ON OBJECT::dbo.application_numbers TO telemark_app;
-- How they are decided. A published version never changes, and a vote stays given; what is being written, and a tick, may be taken back.
GRANT SELECT, INSERT ON OBJECT::dbo.workflows TO telemark_app;
GRANT SELECT, INSERT ON OBJECT::dbo.workflow_versions TO telemark_app;
GRANT SELECT, INSERT, UPDATE ON OBJECT::dbo.workflow_kinds TO telemark_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON OBJECT::dbo.workflow_drafts TO telemark_app;
GRANT SELECT, INSERT, DELETE ON OBJECT::dbo.application_checks TO telemark_app;
GRANT SELECT, INSERT, UPDATE ON OBJECT::dbo.application_votes TO telemark_app;
-- A document may be taken back, and what is infected or breaks off on its way is deleted.
GRANT SELECT, INSERT, UPDATE, DELETE ON OBJECT::dbo.application_documents TO telemark_app;
GRANT SELECT, INSERT, DELETE ON OBJECT::dbo.application_document_parts TO telemark_app;

-- Products. What was once charged stays known: only what is scheduled and not yet in force can be written anew.
GRANT SELECT, UPDATE ON OBJECT::dbo.catalogue TO telemark_app;
GRANT SELECT, INSERT, UPDATE ON OBJECT::dbo.products TO telemark_app;
GRANT SELECT, INSERT, UPDATE ON OBJECT::dbo.product_versions TO telemark_app;
GRANT SELECT, INSERT, DELETE ON OBJECT::dbo.product_offers TO telemark_app;
-- Drafts go when they are published. Who had a hand in a request for approval stays as it was written: the four eyes rest on it.
GRANT SELECT, INSERT, UPDATE, DELETE ON OBJECT::dbo.product_drafts TO telemark_app;
GRANT SELECT, INSERT, DELETE ON OBJECT::dbo.product_draft_revisions TO telemark_app;
GRANT SELECT, INSERT, DELETE ON OBJECT::dbo.product_draft_editors TO telemark_app;
GRANT SELECT, INSERT ON OBJECT::dbo.approval_people TO telemark_app;
DENY UPDATE, DELETE ON OBJECT::dbo.approval_people TO telemark_app;
GRANT SELECT, INSERT, UPDATE ON OBJECT::dbo.approvals TO telemark_app;
GRANT SELECT, INSERT, UPDATE ON OBJECT::dbo.emergencies TO telemark_app;
-- Work in the background, and what comes out of it: both are deleted when their time is over.
GRANT SELECT, INSERT, UPDATE, DELETE ON OBJECT::dbo.jobs TO telemark_app;
GRANT SELECT, INSERT, DELETE ON OBJECT::dbo.job_parts TO telemark_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON OBJECT::dbo.export_schedules TO telemark_app;
-- What is kept of the days of figures, and which hours of them have changed since.
GRANT SELECT, INSERT, UPDATE ON OBJECT::dbo.figure_days TO telemark_app;
GRANT SELECT, INSERT, DELETE ON OBJECT::dbo.figure_changes TO telemark_app;
-- Filters that somebody has given a name.
GRANT SELECT, INSERT, UPDATE, DELETE ON OBJECT::dbo.saved_views TO telemark_app;

-- Requests for erasure stay. What is kept for how long, what is held, and what each run took away.
GRANT SELECT, INSERT, UPDATE ON OBJECT::dbo.erasure_requests TO telemark_app;
GRANT SELECT, INSERT, UPDATE ON OBJECT::dbo.retention_rules TO telemark_app;
GRANT SELECT, INSERT, UPDATE ON OBJECT::dbo.retention_holds TO telemark_app;
GRANT SELECT, INSERT, UPDATE ON OBJECT::dbo.retention_runs TO telemark_app;

GRANT SELECT, INSERT, UPDATE ON OBJECT::dbo.settings TO telemark_app;

-- Which migrations there were: /readyz and "telemark check" look.
GRANT SELECT ON OBJECT::dbo.goose_db_version TO telemark_app;
GO

-- The views, for readers from outside. They have the owner of the tables, so no right on a table is needed, and none is given.
GRANT SELECT ON OBJECT::dbo.report_topics TO telemark_report;
GRANT SELECT ON OBJECT::dbo.report_rooms TO telemark_report;
GRANT SELECT ON OBJECT::dbo.report_messages_daily TO telemark_report;
GRANT SELECT ON OBJECT::dbo.report_answers TO telemark_report;
GRANT SELECT ON OBJECT::dbo.report_staff_daily TO telemark_report;
GRANT SELECT ON OBJECT::dbo.report_products TO telemark_report;
GRANT SELECT ON OBJECT::dbo.report_applications TO telemark_report;
GO

-- Who has what, to be read once by whoever is responsible.
SELECT r.name AS [role], p.state_desc, p.permission_name, COALESCE(OBJECT_NAME(p.major_id), p.class_desc) AS [on]
FROM sys.database_permissions p
JOIN sys.database_principals r ON r.principal_id = p.grantee_principal_id
WHERE r.name IN (N'telemark_migrate', N'telemark_app', N'telemark_report')
ORDER BY r.name, [on], p.permission_name;
GO
