package product

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"telemark/app"
)

// shelf is a store in memory; reads counts how often the whole catalogue was read.
type shelf struct {
	Store
	revision atomic.Int64
	reads    atomic.Int64
	versions []Version
	slow     time.Duration
}

func (s *shelf) Revision(context.Context) (int64, error) { return s.revision.Load(), nil }

func (s *shelf) Offered(context.Context, app.Day) ([]Version, error) {
	s.reads.Add(1)
	time.Sleep(s.slow)
	return s.versions, nil
}

// many are products with names of their own, of four kinds.
func many(n int) (list []Version) {
	for i := range n {
		v := sound()
		v.ID, v.Slug, v.From, v.Position = app.NewID(), fmt.Sprintf("product-%d", i), "2020-01-01", i
		v.Kind = []Kind{Deposit, Loan, Mortgage, CreditCard}[i%4]
		cells := v.Content.Tariffs[0].Cells
		v.Content.Tariffs = []Tariff{{Currency: app.Currencies[i%2], Cells: cells}}
		text := Text{
			Name:       fmt.Sprintf("Вклад «Перевал» № %d", i),
			Lead:       fmt.Sprintf("Ставка не меняется весь срок, а проценты — каждый месяц. Серия %d.", i%50),
			Conditions: []Pair{{"Пополнение", "первые 60 дней, от 1 000 ₽"}, {"Частичное снятие", "нет"}, {"Закрыть раньше срока", "можно"}},
		}
		v.Content.Texts = map[string]Text{"ru": text, "en": text}
		list = append(list, v)
	}
	return list
}

func slugs(p Page) string {
	var all []string
	for _, v := range p.Products {
		all = append(all, v.Slug)
	}
	return strings.Join(all, " ")
}

func TestATariffBeginsAndEndsAtTheBanksMidnight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, 11, 30, 20, 59, 59, 0, time.UTC))) // 23:59:59 in Moscow
		old, next := sound(), sound()
		old.From, old.Until = "2026-11-01", "2026-11-30"
		next.ID, next.Number, next.From, next.Until = old.ID, 2, "2026-12-01", "2026-12-01"
		s := &Service{Store: &shelf{versions: []Version{next, old}}}
		for _, step := range []struct {
			wait time.Duration
			want int
		}{{0, 1}, {2 * time.Second, 2}, {24*time.Hour - 2*time.Second, 2}, {2 * time.Second, 0}} {
			time.Sleep(step.wait)
			v, err := s.Find(t.Context(), "pass")
			if v.Number != step.want || (app.KindOf(err) == app.NotFound) != (step.want == 0) {
				t.Errorf("at %v version %d is in force, %v; want %d", app.Now(), v.Number, err, step.want)
			}
		}
	})
}

func TestInForceIsTheLastThatBeganUnlessItHasEnded(t *testing.T) {
	at := func(number int, from, until app.Day) Version {
		return Version{Number: number, From: from, Until: until}
	}
	list := []Version{at(3, "2026-12-01", "2026-12-31"), at(1, "2026-01-01", "2026-10-31"), at(2, "2026-11-01", "")}
	for day, want := range map[app.Day]int{
		"2025-12-31": 0, "2026-01-01": 1, "2026-10-31": 1, "2026-11-01": 2, "2026-11-30": 2, "2026-12-01": 3, "2026-12-31": 3, "2027-01-01": 0,
	} {
		if v, ok := InForce(list, day); v.Number != want || ok != (want > 0) {
			t.Errorf("on %s version %d is in force, want %d", day, v.Number, want)
		}
	}
}

func TestTheCatalogueIsReadOnceForAllUntilItChanges(t *testing.T) {
	store := &shelf{versions: many(40), slow: 20 * time.Millisecond}
	s := &Service{Store: store}
	for round := range int64(2) {
		store.revision.Store(round)
		var group sync.WaitGroup
		for range 50 {
			group.Go(func() {
				if p, err := s.Catalogue(t.Context(), "ru", Filter{}); err != nil || p.Total != 40 {
					t.Errorf("%d products, %v", p.Total, err)
				}
			})
		}
		group.Wait()
		if got := store.reads.Load(); got != round+1 {
			t.Errorf("the catalogue was read %d times by revision %d", got, round)
		}
	}
}

