package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"telemark/app/secret"
)

// folder is a place with databases a, b and c, of which a and c have their key files.
func folder(t *testing.T) (dir string, keys map[string]secret.Key) {
	t.Helper()
	dir, keys = t.TempDir(), map[string]secret.Key{}
	for _, name := range []string{"a", "b", "c"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		made, _, err := secret.KeyFile(filepath.Join(dir, name+DatabaseKeySuffix), "")
		if err != nil {
			t.Fatal(err)
		}
		keys[name] = made[0]
	}
	if err := os.Rename(filepath.Join(dir, "b.key"), filepath.Join(dir, "elsewhere")); err != nil {
		t.Fatal(err)
	}
	return dir, keys
}

func TestEachSideOfACopyHasItsOwnKey(t *testing.T) {
	dir, keys := folder(t)
	at := func(name string) string { return "sqlite:" + filepath.Join(dir, name) }
	env := []string{"DATABASE_URL=" + at("b"), "DATABASE_KEY=" + keys["b"].Text()}
	for name, test := range map[string]struct{ from, to, fromKey, toKey, first, second string }{
		"beside both":                      {from: at("a"), to: at("c"), first: "a", second: "c"},
		"DATABASE_KEY for its own only":    {from: at("b"), to: at("c"), first: "b", second: "c"},
		"as the target":                    {from: at("a"), to: at("b"), first: "a", second: "b"},
		"from a file that a flag names":    {from: at("b"), to: at("a"), fromKey: filepath.Join(dir, "elsewhere"), first: "b", second: "a"},
		"a flag before the file beside it": {from: at("a"), to: at("c"), toKey: filepath.Join(dir, "elsewhere"), first: "a", second: "b"},
	} {
		from, to, err := copyOf(env, test.from, test.to, test.fromKey, test.toKey)
		if err != nil || from.Key != keys[test.first] || to.Key != keys[test.second] || to.Made != "" {
			t.Errorf("%s: %v, %v, %v", name, from.Key, to.Key, err)
		}
	}
	_, to, err := copyOf(nil, at("a"), at("new"), "", "")
	if err != nil || !to.Key.Known() || to.Made != filepath.Join(dir, "new.key") {
		t.Errorf("a new target: %v, %q, %v", to.Key, to.Made, err)
	}
}

func TestAURLMayStandInAFile(t *testing.T) {
	dir, _ := folder(t)
	const url = "sqlserver://sa:secret-word@db?database=telemark&encrypt=true"
	file := filepath.Join(dir, "url")
	if err := os.WriteFile(file, []byte(url+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, to, err := copyOf(nil, "sqlite:"+filepath.Join(dir, "a"), "@"+file, "", "")
	if err != nil || to.URL.Reveal() != url {
		t.Errorf("%v, %v", to.URL, err)
	}
}

func TestAWrongSideIsNamed(t *testing.T) {
	dir, _ := folder(t)
	at := func(name string) string { return "sqlite:" + filepath.Join(dir, name) }
	if err := os.Symlink(filepath.Join(dir, "a"), filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	const server = "sqlserver://sa:secret-word@db?encrypt=true"
	for _, test := range []struct{ flag, from, to, fromKey, toKey string }{
		{flag: "--to", from: at("a"), to: at("a")},
		{flag: "--to", from: at("a"), to: at("link"), toKey: filepath.Join(dir, "a.key")},
		{flag: "--from", from: at("gone"), to: at("a")},
		{flag: "--from", from: at("b"), to: at("a")},
		{flag: "--to", from: at("a"), to: at("b")},
		{flag: "--to", from: at("a"), to: "postgres://db"},
		{flag: "--to", from: at("a"), to: "@" + filepath.Join(dir, "gone")},
		{flag: "--to", from: at("a"), to: "sqlserver://sa:secret-word@db"},
		{flag: "--to", from: at("a"), to: server + "&TrustServerCertificate=true"},
		{flag: "--to-key-file", from: at("a"), to: server, toKey: filepath.Join(dir, "elsewhere")},
		{flag: "--from-key-file", from: at("a"), to: at("c"), fromKey: filepath.Join(dir, "gone")},
	} {
		_, _, err := copyOf([]string{"REQUIRE_ENCRYPTED_DATABASE=false"}, test.from, test.to, test.fromKey, test.toKey)
		mistakes, ok := errors.AsType[LoadError](err)
		if !ok || len(mistakes) != 1 || mistakes[0].Name != test.flag {
			t.Errorf("%+v: %v", test, err)
		}
		if err != nil && strings.Contains(err.Error(), "secret-word") {
			t.Errorf("%v repeats a password", err)
		}
	}
}
