//go:build !unix

package web

import (
	"net"
	"sync"
	"syscall"
)

// Where sockets are no descriptors, every write goes through the buffer, as under TLS.
func rawOf(net.Conn) syscall.RawConn { return nil }

var kernelWrites = sync.Pool{New: func() any { return &kernelWrite{} }}

type kernelWrite struct{}

func (*kernelWrite) try(syscall.RawConn, [][]byte) ([]byte, error) { return nil, ErrStreamClosed }

func (s *Stream) hear(uintptr) bool { return true }
