package secret

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestAKeyFileIsForItsOwnerOnly(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "telemark.db.key")
	keys, made, err := KeyFile(path, "opens the database")
	if err != nil || !made || len(keys) != 1 {
		t.Fatalf("KeyFile = %v, %v, %v", keys, made, err)
	}
	for name, want := range map[string]os.FileMode{path: 0o600, filepath.Dir(path): 0o700} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s has mode %v, %v; want %v", name, info.Mode().Perm(), err, want)
		}
	}
	again, made, err := KeyFile(path, "")
	if err != nil || made || again[0] != keys[0] {
		t.Errorf("the second start got %v, %v, %v; want the same key", again, made, err)
	}
	if err := os.Chmod(path, 0o644); err != nil { //nolint:gosec // the mistake under test
		t.Fatal(err)
	}
	if _, _, err := KeyFile(path, ""); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a key file that others can read: %v; want what to do", err)
	}
}

func TestTwoProcessesThatStartTogetherGetOneKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	got := make([]Key, 16)
	var all sync.WaitGroup
	for i := range got {
		all.Go(func() {
			keys, _, err := KeyFile(path, "")
			if err != nil {
				t.Error(err)
				return
			}
			got[i] = keys[0]
		})
	}
	all.Wait()
	for _, k := range got {
		if k != got[0] {
			t.Fatalf("%v beside %v", k, got[0])
		}
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".key-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestABrokenKeyFileIsNotReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(path, []byte("broken\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := KeyFile(path, ""); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("%v; want an error that names the file", err)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "broken\n" {
		t.Errorf("the file now holds %q, %v", text, err)
	}
}
