package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/mssqldialect"
)

// sessionStart is said on each connection before each use: no transaction that lives on after an error in it, and no wait for a
// lock without an end. That end comes before the server has been silent for too long, or a wait would look like a dead link.
func sessionStart(silence time.Duration) string {
	return fmt.Sprintf("SET LOCK_TIMEOUT %d; SET XACT_ABORT ON", (silence * 6 / 7).Milliseconds())
}

func openServer(ctx context.Context, c Config) (*DB, error) {
	d := &DB{speech: &mssqlSpeech{}, observe: c.Observe, retried: c.Retried, server: c}
	silence := c.Silence
	if silence == 0 {
		silence = silenceTime
	}
	conns := c.Conns
	if conns == 0 {
		conns = 32
	}
	pool, err := serverPool(c.URL, c.Plain, silence, conns)
	if err != nil {
		return nil, err
	}
	d.turns = make(chan struct{}, max(1, conns*3/4))
	d.read = bun.NewDB(pool, mssqlDialect{mssqldialect.New()}).WithQueryHook(hook{c.Observe})
	ctx, cancel := deadline(ctx)
	defer cancel()
	if err := d.reach(ctx, c.Plain); err != nil {
		return nil, errors.Join(err, d.read.Close())
	}
	return d, nil
}

// serverPool opens a bounded number of connections, and keeps none that a firewall may have forgotten.
func serverPool(url string, plain bool, silence time.Duration, conns int) (*sql.DB, error) {
	connector, err := Connector(url, plain)
	if err != nil {
		return nil, err
	}
	line := &line{silence: silence}
	connector.Dialer, connector.SessionInitSQL = line, sessionStart(silence)
	pool := sql.OpenDB(reaching{connector})
	line.silent = func() { // what was dialled before may be dead too, and each would cost its user the whole silence again
		pool.SetMaxIdleConns(-1)
		pool.SetMaxIdleConns(conns)
	}
	pool.SetMaxOpenConns(conns)
	pool.SetMaxIdleConns(conns)
	pool.SetConnMaxIdleTime(3 * time.Minute) // firewalls forget silent connections, and the first to use one gets EOF
	pool.SetConnMaxLifetime(time.Hour)
	return pool, nil
}
