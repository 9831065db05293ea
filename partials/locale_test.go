package partials_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"telemark/partials"
)

// texts are the words of one language: key → its forms, one for a plain text, several for a plural.
type texts map[string]map[string]string

func readTexts(t *testing.T, lang string) texts {
	t.Helper()
	files, err := fs.Glob(partials.FS, "locale/*."+lang+".toml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no texts of %s: %v", lang, err)
	}
	all := texts{}
	for _, file := range files {
		readFile(t, file, all)
	}
	return all
}

func readFile(t *testing.T, file string, all texts) {
	t.Helper()
	b, err := fs.ReadFile(partials.FS, file)
	if err != nil {
		t.Fatal(err)
	}
	var raw map[string]any
	if err := toml.Unmarshal(b, &raw); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	for key, value := range raw {
		if all[key] != nil {
			t.Errorf("%s: %s stands in another file too", file, key)
		}
		switch value := value.(type) {
		case string:
			all[key] = map[string]string{"other": value}
		case map[string]any:
			all[key] = map[string]string{}
			for form, text := range value {
				all[key][form] = fmt.Sprint(text)
			}
		default:
			t.Errorf("%s: %s is a %T", file, key, value)
		}
	}
}

var argument = regexp.MustCompile(`\{\{\s*\.(\w+)\s*\}\}`)

