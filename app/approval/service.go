package approval

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"sync"
	"time"
	"unicode/utf8"

	"telemark/app"
)

// Service takes requests, and has them decided.
type Service struct {
	Store Store

	publishers map[string]Publisher

	mu      sync.Mutex
	waiting map[string]counted // by person; thrown away when this process changes anything
}

// counted is how many wait for somebody, as it was.
type counted struct {
	n  int
	at time.Time
}

// Register makes kinds known. It is called while the program is put together, before the first request.
func (s *Service) Register(publishers map[string]Publisher) {
	if s.publishers == nil {
		s.publishers = map[string]Publisher{}
	}
	maps.Copy(s.publishers, publishers)
}

func (s *Service) publisher(kind string) (Publisher, error) {
	p := s.publishers[kind]
	if p == nil {
		return nil, fmt.Errorf("nobody publishes the kind %q", kind)
	}
	return p, nil
}

// Ask makes a request in the name of the actor, who must be an Author, of Kind, Object, Title, Editors and Payload of r. Conflict when
// one waits for the object already.
func (s *Service) Ask(ctx context.Context, actor app.Actor, r Request) (Request, error) {
	if !actor.May(app.Author) {
		return Request{}, app.LacksDuty(app.Author)
	}
	p, err := s.publisher(r.Kind)
	if err != nil {
		return Request{}, err
	}
	r.ID, r.At, r.State = app.NewID(), app.Now(), Waiting
	r.Author, r.Editors = Person{actor.ID, actor.Name}, others(r.Editors, actor.ID)
	record := app.Record(actor, "approval.ask", r.ID, "", r.brief())
	err = s.Store.Add(ctx, r, func(ctx context.Context, tx Tx) error { return p.Hold(ctx, tx, r) }, record)
	s.changed()
	if err != nil {
		return Request{}, err
	}
	return r, nil
}

// others are the people once each, without one.
func others(people []Person, without string) (list []Person) {
	seen := map[string]bool{without: true}
	for _, p := range people {
		if !seen[p.ID] {
			seen[p.ID] = true
			list = append(list, p)
		}
	}
	return list
}

// brief is what the audit keeps of a request, by which its end differs from what was asked.
func (r Request) brief() string {
	why := r.Reason
	if why == "" {
		why = r.Note.ID
	}
	text, _ := json.Marshal(struct {
		State  State  `json:"state"`
		Kind   string `json:"kind"`
		Object string `json:"object"`
		Title  string `json:"title"`
		Author string `json:"author"`
		Reason string `json:"reason,omitempty"`
	}{r.State, r.Kind, r.Object, r.Title.In("en"), r.Author.ID, why})
	return string(text)
}

// Inbox answers a page of requests, the newest first, and the Filter.After of the next page, empty on the last one. Everybody of the
// managers' area may read them.
func (s *Service) Inbox(ctx context.Context, actor app.Actor, f Filter) (page []Request, next string, err error) {
	if actor.Role != app.Manager {
		return nil, "", app.ErrNotFound
	}
	if f.Mine {
		f.Author = actor.ID
	}
	if f.Author != "" && !app.IsID(f.Author) || f.After != "" && !app.IsID(f.After) {
		return nil, "", nil
	}
	page, err = s.Store.Inbox(ctx, f, PageSize+1)
	if err == nil && len(page) > PageSize {
		page = page[:PageSize]
		next = page[PageSize-1].ID
	}
	return page, next, err
}

// Request answers one request with its payload.
func (s *Service) Request(ctx context.Context, actor app.Actor, id string) (Request, error) {
	if actor.Role != app.Manager || !app.IsID(id) {
		return Request{}, app.ErrNotFound
	}
	return s.Store.Request(ctx, id)
}

// MaxWaiting is where Waiting stops to count.
const MaxWaiting = 100

// Waiting is how many requests the actor could decide, up to MaxWaiting: 0 for whoever isn't an Approver. Every page asks, so it answers
// from memory: what another process changed is known after Stale.
func (s *Service) Waiting(ctx context.Context, actor app.Actor) (int, error) {
	if !actor.May(app.Approver) {
		return 0, nil
	}
	now := app.Now()
	s.mu.Lock()
	held, ok := s.waiting[actor.ID]
	s.mu.Unlock()
	if age := now.Sub(held.at); ok && age >= 0 && age <= Stale {
		return held.n, nil
	}
	n, err := s.Store.Waiting(ctx, actor.ID, MaxWaiting)
	if err != nil {
		return 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.waiting == nil {
		s.waiting = map[string]counted{}
	}
	s.waiting[actor.ID] = counted{n, now}
	return n, nil
}

// changed forgets what waits for whom.
func (s *Service) changed() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.waiting)
}

