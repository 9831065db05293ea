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
	"telemark/app/store"
)

type rekey struct {
	Columns bool `help:"Seal second factors with the first of COLUMN_KEYS instead. The program may go on serving."`
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
		return withPeople(ctx, func(people *account.Service) error { return reseal(ctx, people) })
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

// reseal seals what other keys than the first have sealed.
func reseal(ctx context.Context, people *account.Service) error {
	r, err := people.Reseal(ctx)
	fmt.Printf("%d second factors sealed anew, %d were already\n", r.Sealed, r.Left)
	for _, id := range r.Lost {
		fmt.Fprintf(os.Stderr, "none of COLUMN_KEYS opens the second factor of %s\n", id)
	}
	if err == nil && len(r.Lost) > 0 {
		err = fmt.Errorf("%d second factors can't be opened: add the key that sealed them to COLUMN_KEYS", len(r.Lost))
	}
	return err
}

// rekeyHint says what to do when a change of the key was broken off between its last two steps.
func rekeyHint(c store.Config) string {
	if store.Rekeying(strings.TrimPrefix(c.URL, "sqlite:") + config.DatabaseKeySuffix) {
		return " A change of the key was broken off: run telemark rekey, which finishes it."
	}
	return ""
}
