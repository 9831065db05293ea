package store_test

import (
	"slices"
	"testing"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/application"
	"telemark/app/chat"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

// inTeam puts somebody into a team and returns them with it.
func (b bank) inTeam(who app.Actor, team string) app.Actor {
	b.t.Helper()
	old := app.Rights{Duties: who.Duties, Scope: who.Scope, Team: who.Team}
	fresh := old
	fresh.Team = team
	if _, err := b.db.Accounts().SetRights(b.t.Context(), who.ID, old, fresh, record("person.rights", who.ID)); err != nil {
		b.t.Fatal(err)
	}
	who.Team = team
	return who
}

func (b bank) team(name string) string {
	b.t.Helper()
	team := account.Team{ID: app.NewID(), Name: name}
	if err := b.db.Accounts().AddTeam(b.t.Context(), team, app.Now(), record("team.add", team.ID)); err != nil {
		b.t.Fatal(err)
	}
	return team.ID
}

// What a list leaves out, a page refuses, and the other way round: both databases say what the one rule says.
func TestListsHoldWhatTheScopeHolds(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := newOffice(t, db)
		loans, cards := o.team("loans"), o.team("cards")
		holders := []app.Actor{
			{}, o.person("none", app.Manager), o.inTeam(o.person("mate", app.Manager), loans), o.inTeam(o.person("other", app.Manager), cards),
		}
		operators := []app.Actor{
			o.person("alone", app.Operator), o.inTeam(o.person("near", app.Operator), loans), o.inTeam(o.person("far", app.Operator), cards),
		}
		var cases []application.Application
		for _, holder := range holders {
			a := o.submitted("4510 123456")
			if holder.ID != "" {
				if _, err := o.service.Assign(t.Context(), o.manager, a.ID, holder.ID); err != nil {
					t.Fatal(err)
				}
			}
			a, err := o.service.Application(t.Context(), o.manager, a.ID)
			check(t, err)
			cases = append(cases, a)
		}
		var rooms []chat.Room
		for _, operator := range operators {
			room := o.open(o.person("Client", app.Client), "Hello")
			o.take(operator, room.ID)
			r, err := db.Chat().Room(t.Context(), room.ID)
			check(t, err)
			rooms = append(rooms, r)
		}
		seen := 0
		for _, scope := range []app.Scope{app.Own, app.Team, app.All} {
			for _, who := range append(slices.Clone(holders[1:]), operators...) {
				who.Scope = scope
				list, _, err := o.service.Board(t.Context(), who, application.BoardFilter{})
				check(t, err)
				for i, a := range cases {
					listed := slices.ContainsFunc(list, func(s application.Summary) bool { return s.ID == a.ID })
					if listed != (a.CanRead(who) == nil) {
						t.Errorf("%s, who sees %s, has what %q has on the board: %v", who.Name, scope, holders[i].Name, listed)
					}
					if listed {
						seen++
					}
				}
				mine := 0
				for _, a := range cases {
					if a.CanRead(who) == nil {
						mine++
					}
				}
				if counted, err := db.Applications(o.sealer).Count(t.Context(), application.BoardFilter{Reach: application.Visible(who)}, 100); err != nil || counted != mine {
					t.Errorf("%s, who sees %s, is counted %d of %d, %v", who.Name, scope, counted, mine, err)
				}
				if who.Role != app.Operator {
					continue
				}
				reading := 0
				for _, r := range rooms {
					if r.CanRead(who) == nil {
						reading++
					}
				}
				if counted, err := db.Chat().CountOpen(t.Context(), who.Reach()); err != nil || counted != reading {
					t.Errorf("%s, who sees %s, is counted %d rooms of %d, %v", who.Name, scope, counted, reading, err)
				}
				colleagues, err := o.chat.Team(t.Context(), who)
				check(t, err)
				for _, r := range rooms {
					listed := slices.ContainsFunc(colleagues, func(s chat.Summary) bool { return s.ID == r.ID })
					if r.Operator.ID != who.ID && listed != (r.CanRead(who) == nil) {
						t.Errorf("%s, who sees %s, has %s's room: %v", who.Name, scope, r.Operator.Name, listed)
					}
				}
			}
		}
		if seen < 30 {
			t.Errorf("only %d were seen", seen)
		}
	})
}
