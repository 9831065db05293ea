package store_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/chat"
	"telemark/app/secret"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

// viewColumns is what readers from outside may rely on.
var viewColumns = map[string]string{
	"report_topics": "topic position name_en name_ru",
	"report_rooms": "room_id client_id operator_id topic state close_reason entries created_at taken_at answered_at last_at closed_at " +
		"take_seconds answer_seconds served_seconds",
	"report_messages_daily": "day topic client_messages staff_messages notes rooms",
	"report_answers":        "room_id topic staff_id day asked_at answered_at answer_seconds",
	"report_staff_daily":    "day staff_id messages notes taken received returned closed rooms",
	"report_products": "product_id product kind archived version from_day until_day name_en name_ru currency amount_min amount_max " +
		"term_min term_max rate_min rate_max",
	"report_applications": "application_id number client_id staff_id product kind version state waits_for reason currency amount term " +
		"submitted_at since_at ended_at ended_seconds",
}

// secretWord stands in every name, e-mail, message and note of the bank that the views are read in.
const secretWord = "Sobakevich"

func TestTheViewsSayWhatTheTalksAddUpTo(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		bank := newBank(t, db)
		talks := bank.year()
		for view, want := range map[string][][]string{
			"report_rooms":          roomRows(talks),
			"report_messages_daily": dailyRows(talks),
			"report_answers":        answerRows(talks),
			"report_staff_daily":    staffRows(talks),
		} {
			columns, got, err := store.View(t.Context(), db, view)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Join(columns, " ") != viewColumns[view] {
				t.Errorf("%s has the columns %v", view, columns)
			}
			if len(want) < 5 {
				t.Fatalf("%s: only %d rows are expected, which shows little", view, len(want))
			}
			if difference := unlike(got, want); difference != "" {
				t.Errorf("%s: %s", view, difference)
			}
		}
	})
}

func TestNoViewShowsWhoSomebodyIsOrWhatTheyWrote(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		bank := newBank(t, db)
		bank.year()
		for view := range viewColumns {
			_, rows, err := store.View(t.Context(), db, view)
			if err != nil || len(rows) == 0 {
				t.Fatalf("%s: %d rows, %v", view, len(rows), err)
			}
			for _, row := range rows {
				for i, cell := range row {
					if strings.Contains(cell, secretWord) || strings.Contains(cell, "@") {
						t.Fatalf("%s, column %d, shows %q", view, i+1, cell)
					}
				}
			}
		}
	})
}

var (
	viewText     = regexp.MustCompile(`(?s)-- (report_\w+): ([^\n]+)\nCREATE VIEW (\w+) AS\n(.*?);`)
	personalText = regexp.MustCompile(`\b(users|invitations|sessions|recovery_codes|attempts|audit|email|password|address|device)\b|SELECT \*`)
	bodyText     = regexp.MustCompile(`\bbody\b(?: = N?'[a-z]+'| IN \((?:N?'[a-z]+'(?:, )?)+\))?`)
	lineText     = regexp.MustCompile(`--[^\n]*`)
)

func TestEveryViewIsDocumentedAndAsksNoTableOfPeople(t *testing.T) {
	for _, kind := range []string{"sqlite", "mssql"} {
		var raw string
		for _, file := range store.MigrationTexts(t, kind) {
			raw += file.Text
		}
		found := viewText.FindAllStringSubmatch(raw, -1)
		if len(found) != len(viewColumns) || len(found) != strings.Count(raw, "CREATE VIEW") {
			t.Errorf("%s: %d views with a documentation, want %d", kind, len(found), len(viewColumns))
		}
		for _, m := range found {
			name, code := m[3], lineText.ReplaceAllString(m[4], "")
			if m[1] != name || viewColumns[name] == "" {
				t.Errorf("%s: the documentation of %s stands above %s", kind, m[1], name)
			}
			if word := personalText.FindString(code); word != "" {
				t.Errorf("%s: %s says %q", kind, name, word)
			}
			for _, use := range bodyText.FindAllString(code, -1) {
				if use == "body" {
					t.Errorf("%s: %s shows bodies", kind, name)
				}
			}
		}
	}
}

