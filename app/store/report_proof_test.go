package store_test

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/chat"
	"telemark/app/report"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

// sample is one event that a figure counts, as this test makes it up. Whatever is expected of a figure is counted from samples, in plain Go.
type sample struct {
	at                           time.Time
	value                        int64
	operator, topic, kind, state string
}

// year is a made-up bank: what happened in it, figure by figure.
type madeUp struct {
	rand      *rand.Rand
	operators []string
	teamOf    map[string]string
	samples   map[string][]sample
	tables    map[string][][]any
	version   [2]any // product and number
	client    []string
	last      app.Day
	places    map[string][]int // of a figure and a row's key in samples
	clientOf  []string         // of the samples of conversion
	compared  int              // numbers
	known     map[string]map[string][]sample
}

func (m *madeUp) note(figure, key string, s sample) {
	m.places[figure+key] = append(m.places[figure+key], len(m.samples[figure]))
	m.samples[figure] = append(m.samples[figure], s)
}

// each changes what a figure counts of a row.
func (m *madeUp) each(key string, change func(*sample), figures ...string) {
	for _, figure := range figures {
		for _, i := range m.places[figure+key] {
			change(&m.samples[figure][i])
		}
	}
}

func (m *madeUp) chance(of float64) bool { return m.rand.Float64() < of }

// after is a moment up to so many seconds later, to the millisecond.
func (m *madeUp) after(t time.Time, seconds int) time.Time {
	return t.Add(time.Duration(m.rand.IntN(seconds*1000)) * time.Millisecond)
}

func clock(from, until time.Time) int64 { return until.Unix() - from.Unix() }

var (
	someTopics = []string{"cards", "loans", "deposits", "app", "other"}
	someKinds  = []string{"deposit", "loan", "mortgage"}
)

// room makes up a conversation that begins in the 40 days before the last one ends.
func (m *madeUp) room() {
	opened := m.after(m.last.Add(-39).Start(), 40*86400)
	client, topic, operator := m.client[m.rand.IntN(len(m.client))], someTopics[m.rand.IntN(len(someTopics))], m.operators[m.rand.IntN(len(m.operators))]
	id := app.NewID()
	var taken, answered, closed *time.Time
	state, reason, holder, waiting := "waiting", "", "", &opened
	latest := opened
	seq := int64(2)
	if m.chance(.97) {
		at := m.after(opened, 400)
		taken, state, holder, waiting, latest = &at, "open", operator, nil, at
	}
	if taken != nil && m.chance(.95) {
		at := m.after(*taken, 120)
		answered, latest = &at, at
	}
	if taken != nil && m.chance(.9) {
		at := m.after(latest, 1800)
		closed, state, latest, reason, seq = &at, "closed", at, chat.CloseReasons[m.rand.IntN(5)], 9
		m.ending(id, seq, operator, topic, reason, opened, *taken, answered, at)
	}
	finally, topicNow := operator, topic
	if closed != nil && m.chance(.1) { // written to again, and ended by somebody else under another topic
		again := m.after(*closed, 3*86400)
		retaken := m.after(again, 300)
		var reanswered *time.Time
		if m.chance(.9) {
			at := m.after(retaken, 100)
			reanswered = &at
		}
		end := m.after(retaken.Add(100*time.Second), 900)
		finally, topicNow, seq, reason, closed, latest = m.operators[m.rand.IntN(len(m.operators))], "other", 20, "solved", &end, end
		m.ending(id, seq, finally, topicNow, reason, again, retaken, reanswered, end)
	}
	if state == "waiting" {
		finally = ""
	} else {
		holder = finally
	}
	row := sample{operator: finally, topic: topicNow}
	with := func(at time.Time, value int64) sample {
		s := row
		s.at, s.value = at, value
		return s
	}
	m.note("opened", id, with(opened, 0))
	inTime := int64(-1)
	if taken != nil {
		m.note("wait", id, with(*taken, clock(opened, *taken)))
	}
	if answered != nil {
		inTime = clock(opened, *answered)
		m.note("first_answer", id, with(*answered, inTime))
	}
	m.note("in_time", id, with(opened, inTime))
	m.converts(id, client, with(opened, 0))
	switch state {
	case "waiting":
		m.note("waiting", id, with(opened, 0))
	case "open":
		m.note("open", id, with(latest, 0))
		m.note("load", id, with(latest, 1))
	}
	if state == "closed" && m.chance(.3) {
		at, stars := m.after(*closed, 86400), int64(1+m.rand.IntN(5))
		m.note("rating", id, sample{at, stars, finally, topicNow, "", ""})
		m.tables["room_ratings"] = append(m.tables["room_ratings"], []any{id, finally, stars, "", at, at})
	}
	m.tables["rooms"] = append(m.tables["rooms"], []any{
		id, client, none(holder), topicNow, state, seq, seq, opened, latest, moment(waiting), moment(taken), moment(answered), moment(closed), reason,
		int64(0), int64(0), int64(0), int64(0), nil, nil, nil,
	})
}

