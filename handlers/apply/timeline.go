package apply

import (
	"telemark/app/application"
	"telemark/app/product"
	"telemark/handlers/web"
)

// Timeline is what has happened to an application, the newest first.
type Timeline struct {
	web.Shell
	Entries []Entry
}

// Entry is one thing that has happened.
type Entry struct {
	application.Event
	Changed []Changed
}

// Changed is one answer that was another before.
type Changed struct{ Label, Old, New string }

// TimelineOf puts a log into words. What the client did to their own draft is no part of it: nobody waited for anybody yet.
func TimelineOf(s web.Shell, form []product.Step, log []application.Event) Timeline {
	fields := map[string]product.Field{}
	for _, step := range form {
		for _, f := range step.Fields {
			fields[f.ID] = f
		}
	}
	t := Timeline{Shell: s}
	for i := len(log) - 1; i >= 0; i-- {
		if log[i].Act == application.Fill {
			continue
		}
		e := Entry{Event: log[i]}
		for _, c := range log[i].Changes {
			if f, ok := fields[c.Field]; ok {
				e.Changed = append(e.Changed, Changed{In(f.Labels, s.Lang), Shown(s, f, c.Old), Shown(s, f, c.New)})
			}
		}
		t.Entries = append(t.Entries, e)
	}
	return t
}
