package privacy

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"telemark/app"
)

// EraseStore takes people's words out of the database. Each method is a transaction of its own, and may be called again.
type EraseStore interface {
	// Holding is all that there is of a client; ErrNotFound for everybody else.
	Holding(ctx context.Context, client string, today app.Day) (Holding, error)
	// EraseRoom replaces what was said in a closed room by a mark, without moving an entry: chat.ErasedBody.
	EraseRoom(ctx context.Context, room string, at time.Time) error
	// EraseApplication takes out what was answered, added and said; a draft goes as a whole.
	EraseApplication(ctx context.Context, application string, draft bool, at time.Time) error
	// EraseCalls takes phones and notes out of a client's calls, and gives up the one that is owed.
	EraseCalls(ctx context.Context, client string, at time.Time) error
	// EraseTraces deletes exports, sessions, devices and wishes, and the words of their requests.
	EraseTraces(ctx context.Context, client string) error
	// EraseAccount makes the person nobody: name as is given, an address that is none, no password; disabled.
	EraseAccount(ctx context.Context, client, name string, at time.Time) error
	// CarryOut stores the result of an open request as Settle does.
	CarryOut(ctx context.Context, r Request, result string, a app.Audit) (bool, error)
}

// mayErase keeps everybody out who has neither duty.
func mayErase(actor app.Actor) error {
	switch {
	case actor.Role != app.Manager:
		return app.ErrNotFound
	case !actor.MayAny(app.Auditor, app.Administrator):
		return app.LacksDuty(app.Auditor)
	}
	return nil
}

// Preview is an open request with what would become of the client's data.
func (s *Service) Preview(ctx context.Context, actor app.Actor, id string) (Request, Holding, error) {
	if err := mayErase(actor); err != nil {
		return Request{}, Holding{}, err
	}
	r, err := s.request(ctx, id)
	if err != nil || r.State != Open {
		return r, Holding{}, err
	}
	h, err := s.Erasing.Holding(ctx, r.Client, app.Today())
	if err != nil {
		return r, h, err
	}
	return r, h, s.Seen(ctx, actor, "subject.look", r.Client)
}

// former is what a person is called afterwards, in the language that was theirs.
var former = map[string]string{"en": "Former client", "ru": "Бывший клиент"}

// Former is what a person who spoke lang is called when they are gone.
func Former(lang string) string {
	if name, ok := former[lang]; ok {
		return name
	}
	return former["en"]
}

// CarryOut erases what may be erased and makes anonymous what figures need, and answers the request with the list of it. Whoever does it types
// the person's name. The sign-in ends first, so that nothing is written meanwhile; what breaks off is carried out again from its start.
func (s *Service) CarryOut(ctx context.Context, actor app.Actor, id, typed, answer string) ([]Item, error) {
	r, h, err := s.Preview(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	answer = app.Clean(answer)
	switch {
	case r.State != Open:
		return nil, app.Fail(app.Conflict, app.T("privacy.settled"))
	case h.Held:
		return nil, app.Fail(app.Conflict, app.T("erase.held"))
	case h.Talking():
		return nil, app.Fail(app.Conflict, app.T("erase.talking"))
	case !strings.EqualFold(strings.Join(strings.Fields(typed), " "), strings.Join(strings.Fields(h.Name), " ")):
		return nil, app.FailFields(app.Field{Name: "name", Text: app.T("erase.name_other")})
	case len([]rune(answer)) > MaxNote:
		return nil, app.FailFields(app.Field{Name: "answer", Text: app.T("privacy.note_long", "Max", MaxNote)})
	}
	ctx = context.WithoutCancel(ctx) // who closes the page doesn't stop it halfway
	if !h.SignsIn() {
		if err := s.EndSignIn(ctx, r.Client); err != nil {
			return nil, err
		}
	}
	items := h.Plan()
	if err := s.erase(ctx, r.Client, h); err != nil {
		return nil, err
	}
	result, err := json.Marshal(items)
	if err != nil {
		return nil, err
	}
	now := app.Now()
	r.State, r.Answer, r.SettledAt, r.By = Answered, answer, &now, actor.ID
	done, err := s.Erasing.CarryOut(ctx, r, string(result), app.Record(actor, "erasure.carry_out", r.ID, "", string(result)))
	if err == nil && !done {
		err = app.Fail(app.Conflict, app.T("privacy.settled"))
	}
	return items, err
}

// erase does what the plan says.
func (s *Service) erase(ctx context.Context, client string, h Holding) error {
	now := app.Now()
	for _, a := range h.Applications {
		if fate, _ := fateOf(a); fate != Retained && !a.Erased {
			if err := s.Erasing.EraseApplication(ctx, a.ID, a.State == stateDraft, now); err != nil {
				return err
			}
		}
	}
	for _, r := range h.Rooms {
		if fate, _ := h.roomFate(r); fate == Erased && !r.Erased {
			if err := s.Erasing.EraseRoom(ctx, r.ID, now); err != nil {
				return err
			}
		}
	}
	if err := s.Erasing.EraseCalls(ctx, client, now); err != nil {
		return err
	}
	if h.SignsIn() {
		return nil
	}
	if err := s.Erasing.EraseTraces(ctx, client); err != nil {
		return err
	}
	if fate, _ := h.account(); fate == Retained {
		return nil
	}
	return s.Erasing.EraseAccount(ctx, client, Former(h.Lang), now)
}

// Result is what became of each class when a request was carried out; nil when it wasn't.
func (r Request) Result() (list []Item) {
	if json.Unmarshal([]byte(r.result), &list) != nil {
		return nil
	}
	return list
}

// WithResult is the request with what CarryOut has stored.
func (r Request) WithResult(result string) Request {
	r.result = result
	return r
}
