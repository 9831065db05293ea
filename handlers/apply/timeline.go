package apply

import (
	"strconv"
	"strings"

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
func TimelineOf(s web.Shell, form []product.Step, a application.Application, log []application.Event) Timeline {
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
			} else if one, ok := deskChange(s, a, c); ok {
				e.Changed = append(e.Changed, one)
			}
		}
		t.Entries = append(t.Entries, e)
	}
	return t
}

// deskChange puts a change into words that is of no answer: the stage, who has it, the checklist, a vote.
func deskChange(s web.Shell, a application.Application, c application.Change) (Changed, bool) {
	switch item, ticked := strings.CutPrefix(c.Field, "check."); {
	case c.Field == "assignee":
		return Changed{s.T("apply.whose"), c.Old, c.New}, true
	case a.Flow == nil:
		return Changed{}, false
	case c.Field == "stage":
		return Changed{s.T("apply.stage"), a.Flow.Target(c.Old, s.Lang, nil), a.Flow.Target(c.New, s.Lang, nil)}, true
	case c.Field == "vote":
		amount, yes := strings.CutPrefix(c.New, "for ")
		minor, _ := strconv.ParseInt(amount, 10, 64)
		if !yes {
			return Changed{s.T("apply.vote"), "", s.T("apply.vote_against")}, true
		}
		return Changed{s.T("apply.vote"), "", s.T("apply.vote_for_upto", "Amount", s.Money(minor, a.Ask.Currency))}, true
	case ticked:
		for _, stage := range a.Flow.Stages {
			for _, one := range stage.Checks {
				if one.ID == item {
					return Changed{one.Name(s.Lang), s.T("apply." + c.Old), s.T("apply." + c.New)}, true
				}
			}
		}
	}
	return Changed{}, false
}
