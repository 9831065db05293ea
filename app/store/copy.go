package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"telemark/app"
)

// Why a copy is refused.
var (
	ErrCopySchema     = app.Fail(app.Conflict, app.T("store.copy_schema"))     // a schema is not this program's
	ErrCopyUnfinished = app.Fail(app.Conflict, app.T("store.copy_unfinished")) // a database holds half of another one
	ErrCopyHolds      = app.Fail(app.Conflict, app.T("store.copy_holds"))      // the target is somebody's already
	ErrCopyOther      = app.Fail(app.Conflict, app.T("store.copy_other"))      // the unfinished copy is of something else
	ErrCopySame       = app.Fail(app.Conflict, app.T("store.copy_same"))       // the source is the target
	ErrCopyTwice      = app.Fail(app.Conflict, app.T("store.copy_twice"))      // somebody else goes on with the same copy
	ErrCopyDiffers    = app.Fail(app.Conflict, app.T("store.copy_differs"))    // what was read at the end is not the same
)

// CopyOptions are how to copy. The zero value is good.
type CopyOptions struct {
	Rows     int            // stored in one transaction; 0: 4,000
	Progress func(Progress) // told after each of them, by one goroutine at a time; nil: nobody
	Slow     bool           // without bulk copy, for tests
}

// Progress is how far a copy is.
type Progress struct {
	Table          string
	Done, Of       int64 // rows of all tables; while comparing, of both databases
	Comparing      bool
	Before, InHere int64 // rows that a copy before this one, and this one, have stored
}

// Copied is what came of a copy.
type Copied struct {
	Tables  []CopiedTable
	Keys    []string // ids of the keys that sealed columns need
	Before  int64    // rows that were there from a copy that was broken off
	Records int64    // audit records whose chain was verified in the target
	Applied []string // migrations of the target
}

// CopiedTable is a table as both databases have it.
type CopiedTable struct {
	Name     string
	From, To Sum
}

// Copy copies all rows of one database into another one that holds none, and compares both. Nobody may use either meanwhile.
//
// Each chunk is one transaction together with a note of how far the copy is, which stands in the target in a table of its own,
// so a copy that is broken off anywhere, by kill -9 too, goes on where it was when it is asked for again. Until the end no
// program serves the target: Pending is an error there. At the end all rows of both are read, and counted and summed up; the audit
// chain of the target is verified; then the note goes, and record is added to the target's audit log in the same transaction.
//
// The source must have this program's schema. A target without one gets it. A Conflict otherwise: see the errors above;
// what Copied has says by how much the databases differ.
func Copy(ctx context.Context, from, to *DB, o CopyOptions, record app.Audit) (done Copied, err error) {
	c := &copier{from: from, to: to, rows: o.Rows, slow: o.Slow, tell: o.Progress}
	if c.rows <= 0 {
		c.rows = pageRows
	}
	if c.tell == nil {
		c.tell = func(Progress) {}
	}
	if done.Applied, err = c.fitting(ctx); err != nil {
		return done, domain(err)
	}
	if c.marks, err = c.begin(ctx); err != nil {
		return done, domain(err)
	}
	done.Before = c.marks.moved()
	if err := c.all(ctx); err != nil {
		return done, domain(err)
	}
	if err := c.compare(ctx, &done); err != nil {
		return done, domain(err)
	}
	if done.Records, err = to.VerifyAudit(ctx); err != nil {
		return done, domain(err)
	}
	return done, c.finish(ctx, record)
}

// copier is a copy under way.
type copier struct {
	from, to *DB
	rows     int
	slow     bool
	tell     func(Progress)
	marks    marks
	total    int64
	said     Progress
}

// fitting looks at both schemas, and makes the target's when it has none.
func (c *copier) fitting(ctx context.Context) (applied []string, err error) {
	if err := c.from.fits(ctx); err != nil {
		return nil, err
	}
	unfinished, err := c.from.unfinished(ctx)
	switch {
	case err != nil:
		return nil, err
	case unfinished:
		return nil, ErrCopyUnfinished
	}
	there, err := c.to.hasVersions(ctx)
	if err == nil && !there {
		applied, err = c.to.Migrate(ctx)
	}
	if err != nil {
		return applied, err
	}
	return applied, c.to.fits(ctx)
}

// fits tells whether the schema is this program's.
func (d *DB) fits(ctx context.Context) error {
	pending, err := d.pending(ctx)
	if err == nil && pending != 0 {
		err = ErrCopySchema
	}
	return err
}

// all copies each table from its mark on.
func (c *copier) all(ctx context.Context) error {
	for _, t := range tables {
		n, err := c.from.rowsIn(ctx, t)
		if err != nil {
			return err
		}
		c.total += n
	}
	c.said = Progress{Done: c.marks.moved(), Of: c.total, Before: c.marks.moved()}
	for _, t := range tables {
		if err := c.table(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

func (c *copier) table(ctx context.Context, t *table) error {
	c.said.Table = t.name
	c.tell(c.said)
	mark := c.marks[t.name]
	after, err := t.keyIn(mark.text)
	if err != nil {
		return err
	}
	return c.from.pages(ctx, t, after, c.rows, func(list []row) error {
		next, err := t.keyText(t.keyOf(list[len(list)-1]))
		if err != nil {
			return err
		}
		store := func(slow bool) error {
			return c.to.change(ctx, func(ctx context.Context, x *tx) error {
				if err := x.moveMark(ctx, t.name, mark.text, next, int64(len(list))); err != nil {
					return err
				}
				return x.load(ctx, t, list, slow)
			})
		}
		if err = store(c.slow); c.to.unreadable(err) {
			err = store(true)
		}
		if err != nil {
			return err
		}
		mark.text = next
		c.said.Done += int64(len(list))
		c.said.InHere += int64(len(list))
		c.tell(c.said)
		return nil
	})
}

// compare reads both databases from start to end, at the same time.
func (c *copier) compare(ctx context.Context, done *Copied) error {
	var mu sync.Mutex
	c.said = Progress{Of: 2 * c.total, Comparing: true}
	each := func(t *table, rows int) {
		mu.Lock()
		defer mu.Unlock()
		c.said.Table = t.name
		c.said.Done += int64(rows)
		c.said.InHere += int64(rows)
		c.tell(c.said)
	}
	var ours, theirs map[string]Sum
	var keys, same []string
	var first, second error
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var both sync.WaitGroup
	both.Go(func() {
		if ours, keys, first = c.from.sums(ctx, each); first != nil {
			cancel()
		}
	})
	both.Go(func() {
		if theirs, same, second = c.to.sums(ctx, each); second != nil {
			cancel()
		}
	})
	both.Wait()
	if first != nil || second != nil {
		return errors.Join(first, second)
	}
	for _, t := range tables {
		done.Tables = append(done.Tables, CopiedTable{t.name, ours[t.name], theirs[t.name]})
	}
	done.Keys = keys
	if err := different(ours, theirs); err != nil {
		return app.Fail(ErrCopyDiffers.Kind, ErrCopyDiffers.Text).Because(err)
	}
	if !slices.Equal(keys, same) {
		return app.Fail(ErrCopyDiffers.Kind, ErrCopyDiffers.Text).Because(fmt.Errorf("sealed by %s, and by %s",
			strings.Join(keys, " "), strings.Join(same, " ")))
	}
	return nil
}
