package store_test

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/product"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

func TestTheBoardShowsWhatItsFilterSays(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := flowing(t, db)
		ctx := t.Context()
		a := o.submitted("4508 123456")
		_, err := o.service.Take(ctx, o.manager, a.ID)
		check(t, err)
		for name, tt := range map[string]struct {
			filter application.BoardFilter
			want   bool
		}{
			"nothing":                   {application.BoardFilter{}, true},
			"its stage":                 {application.BoardFilter{Stage: "check"}, true},
			"another stage":             {application.BoardFilter{Stage: "decide"}, false},
			"its stage of another kind": {application.BoardFilter{Stage: "check", Kind: product.Loan}, false},
			"its stage and state":       {application.BoardFilter{Stage: "check", State: application.InReview, Assignee: o.manager.ID}, true},
			"a stage of what has ended": {application.BoardFilter{Stage: "check", State: application.Refused}, false},
			"older than a day":          {application.BoardFilter{Days: 1}, false},
			"stuck":                     {application.BoardFilter{Stuck: true}, false},
			"of a team, for nobody":     {application.BoardFilter{Team: app.NewID(), Assignee: application.Nobody}, false},
			"a team without people":     {application.BoardFilter{Team: app.NewID()}, false},
			"the number":                {application.BoardFilter{Find: got(t, o, a.ID).Number}, true},
			"another number":            {application.BoardFilter{Find: "20-000001"}, false},
			"the beginning of the name": {application.BoardFilter{Find: "МАРИНА ков"}, true},
			"the last name without ё":   {application.BoardFilter{Find: "ковалева", State: application.InReview}, true},
			"the middle of the name":    {application.BoardFilter{Find: "арина"}, false},
			"a pattern":                 {application.BoardFilter{Find: "%_%"}, false},
			"the name, of another kind": {application.BoardFilter{Find: "марина", Kind: product.Loan}, false},
		} {
			list, _, err := o.service.Board(ctx, o.manager, tt.filter)
			check(t, err)
			if found := slices.ContainsFunc(list, func(s application.Summary) bool { return s.ID == a.ID }); found != tt.want || len(list) > 1 {
				t.Errorf("%s: found %v of %d, want %v", name, found, len(list), tt.want)
			}
		}
	})
}

func got(t *testing.T, o office, id string) application.Application {
	t.Helper()
	a, err := o.service.Application(t.Context(), o.manager, id)
	check(t, err)
	return a
}

// Page by page the board shows what a plain look at each application shows, whoever looks: in its order, each once.
func TestThePagesOfTheBoardAddUpToWhatAPlainLookFinds(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		trade := newTrade(t, db, 4000)
		ctx := t.Context()
		// So many people in one team that they are asked for in several parts.
		check(t, store.Exec(ctx, db, "UPDATE users SET team_id = NULL WHERE name LIKE 'Staff %' AND team_id = '"+trade.staff[1].Team+"'"))
		check(t, store.Exec(ctx, db, "UPDATE users SET team_id = '"+trade.staff[1].Team+"' WHERE name >= 'Staff 100' AND name < 'Staff 155'"))
		team := map[string]string{}
		for i, a := range trade.staff {
			p, err := db.Accounts().ByID(ctx, a.ID)
			check(t, err)
			trade.staff[i].Team, team[a.ID] = p.Rights.Team, p.Rights.Team
		}
		colleague, mate := trade.staff[3], trade.staff[112]
		filters := []application.BoardFilter{
			{}, {Kind: product.Loan}, {Assignee: colleague.ID}, {Assignee: application.Nobody}, {Team: mate.Team}, {Days: 30}, {Stage: "review"},
			{Stage: "check", Kind: product.Deposit}, {Stage: "review", State: application.InReview, Assignee: mate.ID},
			{Stuck: true}, {Stuck: true, Kind: product.Loan, Days: 7}, {Stuck: true, State: application.InReview}, {Stuck: true, Stage: "review", Team: mate.Team},
			{Stuck: true, State: application.Offered}, {Team: mate.Team, Assignee: mate.ID}, {Team: mate.Team, Assignee: colleague.ID},
			{Team: mate.Team, Assignee: application.Nobody}, {State: application.InReview, Most: 7},
		}
		for _, state := range []application.State{application.Submitted, application.Refused, application.Withdrawn} {
			filters = append(filters, application.BoardFilter{State: state}, application.BoardFilter{State: state, Kind: product.CreditCard},
				application.BoardFilter{State: state, Team: mate.Team, Days: 7}, application.BoardFilter{State: state, Assignee: colleague.ID, Kind: product.Loan})
		}
		shown := 0
		for i, f := range filters {
			for j, scope := range []app.Scope{app.All, app.Team, app.Own} {
				who := []app.Actor{trade.staff[152], trade.staff[160]}[(i+j)%2] // in the large team, and in none
				who.Scope = scope
				before := trade.plain(who, f, team, app.Now())
				got := trade.pages(who, f)
				if !slices.Equal(got, before) && !slices.Equal(got, trade.plain(who, f, team, app.Now())) {
					t.Errorf("%+v of %s, who sees %s: %d are shown, want %d", f, who.Name, scope, len(got), len(before))
				}
				shown += len(got)
				f.StuckFor, f.Reach = application.StuckAfter, application.Visible(who)
				n, err := db.Applications(nil).Count(ctx, f, 20)
				check(t, err)
				if n != min(len(got), 20) {
					t.Errorf("%+v of %s, who sees %s: %d are counted of %d", f, who.Name, scope, n, len(got))
				}
			}
		}
		if shown < 3_000 {
			t.Errorf("only %d were shown", shown)
		}
	})
}

// pages are the ids of all pages.
func (t *trade) pages(who app.Actor, f application.BoardFilter) (ids []string) {
	t.t.Helper()
	for {
		list, next, err := t.service.Board(t.t.Context(), who, f)
		check(t.t, err)
		for _, a := range list {
			ids = append(ids, a.ID)
		}
		if f.After = next; next == "" {
			return ids
		}
	}
}

// plain are the ids of what somebody sees within a filter, in the order of the board.
func (t *trade) plain(who app.Actor, f application.BoardFilter, team map[string]string, now time.Time) (ids []string) {
	var list []made
	for _, a := range t.all {
		holder, _ := a.assignee.(string)
		stage, _ := a.stage.(string)
		switch {
		case a.submitted == nil, !who.Reach().Holds(holder, team[holder]):
		case f.State != "" && a.state != string(f.State), f.State == "" && !a.open:
		case f.Stuck && (a.waits != "bank" || a.changed.After(now.Add(-application.StuckAfter))):
		case f.Kind != "" && a.kind != string(f.Kind), f.Stage != "" && stage != f.Stage:
		case f.Days > 0 && a.since.After(now.AddDate(0, 0, -f.Days)):
		case f.Assignee == application.Nobody && holder != "", f.Assignee != "" && f.Assignee != application.Nobody && holder != f.Assignee:
		case f.Team != "" && (holder == "" || team[holder] != f.Team):
		default:
			list = append(list, a)
		}
	}
	slices.SortFunc(list, func(a, b made) int {
		if f.Stuck {
			return cmp.Or(a.changed.Compare(b.changed), cmp.Compare(a.id, b.id))
		}
		c := cmp.Or(a.since.Compare(b.since), cmp.Compare(a.id, b.id))
		if f.State.Ended() {
			return -c
		}
		return c
	})
	for _, a := range list {
		ids = append(ids, a.id)
	}
	return ids
}
