// Package notice tells clients who have left that the bank has answered: by e-mail and by web push, to those who asked for it.
//
// A notice never holds a word of the talk. One goes out for each absence: after it the client hears nothing of the room until they
// have read it again. It is sent at least once: a process that dies between sending and noting it down may send it twice. What
// is due is read from the database, so nothing is forgotten with a process, and of several processes one sends each.
package notice

import (
	"context"
	"log/slog"
	"time"

	"telemark/app"
)

// Wishes are how a client wants to be told. The zero value is not at all.
type Wishes struct {
	Email   bool
	Devices []Device // with web push
}

// Device is one browser of a client that takes pushes.
type Device struct {
	ID    string
	Name  string // as the browser describes itself: its User-Agent
	Since time.Time
}

// Due is an answer that its client has not seen and wants to be told of.
type Due struct {
	Room     string
	Client   string
	Seq      int64 // of the last message
	Attempts int   // to tell them of it, so far
	Lang     string
	Email    string // empty: not by e-mail
	Pushes   []Subscription
}

// Store keeps wishes and what has been told.
type Store interface {
	Wishes(ctx context.Context, client string) (Wishes, error)
	SetEmail(ctx context.Context, client string, on bool, a app.Audit) error
	// Subscribe stores a device; the same endpoint again takes the place of the one that is there, whoever's it was.
	Subscribe(ctx context.Context, s Subscription, most int, a app.Audit) error
	// Unsubscribe removes a device of the client, or, with client "", a device that its service knows no more.
	Unsubscribe(ctx context.Context, client, device string, a app.Audit) error
	// Find notes down the answers given before a time that their clients have not seen, whom no page shows them just now, and
	// who wish to be told and have not been told since they last read. It looks back to since and notes limit at the most.
	Find(ctx context.Context, since, before time.Time, limit int) (int, error)
	// Due reads what is to be told at a time, the oldest first.
	Due(ctx context.Context, at time.Time, limit int) ([]Due, error)
	// Claim makes one attempt the caller's: false when somebody else was faster or the client has read it in the meantime. It
	// is due again at next.
	Claim(ctx context.Context, d Due, next time.Time) (bool, error)
	// Done ends the telling of d.
	Done(ctx context.Context, d Due) error
}

// Service sends notices. Without Mail or Push there are none of the kind.
type Service struct {
	Store Store
	Mail  *Mail
	Push  *Push
	Base  string                               // PUBLIC_URL: where links lead
	Say   func(lang string, t app.Text) string // puts a text into a language
	// Wording is how the letter of an answer reads in a language, with {link} and {settings} filled in.
	Wording func(ctx context.Context, lang string, values map[string]string) (subject, body string, err error)
}

// When notices go out.
const (
	patience = 45 * time.Second // a client who reads within it needs no notice
	lookBack = 15 * time.Minute // how long after an answer it is first told of: longer than any restart takes
	interval = 15 * time.Second
	batch    = 100
	attempts = 5
)

// backoff is how long the next attempt waits: 2, 8, 32, 128 minutes.
func backoff(made int) time.Duration { return 2 * time.Minute << (2 * made) }

// Wishes are the actor's own.
func (s *Service) Wishes(ctx context.Context, actor app.Actor) (Wishes, error) {
	if actor.Role != app.Client {
		return Wishes{}, app.ErrNotFound
	}
	return s.Store.Wishes(ctx, actor.ID)
}

// SetEmail says whether the actor wants e-mails.
func (s *Service) SetEmail(ctx context.Context, actor app.Actor, on bool) error {
	if actor.Role != app.Client || s.Mail == nil {
		return app.ErrNotFound
	}
	action := "notice.email_off"
	if on {
		action = "notice.email_on"
	}
	return s.Store.SetEmail(ctx, actor.ID, on, app.Record(actor, action, actor.ID, "", ""))
}

// mostDevices bounds a client's devices; the oldest makes room.
const mostDevices = 10

