//go:build unix && !linux

package web

import "syscall"

// tune has nothing to do: only Linux gives up an unanswered connection when told to.
func tune(syscall.RawConn) {}
