package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
	_ "github.com/ncruces/go-sqlite3/vfs/adiantum" // the encrypting file system
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"

	"telemark/app/secret"
)

const busyTime = 10 * time.Second // how long a second process waits for the writer of the first

func openEmbedded(ctx context.Context, c Config, path string) (*DB, error) {
	if !c.Key.Known() {
		return nil, errors.New("the embedded database needs a key")
	}
	path, err := prepareFile(path)
	if err != nil {
		return nil, err
	}
	if err := fits(ctx, path, c.Key); err != nil {
		return nil, err
	}
	d := &DB{speech: &sqliteSpeech{}, file: path, key: c.Key, noSync: c.NoSync, observe: c.Observe, retried: c.Retried}
	w, err := d.openWriter(ctx)
	if err != nil {
		return nil, domain(err)
	}
	pool, err := d.pool("query_only=ON")
	if err != nil {
		return nil, errors.Join(err, w.close())
	}
	pool.SetMaxOpenConns(max(c.Conns, 4))
	pool.SetMaxIdleConns(max(c.Conns, 4))
	d.read = bun.NewDB(pool, sqliteDialect{sqlitedialect.New()}).WithQueryHook(hook{c.Observe})
	if err := errors.Join(d.read.PingContext(ctx), private(path), w.watch()); err != nil {
		return nil, errors.Join(domain(err), w.close(), d.read.Close())
	}
	t, err := newTidier(d)
	if err != nil {
		return nil, errors.Join(err, w.close(), d.read.Close())
	}
	d.group = newGroup(d, w, t, c.Ungrouped)
	return d, nil
}

func (d *DB) openWriter(ctx context.Context) (*writer, error) {
	pool, err := d.pool()
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(1)
	conn, err := bun.NewDB(pool, sqliteDialect{sqlitedialect.New()}).WithQueryHook(hook{d.observe}).Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, pool.Close())
	}
	return &writer{pool: pool, conn: conn.Conn, bun: conn, speech: d.speech, ready: map[*statement]*sql.Stmt{}}, nil
}

// pool opens connections that know the key. The key is said first and inside the process only: a URI shows up in error texts.
func (d *DB) pool(more ...string) (*sql.DB, error) {
	wait := "FULL"
	if d.noSync {
		wait = "OFF"
	}
	pragmas := append([]string{
		fmt.Sprintf("busy_timeout=%d", busyTime.Milliseconds()),
		"journal_mode=WAL", "synchronous=" + wait, "foreign_keys=ON", "temp_store=MEMORY",
		"cache_size=-16384", // KiB
	}, more...)
	return driver.Open(uri(d.file, "_txlock=immediate"), func(c *sqlite3.Conn) error {
		if err := c.Exec("PRAGMA hexkey='" + d.key.Hex() + "'"); err != nil {
			return err
		}
		for _, p := range pragmas {
			if err := patient(c, "PRAGMA "+p); err != nil {
				return fmt.Errorf("PRAGMA %s: %w", p, err)
			}
		}
		return nil
	})
}

// patient waits where SQLite doesn't: when two processes open a new file, both turn on its log, and the busy timeout is left
// out for fear of a deadlock.
func patient(c *sqlite3.Conn, text string) error {
	for try := range 12 {
		err := c.Exec(text)
		if meaningOf(err) != busy || !pause(c.GetInterrupt(), try) {
			return err
		}
	}
	return sqlite3.BUSY
}

// uri names the file to SQLite. modeof gives journals the permissions of the file; _timefmt is how times are written.
func uri(path string, options ...string) string {
	return uriOn("adiantum", path, append(options, "_timefmt="+escape(stamp))...)
}

// uriOn names a file on one of SQLite's file systems.
func uriOn(system, path string, options ...string) string {
	u := url.URL{Scheme: "file", Path: path, RawQuery: strings.Join(append(options, "vfs="+system, "modeof="+escape(path)), "&")}
	return u.String()
}

// escape is for the values of a URI; SQLite knows no +.
func escape(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// prepareFile makes an empty file that only its owner can read, or takes away what others could read.
func prepareFile(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the path comes from the program's own settings
	if err != nil {
		return "", err
	}
	return path, errors.Join(f.Chmod(0o600), f.Close())
}

// private takes away what others could read of the files beside the database.
func private(path string) error {
	for _, end := range []string{"-wal", "-shm"} {
		if err := os.Chmod(path+end, 0o600); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

const plainStart = "SQLite format 3\x00" // of each database file that is not encrypted; sqlite.org/fileformat.html, 1.3

// fits looks at the first page of an existing file, without its log: SQLite takes a log that it can't decipher for an empty one,
// and would throw away what was committed there before it notices the wrong key.
func fits(ctx context.Context, path string, key secret.Key) error {
	head, err := fileStart(path)
	if err != nil || len(head) == 0 {
		return err
	}
	if string(head) == plainStart {
		return ErrPlain
	}
	for range 3 { // another process may be writing the page at this moment
		if err = deciphers(ctx, path, key); err == nil {
			return nil
		}
		if !pause(ctx, 2) {
			return ctx.Err()
		}
	}
	return domain(err)
}

func deciphers(ctx context.Context, path string, key secret.Key) error {
	c, err := sqlite3.OpenContext(ctx, uri(path, "immutable=1"))
	if err != nil {
		return err
	}
	return errors.Join(c.Exec("PRAGMA hexkey='"+key.Hex()+"'; SELECT count(*) FROM sqlite_schema"), c.Close())
}

// fileStart reads the first bytes of a file; fewer when it is empty.
func fileStart(path string) ([]byte, error) {
	f, err := os.Open(path) //nolint:gosec // the path comes from the program's own settings
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	head := make([]byte, len(plainStart))
	n, err := f.Read(head)
	if n == 0 {
		return nil, nil
	}
	return head[:n], err
}
