package account

import (
	"context"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/cases"

	"telemark/app"
)

// Colleague is somebody of the bank as those see them who manage people.
type Colleague struct {
	Person
	TeamName string // empty for none
	Leads    bool   // their team
	Skills   []Skill
	Shifts   Shifts // with the days from the one that was asked for on
}

// Actor is the person as they act when they are signed in: for who asks what they may.
func (c Colleague) Actor() app.Actor {
	return app.Actor{ID: c.ID, Name: c.Name, Role: c.Role, Duties: c.Rights.Duties, Scope: c.Rights.Scope, Team: c.Rights.Team}
}

// Working tells whether they are at work at a moment, by their shifts.
func (c Colleague) Working(at time.Time) bool { return !c.Disabled && c.Shifts.Calendar().Open(at) }

// Filter chooses people of the directory. The zero filter chooses everybody who isn't disabled.
type Filter struct {
	Words  string // each of them in the name or the e-mail
	Role   app.Role
	Team   string // id; NoTeam: of who is in none
	Duty   app.Duties
	Skill  string // kind of product
	State  State
	AtWork bool // now, by their shifts
}

// NoTeam is the Filter.Team of those who are in none.
const NoTeam = "none"

// State is what a filter says of sign-ins.
type State string

// The states. Those without a second factor are all who still have to set one up.
const (
	Active   State = ""
	Disabled State = "disabled"
	Weak     State = "weak" // without a second factor
	Everyone State = "all"
)

// Word is what the state is called by where a name is needed.
func (s State) Word() string {
	if s == Active {
		return "active"
	}
	return string(s)
}

// States are all of them, in the order of a list.
var States = []State{Active, Weak, Disabled, Everyone}

// fold makes letters comparable; a Caser keeps a state, so that each use has its own.
func fold(s string) string { return cases.Fold().String(s) }

// Holds tells whether the filter chooses somebody.
func (f Filter) Holds(c Colleague, now time.Time) bool {
	switch f.State {
	case Active:
		if c.Disabled {
			return false
		}
	case Disabled:
		if !c.Disabled {
			return false
		}
	case Weak:
		if c.Disabled || c.SecondFactor {
			return false
		}
	case Everyone:
	}
	text := fold(c.Name + " " + c.Email)
	for _, word := range strings.Fields(f.Words) {
		if !strings.Contains(text, fold(word)) {
			return false
		}
	}
	return (f.Role == "" || c.Role == f.Role) && (f.Duty == 0 || c.Rights.Duties.Has(f.Duty)) &&
		(f.Team == "" || f.Team == NoTeam && c.Rights.Team == "" || f.Team == c.Rights.Team) &&
		(f.Skill == "" || slices.ContainsFunc(c.Skills, func(s Skill) bool { return s.Kind == f.Skill })) &&
		(!f.AtWork || c.Working(now))
}

// Directory lists the bank's people whom the filter chooses, by name, disabled ones last; and how many there are in all. Days of shifts
// are those of this week and later.
func (s *Service) Directory(ctx context.Context, actor app.Actor, f Filter) (list []Colleague, all int, err error) {
	if err := CanManage(actor); err != nil {
		return nil, 0, err
	}
	list, err = s.store.Directory(ctx, Monday(app.Today()), ListSize)
	all, now := len(list), app.Now()
	return slices.DeleteFunc(list, func(c Colleague) bool { return !f.Holds(c, now) }), all, err
}

// Monday is the first day of a day's week.
func Monday(d app.Day) app.Day { return d.Add(-(int(d.Date().Weekday()) + 6) % 7) }

// Colleague is one of the bank's people, with the days of shifts from this week on.
func (s *Service) Colleague(ctx context.Context, actor app.Actor, id string) (Colleague, error) {
	if err := CanManage(actor); err != nil {
		return Colleague{}, err
	}
	if !app.IsID(id) {
		return Colleague{}, app.ErrNotFound
	}
	return s.store.Colleague(ctx, id, Monday(app.Today()))
}
