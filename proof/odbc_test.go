package proof

import (
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"telemark/app"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

// odbc is a reader from outside, with unixODBC's isql and FreeTDS as its driver.
type odbc struct {
	t              *testing.T
	dir            string // of its files
	database       *url.URL
	user, password string
}

// readerOverODBC makes a login that has what the set-up scripts give telemark_report.
func readerOverODBC(t *testing.T, database *url.URL) odbc {
	t.Helper()
	r := odbc{t, t.TempDir(), database, "report_" + strings.ToLower(app.NewID()), "Aa1-" + app.NewID()}
	connector, err := store.Connector(database.String(), false)
	if err != nil {
		t.Fatal(err)
	}
	admin := sql.OpenDB(connector)
	do := func(steps ...string) {
		for _, step := range steps {
			if _, err := admin.Exec(step); err != nil {
				t.Errorf("%s: %v", step, err)
			}
		}
	}
	grants, err := os.ReadFile("sql/mssql/setup/06_grants.sql")
	if err != nil {
		t.Fatal(err)
	}
	views := regexp.MustCompile(`GRANT SELECT ON OBJECT::(dbo\.report_\w+) TO telemark_report`).FindAllStringSubmatch(string(grants), -1)
	if len(views) < 7 {
		t.Errorf("only %d views are granted", len(views))
	}
	do("CREATE LOGIN "+r.user+" WITH PASSWORD = '"+r.password+"'", "CREATE USER "+r.user+" FOR LOGIN "+r.user)
	for _, view := range views {
		do("GRANT SELECT ON " + view[1] + " TO " + r.user)
	}
	t.Cleanup(func() {
		for _, view := range views {
			do("REVOKE SELECT ON " + view[1] + " FROM " + r.user)
		}
		do("DROP USER "+r.user, "DROP LOGIN "+r.user)
		_ = admin.Close()
	})
	return r
}

// trusts writes the client's files, as the README has them, for a certificate authority.
func (r odbc) trusts(authority string) {
	r.t.Helper()
	for file, text := range map[string]string{
		"odbcinst.ini": "[FreeTDS]\nDriver = libtdsodbc.so\n",
		"odbc.ini":     "[telemark]\nDriver = FreeTDS\nServername = telemark\nDatabase = " + r.database.Query().Get("database") + "\n",
		"freetds.conf": fmt.Sprintf("[telemark]\nhost = %s\nport = %s\ntds version = 7.4\nclient charset = UTF-8\nencryption = require\nca file = %s\n"+
			"check certificate hostname = yes\n", r.database.Hostname(), r.database.Port(), authority),
	} {
		if err := os.WriteFile(filepath.Join(r.dir, file), []byte(text), 0o600); err != nil {
			r.t.Fatal(err)
		}
	}
}

// asks runs one query and answers what the client prints, its errors too.
func (r odbc) asks(query string) string {
	r.t.Helper()
	cmd := exec.CommandContext(r.t.Context(), "isql", "-b", "-v", "-d|", "telemark", r.user, r.password)
	cmd.Env = append(os.Environ(), "ODBCINI="+filepath.Join(r.dir, "odbc.ini"), "ODBCSYSINI="+r.dir, "FREETDSCONF="+filepath.Join(r.dir, "freetds.conf"))
	cmd.Stdin = strings.NewReader(query + "\n")
	out, _ := cmd.CombinedOutput() // it ends with 1 after an error, which it prints
	return string(out)
}

// Somebody with Excel, here isql, reads the views over TLS, and no table: not a word that anybody wrote.
func TestAReaderOverODBCSeesTheViewsAlone(t *testing.T) {
	if _, err := exec.LookPath("isql"); err != nil {
		skips(t, "of a reader over ODBC (no isql: unixodbc and tdsodbc)")
	}
	p := onServer(t)
	olga := opens(t, p)
	warmUp(t, newPerson(t, p).registers("Анна Белова"), olga)
	at := slices.IndexFunc(p.env, func(one string) bool { return strings.HasPrefix(one, "DATABASE_URL=") })
	database, err := url.Parse(strings.TrimPrefix(p.env[at], "DATABASE_URL="))
	if err != nil {
		t.Fatal(err)
	}
	reader := readerOverODBC(t, database)
	reader.trusts(os.Getenv(authorityFile))
	for query, want := range map[string]string{
		"SELECT COUNT(*), MIN(state) FROM report_rooms":                               "1|open",
		"SELECT name_ru FROM report_topics WHERE topic = 'cards'":                     "Карты",
		"SELECT SUM(client_messages), SUM(staff_messages) FROM report_messages_daily": "2|1",
		"SELECT COUNT(*) FROM report_answers":                                         "1",
	} {
		if got := strings.TrimSpace(reader.asks(query)); got != want {
			t.Errorf("%s: %q, want %q", query, got, want)
		}
	}
	for _, query := range []string{"SELECT body FROM messages", "SELECT email FROM users", "SELECT * FROM audit", "DELETE FROM report_rooms", "INSERT INTO topics (id) VALUES ('x')"} {
		if got := reader.asks(query); !strings.Contains(strings.ToLower(got), "denied") {
			t.Errorf("%s is answered with %q", query, got)
		}
	}
	reader.trusts(storetest.NewAuthority(t).File())
	if got := reader.asks("SELECT COUNT(*) FROM report_rooms"); !strings.Contains(got, "connect") {
		t.Errorf("a client whose authority doesn't know the server reads %q", got)
	}
}
