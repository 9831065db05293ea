// Package apply puts an application into the words of its readers: its figures, its answers, its way so far, and the form that it is
// made with. Clients, operators and managers read the same; what each may do with it stands on their own pages.
package apply

import (
	"time"

	"telemark/app/application"
	"telemark/handlers/web"
)

// In is the name in lang, in English where that is missing.
func In(names map[string]string, lang string) string {
	if name, ok := names[lang]; ok {
		return name
	}
	return names["en"]
}

// Age is how long ago t was, as people say it: "12 min", "3 hr", "5 days". The page's script goes on with it in the same words.
func Age(s web.Shell, t time.Time) string {
	return lasting(s, s.Now.Sub(t))
}

// lasting is a stretch of time in the same words.
func lasting(s web.Shell, d time.Duration) string {
	switch d = max(0, d); {
	case d < time.Hour:
		return s.T("apply.age_minutes", "Count", int(d/time.Minute))
	case d < 48*time.Hour:
		return s.T("apply.age_hours", "Count", int(d/time.Hour))
	default:
		return s.T("apply.age_days", "Count", int(d/(24*time.Hour)))
	}
}

// Left is how much time there is until t, rounded up; "" when there is none.
func Left(s web.Shell, t time.Time) string {
	switch d := t.Sub(s.Now); {
	case d <= 0:
		return ""
	case d < time.Hour:
		return s.T("apply.left_minutes", "Count", int((d+time.Minute-1)/time.Minute))
	case d < 48*time.Hour:
		return s.T("apply.left_hours", "Count", int((d+time.Hour-1)/time.Hour))
	default:
		return s.T("apply.left_days", "Count", int(d/(24*time.Hour)))
	}
}

// Status is what everybody sees first of an application: where it stands, who is waited for, and since when.
type Status struct {
	web.Shell
	State application.State
	Waits string // "client", "bank" or ""
	Since time.Time
	Goal  int // seconds; 0: none
}

// StatusOf describes where an application stands.
func StatusOf(s web.Shell, a application.Application) Status {
	status := Status{Shell: s, State: a.State, Waits: a.State.Waits(), Since: a.Since}
	switch a.State {
	case application.Draft: // nobody waits for what nobody has sent
		status.Waits = ""
	case application.Submitted:
		status.Goal = int(s.Goals.Take / time.Second)
	case application.InReview, application.Accepted:
		status.Goal = int(s.Goals.Decision / time.Second)
	}
	return status
}

// Age is how long the one who is waited for has been waited for.
func (s Status) Age() string { return Age(s.Shell, s.Since) }

// Late is "is-due" in the last third of the goal, "is-late" when it is missed.
func (s Status) Late() string {
	waited := int(s.Now.Sub(s.Since) / time.Second)
	switch {
	case s.Goal == 0:
		return ""
	case waited >= s.Goal:
		return "is-late"
	case waited >= s.Goal*2/3:
		return "is-due"
	}
	return ""
}
