package web

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// unanswered is after how many milliseconds without an acknowledgement a connection is given up. The kernel's own patience is
// a quarter of an hour: so long a reader whose plug was pulled would be shown as present. Three heartbeats.
const unanswered = 45_000

func tune(raw syscall.RawConn) {
	_ = raw.Control(func(fd uintptr) {
		// Without it all works, later: the error is of no use to anybody.
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, unanswered) //nolint:gosec // a descriptor
	})
}
