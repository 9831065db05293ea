package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// nouns are what the bank is about. A store keeps them all, and an audience's pages may show any of them.
var nouns = []string{
	"app", "app/account", "app/application", "app/application/workflow", "app/approval", "app/audit", "app/calendar", "app/chat", "app/contact", "app/health", "app/job",
	"app/notice", "app/privacy", "app/product", "app/report", "app/setting", "app/view",
}

// mayImport is the plan of the house: what each package may import of ours. A package that is not in it may not exist. A trailing
// "/…" stands for the noun packages below.
var mayImport = map[string][]string{
	".":                     {"app/…", "handlers", "handlers/web", "partials", "static", "sql"},
	"app":                   {},
	"app/account":           {"app", "app/calendar", "app/secret"},
	"app/chat":              {"app", "app/calendar"},
	"app/approval":          {"app"},
	"app/product":           {"app", "app/approval", "app/sheet"},
	"app/application":       {"app", "app/application/workflow", "app/approval", "app/product", "app/calendar"},
	"app/contact":           {"app", "app/approval", "app/calendar"},
	"app/calendar":          {"app"},
	"app/job":               {"app"},
	"app/notice":            {"app", "app/secret"},
	"app/privacy":           {"app", "app/job"},
	"app/privacy/source":    {"app", "app/account", "app/application", "app/chat", "app/contact", "app/notice", "app/privacy", "app/product", "app/session"},
	"app/scan":              {"app"},
	"app/sheet":             {"app"},
	"app/view":              {"app"},
	"app/report":            {"app", "app/job", "app/sheet"},
	"app/audit":             {"app", "app/job", "app/sheet"},
	"app/setting":           {"app"},
	"app/hub":               {"app"},
	"app/session":           {"app", "app/secret"},
	"app/signon":            {"app", "app/secret"},
	"app/signon/signontest": {"app"},
	"app/secret":            {},
	"app/health":            {"app"},
	"app/demo":              {"app", "app/account", "app/application", "app/application/workflow", "app/approval", "app/calendar", "app/chat", "app/contact", "app/product", "app/setting"},
	"app/config":            {"app/secret"},
	"app/store":             append([]string{"app/session", "app/secret", "sql"}, nouns...),
	"app/store/storetest":   {"app", "app/secret", "app/store"},
	"handlers":              {"app/…", "handlers/…", "partials", "static"},
	"handlers/guard":        {"app", "app/session"},
	"handlers/web":          {"app", "handlers/guard", "partials", "static"},
	"handlers/live":         {"app", "app/chat", "app/hub", "handlers/guard", "handlers/web"},
	"handlers/login":        {"app", "app/account", "app/session", "app/signon", "handlers/guard", "handlers/web"},
	"handlers/apply":        {"app", "app/application", "app/application/workflow", "app/product", "handlers/guard", "handlers/web"},
	"handlers/client":       append([]string{"app/hub", "app/session", "handlers/apply", "handlers/guard", "handlers/live", "handlers/web"}, nouns...),
	"handlers/operator":     append([]string{"app/hub", "handlers/apply", "handlers/guard", "handlers/live", "handlers/web"}, nouns...),
	"handlers/manager":      append([]string{"app/session", "handlers/apply", "handlers/guard", "handlers/web"}, nouns...),
	"handlers/public":       {"app", "app/health", "app/product", "app/calendar", "handlers/guard", "handlers/web"},
	"partials":              {},
	"proof":                 {},
	"sql":                   {},
	"static":                {},

	"app/application/workflow": {"app", "app/approval", "app/product"},
}

// rooms says where third parties live: a module path and the packages that may import it.
var rooms = map[string][]string{
	"github.com/uptrace/bun":          {"app/store"},
	"github.com/pressly/goose":        {"app/store"},
	"github.com/microsoft/go-mssqldb": {"app/store"},
	"github.com/ncruces/go-sqlite3":   {"app/store"},
	"github.com/nats-io":              {"app/hub"},
	"github.com/gorilla/sessions":     {"app/session", "handlers/guard"},
	"github.com/pquerna/otp":          {"app/account"},
	"github.com/prometheus":           {".", "handlers/web"},
	"github.com/gofiber":              {"handlers", "handlers/*"},
	"github.com/valyala/fasthttp":     {"handlers", "handlers/*"},
	"github.com/caarlos0/env":         {"app/config"},
	"github.com/nicksnyder/go-i18n":   {"handlers/web"},
	"github.com/shopspring/decimal":   {"app/product"},
	"github.com/nyaruka/phonenumbers": {"app/application", "app/contact"},
	"github.com/xuri/excelize":        {"app/sheet"},
	"golang.org/x/crypto":             {"app/secret"},
	"crypto/aes":                      {"app/secret"},
	"crypto/cipher":                   {"app/secret"},
	"crypto/hmac":                     {"app/secret", "app/signon/signontest"},
	"crypto/tls":                      {".", "app/config", "app/store", "app/store/storetest", "handlers/web"},
	"crypto/x509":                     {".", "app/config", "app/store", "app/store/storetest"},

	"github.com/coreos/go-oidc": {"app/signon"},
	"golang.org/x/oauth2":       {"app/signon"},

	"github.com/wneessen/go-mail":           {"app/notice"},
	"github.com/SherClockHolmes/webpush-go": {"app/notice"},
}

