package application

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/product"
)

var (
	marina = app.Actor{ID: app.NewID(), Name: "Марина Ковалёва", Role: app.Client}
	oleg   = app.Actor{ID: app.NewID(), Name: "Oleg Winter", Role: app.Client}
	anna   = app.Actor{ID: app.NewID(), Name: "Anna Sokolova", Role: app.Operator, Scope: app.Team}
	jonas  = app.Actor{ID: app.NewID(), Name: "Jonas Lind", Role: app.Operator, Scope: app.Team}
	erik   = app.Actor{ID: app.NewID(), Name: "Erik Holm", Role: app.Manager, Scope: app.All}
	maria  = app.Actor{ID: app.NewID(), Name: "Maria Berg", Role: app.Manager, Scope: app.All}
	noon   = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
)

// memory is a store in maps. Methods that no test needs are those of the nil Store.
type memory struct {
	Store
	all    map[string]Application
	log    map[string][]Event
	sealed map[string]string // by application and field: in clear, as a store could open them
	rooms  map[string]string
	audit  []app.Audit
	last   int
}

func (m *memory) keep(u Update) Application {
	a := u.Application
	if u.Number {
		m.last++
		a.Number = fmt.Sprintf("26-%06d", m.last)
	}
	for _, s := range u.Answers {
		if s.Type.Sealed() {
			m.sealed[a.ID+"/"+s.Field] = s.Value
		}
	}
	m.all[a.ID], m.log[a.ID], m.audit = a, append(m.log[a.ID], u.Events...), append(m.audit, u.Audit...)
	return a
}

func (m *memory) Create(_ context.Context, u Update) (Application, error) { return m.keep(u), nil }

func (m *memory) Change(_ context.Context, id string, decide func(Application) (Update, error)) (Application, error) {
	a, ok := m.all[id]
	if !ok {
		return a, app.ErrNotFound
	}
	u, err := decide(a)
	if err != nil || u.Empty() {
		return a, err
	}
	return m.keep(u), nil
}

func (m *memory) Application(_ context.Context, id string) (Application, error) {
	a, ok := m.all[id]
	if !ok {
		return a, app.ErrNotFound
	}
	return a, nil
}

func (m *memory) Events(_ context.Context, id string, _ int) ([]Event, error) { return m.log[id], nil }

func (m *memory) OfClient(_ context.Context, client string, _ int) (list []Summary, err error) {
	for _, a := range m.all {
		if a.Client.ID == client {
			list = append(list, Summary{a})
		}
	}
	return list, nil
}

func (m *memory) IDOf(context.Context, string) (string, error)         { return "", app.ErrNotFound }
func (m *memory) Count(context.Context, BoardFilter, int) (int, error) { return len(m.all), nil }

func (m *memory) Staff(_ context.Context, id string) (Person, error) {
	for _, a := range []app.Actor{anna, jonas, erik, maria} {
		if a.ID == id {
			return person(a), nil
		}
	}
	return Person{}, app.ErrNotFound
}

func (m *memory) RoomOwner(_ context.Context, room string) (string, error) {
	if owner, ok := m.rooms[room]; ok {
		return owner, nil
	}
	return "", app.ErrNotFound
}

