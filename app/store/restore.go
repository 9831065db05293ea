package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"telemark/app"
	"telemark/app/secret"
)

// Restored is what came of a restore.
type Restored struct {
	Manifest
	Applied []string // migrations that the backup lacked
	Kept    string   // where the database stands now that was there before; empty when none was
}

// Restore makes the embedded database of c out of a backup. The backup is verified, and the copy checked and brought up to
// this program's schema, in a file of its own; only then it gets its name. record stands in its audit log from then on.
//
// ErrNoBackup, ErrBackupChanged, ErrBackupAhead, and an Invalid that names the key when another one is needed. A database
// that is there already is a Conflict, unless replace: then it is kept beside the new one under a dated name, or, while
// another process has it open, left alone.
func Restore(ctx context.Context, c Config, backup string, replace bool, record app.Audit) (r Restored, err error) {
	file, ok := strings.CutPrefix(c.URL, "sqlite:")
	if !ok {
		return r, ErrServer
	}
	if file, err = filepath.Abs(file); err != nil {
		return r, err
	}
	if err := takeable(file, replace); err != nil {
		return r, err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return r, err
	}
	tmp, err := temporary(file)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, remove(tmp)) }() // after placing it has this name no more
	if r.Manifest, err = unseal(ctx, backup, tmp, c.Key); err != nil {
		return r, err
	}
	c.URL = "sqlite:" + tmp
	if r.Applied, err = ready(ctx, c, r.Manifest, record); err != nil {
		return r, err
	}
	if r.Kept, err = setAside(file, replace); err != nil {
		return r, err
	}
	return r, place(tmp, file)
}

// parts are the files of a database. The log without its database counts: SQLite would take it for that of the new one.
var parts = []string{"", "-wal", "-journal"}

// takeable tells whether a database may come to stand here, before any work is done for it.
func takeable(file string, replace bool) error {
	if replace {
		release, err := hold(file)
		if err != nil {
			return err
		}
		return release()
	}
	for _, end := range parts {
		if err := vacant(file + end); err != nil {
			return err
		}
	}
	return nil
}

// unseal copies the database out of a backup and verifies the signature over the very bytes that it copied.
func unseal(ctx context.Context, backup, to string, key secret.Key) (Manifest, error) {
	f, err := os.Open(backup) //nolint:gosec // the path comes from the command line
	if err != nil {
		return Manifest{}, err
	}
	defer func() { _ = f.Close() }()
	e, err := readEnding(f)
	if err != nil {
		return e.Manifest, err
	}
	if !key.Known() || e.DatabaseKey != key.ID() {
		return e.Manifest, app.Fail(app.Invalid, app.T("store.backup_key", "Key", e.DatabaseKey))
	}
	signer, err := secret.NewSigner(backupPurpose, key)
	if err != nil {
		return e.Manifest, err
	}
	stream := signer.Stream()
	from := io.TeeReader(patientReader{ctx, f}, stream)
	if err := write(to, io.LimitReader(from, e.Bytes)); err != nil {
		return e.Manifest, err
	}
	line, err := io.ReadAll(io.LimitReader(from, int64(len(e.line))))
	if err != nil {
		return e.Manifest, err
	}
	if !bytes.Equal(line, e.line) || !stream.Verify(e.signature) {
		return e.Manifest, ErrBackupChanged
	}
	return e.Manifest, nil
}

func write(file string, from io.Reader) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_TRUNC, 0) //nolint:gosec // the file that this program has just made
	if err != nil {
		return err
	}
	_, err = io.Copy(f, from)
	return errors.Join(err, f.Sync(), f.Close())
}

// ready checks a copy, brings it up to date, and leaves it as one file without a log.
func ready(ctx context.Context, c Config, m Manifest, record app.Audit) (applied []string, err error) {
	db, err := Open(ctx, c)
	if err != nil {
		return nil, err
	}
	pending, err := db.Pending(ctx)
	switch {
	case err != nil:
	case pending < 0:
		err = ErrBackupAhead
	default:
		err = db.whole(ctx)
	}
	if err == nil {
		applied, err = db.Migrate(ctx)
	}
	if err == nil {
		record.New = fmt.Sprintf("backup of %s, schema %d", m.Made.UTC().Format(stamp), m.Schema)
		err = db.Audit(ctx, record)
	}
	if err = errors.Join(err, db.Close()); err != nil {
		return applied, err
	}
	return applied, oneFile(c.URL[len("sqlite:"):])
}

// oneFile tells whether all of a closed database stands in its file.
func oneFile(file string) error {
	if _, err := os.Stat(file + "-wal"); !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(errors.New("the log of "+file+" was not taken into it"), err)
	}
	return nil
}

// setAside moves a database away under a dated name, together with what of it stands in its log only, and returns the name.
// The database goes first: a log that stays behind when the power fails now is noticed by the next try.
func setAside(file string, replace bool) (kept string, err error) {
	if !replace {
		return "", takeable(file, false)
	}
	release, err := hold(file)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, release()) }()
	name := file + ".replaced-" + app.Now().Format("20060102T150405.000Z")
	for _, end := range parts {
		err := os.Rename(file+end, name+end)
		if err == nil {
			kept = name
		} else if !errors.Is(err, fs.ErrNotExist) {
			return kept, err
		}
	}
	if err := os.Remove(file + "-shm"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return kept, err
	}
	return kept, nil
}

// The bytes of a database file that SQLite locks: PENDING, RESERVED and the 510 of SHARED. Whoever has a database in WAL mode
// open holds one of SHARED all the time. Source: sqlite.org/lockingv3.html, and os.h in SQLite's source.
const (
	lockStart = 0x40000000
	lockBytes = 512
)

// hold locks a database file, if there is one, so that nobody opens it until release. A Conflict when somebody has it open. It
// needs no key: a file that can't be opened any more may be replaced.
func hold(file string) (release func() error, err error) {
	f, err := os.OpenFile(file, os.O_RDWR, 0) //nolint:gosec // the path comes from the program's own settings
	if errors.Is(err, fs.ErrNotExist) {
		return func() error { return nil }, nil
	}
	if err != nil {
		return nil, err
	}
	lock := syscall.Flock_t{Type: syscall.F_WRLCK, Start: lockStart, Len: lockBytes}
	err = syscall.FcntlFlock(f.Fd(), syscall.F_SETLK, &lock)
	if errors.Is(err, syscall.EAGAIN) || errors.Is(err, syscall.EACCES) {
		err = app.Fail(app.Conflict, app.T("store.file_used", "File", file)).Because(err)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f.Close, nil
}
