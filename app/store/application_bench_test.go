package store_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/application/workflow"
	"telemark/app/product"
	"telemark/app/secret"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

// BenchmarkApplications asks for what the board and the table of applications show out of APPLICATIONS of them, a million unless it says
// otherwise: each column, filter, combination and search, within each scope, at its beginning and deep in it. p50 and p95 are of single
// questions in milliseconds, whoever asks, and whatever for, chosen anew each time:
// go test ./app/store -run xxx -bench Applications -timeout 60m
func BenchmarkApplications(b *testing.B) {
	configs := map[string]func() store.Config{"sqlite": func() store.Config {
		return store.Config{URL: "sqlite:" + filepath.Join(b.TempDir(), "bench.db"), Key: secret.NewKey(), NoSync: true}
	}}
	if os.Getenv(storetest.Variable) != "" {
		configs["sqlserver"] = func() store.Config {
			c := storetest.Server(b)
			c.Silence = 10 * time.Minute
			return c
		}
	}
	for _, name := range []string{"sqlite", "sqlserver"} {
		if config := configs[name]; config != nil {
			b.Run(name, func(b *testing.B) {
				n, err := strconv.Atoi(os.Getenv("APPLICATIONS"))
				if err != nil {
					n = 1_000_000
				}
				newTrade(b, storetest.Open(b, config()), n).ask(b)
			})
		}
	}
}

// trade is a bank with two years of applications. The same number of them is always the same trade.
type trade struct {
	bank
	rand    *rand.Rand
	now     time.Time
	service *application.Service
	staff   []app.Actor // 150 operators, 50 managers
	clients []app.Actor
	all     []made // of a small one
}

const (
	tradeDays    = 730
	tradeTeams   = 12
	tradeStaff   = 200
	tradeManager = 150 // from this one on they are managers
)

var (
	firstNames = []string{
		"Анна", "Александр", "Алексей", "Андрей", "Анастасия", "Борис", "Василий", "Вера", "Виктор", "Галина", "Дарья", "Дмитрий", "Евгений",
		"Екатерина", "Елена", "Иван", "Игорь", "Ирина", "Константин", "Ксения", "Лариса", "Людмила", "Максим", "Марина", "Мария", "Михаил",
		"Надежда", "Наталья", "Никита", "Николай", "Оксана", "Олег", "Ольга", "Павел", "Пётр", "Роман", "Светлана", "Сергей", "Татьяна", "Юлия",
	}
	nameRoots = []string{
		"Иван", "Смирн", "Кузнец", "Поп", "Васил", "Петр", "Сокол", "Михайл", "Нов", "Фёдор", "Мороз", "Волк", "Алексе", "Лебед", "Семён", "Егор",
		"Павл", "Козл", "Степан", "Никола", "Орл", "Андре", "Макар", "Никит", "Захар", "Зайц", "Солов", "Борис", "Яковл", "Григор", "Роман", "Вороб",
	}
	nameEnds = []string{"ов", "ев", "енко", "ин", "ский", "ук", "иди", "ян", "ович", "ых"}
	// kindShares and stateShares are per thousand.
	kindShares = []share{
		{"credit_card", 250}, {"debit_card", 200}, {"loan", 200}, {"deposit", 140}, {"savings", 100}, {"mortgage", 60}, {"car_loan", 40}, {"insurance", 10},
	}
	openShares  = []share{{"submitted", 300}, {"in_review", 300}, {"needs_info", 150}, {"offered", 150}, {"accepted", 100}}
	endedShares = []share{{"fulfilled", 470}, {"refused", 320}, {"withdrawn", 130}, {"declined", 80}}
)

type share struct {
	name string
	of   int
}

func (t *trade) choose(list []share) string {
	n := t.rand.IntN(1000)
	for _, s := range list {
		if n -= s.of; n < 0 {
			return s.name
		}
	}
	return list[0].name
}

