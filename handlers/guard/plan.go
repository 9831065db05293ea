package guard

import (
	"net/http"
	"reflect"
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"telemark/app"
)

// Way is a route as the routing table has it: "GET", "/manager/staff/:person".
type Way struct{ Method, Path string }

// Plan answers who may go which way. It is no second list: it asks the guards that stand in the routing table, with an actor of one's
// choice and without the page behind them.
type Plan struct {
	ways  []Way
	probe fasthttp.RequestHandler
}

// PlanOf reads the routes of the program's areas from a finished routing table. All handlers of a route but the last one are guards, and
// so are those of the groups that it stands in.
func (g *Guard) PlanOf(table *fiber.App, areas ...string) *Plan {
	probe := fiber.New(fiber.Config{DisableStartupMessage: true, ErrorHandler: func(c *fiber.Ctx, err error) error {
		return c.SendStatus(map[app.Kind]int{app.Forbidden: http.StatusForbidden, app.NotFound: http.StatusNotFound}[app.KindOf(err)])
	}})
	p := &Plan{}
	shown := table.GetRoutes(true)
	key := func(r fiber.Route) string { return r.Method + r.Path + first(r.Handlers) }
	pages := make(map[string]bool, len(shown))
	for _, r := range shown {
		pages[key(r)] = true
	}
	inside := func(r fiber.Route) bool {
		return slices.ContainsFunc(areas, func(area string) bool { return within(r.Path, area) })
	}
	for _, r := range table.GetRoutes() {
		if r.Method == http.MethodGet && inside(r) && !pages[key(r)] { // it stands in front of an area or a part of one
			for _, h := range r.Handlers {
				probe.Use(r.Path, h)
			}
		}
	}
	for _, r := range shown {
		if r.Method == http.MethodHead || !inside(r) {
			continue
		}
		p.ways = append(p.ways, Way{r.Method, r.Path})
		guards := slices.Clone(r.Handlers[:len(r.Handlers)-1])
		probe.Add(r.Method, r.Path, append(guards, func(c *fiber.Ctx) error { return c.SendStatus(http.StatusNoContent) })...)
	}
	p.probe = probe.Handler()
	return p
}

// first tells handlers apart: the address of the first one's code.
func first(handlers []fiber.Handler) string {
	if len(handlers) == 0 {
		return ""
	}
	return strconv.FormatUint(uint64(reflect.ValueOf(handlers[0]).Pointer()), 16)
}

func within(path, area string) bool {
	return path == area || len(path) > len(area) && path[:len(area)] == area && path[len(area)] == '/'
}

// Ways are all ways of the areas, in the order of the table.
func (p *Plan) Ways() []Way { return p.ways }

// Opens tells whether the guards let an actor go a way.
func (p *Plan) Opens(actor app.Actor, w Way) bool {
	if p == nil {
		return false
	}
	var c fasthttp.RequestCtx
	c.Request.Header.SetMethod(w.Method)
	c.Request.SetRequestURI(w.Path)
	c.SetUserValue(actorKey, actor)
	p.probe(&c)
	return c.Response.StatusCode() == http.StatusNoContent
}

// Needs are the duties of which each alone opens a way to a manager; none are needed when a manager without any may go it.
func (p *Plan) Needs(w Way) (anyOf []app.Duties, none bool) {
	who := app.Actor{ID: "plan", Role: app.Manager}
	if p.Opens(who, w) {
		return nil, true
	}
	for _, d := range app.AllDuties {
		if who.Duties = d; p.Opens(who, w) {
			anyOf = append(anyOf, d)
		}
	}
	return anyOf, false
}

// UsePlan lets pages ask what their reader may open; the table is finished by then.
func (g *Guard) UsePlan(p *Plan) { g.plan.Store(p) }

// PlanIn is the plan of the program that answers a request; nil while its table is not finished.
func PlanIn(c *fiber.Ctx) *Plan {
	p, _ := c.Locals(planKey).(*Plan)
	return p
}
