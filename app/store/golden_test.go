package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/mssqldialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"github.com/uptrace/bun/schema"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/application"
	"telemark/app/approval"
	"telemark/app/calendar"
	"telemark/app/chat"
	"telemark/app/contact"
	jobs "telemark/app/job"
	"telemark/app/product"
	"telemark/app/report"
	"telemark/app/session"
	"telemark/app/view"
)

var update = flag.Bool("update", false, "write the golden files")

// recorder is a database that writes down what it is asked, finds no row, and claims that each change has changed one.
type recorder struct {
	mu     sync.Mutex
	texts  []string
	fail   []error // what the next answers are instead
	middle []error // how the next answers break after their first row
	commit error   // what commits answer
	timed  func(ctx context.Context, text string)
}

func (r *recorder) Connect(context.Context) (driver.Conn, error) { return recorded{r}, nil }
func (r *recorder) Driver() driver.Driver                        { return nil }

func (r *recorder) note(ctx context.Context, text string, args []driver.NamedValue) {
	if r.timed != nil {
		r.timed(ctx, text)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	text = strings.Join(strings.Fields(text), " ")
	if len(args) > 0 {
		text += strings.Repeat(" ·", len(args)) // values that travel beside the text
	}
	r.texts = append(r.texts, text)
}

type recorded struct{ to *recorder }

func (c recorded) Prepare(string) (driver.Stmt, error)      { return nil, errors.ErrUnsupported }
func (c recorded) Close() error                             { return nil }
func (c recorded) Begin() (driver.Tx, error)                { return c, nil }
func (c recorded) Commit() error                            { return c.to.commit }
func (c recorded) Rollback() error                          { return nil }
func (c recorded) CheckNamedValue(*driver.NamedValue) error { return nil }
func (c recorded) LastInsertId() (int64, error)             { return 0, errors.ErrUnsupported }
func (c recorded) RowsAffected() (int64, error)             { return 1, nil }
func (c recorded) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	c.to.note(ctx, text, args)
	if len(c.to.fail) > 0 {
		err := c.to.fail[0]
		c.to.fail = c.to.fail[1:]
		return nil, err
	}
	answer := &canned{row: cannedRow(text)}
	if len(c.to.middle) > 0 {
		answer.end, c.to.middle = c.to.middle[0], c.to.middle[1:]
	}
	return answer, nil
}

// cannedRow lets a change go on to its end: the chain has a head, and rooms are there.
func cannedRow(text string) []driver.Value {
	switch {
	case strings.HasPrefix(text, "SELECT seq, hash FROM audit_head"), strings.HasPrefix(text, "UPDATE audit_head SET seq = seq"):
		return []driver.Value{int64(0), ""}
	case strings.HasPrefix(text, "UPDATE counters"):
		return []driver.Value{int64(7)}
	case strings.Contains(text, "o.rate_lo"):
		return []driver.Value{
			"product", "pass", "deposit", int64(1), false, int64(1), "2026-12-01", nil, "Pass", "Перевал", "system", nil, app.Now(), nil, nil,
			"RUB", int64(1), int64(2), int64(3), int64(4), int64(5), int64(6),
		}
	case strings.HasPrefix(text, "SELECT page FROM saved_views"):
		return []driver.Value{"/manager/products"}
	case strings.HasPrefix(text, "SELECT p.id, p.slug"):
		return []driver.Value{"product", "pass", "deposit", int64(1), false, int64(1), "2026-12-01", nil, "system", nil, app.Now(), "{}"}
	case strings.HasPrefix(text, "SELECT revision"):
		return []driver.Value{int64(1)}
	case strings.HasPrefix(text, "SELECT r.id, r.client_id"):
		at := app.Now()
		row := []driver.Value{
			"room", "client", "Anna", "ru", nil, nil, nil, nil, nil, "cards", "open", int64(7), int64(6), at, at, nil, nil, nil, nil, "",
			int64(0), int64(0), int64(0), int64(0), nil, nil,
		}
		if strings.Contains(text, "m.body") {
			row = append(row, make([]driver.Value, 10)...)
		}
		if strings.Contains(text, "unread") {
			row = append(row, int64(0))
		}
		return row
	}
	return nil
}

