package handlers

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/application"
	"telemark/app/application/workflow"
	"telemark/app/approval"
	"telemark/app/audit"
	"telemark/app/calendar"
	"telemark/app/chat"
	"telemark/app/contact"
	"telemark/app/health"
	"telemark/app/hub"
	"telemark/app/notice"
	"telemark/app/privacy"
	"telemark/app/privacy/source"
	"telemark/app/product"
	"telemark/app/report"
	"telemark/app/secret"
	"telemark/app/session"
	"telemark/app/setting"
	"telemark/app/store"
	"telemark/app/store/storetest"
	"telemark/app/view"
	"telemark/handlers/web"
)

// bank is a whole site on an embedded database, over real TCP.
type bank struct {
	t      *testing.T
	parts  Parts
	site   *Site
	origin string
	people map[string]app.Actor // by name
}

const password = "four clear tracks downhill"

// The people of the test's bank.
var names = map[string]app.Role{
	"marina": app.Client, "oleg": app.Client, "anna": app.Operator, "jonas": app.Operator, "erik": app.Manager,
	"author": app.Manager, "approver": app.Manager, "underwriter": app.Manager, "supervisor": app.Manager, "auditor": app.Manager,
	"administrator": app.Manager,
}

// rightsOf are those of the test's people: erik has all duties, who is named after one has that one.
func rightsOf(name string) app.Rights {
	r := app.Usual(names[name])
	if one, ok := app.ParseDuties(name); ok {
		r.Duties = one
	}
	return r
}

func newBank(t *testing.T) *bank { return newObservedBank(t, nil) }

// newObservedBank tells of each statement of its database.
func newObservedBank(t *testing.T, observe store.Observer) *bank {
	t.Helper()
	config := storetest.Embedded(t)
	config.Observe = observe
	db, bell := storetest.Open(t, config), hub.New()
	keys := []secret.Key{secret.NewKey()}
	settings := &setting.Service{Store: db, Say: web.Translate}
	keeper, err := session.NewKeeper(db.Sessions(), bell, keys, false, settings.Entry)
	if err != nil {
		t.Fatal(err)
	}
	sealer, err := secret.NewSealer(keys...)
	if err != nil {
		t.Fatal(err)
	}
	b := &bank{t: t, people: map[string]app.Actor{}}
	hours := calendar.NewService(db.Calendar(), app.Zone())
	if err := hours.Save(t.Context(), account.System, calendar.Always(2)); err != nil { // no test depends on the hour at which it runs
		t.Fatal(err)
	}
	approvals := &approval.Service{Store: db.Approvals()}
	products := &product.Service{Store: db.Products(), Approvals: approvals}
	approvals.Register(products.Publishers())
	flows := &workflow.Service{Store: db.Workflows(), Approvals: approvals}
	approvals.Register(flows.Publishers())
	b.parts = Parts{
		Applications: &application.Service{Store: db.Applications(sealer), Products: products, Flows: flows, Hub: bell},
		Contact:      &contact.Service{Store: db.Contact(), Hub: bell, Calendar: hours, Approvals: approvals},
		Workflows:    flows,
		Notices:      &notice.Service{Store: db.Notices()},
		Chat:         &chat.Service{Store: db.Chat(), Hub: bell, Hours: hours}, Hub: bell, Sessions: keeper, Report: &report.Service{Store: db.Reports()},
		Products: products, Approvals: approvals, Views: &view.Service{Store: db.Views()}, Calendar: hours, Settings: settings,
		Glass:    &approval.Glass{Store: db.Emergencies()},
		Affected: application.Affected{Store: db.Applications(sealer)},
		People: account.New(db.Accounts(), account.Options{
			Hub: bell, Hasher: secret.NewHasher(2, secret.Cost{KiB: 8, Passes: 1, Threads: 1}), Sealer: sealer, Kinds: product.KindWords(), Policy: settings.Entry,
		}),
		Health: &health.Service{}, Metrics: web.NewMetrics(), Closing: func() bool { return false }, MetricsToken: "a-token-of-tests",
	}
	approvals.Register(b.parts.Contact.Publishers())
	b.parts.People.HandsOver(map[string]account.Work{
		account.Rooms: b.parts.Chat, account.Callbacks: b.parts.Contact, account.Applications: b.parts.Applications,
	})
	b.parts.Report.Goal = func(ctx context.Context) (time.Duration, error) {
		l, err := b.parts.Settings.Levels(ctx)
		return l.Answer, err
	}
	b.parts.Documents = &application.Documents{Store: db.Documents(), Cases: b.parts.Applications, Hub: bell}
	b.parts.Exports = &report.Exports{Report: b.parts.Report, Store: db.Reports(), Jobs: db.Jobs(), Hub: bell, Say: web.Translate, Tables: map[string]report.Table{
		product.SheetName: product.Sheet{Service: products, Say: web.Translate},
	}}
	b.parts.Audits = &audit.Service{Store: db.Audits(), Jobs: db.Jobs(), Hub: bell, Say: web.Translate}
	b.parts.Retention = &privacy.Retention{Store: db.Privacy(), Jobs: db.Jobs(), Hub: bell}
	b.parts.Privacy = &privacy.Service{
		Store: db.Privacy(), Jobs: db.Jobs(), Hub: bell, Say: web.Translate, Erasing: db.Privacy(), Seen: b.parts.Audits.Seen,
		EndSignIn: func(ctx context.Context, client string) error {
			return b.parts.People.Disable(ctx, account.System, client)
		},
		Sources: source.All(source.Parts{
			Own: db.Own(), People: b.parts.People, Sessions: keeper, Chat: b.parts.Chat, Contact: b.parts.Contact, Notices: b.parts.Notices,
			Cases: b.parts.Applications, Papers: b.parts.Documents,
		}),
	}
	for name, role := range names {
		p, err := b.parts.People.AddWith(t.Context(), account.System, role, rightsOf(name),
			account.Draft{Name: name, Email: name + "@bank.test", Password: password, Lang: "en"})
		if err != nil {
			t.Fatal(err)
		}
		b.people[name] = app.Actor{ID: p.ID, Name: p.Name, Role: role, Duties: p.Rights.Duties, Scope: p.Rights.Scope}
	}
	b.serve()
	return b
}

