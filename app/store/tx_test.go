package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	mssql "github.com/microsoft/go-mssqldb"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/mssqldialect"

	"telemark/app"
	"telemark/app/chat"
)

// server is a DB on a server that only writes down and fails as it is told.
func server(r *recorder) *DB {
	return &DB{
		read: bun.NewDB(sql.OpenDB(r), mssqlDialect{mssqldialect.New()}), speech: &mssqlSpeech{},
		observe: func(string, string, time.Duration, bool) {},
	}
}

func TestAChangeIsRepeatedAsAWholeOnlyWhenThatIsSafe(t *testing.T) {
	deadlock, unique := mssql.Error{Number: 1205}, mssql.Error{Number: 2627}
	always := make([]error, 100)
	for i := range always {
		always[i] = deadlock
	}
	cases := []struct {
		name   string
		fail   []error
		commit error
		runs   int
		kind   app.Kind
		good   bool
	}{
		{"nothing fails", nil, nil, 1, 0, true},
		{"a deadlock", []error{deadlock}, nil, 2, 0, true},
		{"a lock timeout and a snapshot conflict", []error{mssql.Error{Number: 1222}, mssql.Error{Number: 3960}}, nil, 3, 0, true},
		{"a cut before the commit", []error{io.EOF}, nil, 2, 0, true},
		{"a broken stream", []error{mssql.StreamError{InnerError: io.ErrUnexpectedEOF}}, nil, 2, 0, true},
		{"a cut in the commit", nil, io.EOF, 1, app.Unavailable, false},
		{"a deadlock in the commit", nil, deadlock, tries, app.Unavailable, false},
		{"a doubled value", []error{unique}, nil, 1, app.Conflict, false},
		{"a rule", []error{app.ErrNotFound}, nil, 1, app.NotFound, false},
		{"deadlocks without end", always, nil, tries, app.Unavailable, false},
		{"something unknown", []error{errors.New("?")}, nil, 1, app.Internal, false},
	}
	for _, c := range cases {
		synctest.Test(t, func(t *testing.T) {
			db := server(&recorder{fail: c.fail, commit: c.commit})
			runs := 0
			err := db.change(t.Context(), func(ctx context.Context, x *tx) error {
				runs++
				_, err := x.exec(ctx, roomLock, "id")
				return err
			})
			if runs != c.runs || (err == nil) != c.good || !c.good && app.KindOf(err) != c.kind {
				t.Errorf("%s: ran %d times and ended with %v; want %d and kind %d", c.name, runs, err, c.runs, c.kind)
			}
			if err := db.read.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestChangesThatWaitLeaveConnectionsToThoseWhoRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := server(&recorder{})
		db.turns = make(chan struct{}, 2)
		var begun atomic.Int64
		end := make(chan struct{})
		var all sync.WaitGroup
		for range 5 {
			all.Go(func() {
				err := db.change(t.Context(), func(context.Context, *tx) error {
					begun.Add(1)
					<-end
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		if n := begun.Load(); n != 2 {
			t.Errorf("%d changes are under way, want 2", n)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := db.change(ctx, func(context.Context, *tx) error { return nil }); app.KindOf(err) != app.Unavailable {
			t.Errorf("a change whose caller went away: %v", err)
		}
		close(end)
		all.Wait()
		if n := begun.Load(); n != 5 || len(db.turns) != 0 {
			t.Errorf("%d changes were made, %d turns are not over", n, len(db.turns))
		}
		_ = db.Close()
	})
}

func TestAQuestionIsAskedAgainWhenItsConnectionWasDead(t *testing.T) {
	for name, c := range map[string]struct {
		fail  []error
		asked int
		good  bool
	}{
		"dead once":    {[]error{io.EOF}, 2, true},
		"dead for all": {[]error{io.EOF, io.EOF, io.EOF}, 3, false},
		"wrong":        {[]error{mssql.Error{Number: 208}}, 1, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := &recorder{fail: c.fail}
			db := server(r)
			_, err := db.Chat().Room(t.Context(), "id")
			if (err == nil) != c.good || len(r.texts) != c.asked {
				t.Errorf("%s: asked %d times, %v", name, len(r.texts), err)
			}
			if err := db.read.Close(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAListThatBreaksInItsMiddleIsReadAgainFromItsBeginning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &recorder{middle: []error{io.ErrUnexpectedEOF, mssql.StreamError{InnerError: io.EOF}}}
		db := server(r)
		retries := 0
		db.retried = func(string) { retries++ }
		list, err := db.Chat().Waiting(t.Context(), 10)
		if err != nil || len(list) != 1 || retries != 2 {
			t.Errorf("%d rooms after %d repeats, %v; want the one room once", len(list), retries, err)
		}
		r.middle = []error{io.ErrUnexpectedEOF}
		if list, err := db.Chat().Messages(t.Context(), chat.Page{Room: "x", Side: chat.StaffSide}); err != nil || len(list) != 0 || retries != 3 {
			t.Errorf("%d messages after %d repeats, %v", len(list), retries, err)
		}
		if err := db.read.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestErrorsAreKnownByNumber(t *testing.T) {
	for _, c := range []struct {
		err  error
		want meaning
	}{
		{mssql.Error{Number: 2601}, twice},
		{mssql.Error{Number: 547}, broken},
		{mssql.Error{Number: 515}, broken},
		{mssql.Error{Number: 2628}, long},
		{mssql.Error{Number: 1, Message: "violation of UNIQUE KEY"}, unknown},
		{driver.ErrBadConn, lost},
		{sql.ErrNoRows, notFound},
		{context.DeadlineExceeded, gone},
		{nil, unknown},
	} {
		if got := meaningOf(c.err); got != c.want {
			t.Errorf("%v means %d, want %d", c.err, got, c.want)
		}
	}
}

// The attack: the log is read by somebody who may not read the database.
func TestWhatPeopleWroteLeavesTheStoreInNoError(t *testing.T) {
	for _, e := range []mssql.Error{
		{Number: 2627, Message: "Violation of UNIQUE KEY constraint 'users_email'. Cannot insert duplicate key. The duplicate key value is (anna@example.com)."},
		{Number: 2628, Message: "String or binary data would be truncated in table 'x', column 'y'. Truncated value: 'anna@example.com'."},
		{Number: 245, Message: `Conversion failed when converting the varchar value 'anna@example.com' to data type int.`},
		{Number: 1205, Message: "Transaction (Process ID 52) was deadlocked: anna@example.com"},
	} {
		if err := domain(e); strings.Contains(err.Error(), "anna") || !strings.Contains(err.Error(), strconv.Itoa(int(e.Number))) {
			t.Errorf("%d becomes %v", e.Number, err)
		}
	}
	if err := domain(mssql.Error{Number: 208, Message: "Invalid object name 'rooms'."}); !strings.Contains(err.Error(), "'rooms'") {
		t.Errorf("a missing table is not named: %v", err)
	}
}
