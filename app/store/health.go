package store

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"telemark/app"
)

// Health is what the database says about itself.
type Health struct {
	Kind      string        // "sqlite" or "sqlserver"
	Version   string        // of the engine
	RoundTrip time.Duration // of a query that reads nothing
	Skew      time.Duration // of the server's clock against ours; 0 when embedded
	AtRest    Finding       // is what lies on the disk unreadable
	InTransit Finding       // is what goes over the wire unreadable
	Pending   int           // migrations; below 0 when the database is ahead of the program
}

// Finding is a state with what shows it.
type Finding struct {
	State    State
	Evidence string // what the server or the file says; no secret
}

// State of a finding.
type State string

// The states.
const (
	OK      State = "ok"
	Red     State = "red"
	Unknown State = "unknown" // it could not be read: no right to, or the server has no such view
)

// Good tells whether the database may serve personal data when encryption is required.
func (h Health) Good() bool { return h.AtRest.State == OK && h.InTransit.State == OK && h.Pending == 0 }

// Health asks the database. The error says that it can't be reached.
func (d *DB) Health(ctx context.Context) (Health, error) {
	ctx, cancel := deadline(ctx)
	defer cancel()
	h := Health{Kind: "sqlserver"}
	version := "SELECT CAST(SERVERPROPERTY('ProductVersion') AS nvarchar(128))"
	if d.Embedded() {
		h.Kind, version = "sqlite", "SELECT sqlite_version()"
	}
	begun := tick()
	if err := d.read.DB.QueryRowContext(ctx, version).Scan(&h.Version); err != nil {
		return h, domain(err)
	}
	h.RoundTrip = tick() - begun
	if err := d.skew(ctx, &h); err != nil {
		return h, domain(err)
	}
	if d.Embedded() {
		h.AtRest, h.InTransit = d.fileState(), Finding{OK, "inside the process: nothing goes over a wire"}
	} else {
		h.AtRest, h.InTransit = d.restState(ctx), d.wireState(ctx)
	}
	pending, err := d.Pending(ctx)
	h.Pending = pending
	return h, err
}

// skew asks a server for its time.
func (d *DB) skew(ctx context.Context, h *Health) error {
	if d.Embedded() {
		return nil
	}
	var theirs time.Time
	err := d.read.DB.QueryRowContext(ctx, "SELECT CAST(SYSUTCDATETIME() AS datetime2(3))").Scan(&theirs)
	h.Skew = theirs.Sub(app.Now())
	return err
}

// fileState looks at the first bytes of the file and of its log.
func (d *DB) fileState() Finding {
	for _, name := range []string{d.file, d.file + "-wal"} {
		head, err := fileStart(name)
		switch {
		case err != nil && !os.IsNotExist(err):
			return Finding{Unknown, "the file can't be read"}
		case strings.HasPrefix(string(head), plainStart[:6]), strings.HasPrefix(string(head), walStart):
			return Finding{Red, "the file can be read without a key"}
		}
	}
	return Finding{OK, "Adiantum (XChaCha12, AES-256, 32-byte key), key " + d.key.ID()}
}

// walStart is how a log begins that is not encrypted; the next byte is 0x82 or 0x83. Source: sqlite.org/fileformat.html, 4.1.
const walStart = "\x37\x7f\x06"

// wireState asks whether this very connection is encrypted.
func (d *DB) wireState(ctx context.Context) Finding {
	var option string
	err := d.read.DB.QueryRowContext(ctx, `SELECT CAST(encrypt_option AS nvarchar(10)) FROM sys.dm_exec_connections
		WHERE session_id = @@SPID AND parent_connection_id IS NULL`).Scan(&option)
	if err != nil {
		_, wire, ok := d.signedState(ctx)
		if !ok {
			return Finding{Unknown, "sys.dm_exec_connections can't be read"}
		}
		option = wire
	}
	if strings.EqualFold(option, "TRUE") {
		return Finding{OK, "encrypt_option = TRUE"}
	}
	return Finding{Red, "encrypt_option = " + option}
}

// encrypted is the state of a database whose every page is encrypted. Source: sys.dm_database_encryption_keys, encryption_state.
const encrypted = 3

func (d *DB) restState(ctx context.Context) Finding {
	var state int
	var algorithm string
	var bits int
	err := d.read.DB.QueryRowContext(ctx, `SELECT encryption_state, CAST(key_algorithm AS nvarchar(32)), key_length
		FROM sys.dm_database_encryption_keys WHERE database_id = DB_ID()`).Scan(&state, &algorithm, &bits)
	if err == nil {
		return atRest(state, fmt.Sprintf("encryption_state = %d, %s %d", state, algorithm, bits))
	}
	if rest, _, ok := d.signedState(ctx); ok { // before no row is taken for an answer: who may not look may be shown none
		return atRest(rest, fmt.Sprintf("encryption_state = %d", rest))
	}
	if meaningOf(err) == notFound {
		return Finding{Red, "the database has no encryption key"}
	}
	return Finding{Unknown, "sys.dm_database_encryption_keys can't be read"}
}

func atRest(state int, evidence string) Finding {
	if state == encrypted {
		return Finding{OK, evidence}
	}
	return Finding{Red, evidence}
}

// signedState asks the procedure that reads both views with the rights of its signature, where the program's own login may not.
// It answers one row: encryption_state, encrypt_option.
func (d *DB) signedState(ctx context.Context) (rest int, wire string, ok bool) {
	err := d.read.DB.QueryRowContext(ctx, "EXEC telemark_encryption_state").Scan(&rest, &wire)
	return rest, wire, err == nil
}
