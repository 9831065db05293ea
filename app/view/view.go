// Package view keeps what people look for again and again: the filters of a table under a name of their own. A view is its
// owner's alone and changes nothing but what they see, so the audit keeps nothing of it.
package view

import (
	"context"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"telemark/app"
)

// View is the filters of one page under a name.
type View struct {
	ID    string
	Page  string // its path, "/manager/products"
	Name  string
	Query string // of the address, as url.Values encode it
	At    time.Time
}

// Address is where the view is seen.
func (v View) Address() string {
	if v.Query == "" {
		return v.Page
	}
	return v.Page + "?" + v.Query
}

// The limits of a view, in characters, and how many somebody may keep of a page.
const (
	MaxName  = 60
	maxPage  = 64
	maxQuery = 1000
	Most     = 30
)

// Store keeps views. It holds no rule.
type Store interface {
	// Views reads the views of a person's page, the oldest first, at most as many as they may keep.
	Views(ctx context.Context, person, page string) ([]View, error)
	// Put stores a view; of the same page and name it takes the place.
	Put(ctx context.Context, person string, v View) error
	// Drop deletes a view of the person and answers its page. NotFound for an unknown one and for somebody else's.
	Drop(ctx context.Context, person, id string) (page string, err error)
}

// Service answers people's views.
type Service struct{ Store Store }

// Of answers the actor's views of a page.
func (s *Service) Of(ctx context.Context, actor app.Actor, page string) ([]View, error) {
	if !actor.Role.Staff() {
		return nil, app.ErrNotFound
	}
	return s.Store.Views(ctx, actor.ID, page)
}

// Save keeps the filters of a page under a name; the same name again keeps the new ones. Wrong fields are Invalid.
func (s *Service) Save(ctx context.Context, actor app.Actor, page, name, query string) (View, error) {
	v := View{ID: app.NewID(), Page: page, Name: strings.Join(strings.Fields(app.Clean(name)), " "), At: app.Now()}
	views, err := s.Of(ctx, actor, page)
	if err != nil {
		return v, err
	}
	values, err := url.ParseQuery(query)
	v.Query = values.Encode()
	switch n := utf8.RuneCountInString(v.Name); {
	case err != nil || len(v.Query) > maxQuery || !pageOfStaff(page):
		return v, app.Fail(app.Invalid, app.T("view.odd"))
	case n == 0 || n > MaxName:
		return v, app.FailFields(app.Field{Name: "name", Text: app.T("view.name_odd", "Max", MaxName)})
	case len(views) >= Most && !named(views, v.Name):
		return v, app.FailFields(app.Field{Name: "name", Text: app.T("view.many", "Max", Most)})
	}
	return v, s.Store.Put(ctx, actor.ID, v)
}

// pageOfStaff tells whether a path is of a page that may have views: of the staff's areas, without anything but itself.
func pageOfStaff(page string) bool {
	u, err := url.Parse(page)
	return err == nil && u.Path == page && len(page) <= maxPage &&
		(strings.HasPrefix(page, "/manager") || strings.HasPrefix(page, "/operator"))
}

func named(views []View, name string) bool {
	for _, v := range views {
		if v.Name == name {
			return true
		}
	}
	return false
}

// Remove forgets a view of the actor and answers its page.
func (s *Service) Remove(ctx context.Context, actor app.Actor, id string) (page string, err error) {
	if !app.IsID(id) {
		return "", app.ErrNotFound
	}
	return s.Store.Drop(ctx, actor.ID, id)
}
