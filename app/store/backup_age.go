package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"telemark/app"
)

// backedUp is the setting that holds when the embedded database was last backed up. Read from the audit log it would cost a search
// through all records.
const backedUp = "backup.made"

// BackedUp notes that a backup was made, together with its record.
func (d *DB) BackedUp(ctx context.Context, m Manifest, a app.Audit) error {
	return d.Set(ctx, backedUp, m.Made.Format(time.RFC3339Nano), a)
}

// LastBackup is when the last backup of this database was finished; zero when there is none yet. SQL Server keeps that in msdb, which
// the program's login need not be able to read: ErrServer then.
func (d *DB) LastBackup(ctx context.Context) (at time.Time, err error) {
	if !d.Embedded() {
		return d.lastServerBackup(ctx)
	}
	value, err := d.Setting(ctx, backedUp)
	if err != nil || value == "" {
		return at, err
	}
	if at, err = time.Parse(time.RFC3339Nano, value); err != nil {
		return at, fmt.Errorf("the setting %s: %w", backedUp, err)
	}
	return at, nil
}

// lastServerBackup asks for the last full or differential one. Its time is the server's wall clock, which the server itself turns
// into UTC. Source: dbo.backupset, columns type and backup_finish_date.
func (d *DB) lastServerBackup(ctx context.Context) (time.Time, error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	var at sql.NullTime
	err := d.read.DB.QueryRowContext(ctx, `SELECT DATEADD(minute, DATEDIFF(minute, GETDATE(), GETUTCDATE()), MAX(backup_finish_date))
		FROM msdb.dbo.backupset WHERE database_name = DB_NAME() AND type IN ('D', 'I')`).Scan(&at)
	if err != nil {
		return time.Time{}, errors.Join(ErrServer, quiet(err))
	}
	return at.Time.UTC(), nil
}
