package source

import (
	"context"

	"telemark/app/chat"
	"telemark/app/privacy"
)

// OwnChat reads a person's rooms and ratings, in pages in the order of their ids.
type OwnChat interface {
	Rooms(ctx context.Context, client, after string) ([]chat.Room, error)
	Ratings(ctx context.Context, client, after string) ([]chat.Rating, error)
}

// Talks are the person's conversations with the bank.
type Talks struct {
	Own  OwnChat
	Chat *chat.Service
}

// Section implements privacy.Source.
func (Talks) Section() string { return "conversations" }

// Records implements privacy.Source.
func (s Talks) Records(ctx context.Context, of privacy.Subject, each func(privacy.Record) error) error {
	topics, err := s.Chat.Topics(ctx)
	if err != nil {
		return err
	}
	names := make(map[string]string, len(topics))
	for _, t := range topics {
		names[t.ID] = t.Name(of.Lang)
	}
	return paged(ctx, of, s.Own.Rooms, func(r chat.Room) string { return r.ID }, func(r chat.Room) error {
		return each(privacy.Record{
			{Key: "id", Value: r.ID}, {Key: "topic", Value: privacy.Code{Code: r.Topic, Name: names[r.Topic]}},
			{Key: "state", Value: named("state", string(r.State))}, {Key: "operator", Value: r.Operator.Name},
			{Key: "created_at", Value: r.CreatedAt}, {Key: "answered_at", Value: r.AnsweredAt}, {Key: "closed_at", Value: r.ClosedAt},
			{Key: "messages", Value: s.messages(ctx, of, r.ID)},
		})
	})
}

// messages are what both sides said. They are read as the client, whom the chat never gives a private note.
func (s Talks) messages(ctx context.Context, of privacy.Subject, room string) privacy.Entries {
	return func(each func(privacy.Entry) error) error {
		page := chat.Page{Room: room, Side: chat.ClientSide, Before: 2} // the first entry: without After a page is the end of the log
		for {
			list, err := s.Chat.Store.Messages(ctx, page)
			if err != nil || len(list) == 0 && page.After > 0 {
				return err
			}
			page.Before, page.After = 0, max(1, page.After)
			for _, m := range list {
				page.After = m.Seq
				if m.Kind != chat.Said {
					continue
				}
				if err := each(privacy.Entry{At: m.At, Who: m.Author.Name, Text: m.Body}); err != nil {
					return err
				}
			}
		}
	}
}

// Ratings are how the person rated those conversations.
type Ratings struct{ Own OwnChat }

// Section implements privacy.Source.
func (Ratings) Section() string { return "ratings" }

// Records implements privacy.Source.
func (s Ratings) Records(ctx context.Context, of privacy.Subject, each func(privacy.Record) error) error {
	return paged(ctx, of, s.Own.Ratings, func(r chat.Rating) string { return r.Room }, func(r chat.Rating) error {
		return each(privacy.Record{
			{Key: "conversation", Value: r.Room}, {Key: "stars", Value: r.Stars}, {Key: "comment", Value: r.Comment},
			{Key: "rated_at", Value: r.RatedAt},
		})
	})
}