func TestPagesOfTheCatalogueMeet(t *testing.T) {
	s := &Service{Store: &shelf{versions: many(100)}}
	for _, f := range []Filter{{}, {Kind: Deposit}, {Currency: app.RUB}, {Query: "перевал серия"}, {Kind: Loan, Query: "7"}} {
		seen, total := map[string]bool{}, 0
		for {
			p, err := s.Catalogue(t.Context(), "ru", f)
			if err != nil || len(p.Products) > PageSize {
				t.Fatal(len(p.Products), err)
			}
			total = p.Total
			for _, v := range p.Products {
				if seen[v.Slug] {
					t.Errorf("%+v shows %s twice", f, v.Slug)
				}
				seen[v.Slug] = true
			}
			if p.Next == "" {
				break
			}
			f.After = p.Next
		}
		if len(seen) != total || total == 0 {
			t.Errorf("%+v: %d on pages, %d in all", f, len(seen), total)
		}
	}
}

func TestAFilterWantsOneTariffThatFitsAll(t *testing.T) {
	list := many(4)
	list[0].Content.Tariffs = append(list[0].Content.Tariffs, Tariff{Currency: app.CNY, Cells: []Cell{{AmountLo: 10_000, AmountHi: 20_000, TermLo: 24, TermHi: 36}}})
	s := &Service{Store: &shelf{versions: list}}
	for want, f := range map[string]Filter{
		"product-0":           {Kind: Deposit},
		"product-0 product-2": {Currency: app.RUB, Amount: 500},
		"":                    {Currency: app.RUB, Amount: 10_000},
		"product-0 ":          {Currency: app.CNY, Amount: 10_000, Term: 36},
		" ":                   {Amount: 10_000, Term: 6},
		"product-1 product-3": {Currency: app.USD, Term: 12},
	} {
		p, err := s.Catalogue(t.Context(), "en", f)
		if err != nil || slugs(p) != strings.TrimSpace(want) {
			t.Errorf("%+v finds %q, want %q, %v", f, slugs(p), want, err)
		}
	}
}

func TestASearchFoldsLettersAndPrefersNames(t *testing.T) {
	list := many(3)
	for i, text := range []Text{
		{Name: "Кредит «Лёд»", Lead: "На ремонт.", Conditions: []Pair{{"Вклады", "не нужны"}}},
		{Name: "Карта", Lead: "К вкладу в подарок.", Conditions: []Pair{{"Straße", "ﬁnance"}}},
		{Name: "Вклад «Зимний»", Lead: "Растёт, как лед.", Conditions: []Pair{{"Срок", "12 месяцев"}}},
	} {
		list[i].Content.Texts = map[string]Text{"ru": text, "en": {Name: "Nothing"}}
	}
	s := &Service{Store: &shelf{versions: list}}
	for query, want := range map[string]string{
		"вклад": "product-2 product-1 product-0", "ВКЛАДЫ": "product-2 product-1 product-0", "лёд": "product-0 product-2", "ЛЕД": "product-0 product-2",
		"вклад лед": "product-2 product-0", "вклад подарок": "product-1", "STRASSE": "product-1", "finance": "product-1", "12 мес": "product-2",
		"ледник": "", "nothing": "", " «» ": "product-0 product-1 product-2", "е\u0308": "",
		strings.Repeat("вклад ", 1000): "product-2 product-1 product-0",
	} {
		if p, err := s.Catalogue(t.Context(), "ru", Filter{Query: query}); err != nil || slugs(p) != want {
			t.Errorf("%.40q finds %q, want %q, %v", query, slugs(p), want, err)
		}
	}
}

func TestComparingTakesFourThatAreOfferedEachOnce(t *testing.T) {
	s := &Service{Store: &shelf{versions: many(9)}}
	list, err := s.Compare(t.Context(), strings.Fields("product-5 nothing product-1 product-5 product-2 product-3 product-4"))
	if got := slugs(Page{Products: list}); err != nil || got != "product-5 product-1 product-2 product-3" {
		t.Errorf("got %q, %v", got, err)
	}
}

// BenchmarkCatalogue is a page of a catalogue of 16 and of 5,000, plain and searched.
func BenchmarkCatalogue(b *testing.B) {
	for _, n := range []int{16, 5000} {
		for name, f := range map[string]Filter{
			"all": {}, "filtered": {Kind: Deposit, Currency: app.RUB, Amount: 300, Term: 6}, "searched": {Query: "вклад срок"}, "letter": {Query: "п"},
		} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				s := &Service{Store: &shelf{versions: many(n)}}
				if _, err := s.Find(b.Context(), "product-0"); err != nil { // reads the catalogue
					b.Fatal(err)
				}
				b.ReportAllocs()
				for b.Loop() {
					if _, err := s.Catalogue(b.Context(), "ru", f); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkSnapshot is what one change of a catalogue of 5,000 costs its next reader, beside reading it from the store.
func BenchmarkSnapshot(b *testing.B) {
	list := many(5000)
	b.ReportAllocs()
	for b.Loop() {
		newSnapshot(1, app.Today(), list)
	}
}
