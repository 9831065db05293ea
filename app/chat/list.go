package chat

import (
	"context"
	"time"

	"telemark/app"
)

// The lists and lookups that pages show. Each is bounded by ListSize and holds only what its reader may see.

// OfClient lists the client's own rooms, the latest words first.
func (s *Service) OfClient(ctx context.Context, actor app.Actor) ([]Summary, error) {
	if actor.Role != app.Client {
		return nil, app.ErrNotFound
	}
	return s.Store.OfClient(ctx, actor.ID, ListSize)
}

// Queue lists the waiting rooms in the order in which the actor should take them: who has waited for longer than patience, who fits their
// skills, all others; each by the wait.
func (s *Service) Queue(ctx context.Context, actor app.Actor, patience time.Duration) ([]Summary, error) {
	if !actor.Role.Staff() {
		return nil, app.ErrNotFound
	}
	skills, err := s.Store.Skills(ctx, actor.ID)
	if err != nil {
		return nil, err
	}
	list, err := s.Store.Waiting(ctx, ListSize)
	arrange(list, skills, patience, app.Now())
	return list, err
}

// QueueOf is a word that is the same for all whose Queue is the same.
func (s *Service) QueueOf(ctx context.Context, actor app.Actor) (string, error) {
	skills, err := s.Store.Skills(ctx, actor.ID)
	return skillsMark(skills), err
}

// Mine lists the open rooms of the operator, the latest words first.
func (s *Service) Mine(ctx context.Context, actor app.Actor) ([]Summary, error) {
	if err := CanWork(actor); err != nil {
		return nil, err
	}
	return s.Store.OfOperator(ctx, actor.ID, ListSize)
}

// Team lists the open rooms of the operator's colleagues, within the operator's scope.
func (s *Service) Team(ctx context.Context, actor app.Actor) ([]Summary, error) {
	if err := CanWork(actor); err != nil {
		return nil, err
	}
	return s.Store.OfTeam(ctx, actor.Reach(), ListSize)
}

// Earlier lists the other rooms of a room's client, for the operator who reads it.
func (s *Service) Earlier(ctx context.Context, actor app.Actor, room Room) ([]Summary, error) {
	if err := CanWork(actor); err != nil {
		return nil, err
	}
	all, err := s.Store.OfClient(ctx, room.Client.ID, ListSize)
	others := all[:0]
	for _, r := range all {
		if r.ID != room.ID && r.CanRead(actor) == nil {
			others = append(others, r)
		}
	}
	return others, err
}

// Colleagues lists whom the operator can hand a room to.
func (s *Service) Colleagues(ctx context.Context, actor app.Actor) ([]Person, error) {
	if err := CanWork(actor); err != nil {
		return nil, err
	}
	all, err := s.Store.Colleagues(ctx, ListSize)
	others := all[:0]
	for _, p := range all {
		if p.ID != actor.ID {
			others = append(others, p)
		}
	}
	return others, err
}

// Place is the room's place in the queue, from 1; 0 when it doesn't wait. It costs what the queue's length costs.
func (s *Service) Place(ctx context.Context, room Room) (int, error) {
	if room.State != Waiting {
		return 0, nil
	}
	ahead, err := s.Store.Ahead(ctx, *room.WaitingSince)
	return ahead + 1, err
}

// Topics lists what a room can be about.
func (s *Service) Topics(ctx context.Context) ([]Topic, error) { return s.Store.Topics(ctx) }

// TopicNames are the topics' names in a language, by id.
func (s *Service) TopicNames(ctx context.Context, lang string) (map[string]string, error) {
	topics, err := s.Store.Topics(ctx)
	names := make(map[string]string, len(topics))
	for _, t := range topics {
		names[t.ID] = t.Name(lang)
	}
	return names, err
}
