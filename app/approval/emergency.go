package approval

import (
	"context"
	"slices"
	"sync"
	"time"
	"unicode/utf8"

	"telemark/app"
)

// EmergencyState is where a break-glass stands.
type EmergencyState string

// The states. A running one is over when its time is: nothing has to happen for that.
const (
	Asked   EmergencyState = "asked"
	Running EmergencyState = "running"
	Denied  EmergencyState = "refused"
	Ended   EmergencyState = "ended"
)

// Emergency is a break-glass: all duties, and everybody's work, for one manager and a while, with a reason and another manager's word.
// Even so nobody approves what they had a hand in.
type Emergency struct {
	ID          string
	Person      Person
	State       EmergencyState
	Reason      string
	Minutes     int
	AskedAt     time.Time
	Confirmer   Person
	ConfirmedAt *time.Time
	Until       *time.Time
	EndedBy     Person
	EndedAt     *time.Time
}

// The limits of a break-glass.
const (
	MaxMinutes = 60
	AskLasts   = time.Hour       // how long it can be confirmed
	Stale      = 3 * time.Second // how old what Running answers may be, where another process began or ended one
)

// Runs tells whether it is in force at a moment.
func (e Emergency) Runs(at time.Time) bool {
	return e.State == Running && e.Until != nil && at.Before(*e.Until)
}

// Open tells whether it can still be confirmed at a moment.
func (e Emergency) Open(at time.Time) bool {
	return e.State == Asked && at.Before(e.AskedAt.Add(AskLasts))
}

// EmergencyStore keeps them.
type EmergencyStore interface {
	// AskEmergency stores one that was asked for. What of the person's is open and over by now is closed first; Conflict when one still is.
	AskEmergency(ctx context.Context, e Emergency, now time.Time, a app.Audit) error
	// Emergencies reads the last ones, the newest first; OpenEmergencies those that are asked for or run.
	Emergencies(ctx context.Context, limit int) ([]Emergency, error)
	OpenEmergencies(ctx context.Context, limit int) ([]Emergency, error)
	// ChangeEmergency lets change look at one and stores what it answers. Changes of one wait for each other.
	ChangeEmergency(ctx context.Context, id string, change func(e Emergency) (Emergency, app.Audit, error)) error
}

// Glass is break-glass.
type Glass struct {
	Store EmergencyStore

	mu   sync.Mutex
	held []Emergency // that run
	read time.Time
}

// Ask asks for all duties for some minutes. It runs when another manager confirms it.
func (g *Glass) Ask(ctx context.Context, actor app.Actor, reason string, minutes int) (Emergency, error) {
	if actor.Role != app.Manager {
		return Emergency{}, app.ErrNotFound
	}
	reason = app.Clean(reason)
	var wrong []app.Field
	if reason == "" {
		wrong = append(wrong, app.Field{Name: "reason", Text: app.T("emergency.reason_missing")})
	} else if utf8.RuneCountInString(reason) > MaxReason {
		wrong = append(wrong, app.Field{Name: "reason", Text: app.T("approval.reason_long", "Max", MaxReason)})
	}
	if minutes < 1 || minutes > MaxMinutes {
		wrong = append(wrong, app.Field{Name: "minutes", Text: app.T("emergency.minutes_odd", "Max", MaxMinutes)})
	}
	if len(wrong) > 0 {
		return Emergency{}, app.FailFields(wrong...)
	}
	now := app.Now()
	e := Emergency{ID: app.NewID(), Person: Person{actor.ID, actor.Name}, State: Asked, Reason: reason, Minutes: minutes, AskedAt: now}
	err := g.Store.AskEmergency(ctx, e, now, app.Record(actor, "emergency.ask", e.ID, "", reason))
	if app.KindOf(err) == app.Conflict {
		err = app.Fail(app.Conflict, app.T("emergency.one_open"))
	}
	return e, err
}

