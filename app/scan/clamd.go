// Package scan asks clamd, ClamAV's daemon, whether a file holds something harmful.
//
// The file is streamed over a connection of its own (INSTREAM: chunks with their length in front, an empty one at the end), so it
// never stands in memory as a whole. Only an answer that says so is a verdict; everything else is an error, after which the file
// is as unknown as before. Source: clamd(8), "COMMANDS".
package scan

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"time"

	"telemark/app"
)

// Clamd is one daemon.
type Clamd struct{ network, address string }

const (
	port = "3310" // clamd.conf(5), TCPSocket

	// chunk bounds one piece of a file, in bytes. The daemon's own StreamMaxLength bounds the whole.
	chunk = 64 << 10

	dialTime  = 3 * time.Second
	pieceTime = 10 * time.Second // to hand over one chunk
	scanTime  = 60 * time.Second // from the end of the file to the verdict
	longest   = 1 << 10          // of an answer, in bytes
)

// New reads a CLAMD_URL: tcp://host:port or unix:///path.
func New(address string) (*Clamd, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil || strings.Contains(address, ","):
	case u.Scheme == "tcp" && u.Hostname() != "" && u.Port() == "":
		return &Clamd{"tcp", net.JoinHostPort(u.Hostname(), port)}, nil
	case u.Scheme == "tcp" && u.Hostname() != "":
		return &Clamd{"tcp", u.Host}, nil
	case u.Scheme == "unix" && u.Host == "" && u.Path != "":
		return &Clamd{"unix", u.Path}, nil
	}
	return nil, errors.New("must be one tcp://host:port or unix:///path")
}

// Scan hands a file over and answers the name of what was found in it; empty when it is clean.
func (c *Clamd) Scan(ctx context.Context, file io.Reader) (found string, err error) {
	conn, done, err := c.dial(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	sent := send(conn, file)
	if errors.Is(sent, errFile) {
		return "", sent
	}
	// A daemon that has had enough says why and hangs up, so its answer explains an error of sending.
	answer, err := receive(conn)
	if err != nil {
		return "", errors.Join(sent, err)
	}
	found, err = verdict(answer)
	if err == nil && sent != nil {
		return "", sent
	}
	return found, err
}

// Ping tells whether the daemon answers.
func (c *Clamd) Ping(ctx context.Context) error {
	conn, done, err := c.dial(ctx)
	if err != nil {
		return err
	}
	defer done()
	if err := conn.SetWriteDeadline(app.Now().Add(pieceTime)); err != nil {
		return err
	}
	if _, err := io.WriteString(conn, "zPING\x00"); err != nil {
		return err
	}
	answer, err := receive(conn)
	if err == nil && answer != "PONG" {
		err = fmt.Errorf("clamd answers %.60q to a ping", answer)
	}
	return err
}

// dial opens a connection that ends with the context, or by done.
func (c *Clamd) dial(ctx context.Context) (conn net.Conn, done func(), err error) {
	dialer := net.Dialer{Timeout: dialTime}
	if conn, err = dialer.DialContext(ctx, c.network, c.address); err != nil {
		return nil, nil, err
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	return conn, func() {
		stop()
		_ = conn.Close()
	}, nil
}

// errFile says that the file could not be read: clamd has had no part in it.
var errFile = errors.New("the file can't be read")

func send(conn net.Conn, file io.Reader) error {
	write := func(b []byte) error {
		if err := conn.SetWriteDeadline(app.Now().Add(pieceTime)); err != nil {
			return err
		}
		_, err := conn.Write(b)
		return err
	}
	if err := write([]byte("zINSTREAM\x00")); err != nil {
		return err
	}
	const head = 4
	piece := make([]byte, head+chunk)
	for {
		n, err := io.ReadFull(file, piece[head:])
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return errors.Join(errFile, err)
		}
		last := err != nil
		binary.BigEndian.PutUint32(piece, uint32(n)) //nolint:gosec // at most chunk
		if err := write(piece[:head+n]); err != nil {
			return err
		}
		if last && n > 0 {
			return write(make([]byte, head))
		}
		if n == 0 {
			return nil
		}
	}
}

// receive reads one answer, which ends with a zero byte because the command began with a z.
func receive(conn net.Conn) (string, error) {
	if err := conn.SetReadDeadline(app.Now().Add(scanTime)); err != nil {
		return "", err
	}
	answer, err := bufio.NewReader(io.LimitReader(conn, longest)).ReadString(0)
	if err != nil {
		return "", fmt.Errorf("clamd's answer breaks off: %w", err)
	}
	return strings.TrimSuffix(answer, "\x00"), nil
}

// verdict reads the answer to INSTREAM: "stream: OK", "stream: NAME FOUND" or "REASON ERROR". Nothing else is one.
func verdict(answer string) (found string, err error) {
	text, ok := strings.CutPrefix(answer, "stream: ")
	if ok && text == "OK" {
		return "", nil
	}
	if name, infected := strings.CutSuffix(text, " FOUND"); ok && infected && plain(name) {
		return name, nil
	}
	return "", fmt.Errorf("clamd gives no verdict: %.120q", answer)
}

// plain tells whether a name is one: printable ASCII without gaps.
func plain(name string) bool {
	for _, r := range name {
		if r <= ' ' || r > '~' {
			return false
		}
	}
	return name != ""
}