func none(id string) any {
	if id == "" {
		return nil
	}
	return id
}

func moment(t *time.Time) any {
	if t == nil {
		return nil
	}
	return *t
}

func (m *madeUp) ending(id string, seq int64, operator, topic, reason string, asked, taken time.Time, answered *time.Time, at time.Time) {
	s := sample{at, 0, operator, topic, "", ""}
	m.note("served", id, s)
	if answered == nil && reason != "spam" {
		m.note("abandoned", id, s)
	}
	s.value = clock(taken, at)
	m.note("handling", id, s)
	s.value = at.Unix() / 3600
	m.note("pace", id, s)
	m.tables["room_endings"] = append(m.tables["room_endings"], []any{id, seq, operator, topic, reason, asked, taken, moment(answered), at})
}

// application makes one up, with its decisions.
func (m *madeUp) application(n int) {
	client, kind, operator := m.client[m.rand.IntN(len(m.client))], someKinds[m.rand.IntN(len(someKinds))], m.operators[m.rand.IntN(len(m.operators))]
	at := m.after(m.last.Add(-45).Start(), 46*86400)
	id, state := app.NewID(), "in_review"
	type decision struct {
		act string
		at  time.Time
	}
	var decisions []decision
	if m.chance(.8) {
		act := "offer"
		state = "offered"
		if m.chance(.3) {
			act, state = "refuse", "refused"
		}
		decisions = append(decisions, decision{act, m.after(at, 5*86400)})
		if act == "offer" && m.chance(.2) { // looked at again: the first one counts
			state = "refused"
			decisions = append(decisions, decision{"refuse", m.after(decisions[0].at, 86400)})
		}
	}
	s := sample{at, 0, operator, "", kind, state}
	m.note("submitted", id, s)
	m.samples["by client"] = append(m.samples["by client"], sample{at: at, operator: client})
	events := m.tables["application_events"]
	event := func(seq int64, act string, when time.Time) {
		events = append(events, []any{id, seq, app.NewID(), when, operator, "bank", act, "", "", "", ""})
	}
	event(3, "submit", at)
	for i, d := range decisions {
		event(int64(4+i), d.act, d.at)
		if i > 0 {
			continue
		}
		yes := int64(0)
		if d.act == "offer" {
			yes = 1
		}
		m.note("approval", id, sample{d.at, yes, operator, "", kind, state})
		m.note("decision", id, sample{d.at, clock(at, d.at), operator, "", kind, state})
	}
	m.tables["application_events"] = events
	m.tables["applications"] = append(m.tables["applications"], []any{
		id, fmt.Sprintf("26-%06d", n), client, m.version[0], m.version[1], "pass", kind, "{}", state, "", false, int64(9), "RUB", int64(1), int64(1), "{}", "{}", "",
		operator, "", nil, nil, "", nil, id, "", at, at, at, at, nil,
	})
}

// converts notes a conversation whose client may apply; see convert.
func (m *madeUp) converts(id, client string, s sample) {
	m.clientOf = append(m.clientOf, client)
	m.note("conversion", id, s)
}

// convert says of each conversation whether its client applied within a week.
func (m *madeUp) convert() {
	of := map[string][]time.Time{}
	for _, s := range m.samples["by client"] {
		of[s.operator] = append(of[s.operator], s.at)
	}
	for i, s := range m.samples["conversion"] {
		yes := int64(0)
		for _, at := range of[m.clientOf[i]] {
			if !at.Before(s.at) && at.Before(s.at.Add(report.ConvertDays*24*time.Hour)) {
				yes = 1
			}
		}
		m.samples["conversion"][i].value = yes
	}
}