// Decide approves a request, and publishes what it asks for, or refuses it with a reason and gives its object back. When what it was
// made on has moved on it is neither: the answer has the State Outdated and says why. Who decided the same before gets that again.
// Errors: Forbidden without the duty, and for whoever had a hand in it; Conflict when somebody else was faster.
func (s *Service) Decide(ctx context.Context, actor app.Actor, id string, approve bool, reason string) (Request, error) {
	if !actor.May(app.Approver) {
		return Request{}, app.LacksDuty(app.Approver)
	}
	reason = app.Clean(reason)
	switch {
	case !approve && reason == "":
		return Request{}, app.FailFields(app.Field{Name: "reason", Text: app.T("approval.reason_missing")})
	case utf8.RuneCountInString(reason) > MaxReason:
		return Request{}, app.FailFields(app.Field{Name: "reason", Text: app.T("approval.reason_long", "Max", MaxReason)})
	}
	want := Refused
	if approve {
		want = Approved
	}
	return s.settle(ctx, actor, id, want, func(ctx context.Context, tx Tx, r Request) (Ending, error) {
		if r.Touched(actor.ID) {
			return Ending{}, app.Fail(app.Forbidden, app.T("approval.own"))
		}
		if approve {
			return s.approve(ctx, tx, actor, r, reason)
		}
		return s.giveBack(ctx, tx, actor, r, Ending{Request: Request{State: Refused, Reason: reason, Decider: Person{actor.ID, actor.Name}}})
	})
}

// Withdraw takes back a request that the actor had a hand in, and gives its object back to its authors.
func (s *Service) Withdraw(ctx context.Context, actor app.Actor, id string) (Request, error) {
	if !actor.May(app.Author) {
		return Request{}, app.LacksDuty(app.Author)
	}
	return s.settle(ctx, actor, id, Withdrawn, func(ctx context.Context, tx Tx, r Request) (Ending, error) {
		if !r.Touched(actor.ID) {
			return Ending{}, app.Fail(app.Forbidden, app.T("approval.not_yours"))
		}
		return s.giveBack(ctx, tx, actor, r, Ending{Request: Request{State: Withdrawn}})
	})
}

func (s *Service) settle(
	ctx context.Context, actor app.Actor, id string, want State, how func(ctx context.Context, tx Tx, r Request) (Ending, error),
) (Request, error) {
	if !app.IsID(id) {
		return Request{}, app.ErrNotFound
	}
	var settled Request
	err := s.Store.Settle(ctx, id, func(ctx context.Context, tx Tx, r Request) (Ending, error) {
		end, err := how(ctx, tx, r)
		settled = end.Request
		return end, err
	})
	s.changed()
	if errors.Is(err, ErrSettled) {
		r, failed := s.Store.Request(ctx, id)
		if failed == nil && r.State == want && (r.Decider.ID == actor.ID || want == Withdrawn) { // pressed twice
			return r, nil
		}
	}
	if err != nil {
		return Request{}, err
	}
	return settled, nil
}

func (s *Service) approve(ctx context.Context, tx Tx, actor app.Actor, r Request, reason string) (Ending, error) {
	p, err := s.publisher(r.Kind)
	if err != nil {
		return Ending{}, err
	}
	records, err := p.Publish(ctx, tx, actor, r)
	if old, ok := errors.AsType[*Obsolete](err); ok {
		return s.giveBack(ctx, tx, actor, r, Ending{Request: Request{State: Outdated, Note: old.Why}})
	}
	if err != nil {
		return Ending{}, err
	}
	now, asked := app.Now(), r.brief()
	r.State, r.Decider, r.EndedAt, r.Reason = Approved, Person{actor.ID, actor.Name}, &now, reason
	return Ending{r, append([]app.Audit{app.Record(actor, "approval.approve", r.ID, asked, r.brief())}, records...)}, nil
}

var endings = map[State]string{Refused: "approval.refuse", Withdrawn: "approval.withdraw", Outdated: "approval.outdated"}

// giveBack ends the request as end says, without anything being published.
func (s *Service) giveBack(ctx context.Context, tx Tx, actor app.Actor, r Request, end Ending) (Ending, error) {
	p, err := s.publisher(r.Kind)
	if err != nil {
		return Ending{}, err
	}
	if err := p.Return(ctx, tx, r); err != nil {
		return Ending{}, err
	}
	now, asked, how := app.Now(), r.brief(), end.Request
	r.State, r.Decider, r.EndedAt, r.Reason, r.Note = how.State, how.Decider, &now, how.Reason, how.Note
	return Ending{r, []app.Audit{app.Record(actor, endings[r.State], r.ID, asked, r.brief())}}, nil
}
