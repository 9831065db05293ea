package view

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"telemark/app"
)

type drawer struct{ views []View }

func (d *drawer) Views(context.Context, string, string) ([]View, error) { return d.views, nil }
func (d *drawer) Put(_ context.Context, _ string, v View) error {
	d.views = append(d.views, v)
	return nil
}
func (d *drawer) Drop(context.Context, string, string) (string, error) { return "", app.ErrNotFound }

func TestAViewIsOfAPageOfTheStaffWithAName(t *testing.T) {
	erik := app.Actor{ID: "erik", Role: app.Manager}
	for _, c := range []struct {
		actor             app.Actor
		page, name, query string
		want              string // of the stored view; empty when it is refused
	}{
		{erik, "/manager/products", "  My   drafts ", "state=draft&kind=deposit", "My drafts /manager/products?kind=deposit&state=draft"},
		{erik, "/manager/products", "All", "", "All /manager/products"},
		{erik, "/manager/products", " ", "", ""},
		{erik, "/manager/products", strings.Repeat("я", MaxName), "", strings.Repeat("я", MaxName) + " /manager/products"},
		{erik, "/manager/products", strings.Repeat("я", MaxName+1), "", ""},
		{erik, "https://elsewhere/manager", "x", "", ""},
		{erik, "//elsewhere", "x", "", ""},
		{erik, "/client", "x", "", ""},
		{erik, "/manager/products?x", "x", "", ""},
		{erik, "/manager/products", "x", "a=%zz", ""},
		{erik, "/manager/products", "x", "a=" + strings.Repeat("b", maxQuery), ""},
		{app.Actor{ID: "marina", Role: app.Client}, "/manager/products", "x", "", ""},
		{app.Actor{}, "/manager/products", "x", "", ""},
	} {
		d := &drawer{}
		v, err := (&Service{Store: d}).Save(t.Context(), c.actor, c.page, c.name, c.query)
		got := ""
		if err == nil {
			got = v.Name + " " + v.Address()
		}
		if got != c.want || len(d.views) == 0 != (c.want == "") {
			t.Errorf("%q of %q?%q: %q, %v; want %q", c.name, c.page, c.query, got, err, c.want)
		}
	}
}

func TestThereIsAnEndToViewsUnlessOneIsReplaced(t *testing.T) {
	s, erik := &Service{Store: &drawer{}}, app.Actor{ID: "erik", Role: app.Manager}
	for i := range Most {
		if _, err := s.Save(t.Context(), erik, "/manager/products", fmt.Sprint(i), ""); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Save(t.Context(), erik, "/manager/products", "one more", ""); app.KindOf(err) != app.Invalid {
		t.Errorf("one more: %v", err)
	}
	if _, err := s.Save(t.Context(), erik, "/manager/products", "7", ""); err != nil {
		t.Errorf("the seventh anew: %v", err)
	}
}
