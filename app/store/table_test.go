package store

import (
	"context"
	"database/sql"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"telemark/app/secret"
)

var (
	primaryText = regexp.MustCompile(`PRIMARY KEY (?:CLUSTERED )?\(([^)]*)\)`)
	foreignText = regexp.MustCompile(`REFERENCES (\w+)`)
	seedText    = regexp.MustCompile(`(?m)^INSERT INTO (\w+) \([^)]*\)\s+VALUES`) // what one takes out of other tables is nothing in a new database
	typedText   = regexp.MustCompile(`(?m)^    (\w+) +([a-z]\w*)`)
	alterText   = regexp.MustCompile(`(?i)\b(?:ALTER|DROP) TABLE\b`)
	// addedText is the one change of a table that the tests read: a column at its end, which may be NULL.
	addedText = regexp.MustCompile(`(?m)^ALTER TABLE (\w+) ADD (?:COLUMN )?(\w+) ([a-zA-Z]\w*)[^;]* NULL;$`)
)

// kindsOf says which types of SQL Server hold which kinds.
var kindsOf = map[string]kind{
	"char": code, "varchar": code, "nvarchar": prose, "bigint": number, "int": number, "bit": yes, "datetime2": stamped, "varbinary": sealed,
}

// What is copied is what the migrations make: whoever adds a table or a column adds it to the list, too.
func TestEveryTableOfTheSchemaIsCopied(t *testing.T) {
	for _, folder := range []string{"sqlite", "mssql"} {
		known := map[string]*table{}
		for _, one := range tables {
			known[one.name] = one
		}
		var seeds []string
		added := map[string]string{} // lines of the columns that came later, by table
		for _, m := range MigrationTexts(t, folder) {
			for _, c := range addedText.FindAllStringSubmatch(m.Text, -1) {
				added[c[1]] += "\n    " + c[2] + " " + c[3] + " NULL,"
			}
			if alterText.MatchString(addedText.ReplaceAllString(m.Text, "")) {
				t.Errorf("%s %s changes a table that is there: teach this test to read that, and the list of tables with it", folder, m.Name)
			}
		}
		for _, m := range MigrationTexts(t, folder) {
			file, raw := folder+" "+m.Name, m.Text
			for _, m := range tableText.FindAllStringSubmatch(raw, -1) {
				one := known[m[1]]
				if one == nil {
					t.Errorf("%s makes the table %s, which would not be copied", file, m[1])
					continue
				}
				delete(known, m[1])
				fitsText(t, file, one, m[2], added[m[1]])
			}
			for _, m := range seedText.FindAllStringSubmatch(raw, -1) {
				seeds = append(seeds, m[1])
			}
		}
		for name := range known {
			t.Errorf("no file of %s makes %s", folder, name)
		}
		for _, one := range tables {
			if slices.Contains(seeds, one.name) != one.seeded {
				t.Errorf("%s: is %s seeded?", folder, one.name)
			}
		}
	}
}

// fitsText compares a table with the text that makes it and the columns that were added to it.
func fitsText(t *testing.T, file string, one *table, text, added string) {
	t.Helper()
	if at := strings.Index(text, "\n    CONSTRAINT"); at >= 0 {
		text = text[:at] + added + text[at:]
	}
	var names []string
	for _, c := range columnText.FindAllStringSubmatch(text, -1) {
		if c[1] != "CONSTRAINT" {
			names = append(names, c[1])
		}
	}
	if !slices.Equal(names, one.names()) {
		t.Errorf("%s: the columns of %s are %v; copied are %v", file, one.name, names, one.names())
		return
	}
	if key := primaryText.FindStringSubmatch(text); key == nil || key[1] != strings.Join(names[:one.key], ", ") {
		t.Errorf("%s: the key of %s is %v; pages go by %v", file, one.name, key, names[:one.key])
	}
	place := func(name string) int { return slices.IndexFunc(tables, func(x *table) bool { return x.name == name }) }
	for _, m := range foreignText.FindAllStringSubmatch(text, -1) {
		if place(m[1]) >= place(one.name) {
			t.Errorf("%s: %s points to %s, which is copied after it", file, one.name, m[1])
		}
	}
	if strings.HasPrefix(file, "mssql/") {
		for i, m := range typedText.FindAllStringSubmatch(text, len(names)) {
			kind := one.columns[i].kind
			if kind == blob { // of the type that sealed columns have
				kind = sealed
			}
			if want, ok := kindsOf[m[2]]; !ok || kind != want {
				t.Errorf("%s: %s.%s is of type %s, and of kind %d in the list", file, one.name, m[1], m[2], one.columns[i].kind)
			}
		}
	}
}

// However far a copy is, the next page costs the same.
func TestPagesAreFoundByTheKey(t *testing.T) {
	ctx := context.Background()
	db, err := Open(ctx, Config{URL: "sqlite:" + filepath.Join(t.TempDir(), "plan.db"), Key: secret.NewKey(), NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	for _, one := range tables {
		args := make([]any, strings.Count(one.next.text, "?")+1)
		var plan []string
		rows, err := db.read.DB.QueryContext(ctx, "EXPLAIN QUERY PLAN "+db.speech.text(one.next), args...)
		err = scan(rows, err, func(r *sql.Rows) error {
			var id, parent, unused int
			var step string
			err := r.Scan(&id, &parent, &unused, &step)
			plan = append(plan, step)
			return err
		})
		if err != nil || len(plan) != 1 || !strings.HasPrefix(plan[0], "SEARCH "+one.name+" USING ") || !strings.Contains(plan[0], ">?") {
			t.Errorf("%s: %v, %v", one.next.text, plan, err)
		}
	}
}
