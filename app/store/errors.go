package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	mssql "github.com/microsoft/go-mssqldb"
	"github.com/ncruces/go-sqlite3"

	"telemark/app"
)

// ErrKey says that the database was written with another key.
var ErrKey = app.Fail(app.Unavailable, app.T("store.key_wrong")).Because(errors.New("the key does not fit this database"))

// ErrPlain says that the file is a database without encryption.
var ErrPlain = app.Fail(app.Unavailable, app.T("store.file_plain")).Because(errors.New("the file is a database without encryption"))

// errOutrun ends a transaction that lost against another one in a way that no driver's number tells, so that it is repeated.
var errOutrun = errors.New("another transaction was faster")

// meaning is what a driver's error number means here. Errors are known by number, never by text.
type meaning int

const (
	unknown  meaning = iota
	twice            // a unique key is there already
	broken           // a foreign key, a check or a missing value
	long             // a text is too long for its column
	busy             // a lock was not to be had: the whole transaction may be repeated
	lost             // the connection broke: what was under way is undone or unknown
	badKey           // the file is no database, or its key is another one
	gone             // the caller went away or the time was up
	notFound         // no row
)

func meaningOf(err error) meaning {
	switch {
	case err == nil:
		return unknown
	case errors.Is(err, sql.ErrNoRows):
		return notFound
	case errors.Is(err, errOutrun):
		return busy
	case outside(err): // before the next: a dial's timeout calls itself a DeadlineExceeded, too
		return lost
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return gone
	}
	if code, ok := errors.AsType[sqlite3.ExtendedErrorCode](err); ok { // in whichever of three types it comes
		return ofSQLite(code)
	}
	if e, ok := errors.AsType[mssql.Error](err); ok {
		return ofServer(e.Number)
	}
	_, stream := errors.AsType[mssql.StreamError](err)
	if stream || errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return lost
	}
	return unknown
}

// outside tells whether the way to the server failed.
func outside(err error) bool {
	_, network := errors.AsType[*net.OpError](err)
	_, dial := errors.AsType[*unreached](err)
	return network || dial
}

// ofSQLite reads result codes. Source: sqlite.org/rescode.html.
func ofSQLite(code sqlite3.ExtendedErrorCode) meaning {
	switch code {
	case sqlite3.CONSTRAINT_UNIQUE, sqlite3.CONSTRAINT_PRIMARYKEY:
		return twice
	}
	switch code.Code() {
	case sqlite3.CONSTRAINT:
		return broken
	case sqlite3.TOOBIG:
		return long
	case sqlite3.BUSY, sqlite3.LOCKED:
		return busy
	case sqlite3.NOTADB:
		return badKey
	case sqlite3.INTERRUPT:
		return gone
	}
	return unknown
}

// ofServer reads error numbers. Source: SQL Server, "Database engine events and errors".
func ofServer(number int32) meaning {
	switch number {
	case 2627, 2601:
		return twice
	case 547, 515:
		return broken
	case 8152, 2628:
		return long
	case 1205, 1222, 3960, 3961: // deadlock, lock timeout, snapshot conflicts
		return busy
	case 596, 6005, 10053, 10054, 10060, 40197, 40501, 40613: // killed session, shutdown, network, moving
		return lost
	}
	return unknown
}

// domain turns what a driver says into the errors of the house. One that is of the house already stays as it is.
func domain(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*app.Error](err); ok {
		return err
	}
	switch meaningOf(err) {
	case notFound:
		return app.ErrNotFound
	case twice:
		return app.Fail(app.Conflict, app.T("store.twice")).Because(quiet(err))
	case long:
		return app.Fail(app.Invalid, app.T("store.long")).Because(quiet(err))
	case busy, lost, gone:
		return app.Fail(app.Unavailable, app.T("store.busy")).Because(quiet(err))
	case badKey:
		return ErrKey
	}
	return quiet(err)
}

// quiet takes out of SQL Server's words what people wrote: "The duplicate key value is (anna@example.com)". Errors end in logs.
// What comes before the first quote, bracket or colon is the server's own; of errors that name only parts of the schema or a
// login all of it is.
func quiet(err error) error {
	e, ok := errors.AsType[mssql.Error](err)
	if !ok {
		return err
	}
	text := e.Message
	switch e.Number {
	case 207, 208, 229, 262, 2812, 4060, 18456: // columns, tables, rights, procedures, databases, logins
	default:
		if i := strings.IndexAny(text, `'"(:«“`); i >= 0 {
			text = text[:i] + "…"
		}
	}
	return fmt.Errorf("SQL Server error %d, state %d: %s", e.Number, e.State, text)
}