// canned is an answer of one row, or of none.
type canned struct {
	row []driver.Value
	end error // in place of an orderly end
}

func (c *canned) Columns() []string { return make([]string, max(1, len(c.row))) }
func (c *canned) Close() error      { return nil }
func (c *canned) Next(to []driver.Value) error {
	if c.row == nil && c.end != nil {
		return c.end
	}
	if c.row == nil {
		return io.EOF
	}
	copy(to, c.row)
	c.row = nil
	return nil
}

func (c recorded) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	c.to.note(ctx, text, args)
	if len(c.to.fail) > 0 {
		err := c.to.fail[0]
		c.to.fail = c.to.fail[1:]
		return nil, err
	}
	return c, nil
}

// Every text that the store sends, with the literals that bun writes into some of them: read a difference before accepting it.
func TestTheSQLOfBothDatabasesIsAsReviewed(t *testing.T) {
	for name, speaks := range map[string]struct {
		bun  schema.Dialect
		hand dialect
	}{
		"sqlite": {sqliteDialect{sqlitedialect.New()}, &sqliteSpeech{}},
		"mssql":  {mssqlDialect{mssqldialect.New()}, &mssqlSpeech{}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := &recorder{}
				pool := sql.OpenDB(r)
				db := &DB{
					read: bun.NewDB(pool, speaks.bun), speech: speaks.hand,
					observe: func(string, string, time.Duration, bool) {},
				}
				speak(t, db, r)
				if err := pool.Close(); err != nil {
					t.Error(err)
				}
				golden(t, filepath.Join("testdata", name+".sql"), strings.Join(r.texts, "\n")+"\n")
			})
		})
	}
}

