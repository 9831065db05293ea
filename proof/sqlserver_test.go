package proof

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/pquerna/otp/totp"

	"telemark/app/secret"
	"telemark/app/store/storetest"
)

// authorityFile is the certificate authority of the server that TEST_MSSQL_URL names: the program itself talks to no server
// without TLS.
const authorityFile = "TEST_MSSQL_CA"

// onServer is a program with a database of its own on SQL Server, over TLS. The schema is not there yet.
func onServer(t *testing.T) *program {
	t.Helper()
	if os.Getenv(storetest.Variable) == "" || os.Getenv(authorityFile) == "" {
		skips(t, "of the program on SQL Server ("+storetest.Variable+" and "+authorityFile+" are not both set)")
	}
	u, err := url.Parse(storetest.Server(t).URL)
	if err != nil {
		t.Fatal(err)
	}
	query := u.Query()
	query.Set("encrypt", "true")
	query.Set("certificate", os.Getenv(authorityFile))
	u.RawQuery = query.Encode()
	return newProgram(t, t.TempDir(), []string{
		"DATABASE_URL=" + u.String(), "COLUMN_KEYS=" + secret.NewKey().Text(), "SESSION_KEYS=" + secret.NewKey().Text(),
		"REQUIRE_ENCRYPTED_DATABASE=false", // a server for tests has no encryption at rest to show
		"METRICS_TOKEN=a-token-of-the-tests",
	}, "serve")
}

func TestSixProcessesMigrateOnce(t *testing.T) {
	for name, make := range map[string]func(t *testing.T) *program{
		"sqlite":    func(t *testing.T) *program { return newProgram(t, t.TempDir(), nil, "serve") },
		"sqlserver": onServer,
	} {
		t.Run(name, func(t *testing.T) {
			p := make(t)
			out, problems, code := p.run("", "migrate", "--dry-run")
			pending := strings.Count(out, "pending 0")
			if code != 0 || pending == 0 || !strings.Contains(out, fmt.Sprintf("%d pending\n", pending)) || !strings.Contains(out, "pending 0001_people.sql\n") {
				t.Fatalf("--dry-run ends with %d and says\n%s%s", code, out, problems)
			}
			var said [6]string
			var all sync.WaitGroup
			for i := range said {
				all.Go(func() {
					out, problems, code := p.run("", "migrate")
					if code != 0 {
						t.Errorf("process %d ends with %d: %s", i, code, problems)
					}
					said[i] = out
				})
			}
			all.Wait()
			applied := map[string]int{}
			for _, line := range strings.Split(strings.Join(said[:], ""), "\n") {
				if file, ok := strings.CutPrefix(line, "applied "); ok {
					applied[file]++
				}
			}
			for file, times := range applied {
				if times != 1 {
					t.Errorf("%s was applied %d times", file, times)
				}
			}
			if len(applied) != pending {
				t.Errorf("applied %v, want %d files", applied, pending)
			}
			if out, _, code := p.run("", "migrate"); code != 0 || !strings.HasPrefix(out, "0 pending\n") || !strings.Contains(out, "nothing to do") {
				t.Errorf("once more: %d, %s", code, out)
			}
		})
	}
}