func newTrade(tb testing.TB, db *store.DB, n int) *trade {
	tb.Helper()
	t := &trade{bank: newBank(tb, db), rand: rand.New(rand.NewPCG(1, 2)), now: app.Now()} //nolint:gosec // the same each time
	sealer, err := secret.NewSealer(secret.NewKey())
	check(tb, err)
	flows := &workflow.Service{Store: db.Workflows()}
	two, err := flows.Install(tb.Context(), deciding())
	check(tb, err)
	t.service = &application.Service{Store: db.Applications(sealer), Products: t.products(), Flows: flows, Hub: silence{}}
	begun := app.Now()
	t.people(max(n/10, 100))
	t.shelves()
	if n < 100_000 {
		t.applications(n, two.Workflow)
	} else {
		store.WithoutIndexes(tb, db, func() { t.applications(n, two.Workflow) })
	}
	tb.Logf("%d applications of %d clients in %v", n, len(t.clients), app.Now().Sub(begun).Round(time.Second))
	return t
}

// id is one of the moment, the same each time.
func (t *trade) id(at time.Time) string {
	var id ulid.ULID
	_ = id.SetTime(ulid.Timestamp(at))
	var tail [10]byte
	for i := range tail {
		tail[i] = byte(t.rand.IntN(256)) //nolint:gosec // below 256
	}
	_ = id.SetEntropy(tail[:])
	return id.String()
}

// people are the staff in their teams, and clients.
func (t *trade) people(clients int) {
	t.t.Helper()
	start := t.now.AddDate(0, 0, -tradeDays)
	var teams, users [][]any
	var ids []string
	for i := range tradeTeams {
		ids = append(ids, t.id(start))
		teams = append(teams, []any{ids[i], fmt.Sprint("Team ", i), start})
	}
	add := func(name, email string, role app.Role, scope, team any) app.Actor {
		id := t.id(start)
		users = append(users, []any{
			id, email, name, string(role), "ru", "$argon2id$", nil, false, int64(0), nil, start, nil, scope, team, nil, nil,
		})
		return app.Actor{ID: id, Name: name, Role: role, Address: "192.0.2.1", Request: "bench"}
	}
	for i := range tradeStaff {
		role, team := app.Operator, any(nil)
		if i >= tradeManager {
			role = app.Manager
		}
		if i%20 != 0 { // ten are in none
			team = ids[i%tradeTeams]
		}
		a := add(fmt.Sprint("Staff ", i), fmt.Sprintf("staff%d@bank.example", i), role, string(app.All), team)
		a.Team, _ = team.(string)
		t.staff = append(t.staff, a)
	}
	for i := range clients {
		name := firstNames[t.rand.IntN(len(firstNames))] + " " + nameRoots[t.rand.IntN(len(nameRoots))] + nameEnds[t.rand.IntN(len(nameEnds))]
		t.clients = append(t.clients, add(name, fmt.Sprintf("client%d@mail.example", i), app.Client, nil, nil))
	}
	check(t.t, store.Load(t.t.Context(), t.db, "teams", teams))
	check(t.t, store.Load(t.t.Context(), t.db, "users", users))
}

// shelves hold one product of each kind, in one version.
func (t *trade) shelves() {
	t.t.Helper()
	content, err := json.Marshal(offered(145_000))
	check(t.t, err)
	var products, versions [][]any
	for i, k := range kindShares {
		id := productID(i)
		products = append(products, []any{id, k.name, k.name, int64(i), false, t.now})
		versions = append(versions, []any{id, int64(1), "2020-01-01", nil, k.name, k.name, "system", nil, t.now, string(content)})
	}
	check(t.t, store.Load(t.t.Context(), t.db, "products", products))
	check(t.t, store.Load(t.t.Context(), t.db, "product_versions", versions))
}

func productID(i int) string { return fmt.Sprintf("01BENCH0000000000000000%03d", i) }

