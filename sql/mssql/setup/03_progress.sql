-- 3. How far encryption is, and whether the key is safe. Changes nothing. All is well with state 3, AES 256 and a date of the key's
-- backup; Telemark serves personal data in state 3 only. telemark_ops may run it too, and sees NULL for the certificate.
USE master;
GO

SELECT
    d.name AS [database],
    k.encryption_state,
    CASE COALESCE(k.encryption_state, 0)
        WHEN 0 THEN N'no key: run 02_encryption.sql'
        WHEN 1 THEN N'not encrypted'
        WHEN 2 THEN N'being encrypted'
        WHEN 3 THEN N'encrypted'
        WHEN 4 THEN N'the key is being changed'
        WHEN 5 THEN N'being decrypted'
        WHEN 6 THEN N'the certificate is being changed'
    END AS meaning,
    k.percent_complete,                 -- percent of the change under way; 0 when there is none
    k.key_algorithm,
    k.key_length,                       -- bits
    c.name AS [certificate],
    c.pvt_key_last_backup_date          -- NULL: the key has no backup, and the database's backups would die with this server
FROM sys.databases d
LEFT JOIN sys.dm_database_encryption_keys k ON k.database_id = d.database_id
LEFT JOIN sys.certificates c ON c.thumbprint = k.encryptor_thumbprint
WHERE d.name IN (N'telemark', N'tempdb');

-- Sessions by login and by what their wire is like. FALSE beside a telemark login is a hole.
SELECT s.login_name, c.net_transport, c.encrypt_option, COUNT(*) AS sessions
FROM sys.dm_exec_connections c
JOIN sys.dm_exec_sessions s ON s.session_id = c.session_id
GROUP BY s.login_name, c.net_transport, c.encrypt_option
ORDER BY s.login_name;
GO
