package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/chat"
)

// faulty is the way to an embedded database as if it stood behind a bad line: the code under test is that of SQL Server, with
// its transactions, repeats and doubts; only the SQL is SQLite's. What a real line does, fault_test.go shows.
type faulty struct {
	to   *sql.DB
	on   atomic.Bool
	cuts atomic.Int64 // before a statement
	lies atomic.Int64 // commits that happened and whose answer was lost
	mute atomic.Int64 // statements that are never answered
}

var _ driver.Connector = (*faulty)(nil)

func (f *faulty) Driver() driver.Driver { return nil }
func (f *faulty) Connect(ctx context.Context) (driver.Conn, error) {
	held, err := f.to.Conn(ctx)
	if err != nil {
		return nil, err
	}
	c := &faultyConn{held: held, line: f, good: true}
	return c, held.Raw(func(raw any) error {
		c.Conn = raw.(driver.Conn)
		return nil
	})
}

type faultyConn struct {
	driver.Conn
	held *sql.Conn
	line *faulty
	good bool
}

func (c *faultyConn) IsValid() bool { return c.good }
func (c *faultyConn) Close() error  { return c.held.Close() }

// hit tells whether a fault happens now, once in so many times.
func (c *faultyConn) hit(once int, count *atomic.Int64) bool {
	if !c.line.on.Load() || rand.IntN(once) > 0 { //nolint:gosec // no secret
		return false
	}
	count.Add(1)
	c.good = false
	return true
}

func (c *faultyConn) PrepareContext(ctx context.Context, text string) (driver.Stmt, error) {
	switch {
	case !c.good:
		return nil, driver.ErrBadConn
	case c.hit(12, &c.line.cuts):
		return nil, io.ErrUnexpectedEOF
	case c.hit(400, &c.line.mute):
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return c.Conn.(driver.ConnPrepareContext).PrepareContext(ctx, text)
}

func (c *faultyConn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	inner, err := c.Conn.(driver.ConnBeginTx).BeginTx(ctx, o)
	return faultyTx{inner, c}, err
}

type faultyTx struct {
	driver.Tx
	conn *faultyConn
}

func (t faultyTx) Commit() error {
	if t.conn.hit(8, &t.conn.line.cuts) {
		_ = t.Tx.Rollback()
		return io.EOF
	}
	if err := t.Tx.Commit(); err != nil {
		return err
	}
	if t.conn.hit(8, &t.conn.line.lies) {
		return io.EOF
	}
	return nil
}

func TestNothingIsLostOrDoubledWhereStatementsAndCommitsFail(t *testing.T) {
	file := plans(t)
	pool, err := file.pool()
	if err != nil {
		t.Fatal(err)
	}
	line := &faulty{to: pool}
	var retries atomic.Int64
	db := &DB{
		read: bun.NewDB(sql.OpenDB(line), sqliteDialect{sqlitedialect.New()}), speech: &sqliteSpeech{},
		observe: func(string, string, time.Duration, bool) {}, retried: func(string) { retries.Add(1) },
	}
	db.read.SetMaxOpenConns(4)
	anna := app.Actor{ID: app.NewID(), Name: "Anna", Role: app.Client}
	p := account.Person{ID: anna.ID, Name: anna.Name, Email: "anna@example.com", Role: app.Client, CreatedAt: app.Now()}
	if err := db.Accounts().Create(t.Context(), p, "hash", app.Record(anna, "test.create", p.ID, "", "")); err != nil {
		t.Fatal(err)
	}
	service := chat.Service{Store: db.Chat(), Hub: silent{}}
	opened, err := service.Open(t.Context(), anna, "cards", chat.Draft{Body: "hello", Key: app.NewID()})
	if err != nil {
		t.Fatal(err)
	}
	line.on.Store(true)
	const writers, posts = 4, 60
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for n := range posts {
				d := chat.Draft{Body: fmt.Sprint("line ", w, " ", n), Key: app.NewID()}
				insist(t, func(ctx context.Context) error {
					_, err := service.Post(ctx, anna, opened.Room.ID, d)
					return err
				})
			}
		})
	}
	all.Wait()
	line.on.Store(false)
	count := map[string]int{}
	next := int64(1)
	for after := int64(0); ; {
		page, err := db.Chat().Messages(t.Context(), chat.Page{Room: opened.Room.ID, After: after, Before: after + 51, Side: chat.StaffSide})
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for _, m := range page {
			if m.Seq != next {
				t.Errorf("number %d comes after %d", m.Seq, next-1)
			}
			next++
			if m.Kind == chat.Said {
				count[m.Body]++
			}
			after = m.Seq
		}
	}
	lost, doubled := 0, 0
	for w := range writers {
		for n := range posts {
			switch c := count[fmt.Sprint("line ", w, " ", n)]; {
			case c == 0:
				lost++
			case c > 1:
				doubled++
			}
		}
	}
	t.Logf("%d messages, %d lost, %d doubled, through %d cuts, %d commits without an answer and %d statements without one; %d repeats",
		writers*posts, lost, doubled, line.cuts.Load(), line.lies.Load(), line.mute.Load(), retries.Load())
	if lost+doubled > 0 || line.cuts.Load() == 0 || line.lies.Load() == 0 || retries.Load() == 0 {
		t.Error("something was lost or doubled, or nothing was tried")
	}
	if err := errors.Join(db.read.Close(), pool.Close()); err != nil {
		t.Error(err)
	}
}

// insist says the same again until it is answered, as a page's outbox does.
func insist(t *testing.T, do func(context.Context) error) {
	for {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		err := do(ctx)
		cancel()
		if err == nil {
			return
		}
		if app.KindOf(err) != app.Unavailable {
			t.Errorf("%v is no answer that asks for a repeat", err)
			return
		}
	}
}

// silent is a hub that nobody listens to.
type silent struct{}

func (silent) Publish(app.Event) {}