// talk is a room with its whole log.
type talk struct {
	room chat.Room
	log  []chat.Message
}

// year fills a bank with forty talks of the last year, and with what only the present can do: hand over, put back, reopen.
func (b bank) year() (talks []talk) {
	b.t.Helper()
	dice := rand.New(rand.NewPCG(3, 5)) //nolint:gosec // the same bank each time
	var clients, staff []app.Actor
	for i := range 4 {
		clients = append(clients, b.person(fmt.Sprintf("%s %d", secretWord, i), app.Client))
		staff = append(staff, b.person(fmt.Sprintf("%s, operator %d", secretWord, i), app.Operator))
	}
	sealer, err := secret.NewSealer(secret.NewKey())
	if err != nil {
		b.t.Fatal(err)
	}
	fillApplications(b, sealer, clients[0])
	var rooms []string
	for i := range 40 {
		start := app.Now().Add(-time.Duration(dice.IntN(300*24*60)+24*60) * time.Minute).Add(time.Duration(dice.IntN(60000)) * time.Millisecond)
		if i%5 > 0 { // a few days with much on them, close to midnight
			start = app.Now().Truncate(24 * time.Hour).Add(-time.Duration(i%3+4) * 24 * time.Hour).Add(-time.Duration(dice.IntN(1200)) * time.Second)
		}
		topic := []string{"cards", "loans", "other"}[dice.IntN(3)]
		c, err := chat.Past(clients[dice.IntN(4)], staff[dice.IntN(4)], topic, start, steps(dice, i))
		if err == nil {
			c, err = b.db.Chat().Create(b.t.Context(), c)
		}
		if err != nil {
			b.t.Fatal(err)
		}
		rooms = append(rooms, c.Room.ID)
	}
	rooms = append(rooms, b.handed(clients[0], staff[0], staff[1]), b.reopened(clients[1], staff[2]))
	for _, id := range rooms {
		room, err := b.db.Chat().Room(b.t.Context(), id)
		if err != nil {
			b.t.Fatal(err)
		}
		talks = append(talks, talk{room, b.log(id)})
	}
	return talks
}

// steps are a talk that goes a little further each time.
func steps(dice *rand.Rand, i int) []chat.Step {
	pause := func() time.Duration { return time.Duration(dice.IntN(400_000)+1) * time.Millisecond }
	all := []chat.Step{{Do: chat.Asks, Body: secretWord + "?"}}
	if i%7 == 0 {
		return all
	}
	all = append(all, chat.Step{After: pause(), Do: chat.Takes})
	for range dice.IntN(6) {
		do := []chat.Act{chat.Asks, chat.Answers, chat.Answers, chat.Notes}[dice.IntN(4)]
		all = append(all, chat.Step{After: pause(), Do: do, Body: secretWord})
	}
	if i%3 == 0 {
		all = append(all, chat.Step{After: pause(), Do: chat.Ends, Body: "solved"})
	}
	return all
}

// handed is a talk that is answered, goes to a colleague, who answers too, and back into the queue.
func (b bank) handed(client, one, two app.Actor) string {
	b.t.Helper()
	ctx, room := b.t.Context(), b.open(client, secretWord).ID
	b.take(one, room)
	b.post(one, room, secretWord)
	if _, err := b.chat.Transfer(ctx, one, room, two.ID, draft(secretWord)); err != nil {
		b.t.Fatal(err)
	}
	b.post(two, room, secretWord)
	if _, err := b.chat.Transfer(ctx, two, room, "queue", draft(secretWord)); err != nil {
		b.t.Fatal(err)
	}
	return room
}

// reopened is a talk that its client takes up again after the end.
func (b bank) reopened(client, operator app.Actor) string {
	b.t.Helper()
	room := b.open(client, secretWord).ID
	b.take(operator, room)
	b.post(operator, room, secretWord)
	if _, err := b.chat.Close(b.t.Context(), operator, room, "solved", "cards"); err != nil {
		b.t.Fatal(err)
	}
	b.post(client, room, secretWord)
	return room
}