// makeUp puts a bank with so many conversations into the database.
func makeUp(t testing.TB, db *store.DB, rooms int) *madeUp {
	t.Helper()
	b := newBank(t, db)
	version := b.product("pass")
	m := &madeUp{
		rand: rand.New(rand.NewPCG(7, uint64(rooms))), teamOf: map[string]string{}, samples: map[string][]sample{}, tables: map[string][][]any{}, places: map[string][]int{}, known: map[string]map[string][]sample{}, //nolint:gosec // the same each time
		version: [2]any{version.Product.ID, int64(version.Number)}, last: app.Day("2026-11-20"),
	}
	teams := []string{app.NewID(), app.NewID(), app.NewID()}
	for i, id := range teams {
		if err := store.Exec(t.Context(), db, fmt.Sprintf("INSERT INTO teams (id, name, created_at) VALUES ('%s', 'Team %d', '2026-11-01 00:00:00.000')", id, i)); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 12 {
		who := b.person(fmt.Sprint("Operator ", i), app.Operator).ID
		m.operators, m.teamOf[who] = append(m.operators, who), teams[i%3]
		if err := store.Exec(t.Context(), db, fmt.Sprintf("UPDATE users SET team_id = '%s' WHERE id = '%s'", teams[i%3], who)); err != nil {
			t.Fatal(err)
		}
	}
	for i := range max(10, rooms/20) {
		if i < 200 {
			m.client = append(m.client, b.person(fmt.Sprint("Client ", i), app.Client).ID)
		}
	}
	for range rooms {
		m.room()
	}
	for n := range rooms / 5 {
		m.application(n)
	}
	m.convert()
	for _, table := range []string{"rooms", "room_endings", "room_ratings", "applications", "application_events"} {
		if err := store.Load(t.Context(), db, table, m.tables[table]); err != nil {
			t.Fatalf("%s: %v", table, err)
		}
	}
	return m
}

// expected is expect, counted once until something changes.
func (m *madeUp) expected(f report.Figure, filter report.Filter, by report.Dimension) map[string][]sample {
	key := fmt.Sprint(f.ID, filter, by)
	if m.known[key] == nil {
		m.known[key] = m.expect(f, filter, groupBy(m, by))
	}
	return maps.Clone(m.known[key])
}

// expect counts a figure from the samples that a filter lets through, group by group.
func (m *madeUp) expect(f report.Figure, filter report.Filter, group func(sample) string) map[string][]sample {
	from, until := time.Time{}, time.Time{}
	if !f.Live {
		zone := app.Zone()
		first, _ := time.ParseInLocation("2006-01-02", string(filter.From), zone)
		last, _ := time.ParseInLocation("2006-01-02", string(filter.Until), zone)
		from, until = first, last.AddDate(0, 0, 1)
	}
	all := map[string][]sample{}
	for _, s := range m.samples[f.ID] {
		switch {
		case !f.Live && (s.at.Before(from) || !s.at.Before(until)):
		case filter.Operator != "" && s.operator != filter.Operator:
		case filter.Team != "" && m.teamOf[s.operator] != filter.Team:
		case filter.Topic != "" && s.topic != filter.Topic:
		case filter.Kind != "" && s.kind != filter.Kind:
		case filter.State != "" && s.state != filter.State:
		default:
			all[group(s)] = append(all[group(s)], s)
		}
	}
	return all
}

// number is what the figure is of these samples.
func number(f report.Figure, list []sample) float64 {
	if len(list) == 0 {
		return 0
	}
	var values []float64
	pairs := map[string]bool{}
	sum, within := 0.0, 0.0
	for _, s := range list {
		values = append(values, float64(s.value))
		sum += float64(s.value)
		pairs[fmt.Sprint(s.operator, s.value)] = true
		switch {
		case f.ID == "in_time" && s.value >= 0 && s.value <= 120, f.ID != "in_time" && s.value == 1:
			within++
		}
	}
	slices.Sort(values)
	n := len(values)
	switch f.Unit {
	case report.Seconds:
		return (values[(n-1)/2] + values[n/2]) / 2
	case report.Stars:
		return sum / float64(n)
	case report.Share:
		return within / float64(n)
	case report.Ratio:
		return float64(n) / float64(len(pairs))
	}
	return float64(n)
}

func groupBy(m *madeUp, by report.Dimension) func(sample) string {
	return map[report.Dimension]func(sample) string{
		report.Whole: func(sample) string { return "" }, report.ByOperator: func(s sample) string { return s.operator },
		report.ByTeam: func(s sample) string { return m.teamOf[s.operator] }, report.ByTopic: func(s sample) string { return s.topic },
		report.ByKind: func(s sample) string { return s.kind }, report.ByState: func(s sample) string { return s.state },
		report.ByDay:  func(s sample) string { return s.at.In(app.Zone()).Format("2006-01-02") },
		report.ByHour: func(s sample) string { return s.at.In(app.Zone()).Format("15") },
	}[by]
}

func TestFiguresAreWhatAnIndependentCountMakesOfTheSameEvents(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		rooms := 100_000
		switch {
		case !db.Embedded():
			rooms = 3_000
		case testing.Short():
			rooms = 5_000
		}
		m := makeUp(t, db, rooms)
		service := report.Service{Store: db.Reports()}
		boss := app.Actor{ID: app.NewID(), Role: app.Manager, Duties: app.Every(), Scope: app.All}
		if compared := m.compareAll(t, db, service, boss); compared < 400 {
			t.Errorf("only %d numbers were compared", compared)
		}
		m.compareKept(t, db, boss)
		t.Logf("%d conversations, %d applications, %d numbers compared", rooms, rooms/5, m.compared)
	})
}

