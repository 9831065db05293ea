package application

import (
	"context"
	"errors"

	"telemark/app"
)

// Take makes the application the actor's work. Conflict, with the name, when a colleague has it.
func (s *Service) Take(ctx context.Context, actor app.Actor, id string) (Application, error) {
	return s.change(ctx, actor, id, func(a Application) (Update, error) { return a.take(actor, app.Now()) })
}

// Assign gives the application to somebody of the bank.
func (s *Service) Assign(ctx context.Context, actor app.Actor, id, to string) (Application, error) {
	if actor.Role != app.Manager {
		return Application{}, app.ErrNotFound
	}
	colleague, err := s.colleague(ctx, to)
	if err != nil {
		return Application{}, err
	}
	return s.change(ctx, actor, id, func(a Application) (Update, error) { return a.assign(actor, colleague, app.Now()) })
}

func (s *Service) colleague(ctx context.Context, id string) (Person, error) {
	missing := app.FailFields(app.Field{Name: "to", Text: app.T("application.colleague_missing")})
	if !app.IsID(id) {
		return Person{}, missing
	}
	p, err := s.Store.Staff(ctx, id)
	if errors.Is(err, app.ErrNotFound) {
		return Person{}, missing
	}
	return p, err
}

// Ask asks the client for more.
func (s *Service) Ask(ctx context.Context, actor app.Actor, id, note string) (Application, error) {
	note, err := checkNote(note, true)
	if err != nil {
		return Application{}, err
	}
	return s.change(ctx, actor, id, func(a Application) (Update, error) { return a.ask(actor, note, app.Now()) })
}

// Make makes an offer, in place of the last one. It is counted by the version that is in force today.
func (s *Service) Make(ctx context.Context, actor app.Actor, id string, draft OfferDraft) (Application, error) {
	a, err := s.Application(ctx, actor, id)
	if err != nil {
		return Application{}, err
	}
	if _, err := a.next(actor, Make); err != nil {
		return Application{}, err
	}
	if draft, err = draft.check(app.Today()); err != nil {
		return Application{}, err
	}
	v, err := s.Products.AsOf(ctx, a.Slug, app.Today())
	if err != nil {
		return Application{}, err
	}
	quote, err := v.Quote(draft.Ask)
	if err != nil {
		return Application{}, err
	}
	return s.change(ctx, actor, id, func(a Application) (Update, error) { return a.offer(actor, v, draft, quote, app.Now()) })
}

// Refuse is the bank's no, for one of RefuseReasons; the client reads the note, too.
func (s *Service) Refuse(ctx context.Context, actor app.Actor, id, reason, note string) (Application, error) {
	note, err := checkNote(note, false)
	if err != nil {
		return Application{}, err
	}
	return s.change(ctx, actor, id, func(a Application) (Update, error) { return a.refuse(actor, reason, note, app.Now()) })
}

// Fulfil says that the client has what they applied for.
func (s *Service) Fulfil(ctx context.Context, actor app.Actor, id string) (Application, error) {
	return s.change(ctx, actor, id, func(a Application) (Update, error) { return a.fulfil(actor, app.Now()) })
}

// expirePage is how many offers are taken back in one go.
const expirePage = 200

// ExpireOffers takes back the offers whose time is over; their applications go back to review. It answers how many it was, and what kept
// it from others.
func (s *Service) ExpireOffers(ctx context.Context) (n int, err error) {
	for {
		ids, err := s.Store.Expired(ctx, app.Now(), expirePage)
		if err != nil {
			return n, err
		}
		before, failed := n, []error(nil)
		for _, id := range ids {
			a, err := s.change(ctx, System, id, func(a Application) (Update, error) { return a.expire(app.Now()) })
			switch {
			case err != nil:
				failed = append(failed, err)
			case a.State == InReview:
				n++
			}
		}
		if len(ids) < expirePage || n == before { // a page of nothing but failures would come again
			return n, errors.Join(failed...)
		}
	}
}