func roomRows(talks []talk) (rows [][]string) {
	for _, t := range talks {
		r := t.room
		rows = append(rows, []string{
			r.ID, r.Client.ID, r.Operator.ID, r.Topic, string(r.State), r.CloseReason, fmt.Sprint(r.Seq),
			at(&r.CreatedAt), at(r.TakenAt), at(r.AnsweredAt), at(&r.LastAt), at(r.ClosedAt),
			after(r.CreatedAt, r.TakenAt), after(r.CreatedAt, r.AnsweredAt), after(r.CreatedAt, r.ClosedAt),
		})
	}
	return rows
}

func answerRows(talks []talk) (rows [][]string) {
	for _, t := range talks {
		i := slices.IndexFunc(t.log, func(m chat.Message) bool { return m.Side == chat.StaffSide && m.Kind == chat.Said })
		if i < 0 {
			continue
		}
		m := t.log[i]
		rows = append(rows, []string{
			t.room.ID, t.room.Topic, m.Author.ID, m.At.Format(time.DateOnly), at(&t.log[0].At), at(&m.At), after(t.log[0].At, &m.At),
		})
	}
	return rows
}

func dailyRows(talks []talk) [][]string {
	return tallied(talks, 3, func(t talk, m chat.Message) (string, int) {
		key := m.At.Format(time.DateOnly) + " " + t.room.Topic
		switch {
		case m.Kind == chat.Note:
			return key, 2
		case m.Kind == chat.Said && m.Side == chat.StaffSide:
			return key, 1
		case m.Kind == chat.Said:
			return key, 0
		}
		return "", 0
	})
}

func staffRows(talks []talk) [][]string {
	column := map[chat.Happening]int{chat.Taken: 2, chat.Transferred: 3, chat.Returned: 4, chat.Ended: 5}
	return tallied(talks, 6, func(_ talk, m chat.Message) (string, int) {
		key := m.At.Format(time.DateOnly) + " " + m.Author.ID
		n, done := column[chat.Happening(m.Body)]
		switch {
		case m.Kind == chat.Said && m.Side == chat.StaffSide:
			return key, 0
		case m.Kind == chat.Note:
			return key, 1
		case m.Kind == chat.Happens && done:
			return key, n
		}
		return "", 0
	})
}

// tallied counts entries by key and column, and in a last column the rooms they stand in.
func tallied(talks []talk, columns int, place func(talk, chat.Message) (key string, column int)) (rows [][]string) {
	counts, rooms := map[string][]int{}, map[string]map[string]bool{}
	for _, t := range talks {
		for _, m := range t.log {
			key, column := place(t, m)
			if key == "" {
				continue
			}
			if counts[key] == nil {
				counts[key], rooms[key] = make([]int, columns), map[string]bool{}
			}
			counts[key][column]++
			rooms[key][t.room.ID] = true
		}
	}
	for key, count := range counts {
		row := strings.Fields(key)
		for _, n := range append(count, len(rooms[key])) {
			row = append(row, fmt.Sprint(n))
		}
		rows = append(rows, row)
	}
	return rows
}

func at(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04:05.000")
}

func after(from time.Time, to *time.Time) string {
	if to == nil {
		return ""
	}
	return fmt.Sprintf("%.3f", to.Sub(from).Seconds())
}

// unlike tells the first difference between two sets of rows, whatever their order.
func unlike(got, want [][]string) string {
	lines := func(rows [][]string) (all []string) {
		for _, r := range rows {
			all = append(all, strings.Join(r, " | "))
		}
		return slices.Sorted(slices.Values(all))
	}
	g, w := lines(got), lines(want)
	for i := range max(len(g), len(w)) {
		switch {
		case i >= len(g):
			return "missing " + w[i]
		case i >= len(w):
			return "too much: " + g[i]
		case g[i] != w[i]:
			return "\ngot  " + g[i] + "\nwant " + w[i]
		}
	}
	return ""
}
