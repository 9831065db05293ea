package workflow

import (
	"context"
	"slices"
	"sync"
	"time"

	"telemark/app"
	"telemark/app/approval"
	"telemark/app/product"
)

// Store keeps workflows and what is written of them. It holds no rule.
type Store interface {
	// InForce is the id and number of the version that decides applications for products of a kind.
	InForce(ctx context.Context, kind product.Kind) (id string, number int, err error)
	// Version reads one version; ErrNotFound when there is none.
	Version(ctx context.Context, id string, number int) (Version, error)
	// Versions are those of a workflow, the newest first.
	Versions(ctx context.Context, id string) ([]Version, error)
	// Latest is the newest version of each workflow, the oldest workflow first.
	Latest(ctx context.Context) ([]Version, error)
	// Deciding says which workflow decides each kind.
	Deciding(ctx context.Context) (map[product.Kind]string, error)
	// Draft reads what is being written of a workflow; ErrNotFound when nothing is.
	Draft(ctx context.Context, id string) (Draft, error)
	Drafts(ctx context.Context) ([]Draft, error)
	// Keep stores a draft, of which the revision before is stored, or none when that is 0. Conflict when somebody else was faster.
	Keep(ctx context.Context, d Draft, a app.Audit) error
	// Drop deletes a draft of a revision. Conflict when somebody else was faster.
	Drop(ctx context.Context, id string, revision int64, a app.Audit) error
	// People counts who holds each right and can work.
	People(ctx context.Context) (map[Right]int, error)
	// Publish stores a version, and has it decide its kinds from now on; what its workflow decides no more, the standard one does.
	Publish(ctx context.Context, v Version, records ...app.Audit) error

	// Last is the number of the newest version; 0 when there is none.
	Last(ctx context.Context, tx approval.Tx, id string) (int, error)
	// Hold keeps a draft of a revision from being changed while a request waits; false when it is another revision or waits already.
	Hold(ctx context.Context, tx approval.Tx, id string, revision int64, request string) (bool, error)
	// Return lets the draft of a request be changed again.
	Return(ctx context.Context, tx approval.Tx, request string) error
	// PublishSent publishes a version and deletes the draft of its request.
	PublishSent(ctx context.Context, tx approval.Tx, v Version, request string) error
}

// Draft is what is being written of a workflow: one at a time.
type Draft struct {
	Workflow string // id; of a new one, it has no version yet
	Base     int    // number of the version that it was copied from; 0: none
	Content  Content
	Revision int64 // counts how often it was saved
	Author   Person
	Editors  []string // ids of all who saved it: none of them approves it
	By       Person   // who saved it last
	At       time.Time
	Sent     string // id of the approval that it waits for; empty while it is being written
}

// Person is somebody of the bank.
type Person struct{ ID, Name string }

// Service is what people do with workflows.
type Service struct {
	Store     Store
	Approvals Asks

	known sync.Map // place → Version: they never change
}

type place struct {
	id     string
	number int
}

// InForce is the workflow that decides applications for products of a kind from now on.
func (s *Service) InForce(ctx context.Context, kind string) (Version, error) {
	id, number, err := s.Store.InForce(ctx, product.Kind(kind))
	if err != nil {
		return Version{}, err
	}
	return s.Version(ctx, id, number)
}

// Version is one version of a workflow.
func (s *Service) Version(ctx context.Context, id string, number int) (Version, error) {
	if v, ok := s.known.Load(place{id, number}); ok {
		return v.(Version), nil
	}
	v, err := s.Store.Version(ctx, id, number)
	if err == nil {
		s.known.Store(place{id, number}, v)
	}
	return v, err
}

// Stages are the stages of all workflows that decide something, each name once: by what a board is filtered.
func (s *Service) Stages(ctx context.Context) (list []Stage, err error) {
	all, err := s.Store.Latest(ctx)
	for _, v := range all {
		for _, one := range v.Stages {
			if !slices.ContainsFunc(list, func(have Stage) bool { return have.ID == one.ID }) {
				list = append(list, one)
			}
		}
	}
	return list, err
}

// List is the newest version of each workflow, for managers, with the kinds that it decides today.
func (s *Service) List(ctx context.Context, actor app.Actor) (list []Version, decides map[product.Kind]string, drafts []Draft, err error) {
	if actor.Role != app.Manager {
		return nil, nil, nil, app.ErrNotFound
	}
	if list, err = s.Store.Latest(ctx); err != nil {
		return nil, nil, nil, err
	}
	if decides, err = s.Store.Deciding(ctx); err != nil {
		return nil, nil, nil, err
	}
	drafts, err = s.Store.Drafts(ctx)
	return list, decides, drafts, err
}

// Versions are those of a workflow, the newest first.
func (s *Service) Versions(ctx context.Context, actor app.Actor, id string) ([]Version, error) {
	if actor.Role != app.Manager || !app.IsID(id) {
		return nil, app.ErrNotFound
	}
	return s.Store.Versions(ctx, id)
}

