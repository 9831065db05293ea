package account

import (
	"context"
	"errors"
	"slices"

	"telemark/app"
)

// Draft is what somebody types to get a sign-in.
type Draft struct {
	Name     string
	Email    string
	Password string
	Lang     string
}

// registrationFailures is how many times an address may meet an e-mail that is taken: a form that signs in at once can't
// hide that, so that it is made slow to ask.
const registrationFailures = 20

// Register makes a client.
func (s *Service) Register(ctx context.Context, from app.Actor, d Draft) (Person, error) {
	p, err := s.person(d, app.Client, app.Rights{})
	if err != nil {
		return Person{}, err
	}
	phc, err := s.hash(ctx, d.Password, p.Email)
	if err != nil {
		return Person{}, err
	}
	from.ID, from.Role = p.ID, p.Role
	limits := []Limit{{key("register", Network(from.Address)), registrationFailures}}
	err = s.try(ctx, from, limits, func() error {
		err := s.store.Create(ctx, p, phc, app.Record(from, "person.register", p.ID, "", string(p.Role)))
		if errors.Is(err, ErrEmailTaken) {
			return refusal{why: ErrEmailTaken}
		}
		return err
	})
	return p, err
}

// Add makes a person of any role with its usual rights, for the command line and the demo.
func (s *Service) Add(ctx context.Context, actor app.Actor, role app.Role, d Draft) (Person, error) {
	return s.AddWith(ctx, actor, role, app.Usual(role), d)
}

// AddWith makes a person with rights of their own, for the command line and the demo.
func (s *Service) AddWith(ctx context.Context, actor app.Actor, role app.Role, rights app.Rights, d Draft) (Person, error) {
	if !role.Valid() {
		return Person{}, app.FailFields(app.Field{Name: "role", Text: app.T("account.role_missing")})
	}
	if wrong := badRights(role, rights); wrong != nil {
		return Person{}, app.FailFields(wrong...)
	}
	p, err := s.person(d, role, rights)
	if err != nil {
		return Person{}, err
	}
	phc, err := s.hash(ctx, d.Password, p.Email)
	if err != nil {
		return Person{}, err
	}
	return p, s.store.Create(ctx, p, phc, app.Record(actor, "person.add", p.ID, "", described(role, rights)))
}

// person checks a draft, all fields at once, and makes the person of it.
func (s *Service) person(d Draft, role app.Role, rights app.Rights) (Person, error) {
	email, ok := Email(d.Email)
	name := cleanName(d.Name)
	wrong := badName(name)
	if !ok {
		wrong = append(wrong, app.Field{Name: "email", Text: app.T("account.email_odd")})
	}
	if text, ok := CheckPassword(d.Password, email); !ok {
		wrong = append(wrong, app.Field{Name: "password", Text: text})
	}
	if len(wrong) > 0 {
		return Person{}, app.FailFields(wrong...)
	}
	return Person{ID: app.NewID(), Name: name, Email: email, Role: role, Rights: rights, Lang: lang(d.Lang), CreatedAt: app.Now()}, nil
}

// lang is one of our languages, or none.
func lang(wanted string) string {
	if slices.Contains([]string{"en", "ru"}, wanted) {
		return wanted
	}
	return ""
}

// Me is the actor's own person.
func (s *Service) Me(ctx context.Context, actor app.Actor) (Person, error) {
	found, err := s.store.ByID(ctx, actor.ID)
	return found.Person, err
}

// Update sets the actor's own name and language.
func (s *Service) Update(ctx context.Context, actor app.Actor, name, language string) error {
	name = cleanName(name)
	if wrong := badName(name); wrong != nil {
		return app.FailFields(wrong...)
	}
	before, err := s.store.ByID(ctx, actor.ID)
	if err != nil {
		return err
	}
	type words struct{ Name, Lang string }
	a := app.Record(actor, "person.update", actor.ID, note(words{before.Name, before.Lang}), note(words{name, lang(language)}))
	return s.store.Update(ctx, actor.ID, name, lang(language), a)
}

// ChangePassword sets the actor's own password, against the old one. The actor's other sessions end.
func (s *Service) ChangePassword(ctx context.Context, actor app.Actor, old, fresh string) error {
	found, err := s.confirm(ctx, actor, "old", old)
	if err != nil {
		return err
	}
	phc, err := s.hash(ctx, fresh, found.Email)
	if err != nil {
		return err
	}
	ended, err := s.store.SetPassword(ctx, actor.ID, phc, actor.Session, app.Record(actor, "person.password", actor.ID, "", ""))
	s.end(actor.ID, ended)
	return err
}
