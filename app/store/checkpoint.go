package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/driver"
)

// tidier copies what was committed from the log back into the file, beside the writer. SQLite would do it inside every so-many-th
// commit, which then takes some 20 ms, and everybody behind it too. The log can begin anew only when a copy has reached its
// end while nobody wrote, so the writer itself copies the few pages that came meanwhile.
type tidier struct {
	pool  *sql.DB
	wake  chan struct{} // the log has become long
	last  chan struct{} // to the writer: copy the rest between two groups
	ended chan struct{}
}

// In pages of 4 KiB.
const (
	logLong = 1000  // when copying begins
	logRest = 200   // what may be left to the writer
	logMost = 32000 // 128 MiB: beyond that the writer copies, whatever it costs
)

const tidyPause = 50 * time.Millisecond // between two copies: a reader may keep the log from beginning anew

func newTidier(d *DB) (*tidier, error) {
	pool, err := d.pool("wal_autocheckpoint=0")
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(1)
	t := &tidier{pool: pool, wake: make(chan struct{}, 1), last: make(chan struct{}, 1), ended: make(chan struct{})}
	go t.loop()
	return t, nil
}

func (t *tidier) loop() {
	defer close(t.ended)
	for range t.wake {
		left, err := t.copy()
		for err == nil && left > logRest {
			before := left
			if left, err = t.copy(); left >= before {
				break // it comes as fast as it is copied, or a reader stands in the way
			}
		}
		if err == nil && left <= logRest {
			ring(t.last)
		}
		time.Sleep(tidyPause)
	}
}

// copy returns how many pages of the log are not copied yet.
func (t *tidier) copy() (left int, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), writeTime)
	defer cancel()
	conn, err := t.pool.Conn(ctx)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	return checkpoint(conn)
}

// checkpoint copies what it can without waiting for anybody.
func checkpoint(conn *sql.Conn) (left int, err error) {
	err = conn.Raw(func(c any) error {
		long, copied, err := c.(driver.Conn).Raw().WALCheckpoint("main", sqlite3.CHECKPOINT_PASSIVE)
		left = long - copied
		return err
	})
	return left, err
}

// long is told after each commit how long the log is.
func (t *tidier) long(pages int) {
	switch {
	case pages > logMost:
		ring(t.last)
	case pages > logLong:
		ring(t.wake)
	}
}

// ring leaves word without waiting; one word is as good as many.
func ring(bell chan struct{}) {
	select {
	case bell <- struct{}{}:
	default:
	}
}

// close is called after the last change.
func (t *tidier) close() error {
	close(t.wake)
	<-t.ended
	return t.pool.Close()
}
