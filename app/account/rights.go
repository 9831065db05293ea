package account

import (
	"context"
	"strings"

	"telemark/app"
)

// badRights says what is wrong with the rights of somebody with the role: managers have at least one duty, operators none, and
// clients no rights at all.
func badRights(role app.Role, r app.Rights) (wrong []app.Field) {
	switch {
	case role == app.Manager && r.Duties == 0:
		wrong = append(wrong, app.Field{Name: "duties", Text: app.T("account.duties_missing")})
	case role != app.Manager && r.Duties != 0 || !app.Every().Has(r.Duties):
		wrong = append(wrong, app.Field{Name: "duties", Text: app.T("account.duties_odd")})
	}
	if role.Staff() != r.Scope.Valid() {
		wrong = append(wrong, app.Field{Name: "scope", Text: app.T("account.scope_missing")})
	}
	if r.Team != "" && (!role.Staff() || !app.IsID(r.Team)) {
		wrong = append(wrong, app.Field{Name: "team", Text: app.T("account.team_unknown")})
	}
	return wrong
}

// described is a role with its rights, for an audit record: "manager: author approver; own; team 01J…".
func described(role app.Role, r app.Rights) string {
	var words []string
	if r.Duties != 0 {
		words = append(words, r.Duties.String())
	}
	if r.Scope != "" {
		words = append(words, string(r.Scope))
	}
	if r.Team != "" {
		words = append(words, "team "+r.Team)
	}
	if len(words) == 0 {
		return string(role)
	}
	return string(role) + ": " + strings.Join(words, "; ")
}

// SetRights changes what somebody of the bank is trusted with. Nobody changes their own rights, and somebody always remains who may
// manage people. All sessions of the person end, and with them their streams: what they see next is what the new rights allow.
func (s *Service) SetRights(ctx context.Context, actor app.Actor, id string, r app.Rights) error {
	if err := s.others(actor, id); err != nil {
		return err
	}
	found, err := s.store.ByID(ctx, id)
	switch {
	case err != nil:
		return err
	case !found.Role.Staff():
		return app.ErrNotFound
	case found.Rights == r:
		return nil
	}
	if wrong := badRights(found.Role, r); wrong != nil {
		return app.FailFields(wrong...)
	}
	a := app.Record(actor, "person.rights", id, described(found.Role, found.Rights), described(found.Role, r))
	ended, err := s.store.SetRights(ctx, id, found.Rights, r, a)
	s.end(id, ended)
	return err
}

// ErrNoTeam is what a store says when somebody is put into a team that is not there.
var ErrNoTeam = app.FailFields(app.Field{Name: "team", Text: app.T("account.team_unknown")})

// ErrLastAdministrator is what a store says when a change would leave nobody who may manage people.
var ErrLastAdministrator = app.Fail(app.Conflict, app.T("account.last_administrator"))
