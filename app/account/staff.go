package account

import (
	"context"
	"slices"

	"telemark/app"
	"telemark/app/secret"
)

// ListSize bounds the lists of staff and of invitations.
const ListSize = 2000

// CanManage tells whether the actor may manage staff: an administrator. To other roles the pages don't exist.
func CanManage(actor app.Actor) error {
	switch {
	case actor.May(app.Administrator) || actor.ID == System.ID:
		return nil
	case actor.Role == app.Manager:
		return app.Fail(app.Forbidden, app.T("error.not_your_duty", "Duty", app.Administrator.Name()))
	}
	return app.ErrNotFound
}

// Colleagues are the people of the bank who aren't disabled, by name, for whoever of them gives work to another.
func (s *Service) Colleagues(ctx context.Context, actor app.Actor) ([]Person, error) {
	if !actor.Role.Staff() {
		return nil, app.ErrNotFound
	}
	all, err := s.store.Staff(ctx, ListSize)
	return slices.DeleteFunc(all, func(p Person) bool { return p.Disabled }), err
}

// Staff lists operators and managers.
func (s *Service) Staff(ctx context.Context, actor app.Actor) ([]Person, error) {
	if err := CanManage(actor); err != nil {
		return nil, err
	}
	return s.store.Staff(ctx, ListSize)
}

// Invitations lists those that can still be used.
func (s *Service) Invitations(ctx context.Context, actor app.Actor) ([]Invitation, error) {
	if err := CanManage(actor); err != nil {
		return nil, err
	}
	return s.store.Invitations(ctx, app.Now(), ListSize)
}

// Invite makes an invitation for staff with rights. The token belongs into a link /invite/TOKEN; it is shown this once.
func (s *Service) Invite(ctx context.Context, actor app.Actor, name, email string, role app.Role, rights app.Rights) (string, Invitation, error) {
	if err := CanManage(actor); err != nil {
		return "", Invitation{}, err
	}
	name = cleanName(name)
	wrong := badName(name)
	email, ok := Email(email)
	if !ok {
		wrong = append(wrong, app.Field{Name: "email", Text: app.T("account.email_odd")})
	}
	if !role.Staff() {
		wrong = append(wrong, app.Field{Name: "role", Text: app.T("account.role_missing")})
	}
	if role.Staff() {
		wrong = append(wrong, badRights(role, rights)...)
	}
	if len(wrong) > 0 {
		return "", Invitation{}, app.FailFields(wrong...)
	}
	now := app.Now()
	i := Invitation{
		ID: app.NewID(), Email: email, Name: name, Role: role, Rights: rights, By: actor.ID, CreatedAt: now, ExpiresAt: now.Add(InvitationLife),
	}
	token := secret.Token()
	err := s.store.Invite(ctx, i, secret.Hash(token), app.Record(actor, "invitation.make", i.ID, "", described(role, rights)))
	return token, i, err
}

// Withdraw makes an invitation useless.
func (s *Service) Withdraw(ctx context.Context, actor app.Actor, id string) error {
	if err := CanManage(actor); err != nil {
		return err
	}
	if !app.IsID(id) {
		return app.ErrNotFound
	}
	return s.store.Withdraw(ctx, id, app.Record(actor, "invitation.withdraw", id, "", ""))
}

// Invitation shows an invitation to whoever has its token. Used, withdrawn, expired and unknown are all app.ErrNotFound.
func (s *Service) Invitation(ctx context.Context, token string) (Invitation, error) {
	if !secret.IsToken(token) {
		return Invitation{}, app.ErrNotFound
	}
	i, err := s.store.Invitation(ctx, secret.Hash(token))
	if err == nil && !app.Now().Before(i.ExpiresAt) {
		err = app.ErrNotFound
	}
	if err != nil {
		return Invitation{}, err
	}
	return i, nil
}

// Accept uses an invitation up and makes its person.
func (s *Service) Accept(ctx context.Context, from app.Actor, token string, d Draft) (Person, error) {
	i, err := s.Invitation(ctx, token)
	if err != nil {
		return Person{}, err
	}
	d.Email = i.Email
	p, err := s.person(d, i.Role, i.Rights)
	if err != nil {
		return Person{}, err
	}
	phc, err := s.hash(ctx, d.Password, p.Email)
	if err != nil {
		return Person{}, err
	}
	from.ID, from.Role = p.ID, p.Role
	return p, s.store.Accept(ctx, secret.Hash(token), p, phc, app.Record(from, "invitation.accept", i.ID, "", p.ID))
}

// Disable keeps somebody from signing in and ends their sessions; ErrHolds while they have work in hand, see Leave. Nobody disables themselves: a bank without a manager
// could be opened again from the command line only.
func (s *Service) Disable(ctx context.Context, actor app.Actor, id string) error {
	if err := s.others(actor, id); err != nil {
		return err
	}
	ended, err := s.store.Disable(ctx, id, app.Record(actor, "person.disable", id, "", ""))
	s.end(id, ended)
	return err
}

// Enable lets somebody sign in again.
func (s *Service) Enable(ctx context.Context, actor app.Actor, id string) error {
	if err := s.others(actor, id); err != nil {
		return err
	}
	return s.store.Enable(ctx, id, app.Record(actor, "person.enable", id, "", ""))
}

// ResetFactor removes the second factor of somebody who has lost phone and recovery codes, and ends their sessions. At the
// next sign-in staff set up a new one.
func (s *Service) ResetFactor(ctx context.Context, actor app.Actor, id string) error {
	if err := s.others(actor, id); err != nil {
		return err
	}
	ended, err := s.store.DropFactor(ctx, id, "", app.Record(actor, "person.factor_reset", id, "", ""))
	s.end(id, ended)
	return err
}

// others allows a manager what they may do to other people only.
func (s *Service) others(actor app.Actor, id string) error {
	if err := CanManage(actor); err != nil {
		return err
	}
	if !app.IsID(id) {
		return app.ErrNotFound
	}
	if id == actor.ID {
		return app.Fail(app.Conflict, app.T("account.not_yourself"))
	}
	return nil
}

// DisableByEmail is Leave for the command line, with all work back to where everybody takes it from: it is for emergencies.
func (s *Service) DisableByEmail(ctx context.Context, actor app.Actor, email string) (Person, error) {
	email, ok := Email(email)
	if !ok {
		return Person{}, app.FailFields(app.Field{Name: "email", Text: app.T("account.email_odd")})
	}
	found, err := s.store.ByEmail(ctx, email)
	if err != nil {
		return Person{}, err
	}
	_, err = s.Leave(ctx, actor, found.ID, nil)
	return found.Person, err
}
