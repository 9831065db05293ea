package demo

import (
	"context"
	"fmt"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/product"
)

// offering is a product of the demo bank with its past and its future, in months from the one in which the bank is filled.
type offering struct {
	slug     string
	kind     product.Kind
	content  product.Content
	began    int                    // 0 or less: on the first of which month the present tariff began
	drift    app.Rate               // before that, each of the thirteen months had a tariff with this much more than the next
	next     func(*product.Content) // what changes on the first of the next month
	ends     *int                   // at the end of which month it does, and nothing follows
	archived bool
}

// offerings are all of them, in the order of the catalogue.
func offerings() []offering {
	return []offering{
		passDeposit(), trailDeposit(), eastDeposit(), firstSnowDeposit(), hutSavings(), tailwindLoan(), freshTrackLoan(),
		slopeMortgage(), familyMortgage(), roadCarLoan(), avalancheCard(), leopardCard(), skiPassCard(), traverseCard(), classicCard(),
		ropeInsurance(), warmInsurance(), patrolInsurance(),
	}
}

// Products publishes the demo bank's products, each with the tariffs that were in force before and those that are to come.
func Products(ctx context.Context, s *product.Service) error {
	for i, o := range offerings() {
		if err := o.publish(ctx, s, 10*(i+1)); err != nil {
			return fmt.Errorf("demo product %s: %w", o.slug, err)
		}
	}
	return nil
}

func (o offering) publish(ctx context.Context, s *product.Service, position int) error {
	first := app.Today()[:8] + "01"
	history := 0
	if o.drift != 0 {
		history = 13
	}
	for back := history; back >= 0; back-- {
		c, from := shifted(o.content, o.drift*app.Rate(back)), first.AddMonths(o.began-back)
		var err error
		if back == history {
			_, err = s.Add(ctx, account.System, product.Product{Slug: o.slug, Kind: o.kind, Position: position}, c, from)
		} else {
			_, err = s.Schedule(ctx, account.System, o.slug, c, from)
		}
		if err != nil {
			return err
		}
	}
	return o.future(ctx, s, first)
}

func (o offering) future(ctx context.Context, s *product.Service, first app.Day) error {
	if o.next != nil {
		c := shifted(o.content, 0)
		o.next(&c)
		if _, err := s.Schedule(ctx, account.System, o.slug, c, first.AddMonths(1)); err != nil {
			return err
		}
	}
	if o.ends != nil {
		if err := s.Retire(ctx, account.System, o.slug, first.AddMonths(*o.ends+1).Add(-1)); err != nil {
			return err
		}
	}
	if o.archived {
		return s.Archive(ctx, account.System, o.slug)
	}
	return nil
}

// shifted is the content with other rates, and tariffs of its own.
func shifted(c product.Content, by app.Rate) product.Content {
	tariffs := make([]product.Tariff, len(c.Tariffs))
	for i, t := range c.Tariffs {
		cells := make([]product.Cell, len(t.Cells))
		for j, cell := range t.Cells {
			cell.Rate += by
			cells[j] = cell
		}
		t.Cells = cells
		tariffs[i] = t
	}
	c.Tariffs = tariffs
	return c
}

// Units in which people think, as the program counts them.
const (
	rouble   = 100
	thousand = 1000 * rouble
	million  = 1000 * thousand
	percent  = app.Rate(10_000)
	tenth    = percent / 10 // of a percent
)

// said is a text in both languages.
type said struct{ en, ru string }

func (s said) names() map[string]string { return map[string]string{"en": s.en, "ru": s.ru} }

// told is a heading with its body in both languages.
type told struct{ head, body said }

// story is what a product says of itself.
type story struct {
	name, lead                   said
	conditions, steps, questions []told
	documents                    []told
}

func (s story) texts() map[string]product.Text {
	pick := map[string]func(said) string{"en": func(w said) string { return w.en }, "ru": func(w said) string { return w.ru }}
	all := map[string]product.Text{}
	for lang, in := range pick {
		pairs := func(list []told) (pairs []product.Pair) {
			for _, t := range list {
				pairs = append(pairs, product.Pair{Head: in(t.head), Body: in(t.body)})
			}
			return pairs
		}
		text := product.Text{
			Name: in(s.name), Lead: in(s.lead), Conditions: pairs(s.conditions), Steps: pairs(s.steps), Questions: pairs(s.questions),
		}
		for _, d := range s.documents {
			text.Documents = append(text.Documents, product.Document{Name: in(d.head), Body: in(d.body)})
		}
		all[lang] = text
	}
	return all
}

// grid makes cells of a segment out of the first amount and the first term of each row and column, the ends of the last ones, and
// the rates row by row in tenths of a percent.
func grid(segment string, amounts []int64, terms []int, rates ...[]app.Rate) (cells []product.Cell) {
	for i, row := range rates {
		for j, rate := range row {
			cell := product.Cell{Segment: segment, AmountLo: amounts[i], AmountHi: amounts[i+1] - 1, TermLo: terms[j], TermHi: terms[j+1] - 1, Rate: rate * tenth}
			if i == len(rates)-1 {
				cell.AmountHi++
			}
			if j == len(row)-1 {
				cell.TermHi++
			}
			cells = append(cells, cell)
		}
	}
	return cells
}

// flat is one rate for all amounts of a product without terms.
func flat(segment string, lo, hi int64, rate app.Rate) product.Cell {
	return product.Cell{Segment: segment, AmountLo: lo, AmountHi: hi, Rate: rate}
}