// Confirm begins one that somebody else asked for, or refuses it. It takes the duty Approver or Administrator of the confirmer's own:
// nobody confirms with duties that they have by break-glass.
func (g *Glass) Confirm(ctx context.Context, actor app.Actor, id string, yes bool) error {
	if !actor.MayAny(app.Approver, app.Administrator) || actor.Emergency != "" {
		return app.LacksDuty(app.Approver)
	}
	return g.change(ctx, id, func(e Emergency) (Emergency, app.Audit, error) {
		now := app.Now()
		switch {
		case e.Person.ID == actor.ID:
			return e, app.Audit{}, app.Fail(app.Forbidden, app.T("emergency.own"))
		case !e.Open(now):
			return e, app.Audit{}, app.Fail(app.Conflict, app.T("emergency.settled"))
		case !yes:
			e.State, e.EndedBy, e.EndedAt = Denied, Person{actor.ID, actor.Name}, &now
			return e, app.Record(actor, "emergency.refuse", e.ID, e.Person.ID, e.Reason), nil
		}
		until := now.Add(time.Duration(e.Minutes) * time.Minute)
		e.State, e.Confirmer, e.ConfirmedAt, e.Until = Running, Person{actor.ID, actor.Name}, &now, &until
		return e, app.Record(actor, "emergency.confirm", e.ID, e.Person.ID, e.Reason+", until "+until.Format(time.RFC3339)), nil
	})
}

// End ends one before its time, or takes back what was asked for: anybody of the area can.
func (g *Glass) End(ctx context.Context, actor app.Actor, id string) error {
	if actor.Role != app.Manager {
		return app.ErrNotFound
	}
	return g.change(ctx, id, func(e Emergency) (Emergency, app.Audit, error) {
		now := app.Now()
		if !e.Runs(now) && !e.Open(now) {
			return e, app.Audit{}, app.Fail(app.Conflict, app.T("emergency.settled"))
		}
		e.State, e.EndedBy, e.EndedAt = Ended, Person{actor.ID, actor.Name}, &now
		return e, app.Record(actor, "emergency.end", e.ID, e.Person.ID, ""), nil
	})
}

func (g *Glass) change(ctx context.Context, id string, how func(e Emergency) (Emergency, app.Audit, error)) error {
	if !app.IsID(id) {
		return app.ErrNotFound
	}
	err := g.Store.ChangeEmergency(ctx, id, how)
	g.mu.Lock()
	g.read = time.Time{}
	g.mu.Unlock()
	return err
}

// List answers the last ones, the newest first.
func (g *Glass) List(ctx context.Context, actor app.Actor) ([]Emergency, error) {
	if actor.Role != app.Manager {
		return nil, app.ErrNotFound
	}
	return g.Store.Emergencies(ctx, PageSize)
}

// maxOpen is far above how many a bank has at once.
const maxOpen = 100

// Running answers those that are in force, from memory: what another process began or ended is known after Stale; the end of its time
// is known at once.
func (g *Glass) Running(ctx context.Context) ([]Emergency, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := app.Now()
	if age := now.Sub(g.read); age > Stale || age < 0 {
		held, err := g.Store.OpenEmergencies(ctx, maxOpen)
		if err != nil {
			return nil, err
		}
		g.held, g.read = held, now
	}
	running := slices.DeleteFunc(slices.Clone(g.held), func(e Emergency) bool { return !e.Runs(now) })
	return running, nil
}

// Lift gives the actor what a running break-glass gives them, and marks all that they do with it.
func Lift(actor app.Actor, running []Emergency) app.Actor {
	for _, e := range running {
		if e.Person.ID == actor.ID && actor.Role == app.Manager {
			actor.Duties, actor.Scope, actor.Emergency = app.Every(), app.All, e.ID
		}
	}
	return actor
}

// Around answers what the running break-glasses make of an actor, and what their pages show of them.
func (g *Glass) Around(ctx context.Context, actor app.Actor) (app.Actor, []app.Alarm, error) {
	running, err := g.Running(ctx)
	if err != nil {
		return actor, nil, err
	}
	var alarms []app.Alarm
	for _, e := range running {
		alarms = append(alarms, app.Alarm{
			ID: e.ID, Person: e.Person.ID, Name: e.Person.Name, Confirmer: e.Confirmer.Name, Reason: e.Reason, Until: *e.Until,
		})
	}
	return Lift(actor, running), alarms, nil
}
