package product

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"telemark/app"
	"telemark/app/approval"
)

// yard is a store of an inventory in memory; reads counts how often all of it was read.
type yard struct {
	Store
	outlines []Outline
	drafts   []DraftSummary
	reads    int
}

func (y *yard) Revision(context.Context) (int64, error) { return 1, nil }
func (y *yard) Outlines(context.Context) ([]Outline, error) {
	y.reads++
	return y.outlines, nil
}
func (y *yard) Drafts(context.Context, int) ([]DraftSummary, error) { return y.drafts, nil }

var watcher = app.Actor{ID: "erik", Role: app.Manager}

// outline is a version from one day to another.
func outline(slug string, kind Kind, number int, from, until app.Day) Outline {
	v := Version{Product: Product{ID: slug, Slug: slug, Kind: kind}, Number: number, From: from, Until: until, CreatedAt: from.Start()}
	v.Content.Texts = map[string]Text{"en": {Name: "Deposit " + slug}, "ru": {Name: "Вклад «Лёд " + slug + "»"}}
	return Outline{Version: v, Offers: []Offer{{app.RUB, Span{RateLo: 100_000, RateHi: 145_000}}, {app.CNY, Span{}}}}
}

func archived(o Outline) Outline {
	o.Archived = true
	return o
}

func stands(p InventoryPage) string {
	var all []string
	for _, l := range p.Lines {
		word := l.Slug + ":" + string(l.Standing)
		if l.Now != nil {
			word += fmt.Sprintf(":%d", l.Now.Number)
		}
		if l.Next != nil {
			word += fmt.Sprintf(">%d", l.Next.Number)
		}
		all = append(all, word)
	}
	return strings.Join(all, " ")
}

func TestTheInventoryShowsHowEachProductStandsOnADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)))
		s := &Service{Store: &yard{
			outlines: []Outline{
				outline("pass", Deposit, 3, "2026-12-01", ""), outline("pass", Deposit, 2, "2026-11-01", "2026-11-30"), outline("pass", Deposit, 1, "2026-01-01", "2026-10-31"),
				outline("soon", Deposit, 1, "2027-01-01", ""), outline("over", Loan, 1, "2026-01-01", "2026-05-31"), archived(outline("old", Loan, 1, "2026-01-01", "")),
			},
			drafts: []DraftSummary{
				{ID: "d1", Product: Product{Slug: "new", Kind: Savings}, Titles: approval.Titles{"en": "Hut"}},
				{ID: "d2", Product: Product{ID: "pass", Slug: "pass", Kind: Deposit}, Sent: "r"},
			},
		}}
		for name, c := range map[string]struct {
			filter InventoryFilter
			want   string
		}{
			"all":              {InventoryFilter{}, "new:unborn pass:on_sale:2>3 soon:coming>1 over:ended old:archived"},
			"on a day before":  {InventoryFilter{Day: "2026-03-01"}, "new:unborn pass:on_sale:1>2 soon:coming>1 over:on_sale:1 old:on_sale:1"},
			"on a day to come": {InventoryFilter{Day: "2027-02-01"}, "new:unborn pass:on_sale:3 soon:on_sale:1 over:ended old:archived"},
			"on sale":          {InventoryFilter{State: "on_sale"}, "pass:on_sale:2>3"},
			"coming":           {InventoryFilter{State: "coming"}, "soon:coming>1"},
			"ended":            {InventoryFilter{State: "ended"}, "over:ended"},
			"archived":         {InventoryFilter{State: "archived"}, "old:archived"},
			"drafts":           {InventoryFilter{State: "draft"}, "new:unborn"},
			"waiting":          {InventoryFilter{State: "waiting"}, "pass:on_sale:2>3"},
			"of a kind":        {InventoryFilter{Kind: Loan}, "over:ended old:archived"},
			"in a currency":    {InventoryFilter{Currency: app.CNY}, "pass:on_sale:2>3 soon:coming>1"},
			"in none":          {InventoryFilter{Currency: app.USD}, ""},
			"by words":         {InventoryFilter{Query: "ЛЕД pass"}, "pass:on_sale:2>3"},
			"by address":       {InventoryFilter{Query: "soo"}, "soon:coming>1"},
			"a draft's name":   {InventoryFilter{Query: "hut"}, "new:unborn"},
			"by name":          {InventoryFilter{Order: ByName, Kind: Deposit}, "pass:on_sale:2>3 soon:coming>1"},
			"by change":        {InventoryFilter{Order: ByChange, Kind: Deposit}, "soon:coming>1 pass:on_sale:2>3"},
		} {
			page, err := s.Inventory(t.Context(), watcher, "ru", c.filter)
			if got := stands(page); err != nil || got != c.want {
				t.Errorf("%s: %q, %v; want %q", name, got, err, c.want)
			}
		}
		if _, err := s.Inventory(t.Context(), app.Actor{ID: "anna", Role: app.Operator}, "ru", InventoryFilter{}); app.KindOf(err) != app.NotFound {
			t.Errorf("an operator reads it: %v", err)
		}
	})
}

func TestAHeadlineIsTheBestRateOfTheMainCurrency(t *testing.T) {
	for kind, want := range map[Kind]app.Rate{Deposit: 145_000, Savings: 145_000, Loan: 100_000, CreditCard: 100_000, DebitCard: 0} {
		o := outline("x", kind, 1, "2026-01-01", "")
		if got, ok := (Line{Product: o.Product, Now: &o}).Headline(); got != want || ok != (kind != DebitCard) {
			t.Errorf("of a %s it is %d, %t", kind, got, ok)
		}
	}
}

// deep is an inventory of n products, each with three versions.
func deep(n int) *yard {
	y := &yard{}
	for i := range n {
		slug := fmt.Sprintf("product-%d", i)
		for number := 3; number > 0; number-- {
			y.outlines = append(y.outlines, outline(slug, Kinds[i%len(Kinds)], number, app.Day(fmt.Sprintf("2026-0%d-01", number)), ""))
		}
	}
	return y
}

func TestPagesOfTheInventoryMeetAndAllOfItIsReadOnce(t *testing.T) {
	y := deep(230)
	s := &Service{Store: y}
	for _, f := range []InventoryFilter{{}, {Kind: Loan}, {Query: "product 1"}, {Order: ByName}} {
		seen, total := map[string]bool{}, 0
		for {
			p, err := s.Inventory(t.Context(), watcher, "en", f)
			if err != nil || len(p.Lines) > InventorySize {
				t.Fatal(len(p.Lines), err)
			}
			for _, l := range p.Lines {
				if seen[l.Slug] {
					t.Errorf("%+v shows %s twice", f, l.Slug)
				}
				seen[l.Slug] = true
			}
			if total, f.After = p.Total, p.Next; p.Next == "" {
				break
			}
		}
		if len(seen) != total || total == 0 {
			t.Errorf("%+v: %d on pages, %d in all", f, len(seen), total)
		}
	}
	if y.reads != 1 {
		t.Errorf("it was read %d times", y.reads)
	}
}

// BenchmarkInventory is a page of 5,000 products with 15,000 versions: as they stand, by name, and searched.
func BenchmarkInventory(b *testing.B) {
	s := &Service{Store: deep(5000)}
	for name, f := range map[string]InventoryFilter{"all": {}, "by name": {Order: ByName}, "searched": {Query: "product 12"}, "as of": {Day: "2026-02-10", State: "on_sale"}} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := s.Inventory(b.Context(), watcher, "ru", f); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
