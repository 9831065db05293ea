-- 5. How the program may see its encryption. As a sysadmin.
--
-- Both views need a right on the whole server, which the program must not have. So a procedure asks them, about its own session
-- and its own database only, and is signed: while it runs, and only in it, the caller also has the rights of the login that was
-- made from the certificate. Nobody can sign in as that login. The private key is dropped after the signature, so nobody can sign
-- anything else with it, and a procedure that is changed loses its signature: it then fails, and the program says "unknown".
--
-- telemark_migrate may not change the procedure, and having dropped it could not make another: it has no CREATE PROCEDURE. So
-- whoever holds that login can't make the database claim that it is encrypted.
--
-- Run again, everything is made anew with a new key. For a moment the program may see "unknown".
-- Sources: Microsoft Learn, "Tutorial: Signing Stored Procedures with a Certificate"; sys.dm_database_encryption_keys.
:on error exit
USE telemark;
GO

-- Dropping a procedure drops its signature and its rights.
DROP PROCEDURE IF EXISTS dbo.telemark_encryption_state;
IF CERT_ID(N'telemark_state') IS NOT NULL
    DROP CERTIFICATE telemark_state;
GO

USE master;
GO

IF SUSER_ID(N'telemark_state_rights') IS NOT NULL
    DROP LOGIN telemark_state_rights;
IF CERT_ID(N'telemark_state') IS NOT NULL
    DROP CERTIFICATE telemark_state;
GO

USE telemark;
GO

-- One row: encryption_state int (3: encrypted; 0: there is no key) and encrypt_option nvarchar(10) (TRUE or FALSE).
CREATE PROCEDURE dbo.telemark_encryption_state AS
BEGIN
    SET NOCOUNT ON;
    SELECT
        COALESCE((SELECT k.encryption_state FROM sys.dm_database_encryption_keys k
            WHERE k.database_id = DB_ID()), 0) AS encryption_state,
        (SELECT CAST(c.encrypt_option AS nvarchar(10)) FROM sys.dm_exec_connections c
            WHERE c.session_id = @@SPID AND c.parent_connection_id IS NULL) AS encrypt_option;
END;
GO

-- The key lives for this one batch, under a password that nobody ever sees.
DECLARE @password nvarchar(100) = CONVERT(nvarchar(64), CRYPT_GEN_RANDOM(32), 2) + N'-aZ';
EXEC (N'CREATE CERTIFICATE telemark_state ENCRYPTION BY PASSWORD = ''' + @password + N'''
    WITH SUBJECT = ''Telemark: reading the state of encryption'', EXPIRY_DATE = ''20991231''');
EXEC (N'ADD SIGNATURE TO OBJECT::dbo.telemark_encryption_state BY CERTIFICATE telemark_state
    WITH PASSWORD = ''' + @password + N'''');
ALTER CERTIFICATE telemark_state REMOVE PRIVATE KEY;
GO

-- The same certificate without its key, in master, where logins and rights on the server live.
DECLARE @public nvarchar(max) = CONVERT(nvarchar(max), CERTENCODED(CERT_ID(N'telemark_state')), 1);
EXEC (N'USE master; CREATE CERTIFICATE telemark_state FROM BINARY = ' + @public + N';');
GO

USE master;
GO

CREATE LOGIN telemark_state_rights FROM CERTIFICATE telemark_state;
GRANT VIEW SERVER STATE TO telemark_state_rights;
GO

USE telemark;
GO

GRANT EXECUTE ON OBJECT::dbo.telemark_encryption_state TO telemark_app;
GRANT EXECUTE ON OBJECT::dbo.telemark_encryption_state TO telemark_migrate; -- "telemark migrate" refuses an unencrypted session, too
DENY ALTER ON OBJECT::dbo.telemark_encryption_state TO telemark_migrate;
GO

-- The proof, as the program: an answer, and no right to what it comes from (0).
EXECUTE AS LOGIN = 'telemark_app';
EXEC dbo.telemark_encryption_state;
SELECT HAS_PERMS_BY_NAME(NULL, NULL, N'VIEW SERVER STATE') AS may_see_the_server;
REVERT;
GO
