package privacy

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"telemark/app"
)

// State says what became of a request.
type State string

// The states of a request.
const (
	Open      State = "open"
	TakenBack State = "taken_back" // by the client
	Answered  State = "answered"   // erased what may be, and told the client
	Refused   State = "refused"
)

// Request is a client's request to erase what the bank knows of them. A client has one open at a time.
type Request struct {
	ID        string
	Number    int64
	Client    string
	Name      string // of the client, as it is now
	Email     string // likewise
	State     State
	Note      string // the client's own words
	Answer    string // what the bank wrote
	MadeAt    time.Time
	Due       app.Day // by when the bank answers
	SettledAt *time.Time
	By        string // name of who answered

	result string // JSON, see Result
}

// Label is the number as people say it: "E-000012".
func (r Request) Label() string { return fmt.Sprintf("E-%06d", r.Number) }

// Late tells whether the bank should have answered by now.
func (r Request) Late() bool { return r.State == Open && r.Due < app.Today() }

// AnswerDays is within how many working days the bank answers a request: the law's term (152-FZ, article 20).
const AnswerDays = 10

// MaxNote is the longest note or answer, in characters.
const MaxNote = 1000

// ListSize bounds the requests on a screen.
const ListSize = 100

// Ask makes a request. Asking again while one is open answers that one.
func (s *Service) Ask(ctx context.Context, actor app.Actor, note string) (Request, error) {
	if actor.Role != app.Client {
		return Request{}, app.ErrNotFound
	}
	note, wrong := noteOf(note)
	if wrong != nil {
		return Request{}, app.FailFields(wrong...)
	}
	now := app.Now()
	r := Request{
		ID: app.NewID(), Client: actor.ID, State: Open, Note: note, MadeAt: now, Due: app.DayOf(now).AddWorkdays(AnswerDays),
	}
	return s.Store.Ask(ctx, r, app.Record(actor, "erasure.ask", r.ID, "", ""))
}

// noteOf is the client's words as they are stored, and what is wrong with them.
func noteOf(text string) (note string, wrong []app.Field) {
	note = app.Clean(text)
	if utf8.RuneCountInString(note) > MaxNote {
		wrong = []app.Field{{Name: "note", Text: app.T("privacy.note_long", "Max", MaxNote)}}
	}
	return note, wrong
}

// Asked is the client's last request; nil when they never made one.
func (s *Service) Asked(ctx context.Context, actor app.Actor) (*Request, error) {
	if actor.Role != app.Client {
		return nil, app.ErrNotFound
	}
	r, err := s.Store.LastOf(ctx, actor.ID)
	if app.KindOf(err) == app.NotFound {
		return nil, nil //nolint:nilnil // none is an answer
	}
	if err != nil {
		return nil, err
	}
	return &r, nil
}

// TakeBack takes the client's request back while nobody has answered it. Taking it back twice changes nothing.
func (s *Service) TakeBack(ctx context.Context, actor app.Actor, id string) error {
	if actor.Role != app.Client {
		return app.ErrNotFound
	}
	r, err := s.request(ctx, id)
	if err != nil {
		return err
	}
	if r.Client != actor.ID {
		return app.ErrNotFound
	}
	return s.settle(ctx, actor, r, TakenBack, "")
}

// Requests lists the open requests, those that are due first in front, to who may answer them.
func (s *Service) Requests(ctx context.Context, actor app.Actor) ([]Request, error) {
	if err := mayErase(actor); err != nil {
		return nil, err
	}
	return s.Store.Open(ctx, ListSize)
}

// Settle marks a request as Answered or Refused, with the words that the client reads; a refusal needs some. CarryOut is what answers a
// request that is carried out by the program.
func (s *Service) Settle(ctx context.Context, actor app.Actor, id string, as State, answer string) error {
	if err := mayErase(actor); err != nil {
		return err
	}
	r, err := s.request(ctx, id)
	if err != nil {
		return err
	}
	answer = app.Clean(answer)
	var wrong []app.Field
	if as != Answered && as != Refused {
		wrong = append(wrong, app.Field{Name: "state", Text: app.T("privacy.state_missing")})
	}
	switch n := utf8.RuneCountInString(answer); {
	case n == 0 && as == Refused:
		wrong = append(wrong, app.Field{Name: "answer", Text: app.T("privacy.reason_missing")})
	case n > MaxNote:
		wrong = append(wrong, app.Field{Name: "answer", Text: app.T("privacy.note_long", "Max", MaxNote)})
	}
	if len(wrong) > 0 {
		return app.FailFields(wrong...)
	}
	return s.settle(ctx, actor, r, as, answer)
}

func (s *Service) request(ctx context.Context, id string) (Request, error) {
	if !app.IsID(id) {
		return Request{}, app.ErrNotFound
	}
	return s.Store.Request(ctx, id)
}

func (s *Service) settle(ctx context.Context, actor app.Actor, r Request, as State, answer string) error {
	if r.State == as {
		return nil
	}
	settled := false
	var err error
	if r.State == Open {
		now := app.Now()
		r.State, r.Answer, r.SettledAt, r.By = as, answer, &now, actor.ID
		settled, err = s.Store.Settle(ctx, r, app.Record(actor, "erasure."+string(as), r.ID, string(Open), string(as)))
	}
	if err == nil && !settled {
		err = app.Fail(app.Conflict, app.T("privacy.settled"))
	}
	return err
}

// RequestStore keeps requests. It holds no rule.
type RequestStore interface {
	// Ask stores a request and gives it the next number. When the client has an open one, that comes back and nothing is stored.
	Ask(ctx context.Context, r Request, a app.Audit) (Request, error)
	Request(ctx context.Context, id string) (Request, error)
	// ClientCalled is the id of the client with an e-mail address in lower case; ErrNotFound when there is none.
	ClientCalled(ctx context.Context, email string) (id string, err error)
	// LastOf is the latest request of a client; ErrNotFound when there is none.
	LastOf(ctx context.Context, client string) (Request, error)
	// Open lists the open requests, those that are due first in front.
	Open(ctx context.Context, limit int) ([]Request, error)
	// Settle stores what became of an open request, with By the id of who settled it; false when it isn't open any more.
	Settle(ctx context.Context, r Request, a app.Audit) (bool, error)
	// Audit stores a record of something that changed nothing.
	Audit(ctx context.Context, a app.Audit) error
}