func (t *trade) applications(n int, two string) {
	t.t.Helper()
	kinds := map[string]int{}
	for i, k := range kindShares {
		kinds[k.name] = i
	}
	ask := t.json(product.Ask{Currency: app.RUB, Amount: 300_000_00, Term: 24, Start: "2026-01-15"})
	quote := t.json(product.Quote{Ask: product.Ask{Currency: app.RUB, Amount: 300_000_00, Term: 24, Start: "2026-01-15"}, Version: 1, Rate: 145_000, Payment: 14_000_00})
	numbers := map[int]int{}
	var rows [][]any
	for i := range n {
		age := time.Duration(float64(tradeDays*24*time.Hour) * float64(n-i) / float64(n))
		created := t.now.Add(-age).Truncate(time.Millisecond)
		c := t.clients[t.rand.IntN(len(t.clients))]
		kind := t.choose(kindShares)
		a := made{state: "draft", kind: kind, waits: "client", since: created, changed: created, id: t.id(created)}
		switch days := age.Hours() / 24; {
		case t.rand.IntN(50) == 0: // a draft that was withdrawn
			a.state, a.waits, a.ended = "withdrawn", "", created
		case days > 30 || t.rand.IntN(5) > 0:
			t.live(&a, created, days, kind, two)
			year := created.Year() % 100
			numbers[year]++
			whole, last := application.Fold(c.Name)
			a.number, a.submitted, a.key, a.last = fmt.Sprintf("%02d-%06d", year, numbers[year]), created, whole, last
		}
		if n < 100_000 {
			t.all = append(t.all, a)
		}
		rows = append(rows, []any{
			a.id, a.number, c.ID, productID(kinds[kind]), int64(1), kind, kind, `{"en":"Product","ru":"Продукт"}`, a.state, a.waits, a.open, int64(5),
			"RUB", int64(300_000_00), int64(24), ask, quote, "", a.assignee, "", nil, nil, "", nil, strconv.Itoa(i), "", created, a.changed, a.since,
			a.submitted, a.ended, a.workflow, a.rules, a.stage, a.round, a.staged, a.key, a.last,
		})
		if len(rows) == 20_000 || i == n-1 {
			check(t.t, store.Load(t.t.Context(), t.db, "applications", rows))
			rows = rows[:0]
		}
	}
}

func (t *trade) json(v any) string {
	t.t.Helper()
	text, err := json.Marshal(v)
	check(t.t, err)
	return string(text)
}

// made is an application as it is made up; nil is NULL.
type made struct {
	id, state, waits, kind        string
	open                          bool
	since, changed                time.Time
	number, assignee, submitted   any
	ended, workflow, rules, stage any
	round, staged, key, last      any
}

// live makes up what became of an application. About one in twenty is open: nearly all of the last days, few that are older than two months,
// and one in two hundred of any age.
func (t *trade) live(a *made, created time.Time, days float64, kind, two string) {
	some := func(most time.Duration) time.Time {
		return created.Add(time.Duration(t.rand.Int64N(int64(max(min(most, t.now.Sub(created)), time.Second))))).Truncate(time.Millisecond)
	}
	who := int(tradeStaff * math.Pow(t.rand.Float64(), 1.5)) // some do more than others
	a.assignee = t.staff[who].ID
	a.workflow, a.rules = workflow.Standard, int64(1)
	if kind == "deposit" {
		a.workflow = two
	}
	if t.rand.Float64() > max(math.Exp(-days/30), .005) {
		a.state, a.waits = t.choose(endedShares), ""
		at := some(20 * 24 * time.Hour)
		a.since, a.changed, a.ended = at, at, at
		if a.state == "withdrawn" && t.rand.IntN(5) < 2 || t.rand.IntN(100) == 0 {
			a.assignee = nil
		}
		return
	}
	a.state, a.open = t.choose(openShares), true
	if a.waits = application.State(a.state).Waits(); a.state == "submitted" && t.rand.IntN(10) > 0 || t.rand.IntN(20) == 0 {
		a.assignee = nil
	}
	a.since = some(t.now.Sub(created))
	a.changed = a.since.Add(time.Duration(t.rand.Int64N(int64(max(min(t.now.Sub(a.since), 5*24*time.Hour), time.Second))))).Truncate(time.Millisecond)
	a.round, a.staged, a.stage = int64(3), a.since, "review"
	if kind == "deposit" {
		a.stage = []string{"check", "decide"}[t.rand.IntN(2)]
	}
}