// Subscribe lets a browser of the actor take pushes.
func (s *Service) Subscribe(ctx context.Context, actor app.Actor, sub Subscription) error {
	if actor.Role != app.Client || s.Push == nil {
		return app.ErrNotFound
	}
	if err := sub.check(); err != nil {
		return err
	}
	sub.ID, sub.Client, sub.Since, sub.Name = app.NewID(), actor.ID, app.Now(), cut(sub.Name)
	return s.Store.Subscribe(ctx, sub, mostDevices, app.Record(actor, "notice.device_add", sub.ID, "", ""))
}

// maxName is how much of a User-Agent is kept, in characters.
const maxName = 200

// cut makes what a browser calls itself fit.
func cut(name string) string {
	runes := []rune(app.Clean(name))
	return string(runes[:min(len(runes), maxName)])
}

// Unsubscribe ends it for one device.
func (s *Service) Unsubscribe(ctx context.Context, actor app.Actor, device string) error {
	if actor.Role != app.Client || !app.IsID(device) {
		return app.ErrNotFound
	}
	return s.Store.Unsubscribe(ctx, actor.ID, device, app.Record(actor, "notice.device_drop", device, "", ""))
}

// Run sends what is due until ctx ends.
func (s *Service) Run(ctx context.Context) {
	if s.Mail == nil && s.Push == nil {
		return
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(interval):
		}
		if _, err := s.Send(ctx); err != nil && ctx.Err() == nil {
			slog.Warn("notices", "error", err)
		}
	}
}

// Send looks once for clients to tell, and tells them.
func (s *Service) Send(ctx context.Context) (sent int, err error) {
	now := app.Now()
	if _, err := s.Store.Find(ctx, now.Add(-lookBack), now.Add(-patience), batch); err != nil {
		return 0, err
	}
	due, err := s.Store.Due(ctx, now, batch)
	if err != nil {
		return 0, err
	}
	for _, d := range due {
		mine, err := s.Store.Claim(ctx, d, now.Add(backoff(d.Attempts)))
		if err != nil {
			return sent, err
		}
		if !mine {
			continue
		}
		if err := s.tell(ctx, d); err != nil {
			slog.Warn("a notice was not sent", "room", d.Room, "attempt", d.Attempts+1, "error", err)
			if d.Attempts+1 < attempts {
				continue
			}
		} else {
			sent++
		}
		if err := s.Store.Done(ctx, d); err != nil {
			return sent, err
		}
	}
	return sent, nil
}

// tell sends one notice by every way that its client wants. Reaching them by one is enough: more attempts would repeat that one.
func (s *Service) tell(ctx context.Context, d Due) error {
	link := s.Base + "/client/rooms/" + d.Room
	var failed error
	told := false
	if d.Email != "" && s.Mail != nil {
		subject, body, err := s.Wording(ctx, d.Lang, map[string]string{"{link}": link, "{settings}": s.Base + "/client/notices"})
		if err != nil {
			return err
		}
		failed = s.Mail.Send(ctx, Letter{To: d.Email, Subject: subject, Body: body})
		told = failed == nil
	}
	for _, sub := range d.Pushes {
		if s.Push == nil {
			break
		}
		err := s.Push.Send(ctx, sub, Message{
			Title: s.Say(d.Lang, app.T("notice.push_title")), Body: s.Say(d.Lang, app.T("notice.push_body")), Path: "/client/rooms/" + d.Room,
		})
		switch {
		case err == nil:
			told = true
		case gone(err): // the browser has thrown it away
			record := app.Audit{ID: app.NewID(), At: app.Now(), Actor: "system", Action: "notice.device_gone", Object: sub.ID}
			if err := s.Store.Unsubscribe(ctx, "", sub.ID, record); err != nil {
				return err
			}
		default:
			failed = err
		}
	}
	if told {
		return nil
	}
	return failed
}
