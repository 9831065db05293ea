package application

import (
	"context"
	"encoding/json"
	"time"

	"telemark/app"
	"telemark/app/product"
)

// Service is what people do with applications. Each method answers with the application as its actor may see it.
type Service struct {
	Store    Store
	Products Catalogue
	Flows    Flows // nil: there are no workflows, and the table of the life alone decides
	Hub      Publisher
	// StuckFor is how long the bank may leave an application as it is; nil: StuckAfter.
	StuckFor func(ctx context.Context) (time.Duration, error)
}

// Catalogue is what an application needs to know of products.
type Catalogue interface {
	// AsOf is the version of a product that is in force on a day; ErrNotFound when none is.
	AsOf(ctx context.Context, slug string, day app.Day) (product.Version, error)
	// Version is one version by the product's id and its number.
	Version(ctx context.Context, product string, number int) (product.Version, error)
}

// Offered is the version of today of a product that can be applied for.
func (s *Service) Offered(ctx context.Context, slug string) (product.Version, error) {
	return s.inForce(ctx, slug)
}

// inForce is the version of today of a product that is offered.
func (s *Service) inForce(ctx context.Context, slug string) (product.Version, error) {
	v, err := s.Products.AsOf(ctx, slug, app.Today())
	if err == nil && (v.Archived || len(v.Content.Form) == 0) {
		err = app.Fail(app.Conflict, app.T("application.not_online"))
	}
	return v, err
}

// Publisher rings the doorbell; it never blocks.
type Publisher interface{ Publish(app.Event) }

// Topic rings whenever what the bank's lists of applications show has changed. Its events are those of the client's own topic.
const Topic = "applications"

// clientTopic rings for what concerns one person.
func clientTopic(id string) string { return "user." + id }

// Bell is what an "application" event carries.
type Bell struct {
	ID    string `json:"id"`
	State State  `json:"state"`
}

// announce rings the bells of a stored update.
func announce(hub Publisher, a Application) {
	data, _ := json.Marshal(Bell{a.ID, a.State}) // two strings: it can't fail
	for _, topic := range []string{clientTopic(a.Client.ID), Topic} {
		hub.Publish(app.Event{Topic: topic, Name: "application", Seq: a.Seq, Data: data})
	}
}

// change asks the store for an update that the actor may see, and rings the bells after its commit.
func (s *Service) change(ctx context.Context, actor app.Actor, id string, decide func(Application) (Update, error)) (Application, error) {
	if !app.IsID(id) {
		return Application{}, app.ErrNotFound
	}
	var then error
	changed := false
	a, err := s.Store.Change(ctx, id, func(a Application) (Update, error) {
		if actor != System {
			if err := a.CanRead(actor); err != nil {
				return Update{}, err
			}
		}
		if err := s.flowing(ctx, &a); err != nil {
			return Update{}, err
		}
		u, err := decide(a)
		then, changed = u.Then, !u.Empty()
		return u, err
	})
	if err != nil {
		return Application{}, err
	}
	if changed {
		announce(s.Hub, a)
	}
	return a, then
}

// Application shows an application to somebody who may see it.
func (s *Service) Application(ctx context.Context, actor app.Actor, id string) (Application, error) {
	if !app.IsID(id) {
		return Application{}, app.ErrNotFound
	}
	a, err := s.Store.Application(ctx, id)
	if err != nil {
		return Application{}, err
	}
	if err := a.CanRead(actor); err != nil {
		return Application{}, err
	}
	return a, s.flowing(ctx, &a)
}

// Version is the version of the product that an application is for: its form, its texts, its rules.
func (s *Service) Version(ctx context.Context, a Application) (product.Version, error) {
	return s.Products.Version(ctx, a.Product, a.Version)
}

// Link says which room of the client's is about the application. Saying it again changes nothing; a later room takes the place of an
// earlier one.
func (s *Service) Link(ctx context.Context, actor app.Actor, id, room string) (Application, error) {
	if actor.Role != app.Client || !app.IsID(room) {
		return Application{}, app.ErrNotFound
	}
	owner, err := s.Store.RoomOwner(ctx, room)
	if err == nil && owner != actor.ID {
		err = app.ErrNotFound
	}
	if err != nil {
		return Application{}, err
	}
	return s.change(ctx, actor, id, func(a Application) (Update, error) { return a.link(room, app.Now()), nil })
}

// Answer answers what the bank asked.
func (s *Service) Answer(ctx context.Context, actor app.Actor, id, note string) (Application, error) {
	note, err := checkNote(note, true)
	if err != nil {
		return Application{}, err
	}
	return s.change(ctx, actor, id, func(a Application) (Update, error) { return a.answer(actor, note, app.Now()) })
}

// Withdraw takes the application back, for one of WithdrawReasons.
func (s *Service) Withdraw(ctx context.Context, actor app.Actor, id, reason string) (Application, error) {
	return s.change(ctx, actor, id, func(a Application) (Update, error) { return a.withdraw(actor, reason, app.Now()) })
}

// Accept accepts the offer whose Digest the client saw. Conflict when it is another one by now, or its time is over.
func (s *Service) Accept(ctx context.Context, actor app.Actor, id, digestSeen string) (Application, error) {
	return s.change(ctx, actor, id, func(a Application) (Update, error) { return a.accept(actor, digestSeen, app.Now()) })
}

// Decline turns the offer down whose Digest the client saw, for one of DeclineReasons. Conflict when it is another one by now.
func (s *Service) Decline(ctx context.Context, actor app.Actor, id, digestSeen, reason string) (Application, error) {
	return s.change(ctx, actor, id, func(a Application) (Update, error) { return a.decline(actor, digestSeen, reason, app.Now()) })
}
