-- 4. Who may come in. As a sysadmin. Rights belong to roles of the database, so that a login of the bank's own (a group of the
-- directory, say) can take the place of one made here: ALTER ROLE telemark_report ADD MEMBER [BANK\reporting].
--
--     telemark_migrate  changes the schema; used by "telemark migrate" only, a few seconds per release
--     telemark_app      the program: rows of its own tables, appending to audit, no change of the schema
--     telemark_report   Excel, Power BI, ODBC: the report views and nothing else
--     telemark_ops      watches the server: its state, no data
--
-- What exists keeps its password: change one with ALTER LOGIN … WITH PASSWORD.
:on error exit
USE master;
GO

IF SUSER_ID(N'telemark_migrate') IS NULL
    CREATE LOGIN telemark_migrate WITH PASSWORD = '$(MIGRATE_PASSWORD)', DEFAULT_DATABASE = telemark, CHECK_POLICY = ON;
IF SUSER_ID(N'telemark_app') IS NULL
    CREATE LOGIN telemark_app WITH PASSWORD = '$(APP_PASSWORD)', DEFAULT_DATABASE = telemark, CHECK_POLICY = ON;
IF SUSER_ID(N'telemark_report') IS NULL
    CREATE LOGIN telemark_report WITH PASSWORD = '$(REPORT_PASSWORD)', DEFAULT_DATABASE = telemark, CHECK_POLICY = ON;
IF SUSER_ID(N'telemark_ops') IS NULL
    CREATE LOGIN telemark_ops WITH PASSWORD = '$(OPS_PASSWORD)', CHECK_POLICY = ON;
GO

-- Covers sys.dm_database_encryption_keys and sys.dm_exec_connections on every version; 2022 would be content with
-- VIEW SERVER SECURITY STATE.
GRANT VIEW SERVER STATE TO telemark_ops;
GO

USE telemark;
GO

IF DATABASE_PRINCIPAL_ID(N'telemark_migrate') IS NULL
    CREATE ROLE telemark_migrate AUTHORIZATION dbo;
IF DATABASE_PRINCIPAL_ID(N'telemark_app') IS NULL
    CREATE ROLE telemark_app AUTHORIZATION dbo;
IF DATABASE_PRINCIPAL_ID(N'telemark_report') IS NULL
    CREATE ROLE telemark_report AUTHORIZATION dbo;
GO

-- A user can't have the name of a role, so each login comes in under a longer one. After a restore on another server the users are
-- there and know the old server's logins: ALTER USER ties them to those of the same name here.
IF DATABASE_PRINCIPAL_ID(N'telemark_migrate_user') IS NULL
    CREATE USER telemark_migrate_user FOR LOGIN telemark_migrate WITH DEFAULT_SCHEMA = dbo;
IF DATABASE_PRINCIPAL_ID(N'telemark_app_user') IS NULL
    CREATE USER telemark_app_user FOR LOGIN telemark_app WITH DEFAULT_SCHEMA = dbo;
IF DATABASE_PRINCIPAL_ID(N'telemark_report_user') IS NULL
    CREATE USER telemark_report_user FOR LOGIN telemark_report WITH DEFAULT_SCHEMA = dbo;
GO

IF EXISTS (SELECT 1 FROM sys.database_principals WHERE name = N'telemark_migrate_user' AND sid <> SUSER_SID(N'telemark_migrate'))
    ALTER USER telemark_migrate_user WITH LOGIN = telemark_migrate;
IF EXISTS (SELECT 1 FROM sys.database_principals WHERE name = N'telemark_app_user' AND sid <> SUSER_SID(N'telemark_app'))
    ALTER USER telemark_app_user WITH LOGIN = telemark_app;
IF EXISTS (SELECT 1 FROM sys.database_principals WHERE name = N'telemark_report_user' AND sid <> SUSER_SID(N'telemark_report'))
    ALTER USER telemark_report_user WITH LOGIN = telemark_report;
GO

-- Adding a member who is one already changes nothing.
ALTER ROLE telemark_migrate ADD MEMBER telemark_migrate_user;
ALTER ROLE telemark_app ADD MEMBER telemark_app_user;
ALTER ROLE telemark_report ADD MEMBER telemark_report_user;
GO

-- A migration makes tables and views and fills them. It gets no CREATE PROCEDURE: see 05_state.sql.
GRANT CREATE TABLE, CREATE VIEW TO telemark_migrate;
GRANT ALTER, REFERENCES, SELECT, INSERT, UPDATE, DELETE ON SCHEMA::dbo TO telemark_migrate;
GO
