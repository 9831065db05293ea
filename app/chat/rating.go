package chat

import (
	"context"
	"time"
	"unicode/utf8"

	"telemark/app"
)

// Rating is what a client thinks of a talk that has ended, and so of the operator who ended it.
type Rating struct {
	Room      string
	Operator  string // id
	Stars     int    // 1 to 5
	Comment   string
	RatedAt   time.Time // first
	ChangedAt time.Time
}

const (
	// RatingTime is how long a rating can be changed.
	RatingTime = 24 * time.Hour
	// MaxComment is the longest comment, in characters.
	MaxComment = 1000
)

// Rate says how the client found a talk that has ended. It can be changed for RatingTime.
func (s *Service) Rate(ctx context.Context, actor app.Actor, room string, stars int, comment string) error {
	if actor.Role != app.Client {
		return app.ErrNotFound
	}
	r, err := s.Room(ctx, actor, room)
	if err != nil {
		return err
	}
	comment = app.Clean(comment)
	switch {
	case r.State != Closed:
		return app.Fail(app.Conflict, app.T("chat.rate_open"))
	case stars < 1 || stars > 5:
		return app.FailFields(app.Field{Name: "stars", Text: app.T("chat.stars_missing")})
	case utf8.RuneCountInString(comment) > MaxComment:
		return app.FailFields(app.Field{Name: "comment", Text: app.T("chat.comment_long", "Max", MaxComment)})
	}
	now := app.Now()
	rating := Rating{Room: r.ID, Operator: r.Operator.ID, Stars: stars, Comment: comment, RatedAt: now, ChangedAt: now}
	rated, err := s.Store.Rate(ctx, rating, now.Add(-RatingTime))
	if err == nil && !rated {
		return app.Fail(app.Conflict, app.T("chat.rate_late"))
	}
	return err
}

// Rating is how the talk that a closed room's operator ended was found; nil when it wasn't rated, or isn't over.
func (s *Service) Rating(ctx context.Context, actor app.Actor, room Room) (*Rating, error) {
	if err := room.CanRead(actor); err != nil {
		return nil, err
	}
	if room.State != Closed {
		return nil, nil //nolint:nilnil // none is an answer
	}
	rating, err := s.Store.Rating(ctx, room.ID, room.Operator.ID)
	if app.KindOf(err) == app.NotFound {
		return nil, nil //nolint:nilnil // none is an answer
	}
	if err != nil {
		return nil, err
	}
	return &rating, nil
}