// The whole story on SQL Server's protocol: a schema that is not there yet, an operator who sets up a second factor, a client, and
// a talk that both read to its end.
func TestTwoPeopleTalkOnSQLServer(t *testing.T) {
	p := onServer(t)
	p.start()
	visitor := newPerson(t, p)
	if a := visitor.get("/readyz"); a.status != http.StatusServiceUnavailable || !strings.Contains(a.body, "schema red") {
		t.Errorf("without a schema /readyz says %d %s", a.status, a.body)
	}
	if a := visitor.get("/login"); a.status != http.StatusServiceUnavailable {
		t.Errorf("without a schema a page answers %d", a.status)
	}
	if out, _, code := p.run("", "migrate", "--dry-run"); code != 0 || !strings.Contains(out, "pending 0001_people.sql") {
		t.Errorf("serve has migrated by itself: %s", out)
	}
	if _, problems, code := p.run("", "migrate"); code != 0 {
		t.Fatal(problems)
	}
	ready := time.Now()
	for visitor.get("/readyz").status != http.StatusOK {
		if time.Since(ready) > 20*time.Second {
			t.Fatalf("/readyz stays red: %s", visitor.get("/readyz").body)
		}
		time.Sleep(100 * time.Millisecond)
	}
	if out, problems, code := p.run("", "check"); code != 0 || !strings.Contains(out, "version") || !strings.Contains(out, "jobs") {
		t.Errorf("check: %s%s", out, problems)
	}
	const email = "olga@bank.test"
	if _, problems, code := p.run(testPassword+"\n", "user", "add", "--role", "operator", "--email", email, "--name", "Ольга Ёлкина"); code != 0 {
		t.Fatal(problems)
	}
	client := newPerson(t, p).registers("Анна Client")
	operator := newPerson(t, p)
	operator.enrols(email)

	room := client.opens("cards", "Здравствуйте! Ёж \\\nи 🦔")
	operator.takes(room)
	for i := range 10 {
		for who, area := range map[*person]string{client: "client", operator: "operator"} {
			key := newKey()
			first, err := who.posts(t.Context(), area, room, key, fmt.Sprint(area, " says ", i, " — 'так' % _ [x]"))
			if err != nil {
				t.Fatal(err)
			}
			if again, err := who.posts(t.Context(), area, room, key, "something else"); err != nil || again != first {
				t.Errorf("the same key again: %+v, %v; want %+v", again, err, first)
			}
		}
	}
	if _, err := operator.posts(t.Context(), "operator", room, newKey(), "note?"); err != nil {
		t.Error(err)
	}
	seen := client.reads("client", room)
	if staff := operator.reads("operator", room); len(staff) != len(seen) {
		t.Errorf("the client reads %d articles, the operator %d", len(seen), len(staff))
	}
	var texts strings.Builder
	for i, a := range seen {
		texts.WriteString(a.text + "\n")
		if i > 0 && a.seq != seen[i-1].seq+1 {
			t.Errorf("number %d comes after %d", a.seq, seen[i-1].seq)
		}
	}
	for i := range 10 {
		for _, area := range []string{"client", "operator"} {
			if n := strings.Count(texts.String(), fmt.Sprint(area, " says ", i, " — 'так' % _ [x]")); n != 1 {
				t.Errorf("message %d of the %s is there %d times", i, area, n)
			}
		}
	}
	if a := visitor.get("/metrics", "Authorization", "Bearer a-token-of-the-tests"); !strings.Contains(a.body, `telemark_retries_total{kind="change"}`) {
		t.Errorf("/metrics holds no telemark_retries_total: %d", a.status)
	}
	if !strings.Contains(texts.String(), `Здравствуйте! Ёж \`) || !strings.Contains(texts.String(), "и 🦔") {
		t.Errorf("the first message has changed: %s", texts.String())
	}
	if code, took := p.stop(25 * time.Second); code != 0 {
		t.Errorf("the program ended with %d after %v", code, took)
	}
	if said := p.log.String(); strings.Contains(said, email) || strings.Contains(said, "Анна") || strings.Contains(said, "says 3") {
		t.Errorf("the log holds personal data:\n%s", said)
	}
}

// The story of the two browsers, with the plug pulled and the program killed, on SQL Server's protocol.
func TestTwoBrowsersTalkOnSQLServer(t *testing.T) {
	p := onServer(t)
	olga := opens(t, p)
	anna := newPerson(t, p).registers("Анна Client")
	warmUp(t, newPerson(t, p).registers("Berta Client"), olga)
	client, operator := openBrowser(t, p, "en"), openBrowser(t, p, "en")
	client.signIn(login{anna.email, testPassword}, "/client")
	operator.becomes(olga, "/operator")
	story(t, p, client, operator)
}

// opens makes the schema, starts the program and has its first operator in.
func opens(t *testing.T, p *program) (operator *person) {
	t.Helper()
	if _, problems, code := p.run("", "migrate"); code != 0 {
		t.Fatal(problems)
	}
	p.start()
	const email = "olga@bank.test"
	if _, problems, code := p.run(testPassword+"\n", "user", "add", "--role", "operator", "--email", email, "--name", "Ольга Ёлкина"); code != 0 {
		t.Fatal(problems)
	}
	operator = newPerson(t, p)
	operator.enrols(email)
	return operator
}

// warmUp has two people talk before the story, whose times are not those of a server that plans each query for the first time.
func warmUp(t *testing.T, client, operator *person) {
	t.Helper()
	room := client.opens("other", "Is anybody there?")
	operator.takes(room)
	for area, p := range map[string]*person{"client": client, "operator": operator} {
		p.send("/"+area+"/rooms/"+room+"/typing", nil)
		if _, err := p.posts(t.Context(), area, room, newKey(), "Yes."); err != nil {
			t.Fatal(err)
		}
		p.reads(area, room)
	}
}

// becomes gives the browser a person's session, for those whose way in has a second factor.
func (b *browser) becomes(p *person, area string) {
	b.t.Helper()
	u, err := url.Parse(p.bases[0])
	if err != nil {
		b.t.Fatal(err)
	}
	for _, c := range p.http.Jar.Cookies(u) {
		b.do(network.SetCookie(c.Name, c.Value).WithURL(b.plug.url()))
	}
	b.open(area)
	b.see("the area", `location.pathname.startsWith(`+quote(area)+`)`)
}

var factorSecret = regexp.MustCompile(`<code class="secret">([A-Z2-7 ]+)</code>`)

// enrols signs in as staff for the first time and sets up the second factor.
func (p *person) enrols(email string) {
	p.t.Helper()
	p.email = email
	a := p.send("/login", url.Values{"email": {email}, "password": {testPassword}})
	at := a.header.Get("Location")
	if a.status != http.StatusSeeOther || at == "" {
		p.t.Fatalf("POST /login: %d %.300s", a.status, a.body)
	}
	page := p.get(at)
	found := factorSecret.FindStringSubmatch(page.body)
	if found == nil {
		p.t.Fatalf("%s shows no second factor: %d %.2000s", at, page.status, page.body)
	}
	code, err := totp.GenerateCode(strings.ReplaceAll(found[1], " ", ""), time.Now())
	if err != nil {
		p.t.Fatal(err)
	}
	if a := p.send(at, url.Values{"code": {code}, "password": {testPassword}}); a.status != http.StatusOK {
		p.t.Fatalf("POST %s: %d %.500s", at, a.status, a.body)
	}
}
