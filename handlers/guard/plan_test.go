package guard

import (
	"net/http"
	"slices"
	"testing"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
)

func TestThePlanSaysWhatTheGuardsOfTheTableSay(t *testing.T) {
	g := newSite(t, Options{}).guard
	f := fiber.New()
	ran := 0
	page := func(*fiber.Ctx) error { ran++; return nil }
	f.Get("/", page)
	area := f.Group("", func(c *fiber.Ctx) error { ran++; return c.Next() }).Group("/manager", g.Only(app.Manager))
	area.Get("/", page)
	area.Get("/staff/:person", g.Duty(app.Administrator), page)
	area.Post("/staff/:person", g.Duty(app.Administrator, app.Supervisor), page)
	part := area.Group("/audit", g.Duty(app.Auditor))
	part.Get("/:record", page)
	other := f.Group("/client", g.Only(app.Client))
	other.Get("/", page)
	p := g.PlanOf(f, "/client", "/manager")
	manager := func(d app.Duties) app.Actor { return app.Actor{ID: "x", Role: app.Manager, Duties: d} }
	for _, test := range []struct {
		who          app.Actor
		method, path string
		want         bool
	}{
		{manager(0), "GET", "/manager", true}, {manager(0), "GET", "/manager/staff/:person", false}, {app.Actor{}, "GET", "/manager", false},
		{app.Actor{ID: "x", Role: app.Client}, "GET", "/manager", false}, {app.Actor{ID: "x", Role: app.Client}, "GET", "/client", true},
		{manager(app.Administrator), "GET", "/manager/staff/01J", true}, {manager(app.Supervisor), "GET", "/manager/staff/:person", false},
		{manager(app.Supervisor), "POST", "/manager/staff/:person", true}, {manager(app.Author), "POST", "/manager/staff/:person", false},
		{manager(app.Auditor), "GET", "/manager/audit/:record", true}, {manager(app.Every() &^ app.Auditor), "GET", "/manager/audit/:record", false},
		{manager(app.Every()), "GET", "/manager/nothing", false}, {manager(app.Every()), "GET", "/client", false},
	} {
		if got := p.Opens(test.who, Way{test.method, test.path}); got != test.want {
			t.Errorf("%s %s is open to a %s with %v: %v", test.method, test.path, test.who.Role, test.who.Duties, got)
		}
	}
	if need, none := p.Needs(Way{http.MethodPost, "/manager/staff/:person"}); none || !slices.Equal(need, []app.Duties{app.Supervisor, app.Administrator}) {
		t.Errorf("it needs one of %v", need)
	}
	if _, none := p.Needs(Way{http.MethodGet, "/manager"}); !none {
		t.Error("the home page needs a duty")
	}
	if ran > 0 || len(p.Ways()) != 5 || slices.ContainsFunc(p.Ways(), func(w Way) bool { return w.Path == "/" }) {
		t.Errorf("%d handlers ran; the ways are %v", ran, p.Ways())
	}
	if (*Plan)(nil).Opens(manager(app.Every()), Way{"GET", "/manager"}) {
		t.Error("a table that is not there opens something")
	}
}