// arguments are the names that the forms of a text use.
func arguments(forms map[string]string) []string {
	names := map[string]bool{}
	for _, text := range forms {
		for _, m := range argument.FindAllStringSubmatch(text, -1) {
			names[m[1]] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

func TestBothLanguagesHaveTheSameTexts(t *testing.T) {
	en, ru := readTexts(t, "en"), readTexts(t, "ru")
	for key := range en {
		if ru[key] == nil {
			t.Errorf("ru lacks %s", key)
		}
	}
	for key, forms := range ru {
		if en[key] == nil {
			t.Errorf("en lacks %s", key)
			continue
		}
		if got, want := arguments(forms), arguments(en[key]); !slices.Equal(got, want) {
			t.Errorf("%s: ru has the arguments %v, en %v", key, got, want)
		}
	}
}

// Forms of CLDR plural rules that each language has.
var pluralForms = map[string][]string{"en": {"one", "other"}, "ru": {"few", "many", "one", "other"}}

func TestPluralsHaveAllFormsOfTheirLanguage(t *testing.T) {
	for lang, want := range pluralForms {
		for key, forms := range readTexts(t, lang) {
			got := slices.Sorted(maps.Keys(forms))
			if len(got) > 1 && !slices.Equal(got, want) {
				t.Errorf("%s: %s has the forms %v, want %v", lang, key, got, want)
			}
			if len(got) == 1 && slices.Contains(arguments(forms), "Count") { // which chooses a form: where there is none, nothing is shown
				t.Errorf("%s: %s has a Count and no plural: give the number another name", lang, key)
			}
		}
	}
}

func TestNoTextIsEmptyOrLooksUnfinished(t *testing.T) {
	for _, lang := range []string{"en", "ru"} {
		for key, forms := range readTexts(t, lang) {
			for _, text := range forms {
				if strings.TrimSpace(text) != text || text == "" || strings.Contains(text, "  ") || strings.Contains(text, "TODO") {
					t.Errorf("%s: %s is %q", lang, key, text)
				}
			}
		}
	}
}

// use is one place that names a text.
type use struct {
	where string
	given []string // arguments that it gives; nil when they can't be seen there
}

var (
	keyShape   = regexp.MustCompile(`^[a-z]+\.[a-z0-9_]+$`)
	inTemplate = regexp.MustCompile(`\.T "([a-z]+\.[a-z0-9_]+)"((?: "\w+" [^{}"]+?)*)\s*(?:\}\}|\))`)
	anyQuoted  = regexp.MustCompile(`"([a-z]+\.[a-z0-9_]+)"`)
	pair       = regexp.MustCompile(`"(\w+)" `)
	// families are texts whose ids are put together from a prefix and the id of something.
	familyHTML = regexp.MustCompile(`printf "([a-z]+\.(?:[a-z_]*_)?)%s"`)
)

// TestEveryTextThatIsNamedExistsAndTheReverse walks the whole repository: templates by their calls of .T, Go by its string literals.
func TestEveryTextThatIsNamedExistsAndTheReverse(t *testing.T) {
	en := readTexts(t, "en")
	must, may, families := namedInRepository(t)
	for key, uses := range must {
		forms, ok := en[key]
		if !ok {
			t.Errorf("%s names %s, which no locale has", uses[0].where, key)
			continue
		}
		for _, u := range uses {
			for _, name := range arguments(forms) {
				if u.given != nil && !slices.Contains(u.given, name) {
					t.Errorf("%s: %s needs the argument %s, given are %v", u.where, key, name, u.given)
				}
			}
		}
	}
	for key := range en {
		inFamily := slices.ContainsFunc(families, func(prefix string) bool { return strings.HasPrefix(key, prefix) })
		if must[key] == nil && !may[key] && !inFamily {
			t.Errorf("nothing names %s", key)
		}
	}
}

// namedInRepository finds the texts that must exist, string literals that may name one, and the prefixes of families.
func namedInRepository(t *testing.T) (must map[string][]use, may map[string]bool, families []string) {
	t.Helper()
	must, may = map[string][]use{}, map[string]bool{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains([]string{"node_modules", ".git", "data", "dist"}, d.Name()):
			return filepath.SkipDir
		case strings.HasSuffix(path, ".html"):
			families = append(families, namedInTemplate(t, path, must, may)...)
		case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
			families = append(families, namedInGo(t, path, must, may)...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return must, may, families
}

func namedInTemplate(t *testing.T, path string, must map[string][]use, may map[string]bool) (families []string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range inTemplate.FindAllStringSubmatch(string(b), -1) {
		given := []string{}
		for _, p := range pair.FindAllStringSubmatch(m[2], -1) {
			given = append(given, p[1])
		}
		must[m[1]] = append(must[m[1]], use{path, given})
	}
	for _, m := range anyQuoted.FindAllStringSubmatch(string(b), -1) {
		may[m[1]] = true
	}
	for _, m := range familyHTML.FindAllStringSubmatch(string(b), -1) {
		families = append(families, m[1])
	}
	return families
}

// namedInGo reads calls of app.T, and every other literal that has the shape of a key: titles, tables of texts.
func namedInGo(t *testing.T, path string, must map[string][]use, may map[string]bool) (families []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Logf("%s: %v", path, err)
		return nil
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if key, given, ok := textCall(n); ok {
				must[key] = append(must[key], use{path, given})
			}
		case *ast.BinaryExpr: // "figure." + id
			if prefix, ok := literal(n.X); ok && n.Op == token.ADD && regexp.MustCompile(`^[a-z]+\.$`).MatchString(prefix) {
				families = append(families, prefix)
			}
		case *ast.BasicLit:
			if s, ok := literal(n); ok && keyShape.MatchString(s) {
				may[s] = true
			}
		}
		return true
	})
	return families
}

// textCall reads app.T("key", "Name", value, …), and T(…) within package app.
func textCall(call *ast.CallExpr) (key string, given []string, ok bool) {
	switch f := call.Fun.(type) {
	case *ast.SelectorExpr:
		if f.Sel.Name != "T" {
			return "", nil, false
		}
	case *ast.Ident:
		if f.Name != "T" {
			return "", nil, false
		}
	default:
		return "", nil, false
	}
	if len(call.Args) == 0 {
		return "", nil, false
	}
	if key, ok = literal(call.Args[0]); !ok || !keyShape.MatchString(key) {
		return "", nil, false
	}
	given = []string{}
	for i := 1; i < len(call.Args); i += 2 {
		name, _ := literal(call.Args[i])
		given = append(given, name)
	}
	if call.Ellipsis.IsValid() {
		given = nil
	}
	return key, given, true
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}
