package product

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"telemark/app"
)

// sound is a version that can be published.
func sound() Version {
	text := Text{Name: "Pass", Lead: "A rate that stays.", Conditions: []Pair{{"Top-ups", "no"}}, Documents: []Document{{"Terms", "One."}}}
	both := map[string]string{"en": "A", "ru": "А"}
	return Version{
		Product: Product{ID: app.NewID(), Slug: "pass", Kind: Deposit}, Number: 1, From: "2026-11-01",
		Content: Content{
			Texts:      map[string]Text{"en": text, "ru": text},
			Attributes: Attributes{Deposit: &DepositTerms{Payouts: []Payout{Monthly}}},
			Tariffs: []Tariff{{
				Currency: app.RUB,
				Cells: []Cell{
					{AmountLo: 100, AmountHi: 199, TermLo: 1, TermHi: 6, Rate: 1}, {AmountLo: 200, AmountHi: 500, TermLo: 1, TermHi: 6, Rate: 2},
					{AmountLo: 100, AmountHi: 500, TermLo: 7, TermHi: 12, Rate: 3}, {Segment: "new", AmountLo: 1, AmountHi: 9, TermLo: 3, TermHi: 3},
				},
				Fees: []Fee{{ID: "opening", Per: Once, Minor: 5}},
			}},
			Rules: Rules{MinAge: 18, MaxAge: 70, Residence: []string{"RU"}},
			Form: []Step{
				{ID: "one", Names: both, Fields: []Field{
					{ID: "work", Type: ChoiceField, Labels: both, Choices: []Choice{{"yes", both}, {NoWork, both}}}, {ID: "sure", Type: YesField, Labels: both},
				}},
				{ID: "two", Names: both, Fields: []Field{
					{ID: "employer", Type: TextField, Labels: both, When: &When{"work", "yes"}}, {ID: "why", Type: TextField, Labels: both, When: &When{"sure", "no"}},
				}},
				{ID: "three", Names: both, Fields: []Field{
					{ID: BornField, Type: DateField, Labels: both}, {ID: ResidenceField, Type: CountryField, Labels: both},
				}},
			},
			Papers: []Paper{{ID: "income", Names: both}},
		},
	}
}

