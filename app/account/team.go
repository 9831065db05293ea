package account

import (
	"context"
	"slices"
	"unicode/utf8"

	"telemark/app"
)

// Team is some of the bank's people who answer for the same work. A scope of "team" sees what its members have.
type Team struct {
	ID      string
	Name    string // 1 to MaxTeamName characters, unique
	Lead    string // id of the member who leads it; empty: nobody
	LeadBy  string // their name
	Members int    // who aren't disabled
}

// MaxTeamName bounds Team.Name, in characters.
const MaxTeamName = 60

// Teams lists them by name.
func (s *Service) Teams(ctx context.Context, actor app.Actor) ([]Team, error) {
	if err := CanManage(actor); err != nil {
		return nil, err
	}
	return s.store.Teams(ctx)
}

// TeamsSeen lists the teams whose work the actor sees, by name: all of them, or their own.
func (s *Service) TeamsSeen(ctx context.Context, actor app.Actor) ([]Team, error) {
	if !actor.Role.Staff() {
		return nil, app.ErrNotFound
	}
	if actor.Scope != app.All && actor.Team == "" {
		return nil, nil
	}
	list, err := s.store.Teams(ctx)
	return slices.DeleteFunc(list, func(t Team) bool { return actor.Scope != app.All && t.ID != actor.Team }), err
}

// AddTeam makes a team without members.
func (s *Service) AddTeam(ctx context.Context, actor app.Actor, name string) (Team, error) {
	name, err := s.teamName(actor, name)
	if err != nil {
		return Team{}, err
	}
	t := Team{ID: app.NewID(), Name: name}
	return t, s.store.AddTeam(ctx, t, app.Now(), app.Record(actor, "team.add", t.ID, "", name))
}

// ChangeTeam sets the name of a team and who leads it: one of its members, or nobody.
func (s *Service) ChangeTeam(ctx context.Context, actor app.Actor, id, name, lead string) error {
	name, err := s.teamName(actor, name)
	if err != nil {
		return err
	}
	if !app.IsID(id) || lead != "" && !app.IsID(lead) {
		return app.ErrNotFound
	}
	all, err := s.store.Teams(ctx)
	if err != nil {
		return err
	}
	for _, was := range all {
		if was.ID == id {
			type words struct{ Name, Lead string }
			a := app.Record(actor, "team.change", id, note(words{was.Name, was.Lead}), note(words{name, lead}))
			return s.store.ChangeTeam(ctx, Team{ID: id, Name: name, Lead: lead}, a)
		}
	}
	return app.ErrNotFound
}

// RemoveTeam deletes a team in which nobody is, and into which nobody is invited.
func (s *Service) RemoveTeam(ctx context.Context, actor app.Actor, id string) error {
	if err := CanManage(actor); err != nil {
		return err
	}
	if !app.IsID(id) {
		return app.ErrNotFound
	}
	return s.store.RemoveTeam(ctx, id, app.Record(actor, "team.remove", id, "", ""))
}

func (s *Service) teamName(actor app.Actor, name string) (string, error) {
	if err := CanManage(actor); err != nil {
		return "", err
	}
	name = cleanName(name)
	switch n := utf8.RuneCountInString(name); {
	case n == 0:
		return "", app.FailFields(app.Field{Name: "name", Text: app.T("account.name_missing")})
	case n > MaxTeamName:
		return "", app.FailFields(app.Field{Name: "name", Text: app.T("account.name_long", "Max", MaxTeamName)})
	}
	if badName(name) != nil {
		return "", app.FailFields(badName(name)...)
	}
	return name, nil
}

// The refusals of a store that keeps teams.
var (
	ErrTeamTaken = app.FailFields(app.Field{Name: "name", Text: app.T("account.team_taken")})
	ErrTeamInUse = app.Fail(app.Conflict, app.T("account.team_in_use"))
	ErrNotInTeam = app.FailFields(app.Field{Name: "lead", Text: app.T("account.lead_outside")})
)
