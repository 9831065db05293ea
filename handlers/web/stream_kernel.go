//go:build unix

package web

import (
	"net"
	"sync"
	"syscall"
)

// rawOf gives access to the descriptor of a connection that can be written without waiting; nil when it can't, as under TLS.
func rawOf(conn net.Conn) syscall.RawConn {
	c, ok := conn.(syscall.Conn)
	if !ok {
		return nil
	}
	raw, err := c.SyscallConn()
	if err != nil {
		return nil
	}
	tune(raw)
	return raw
}

// kernelWrites keeps the buffers in which the parts of a write are put together; method value and buffer would be garbage
// after each of them.
var kernelWrites = sync.Pool{New: func() any {
	k := &kernelWrite{}
	k.once = k.step
	return k
}}

// kernelWrite is one attempt to write without waiting.
type kernelWrite struct {
	b    []byte
	n    int
	err  error
	once func(fd uintptr) bool
}

// try returns what the kernel didn't take; it is valid until k is used again.
func (k *kernelWrite) try(raw syscall.RawConn, parts [][]byte) ([]byte, error) {
	if cap(k.b) > streamPiece {
		k.b = nil // one large event must not stay in the pool
	}
	k.b, k.n, k.err = k.b[:0], 0, nil
	for _, p := range parts {
		k.b = append(k.b, p...)
	}
	if err := raw.Write(k.once); err != nil {
		return nil, err
	}
	return k.b[k.n:], k.err
}

// step always says that it is done: RawConn would wait otherwise.
func (k *kernelWrite) step(fd uintptr) bool {
	for k.n < len(k.b) {
		n, err := syscall.Write(int(fd), k.b[k.n:]) //nolint:gosec // a descriptor
		switch err {                                //nolint:errorlint // an errno as the system call gives it
		case nil:
			k.n += n
		case syscall.EINTR:
		case syscall.EAGAIN:
			return true
		default:
			k.err = err
			return true
		}
	}
	return true
}

// hear drops what the reader says and tells when it has hung up. Nothing to read: wait on.
func (s *Stream) hear(fd uintptr) bool {
	var b [64]byte
	for {
		n, err := syscall.Read(int(fd), b[:]) //nolint:gosec // a descriptor
		switch {
		case err == syscall.EINTR: //nolint:errorlint // an errno as the system call gives it
		case err == syscall.EAGAIN: //nolint:errorlint // as above
			return false
		case err != nil || n == 0 || s.heardMore(n):
			return true
		}
	}
}
