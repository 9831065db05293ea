package store_test

import (
	"errors"
	"reflect"
	"testing"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/calendar"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

// fillStaff puts rows into the tables of teams, skills and shifts.
func fillStaff(t *testing.T, db *store.DB, of string) {
	t.Helper()
	s, ctx := db.Accounts(), t.Context()
	team := account.Team{ID: app.NewID(), Name: "Кредиты 💳"}
	check(t, s.AddTeam(ctx, team, app.Now(), record("team.add", team.ID)))
	check(t, s.SetSkills(ctx, of, []account.Skill{{Kind: "loan", Lang: "ru"}, {Kind: "deposit", Lang: "en"}}, record("person.skills", of)))
	check(t, s.SetWeek(ctx, of, [7]calendar.Hours{1: {From: 540, Until: 1080}, 2: {From: 0, Until: calendar.Midnight}}, record("person.week", of)))
	check(t, s.SetDay(ctx, of, account.ShiftDay{Day: "2026-12-31", Note: "отпуск"}, record("person.day", of)))
}

func TestSkillsAndShiftsComeBackAsStored(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b, s, ctx := newBank(t, db), db.Accounts(), t.Context()
		olga, boris := b.person("Olga", app.Operator), b.person("Boris", app.Operator)
		b.person("A client", app.Client)
		fillStaff(t, db, olga.ID)
		short := account.ShiftDay{Day: "2026-12-30", Hours: calendar.Hours{From: 600, Until: 660}}
		check(t, s.SetDay(ctx, olga.ID, short, record("person.day", olga.ID)))
		check(t, s.SetDay(ctx, olga.ID, account.ShiftDay{Day: "2026-01-01"}, record("person.day", olga.ID))) // before what is asked for
		got, err := s.Colleague(ctx, olga.ID, "2026-12-01")
		check(t, err)
		want := account.Shifts{Days: []account.ShiftDay{short, {Day: "2026-12-31", Note: "отпуск"}}}
		want.Week[1], want.Week[2] = calendar.Hours{From: 540, Until: 1080}, calendar.Hours{From: 0, Until: calendar.Midnight}
		if !reflect.DeepEqual(got.Shifts, want) || !reflect.DeepEqual(got.Skills, []account.Skill{{Kind: "deposit", Lang: "en"}, {Kind: "loan", Lang: "ru"}}) {
			t.Errorf("got %+v", got)
		}
		all, err := s.Directory(ctx, "2026-12-01", 10)
		if err != nil || len(all) != 2 || all[0].ID != boris.ID || len(all[0].Skills) != 0 || !reflect.DeepEqual(all[1].Shifts, want) {
			t.Errorf("the directory is %+v, %v", all, err)
		}
		check(t, s.DropDay(ctx, olga.ID, "2026-12-31", record("person.day", olga.ID)))
		kindIs(t, s.DropDay(ctx, olga.ID, "2026-12-31", record("person.day", olga.ID)), app.NotFound)
		check(t, s.SetWeek(ctx, olga.ID, [7]calendar.Hours{}, record("person.week", olga.ID)))
		check(t, s.SetSkills(ctx, olga.ID, nil, record("person.skills", olga.ID)))
		if got, err := s.Colleague(ctx, olga.ID, "2026-12-01"); err != nil || len(got.Skills) != 0 || got.Shifts.Week != [7]calendar.Hours{} || len(got.Shifts.Days) != 1 {
			t.Errorf("taken away: %+v, %v", got, err)
		}
		_, err = s.Colleague(ctx, app.NewID(), "2026-12-01")
		kindIs(t, err, app.NotFound)
	})
}

func TestATeamIsLedByOneOfItsMembers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b, s, ctx := newBank(t, db), db.Accounts(), t.Context()
		loans, cards := account.Team{ID: app.NewID(), Name: "Loans"}, account.Team{ID: app.NewID(), Name: "Cards"}
		for _, team := range []account.Team{loans, cards} {
			check(t, s.AddTeam(ctx, team, app.Now(), record("team.add", team.ID)))
		}
		same := account.Team{ID: app.NewID(), Name: "Loans"}
		if err := s.AddTeam(ctx, same, app.Now(), record("team.add", same.ID)); !errors.Is(err, account.ErrTeamTaken) {
			t.Errorf("a second one of the name: %v", err)
		}
		olga, boris := b.inTeam(b.person("Olga", app.Operator), loans.ID), b.inTeam(b.person("Boris", app.Operator), loans.ID)
		lead := func(id string) error {
			return s.ChangeTeam(ctx, account.Team{ID: loans.ID, Name: "Loans 2", Lead: id}, record("team.change", loans.ID))
		}
		check(t, lead(olga.ID))
		check(t, lead(boris.ID)) // in her place
		if err := lead(b.person("Outside", app.Operator).ID); !errors.Is(err, account.ErrNotInTeam) {
			t.Errorf("led by somebody else: %v", err)
		}
		all, err := s.Teams(ctx)
		if err != nil || len(all) != 2 || all[1] != (account.Team{ID: loans.ID, Name: "Loans 2", Lead: boris.ID, LeadBy: "Boris", Members: 2}) {
			t.Errorf("the teams are %+v, %v", all, err)
		}
		if err := s.RemoveTeam(ctx, loans.ID, record("team.remove", loans.ID)); !errors.Is(err, account.ErrTeamInUse) {
			t.Errorf("removed with people in it: %v", err)
		}
		b.inTeam(boris, cards.ID) // who leaves leads no more
		all, err = s.Teams(ctx)
		if err != nil || all[1].Lead != "" || all[0].Members != 1 || all[0].Lead != "" {
			t.Errorf("the teams are %+v, %v", all, err)
		}
		b.inTeam(olga, "")
		check(t, s.RemoveTeam(ctx, loans.ID, record("team.remove", loans.ID)))
		kindIs(t, s.RemoveTeam(ctx, loans.ID, record("team.remove", loans.ID)), app.NotFound)
	})
}
