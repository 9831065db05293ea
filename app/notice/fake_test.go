package notice

import (
	"context"
	"time"

	"telemark/app"
)

// memory is a store in memory that holds what the tests put in.
type memory struct {
	Store
	due      []Due
	claimed  map[string]int
	done     []string
	gone     []string
	refuses  bool // every claim: somebody else was faster
	subs     []Subscription
	fail     error
	lookFrom time.Time
}

func (m *memory) Find(_ context.Context, since, _ time.Time, _ int) (int, error) {
	m.lookFrom = since
	return len(m.due), m.fail
}

func (m *memory) Due(context.Context, time.Time, int) ([]Due, error) { return m.due, m.fail }

func (m *memory) Claim(_ context.Context, d Due, _ time.Time) (bool, error) {
	if m.claimed == nil {
		m.claimed = map[string]int{}
	}
	if !m.refuses {
		m.claimed[d.Room]++
	}
	return !m.refuses, m.fail
}

func (m *memory) Done(_ context.Context, d Due) error {
	m.done = append(m.done, d.Room)
	return m.fail
}

func (m *memory) Subscribe(_ context.Context, s Subscription, _ int, _ app.Audit) error {
	m.subs = append(m.subs, s)
	return m.fail
}

func (m *memory) Unsubscribe(_ context.Context, client, device string, _ app.Audit) error {
	if client == "" {
		m.gone = append(m.gone, device)
	}
	return m.fail
}

// say shows the id of a text.
func say(lang string, t app.Text) string { return lang + " " + t.ID }

// wording is a letter that shows what it is filled with.
func wording(_ context.Context, lang string, values map[string]string) (subject, body string, err error) {
	return lang + " notice.subject", lang + " notice.body " + values["{link}"] + " " + values["{settings}"], nil
}