// ask measures each question within each scope.
func (t *trade) ask(b *testing.B) {
	for _, scope := range []app.Scope{app.All, app.Team, app.Own} {
		b.Run(string(scope), func(b *testing.B) {
			for _, q := range t.questions(b) {
				b.Run(q.name, func(b *testing.B) { t.measure(b, scope, q.ask) })
			}
		})
	}
	b.Run("share", func(b *testing.B) {
		admin := app.Actor{ID: t.staff[tradeManager].ID, Role: app.Manager, Scope: app.All, Duties: app.Every()}
		t.measure(b, app.Team, func(actor app.Actor) error {
			_, _, err := t.service.Share(b.Context(), admin, actor)
			return err
		})
	})
}

// measure asks until the benchmark is over, each time as another manager. A first time doesn't count: it is what a connection or a page of the
// file costs that nobody has used for long.
func (t *trade) measure(b *testing.B, scope app.Scope, ask func(app.Actor) error) {
	someone := func() app.Actor {
		actor := t.staff[tradeManager+t.rand.IntN(tradeStaff-tradeManager)]
		actor.Scope, actor.Duties = scope, app.Every()
		return actor
	}
	if err := ask(someone()); err != nil {
		b.Fatal(err)
	}
	var took []time.Duration
	for b.Loop() {
		actor := someone()
		begun := time.Now()
		if err := ask(actor); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(begun))
	}
	slices.Sort(took)
	b.ReportMetric(0, "ns/op")
	for name, at := range map[string]int{"p50-ms": 50, "p95-ms": 95} {
		b.ReportMetric(math.Round(float64(took[len(took)*at/100].Microseconds())/10)/100, name)
	}
}

type named struct {
	name string
	ask  func(app.Actor) error
}

