package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"

	"telemark/app"
	"telemark/app/secret"
)

// Rekeyed is what came of a change of the key.
type Rekeyed struct {
	Old, New secret.Key
	Rows     int64  // of all tables
	Kept     string // the database under the old key; empty when it was not kept
	KeptKey  string // the file with the old key, which older backups need; empty when it came from elsewhere
	Finished bool   // only the last step of an earlier change was left to do
}

// rekeyNext is the end of the name of a key file whose key is not in use yet.
const rekeyNext = ".next"

// Rekey writes the embedded database of c anew under a new key. Nobody may have it open: a Conflict otherwise. keyFile is where
// the new key comes to stand, mode 0600. What is new is complete, compared and on disk before anything old is touched:
//
//  1. the new key is written to keyFile.next;
//  2. the database is copied to FILE.rekey under it, while nobody else can open it;
//  3. all rows of both are compared, the audit chain is verified, and record goes into the copy;
//  4. old key file and, with keep, old database get a second, dated name;
//  5. FILE.rekey takes the name FILE, in one step;
//  6. keyFile.next takes the name keyFile, in one step.
//
// Broken off before 5, the old database and its key are in use, and Rekey begins again. Between 5 and 6 the database answers
// ErrKey, and Rekey does step 6.
func Rekey(ctx context.Context, c Config, keyFile string, keep bool, record app.Audit) (r Rekeyed, err error) {
	file, ok := strings.CutPrefix(c.URL, "sqlite:")
	if !ok {
		return r, errors.New("not the embedded database: SQL Server changes the keys of its encryption itself")
	}
	if file, err = filepath.Abs(file); err != nil {
		return r, err
	}
	r.Old = c.Key
	if err := Unused(file); err != nil {
		return r, err
	}
	if r.New, err = interrupted(ctx, file, keyFile, c.Key); err != nil || r.New.Known() {
		r.Finished = err == nil
		return r, either(err, moveKey(keyFile))
	}
	if err := errors.Join(remove(file+".rekey"), remove(keyFile+rekeyNext)); err != nil {
		return r, err
	}
	old, err := openAlone(ctx, c, file)
	if err != nil {
		return r, domain(err)
	}
	defer func() { err = errors.Join(err, old.Close()) }()
	keys, _, err := secret.KeyFile(keyFile+rekeyNext, "DATABASE_KEY: opens the database file: without it the data is lost")
	if err != nil {
		return r, err
	}
	r.New = keys[0]
	step("key")
	if r.Rows, err = old.rewrite(ctx, file+".rekey", r.New, record); err != nil {
		return r, errors.Join(domain(err), remove(file+".rekey"), remove(keyFile+rekeyNext))
	}
	step("copy")
	return r, r.swap(file, keyFile, keep)
}

// step is told by tests to break off.
var step = func(string) {}

// Unused is nil when no process has the file of an embedded database open, or when there is no such file. A Conflict otherwise.
func Unused(file string) error {
	release, err := hold(file)
	if err != nil {
		return err
	}
	return release()
}

// Rekeying tells whether a change of the key has left a key beside a key file.
func Rekeying(keyFile string) bool {
	_, err := os.Stat(keyFile + rekeyNext)
	return err == nil
}

// interrupted finds the key of a database that was put into place before its key; the zero key when the old one fits.
func interrupted(ctx context.Context, file, keyFile string, key secret.Key) (secret.Key, error) {
	if info, err := os.Stat(file); err != nil {
		return secret.Key{}, err
	} else if info.Size() == 0 {
		return secret.Key{}, fmt.Errorf("%s is empty", file)
	}
	if !key.Known() {
		return secret.Key{}, errors.New("the embedded database needs a key")
	}
	failure := fits(ctx, file, key)
	if !errors.Is(failure, ErrKey) {
		return secret.Key{}, failure
	}
	keys, err := secret.ReadKeyFile(keyFile + rekeyNext)
	if errors.Is(err, fs.ErrNotExist) {
		return secret.Key{}, failure
	}
	if err == nil {
		err = fits(ctx, file, keys[0])
	}
	if err != nil {
		return secret.Key{}, err
	}
	return keys[0], nil
}

// openAlone opens a database so that nobody else can, until it is closed. It leaves it without a log.
func openAlone(ctx context.Context, c Config, file string) (*DB, error) {
	observe := c.Observe
	if observe == nil {
		observe = func(string, string, time.Duration, bool) {}
	}
	d := &DB{speech: &sqliteSpeech{}, file: file, key: c.Key, noSync: c.NoSync, observe: observe, retried: c.Retried}
	pool, err := d.pool("locking_mode=EXCLUSIVE", "journal_mode=DELETE")
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(1) // and it stays: the lock goes with it
	d.read = bun.NewDB(pool, sqliteDialect{sqlitedialect.New()}).WithQueryHook(hook{observe})
	_, err = pool.ExecContext(ctx, "BEGIN EXCLUSIVE; COMMIT")
	if err == nil {
		var pending int
		if pending, err = d.Pending(ctx); err == nil && pending != 0 {
			err = ErrCopySchema
		}
	}
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// rewrite copies the database into a file under another key, and compares both.
func (d *DB) rewrite(ctx context.Context, file string, key secret.Key, record app.Audit) (rows int64, err error) {
	f, err := os.OpenFile(file, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // beside the database
	if err != nil {
		return 0, err
	}
	if err := errors.Join(vacuumInto(ctx, d.read.DB, file, key), f.Sync(), f.Close()); err != nil {
		return 0, err
	}
	silent := func(*table, int) {}
	want, _, err := d.sums(ctx, silent)
	if err != nil {
		return 0, err
	}
	fresh, err := Open(ctx, Config{URL: "sqlite:" + file, Key: key, NoSync: d.noSync})
	if err != nil {
		return 0, err
	}
	err = fresh.whole(ctx)
	var got map[string]Sum
	if err == nil {
		got, _, err = fresh.sums(ctx, silent)
	}
	if err == nil {
		err = different(want, got)
	}
	if err == nil {
		_, err = fresh.VerifyAudit(ctx)
	}
	if err == nil {
		record.Old, record.New = "key "+d.key.ID(), "key "+key.ID()
		err = fresh.Audit(ctx, record)
	}
	if err = errors.Join(err, fresh.Close()); err != nil {
		return 0, err
	}
	for _, s := range want {
		rows += s.Rows
	}
	return rows, oneFile(file)
}

// swap puts the new database and then its key into place.
func (r *Rekeyed) swap(file, keyFile string, keep bool) error {
	date := ".replaced-" + app.Now().Format("20060102T150405.000Z")
	err := os.Link(keyFile, keyFile+date)
	if err == nil {
		r.KeptKey = keyFile + date
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if keep {
		if err := os.Link(file, file+date); err != nil {
			return err
		}
		r.Kept = file + date
	}
	step("kept")
	if err := os.Rename(file+".rekey", file); err != nil {
		return err
	}
	if err := syncFolder(file); err != nil {
		return err
	}
	step("placed")
	return moveKey(keyFile)
}

// moveKey gives the next key its name.
func moveKey(keyFile string) error {
	if err := os.Rename(keyFile+rekeyNext, keyFile); err != nil {
		return err
	}
	return syncFolder(keyFile)
}