func (b *bank) serve() {
	b.t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.t.Fatal(err)
	}
	b.origin = "http://" + l.Addr().String()
	b.parts.Origin = b.origin
	if b.site, err = New(b.parts); err != nil {
		b.t.Fatal(err)
	}
	go func() { _ = b.site.Serve(l) }()
	b.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = b.site.CloseStreams(ctx)
		_ = b.site.Shutdown(ctx)
	})
}

// browser is somebody's browser; nobody is signed in as "".
type browser struct {
	*http.Client
	bank *bank
}

func (b *bank) browser(name string) browser {
	b.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.t.Fatal(err)
	}
	v := browser{bank: b, Client: &http.Client{
		Jar: jar, Timeout: 10 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	if name != "" {
		form := url.Values{"email": {name + "@bank.test"}, "password": {password}}
		r := v.post("/login", form)
		for r.status == http.StatusTooManyRequests { // a test that signs in for each route is faster than an office
			time.Sleep(100 * time.Millisecond)
			r = v.post("/login", form)
		}
		if r.status != http.StatusSeeOther {
			b.t.Fatalf("%s can't sign in: %d %s", name, r.status, r.body)
		}
	}
	return v
}

type reply struct {
	status int
	header http.Header
	body   string
}

func (v browser) do(method, path string, form url.Values, headers ...string) reply {
	v.bank.t.Helper()
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequestWithContext(v.bank.t.Context(), method, v.bank.origin+path, body)
	if err != nil {
		v.bank.t.Fatal(err)
	}
	r.Header.Set("Origin", v.bank.origin)
	r.Header.Set("Accept", "text/html")
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := v.Do(r)
	if err != nil {
		v.bank.t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if strings.HasPrefix(answer.Header.Get("Content-Type"), "text/event-stream") {
		return reply{answer.StatusCode, answer.Header, ""}
	}
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		v.bank.t.Fatal(err)
	}
	return reply{answer.StatusCode, answer.Header, string(text)}
}

func (v browser) get(path string, headers ...string) reply {
	return v.do(http.MethodGet, path, nil, headers...)
}

func (v browser) post(path string, form url.Values, headers ...string) reply {
	return v.do(http.MethodPost, path, form, headers...)
}

// room opens a room of marina's and answers its id.
func (b *bank) room() string {
	b.t.Helper()
	c, err := b.parts.Chat.Open(b.t.Context(), b.people["marina"], "other", chat.Draft{Body: "Good afternoon!", Key: app.NewID()})
	if err != nil {
		b.t.Fatal(err)
	}
	return c.Room.ID
}

// takenRoom is one that anna has.
func (b *bank) takenRoom() string {
	b.t.Helper()
	room := b.room()
	if _, err := b.parts.Chat.Take(b.t.Context(), b.people["anna"], room); err != nil {
		b.t.Fatal(err)
	}
	return room
}
