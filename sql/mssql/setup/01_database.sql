-- 1. The database. As a sysadmin; every script of this folder can be run again and then changes nothing that is right already.
--
-- The passwords come from the environment, which sqlcmd takes its variables from: on a command line others would see them.
-- They must hold no ' and must satisfy the server's policy.
--
--     export MASTER_KEY_PASSWORD=… CERTIFICATE_PASSWORD=… BACKUP_FOLDER=/var/opt/mssql/keys
--     export MIGRATE_PASSWORD=… APP_PASSWORD=… REPORT_PASSWORD=… OPS_PASSWORD=…
--     export SQLCMDSERVER=… SQLCMDUSER=sa SQLCMDPASSWORD=…
--     for script in 01_database 02_encryption 03_progress 04_logins 05_state; do sqlcmd -N -b -i "$script.sql"; done
--     MIGRATE_DATABASE_URL=… telemark migrate
--     sqlcmd -N -b -i 06_grants.sql
--
-- -N asks for an encrypted connection, -b makes an error end the run. 06 comes after the first migration, and again after each
-- one that brings tables.
:on error exit
USE master;
GO

-- Russian order of names, with й and ё apart from и and е (AS), and no difference of case for people who ask by hand (CI); a
-- character outside the basic plane is one character (SC). Not the _UTF8 kind: words stand in nvarchar columns, and every
-- varchar column is ASCII, so it would save nothing and change what varchar(n) counts. What the program compares byte by byte
-- (e-mails, hashes, states) names its own collation in the schema.
IF DB_ID(N'telemark') IS NULL
    CREATE DATABASE telemark COLLATE Cyrillic_General_100_CI_AS_SC;
GO

IF CONVERT(nvarchar(128), DATABASEPROPERTYEX(N'telemark', 'Collation')) <> N'Cyrillic_General_100_CI_AS_SC'
    THROW 50001, 'The database telemark is there already, with another collation than this script''s.', 1;
GO

-- Readers see the last committed row and never wait for a writer. The change needs the database for itself and ends the
-- transactions of everybody else, so it is asked for only once.
IF EXISTS (SELECT 1 FROM sys.databases WHERE name = N'telemark' AND is_read_committed_snapshot_on = 0)
    ALTER DATABASE telemark SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE;
GO

-- Most statements are written with their values inside. Forced parameters give each kind of statement one plan, and keep the
-- values out of the plan cache's and the Query Store's texts.
IF EXISTS (SELECT 1 FROM sys.databases WHERE name = N'telemark' AND is_parameterization_forced = 0)
    ALTER DATABASE telemark SET PARAMETERIZATION FORCED;
GO

-- A page that was damaged on the disk is noticed when it is read; a database that nobody uses stays open.
IF EXISTS (SELECT 1 FROM sys.databases WHERE name = N'telemark'
    AND (page_verify_option_desc <> N'CHECKSUM' OR is_auto_close_on = 1))
BEGIN
    ALTER DATABASE telemark SET PAGE_VERIFY CHECKSUM;
    ALTER DATABASE telemark SET AUTO_CLOSE OFF;
END;
GO

-- The recovery model stays as it is: FULL, unless the server's model database says otherwise. FULL loses no talk that a log backup
-- has, at the price that the log grows until it is backed up: plan a full backup each night and one of the log every quarter
-- of an hour. Where nobody backs up logs, SIMPLE is the honest choice, and a loss goes back to the last full backup.
SELECT name, collation_name, is_read_committed_snapshot_on, is_parameterization_forced, recovery_model_desc
FROM sys.databases WHERE name = N'telemark';
GO