func TestAVersionThatIsWrongSaysWhere(t *testing.T) {
	if v := sound(); v.Check() != nil {
		t.Fatalf("a sound version is refused: %v", v.Check())
	}
	cells := func(v *Version) []Cell { return v.Content.Tariffs[0].Cells }
	for place, spoil := range map[string]func(*Version){
		"kind product.kind_odd":                              func(v *Version) { v.Kind, v.Content.Attributes.Deposit = "bond", nil; v.Content.Tariffs = nil },
		"texts.ru product.text_missing":                      func(v *Version) { delete(v.Content.Texts, "ru") },
		"attributes.deposit product.attributes_missing":      func(v *Version) { v.Content.Attributes.Deposit = nil },
		"attributes.credit product.attributes_other":         func(v *Version) { v.Content.Attributes.Credit = &CreditTerms{Methods: []Method{Annuity}} },
		"attributes.deposit.payouts product.options_missing": func(v *Version) { v.Content.Attributes.Deposit.Payouts = nil },
		"attributes.deposit.payouts product.choice_odd":      func(v *Version) { v.Content.Attributes.Deposit.Payouts = []Payout{Monthly, Monthly} },
		"attributes.deposit.early_rate product.rate_odd":     func(v *Version) { v.Content.Attributes.Deposit.EarlyRate = -1 },
		"tariffs product.tariff_missing":                     func(v *Version) { v.Content.Tariffs = nil },
		"tariffs.0.currency product.currency_odd":            func(v *Version) { v.Content.Tariffs[0].Currency = "GBP" },
		"tariffs.1.currency product.currency_twice":          func(v *Version) { v.Content.Tariffs = append(v.Content.Tariffs, v.Content.Tariffs[0]) },
		"tariffs.0.cells product.cells_missing":              func(v *Version) { v.Content.Tariffs[0].Cells = nil },
		"tariffs.0.cells.1.rate product.rate_odd":            func(v *Version) { cells(v)[1].Rate = 1_000_001 },
		"tariffs.0.cells.2.segment product.segment_odd":      func(v *Version) { cells(v)[2].Segment = "friends" },
		"tariffs.0.cells.0.amount_hi product.cell_turned":    func(v *Version) { cells(v)[0].AmountHi = 99 },
		"tariffs.0.cells.0.term_lo product.term_odd":         func(v *Version) { cells(v)[0].TermLo = 0 },
		"tariffs.0.cells.1 product.overlap":                  func(v *Version) { cells(v)[1].AmountLo = 199 },
		"tariffs.0.cells product.gap":                        func(v *Version) { cells(v)[1].AmountLo = 201 },
		"tariffs.0.fees.0.id product.choice_odd":             func(v *Version) { v.Content.Tariffs[0].Fees[0].ID = "bribe" },
		"tariffs.0.fees.0.in_cost product.act_in_cost":       func(v *Version) { v.Content.Tariffs[0].Fees[0] = Fee{ID: "late", Per: PerAct, InCost: true} },
		"rules.max_age product.number_odd":                   func(v *Version) { v.Content.Rules.MaxAge = 17 },
		"rules.residence.0 product.country_odd":              func(v *Version) { v.Content.Rules.Residence[0] = "Russia" },
		"rules.min_age product.rule_unasked":                 func(v *Version) { v.Content.Form[2].Fields[0].ID = "birthday" },
		"rules.max_age product.rule_unasked":                 func(v *Version) { v.Content.Form[2].Fields[0].Optional = true },
		"rules.residence product.rule_unasked":               func(v *Version) { v.Content.Form[2].Fields[1].When = &When{"sure", "no"} },
		"rules.min_income product.rule_unasked":              func(v *Version) { v.Content.Rules.MinIncome = 1 },
		"rules.max_share product.rule_unasked":               func(v *Version) { v.Content.Rules.MaxShare = 1; v.Content.Form[2].Fields[0].ID = IncomeField },
		"form.1.id product.id_twice":                         func(v *Version) { v.Content.Form[1].ID = "one" },
		"form.0.fields product.fields_missing":               func(v *Version) { v.Content.Form = []Step{{ID: "a", Names: v.Content.Papers[0].Names}} },
		"form.1.fields.0.id product.id_twice":                func(v *Version) { v.Content.Form[1].Fields[0].ID = "work" },
		"form.1.fields.0.id product.id_odd":                  func(v *Version) { v.Content.Form[1].Fields[0].ID = "Work place" },
		"form.1.fields.0.type product.choice_odd":            func(v *Version) { v.Content.Form[1].Fields[0].Type = "html" },
		"form.1.fields.0.when product.when_later":            func(v *Version) { v.Content.Form[1].Fields[0].When.Field = "why" },
		"form.1.fields.0.when product.when_never":            func(v *Version) { v.Content.Form[1].Fields[0].When.Is = "perhaps" },
		"form.1.fields.1.when product.when_never":            func(v *Version) { v.Content.Form[1].Fields[1].When.Is = "true" },
		"form.0.fields.0.choices product.options_missing":    func(v *Version) { v.Content.Form[0].Fields[0].Choices = nil },
		"form.0.fields.1.labels.ru product.text_missing":     func(v *Version) { v.Content.Form[0].Fields[1].Labels = map[string]string{"en": "A"} },
		"papers.0.id product.id_odd":                         func(v *Version) { v.Content.Papers[0].ID = "" },
	} {
		v := sound()
		spoil(&v)
		if got := said(v.Check()); !slices.Contains(got, place) {
			t.Errorf("want %s, got %v", place, got)
		}
	}
}

// said are the places and texts of an error.
func said(err error) (all []string) {
	var e *app.Error
	if !errors.As(err, &e) || e.Kind != app.Invalid {
		return nil
	}
	for _, f := range e.Fields {
		all = append(all, f.Name+" "+f.Text.ID)
	}
	return all
}

