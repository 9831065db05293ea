package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"net"
	"time"

	mssql "github.com/microsoft/go-mssqldb"

	"telemark/app"
)

// silenceTime is how long the server may say nothing while it is asked something. After that the link is dead: a firewall that
// forgot it, or a cable, ends no connection; and whoever waits for such a one would wait for the operating system, which takes
// a quarter of an hour to give up.
const silenceTime = 3 * time.Second

// line dials connections that end when nothing comes for too long.
type line struct {
	silence time.Duration
	silent  func() // told of each connection that ended so
}

// DialContext implements the driver's Dialer.
func (l *line) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	dialer := net.Dialer{Timeout: l.silence, KeepAlive: 30 * time.Second}
	conn, err := dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &lineConn{Conn: conn, line: l}, nil
}

// lineConn is a connection of a line. The driver reads only while it waits for an answer.
type lineConn struct {
	net.Conn
	line *line
}

func (c *lineConn) Read(b []byte) (int, error) {
	if err := c.SetReadDeadline(app.Now().Add(c.line.silence)); err != nil {
		return 0, err
	}
	n, err := c.Conn.Read(b)
	if e, ok := errors.AsType[net.Error](err); ok && e.Timeout() {
		c.line.silent()
	}
	return n, err
}

func (c *lineConn) Write(b []byte) (int, error) {
	if err := c.SetWriteDeadline(app.Now().Add(c.line.silence)); err != nil {
		return 0, err
	}
	return c.Conn.Write(b)
}

// reaching tells a server that wasn't reached from one that answered: whatever breaks while a connection is made has done
// nothing yet, but the driver says so in texts only.
type reaching struct{ *mssql.Connector }

// Connect implements driver.Connector.
func (r reaching) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := r.Connector.Connect(ctx)
	if err == nil {
		return conn, nil
	}
	if e, ok := errors.AsType[mssql.Error](err); ok && refusals[e.Number] || ctx.Err() != nil {
		return nil, err
	}
	return nil, &unreached{err}
}

// refusals are answers to a login that stay the same when it is repeated, until somebody locks the account for it: a wrong
// password, and one that is locked, expired or to be changed. All others (starting, stopping, full, moving) pass.
var refusals = map[int32]bool{18452: true, 18456: true, 18463: true, 18464: true, 18465: true, 18486: true, 18487: true, 18488: true}

// unreached is why no connection came about.
type unreached struct{ cause error }

func (u *unreached) Error() string { return "no connection: " + u.cause.Error() }
func (u *unreached) Unwrap() error { return u.cause }
