// Package storetest makes databases for tests: an encrypted file always, and a database on SQL Server whenever TEST_MSSQL_URL
// names a server on which databases can be made. Each test gets its own, empty but for the schema, and it is gone afterwards.
package storetest

import (
	"context"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/secret"
	"telemark/app/store"
)

// Variable names the server for tests, such as sqlserver://user:password@host?encrypt=disable.
const Variable = "TEST_MSSQL_URL"

// Each runs f once on every kind of database that is reachable.
func Each(t *testing.T, f func(t *testing.T, db *store.DB)) {
	t.Helper()
	Configs(t, func(t *testing.T, c store.Config) { f(t, Open(t, c)) })
}

// Pair runs f on two stores of one database, as two processes would have them.
func Pair(t *testing.T, f func(t *testing.T, one, two *store.DB)) {
	t.Helper()
	Configs(t, func(t *testing.T, c store.Config) { f(t, Open(t, c), Open(t, c)) })
}

// Configs runs f with the way to a new database of every kind that is reachable. Nothing is in it, not even the schema.
func Configs(t *testing.T, f func(t *testing.T, c store.Config)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, Embedded(t)) })
	if server := os.Getenv(Variable); server != "" {
		t.Run("sqlserver", func(t *testing.T) { f(t, onServer(t, server)) })
	}
}

// New is an embedded database with the schema.
func New(t testing.TB) *store.DB {
	t.Helper()
	return Open(t, Embedded(t))
}

// Embedded is the way to a new encrypted file. It never waits for the disk.
func Embedded(t testing.TB) store.Config {
	t.Helper()
	return store.Config{URL: "sqlite:" + filepath.Join(t.TempDir(), "test.db"), Key: secret.NewKey(), NoSync: true}
}

// Open opens a database, brings its schema up and closes it after the test.
func Open(t testing.TB, c store.Config) *store.DB {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	db, err := store.Open(ctx, c)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	if _, err := db.Migrate(ctx); err != nil {
		t.Fatalf("migrate: %v", err)
	}
	return db
}

// Server is the way to a new database on SQL Server. Ask first whether Variable is set.
func Server(t testing.TB) store.Config {
	t.Helper()
	return onServer(t, os.Getenv(Variable))
}

// onServer makes a database of its own on the server. It may be reached without TLS: a test server is on this machine.
func onServer(t testing.TB, server string) store.Config {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatalf("%s can't be read", Variable)
	}
	name := "test_" + strings.ToLower(app.NewID())
	connector, err := store.Connector(server, true)
	if err != nil {
		t.Fatal(err)
	}
	admin := sql.OpenDB(connector)
	run := func(text string) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		if _, err := admin.ExecContext(ctx, text); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	run("CREATE DATABASE " + name)
	t.Cleanup(func() {
		run("DROP DATABASE " + name)
		_ = admin.Close()
	})
	query := u.Query()
	query.Set("database", name)
	u.RawQuery = query.Encode()
	return store.Config{URL: u.String(), Plain: true, Conns: 8, Silence: 10 * time.Second} // it may share a machine with a hundred tests
}
