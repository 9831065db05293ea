package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/config"
	"telemark/app/secret"
	"telemark/app/store"
)

type rekey struct {
	Columns bool `help:"Seal second factors and sealed answers with the first of COLUMN_KEYS instead. The program may go on serving."`
	KeepOld bool `default:"true" negatable:"" help:"Keep the database under the old key beside the new one, under a dated name."`
}

// Help is shown by --help.
func (rekey) Help() string {
	return `Stop the program first. The embedded database is written anew under a new key, compared with the old one row by row, and put into its place. ` +
		`The new key stands in the file beside the database that ends in .key, mode 0600; the old one is kept under a dated name, because backups that ` +
		`were made before need it. Delete the old database when the new one has proved itself. Broken off at any moment, give it again. ` +
		`With --columns: put a new key in front of COLUMN_KEYS, restart the program, run this, and then take the old keys away.`
}

// Run changes the key of the embedded database.
func (k rekey) Run(ctx context.Context) error {
	if k.Columns {
		return k.columns(ctx)
	}
	c, err := config.Read()
	if err != nil {
		return fmt.Errorf("settings:\n%w", err)
	}
	if !c.Database.Embedded() {
		return errors.New("DATABASE_URL is a SQL Server, which changes the keys of its encryption itself: " +
			"use ALTER DATABASE ENCRYPTION KEY REGENERATE")
	}
	keyFile := c.Database.File + config.DatabaseKeySuffix
	record := app.Record(account.System, "database.rekey", "", "", "")
	r, err := store.Rekey(ctx, store.Config{URL: c.Database.URL.Reveal(), Key: c.DatabaseKey}, keyFile, k.KeepOld, record)
	if errors.Is(err, store.ErrKey) {
		return fmt.Errorf("DATABASE_KEY: %w", plain(err))
	}
	if err != nil {
		return plain(err)
	}
	if r.Finished {
		fmt.Println("the change of the key that was broken off is finished")
	} else {
		fmt.Printf("%s: %d rows, compared, under a new key\n", c.Database.File, r.Rows)
	}
	fmt.Printf("DATABASE_KEY %s stands in %s: keep a copy elsewhere\n", r.New.ID(), keyFile)
	if r.KeptKey != "" {
		fmt.Printf("the old key %s is kept in %s: older backups need it\n", r.Old.ID(), r.KeptKey)
	}
	if r.Kept != "" {
		fmt.Printf("the database under the old key is kept as %s: delete it when the new one has proved itself\n", r.Kept)
	}
	if c.DatabaseKeyGiven {
		fmt.Fprintln(os.Stderr, "DATABASE_KEY is set and holds the old key: set it to what stands in "+keyFile+", or take it away")
	}
	return nil
}

// columns seals what other keys than the first have sealed.
func (rekey) columns(ctx context.Context) error {
	b, err := open(ctx, false)
	if err != nil {
		return err
	}
	defer b.hub.Close()
	people, err := b.people.Reseal(ctx)
	err = errors.Join(err, resealed("second factors", people.Sealed, people.Left, people.Lost))
	sealer, wrong := secret.NewSealer(b.config.ColumnKeys...)
	if wrong != nil {
		return errors.Join(err, wrong, b.db.Close())
	}
	answers, failed := b.db.Applications(sealer).Reseal(ctx, account.System)
	err = errors.Join(err, failed, resealed("answers", answers.Sealed, answers.Left, answers.Lost))
	return errors.Join(err, b.db.Close())
}

// resealed tells what came of sealing things of a kind anew.
func resealed(what string, fresh, left int, lost []string) error {
	fmt.Printf("%d %s sealed anew, %d were already\n", fresh, what, left)
	for _, id := range lost {
		fmt.Fprintf(os.Stderr, "none of COLUMN_KEYS opens one of the %s: %s\n", what, id)
	}
	if len(lost) > 0 {
		return fmt.Errorf("%d %s can't be opened: add the key that sealed them to COLUMN_KEYS", len(lost), what)
	}
	return nil
}

// rekeyHint says what to do when a change of the key was broken off between its last two steps.
func rekeyHint(c store.Config) string {
	if store.Rekeying(strings.TrimPrefix(c.URL, "sqlite:") + config.DatabaseKeySuffix) {
		return " A change of the key was broken off: run telemark rekey, which finishes it."
	}
	return ""
}
