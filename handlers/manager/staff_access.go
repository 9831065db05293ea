package manager

import (
	"net/http"
	"path"
	"regexp"
	"strings"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/application"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Access is the view of manager/access: what somebody of the bank can see. All of it is what the guards, the scope and the nouns
// themselves answer for that person.
type Access struct {
	web.Shell
	account.Colleague
	Areas    []Area
	Open, Of int // how many ways of the area are open, and how many there are
	Cases    Share
	Rooms    Share
	Asked    string // what was typed to be checked
	Checked  *Check
}

// Area is one part of the program: the pages that open and what can be done in it.
type Area struct {
	Name  string // "/manager/staff"
	Pages []string
	Acts  []string
	Shut  int // ways that are closed
}

// Word is the area's own, for the text that names it: "staff".
func (a Area) Word() string { return path.Base(a.Name) }

// Share is how many of all open ones are seen; both are at most what is counted.
type Share struct{ Seen, All int }

// Check is the answer to whether one application or room is seen.
type Check struct {
	Kind string // "application", "room"; empty: nothing has this number
	Name string
	Seen bool
	Why  app.Reason
	Who  string // has it
}

// Applications is a number of applications as it was counted.
func (a Access) Applications(n int) string { return capped(a.Shell, n, application.MaxShared) }

// Access shows it.
func (h Handlers) Access(c *fiber.Ctx) (err error) {
	ctx, actor := c.UserContext(), guard.Actor(c)
	view := Access{Shell: web.NewShell(c, "staff.access", "staff"), Asked: strings.TrimSpace(c.Query("number"))}
	if view.Colleague, err = h.People.Colleague(ctx, actor, c.Params("person")); err != nil {
		return err
	}
	who := view.Colleague.Actor()
	view.areas(guard.PlanIn(c), who)
	if view.Cases.Seen, view.Cases.All, err = h.Cases.Share(ctx, actor, who); err != nil {
		return err
	}
	if view.Rooms.Seen, view.Rooms.All, err = h.Talks.Share(ctx, actor, who); err != nil {
		return err
	}
	if view.Asked != "" {
		if view.Checked, err = h.check(c, who, view.Asked); err != nil {
			return err
		}
	}
	return web.Page(c, "manager/access", view)
}

// areas asks the plan for each way of the bank's areas.
func (v *Access) areas(p *guard.Plan, who app.Actor) {
	place := map[string]int{}
	for _, w := range p.Ways() {
		name := areaOf(w.Path)
		if !strings.HasPrefix(w.Path, "/"+string(who.Role)) {
			continue
		}
		if _, known := place[name]; !known {
			place[name] = len(v.Areas)
			v.Areas = append(v.Areas, Area{Name: name})
		}
		a := &v.Areas[place[name]]
		v.Of++
		switch {
		case !p.Opens(who, w):
			a.Shut++
			continue
		case w.Method == http.MethodGet:
			a.Pages = append(a.Pages, within(name, w.Path))
		default:
			a.Acts = append(a.Acts, within(name, w.Path))
		}
		v.Open++
	}
}

// areaOf is the first two words of a path: "/manager/staff" of "/manager/staff/:person".
func areaOf(way string) string {
	words := strings.Split(strings.Trim(way, "/"), "/")
	if len(words) > 2 {
		words = words[:2]
	}
	return "/" + strings.Join(words, "/")
}

var parameter = regexp.MustCompile(`:(\w+)`)

// within is a path of the table in its area, as people write one: "/{person}" of "/manager/staff/:person", "/" of the area itself.
func within(area, way string) string {
	return "/" + strings.Trim(parameter.ReplaceAllString(strings.TrimPrefix(way, area), "{$1}"), "/")
}

var idText = regexp.MustCompile(`[0-9A-HJKMNP-TV-Z]{26}`)

// behind adds to what a noun says of somebody what the guards of its page in their area say.
func behind(c *fiber.Ctx, who app.Actor, page string) func(bool, app.Reason) (bool, app.Reason) {
	return func(seen bool, why app.Reason) (bool, app.Reason) {
		if !guard.PlanIn(c).Opens(who, guard.Way{Method: http.MethodGet, Path: "/" + string(who.Role) + page}) {
			return false, app.ReasonShut
		}
		return seen, why
	}
}

// check looks for an application by its number, or for either by the id in an address, and asks it for the person.
func (h Handlers) check(c *fiber.Ctx, who app.Actor, typed string) (*Check, error) {
	ctx, actor := c.UserContext(), guard.Actor(c)
	id := idText.FindString(typed)
	a, err := h.Cases.Find(ctx, actor, typed, id)
	if err == nil {
		seen, why := behind(c, who, "/applications/:application")(a.Sees(who))
		return &Check{Kind: "application", Name: a.Number, Seen: seen, Why: why, Who: a.Assignee.Name}, nil
	}
	if app.KindOf(err) != app.NotFound {
		return nil, err
	}
	r, err := h.Talks.Find(ctx, actor, id)
	if err == nil {
		seen, why := behind(c, who, "/rooms/:room")(r.Sees(who))
		return &Check{Kind: "room", Name: r.Client.Name, Seen: seen, Why: why, Who: r.Operator.Name}, nil
	}
	if app.KindOf(err) != app.NotFound {
		return nil, err
	}
	return &Check{}, nil
}
