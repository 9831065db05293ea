package application

import (
	"context"

	"telemark/app"
	"telemark/app/application/workflow"
	"telemark/app/product"
)

// MaxDrafts is how many drafts a client has at most. More than one for a product are there only when two were begun at the same moment.
const MaxDrafts = 20

// Begin makes a draft of an application for a product, or goes on with the one that there is, with what is asked for now. The same key
// gives the same draft.
func (s *Service) Begin(ctx context.Context, actor app.Actor, slug string, ask product.Ask, key string) (Application, error) {
	if actor.Role != app.Client {
		return Application{}, app.ErrNotFound
	}
	if err := checkKey(key); err != nil {
		return Application{}, err
	}
	v, err := s.inForce(ctx, slug)
	if err != nil {
		return Application{}, err
	}
	quote, err := v.Quote(ask)
	if err != nil {
		return Application{}, err
	}
	mine, err := s.Store.OfClient(ctx, actor.ID, ListSize)
	if err != nil {
		return Application{}, err
	}
	draft, n := begun(mine, v.ID)
	switch {
	case draft.ID != "" && draft.Key == key:
		return s.Application(ctx, actor, draft.ID)
	case draft.ID != "":
		return s.change(ctx, actor, draft.ID, func(a Application) (Update, error) { return a.reckon(actor, v, quote, app.Now()) })
	case n >= MaxDrafts:
		return Application{}, app.Fail(app.Conflict, app.T("application.too_many_drafts", "Max", MaxDrafts))
	}
	a, err := s.Store.Create(ctx, begin(actor, v, quote, key, app.Now()))
	if err != nil {
		return Application{}, err
	}
	announce(s.Hub, a)
	return a, nil
}

// begun is the draft for a product among a client's applications, and how many drafts there are.
func begun(mine []Summary, product string) (draft Application, n int) {
	for _, s := range mine {
		if s.State != Draft {
			continue
		}
		n++
		if s.Product == product && draft.ID == "" {
			draft = s.Application
		}
	}
	return draft, n
}

// Fill answers a step of the form: Invalid, with the fields, when something in it isn't right, and then it is kept as it was typed. The
// application's Step is where the client goes on.
func (s *Service) Fill(ctx context.Context, actor app.Actor, id, step string, answers Answers) (Application, error) {
	return s.fill(ctx, actor, id, step, answers, true)
}

// Keep stores what is typed into a step so far, right or not: for saving by itself, and for leaving. Fields that are not among the answers
// stay as they are.
func (s *Service) Keep(ctx context.Context, actor app.Actor, id, step string, answers Answers) (Application, error) {
	return s.fill(ctx, actor, id, step, answers, false)
}

func (s *Service) fill(ctx context.Context, actor app.Actor, id, step string, answers Answers, strict bool) (Application, error) {
	a, err := s.Application(ctx, actor, id)
	if err != nil {
		return Application{}, err
	}
	v, err := s.Version(ctx, a)
	if err != nil {
		return Application{}, err
	}
	return s.change(ctx, actor, id, func(a Application) (Update, error) {
		if a.Version != v.Number { // moved on by Reckon or Submit in between, and the form with it
			return Update{}, app.Fail(app.Conflict, app.T("application.other_state"))
		}
		return a.fill(actor, v, step, answers, strict, app.Now())
	})
}

// Reckon quotes a draft for another amount, term or the like, by the version that is in force today.
func (s *Service) Reckon(ctx context.Context, actor app.Actor, id string, ask product.Ask) (Application, error) {
	v, err := s.current(ctx, actor, id)
	if err != nil {
		return Application{}, err
	}
	quote, err := v.Quote(ask)
	if err != nil {
		return Application{}, err
	}
	return s.change(ctx, actor, id, func(a Application) (Update, error) { return a.reckon(actor, v, quote, app.Now()) })
}

// Submit hands a draft in and gives it its number; doing it twice gives one. Invalid with the fields that are missing or against the
// product's rules; ErrFigures when the tariff has changed since the client saw the figures.
func (s *Service) Submit(ctx context.Context, actor app.Actor, id, key string) (Application, error) {
	if err := checkKey(key); err != nil {
		return Application{}, err
	}
	v, err := s.current(ctx, actor, id)
	if err != nil {
		return Application{}, err
	}
	var flow *workflow.Version
	if s.Flows != nil {
		f, err := s.Flows.InForce(ctx, string(v.Kind))
		if err != nil {
			return Application{}, err
		}
		flow = &f
	}
	return s.change(ctx, actor, id, func(a Application) (Update, error) {
		if a.Number == "" {
			a.Flow = flow
		}
		return a.submit(actor, v, key, app.Now())
	})
}

// current is the version in force today of the product that an application is for.
func (s *Service) current(ctx context.Context, actor app.Actor, id string) (product.Version, error) {
	a, err := s.Application(ctx, actor, id)
	if err != nil {
		return product.Version{}, err
	}
	return s.inForce(ctx, a.Slug)
}

func checkKey(key string) error {
	if !app.ValidKey(key) {
		return app.FailFields(app.Field{Name: "key", Text: app.T("application.key_invalid")})
	}
	return nil
}
