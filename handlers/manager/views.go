package manager

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/view"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// Views is what manager/views shows beside a table: its reader's named filters. Any table of the area can have it.
type Views struct {
	web.Shell
	Page   string // the table's path
	Query  string // the filters that are on
	List   []SavedView
	Named  bool // the filters that are on have a name
	Name   string
	Errors map[string]app.Text
}

// SavedView is one of them.
type SavedView struct {
	view.View
	Current bool
}

// NamedFilters serves what the tables of the area share: filters with a name.
type NamedFilters struct{ Views *view.Service }

// Of makes the views of a page whose filters are query.
func (h NamedFilters) Of(c *fiber.Ctx, s web.Shell, page string, query url.Values) (Views, error) {
	v := Views{Shell: s, Page: page, Query: query.Encode()}
	list, err := h.Views.Of(c.UserContext(), guard.Actor(c), page)
	for _, one := range list {
		current := one.Query == v.Query
		v.List = append(v.List, SavedView{one, current})
		v.Named = v.Named || current
	}
	return v, err
}

// Save keeps the filters of a table under a name, and goes back to the table.
func (h NamedFilters) Save(c *fiber.Ctx) error {
	saved, err := h.Views.Save(c.UserContext(), guard.Actor(c), c.FormValue("page"), c.FormValue("name"), c.FormValue("query"))
	if err != nil {
		return err
	}
	return web.SeeOther(c, saved.Address())
}

// Remove forgets one, and goes back to the table.
func (h NamedFilters) Remove(c *fiber.Ctx) error {
	page, err := h.Views.Remove(c.UserContext(), guard.Actor(c), c.Params("view"))
	if err != nil {
		return err
	}
	return web.SeeOther(c, page)
}

// filters are those that choose something.
func filters(all map[string]string) url.Values {
	q := url.Values{}
	for name, value := range all {
		if value != "" {
			q.Set(name, value)
		}
	}
	return q
}

// addressOf is a page with filters.
func addressOf(page string, q url.Values) string {
	if len(q) == 0 {
		return page
	}
	return page + "?" + q.Encode()
}
