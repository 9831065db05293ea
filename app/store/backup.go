package store

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/vfs"

	"telemark/app"
	"telemark/app/secret"
)

// ErrServer says that SQL Server makes its backups itself.
var ErrServer = errors.New("not the embedded database: SQL Server makes its backups itself, by BACKUP DATABASE")

// Backup copies the embedded database into a new file, while others read and write it, and returns what it says about itself.
//
// The copy is the state of one moment (VACUUM INTO reads in one transaction, which in WAL mode hinders no writer), without
// what was deleted before; it is encrypted under the key of the database and signed: see Manifest. It has the mode 0600 and
// stands under its name only when it is complete and on disk. A file that is there already is an error and stays as it is.
// columnKeys are the ids of the keys that open sealed columns; the backup names them.
func (d *DB) Backup(ctx context.Context, file string, columnKeys []string) (m Manifest, err error) {
	if !d.Embedded() {
		return m, ErrServer
	}
	if err := vacant(file); err != nil {
		return m, err
	}
	tmp, err := temporary(file)
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, remove(tmp)) }() // after placing it has this name no more
	if err := d.copyInto(ctx, tmp); err != nil {
		return m, domain(err)
	}
	m = Manifest{Made: app.Now(), DatabaseKey: d.key.ID(), ColumnKeys: columnKeys}
	if m.Schema, err = schemaOf(ctx, tmp, d.key); err != nil {
		return m, domain(err)
	}
	if m, err = seal(ctx, tmp, m, d.key); err != nil {
		return m, err
	}
	return m, place(tmp, file)
}

// copyInto writes the database into an empty file under its own key.
func (d *DB) copyInto(ctx context.Context, file string) (err error) {
	pool, err := d.pool()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	pool.SetMaxOpenConns(1)
	return vacuumInto(ctx, pool, file, d.key)
}

// vacuumInto writes a database into an empty file under a key. SQLite opens the target by its name alone and leaves no moment to
// say a key, and in a URI the key would show up in error texts: so the target's file system knows it already.
func vacuumInto(ctx context.Context, from *sql.DB, file string, key secret.Key) error {
	under, ok := vfs.Find("adiantum").(vfs.VFSFilename)
	if !ok {
		return errors.New("the encrypting file system is missing")
	}
	name := "backup-" + strings.ToLower(app.NewID())
	vfs.Register(name, keyedFiles{under, key})
	defer vfs.Unregister(name)
	_, err := from.ExecContext(ctx, "VACUUM INTO ?", uriOn(name, file))
	return err
}

// keyedFiles is the encrypting file system for one key: whatever database is opened on it, is opened with that key.
type keyedFiles struct {
	vfs.VFSFilename
	key secret.Key
}

// OpenFilename opens a file and says the key. Journals get it from their database, nameless files a random one.
func (k keyedFiles) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	file, flags, err := k.VFSFilename.OpenFilename(name, flags)
	if err != nil || name == nil || flags&vfs.OPEN_MAIN_DB == 0 {
		return file, flags, err
	}
	keyed, ok := file.(vfs.FilePragma)
	if !ok {
		return nil, flags, errors.Join(sqlite3.IOERR_BADKEY, file.Close())
	}
	if _, err := keyed.Pragma("hexkey", k.key.Hex()); err != nil {
		return nil, flags, errors.Join(err, file.Close())
	}
	return file, flags, nil
}

// schemaOf reads the number of the last migration out of a finished copy, which shows too that the key opens it.
func schemaOf(ctx context.Context, file string, key secret.Key) (version int, err error) {
	c, err := sqlite3.OpenContext(ctx, uri(file, "immutable=1"))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	if err := c.Exec("PRAGMA hexkey='" + key.Hex() + "'"); err != nil {
		return 0, err
	}
	s, _, err := c.Prepare("SELECT MAX(version_id) FROM goose_db_version WHERE is_applied = 1")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if s.Step() {
		version = s.ColumnInt(0)
	}
	return version, s.Err()
}

// seal appends the manifest and the signature to a finished copy and waits until all of it is on disk.
func seal(ctx context.Context, file string, m Manifest, key secret.Key) (_ Manifest, err error) {
	f, err := os.OpenFile(file, os.O_RDWR, 0) //nolint:gosec // the file that this program has just made
	if err != nil {
		return m, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	signer, err := secret.NewSigner(backupPurpose, key)
	if err != nil {
		return m, err
	}
	stream := signer.Stream()
	if m.Bytes, err = io.Copy(stream, patientReader{ctx, f}); err != nil {
		return m, err
	}
	line, err := m.line()
	if err != nil {
		return m, err
	}
	_, _ = stream.Write(line) // never fails
	if _, err := f.Write(append(line, stream.Sign()+"\n"...)); err != nil {
		return m, err
	}
	return m, f.Sync()
}

// patientReader ends when the context does.
type patientReader struct {
	ctx context.Context
	io.Reader
}

func (r patientReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}

// temporary makes an empty file beside another one, mode 0600.
func temporary(beside string) (string, error) {
	dir, err := filepath.Abs(filepath.Dir(beside))
	if err != nil {
		return "", err
	}
	f, err := os.CreateTemp(dir, ".telemark-*")
	if err != nil {
		return "", err
	}
	return f.Name(), f.Close()
}

// remove deletes a file that may be gone already, and what SQLite may have left beside it.
func remove(file string) error {
	var err error
	for _, end := range []string{"", "-wal", "-shm", "-journal"} {
		if e := os.Remove(file + end); !errors.Is(e, os.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	return err
}

// vacant tells whether a name is free.
func vacant(file string) error {
	_, err := os.Lstat(file)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return app.Fail(app.Conflict, app.T("store.file_exists", "File", file))
}

// place gives a finished file its name, which must be free: of two at once one gets it. Where the disk knows no second names
// for a file (FAT), the name is looked at and then taken.
func place(tmp, file string) error {
	err := os.Link(tmp, file)
	if err != nil {
		if err := vacant(file); err != nil {
			return err
		}
		err = os.Rename(tmp, file)
	}
	if err != nil {
		return err
	}
	return syncFolder(file)
}

// syncFolder waits until a file's name is on disk.
func syncFolder(file string) error {
	dir, err := os.Open(filepath.Dir(file))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// whole runs SQLite's check of the structure: each page is where it belongs and can be read.
func (d *DB) whole(ctx context.Context) error {
	var found string
	rows, err := d.read.DB.QueryContext(ctx, "PRAGMA quick_check(1)")
	err = one(rows, err, func(r *sql.Rows) error { return r.Scan(&found) })
	if err == nil && found != "ok" {
		err = errors.New("the database is damaged: " + found)
	}
	return err
}
