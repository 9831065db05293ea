package workflow

import (
	"context"
	"encoding/json"
	"fmt"

	"telemark/app"
	"telemark/app/approval"
)

// Asks takes requests for approval.
type Asks interface {
	Ask(ctx context.Context, actor app.Actor, r approval.Request) (approval.Request, error)
}

// Kind is the word under which versions of workflows are approved.
const Kind = "workflow.version"

// Publishers are the kinds that this service publishes.
func (s *Service) Publishers() map[string]approval.Publisher {
	return map[string]approval.Publisher{Kind: s}
}

var _ approval.Publisher = (*Service)(nil)

// payload is what a request for approval says of a workflow: all that will be in force.
type payload struct {
	Base     int     `json:"base"`
	Revision int64   `json:"revision"`
	Content  Content `json:"content"`
}

// Send has the draft of a revision approved by somebody who had no hand in it. It must be sound.
func (s *Service) Send(ctx context.Context, actor app.Actor, id string, revision int64) (approval.Request, error) {
	d, err := s.open(ctx, actor, id, revision)
	if err != nil {
		return approval.Request{}, err
	}
	if !Sound(d.Content.Check(nil)) {
		return approval.Request{}, app.Fail(app.Conflict, app.T("workflow.unsound"))
	}
	text, err := json.Marshal(payload{d.Base, d.Revision, d.Content})
	if err != nil {
		return approval.Request{}, err
	}
	r := approval.Request{Kind: Kind, Object: d.Workflow, Title: d.Content.Names, Payload: string(text)}
	for _, id := range d.Editors {
		r.Editors = append(r.Editors, approval.Person{ID: id})
	}
	return s.Approvals.Ask(ctx, actor, r)
}

// Asked is what a request for approval would bring into force, and the version in whose place.
func (s *Service) Asked(ctx context.Context, r approval.Request) (fresh, old Content, err error) {
	p, err := read(r)
	if err != nil || p.Base == 0 {
		return p.Content, old, err
	}
	v, err := s.Version(ctx, r.Object, p.Base)
	return p.Content, v.Content, err
}

func read(r approval.Request) (p payload, err error) {
	if err = json.Unmarshal([]byte(r.Payload), &p); err != nil {
		err = fmt.Errorf("reading the workflow of request %s: %w", r.ID, err)
	}
	return p, err
}

// Hold implements approval.Publisher.
func (s *Service) Hold(ctx context.Context, tx approval.Tx, r approval.Request) error {
	p, err := read(r)
	if err != nil {
		return err
	}
	held, err := s.Store.Hold(ctx, tx, r.Object, p.Revision, r.ID)
	if err == nil && !held {
		err = ErrCollision
	}
	return err
}

// Publish implements approval.Publisher: the version comes into force, and the draft is no more.
func (s *Service) Publish(ctx context.Context, tx approval.Tx, actor app.Actor, r approval.Request) ([]app.Audit, error) {
	p, err := read(r)
	if err != nil {
		return nil, err
	}
	last, err := s.Store.Last(ctx, tx, r.Object)
	if err != nil {
		return nil, err
	}
	if last != p.Base || !Sound(p.Content.Check(nil)) {
		return nil, &approval.Obsolete{Why: app.T("workflow.outdated")}
	}
	v := Version{
		Workflow: r.Object, Number: last + 1, Content: p.Content, Author: r.Author.ID, Approver: actor.ID, Published: app.Now(),
	}
	if err := s.Store.PublishSent(ctx, tx, v, r.ID); err != nil {
		return nil, err
	}
	old := ""
	if last > 0 {
		old = fmt.Sprint("version ", last)
	}
	return []app.Audit{app.Record(actor, "workflow.publish", r.Object, old, fmt.Sprint("version ", v.Number))}, nil
}

// Return implements approval.Publisher: the draft can be written on.
func (s *Service) Return(ctx context.Context, tx approval.Tx, r approval.Request) error {
	return s.Store.Return(ctx, tx, r.ID)
}
