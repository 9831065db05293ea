package product

import (
	"reflect"
	"testing"

	"telemark/app"
)

// edited is a sound content after a change.
func edited(change func(*Content)) Content {
	c, _ := sound().Content.With(nil) // a copy
	change(&c)
	return c
}

func lead(text string) func(*Content) {
	return func(c *Content) {
		t := c.Texts["ru"]
		t.Lead = text
		c.Texts["ru"] = t
	}
}

func TestAClashIsNamedWithWhoChangedIt(t *testing.T) {
	original := edited(func(*Content) {})
	for name, c := range map[string]struct {
		mine, theirs func(*Content)
		want         map[string]string // place → side
	}{
		"nothing":      {func(*Content) {}, func(*Content) {}, map[string]string{}},
		"the same":     {lead("Вместе"), lead("Вместе"), map[string]string{}},
		"mine alone":   {lead("Моё"), func(*Content) {}, map[string]string{"texts.ru.lead": "mine"}},
		"theirs alone": {func(*Content) {}, lead("Их"), map[string]string{"texts.ru.lead": "theirs"}},
		"both":         {lead("Моё"), lead("Их"), map[string]string{"texts.ru.lead": ""}},
		"different cells": {
			func(c *Content) { c.Tariffs[0].Cells[0].Rate++ }, func(c *Content) { c.Tariffs[0].Cells[1].Rate++ },
			map[string]string{"tariffs.0.cells.0.rate": "mine", "tariffs.0.cells.1.rate": "theirs"},
		},
		"a cell more": {
			func(c *Content) { c.Tariffs[0].Cells = append(c.Tariffs[0].Cells, Cell{}) }, func(c *Content) { c.Tariffs[0].Cells[1].Rate++ },
			map[string]string{"tariffs.0.cells": ""},
		},
		"a list of words": {
			func(c *Content) { c.Rules.Residence = []string{"RU", "BY"} }, func(*Content) {}, map[string]string{"rules.residence": "mine"},
		},
	} {
		mine, theirs := edited(c.mine), edited(c.theirs)
		got, choice := map[string]string{}, map[string]string{}
		for _, clash := range Clashes(mine, theirs, original) {
			got[clash.Place], choice[clash.Place] = clash.Side(), clash.Mine
		}
		if !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		merged, err := theirs.With(choice)
		if err != nil || len(Diff(merged, mine)) > 0 {
			t.Errorf("%s: with all of mine it is not mine: %v, %v", name, Diff(merged, mine), err)
		}
	}
}

func TestAChoiceFitsAContentOrIsRefused(t *testing.T) {
	c := sound().Content
	for place, value := range map[string]string{
		"nowhere": `"x"`, "tariffs.99.currency": `"RUB"`, "tariffs.0.cells.0.rate": `"much"`, "texts.ru.lead": `not json`, "tariffs.0": "", "": `{}`,
		"texts.ru.lead.more": `"x"`,
	} {
		if got, err := c.With(map[string]string{place: value}); err == nil {
			t.Errorf("%s = %s is taken: %+v", place, value, got)
		}
	}
	got, err := c.With(map[string]string{"tariffs.0.cells.0.rate": "130000", "texts.ru.lead": `"Новое"`})
	if err != nil || got.Tariffs[0].Cells[0].Rate != app.Rate(130_000) || got.Texts["ru"].Lead != "Новое" {
		t.Errorf("%+v, %v", got.Tariffs[0].Cells[0], err)
	}
}