// compareAll compares the figures of two weeks, and of one day in their midst every row.
func (m *madeUp) compareAll(t *testing.T, db *store.DB, service report.Service, boss app.Actor) (compared int) {
	t.Helper()
	period := report.Period{From: "2026-11-01", Until: "2026-11-14"}
	for _, f := range report.Figures {
		for _, filter := range []report.Filter{
			{Period: period}, {Period: period.Before()}, {Period: report.Period{From: "2026-11-07", Until: "2026-11-07"}},
			{Period: period, Operator: m.operators[3]}, {Period: period, Team: m.teamOf[m.operators[1]]},
			{Period: period, Topic: "loans"}, {Period: period, Kind: "loan"}, {Period: period, State: "refused", Kind: "deposit"},
		} {
			if !f.Has(filter) {
				continue
			}
			for _, by := range append([]report.Dimension{report.Whole, report.ByDay, report.ByHour}, f.Split...) {
				plain, hourly := filter == report.Filter{Period: period}, f.ID == "in_time" || f.ID == "pace" || f.ID == "decision"
				if !f.Splits(by) || by != report.Whole && !plain || by == report.ByHour && (!hourly || !db.Embedded()) {
					continue
				}
				compared += m.compare(t, service, boss, f, filter, by)
			}
		}
		m.compareRows(t, service, boss, f, report.Filter{Period: report.Period{From: "2026-11-07", Until: "2026-11-07"}})
	}
	m.compared += compared
	return compared
}

func (m *madeUp) compare(
	t *testing.T, service report.Service, actor app.Actor, f report.Figure, filter report.Filter, by report.Dimension,
) (compared int) {
	t.Helper()
	groups, err := service.Split(t.Context(), actor, f.ID, filter, by)
	if err != nil {
		t.Fatalf("%s by %q: %v", f.ID, by, err)
	}
	want := m.expected(f, filter, by)
	for _, g := range groups {
		list := want[g.Key]
		delete(want, g.Key)
		compared++
		if g.Bag.N() != int64(len(list)) || math.Abs(g.Number-number(f, list)) > 1e-9 {
			t.Errorf("%s of %+v by %q, %q: %v of %d rows, want %v of %d", f.ID, filter, by, g.Key, g.Number, g.Bag.N(), number(f, list), len(list))
		}
	}
	for key, list := range want {
		t.Errorf("%s of %+v by %q lacks %q with %d rows", f.ID, filter, by, key, len(list))
	}
	return compared
}

// compareRows reads all rows behind a number, page by page.
func (m *madeUp) compareRows(t *testing.T, service report.Service, actor app.Actor, f report.Figure, filter report.Filter) {
	t.Helper()
	var got, want []string
	seen := map[string]bool{}
	for after := (report.Place{}); ; {
		list, next, err := service.Rows(t.Context(), actor, f.ID, filter, after)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range list {
			got = append(got, fmt.Sprint(r.At.UnixMilli(), " ", r.Value))
			key := r.At.String() + r.Key + r.Operator
			if seen[key] || r.Client == "" || (r.Room == "") == (r.Application == "") {
				t.Fatalf("%s: the row %+v", f.ID, r)
			}
			seen[key] = true
		}
		if next.Key == "" {
			break
		}
		after = next
	}
	for _, list := range m.expect(f, filter, groupBy(m, report.Whole)) {
		for _, s := range list {
			want = append(want, fmt.Sprint(s.at.UnixMilli(), " ", s.value))
		}
	}
	if !slices.IsSortedFunc(got, func(a, b string) int { return strings.Compare(b[:13], a[:13]) }) {
		t.Errorf("the rows of %s are out of order", f.ID)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s has %d rows, want %d", f.ID, len(got), len(want))
	}
}
