package approval

import (
	"context"
	"slices"

	"telemark/app"
)

// Held is a request that waits, as far as somebody's leaving touches it. Nothing of it goes to a colleague: who had a hand in it stays
// known, so that none of them decides it, and it is decided, or given back to the authors, as if they were here.
type Held struct {
	Request
	Part     bool     // they had a hand in it
	Deciders []Person // who can decide it when they are gone
}

// Held lists the requests that wait and that somebody had a hand in or nobody but them can decide, for whoever disables them. approvers
// are all who have the duty.
func (s *Service) Held(ctx context.Context, actor app.Actor, person string, approvers []Person) (list []Held, err error) {
	if !actor.MayAny(app.Administrator, app.Supervisor) {
		return nil, app.ErrNotFound
	}
	for f := (Filter{State: Waiting}); ; {
		page, err := s.Store.Inbox(ctx, f, PageSize)
		if err != nil {
			return nil, err
		}
		for _, r := range page {
			r, err := s.Store.Request(ctx, r.ID) // with who had a hand in it
			if err != nil {
				return nil, err
			}
			h := Held{Request: r, Part: r.Touched(person)}
			h.Deciders = slices.DeleteFunc(slices.Clone(approvers), func(p Person) bool { return p.ID == person || r.Touched(p.ID) })
			alone := len(h.Deciders) == 0 && slices.ContainsFunc(approvers, func(p Person) bool { return p.ID == person })
			if h.Part || alone {
				list = append(list, h)
			}
		}
		if len(page) < PageSize {
			return list, nil
		}
		f.After = page[len(page)-1].ID
	}
}
