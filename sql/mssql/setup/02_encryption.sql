-- 2. Encryption at rest. As a sysadmin. Wants Enterprise, Developer or Evaluation of any version, or Standard since 2019.
--
-- The chain: the server's master key (which it made itself, bound to the machine) opens master's master key, which opens the
-- certificate, which opens the key of the database, which encrypts its files, its log and its backups, and tempdb beside them.
--
-- THE BACKUPS ARE DEAD WITHOUT THE CERTIFICATE AND ITS PRIVATE KEY. This script writes both to BACKUP_FOLDER, a folder on the
-- server. Take them off the machine today, apart from the backups and from CERTIFICATE_PASSWORD, and try the restore.
--
-- To open the database, or a backup of it, on another server, copy telemark_tde.cer and telemark_tde.pvk there, where only the
-- service may read them, and run, with both passwords typed in:
--
--     USE master;
--     CREATE MASTER KEY ENCRYPTION BY PASSWORD = '<that server''s own>';
--     CREATE CERTIFICATE telemark_tde FROM FILE = '<folder>/telemark_tde.cer'
--         WITH PRIVATE KEY (FILE = '<folder>/telemark_tde.pvk', DECRYPTION BY PASSWORD = '<CERTIFICATE_PASSWORD>');
--     RESTORE DATABASE telemark FROM DISK = '<backup>';
--
-- The certificate's end date is not enforced; an old one goes on opening old backups, and must be kept as long as they are. To
-- change it, make telemark_tde_2 in the same way, back it up, and in the database:
--
--     ALTER DATABASE ENCRYPTION KEY ENCRYPTION BY SERVER CERTIFICATE telemark_tde_2;
:on error exit
USE master;
GO

IF SERVERPROPERTY('EngineEdition') = 4
    OR SERVERPROPERTY('EngineEdition') = 2 AND CONVERT(int, SERVERPROPERTY('ProductMajorVersion')) < 15
    THROW 50002, 'This edition has no transparent data encryption: it wants Enterprise or Developer, or Standard since 2019.', 1;
GO

IF NOT EXISTS (SELECT 1 FROM sys.symmetric_keys WHERE name = N'##MS_DatabaseMasterKey##')
    CREATE MASTER KEY ENCRYPTION BY PASSWORD = '$(MASTER_KEY_PASSWORD)';
GO

IF NOT EXISTS (SELECT 1 FROM sys.certificates WHERE name = N'telemark_tde')
    CREATE CERTIFICATE telemark_tde WITH SUBJECT = 'Telemark: transparent data encryption', EXPIRY_DATE = '20991231';
GO

-- Before anything is encrypted. The server refuses to write over a file: a new backup wants a new folder.
IF EXISTS (SELECT 1 FROM sys.certificates WHERE name = N'telemark_tde' AND pvt_key_last_backup_date IS NULL)
    BACKUP CERTIFICATE telemark_tde TO FILE = '$(BACKUP_FOLDER)/telemark_tde.cer'
        WITH PRIVATE KEY (FILE = '$(BACKUP_FOLDER)/telemark_tde.pvk', ENCRYPTION BY PASSWORD = '$(CERTIFICATE_PASSWORD)');
GO

USE telemark;
GO

IF NOT EXISTS (SELECT 1 FROM sys.dm_database_encryption_keys WHERE database_id = DB_ID())
    CREATE DATABASE ENCRYPTION KEY WITH ALGORITHM = AES_256 ENCRYPTION BY SERVER CERTIFICATE telemark_tde;
GO

-- Returns at once; the server encrypts what is there in the background. 03_progress.sql shows how far it is.
IF EXISTS (SELECT 1 FROM sys.databases WHERE database_id = DB_ID() AND is_encrypted = 0)
    ALTER DATABASE telemark SET ENCRYPTION ON;
GO
