package privacy

import (
	"context"
	"strings"

	"telemark/app"
)

// Paper is a request that came to the bank in a letter, as somebody of the bank types it in.
type Paper struct {
	Email string // of the client
	Came  string // the day, as a form gives it
	Note  string // what the client wrote
}

// OldestPaper is how many days ago a letter may have come.
const OldestPaper = 365

// Enter makes a request for a client who wrote a letter: the bank's time to answer runs from the day on which it came. Where the client
// has an open request, that one comes back.
func (s *Service) Enter(ctx context.Context, actor app.Actor, p Paper) (Request, error) {
	if err := mayErase(actor); err != nil {
		return Request{}, err
	}
	note, wrong := noteOf(p.Note)
	came, ok := app.ParseDay(p.Came)
	if today := app.Today(); !ok || came > today || came < today.Add(-OldestPaper) {
		wrong = append(wrong, app.Field{Name: "came", Text: app.T("privacy.came_odd")})
	}
	client, err := s.Store.ClientCalled(ctx, strings.ToLower(strings.TrimSpace(p.Email)))
	switch {
	case app.KindOf(err) == app.NotFound:
		wrong = append([]app.Field{{Name: "email", Text: app.T("privacy.client_missing")}}, wrong...)
	case err != nil:
		return Request{}, err
	}
	if len(wrong) > 0 {
		return Request{}, app.FailFields(wrong...)
	}
	r := Request{
		ID: app.NewID(), Client: client, State: Open, Note: note, MadeAt: app.Now(), Due: came.AddWorkdays(AnswerDays),
	}
	return s.Store.Ask(ctx, r, app.Record(actor, "erasure.enter", r.ID, "", string(came)))
}