// DraftsOf are the drafts that somebody has saved and that don't wait for approval: what they leave unfinished.
func (s *Service) DraftsOf(ctx context.Context, actor app.Actor, person string) ([]Draft, error) {
	if actor.Role != app.Manager {
		return nil, app.ErrNotFound
	}
	list, err := s.Store.Drafts(ctx)
	return slices.DeleteFunc(list, func(d Draft) bool {
		return d.Sent != "" || d.Author.ID != person && !slices.Contains(d.Editors, person)
	}), err
}

// Draft is what is being written of a workflow; ErrNotFound when nothing is.
func (s *Service) Draft(ctx context.Context, actor app.Actor, id string) (Draft, error) {
	if actor.Role != app.Manager || !app.IsID(id) {
		return Draft{}, app.ErrNotFound
	}
	return s.Store.Draft(ctx, id)
}

// Begin answers the draft of a workflow: the one that is there, or a copy of the newest version. Without an id it is of a new workflow,
// as simple as one can be.
func (s *Service) Begin(ctx context.Context, actor app.Actor, id string) (Draft, error) {
	if !actor.May(app.Author) {
		return Draft{}, app.LacksDuty(app.Author)
	}
	d := Draft{Workflow: id, Content: Start()}
	if id == "" {
		d.Workflow = app.NewID()
	} else {
		have, err := s.Draft(ctx, actor, id)
		if err == nil || app.KindOf(err) != app.NotFound {
			return have, err
		}
		list, err := s.Versions(ctx, actor, id)
		if err != nil {
			return Draft{}, err
		}
		if len(list) == 0 {
			return Draft{}, app.ErrNotFound
		}
		d.Base, d.Content = list[0].Number, list[0].Content
	}
	d.Author = Person{actor.ID, actor.Name}
	return s.keep(ctx, actor, d, "workflow.begin")
}

// Start is the workflow with which a new one begins: one stage, from which everything is possible.
func Start() Content {
	return Content{
		Names: map[string]string{"en": "New workflow", "ru": "Новый процесс"},
		Stages: []Stage{{
			ID: "decision", Names: map[string]string{"en": "Decision", "ru": "Решение"}, Who: "underwriter", Hours: 24,
			Ways: []Way{{To: Offer, Right: "underwriter"}, {To: Refuse, Right: "underwriter"}, {To: Rework, Right: "underwriter"}},
		}},
	}
}

// ErrCollision says that somebody else has saved the draft meanwhile.
var ErrCollision = app.Fail(app.Conflict, app.T("workflow.collision"))

// Save stores what was typed into the draft of a revision. It may be unfinished: see Check.
func (s *Service) Save(ctx context.Context, actor app.Actor, id string, revision int64, c Content) (Draft, error) {
	d, err := s.open(ctx, actor, id, revision)
	if err != nil {
		return d, err
	}
	d.Content = c
	return s.keep(ctx, actor, d, "workflow.save")
}

// open is a draft that the actor may change now.
func (s *Service) open(ctx context.Context, actor app.Actor, id string, revision int64) (Draft, error) {
	if !actor.May(app.Author) {
		return Draft{}, app.LacksDuty(app.Author)
	}
	d, err := s.Draft(ctx, actor, id)
	switch {
	case err != nil:
		return d, err
	case d.Sent != "":
		return d, app.Fail(app.Conflict, app.T("workflow.sent"))
	case d.Revision != revision:
		return d, ErrCollision
	}
	return d, nil
}

func (s *Service) keep(ctx context.Context, actor app.Actor, d Draft, action string) (Draft, error) {
	d.Revision++
	d.By, d.At = Person{actor.ID, actor.Name}, app.Now()
	if !slices.Contains(d.Editors, actor.ID) {
		d.Editors = append(slices.Clone(d.Editors), actor.ID)
	}
	err := s.Store.Keep(ctx, d, app.Record(actor, action, d.Workflow, "", d.Content.Name("en")))
	if app.KindOf(err) == app.Conflict {
		err = ErrCollision
	}
	return d, err
}

// Discard throws a draft away.
func (s *Service) Discard(ctx context.Context, actor app.Actor, id string, revision int64) error {
	d, err := s.open(ctx, actor, id, revision)
	if err != nil {
		return err
	}
	return s.Store.Drop(ctx, id, revision, app.Record(actor, "workflow.discard", id, d.Content.Name("en"), ""))
}

// Check finds what is wrong with a content, with the people there are.
func (s *Service) Check(ctx context.Context, c Content) ([]Finding, error) {
	people, err := s.Store.People(ctx)
	return c.Check(people), err
}

// Install publishes a version for the program itself: the demo bank and tests. People go through an approval.
func (s *Service) Install(ctx context.Context, c Content) (Version, error) {
	if found := c.Check(nil); !Sound(found) {
		return Version{}, app.FailFields(app.Field{Name: found[0].Place, Text: found[0].Text})
	}
	v := Version{Workflow: app.NewID(), Number: 1, Content: c, Published: app.Now()}
	return v, s.Store.Publish(ctx, v, app.Record(app.Actor{ID: "system"}, "workflow.publish", v.Workflow, "", c.Name("en")))
}
