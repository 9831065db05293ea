package store_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"telemark/app"
	"telemark/app/secret"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

// The attack: somebody copies the folder of the database and reads what is in it.
func TestTheFilesOfTheDatabaseHoldNoPlainText(t *testing.T) {
	c := storetest.Embedded(t)
	db := storetest.Open(t, c)
	b := newBank(t, db)
	anna := b.person("Annabelle-Secretname", app.Client)
	room := b.open(anna, "my-secret-message").ID
	for range 200 {
		b.post(anna, room, strings.Repeat("тайна-secret ", 50))
	}
	file := strings.TrimPrefix(c.URL, "sqlite:")
	seen := 0
	err := filepath.WalkDir(filepath.Dir(file), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path) //nolint:gosec // a file of this test
		if err != nil {
			return err
		}
		seen += len(data)
		for _, word := range []string{"SQLite format", "CREATE TABLE", "users", "ecret", "тайна", "Annabelle", c.Key.Hex(), anna.ID, room} {
			if bytes.Contains(data, []byte(word)) {
				t.Errorf("%s holds %q", filepath.Base(path), word)
			}
		}
		info, err := d.Info()
		if err == nil && info.Mode().Perm() != 0o600 {
			t.Errorf("%s has the mode %v", filepath.Base(path), info.Mode())
		}
		return err
	})
	if err != nil || seen < 100_000 {
		t.Errorf("looked at %d bytes, %v", seen, err)
	}
}

func TestAnotherKeyIsRefusedAndDestroysNothing(t *testing.T) {
	c := storetest.Embedded(t)
	db := storetest.Open(t, c)
	b := newBank(t, db)
	anna := b.person("Anna", app.Client)
	room := b.open(anna, "hello").ID

	// What a crash leaves: a file and a log that is not copied back into it yet.
	file := strings.TrimPrefix(c.URL, "sqlite:")
	crashed := filepath.Join(t.TempDir(), "crashed.db")
	for _, end := range []string{"", "-wal"} {
		data, err := os.ReadFile(file + end)
		if err != nil || len(data) == 0 {
			t.Fatal(len(data), err)
		}
		if err := os.WriteFile(crashed+end, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		_, err := store.Open(t.Context(), store.Config{URL: "sqlite:" + crashed, Key: secret.NewKey()})
		if !errors.Is(err, store.ErrKey) || !strings.Contains(err.Error(), "the key does not fit this database") {
			t.Fatalf("another key: %v", err)
		}
	}
	again := storetest.Open(t, store.Config{URL: "sqlite:" + crashed, Key: c.Key})
	if log := newBank(t, again).log(room); len(log) != 2 || log[1].Body != "hello" {
		t.Errorf("after the wrong key the log is %+v", log)
	}
}

func TestAFileWithoutEncryptionIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "plain.db")
	if err := os.WriteFile(file, append([]byte("SQLite format 3\x00"), make([]byte, 4080)...), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), store.Config{URL: "sqlite:" + file, Key: secret.NewKey()}); !errors.Is(err, store.ErrPlain) {
		t.Errorf("opened a plain file: %v", err)
	}
	if _, err := store.Open(t.Context(), store.Config{URL: "sqlite:" + file}); err == nil {
		t.Error("opened without a key")
	}
}

func TestAFileThatOthersCouldReadIsClosedToThem(t *testing.T) {
	c := storetest.Embedded(t)
	file := strings.TrimPrefix(c.URL, "sqlite:")
	if err := os.WriteFile(file, nil, 0o644); err != nil { //nolint:gosec // this is the mistake that is mended
		t.Fatal(err)
	}
	storetest.Open(t, c)
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

func TestWhatWasAnsweredIsThereAfterReopening(t *testing.T) {
	c := storetest.Embedded(t)
	c.URL = "sqlite:" + filepath.Join(t.TempDir(), "a folder, № 1?%20#", "база.db")
	c.NoSync = false
	db, err := store.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	b := newBank(t, db)
	room := b.open(b.person("Anna", app.Client), "hello").ID
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if log := newBank(t, storetest.Open(t, c)).log(room); len(log) != 2 {
		t.Errorf("the log is %+v", log)
	}
}

func TestHealthShowsHowTheDatabaseIsEncrypted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		h, err := db.Health(t.Context())
		if err != nil || h.Pending != 0 || h.Version == "" {
			t.Errorf("%+v, %v", h, err)
		}
		if db.Embedded() && (!h.Good() || !strings.Contains(h.AtRest.Evidence, "Adiantum")) {
			t.Errorf("%+v", h)
		}
		if !db.Embedded() && h.Good() { // a test server encrypts nothing
			t.Errorf("%+v", h)
		}
	})
}

func TestAServerWithoutVerifiedEncryptionIsRefused(t *testing.T) {
	cases := map[string]bool{
		"":                 false,
		"encrypt=disable":  false,
		"encrypt=false":    false,
		"encrypt=optional": false,
		"encrypt=true&trustservercertificate=true": false,
		"encrypt=true":      true,
		"encrypt=mandatory": true,
		"encrypt=strict":    true,
		"encrypt=true&trustservercertificate=false": true,
		"Encrypt=True&TrustServerCertificate=False": true,
		"trustservercertificate=false":              false,
	}
	for query, good := range cases {
		_, err := store.Connector("sqlserver://u:p-a-s-s@db.example:1433?database=x&"+query, false)
		if (err == nil) != good {
			t.Errorf("%q: %v", query, err)
		}
		if err != nil && strings.Contains(err.Error(), "p-a-s-s") {
			t.Errorf("%q: the error repeats the password", query)
		}
	}
	if _, err := store.Connector("sqlserver://u:p-a-s-s@db.example:x?encrypt=true", false); err == nil || strings.Contains(err.Error(), "p-a-s-s") {
		t.Errorf("a broken URL: %v", err)
	}
	if _, err := store.Open(t.Context(), store.Config{URL: "postgres://x"}); err == nil {
		t.Error("an unknown kind of database was opened")
	}
}