// cut splits a rectangle at random until there are so many boxes.
func cut(dice *rand.Rand, count int) []Cell {
	cells := []Cell{{AmountLo: 1000, AmountHi: 1_000_000, TermLo: 1, TermHi: 120}}
	for len(cells) < count {
		i := dice.IntN(len(cells))
		a, b := cells[i], cells[i]
		switch {
		case dice.IntN(2) == 0 && a.AmountHi > a.AmountLo:
			a.AmountHi = a.AmountLo + dice.Int64N(a.AmountHi-a.AmountLo)
			b.AmountLo = a.AmountHi + 1
		case a.TermHi > a.TermLo:
			a.TermHi = a.TermLo + dice.IntN(a.TermHi-a.TermLo)
			b.TermLo = a.TermHi + 1
		default:
			continue
		}
		cells[i] = a
		cells = append(cells, b)
	}
	dice.Shuffle(len(cells), func(i, j int) { cells[i], cells[j] = cells[j], cells[i] })
	return cells
}

func faultsOf(cells []Cell) faults {
	var f faults
	f.cells("cells", Deposit, Tariff{Currency: app.RUB, Cells: cells})
	return f
}

func FuzzAGridIsRefusedExactlyWhenItHasAGapOrAnOverlap(f *testing.F) {
	for seed := range uint64(60) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		dice := rand.New(rand.NewPCG(seed, 7)) //nolint:gosec // the same grids each time
		cells := cut(dice, 3+dice.IntN(60))
		if got := faultsOf(cells); got != nil {
			t.Fatalf("a whole grid is refused: %+v", got)
		}
		i := inner(cells)
		missing := slices.Delete(slices.Clone(cells), i, i+1)
		bounds := spanOf(cells)
		got := faultsOf(missing)
		if spanOf(missing) == bounds { // the missing cell was not a whole side
			if len(got) != 1 || got[0].Text.ID != "product.gap" {
				t.Fatalf("a gap passes: %+v", got)
			}
			lo, hi := got[0].Text.Args["AmountLo"].(app.Money).Minor, got[0].Text.Args["AmountHi"].(app.Money).Minor
			if c := cells[i]; lo < c.AmountLo || hi > c.AmountHi || got[0].Text.Args["TermLo"].(int) < c.TermLo || got[0].Text.Args["TermHi"].(int) > c.TermHi {
				t.Fatalf("the gap is %+v, named is %v", c, got[0].Text.Args)
			}
		}
		grown := slices.Clone(cells)
		grown[i].AmountHi++
		if got := faultsOf(grown); spanOf(grown) == bounds && (len(got) == 0 || got[0].Text.ID != "product.overlap") {
			t.Fatalf("an overlap passes: %+v", got)
		}
		short := slices.Clone(cells)
		if short[i].AmountHi--; short[i].AmountHi >= short[i].AmountLo && spanOf(short) == bounds {
			if got := faultsOf(short); len(got) == 0 || got[0].Text.ID != "product.gap" {
				t.Fatalf("a gap of one unit passes: %+v", got)
			}
		}
	})
}

// inner is a cell that touches the upper end of the amounts as little as can be.
func inner(cells []Cell) int {
	best := 0
	for i, c := range cells {
		if c.AmountHi < cells[best].AmountHi {
			best = i
		}
	}
	return best
}

func TestALongGridIsCheckedQuickly(t *testing.T) {
	var cells []Cell
	for i := range int64(maxCells) {
		cells = append(cells, Cell{AmountLo: 100 * i, AmountHi: 100*i + 99, TermLo: int(i)%7 + 1, TermHi: int(i)%7 + 1})
	}
	if got := faultsOf(cells); len(got) != 1 || got[0].Text.ID != "product.gap" {
		t.Errorf("got %+v", got)
	}
	if got := fmt.Sprint(faultsOf(append(cells, cells...))); !strings.Contains(got, "list_long") {
		t.Errorf("too many cells: %s", got)
	}
}