func (m *memory) Expired(_ context.Context, at time.Time, limit int) (ids []string, err error) {
	for id, a := range m.all {
		if a.State == Offered && !at.Before(a.Offer.Expires) && len(ids) < limit {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

func (m *memory) Reveal(_ context.Context, id, field string, a app.Audit) (string, error) {
	value, ok := m.sealed[id+"/"+field]
	if !ok {
		return "", app.ErrNotFound
	}
	m.audit = append(m.audit, a)
	return value, nil
}

func (m *memory) FindSealed(_ context.Context, _ product.FieldType, value string, _ int, a app.Audit) (list []Summary, err error) {
	m.audit = append(m.audit, a)
	for place, kept := range m.sealed {
		id, _, _ := strings.Cut(place, "/")
		if kept == value {
			list = append(list, Summary{m.all[id]})
		}
	}
	return list, nil
}

// shelf is a catalogue of one product, and of as many more with other slugs as a test asks for.
type shelf struct{ versions []product.Version }

func (s *shelf) AsOf(_ context.Context, slug string, _ app.Day) (product.Version, error) {
	v := s.versions[len(s.versions)-1]
	if slug != v.Slug && !strings.HasPrefix(slug, "more-") {
		return v, app.ErrNotFound
	}
	if slug != v.Slug {
		v.Slug, v.ID = slug, slug
	}
	return v, nil
}

func (s *shelf) Version(_ context.Context, _ string, number int) (product.Version, error) {
	return s.versions[number-1], nil
}

// again publishes the next version, changed.
func (s *shelf) again(change func(*product.Version)) {
	v := s.versions[len(s.versions)-1]
	v.Number++
	tariff := v.Content.Tariffs[0]
	tariff.Cells = slices.Clone(tariff.Cells)
	v.Content.Tariffs = []product.Tariff{tariff}
	change(&v)
	s.versions = append(s.versions, v)
}

type bells []app.Event

func (b *bells) Publish(e app.Event) { *b = append(*b, e) }

// loan is a loan with two steps, and rules.
func loan() product.Version {
	return product.Version{
		Product: product.Product{ID: app.NewID(), Slug: "ski", Kind: product.Loan}, Number: 1,
		Content: product.Content{
			Texts:      map[string]product.Text{"en": {Name: "Loan Ski"}, "ru": {Name: "Кредит «Лыжи»"}},
			Attributes: product.Attributes{Credit: &product.CreditTerms{Methods: []product.Method{product.Annuity}}},
			Tariffs: []product.Tariff{{Currency: app.RUB, Cells: []product.Cell{
				{AmountLo: 10_000_00, AmountHi: 1_000_000_00, TermLo: 6, TermHi: 60, Rate: 200_000},
			}}},
			Rules: product.Rules{MinAge: 21, MaxAge: 70, MinIncome: 30_000_00, MaxShare: 600_000, Residence: []string{"RU"}},
			Form: []product.Step{
				{ID: "person", Fields: []product.Field{
					{ID: "name", Type: product.NameField},
					{ID: "born", Type: product.DateField, Min: 14},
					{ID: "passport", Type: product.PassportField},
					{ID: "tax_id", Type: product.TaxIDField, Optional: true},
					{ID: "residence", Type: product.CountryField},
				}},
				{ID: "work", Fields: []product.Field{
					{ID: "work", Type: product.ChoiceField, Choices: []product.Choice{{ID: "employed"}, {ID: "retired"}, {ID: product.NoWork}}},
					{ID: "employer", Type: product.TextField, Max: 20, When: &product.When{Field: "work", Is: "employed"}},
					{ID: "income", Type: product.AmountField},
					{ID: "payments", Type: product.AmountField},
				}},
			},
			Papers: []product.Paper{{ID: "passport"}, {ID: "income"}, {ID: "photo", Optional: true}},
		},
	}
}

func ask() product.Ask {
	return product.Ask{Currency: app.RUB, Amount: 300_000_00, Term: 24, Start: app.Today(), Method: product.Annuity}
}

// desk is a service with what it leans on.
type desk struct {
	*Service
	t     *testing.T
	store *memory
	shelf *shelf
	rung  *bells
}

// attach adds a document as Documents does, in one step with its event.
func (d desk) attach(actor app.Actor, id, name string) (Application, error) {
	return d.change(d.t.Context(), actor, id, func(a Application) (Update, error) { return a.attach(actor, name, app.Now()) })
}

func newDesk(t *testing.T) desk {
	t.Helper()
	store := &memory{all: map[string]Application{}, log: map[string][]Event{}, sealed: map[string]string{}, rooms: map[string]string{}}
	shelf, rung := &shelf{[]product.Version{loan()}}, &bells{}
	return desk{&Service{Store: store, Products: shelf, Hub: rung}, t, store, shelf, rung}
}

// good answers each step as the form wants.
var good = map[string]Answers{
	"person": {"name": "Марина Ковалёва", "born": "1990-05-28", "passport": "4508 123456", "tax_id": "500100732259", "residence": "RU"},
	"work":   {"work": "employed", "employer": "Лыжная школа", "income": "100 000", "payments": "0"},
}

func (d desk) begun() Application {
	d.t.Helper()
	return d.must(d.Begin(d.t.Context(), marina, "ski", ask(), app.NewID()))
}

func (d desk) must(a Application, err error) Application {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
	return a
}

func (d desk) filled() Application {
	d.t.Helper()
	a := d.begun()
	for _, step := range []string{"person", "work"} {
		a = d.must(d.Fill(d.t.Context(), marina, a.ID, step, good[step]))
	}
	return a
}

func (d desk) submitted() Application {
	d.t.Helper()
	return d.must(d.Submit(d.t.Context(), marina, d.filled().ID, app.NewID()))
}

func (d desk) offer() OfferDraft {
	less := ask()
	less.Amount = 200_000_00
	return OfferDraft{Ask: less, Expires: app.Today().Add(5), Text: "We can lend you 200,000 ₽.", Lang: "en"}
}

func (d desk) offered() Application {
	d.t.Helper()
	a := d.must(d.Take(d.t.Context(), erik, d.submitted().ID))
	return d.must(d.Make(d.t.Context(), erik, a.ID, d.offer()))
}

// fieldsOf are the fields at which an error points.
func fieldsOf(err error) (names []string) {
	var e *app.Error
	if errors.As(err, &e) {
		for _, f := range e.Fields {
			names = append(names, f.Name)
		}
	}
	return names
}

// textOf is the id of what an error says.
func textOf(err error) string {
	var e *app.Error
	if errors.As(err, &e) {
		return e.Text.ID
	}
	return fmt.Sprint(err)
}

func TestAStrangerIsToldThatTheApplicationDoesNotExist(t *testing.T) {
	d := newDesk(t)
	draft, sent, offered := d.filled(), d.submitted(), d.offered()
	ctx := t.Context()
	for name, do := range map[string]func() error{
		"look":     func() error { _, err := d.Application(ctx, oleg, sent.ID); return err },
		"log":      func() error { _, err := d.Events(ctx, oleg, sent.ID); return err },
		"keep":     func() error { _, err := d.Keep(ctx, oleg, draft.ID, "person", good["person"]); return err },
		"fill":     func() error { _, err := d.Fill(ctx, oleg, draft.ID, "person", good["person"]); return err },
		"reckon":   func() error { _, err := d.Reckon(ctx, oleg, draft.ID, ask()); return err },
		"submit":   func() error { _, err := d.Submit(ctx, oleg, draft.ID, app.NewID()); return err },
		"attach":   func() error { _, err := d.attach(oleg, sent.ID, "a.pdf"); return err },
		"withdraw": func() error { _, err := d.Withdraw(ctx, oleg, sent.ID, "mistake"); return err },
		"accept":   func() error { _, err := d.Accept(ctx, oleg, offered.ID, offered.Offer.Digest); return err },
		"decline":  func() error { _, err := d.Decline(ctx, oleg, offered.ID, offered.Offer.Digest, "rate"); return err },
		"take":     func() error { _, err := d.Take(ctx, marina, sent.ID); return err },
		"assign":   func() error { _, err := d.Assign(ctx, anna, sent.ID, jonas.ID); return err },
		"offer":    func() error { _, err := d.Make(ctx, anna, offered.ID, d.offer()); return err },
		"board":    func() error { _, _, err := d.Board(ctx, marina, BoardFilter{}); return err },
		"reveal":   func() error { _, err := d.Reveal(ctx, marina, sent.ID, "passport", "it is mine"); return err },
		"find": func() error {
			_, err := d.FindSealed(ctx, marina, product.PassportField, "4508123456", "a letter of the court")
			return err
		},
		"others":   func() error { _, err := d.OfClient(ctx, oleg, marina.ID); return err },
		"begin":    func() error { _, err := d.Begin(ctx, anna, "ski", ask(), app.NewID()); return err },
		"no id":    func() error { _, err := d.Application(ctx, marina, "' OR 1=1"); return err },
		"nobody":   func() error { _, err := d.Application(ctx, app.Actor{}, sent.ID); return err },
		"the void": func() error { _, err := d.Application(ctx, app.Actor{ID: marina.ID}, sent.ID); return err },
	} {
		if err := do(); app.KindOf(err) != app.NotFound {
			t.Errorf("%s: %v, want not found", name, err)
		}
	}
}

func TestAChangeRingsForItsClientAndForTheBank(t *testing.T) {
	d := newDesk(t)
	a := d.submitted()
	*d.rung = nil
	d.must(d.Take(t.Context(), anna, a.ID))
	if len(*d.rung) != 2 || (*d.rung)[0].Topic != "user."+marina.ID || (*d.rung)[1].Topic != Topic {
		t.Errorf("rang %v", *d.rung)
	}
	*d.rung = nil
	d.must(d.Take(t.Context(), anna, a.ID))
	if len(*d.rung) != 0 {
		t.Errorf("nothing changed and it rang %v", *d.rung)
	}
}
