package store_test

import (
	"fmt"
	"testing"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/chat"
	"telemark/app/product"
	"telemark/app/store"
)

// silence is a hub that nobody listens to.
type silence struct{}

func (silence) Publish(app.Event) {}

// bank is a database with the people that a test needs.
type bank struct {
	t    testing.TB
	db   *store.DB
	chat chat.Service
}

func newBank(t testing.TB, db *store.DB) bank {
	return bank{t: t, db: db, chat: chat.Service{Store: db.Chat(), Hub: silence{}}}
}

// person registers somebody and returns them as an actor.
func (b bank) person(name string, role app.Role) app.Actor {
	b.t.Helper()
	p := account.Person{
		ID: app.NewID(), Name: name, Email: app.NewID() + "@example.com", Role: role, Rights: app.Usual(role), Lang: "ru", CreatedAt: app.Now(),
	}
	actor := app.Actor{ID: p.ID, Name: name, Role: role, Duties: p.Rights.Duties, Scope: p.Rights.Scope, Address: "192.0.2.1", Request: "test"}
	if err := b.db.Accounts().Create(b.t.Context(), p, "$argon2id$", app.Record(actor, "person.create", p.ID, "", "")); err != nil {
		b.t.Fatalf("create %s: %v", name, err)
	}
	return actor
}

func (b bank) open(client app.Actor, body string) chat.Room {
	b.t.Helper()
	c, err := b.chat.Open(b.t.Context(), client, "cards", draft(body))
	if err != nil {
		b.t.Fatalf("open: %v", err)
	}
	return c.Room
}

func (b bank) post(actor app.Actor, room, body string) chat.Message {
	b.t.Helper()
	c, err := b.chat.Post(b.t.Context(), actor, room, draft(body))
	if err != nil {
		b.t.Fatalf("post: %v", err)
	}
	return c.Message()
}

func (b bank) take(operator app.Actor, room string) chat.Room {
	b.t.Helper()
	c, err := b.chat.Take(b.t.Context(), operator, room)
	if err != nil {
		b.t.Fatalf("take: %v", err)
	}
	return c.Room
}

// log reads the whole log of a room as the staff see it.
func (b bank) log(room string) []chat.Message {
	b.t.Helper()
	var all []chat.Message
	for after := int64(0); ; {
		page, err := b.db.Chat().Messages(b.t.Context(), chat.Page{Room: room, After: after, Before: after + 51, Side: chat.StaffSide})
		if err != nil {
			b.t.Fatalf("messages: %v", err)
		}
		if len(page) == 0 {
			return all
		}
		all = append(all, page...)
		after = page[len(page)-1].Seq
	}
}

// gapless tells what is wrong with the numbers of a log.
func gapless(log []chat.Message) error {
	seen := map[string]bool{}
	for i, m := range log {
		if m.Seq != int64(i+1) {
			return fmt.Errorf("entry %d has the number %d", i+1, m.Seq)
		}
		if seen[m.ID] {
			return fmt.Errorf("the id %s is there twice", m.ID)
		}
		seen[m.ID] = true
	}
	return nil
}

func draft(body string) chat.Draft { return chat.Draft{Body: body, Key: app.NewID()} }

func kindIs(t *testing.T, err error, want app.Kind) {
	t.Helper()
	if got := app.KindOf(err); err == nil || got != want {
		t.Errorf("error is %v (kind %d), want kind %d", err, got, want)
	}
}

// offered is the content of a deposit with two tariffs.
func offered(rate app.Rate) product.Content {
	text := func(name, lead string) product.Text {
		return product.Text{Name: name, Lead: lead, Conditions: []product.Pair{{Head: "№ 1", Body: "a\\\nb 'quoted' ё"}}}
	}
	return product.Content{
		Texts:      map[string]product.Text{"en": text("Deposit “Pass”", "A rate that stays."), "ru": text("Вклад «Перевал»", "Ставка не меняется.")},
		Attributes: product.Attributes{Deposit: &product.DepositTerms{Payouts: []product.Payout{product.Monthly}, TopUpDays: -1, Insured: 1_400_000_00}},
		Tariffs: []product.Tariff{
			{Currency: app.RUB, Cells: []product.Cell{
				{AmountLo: 50_000_00, AmountHi: 499_999_99, TermLo: 3, TermHi: 24, Rate: rate},
				{AmountLo: 500_000_00, AmountHi: 5_000_000_00, TermLo: 3, TermHi: 24, Rate: rate + 5_000},
			}},
			{Currency: app.CNY, Cells: []product.Cell{{AmountLo: 100_00, AmountHi: 1_000_000_00, TermLo: 6, TermHi: 12, Rate: 12_345}}},
		},
		Rules: product.Rules{MinAge: 18, Jobless: true},
	}
}

// product publishes one that is in force since a month.
func (b bank) product(slug string) product.Version {
	b.t.Helper()
	v, err := b.products().Add(b.t.Context(), account.System, product.Product{Slug: slug, Kind: product.Deposit, Position: 10}, offered(145_000),
		app.Today().AddMonths(-1))
	if err != nil {
		b.t.Fatalf("product %s: %v", slug, err)
	}
	return v
}

func (b bank) products() *product.Service { return &product.Service{Store: b.db.Products()} }
