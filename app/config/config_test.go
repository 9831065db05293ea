package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"telemark/app/secret"
)

// environment is an environment whose embedded database stands in a folder of the test's own.
func environment(t *testing.T, lines ...string) []string {
	t.Helper()
	return append([]string{"DATABASE_URL=sqlite:" + filepath.Join(t.TempDir(), "data", "telemark.db")}, lines...)
}

const server = "DATABASE_URL=sqlserver://sa:secret-word@db:1433?database=telemark&encrypt=true"

var oneKey = secret.NewKey().Text()

func TestNothingSetIsEnough(t *testing.T) {
	c, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprintln(c.Port, c.Origin(), c.PublicSet, c.HTTPS(), c.Proxies, c.Database.File, c.Migrate == c.Database, c.DataPersistent, c.RequireEncrypted,
		c.LogLevel, c.LogFormat, c.MetricsToken == "", c.TLS == nil)
	want := fmt.Sprintln(3000, "http://localhost:3000", false, false, 0, "data/telemark.db", true, true, true, "INFO", "text", true, true)
	if got != want {
		t.Errorf("defaults\n%s; want\n%s", got, want)
	}
}

func TestEachMistakeNamesItsVariable(t *testing.T) {
	file := func(name, text string) string {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	oidc := []string{"OIDC_CLIENT_ID=x", "OIDC_CLIENT_SECRET=secret-word", "OIDC_ROLES=a=operator", "PUBLIC_URL=https://bank.example"}
	keys := []string{"COLUMN_KEYS=" + oneKey, "SESSION_KEYS=" + oneKey}
	for _, test := range []struct {
		name string // of the variable that must be named
		env  []string
	}{
		{"PORT", []string{"PORT=http"}},
		{"PORT", []string{"PORT=0"}},
		{"PORT", []string{"PORT=65536"}},
		{"TRUSTED_PROXIES", []string{"TRUSTED_PROXIES=10.0.0.0/8"}},
		{"TRUSTED_PROXIES", []string{"TRUSTED_PROXIES=-1"}},
		{"PUBLIC_URL", []string{"PUBLIC_URL=bank.example"}},
		{"PUBLIC_URL", []string{"PUBLIC_URL=https://bank.example/telemark"}},
		{"PUBLIC_URL", []string{"PUBLIC_URL=https://user@bank.example"}},
		{"PUBLIC_URL", []string{"PUBLIC_URL=ftp://bank.example"}},
		{"DATABASE_URL", []string{"DATABASE_URL=postgres://db"}},
		{"DATABASE_URL", []string{"DATABASE_URL=sqlite:"}},
		{"DATABASE_URL", []string{"DATABASE_URL=sqlite:data/telemark.db?_pragma=key"}},
		{"DATABASE_URL", append(keys, "DATABASE_URL=sqlserver://db")},
		{"DATABASE_URL", append(keys, "DATABASE_URL=sqlserver://db?encrypt=disable")},
		{"DATABASE_URL", append(keys, "DATABASE_URL=sqlserver://sa:secret-word@db?encrypt=disable", "REQUIRE_ENCRYPTED_DATABASE=false")},
		{"DATABASE_URL", append(keys, "DATABASE_URL=sqlserver://sa:secret-word@db?encrypt=optional", "REQUIRE_ENCRYPTED_DATABASE=false")},
		{"DATABASE_URL", append(keys, "DATABASE_URL=sqlserver://db?encrypt=true&trustservercertificate=true", "REQUIRE_ENCRYPTED_DATABASE=false")},
		{"DATABASE_URL", append(keys, "DATABASE_URL=sqlserver://sa:secret-word@db?encrypt=true&servercertificate=/pin.pem")},
		{"DATABASE_URL", append(keys, "DATABASE_URL=sqlserver://sa:secret-word@db?encrypt=true&Encrypt=disable")},
		{"MIGRATE_DATABASE_URL", append(keys, server, "REQUIRE_ENCRYPTED_DATABASE=false", "MIGRATE_DATABASE_URL=sqlserver://sa:secret-word@db?encrypt=disable")},
		{"DATABASE_URL", append(keys, "DATABASE_URL=sqlserver://db?encrypt=true&TrustServerCertificate=true")},
		{"DATABASE_URL", append(keys, "DATABASE_URL=sqlserver://db?encrypt=true&trustservercertificate=1")},
		{"MIGRATE_DATABASE_URL", append(keys, server, "MIGRATE_DATABASE_URL=sqlite:data/other.db")},
		{"COLUMN_KEYS", []string{server, "SESSION_KEYS=" + oneKey}},
		{"SESSION_KEYS", []string{server, "COLUMN_KEYS=" + oneKey}},
		{"SESSION_KEYS", []string{"SESSION_KEYS=secret-word"}},
		{"DATABASE_KEY", []string{"DATABASE_KEY=" + oneKey + "," + secret.NewKey().Text()}},
		{"DATABASE_KEY_FILE", []string{"DATABASE_KEY_FILE=/nowhere/at/all"}},
		{"DATABASE_KEY_FILE", []string{"DATABASE_KEY_FILE=" + file("empty", " \n")}},
		{"DATABASE_KEY_FILE", []string{"DATABASE_KEY=" + oneKey, "DATABASE_KEY_FILE=" + file("key", oneKey)}},
		{"DATA_PERSISTENT", []string{"DATA_PERSISTENT=perhaps"}},
		{"DATA_PERSISTENT", []string{"DATA_PERSISTENT=false", "PUBLIC_URL=https://bank.example"}},
		{"REQUIRE_ENCRYPTED_DATABASE", []string{"REQUIRE_ENCRYPTED_DATABASE=no way"}},
		{"NATS_URL", []string{"NATS_URL=http://nats"}},
		{"SMTP_URL", []string{"SMTP_URL=mail.example", "MAIL_FROM=bank@example.com"}},
		{"MAIL_FROM", []string{"SMTP_URL=smtp://user:secret-word@mail.example"}},
		{"MAIL_FROM", []string{"MAIL_FROM=bank"}},
		{"CLAMD_URL", []string{"CLAMD_URL=clamd"}},
		{"PUSH_KEYS", []string{"PUSH_KEYS=secret-word"}},
		{"LOG_LEVEL", []string{"LOG_LEVEL=loud"}},
		{"LOG_FORMAT", []string{"LOG_FORMAT=xml"}},
		{"METRICS_TOKEN", []string{"METRICS_TOKEN=secret-word"}},
		{"OIDC_ISSUER", oidc},
		{"OIDC_CLIENT_SECRET", []string{"OIDC_ISSUER=https://id.example", oidc[0], oidc[2], oidc[3]}},
		{"OIDC_ROLES", []string{"OIDC_ISSUER=https://id.example", oidc[0], oidc[1], oidc[3]}},
		{"OIDC_ISSUER", append([]string{"OIDC_ISSUER=http://id.example"}, oidc...)},
		{"OIDC_ISSUER", append([]string{"OIDC_ISSUER=https://id.example?tenant=1"}, oidc...)},
		{"PUBLIC_URL", append([]string{"OIDC_ISSUER=https://id.example"}, oidc[:3]...)},
		{"TLS_KEY", []string{"TLS_CERT=secret-word"}},
		{"TLS_CERT", []string{"TLS_CERT=secret-word", "TLS_KEY=secret-word"}},
	} {
		_, err := Load(environment(t, test.env...))
		mistakes, ok := errors.AsType[LoadError](err)
		if !ok || len(mistakes) != 1 || mistakes[0].Name != test.name {
			t.Errorf("%v: %v; want one mistake of %s", test.env, err, test.name)
		}
		if err != nil && (strings.Contains(err.Error(), "secret-word") || strings.Contains(err.Error(), oneKey)) {
			t.Errorf("%v: the message repeats a secret: %v", test.env, err)
		}
	}
}

func TestAllMistakesAreToldAtOnce(t *testing.T) {
	_, err := Load([]string{"PORT=x", "LOG_LEVEL=x", "DATABASE_URL=x", "SESSION_KEYS=x"})
	var names []string
	mistakes, _ := errors.AsType[LoadError](err)
	for _, m := range mistakes {
		names = append(names, m.Name)
	}
	slices.Sort(names)
	if want := []string{"DATABASE_URL", "LOG_LEVEL", "PORT", "SESSION_KEYS"}; !slices.Equal(names, want) {
		t.Errorf("told %v; want %v", names, want)
	}
	if lines := strings.Count(err.Error(), "\n"); lines != 3 {
		t.Errorf("%d lines; want one for each:\n%v", lines+1, err)
	}
}

func TestAnOpenIDProviderIsReadWhole(t *testing.T) {
	c, err := Load(environment(t, "PUBLIC_URL=https://bank.example", "OIDC_ISSUER=https://id.example/realms/bank", "OIDC_CLIENT_ID=telemark",
		"OIDC_CLIENT_SECRET=secret-word", "OIDC_ROLES=a=operator"))
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(c.OIDC)
	if want := "{https://id.example/realms/bank telemark [hidden] [openid profile email] groups a=operator}"; got != want {
		t.Errorf("%s; want %s", got, want)
	}
	if c, err = Load(environment(t)); err != nil || c.OIDC.Issuer != "" {
		t.Errorf("without one: %+v, %v", c.OIDC, err)
	}
}

func TestWhatIsSetButEmptyIsNotSet(t *testing.T) {
	c, err := Load(environment(t, "PORT=", "PUBLIC_URL= ", "LOG_LEVEL=", "COLUMN_KEYS="))
	if err != nil || c.Port != 3000 || c.PublicSet {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestThePublicURLIsWrittenAsABrowserWritesItsOrigin(t *testing.T) {
	for given, want := range map[string]string{
		"https://Bank.Example/": "https://bank.example", "https://bank.example:443": "https://bank.example", "http://bank.example:80": "http://bank.example",
		"https://bank.example:8443": "https://bank.example:8443", "http://[::1]:3000": "http://[::1]:3000",
	} {
		c, err := Load(environment(t, "PUBLIC_URL="+given))
		if err != nil || c.Origin() != want || !c.PublicSet {
			t.Errorf("%s: %q, %v; want %q", given, c.Origin(), err, want)
		}
	}
}

func TestASecretCanComeFromAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "url")
	if err := os.WriteFile(path, []byte("sqlserver://app:secret-word@db?encrypt=strict\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load([]string{"DATABASE_URL_FILE=" + path, "COLUMN_KEYS=" + oneKey, "SESSION_KEYS=" + oneKey})
	if err != nil || c.Database.Embedded() || c.Database.URL.Reveal() != "sqlserver://app:secret-word@db?encrypt=strict" {
		t.Fatalf("%v, %v", c.Database, err)
	}
	for _, shown := range []string{fmt.Sprintf("%v %+v %#v", c, c, c), c.Database.URL.LogValue().String()} {
		if strings.Contains(shown, "secret-word") || strings.Contains(shown, oneKey) {
			t.Error("the configuration prints a secret")
		}
	}
}

func TestKeyFilesAreMadeOnceAndFoundAgain(t *testing.T) {
	environ := environment(t)
	c, err := Load(environ)
	if err != nil {
		t.Fatal(err)
	}
	if c.DatabaseKey.Known() || exists(c.Database.File+DatabaseKeySuffix) {
		t.Fatal("Load has made a key")
	}
	made, err := c.MakeKeys()
	if err != nil || len(made) != 4 || len(c.PushKeys) != 1 || !c.DatabaseKey.Known() || len(c.ColumnKeys) != 1 || len(c.SessionKeys) != 1 {
		t.Fatalf("made %v, %v: %+v", made, err, c)
	}
	again, err := Load(environ)
	if err != nil || again.DatabaseKey != c.DatabaseKey || again.ColumnKeys[0] != c.ColumnKeys[0] || again.SessionKeys[0] != c.SessionKeys[0] {
		t.Errorf("the next start: %v; want the same keys", err)
	}
	if made, err := again.MakeKeys(); err != nil || len(made) != 0 {
		t.Errorf("the next start made %v, %v", made, err)
	}
}

// A new key beside old data would look like a wrong password for ever; the old file may only have to be put back.
func TestALostKeyFileIsNotReplacedByANewKey(t *testing.T) {
	environ := environment(t)
	c, err := Load(environ)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.MakeKeys(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(c.Database.File, []byte("data"), 0o600); err != nil {
		t.Fatal(err)
	}
	for suffix, name := range map[string]string{DatabaseKeySuffix: "DATABASE_KEY", ColumnKeysSuffix: "COLUMN_KEYS"} {
		path := c.Database.File + suffix
		if err := os.Rename(path, path+".away"); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(environ); err == nil || !strings.HasPrefix(err.Error(), name+": ") || !strings.Contains(err.Error(), path) {
			t.Errorf("%s lost: %v; want %s and the path", path, err, name)
		}
		if err := os.Rename(path+".away", path); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(c.Database.File + SessionKeysSuffix); err != nil {
		t.Fatal(err)
	}
	if c, err := Load(environ); err != nil {
		t.Errorf("lost session keys only sign people out: %v", err)
	} else if made, err := c.MakeKeys(); err != nil || len(made) != 1 {
		t.Errorf("made %v, %v; want new session keys", made, err)
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
