package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/config"
	"telemark/app/secret"
	"telemark/app/store"
)

type backup struct {
	File string `arg:"" name:"file" help:"Where the backup goes. It must not be there yet."`
}

// Help is shown by --help.
func (backup) Help() string {
	return `The program may go on serving meanwhile. The backup holds the state of one moment, encrypted under DATABASE_KEY and signed, so that ` +
		`a change is noticed. Keep the keys apart from it: without them it is lost. "tail -n 2 FILE" shows which keys it needs.`
}

// Run makes a backup of the embedded database.
func (b backup) Run(ctx context.Context) error {
	c, err := embedded()
	if err != nil {
		return err
	}
	if _, err := os.Stat(c.Database.File); err != nil {
		return fmt.Errorf("DATABASE_URL: there is nothing to back up: %w", err)
	}
	db, err := opened(ctx, "DATABASE_URL", store.Config{URL: c.Database.URL.Reveal(), Key: c.DatabaseKey})
	if err != nil {
		return err
	}
	m, err := db.Backup(ctx, b.File, secret.IDs(c.ColumnKeys))
	if err != nil {
		return errors.Join(plain(err), db.Close())
	}
	fmt.Printf("%s: the database of %s, schema %d, %d bytes\n", b.File, m.Made.Format(time.RFC3339), m.Schema, m.Bytes)
	fmt.Printf("it needs DATABASE_KEY %s, COLUMN_KEYS %s: keep them apart from it\n", m.DatabaseKey, strings.Join(m.ColumnKeys, " "))
	record := app.Record(account.System, "database.backup", filepath.Base(b.File), "", fmt.Sprintf("schema %d, %d bytes", m.Schema, m.Bytes))
	if err := db.BackedUp(ctx, m, record); err != nil {
		err = fmt.Errorf("the backup is good, but it could not be recorded: %w", err)
		return errors.Join(err, db.Close())
	}
	return db.Close()
}

type restore struct {
	File    string `arg:"" name:"file" help:"The backup."`
	Replace bool   `help:"Put it in the place of a database that is there. The old one is kept beside it under a dated name."`
}

// Help is shown by --help.
func (restore) Help() string {
	return `Stop the program first. The signature of the backup is verified before anything of it is used, and the restored database is checked and ` +
		`brought up to this program's schema before it gets its name. Set DATABASE_KEY and COLUMN_KEYS to the keys that the backup needs, or put their files ` +
		`beside the database.`
}

// Run makes the embedded database out of a backup.
func (r restore) Run(ctx context.Context) error {
	c, err := embedded()
	if err != nil {
		return err
	}
	done, err := store.Restore(ctx, store.Config{URL: c.Database.URL.Reveal(), Key: c.DatabaseKey}, r.File, r.Replace,
		app.Record(account.System, "database.restore", filepath.Base(r.File), "", ""))
	if done.Kept != "" {
		fmt.Printf("the database that was there is kept as %s\n", done.Kept)
	}
	if err != nil {
		return plain(err)
	}
	fmt.Printf("%s: the database as it was at %s\n", c.Database.File, done.Made.Format(time.RFC3339))
	for _, name := range done.Applied {
		fmt.Println("applied " + name)
	}
	for _, id := range done.ColumnKeys {
		if !slices.Contains(secret.IDs(c.ColumnKeys), id) {
			fmt.Fprintf(os.Stderr, "warning: key %s is not among COLUMN_KEYS: what it sealed, such as second factors, can't be read until it is\n", id)
		}
	}
	return nil
}

// embedded reads the settings of the embedded database, and makes no keys: a new one opens nothing that is there.
func embedded() (config.Config, error) {
	c, err := config.Read()
	if err != nil {
		return c, fmt.Errorf("settings:\n%w", err)
	}
	if !c.Database.Embedded() {
		return c, errors.New("DATABASE_URL is a SQL Server, which makes its backups itself: use BACKUP DATABASE and RESTORE DATABASE, " +
			"and keep the certificate of its encryption elsewhere")
	}
	return c, nil
}
