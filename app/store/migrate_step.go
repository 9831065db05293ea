package store

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"sync"
)

// MigrationError says where a migration failed. What its file had changed is undone.
type MigrationError struct {
	File      string
	Statement int    // which one of the file, from 1; 0 when none was begun
	Begins    string // its first line
	Cause     string // the database's words; not wrapped, because they are no answer to whoever uses the program
}

func (m *MigrationError) Error() string {
	if m.Statement == 0 {
		return fmt.Sprintf("migration %s: %s", m.File, m.Cause)
	}
	return fmt.Sprintf("migration %s, statement %d (%s): %s; the schema is as it was before this file", m.File, m.Statement, m.Begins, m.Cause)
}

// steps listens to what goose does, because its errors don't say which statement failed.
type steps struct {
	mu sync.Mutex
	at MigrationError
}

var _ slog.Handler = (*steps)(nil)

// Enabled, WithAttrs and WithGroup are of no use here.
func (s *steps) Enabled(context.Context, slog.Level) bool { return true }
func (s *steps) WithAttrs([]slog.Attr) slog.Handler       { return s }
func (s *steps) WithGroup(string) slog.Handler            { return s }

// Handle keeps the statement that goose is about to run. What goose says goes nowhere else.
func (s *steps) Handle(_ context.Context, r slog.Record) error {
	said := map[string]string{}
	r.Attrs(func(a slog.Attr) bool {
		said[a.Key] = a.Value.String()
		return true
	})
	text, ok := said["statement"]
	if !ok {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if said["source"] != s.at.File {
		s.at = MigrationError{File: said["source"]}
	}
	s.at.Statement++
	s.at.Begins = firstLine(text)
	return nil
}

// failed is the error of the statement that came last, if it is one of the file that goose names.
func (s *steps) failed(file string, err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := s.at
	if at.File != file {
		at = MigrationError{File: file}
	}
	at.Cause = err.Error()
	return &at
}

// firstLine is the first line of a statement that is no comment.
func firstLine(text string) string {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "--") {
			return line
		}
	}
	return ""
}
