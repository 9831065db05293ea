package sql_test

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"telemark/sql"
)

// What the server does with these scripts, only a SQL Server can show. Their text is checked here.

var (
	passwordText = regexp.MustCompile(`(?i)PASSWORD\s*=\s*('[^']*'|[^\s,;)]+)`)
	createText   = regexp.MustCompile(`(?m)^ *(CREATE (?:DATABASE ENCRYPTION )?[A-Z]+|ALTER DATABASE|BACKUP CERTIFICATE)\b`)
	grantText    = regexp.MustCompile(`(?m)^(GRANT|DENY) ([A-Z, ]+) ON OBJECT::dbo\.(\w+) TO (\w+);`)
	tableText    = regexp.MustCompile(`CREATE (TABLE|VIEW) (\w+)`)
	commentText  = regexp.MustCompile(`--[^\n]*`)
	variableText = regexp.MustCompile(`\$\((\w+)\)`)
)

func TestTheSetupScriptsAreNumberedAndStopAtTheFirstError(t *testing.T) {
	names := slices.Sorted(maps.Keys(scripts(t)))
	want := []string{"01_database.sql", "02_encryption.sql", "03_progress.sql", "04_logins.sql", "05_state.sql", "06_grants.sql"}
	if !slices.Equal(names, want) {
		t.Errorf("the scripts are %v, want %v", names, want)
	}
	for name, text := range scripts(t) {
		if name != "03_progress.sql" && !strings.Contains(text, "\n:on error exit\n") {
			t.Errorf("%s goes on after an error", name)
		}
		if !strings.HasPrefix(text, "-- "+name[1:2]+". ") {
			t.Errorf("%s doesn't begin with what it is", name)
		}
		if !strings.HasSuffix(text, "\nGO\n") {
			t.Errorf("%s leaves its last batch unsent", name)
		}
	}
}

func TestNoSetupScriptHoldsAPassword(t *testing.T) {
	found, variable := 0, regexp.MustCompile(`^'\$\([A-Z_]+_PASSWORD\)'$`)
	for name, text := range scripts(t) {
		for _, m := range passwordText.FindAllStringSubmatch(commentText.ReplaceAllString(text, ""), -1) {
			found++
			if value := m[1]; !variable.MatchString(value) && value != "''" { // '' is where 05 adds what it has made up
				t.Errorf("%s has a password that is no variable: %s", name, value)
			}
		}
		for _, comment := range commentText.FindAllString(text, -1) {
			if strings.Contains(comment, "$(") {
				t.Errorf("%s: sqlcmd looks for a variable in the comment %q", name, comment)
			}
		}
		for _, m := range variableText.FindAllStringSubmatch(text, -1) {
			if !strings.Contains(scripts(t)["01_database.sql"], " "+m[1]+"=") {
				t.Errorf("%s: the first script doesn't name the variable %s", name, m[1])
			}
		}
	}
	if found < 6 {
		t.Errorf("only %d passwords were looked at", found)
	}
}

// Whatever makes something asks first whether it is there, or the same script has dropped it.
func TestASetupScriptCanRunTwice(t *testing.T) {
	found := 0
	for name, text := range scripts(t) {
		lines := strings.Split(text, "\n")
		for i, line := range lines {
			if !createText.MatchString(line) {
				continue
			}
			found++
			guard := i - 1
			for guard > 0 && (lines[guard] == "BEGIN" || strings.HasPrefix(lines[guard], "    ")) {
				guard--
			}
			if !strings.HasPrefix(lines[guard], "IF ") && !dropped(strings.Join(lines[:i], "\n")) {
				t.Errorf("%s:%d makes what may be there already: %s", name, i+1, line)
			}
		}
	}
	if found < 18 {
		t.Errorf("only %d statements were looked at", found)
	}
}

// dropped tells whether a script starts by taking away all that it makes.
func dropped(before string) bool {
	for _, drop := range []string{"DROP PROCEDURE IF EXISTS dbo.telemark_encryption_state;", "    DROP LOGIN telemark_state_rights;"} {
		if !strings.Contains(before, drop) {
			return false
		}
	}
	return strings.Count(before, "    DROP CERTIFICATE telemark_state;") == 2 // in both databases
}

func TestTheKeyIsBackedUpBeforeAnythingIsEncrypted(t *testing.T) {
	text := commentText.ReplaceAllString(scripts(t)["02_encryption.sql"], "")
	last := -1
	for _, step := range []string{
		"CREATE MASTER KEY", "CREATE CERTIFICATE telemark_tde", "BACKUP CERTIFICATE telemark_tde", "WITH PRIVATE KEY",
		"CREATE DATABASE ENCRYPTION KEY WITH ALGORITHM = AES_256", "SET ENCRYPTION ON",
	} {
		at := strings.Index(text, step)
		if at <= last {
			t.Errorf("%q is missing or comes too early", step)
		}
		last = at
	}
}

