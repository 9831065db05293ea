package account

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"telemark/app"
	"telemark/app/secret"
)

// Service is what is done with people.
type Service struct {
	store   Store
	hub     Publisher
	hasher  *secret.Hasher // of passwords that are compared
	chosen  *secret.Hasher // of new ones
	sealer  *secret.Sealer
	policy  func(context.Context) (app.Entry, error)
	kinds   []string
	work    map[string]Work
	refused func(reason string)
}

// Options are what a Service needs beside its store.
type Options struct {
	Hub     Publisher
	Hasher  *secret.Hasher
	Chosen  *secret.Hasher // for new passwords, so that a rush of newcomers keeps nobody from signing in; nil: Hasher
	Sealer  *secret.Sealer
	Policy  func(context.Context) (app.Entry, error) // what the bank asks of sign-ins; nil: a password only
	Kinds   []string                                 // of products, that somebody can be skilled in
	Refused func(reason string)                      // counts refused sign-ins: "password", "code", "throttled", "sign-on"; may be nil
}

// New makes a Service.
func New(store Store, o Options) *Service {
	if o.Refused == nil {
		o.Refused = func(string) {}
	}
	if o.Chosen == nil {
		o.Chosen = o.Hasher
	}
	if o.Policy == nil {
		o.Policy = func(context.Context) (app.Entry, error) { return app.Entry{}, nil }
	}
	return &Service{store: store, hub: o.Hub, hasher: o.Hasher, chosen: o.Chosen, sealer: o.Sealer, policy: o.Policy, kinds: o.Kinds, refused: o.Refused}
}

// FactorRequired tells whether people of the role with the duties must have a second factor.
func (s *Service) FactorRequired(ctx context.Context, role app.Role, duties app.Duties) (bool, error) {
	entry, err := s.policy(ctx)
	return entry.Forced.Of(role, duties), err
}

// The limits of failed attempts. OWASP ASVS 5.0, 6.3.1 asks for limits against guessing and stuffing.
const (
	window          = 15 * time.Minute
	accountFailures = 10
	addressFailures = 100
)

// try runs f as an attempt that counts as failed for the given limits until f returns nil. The attempt is stored before
// anything is compared, so that a hundred guesses at once are not more than ten. A full limit is app.TooMany.
func (s *Service) try(ctx context.Context, from app.Actor, limits []Limit, f func() error) error {
	now := app.Now()
	a := Attempt{ID: app.NewID(), At: now, Since: now.Add(-window), Limits: limits}
	full, err := s.store.Reserve(ctx, a)
	if err != nil {
		return err
	}
	if full != nil {
		s.refused("throttled")
		return tooMany(full.Add(window).Sub(now))
	}
	if err := f(); err != nil {
		refused, ok := errors.AsType[refusal](err)
		if !ok { // not the caller's failure: the database was away, or they left
			return errors.Join(err, s.store.Forgive(context.WithoutCancel(ctx), a.ID))
		}
		return errors.Join(err, s.store.Audit(ctx, app.Record(from, "session.refuse", refused.whose, "", err.Error())))
	}
	return s.store.Forgive(ctx, a.ID)
}

// refusal marks an error as the caller's wrong password or code.
type refusal struct {
	why   *app.Error
	whose string // id of the person, for the audit record; empty when nobody has the e-mail
}

func (r refusal) Error() string { return r.why.Error() }
func (r refusal) Unwrap() error { return r.why }

func refuse(whose, field string, text app.Text) refusal {
	return refusal{app.FailFields(app.Field{Name: field, Text: text}), whose}
}

func tooMany(wait time.Duration) error {
	seconds := max(1, int((wait+time.Second-1)/time.Second))
	e := app.Fail(app.TooMany, app.T("account.too_many", "Count", (seconds+59)/60))
	e.Retry = seconds
	return e
}

// turn waits for a place among those who hash passwords.
func turn(ctx context.Context, hasher *secret.Hasher, f func(secret.Turn) error) error {
	waited := true
	err := hasher.Turn(ctx, func(t secret.Turn) error {
		waited = false
		return f(t)
	})
	if err != nil && waited {
		return app.Fail(app.Unavailable, app.T("account.busy")).Because(err)
	}
	return err
}

func key(kind, of string) string { return secret.Hash(kind + "\x00" + of) }

// accountLimits are those of a password: the e-mail as it was typed, whether somebody has it or not, and the address.
func accountLimits(email, address string) []Limit {
	return []Limit{{key("account", email), accountFailures}, {key("address", Network(address)), addressFailures}}
}

// hash checks a new password and hashes it.
func (s *Service) hash(ctx context.Context, password, email string) (phc string, err error) {
	if text, ok := CheckPassword(password, email); !ok {
		return "", app.FailFields(app.Field{Name: "password", Text: text})
	}
	err = turn(ctx, s.chosen, func(t secret.Turn) error {
		phc = t.Hash(normal(password))
		return nil
	})
	return phc, err
}

// end lets the streams of ended sessions know.
func (s *Service) end(user string, sessions []string) {
	if len(sessions) == 0 {
		return
	}
	data, _ := json.Marshal(map[string][]string{"sessions": sessions}) // strings: it can't fail
	s.hub.Publish(app.Event{Topic: "user." + user, Name: "end", Data: data})
}

// System is the actor of the command line.
var System = app.Actor{ID: "system"}

// note is a short JSON for the audit record.
func note(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprintf("%T", v)
	}
	return string(b)
}