// speak calls every method once. Results mean nothing here: there are no rows.
func speak(t *testing.T, db *DB, r *recorder) {
	t.Helper()
	ctx, at := t.Context(), app.Now()
	const id, other = "01ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAW"
	audit := app.Audit{ID: id, At: at, Action: "test.speak"}
	p := account.Person{ID: id, Name: "Ёлка O'Neil \\\n№ 1", Email: "a@example.com", Role: app.Operator, CreatedAt: at}
	room := chat.Room{ID: id, Client: chat.Person{ID: other}, Topic: "cards", State: chat.Waiting, Seq: 2, CreatedAt: at, LastAt: at, WaitingSince: &at}
	entry := chat.Message{ID: id, Room: id, Seq: 1, Key: "k", Author: room.Client, Side: chat.ClientSide, Kind: chat.Said, Body: "?", At: at}
	change := chat.Change{Room: room, Entries: []chat.Message{entry, entry}, Audit: []app.Audit{audit}}
	c, a, s, f, h, k, o := db.Chat(), db.Accounts(), db.Sessions(), db.Reports(), db.Calendar(), db.Contact(), db.Products()
	call := contact.Callback{ID: id, Client: other, Note: "после обеда", Start: at, End: at, CreatedAt: at, ChangedAt: at}
	version := product.Version{Product: product.Product{ID: id, Slug: "pass", Kind: product.Deposit}, Number: 1, From: "2026-12-01", CreatedAt: at}
	version.Content.Tariffs = []product.Tariff{{Currency: app.RUB, Cells: []product.Cell{{AmountHi: 7, Rate: 5}}}}
	written := product.Draft{ID: id, Product: version.Product, Base: 1, BaseAt: at, From: "2026-12-01", Revision: 2, Author: id, CreatedAt: at, ChangedAt: at}
	written.Editors, written.ChangedBy.ID = []approval.Person{{ID: id}, {ID: other}}, id
	asked := approval.Request{ID: id, Kind: "product.version", Object: other, Author: approval.Person{ID: id}, At: at, State: approval.Refused}
	asked.Editors, asked.Decider.ID, asked.EndedAt, asked.Reason, asked.Note = written.Editors, other, &at, "почему", app.T("product.archived")
	broken := approval.Emergency{ID: id, Person: approval.Person{ID: other}, State: approval.Asked, Reason: "почему", Minutes: 5, AskedAt: at}
	within := func(do func(ctx context.Context, tx *tx) error) { _ = db.change(ctx, do) }
	second := version
	second.Number = 2
	changed := func(change product.Change) {
		change.Audit = audit
		_ = o.Change(ctx, "pass", func([]product.Version) (product.Change, error) { return change, nil })
	}
	everything := report.Within{Reach: app.Reach{Scope: app.All}}
	for _, call := range []struct {
		name string
		do   func()
	}{
		{"chat.Create", func() { _, _ = c.Create(ctx, change) }},
		{"chat.Change", func() {
			_, _ = c.Change(ctx, id, other, "k", func(chat.Room) (chat.Change, error) { return change, nil })
		}},
		{"chat.Mark", func() { _, _, _ = c.Mark(ctx, id, chat.StaffSide, chat.Mark{Delivered: 7, Read: 7}) }},
		{"chat.Room", func() { _, _ = c.Room(ctx, id) }},
		{"chat.Messages, the end", func() { _, _ = c.Messages(ctx, chat.Page{Room: id, Side: chat.ClientSide}) }},
		{"chat.Messages, after", func() { _, _ = c.Messages(ctx, chat.Page{Room: id, After: 1, Side: chat.StaffSide}) }},
		{"chat.Skills", func() { _, _ = c.Skills(ctx, id) }},
		{"chat.Waiting", func() { _, _ = c.Waiting(ctx, 10) }},
		{"chat.Ahead", func() { _, _ = c.Ahead(ctx, at) }},
		{"chat.Pace", func() { _, _ = c.Pace(ctx, at) }},
		{"chat.Rate", func() {
			_, _ = c.Rate(ctx, chat.Rating{Room: id, Operator: other, Stars: 5, Comment: "Спасибо", RatedAt: at, ChangedAt: at}, at)
		}},
		{"chat.Rating", func() { _, _ = c.Rating(ctx, id, other) }},
		{"chat.OfOperator", func() { _, _ = c.OfOperator(ctx, id, 10) }},
		{"chat.OfTeam", func() { _, _ = c.OfTeam(ctx, app.Reach{Scope: app.Team, Person: id, Team: other}, 10) }},
		{"chat.OfClient", func() { _, _ = c.OfClient(ctx, id, 10) }},
		{"chat.Topics", func() { _, _ = c.Topics(ctx) }},
		{"chat.SetTopics", func() {
			_ = c.SetTopics(ctx, func([]chat.Topic) ([]chat.Topic, app.Audit, error) {
				return []chat.Topic{{ID: "cards", Names: map[string]string{"en": "Cards", "ru": "Карты"}}}, audit, nil
			})
		}},
		{"chat.Canned", func() { _, _ = c.Canned(ctx) }},
		{"chat.SaveCanned", func() {
			text := chat.Canned{ID: id, Shortcut: "rate", Bodies: map[string]string{"en": "Rate", "ru": "Ставка"}}
			_ = c.SaveCanned(ctx, text, true, audit)
			_ = c.SaveCanned(ctx, text, false, audit)
		}},
		{"chat.DropCanned", func() { _ = c.DropCanned(ctx, id, audit) }},
		{"chat.Colleagues", func() { _, _ = c.Colleagues(ctx, 10) }},
		{"chat.SetOnline", func() { _ = c.SetOnline(ctx, []string{id, other}, 60) }},
		{"account.Create", func() { _ = a.Create(ctx, p, "hash", audit) }},
		{"account.ByEmail", func() { _, _ = a.ByEmail(ctx, "ёлка@пример.рф") }},
		{"account.Staff", func() { _, _ = a.Staff(ctx, 10) }},
		{"account.Update", func() { _ = a.Update(ctx, id, p.Name, "ru", audit) }},
		{"account.SetPassword", func() { _, _ = a.SetPassword(ctx, id, "hash", "", audit) }},
		{"account.Disable", func() { _, _ = a.Disable(ctx, id, audit) }},
		{"account.Enable", func() { _ = a.Enable(ctx, id, audit) }},
		{"account.OfferFactor", func() { _ = a.OfferFactor(ctx, id, []byte{1}) }},
		{"account.ConfirmFactor", func() { _, _ = a.ConfirmFactor(ctx, id, 7, []string{"code"}, "", audit) }},
		{"account.DropFactor", func() { _, _ = a.DropFactor(ctx, id, "", audit) }},
		{"account.UseStep", func() { _, _ = a.UseStep(ctx, id, 8) }},
		{"account.UseCode", func() { _, _ = a.UseCode(ctx, id, "code", audit) }},
		{"account.CodesLeft", func() { _, _ = a.CodesLeft(ctx, id) }},
		{"chat.CountOpen", func() { _, _ = c.CountOpen(ctx, app.Reach{Scope: app.Own, Person: id}) }},
		{"application.Board", func() {
			f := application.BoardFilter{Kind: product.Loan, Days: 7, Reach: app.Reach{Scope: app.All}}
			_, _ = db.Applications(nil).Board(ctx, f, application.Place{Since: at, ID: other}, 51)
		}},
		{"application.Board of what has ended", func() {
			f := application.BoardFilter{State: application.Withdrawn, Reach: app.Reach{Scope: app.Team, Person: id, Team: other}}
			_, _ = db.Applications(nil).Board(ctx, f, application.Place{Since: at, ID: other}, 51)
		}},
		{"application.Named", func() {
			f := application.BoardFilter{State: application.Refused, Team: other, Reach: app.Reach{Scope: app.Own, Person: id}}
			_, _ = db.Applications(nil).Named(ctx, f, "ков", 51)
		}},
		{"application.Count", func() {
			f := application.BoardFilter{Stuck: true, Reach: app.Reach{Scope: app.Own, Person: id}}
			_, _ = db.Applications(nil).Count(ctx, f, 100)
		}},
		{"contact.Tried", func() { _, _ = db.Contact().Tried(ctx, id, 10) }},
		{"contact.HandOver", func() { _, _ = db.Contact().HandOver(ctx, id, other, at, audit) }},
		{"account.Directory", func() { _, _ = a.Directory(ctx, "2026-11-30", 10) }},
		{"account.Colleague", func() { _, _ = a.Colleague(ctx, id, "2026-11-30") }},
		{"account.Teams", func() { _, _ = a.Teams(ctx) }},
		{"account.AddTeam", func() { _ = a.AddTeam(ctx, account.Team{ID: id, Name: "Кредиты"}, at, audit) }},
		{"account.ChangeTeam", func() { _ = a.ChangeTeam(ctx, account.Team{ID: id, Name: "Loans", Lead: other}, audit) }},
		{"account.RemoveTeam", func() { _ = a.RemoveTeam(ctx, id, audit) }},
		{"account.SetSkills", func() { _ = a.SetSkills(ctx, id, []account.Skill{{Kind: "loan", Lang: "ru"}}, audit) }},
		{"account.SetWeek", func() { _ = a.SetWeek(ctx, id, [7]calendar.Hours{1: {From: 540, Until: 1080}}, audit) }},
		{"account.SetDay", func() { _ = a.SetDay(ctx, id, account.ShiftDay{Day: "2026-12-31", Note: "отпуск"}, audit) }},
		{"account.DropDay", func() { _ = a.DropDay(ctx, id, "2026-12-31", audit) }},
		{"account.SetRights", func() {
			_, _ = a.SetRights(ctx, id, app.Usual(app.Manager), app.Rights{Duties: app.Author, Scope: app.Own, Team: id}, audit)
		}},
		{"account.Invite", func() { _ = a.Invite(ctx, account.Invitation{ID: id, CreatedAt: at, ExpiresAt: at}, "hash", audit) }},
		{"account.Invitation", func() { _, _ = a.Invitation(ctx, "hash") }},
		{"account.Invitations", func() { _, _ = a.Invitations(ctx, at, 10) }},
		{"account.Accept", func() { _ = a.Accept(ctx, "hash", p, "hash", audit) }},
		{"account.Withdraw", func() { _ = a.Withdraw(ctx, id, audit) }},
		{"account.Reserve", func() {
			_, _ = a.Reserve(ctx, account.Attempt{ID: id, At: at, Since: at, Limits: []account.Limit{{Key: "key", Max: 1}}})
		}},
		{"account.Forgive", func() { _ = a.Forgive(ctx, id) }},
		{"session.Start", func() {
			_ = s.Start(ctx, session.Session{Hash: "new", User: id, StartedAt: at, SeenAt: at, EndsAt: at}, "old", audit)
		}},
		{"session.Session", func() { _, _, _ = s.Session(ctx, "hash") }},
		{"session.Touch", func() { _, _ = s.Touch(ctx, []string{"one", "two"}, at) }},
		{"session.OfUser", func() { _, _ = s.OfUser(ctx, id) }},
		{"session.End", func() { _ = s.End(ctx, id, "hash", audit) }},
		{"session.Sweep", func() { _, _ = s.Sweep(ctx, at, at, at) }},
		{"calendar.Book", func() { _, _ = h.Book(ctx) }},
		{"calendar.Save", func() {
			_ = h.Save(ctx, calendar.Book{Holidays: []calendar.Holiday{{Day: "2027-01-01", Names: map[string]string{"ru": "Новый год"}}}},
				func(calendar.Book) error { return nil }, func(calendar.Book) app.Audit { return audit })
		}},
		{"contact.Texts", func() { _, _ = k.Texts(ctx) }},
		{"contact.Latest", func() { _, _ = k.Latest(ctx, id) }},
		{"contact.History", func() { _, _ = k.History(ctx, id, 10) }},
		{"contact.Consent", func() { _, _ = k.Consent(ctx, id) }},
		{"contact.Record", func() {
			_, _, _ = k.Record(ctx, id, contact.Calls, func(contact.Consent) *contact.Consent { return &contact.Consent{ID: id, Client: id, At: at} }, audit)
		}},
		{"contact.Preferences", func() { _, _ = k.Preferences(ctx, id) }},
		{"contact.SetPreferences", func() { _ = k.SetPreferences(ctx, id, contact.Preferences{ChangedAt: at}, audit) }},
		{"contact.Taken", func() { _, _ = k.Taken(ctx, at, at) }},
		{"contact.Book", func() { _, _ = k.Book(ctx, call, 2, audit) }},
		{"contact.Booked", func() { _, _ = k.Booked(ctx, id) }},
		{"contact.Callback", func() { _, _ = k.Callback(ctx, id) }},
		{"contact.Upcoming", func() { _, _ = k.Upcoming(ctx, 10) }},
		{"contact.Settle", func() { _, _ = k.Settle(ctx, call, contact.Callback{State: contact.Cancelled, ChangedAt: at}, audit) }},
		{"product.Revision", func() { _, _ = o.Revision(ctx) }},
		{"product.Outlines", func() { _, _ = o.Outlines(ctx) }},
		{"view.Views", func() { _, _ = db.Views().Views(ctx, id, "/manager/products") }},
		{"view.Put", func() {
			_ = db.Views().Put(ctx, id, view.View{ID: id, Page: "/manager/products", Name: "Вклады", At: at})
		}},
		{"view.Drop", func() { _, _ = db.Views().Drop(ctx, id, other) }},
		{"product.Offered", func() { _, _ = o.Offered(ctx, "2026-11-28") }},
		{"product.Versions", func() { _, _ = o.Versions(ctx, "pass") }},
		{"product.Version", func() { _, _ = o.Version(ctx, id, 2) }},
		{"product.Create", func() { _ = o.Create(ctx, version, audit) }},
		{"product.Change, a new version", func() { changed(product.Change{Today: "2026-11-28", End: &version, Next: &second}) }},
		{"product.Change, written anew", func() { changed(product.Change{Today: "2026-11-28", Next: &version}) }},
		{"product.Change, archived", func() { changed(product.Change{Archive: true}) }},
		{"product.AddDraft", func() { _ = o.AddDraft(ctx, written, audit) }},
		{"product.Draft", func() { _, _ = o.Draft(ctx, id) }},
		{"product.DraftOf", func() { _, _ = o.DraftOf(ctx, "pass") }},
		{"product.DraftsOf", func() { _, _ = o.DraftsOf(ctx, id, 10) }},
		{"product.Drafts", func() { _, _ = o.Drafts(ctx, 10) }},
		{"product.HoldDraft", func() {
			within(func(ctx context.Context, tx *tx) error { _, err := o.HoldDraft(ctx, tx, id, 1, other); return err })
		}},
		{"product.ReturnDraft", func() { within(func(ctx context.Context, tx *tx) error { return o.ReturnDraft(ctx, tx, other) }) }},
		{"product.DropDraft", func() { within(func(ctx context.Context, tx *tx) error { return o.DropDraft(ctx, tx, other) }) }},
		{"product.ChangeWithin", func() {
			within(func(ctx context.Context, tx *tx) error {
				_, err := o.ChangeWithin(ctx, tx, "pass", func([]product.Version) (product.Change, error) { return product.Change{Next: &version}, nil })
				return err
			})
		}},
		{"the next revision of a draft", func() {
			within(func(ctx context.Context, tx *tx) error { return tx.moveDraft(ctx, product.Draft{}, written) })
		}},
		{"a draft that goes", func() { within(func(ctx context.Context, tx *tx) error { return tx.dropDraft(ctx, id) }) }},
		{"approval.AskEmergency", func() { _ = db.Emergencies().AskEmergency(ctx, broken, at, audit) }},
		{"approval.Emergencies", func() { _, _ = db.Emergencies().Emergencies(ctx, 10) }},
		{"approval.OpenEmergencies", func() { _, _ = db.Emergencies().OpenEmergencies(ctx, 10) }},
		{"approval.ChangeEmergency", func() { _ = db.Emergencies().ChangeEmergency(ctx, id, nil) }},
		{"the end of an emergency", func() { within(func(ctx context.Context, tx *tx) error { return tx.setEmergency(ctx, broken) }) }},
		{"application.OpenStates", func() { _, _ = db.Applications(nil).OpenStates(ctx, id, 10) }},
		{"approval.Add", func() {
			_ = db.Approvals().Add(ctx, asked, func(context.Context, approval.Tx) error { return nil }, audit)
		}},
		{"approval.Request", func() { _, _ = db.Approvals().Request(ctx, id) }},
		{"approval.Inbox", func() { _, _ = db.Approvals().Inbox(ctx, approval.Filter{}, 50) }},
		{"approval.Inbox, filtered", func() {
			_, _ = db.Approvals().Inbox(ctx, approval.Filter{State: approval.Waiting, Author: id, Kind: "product.version", From: "2026-11-28", Until: "2026-11-28", After: other}, 50)
		}},
		{"approval.Waiting", func() { _, _ = db.Approvals().Waiting(ctx, id, 100) }},
		{"approval.Settle", func() { _ = db.Approvals().Settle(ctx, id, nil) }},
		{"the end of a request", func() { within(func(ctx context.Context, tx *tx) error { return tx.endApproval(ctx, asked) }) }},
		{"report.Tally served by team", func() { _, _ = f.Tally(ctx, "served", report.ByTeam, report.Within{}, at, at) }},
		{"report.Tally conversion", func() { _, _ = f.Tally(ctx, "conversion", report.Whole, report.Within{}, at, at) }},
		{"report.Tally conversion of all", func() { _, _ = f.Tally(ctx, "conversion", report.Whole, everything, at, at) }},
		{"report.Tally served of all", func() { _, _ = f.Tally(ctx, "served", report.Whole, everything, at, at) }},
		{"report.Tally handling of all by topic", func() { _, _ = f.Tally(ctx, "handling", report.ByTopic, everything, at, at) }},
		{"report.Tally pace", func() { _, _ = f.Tally(ctx, "pace", report.ByOperator, report.Within{}, at, at) }},
		{"report.Tally decision", func() { _, _ = f.Tally(ctx, "decision", report.ByState, report.Within{}, at, at) }},
		{"report.Rows in_time", func() { _, _ = f.Rows(ctx, "in_time", report.Within{}, at, at, report.Place{}, 51) }},
		{"report.Rows approval", func() { _, _ = f.Rows(ctx, "approval", report.Within{}, at, at, report.Place{}, 51) }},
		{"report.Cells in_time", func() { _, _ = f.Cells(ctx, "in_time", "2026-11-28", at, at) }},
		{"report.Cells decision", func() { _, _ = f.Cells(ctx, "decision", "2026-11-28", at, at) }},
		{"report.Packs", func() {
			_, _ = f.Packs(ctx, "served", report.FacetTopic, report.Period{From: "2026-11-01", Until: "2026-11-30"})
		}},
		{"report.Changed", func() { _, _ = f.Changed(ctx, "served", report.Period{From: "2026-11-01", Until: "2026-11-30"}) }},
		{"report.Keep first", func() {
			_, _ = f.Keep(ctx, report.Packed{Figure: "served", Day: "2026-11-28"}, map[report.Facet][]byte{report.FacetAll: {1}}, nil)
		}},
		{"report.Keep", func() {
			packed := report.Packed{Figure: "served", Day: "2026-11-28", Version: 3}
			_, _ = f.Keep(ctx, packed, map[report.Facet][]byte{report.FacetAll: {1}, report.FacetWhole: {1}}, []report.Change{{ID: id, Figure: "served", Hour: report.Hour{Day: "2026-11-28"}}})
		}},
		{"report.Changes", func() { _, _ = f.Changes(ctx, 1000) }},
		{"report.Days", func() { _, _ = f.Days(ctx) }},
		{"report.Begin", func() { _, _ = f.Begin(ctx) }},
		{"report.Teams", func() { _, _ = f.Teams(ctx) }},
		{"report.Reader", func() { _, _ = f.Reader(ctx, id) }},
		{"report.AddSchedule", func() {
			_ = f.AddSchedule(ctx, report.Schedule{ID: id, Owner: id, Every: "day", Next: at, CreatedAt: at}, audit)
		}},
		{"report.EndSchedule", func() { _ = f.EndSchedule(ctx, id, id, audit) }},
		{"report.SchedulesOf", func() { _, _ = f.SchedulesOf(ctx, id, 20) }},
		{"report.Due", func() { _, _ = f.Due(ctx, at, 50) }},
		{"report.Take", func() {
			_, _ = f.Take(ctx, report.Schedule{ID: id, Next: at}, at, jobs.New("report.export", id, "", ""), audit)
		}},
		{"report.Names", func() { _, _ = f.Names(ctx, report.ByTeam, "ru") }},
	} {
		before := len(r.texts)
		r.texts = append(r.texts, "-- "+call.name)
		call.do()
		if len(r.texts) == before+1 {
			t.Errorf("%s asked nothing", call.name)
		}
	}
}

