package workflow

import (
	"math"
	"slices"

	"telemark/app"
)

// Bands are amounts that stand for all: between two neighbouring limits every way is open or closed alike, so the limits themselves, and
// anything above the highest, are enough.
func (c Content) Bands() []int64 {
	bands := []int64{math.MaxInt64}
	for _, s := range c.Stages {
		for _, w := range s.Ways {
			if w.Limit > 0 {
				bands = append(bands, w.Limit)
			}
		}
	}
	slices.Sort(bands)
	return slices.Compact(bands)
}

// open are the targets to which ways of a stage lead with an amount.
func (s Stage) open(amount int64) (to []string) {
	for _, w := range s.Ways {
		if w.Needs(amount) > 0 {
			to = append(to, w.To)
		}
	}
	return to
}

// reached are the stages to which an application of an amount can come.
func (c Content) reached(amount int64) map[string]bool {
	seen := map[string]bool{c.Stages[0].ID: true}
	for queue := []string{c.Stages[0].ID}; len(queue) > 0; queue = queue[1:] {
		s, _ := c.Stage(queue[0])
		for _, to := range s.open(amount) {
			if c.At(to) >= 0 && !seen[to] {
				seen[to] = true
				queue = append(queue, to)
			}
		}
	}
	return seen
}

// ending are the stages from which an application of an amount can come to one of these outcomes.
func (c Content) ending(amount int64, outcomes ...string) map[string]bool {
	ends := map[string]bool{}
	for grown := true; grown; {
		grown = false
		for _, s := range c.Stages {
			if !ends[s.ID] && slices.ContainsFunc(s.open(amount), func(to string) bool { return ends[to] || slices.Contains(outcomes, to) }) {
				ends[s.ID], grown = true, true
			}
		}
	}
	return ends
}

// walk finds stages that nobody reaches, and, for any amount, stages from which no decision can be reached. Being asked again and again
// is no decision.
func (c *checker) walk() {
	bands := c.Bands()
	for i, s := range c.Stages {
		somewhere := false
		var stuck, refused []int64
		for _, amount := range bands {
			if !c.reached(amount)[s.ID] {
				continue
			}
			somewhere = true
			switch {
			case !c.ending(amount, Offer, Refuse)[s.ID]:
				stuck = append(stuck, amount)
			case !c.ending(amount, Offer)[s.ID]:
				refused = append(refused, amount)
			}
		}
		if !somewhere {
			c.wrong(app.T("workflow.stage_unreached"), "stages.%d", i)
		}
		if len(stuck) > 0 {
			text := app.T("workflow.dead_end")
			if from, ok := above(bands, stuck[0]); ok {
				text = app.T("workflow.dead_end_above", "Amount", from)
			}
			c.wrong(text, "stages.%d.ways", i)
		}
		if len(refused) > 0 {
			text := app.T("workflow.only_refused")
			if from, ok := above(bands, refused[0]); ok {
				text = app.T("workflow.only_refused_above", "Amount", from)
			}
			c.odd(text, "stages.%d.ways", i)
		}
	}
}

// above is the amount above which a band begins; ok is false of the first one, which begins at nothing.
func above(bands []int64, band int64) (from app.Money, ok bool) {
	i := slices.Index(bands, band)
	if i <= 0 {
		return from, false
	}
	return app.Money{Minor: bands[i-1], Currency: app.RUB}, true
}

// staffed finds rights that too few people hold.
func (c *checker) staffed(people map[Right]int) {
	if people == nil {
		return
	}
	for i, s := range c.Stages {
		if people[s.Who] == 0 {
			c.odd(app.T("workflow.nobody_works"), "stages.%d.who", i)
		}
		for n, w := range s.Ways {
			switch held := people[w.Right]; {
			case held == 0:
				c.odd(app.T("workflow.nobody_may"), "stages.%d.ways.%d.right", i, n)
			case w.Votes > held:
				c.odd(app.T("workflow.too_few", "Count", held), "stages.%d.ways.%d.votes", i, n)
			}
		}
	}
}