func TestTheStateProcedureAnswersOnlyThroughItsSignature(t *testing.T) {
	text := commentText.ReplaceAllString(scripts(t)["05_state.sql"], "")
	last := -1
	for _, step := range []string{
		"CREATE PROCEDURE dbo.telemark_encryption_state", "AS encryption_state", "AS encrypt_option",
		"ADD SIGNATURE TO OBJECT::dbo.telemark_encryption_state", "REMOVE PRIVATE KEY", "FROM BINARY",
		"CREATE LOGIN telemark_state_rights FROM CERTIFICATE", "GRANT VIEW SERVER STATE TO telemark_state_rights",
		"GRANT EXECUTE ON OBJECT::dbo.telemark_encryption_state TO telemark_app",
		"DENY ALTER ON OBJECT::dbo.telemark_encryption_state TO telemark_migrate",
	} {
		at := strings.Index(text, step)
		if at <= last {
			t.Errorf("%q is missing or comes too early", step)
		}
		last = at
	}
	for name, text := range scripts(t) {
		for _, m := range regexp.MustCompile(`VIEW SERVER STATE TO (\w+)`).FindAllStringSubmatch(text, -1) {
			if m[1] != "telemark_ops" && m[1] != "telemark_state_rights" {
				t.Errorf("%s shows the server to %s", name, m[1])
			}
		}
	}
}

// The program gets what its statements do, and not one right more. A new table fails here until 06_grants.sql has its line.
func TestTheProgramMayDoWhatItDoesAndNothingElse(t *testing.T) {
	tables, _ := made(t)
	granted, denied := grants(t, "telemark_app")
	for table := range granted {
		if table != "goose_db_version" && table != "telemark_encryption_state" && !slices.Contains(tables, table) {
			t.Errorf("a right on %s, which is no table of the migrations", table)
		}
	}
	said := statements(t)
	for _, table := range tables {
		want := append([]string{"SELECT"}, said[table]...)
		slices.Sort(want)
		if got := granted[table]; !slices.Equal(got, want) {
			t.Errorf("%s: telemark_app may %v, and does %v", table, got, want)
		}
	}
	if got := granted["audit"]; !slices.Equal(got, []string{"INSERT", "SELECT"}) {
		t.Errorf("audit: telemark_app may %v", got)
	}
	if !slices.Equal(denied["audit"], []string{"DELETE", "UPDATE"}) {
		t.Errorf("audit: telemark_app is denied %v", denied["audit"])
	}
}

func TestReadersFromOutsideMayReadTheViewsAndNothingElse(t *testing.T) {
	_, views := made(t)
	granted, _ := grants(t, "telemark_report")
	if len(views) < 5 || !slices.Equal(slices.Sorted(maps.Keys(granted)), slices.Sorted(slices.Values(views))) {
		t.Errorf("telemark_report may read %v, the views are %v", slices.Sorted(maps.Keys(granted)), views)
	}
	for view, rights := range granted {
		if !slices.Equal(rights, []string{"SELECT"}) {
			t.Errorf("%s: telemark_report may %v", view, rights)
		}
	}
	for name, text := range scripts(t) { // no right by another way: on a schema, on the database, through a role of the server's
		for line := range strings.Lines(commentText.ReplaceAllString(text, "")) {
			wide := strings.Contains(line, "GRANT") && !grantText.MatchString(line)
			joins := strings.Contains(line, "ADD MEMBER") && !strings.Contains(line, "_user")
			if (wide || joins) && (strings.Contains(line, "telemark_report") || strings.Contains(line, "telemark_app")) {
				t.Errorf("%s: %s", name, line)
			}
		}
	}
}

// scripts are the texts of the folder by name.
func scripts(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	files, err := fs.Glob(sql.Files, "mssql/setup/*")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d scripts, %v", len(files), err)
	}
	for _, file := range files {
		raw, err := fs.ReadFile(sql.Files, file)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(file)] = string(raw)
	}
	return all
}

// made are the tables and views of all migrations.
func made(t *testing.T) (tables, views []string) {
	t.Helper()
	files, err := sql.Migrations("mssql")
	if err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(files, "*.sql")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range tableText.FindAllStringSubmatch(string(raw), -1) {
			if m[1] == "TABLE" {
				tables = append(tables, m[2])
			} else {
				views = append(views, m[2])
			}
		}
	}
	return tables, views
}

// grants are the rights of a role by table, sorted.
func grants(t *testing.T, role string) (granted, denied map[string][]string) {
	t.Helper()
	granted, denied = map[string][]string{}, map[string][]string{}
	for _, text := range scripts(t) {
		for _, m := range grantText.FindAllStringSubmatch(text, -1) {
			if m[4] != role {
				continue
			}
			rights := granted
			if m[1] == "DENY" {
				rights = denied
			}
			rights[m[3]] = slices.Sorted(slices.Values(append(rights[m[3]], strings.Split(m[2], ", ")...)))
		}
	}
	return granted, denied
}

var (
	handText = regexp.MustCompile(`\b(INSERT|UPDATE|DELETE)(?: INTO| FROM)? (\w+) ?(?:\(|SET|WHERE|\n)`)
	bunText  = regexp.MustCompile(`New(Update|Delete|Insert)\(\)\.Table\("(\w+)"\)`)
)

// statements are what the store writes, by table: read from its source, where each statement names its table.
func statements(t *testing.T) map[string][]string {
	t.Helper()
	files, err := filepath.Glob("../app/store/*.go")
	if err != nil {
		t.Fatal(err)
	}
	said := map[string][]string{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range append(handText.FindAllStringSubmatch(string(raw), -1), bunText.FindAllStringSubmatch(string(raw), -1)...) {
			if verb := strings.ToUpper(m[1]); !slices.Contains(said[m[2]], verb) {
				said[m[2]] = append(said[m[2]], verb)
			}
		}
	}
	return said
}
