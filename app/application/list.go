package application

import (
	"context"
	"encoding/base64"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"telemark/app"
	"telemark/app/product"
)

// The bounds of lists.
const (
	ListSize  = 200 // applications of one client
	BoardSize = 50  // applications on one page of the board
	LogSize   = 500 // entries of a log
	MaxFind   = 100 // characters that are searched for
)

// Events reads the log of an application, oldest first: the last LogSize entries, for its client without what is among colleagues.
func (s *Service) Events(ctx context.Context, actor app.Actor, id string) ([]Event, error) {
	a, err := s.Application(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	return s.EventsOf(ctx, actor, a)
}

// EventsOf is Events for a caller who has read the application already.
func (s *Service) EventsOf(ctx context.Context, actor app.Actor, a Application) ([]Event, error) {
	if err := a.CanRead(actor); err != nil {
		return nil, err
	}
	log, err := s.Store.Events(ctx, a.ID, LogSize)
	if actor.Role == app.Client {
		log = slices.DeleteFunc(log, func(e Event) bool { return e.Act.Internal() })
	}
	return log, err
}

// Mine lists the client's own applications, the latest change first.
func (s *Service) Mine(ctx context.Context, actor app.Actor) ([]Summary, error) {
	if actor.Role != app.Client {
		return nil, app.ErrNotFound
	}
	return s.Store.OfClient(ctx, actor.ID, ListSize)
}

// OfClient lists the submitted applications of a client for somebody of the bank, the latest change first.
func (s *Service) OfClient(ctx context.Context, actor app.Actor, client string) ([]Summary, error) {
	if !actor.Role.Staff() || !app.IsID(client) {
		return nil, app.ErrNotFound
	}
	list, err := s.Store.OfClient(ctx, client, ListSize)
	return readable(actor, list), err
}

// readable leaves out what the actor may not see.
func readable(actor app.Actor, list []Summary) []Summary {
	return slices.DeleteFunc(list, func(a Summary) bool { return a.CanRead(actor) != nil })
}

// Board lists submitted applications for somebody of the bank, a page at a time. next is the After of the page behind; empty on the
// last one.
func (s *Service) Board(ctx context.Context, actor app.Actor, f BoardFilter) (list []Summary, next string, err error) {
	if !actor.Role.Staff() {
		return nil, "", app.ErrNotFound
	}
	after, ok := f.check()
	if !ok {
		return nil, "", app.ErrNotFound
	}
	f.Reach = Visible(actor)
	if f.StuckFor, err = s.stuckFor(ctx); err != nil {
		return nil, "", err
	}
	size := BoardSize
	if f.Most > 0 {
		size = min(f.Most, BoardSize)
	}
	switch {
	case f.Find != "":
		list, err = s.find(ctx, actor, f, size)
	case f.Stage != "" && f.State.Ended():
		return nil, "", nil // what has ended is at no stage
	default:
		list, err = s.Store.Board(ctx, f, after, size+1)
	}
	if err == nil && len(list) > size {
		list = list[:size]
		if f.Find == "" { // there are more of this name: another letter finds them
			next = cursor(list[size-1].Application, f.Stuck)
		}
	}
	for i := range list {
		if err == nil {
			err = s.flowing(ctx, &list[i].Application)
		}
	}
	return list, next, err
}

func (s *Service) stuckFor(ctx context.Context) (time.Duration, error) {
	if s.StuckFor == nil {
		return StuckAfter, nil
	}
	return s.StuckFor(ctx)
}

// find lists what a number or the beginning of a name finds, within the rest of the filter.
func (s *Service) find(ctx context.Context, actor app.Actor, f BoardFilter, size int) ([]Summary, error) {
	if numberShape.MatchString(f.Find) {
		list, err := s.Store.Numbered(ctx, f.Find)
		return readable(actor, list), err
	}
	begin, _ := Fold(f.Find)
	if len(begin) < 2 {
		return nil, nil
	}
	return s.Store.Named(ctx, f, begin, size+1)
}

var numberShape = regexp.MustCompile(`^\d\d-\d{6,}$`)

// MaxCounted is where counts for a badge stop: "99+".
const MaxCounted = 99

// Stuck counts what the actor sees and has not moved for too long, up to MaxCounted+1.
func (s *Service) Stuck(ctx context.Context, actor app.Actor) (int, error) {
	if !actor.Role.Staff() {
		return 0, app.ErrNotFound
	}
	long, err := s.stuckFor(ctx)
	if err != nil {
		return 0, err
	}
	return s.Store.Count(ctx, BoardFilter{Stuck: true, StuckFor: long, Reach: Visible(actor)}, MaxCounted+1)
}

// check tells whether each part of the filter means something; an address may hold anything.
func (f BoardFilter) check() (after Place, ok bool) {
	known := f.Kind == ""
	for _, k := range product.Kinds {
		known = known || f.Kind == k
	}
	switch f.State {
	case "", Submitted, InReview, NeedsInfo, Offered, Accepted, Declined, Withdrawn, Refused, Fulfilled:
	default:
		known = false
	}
	if f.Team != "" && !app.IsID(f.Team) || f.Days < 0 || f.Days > 3650 || utf8.RuneCountInString(f.Find) > MaxFind || len(f.Stage) > 32 {
		known = false
	}
	if f.Assignee != "" && f.Assignee != Nobody && !app.IsID(f.Assignee) {
		known = false
	}
	if !known || f.After == "" {
		return Place{}, known
	}
	return place(f.After)
}

// cursor is the place behind an application, as it stands in an address.
func cursor(a Application, stuck bool) string {
	at := a.Since
	if stuck {
		at = a.ChangedAt
	}
	return base64.RawURLEncoding.EncodeToString([]byte(stamp(at) + " " + a.ID))
}

func place(cursor string) (p Place, ok bool) {
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return p, false
	}
	since, id, _ := strings.Cut(string(raw), " ")
	p.Since, err = time.Parse(time.RFC3339, since)
	p.ID = id
	return p, err == nil && app.IsID(id)
}