func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path) //nolint:gosec // a golden file
	if err != nil {
		t.Fatal(err)
	}
	gotLines, wantLines := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i, line := range gotLines {
		if i >= len(wantLines) || line != wantLines[i] {
			t.Fatalf("%s:%d\ngot  %s\nwant %s\n(-update writes it)", path, i+1, line, strings.Join(wantLines[min(i, len(wantLines)):min(i+1, len(wantLines))], ""))
		}
	}
	if len(gotLines) != len(wantLines) {
		t.Errorf("%s has %d lines, got %d", path, len(wantLines), len(gotLines))
	}
}

func TestLiteralsForSQLServerKeepWhatWasWritten(t *testing.T) {
	d := mssqlDialect{mssqldialect.New()}
	for in, want := range map[string]string{
		"plain":         `'plain'`,
		"it's":          `'it''s'`,
		"Привет":        `N'Привет'`,
		"a\\\nb":        "(CONVERT(nvarchar(max), N'') + N'a\\' + N'\nb')",
		"a\\\r\nb\\\nc": "(CONVERT(nvarchar(max), N'') + N'a\\' + N'\r\nb\\' + N'\nc')",
		"a\\b\n":        "'a\\b\n'",
		"\\\n'":         "(CONVERT(nvarchar(max), N'') + N'\\' + N'\n''')",
	} {
		if got := string(d.AppendString(nil, in)); got != want {
			t.Errorf("%q becomes %s, want %s", in, got, want)
		}
	}
	zone := time.FixedZone("", 3*3600)
	at := time.Date(2026, 11, 23, 3, 14, 5, 67_000_000, zone)
	for _, d := range []schema.Dialect{mssqlDialect{mssqldialect.New()}, sqliteDialect{sqlitedialect.New()}} {
		if got := string(d.AppendTime(nil, at)); got != "'2026-11-23 00:14:05.067'" {
			t.Errorf("%s writes the time as %s", d.Name(), got)
		}
	}
}