func (t *trade) questions(b *testing.B) (list []named) {
	kind := func() product.Kind { return product.Kinds[t.rand.IntN(len(product.Kinds))] }
	stage := func() string { return []string{"review", "check", "decide"}[t.rand.IntN(3)] }
	colleague := func() string { return t.staff[t.rand.IntN(len(t.staff))].ID }
	days := func() int { return []int{1, 3, 7, 14, 30}[t.rand.IntN(5)] }
	begin := func() string {
		whole, last := application.Fold(t.clients[t.rand.IntN(len(t.clients))].Name)
		if t.rand.IntN(2) == 0 {
			whole = last
		}
		letters := []rune(whole)
		return string(letters[:2+t.rand.IntN(len(letters)-2)])
	}
	type filter = application.BoardFilter
	board := func(name string, f func(app.Actor) filter) {
		list = append(list, named{name, func(a app.Actor) error {
			_, _, err := t.service.Board(b.Context(), a, f(a))
			return err
		}})
		if f(app.Actor{}).Find != "" {
			return
		}
		list = append(list, named{name + ", deep", func(a app.Actor) error {
			f := f(a)
			at := t.now.Add(-time.Duration(t.rand.Int64N(int64(60 * 24 * time.Hour))))
			if f.State.Ended() {
				at = t.now.Add(-time.Duration(t.rand.Int64N(int64(tradeDays * 24 * time.Hour))))
			}
			f.After = base64.RawURLEncoding.EncodeToString([]byte(at.UTC().Format("2006-01-02T15:04:05.000Z") + " " + t.id(at)))
			_, _, err := t.service.Board(b.Context(), a, f)
			return err
		}})
	}
	board("open", func(app.Actor) filter { return filter{} })
	for _, s := range append(openShares, endedShares...) {
		state := application.State(s.name)
		board(s.name, func(app.Actor) filter { return filter{State: state} })
	}
	board("kind", func(app.Actor) filter { return filter{Kind: kind()} })
	board("stage", func(app.Actor) filter { return filter{Stage: stage()} })
	board("days", func(app.Actor) filter { return filter{Days: days()} })
	board("mine", func(a app.Actor) filter { return filter{Assignee: a.ID} })
	board("colleague's", func(app.Actor) filter { return filter{Assignee: colleague()} })
	board("nobody's", func(app.Actor) filter { return filter{Assignee: application.Nobody} })
	board("team's", func(a app.Actor) filter { return filter{Team: a.Team} })
	board("stuck", func(app.Actor) filter { return filter{Stuck: true} })
	board("kind stage", func(app.Actor) filter { return filter{Kind: kind(), Stage: stage()} })
	board("kind days", func(app.Actor) filter { return filter{Kind: kind(), Days: days()} })
	board("kind mine", func(a app.Actor) filter { return filter{Kind: kind(), Assignee: a.ID} })
	board("kind team's", func(a app.Actor) filter { return filter{Kind: kind(), Team: a.Team} })
	board("stage mine", func(a app.Actor) filter { return filter{Stage: stage(), Assignee: a.ID} })
	board("stage colleague's kind days", func(app.Actor) filter {
		return filter{Stage: stage(), Assignee: colleague(), Kind: kind(), Days: days()}
	})
	board("stage state", func(app.Actor) filter { return filter{Stage: stage(), State: application.InReview} })
	for _, state := range []application.State{application.Refused, application.Withdrawn} {
		board(string(state)+" kind", func(app.Actor) filter { return filter{State: state, Kind: kind()} })
		board(string(state)+" colleague's", func(app.Actor) filter { return filter{State: state, Assignee: colleague()} })
		board(string(state)+" nobody's", func(app.Actor) filter { return filter{State: state, Assignee: application.Nobody} })
		board(string(state)+" nobody's kind", func(app.Actor) filter { return filter{State: state, Assignee: application.Nobody, Kind: kind()} })
		board(string(state)+" team's", func(a app.Actor) filter { return filter{State: state, Team: a.Team} })
		board(string(state)+" team's kind", func(a app.Actor) filter { return filter{State: state, Team: a.Team, Kind: kind()} })
		board(string(state)+" colleague's kind days", func(app.Actor) filter {
			return filter{State: state, Assignee: colleague(), Kind: kind(), Days: days()}
		})
	}
	board("stuck kind", func(app.Actor) filter { return filter{Stuck: true, Kind: kind()} })
	board("stuck stage", func(app.Actor) filter { return filter{Stuck: true, Stage: stage()} })
	board("stuck mine", func(a app.Actor) filter { return filter{Stuck: true, Assignee: a.ID} })
	board("stuck team's kind days", func(a app.Actor) filter { return filter{Stuck: true, Team: a.Team, Kind: kind(), Days: days()} })
	board("number", func(app.Actor) filter { return filter{Find: fmt.Sprintf("26-%06d", 1+t.rand.IntN(400_000))} })
	board("name", func(app.Actor) filter { return filter{Find: begin()} })
	board("name of two letters", func(app.Actor) filter { return filter{Find: "ал"} })
	board("name refused", func(app.Actor) filter { return filter{Find: begin(), State: application.Refused} })
	board("name fulfilled kind mine", func(a app.Actor) filter {
		return filter{Find: "ал", State: application.Fulfilled, Kind: product.Insurance, Assignee: a.ID}
	})
	board("name kind team's", func(a app.Actor) filter { return filter{Find: begin(), Kind: kind(), Team: a.Team} })
	board("name stuck", func(app.Actor) filter { return filter{Find: begin(), Stuck: true} })
	board("name nobody has", func(app.Actor) filter { return filter{Find: "щщ"} })
	stuck := func(a app.Actor) error {
		_, err := t.service.Stuck(b.Context(), a)
		return err
	}
	list = append(list, named{"badge", stuck}, named{"table", func(a app.Actor) error {
		if err := stuck(a); err != nil {
			return err
		}
		_, _, err := t.service.Board(b.Context(), a, filter{})
		return err
	}}, named{"board", func(a app.Actor) error {
		if err := stuck(a); err != nil {
			return err
		}
		for _, s := range openShares {
			if _, _, err := t.service.Board(b.Context(), a, filter{State: application.State(s.name), Most: 21}); err != nil {
				return err
			}
		}
		return nil
	}})
	return list
}
