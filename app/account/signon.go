package account

import (
	"context"
	"strings"
	"unicode/utf8"

	"telemark/app"
)

// Identity is what a provider calls a person, for good.
type Identity struct{ Issuer, Subject string }

// Vouched is somebody for whom the bank's provider vouches, with what their groups are trusted with.
type Vouched struct {
	Identity
	Email  string // verified by the provider; else empty
	Name   string
	Lang   string
	Role   app.Role // Operator or Manager
	Duties app.Duties
	Strong bool // they showed two factors there
}

// Post is a role with its rights.
type Post struct {
	Role app.Role
	app.Rights
}

// SignOn finds or makes the person for whom the provider vouches, and gives them what their groups are trusted with. Somebody is known by
// the provider's name for them; the first time by their e-mail, when it is one of the bank's people or of somebody who was invited, and
// otherwise as somebody new. Clients, disabled people, and an e-mail that another of the provider's people has already, are refused.
// app.Conflict when their groups take away what can't be taken yet: the last administrator's duty, or the role of somebody with work in hand.
func (s *Service) SignOn(ctx context.Context, from app.Actor, v Vouched) (Person, error) {
	p, err := s.vouched(ctx, from, v)
	if refused, ok := refusedSignOn(err); ok {
		return Person{}, s.RefuseSignOn(ctx, from, refused.whose, refused.log, refused.why)
	}
	if err != nil {
		return Person{}, err
	}
	from.ID, from.Role = p.ID, p.Role
	type facts struct {
		Issuer string
		Rights string
		Strong bool
	}
	return p, s.store.Audit(ctx, app.Record(from, "person.sign_on", p.ID, "", note(facts{v.Issuer, described(p.Role, p.Rights), v.Strong})))
}

// RefuseSignOn counts and records a sign-on that came to nothing, and returns why, as the person may read it.
func (s *Service) RefuseSignOn(ctx context.Context, from app.Actor, whose, log string, why error) error {
	s.refused("sign-on")
	if err := s.store.Audit(ctx, app.Record(from, "session.refuse", whose, "", "sign-on: "+log)); err != nil {
		return err
	}
	return why
}

// notVouched is a sign-on that is refused.
type notVouched struct {
	whose, log string
	why        *app.Error
}

func (n notVouched) Error() string { return "sign-on: " + n.log }

func refusedSignOn(err error) (notVouched, bool) {
	n, ok := err.(notVouched) //nolint:errorlint // made and read in this file, and never wrapped
	return n, ok
}

func refuseSignOn(whose, id, log string) error {
	return notVouched{whose, log, app.Fail(app.Forbidden, app.T(id))}
}

func (s *Service) vouched(ctx context.Context, from app.Actor, v Vouched) (Person, error) {
	found, err := s.store.ByIdentity(ctx, v.Identity)
	if app.KindOf(err) == app.NotFound {
		return s.meet(ctx, from, v)
	}
	if err != nil {
		return Person{}, err
	}
	if err := admissible(found.Person); err != nil {
		return Person{}, err
	}
	return s.align(ctx, from, found.Person, v)
}

// Passwordless tells whether the actor has no password: they come in by the bank's provider only.
func (s *Service) Passwordless(ctx context.Context, actor app.Actor) (bool, error) {
	found, err := s.store.ByID(ctx, actor.ID)
	return found.Password == "", err
}

// admissible refuses clients and disabled people.
func admissible(p Person) error {
	switch {
	case !p.Role.Staff():
		return refuseSignOn(p.ID, "signon.client", "a client")
	case p.Disabled:
		return refuseSignOn(p.ID, "signon.disabled", "disabled")
	}
	return nil
}

// meet lets somebody in whom the provider names for the first time.
func (s *Service) meet(ctx context.Context, from app.Actor, v Vouched) (Person, error) {
	email, ok := Email(v.Email)
	if !ok {
		return Person{}, refuseSignOn("", "signon.no_email", "no verified e-mail")
	}
	found, err := s.store.ByEmail(ctx, email)
	if app.KindOf(err) == app.NotFound {
		return s.welcome(ctx, from, v, email)
	}
	if err != nil {
		return Person{}, err
	}
	if err := admissible(found.Person); err != nil {
		return Person{}, err
	}
	from.ID, from.Role = found.ID, found.Role
	a := app.Record(from, "person.identity", found.ID, "", note(v.Identity))
	switch err := s.store.Link(ctx, v.Identity, found.ID, app.Now(), a); {
	case app.KindOf(err) == app.Conflict:
		return Person{}, refuseSignOn(found.ID, "signon.taken", "another of the provider's people has the account")
	case err != nil:
		return Person{}, err
	}
	return s.align(ctx, from, found.Person, v)
}

// welcome makes the person. An invitation is used up, and says of whose team they are.
func (s *Service) welcome(ctx context.Context, from app.Actor, v Vouched, email string) (Person, error) {
	p := Person{
		ID: app.NewID(), Name: cleanName(v.Name), Email: email, Role: v.Role, Lang: lang(v.Lang), CreatedAt: app.Now(),
		Rights: app.Rights{Duties: v.Duties, Scope: app.Usual(v.Role).Scope},
	}
	open, err := s.store.Invitations(ctx, p.CreatedAt, ListSize)
	if err != nil {
		return Person{}, err
	}
	for _, i := range open {
		if i.Email == email && i.Role == p.Role {
			p.Rights.Scope, p.Rights.Team = i.Rights.Scope, i.Rights.Team
		}
	}
	if badName(p.Name) != nil {
		p.Name, _, _ = strings.Cut(email, "@")
		if utf8.RuneCountInString(p.Name) > MaxName {
			p.Name = string([]rune(p.Name)[:MaxName])
		}
	}
	from.ID, from.Role = p.ID, p.Role
	return p, s.store.CreateVouched(ctx, p, v.Identity, app.Record(from, "person.add", p.ID, "", described(p.Role, p.Rights)+"; by "+v.Issuer))
}

// align gives somebody what their groups are trusted with now. Scope and team stay, unless the role is another one.
func (s *Service) align(ctx context.Context, from app.Actor, p Person, v Vouched) (Person, error) {
	now, next := Post{p.Role, p.Rights}, Post{v.Role, p.Rights}
	next.Duties = v.Duties
	if next.Role != now.Role {
		next.Scope = app.Usual(next.Role).Scope
	}
	if next == now {
		return p, nil
	}
	from.ID, from.Role = p.ID, p.Role
	a := app.Record(from, "person.rights", p.ID, described(now.Role, now.Rights), described(next.Role, next.Rights)+"; by "+v.Issuer)
	ended, err := s.store.SetPost(ctx, p.ID, now, next, a)
	if err != nil {
		return Person{}, err
	}
	s.end(p.ID, ended)
	p.Role, p.Rights = next.Role, next.Rights
	return p, nil
}