// calls are words that only some files may say.
var calls = map[string][]string{
	"time.Now(":     {"app/clock.go"},
	"os.Getenv(":    {"app/config/*", "app/store/storetest/*"}, // TEST_MSSQL_URL
	"os.LookupEnv(": {"app/config/*"},
	"template.HTML": {},
	"bun.Safe":      {},
	"panic(":        {},
	".Context()":    {"handlers/web/stream*.go", "handlers/guard/*", "app/session/*"},
}

func TestTheHouseKeepsItsWalls(t *testing.T) {
	for file := range goFiles(t) {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		room := path.Dir(file)
		allowed, ok := mayImport[room]
		if !ok {
			t.Errorf("%s: the package %s is not in the plan", file, room)
			continue
		}
		for _, imported := range importsOf(t, file) {
			if ours, ok := strings.CutPrefix(imported, "telemark/"); ok && !matches(allowed, ours) {
				t.Errorf("%s may not import %s", file, imported)
			}
			for module, where := range rooms {
				if (imported == module || strings.HasPrefix(imported, module+"/")) && !matches(where, room) {
					t.Errorf("%s may not import %s: it lives in %v", file, imported, where)
				}
			}
		}
	}
}

func TestSomeWordsAreSaidInOnePlaceOnly(t *testing.T) {
	for file, text := range goFiles(t) {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for n, line := range strings.Split(text, "\n") {
			code, _, _ := strings.Cut(line, "//")
			for word, where := range calls {
				if strings.Contains(code, word) && !matches(where, file) {
					t.Errorf("%s:%d says %q, which belongs in %v", file, n+1, word, where)
				}
			}
		}
	}
}

func matches(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		if prefix, ok := strings.CutSuffix(p, "/…"); ok {
			return name == prefix || strings.HasPrefix(name, prefix+"/")
		}
		ok, err := path.Match(p, name)
		return err == nil && ok
	})
}

func goFiles(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains([]string{"node_modules", "tools", ".git", "data", "bin"}, d.Name()):
			return filepath.SkipDir
		case !d.IsDir() && strings.HasSuffix(name, ".go"):
			text, err := os.ReadFile(name)
			files[filepath.ToSlash(name)] = string(text)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func importsOf(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, i := range parsed.Imports {
		name, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, name)
	}
	return all
}

// actionSaid finds an action of the audit where one is recorded.
var actionSaid = regexp.MustCompile(`(?:\b[Rr]ecord\(\w+, |\b(?:add|addDraft|newDraft)\(\w+, \w+, |Action: |\baction :?= (?:[^"]*, )?)"([a-z]+\.[a-z_.]+)"`)

// Whoever reads the audit sees a sentence for each action, not its code alone.
func TestEveryActionOfTheAuditHasItsWords(t *testing.T) {
	said := map[string]bool{}
	for file, text := range goFiles(t) {
		if !strings.HasSuffix(file, "_test.go") && !strings.HasPrefix(file, "app/store/storetest/") {
			for _, found := range actionSaid.FindAllStringSubmatch(text, -1) {
				said[found[1]] = true
			}
		}
	}
	if len(said) < 80 {
		t.Errorf("only %d actions were found", len(said))
	}
	for _, language := range []string{"en", "ru"} {
		file := "partials/locale/audit." + language + ".toml"
		words, err := os.ReadFile(filepath.FromSlash(file))
		if err != nil {
			t.Fatal(err)
		}
		for action := range said {
			if id := `"audit.act_` + strings.ReplaceAll(action, ".", "_") + `"`; !strings.Contains(string(words), id) {
				t.Errorf("%s lacks %s", file, id)
			}
		}
	}
}
