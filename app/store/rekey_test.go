package store_test

import (
	"errors"
	"flag"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/secret"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

// locked is a closed database with something in it, and its key in a file.
type locked struct {
	config  store.Config
	keyFile string
	rows    map[string]string
}

func lock(t *testing.T) locked {
	t.Helper()
	l := locked{config: storetest.Embedded(t)}
	l.keyFile = path(l.config) + ".key"
	keys, _, err := secret.KeyFile(l.keyFile, "test")
	if err != nil {
		t.Fatal(err)
	}
	l.config.Key = keys[0]
	db := opened(t, l.config)
	if _, err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	fillAll(t, db)
	l.rows = rowsBut(t, db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return l
}

// opened is a database that the test closes itself.
func opened(t *testing.T, c store.Config) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// rowsBut are the marks of all tables but the audit log, which gets a record.
func rowsBut(t *testing.T, db *store.DB) map[string]string {
	t.Helper()
	rows := store.Rows(t, db)
	delete(rows, "audit")
	delete(rows, "audit_head")
	return rows
}

// current is the key in the key file, as the program would read it.
func (l locked) current(t *testing.T) store.Config {
	t.Helper()
	keys, err := secret.ReadKeyFile(l.keyFile)
	if err != nil {
		t.Fatal(err)
	}
	c := l.config
	c.Key = keys[0]
	return c
}

func (l locked) whole(t *testing.T, c store.Config) {
	t.Helper()
	db := storetest.Open(t, c)
	if got := rowsBut(t, db); !maps.Equal(got, l.rows) {
		t.Errorf("it holds %v; want %v", got, l.rows)
	}
	if _, err := db.VerifyAudit(t.Context()); err != nil {
		t.Error(err)
	}
}

func rekeyed() app.Audit { return record("database.rekey", "") }

func TestANewKeyOpensAndTheOldOneDoesNot(t *testing.T) {
	for _, keep := range []bool{true, false} {
		l := lock(t)
		r, err := store.Rekey(t.Context(), l.config, l.keyFile, keep, rekeyed())
		if err != nil || r.Finished || r.Rows < 50 || r.Old != l.config.Key || r.New == r.Old {
			t.Fatalf("%+v, %v", r, err)
		}
		fresh := l.current(t)
		if fresh.Key != r.New {
			t.Errorf("the key file holds %v; want %v", fresh.Key, r.New)
		}
		if _, err := store.Open(t.Context(), l.config); !errors.Is(err, store.ErrKey) {
			t.Errorf("with the old key: %v", err)
		}
		l.whole(t, fresh)
		for _, name := range []string{path(l.config), l.keyFile, r.KeptKey} {
			if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s: %v, %v", name, info, err)
			}
		}
		if keys, err := secret.ReadKeyFile(r.KeptKey); err != nil || keys[0] != r.Old {
			t.Errorf("the old key, which older backups need: %v, %v", keys, err)
		}
		if (r.Kept != "") != keep {
			t.Errorf("kept as %q", r.Kept)
		}
		if keep {
			old := l.config
			old.URL = "sqlite:" + r.Kept
			l.whole(t, old)
		}
		for _, name := range contents(t, filepath.Dir(path(l.config)), "") {
			if strings.HasSuffix(name, ".rekey") || strings.HasSuffix(name, ".next") {
				t.Errorf("it left %s", name)
			}
		}
	}
}

func TestAnOpenDatabaseKeepsItsKey(t *testing.T) {
	l := lock(t)
	db := opened(t, l.config)
	if _, err := store.Rekey(t.Context(), l.config, l.keyFile, true, rekeyed()); app.KindOf(err) != app.Conflict {
		t.Errorf("%v; want a Conflict", err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	l.whole(t, l.current(t))
}

// Somebody starts the program while the key is changed. They must get nothing, or what they write is lost.
func TestNobodyOpensADatabaseWhoseKeyIsBeingChanged(t *testing.T) {
	l := lock(t)
	tried := 0
	store.AtStep(func(string) {
		if err := store.Unused(path(l.config)); tried < 2 && app.KindOf(err) != app.Conflict {
			t.Errorf("step %d: %v", tried, err)
		}
		tried++
	})
	defer store.AtStep(func(string) {})
	if _, err := store.Rekey(t.Context(), l.config, l.keyFile, true, rekeyed()); err != nil || tried != 4 {
		t.Errorf("%d steps, %v", tried, err)
	}
}

func TestAWrongKeyChangesNothing(t *testing.T) {
	l := lock(t)
	c := l.config
	c.Key = secret.NewKey()
	if _, err := store.Rekey(t.Context(), c, l.keyFile, true, rekeyed()); !errors.Is(err, store.ErrKey) {
		t.Errorf("%v; want ErrKey", err)
	}
	if names := contents(t, filepath.Dir(path(c)), ""); len(names) != 2 {
		t.Errorf("it left %v", names)
	}
	l.whole(t, l.config)
}

// The child of the test below: changes a key and dies at a step.
func TestTheOneThatIsKilled(t *testing.T) {
	args := flag.Args()
	if len(args) != 3 || args[0] != "die" {
		t.Skip("it is a part of another test")
	}
	keys, err := secret.ReadKeyFile(args[1] + ".key")
	if err != nil {
		t.Fatal(err)
	}
	store.AtStep(func(name string) {
		if name == args[2] {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			time.Sleep(time.Minute)
		}
	})
	_, err = store.Rekey(t.Context(), store.Config{URL: "sqlite:" + args[1], Key: keys[0]}, args[1]+".key", true, rekeyed())
	t.Fatalf("alive: %v", err)
}

func TestAKilledRekeyLosesNothingAndIsFinishedByTheNext(t *testing.T) {
	for _, step := range []string{"key", "copy", "kept", "placed"} {
		t.Run(step, func(t *testing.T) {
			l := lock(t)
			child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestTheOneThatIsKilled$", "--", "die", path(l.config), step)
			out, err := child.CombinedOutput()
			if status, ok := child.ProcessState.Sys().(syscall.WaitStatus); err == nil || !ok || status.Signal() != syscall.SIGKILL {
				t.Fatalf("%v\n%s", err, out)
			}
			db, err := store.Open(t.Context(), l.current(t))
			if step == "placed" {
				if !errors.Is(err, store.ErrKey) {
					t.Errorf("the database before its key: %v; want ErrKey", err)
				}
			} else {
				if err != nil {
					t.Fatalf("before the new one is in place, the old one is in use: %v", err)
				}
				if got := rowsBut(t, db); !maps.Equal(got, l.rows) {
					t.Errorf("it holds %v; want %v", got, l.rows)
				}
				newBank(t, db).person("Boris", app.Client) // the bank goes on before anybody looks
				l.rows = rowsBut(t, db)
				if err := db.Close(); err != nil {
					t.Fatal(err)
				}
			}
			r, err := store.Rekey(t.Context(), l.current(t), l.keyFile, true, rekeyed())
			if err != nil || r.Finished != (step == "placed") {
				t.Fatalf("%+v, %v", r, err)
			}
			fresh := l.current(t)
			if fresh.Key == l.config.Key || fresh.Key != r.New {
				t.Errorf("the key in use is %v; the old one was %v", fresh.Key, l.config.Key)
			}
			l.whole(t, fresh)
			if names := contents(t, filepath.Dir(path(l.config)), ""); slices.ContainsFunc(names, func(n string) bool {
				return strings.HasSuffix(n, ".rekey") || strings.HasSuffix(n, ".next")
			}) {
				t.Errorf("it left %v", names)
			}
		})
	}
}
