package account

import (
	"context"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	"telemark/app"
	"telemark/app/calendar"
)

func TestTheDirectoryHoldsWhatItsFilterSays(t *testing.T) {
	monday := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	c := Colleague{
		Person: Person{
			Name: "Ольга Ёлкина", Email: "olga@bank.example", Role: app.Manager,
			Rights: app.Rights{Duties: app.Author | app.Auditor, Scope: app.Own, Team: "loans"},
		},
		Skills: []Skill{{"loan", "ru"}}, Shifts: Shifts{Week: [7]calendar.Hours{time.Monday: {From: 0, Until: calendar.Midnight}}},
	}
	gone := c
	gone.Disabled, gone.Rights.Team = true, ""
	for name, test := range map[string]struct {
		f    Filter
		c    Colleague
		want bool
	}{
		"nothing said": {Filter{}, c, true}, "disabled": {Filter{}, gone, false}, "only disabled": {Filter{State: Disabled}, gone, true},
		"only disabled, active": {Filter{State: Disabled}, c, false}, "everyone": {Filter{State: Everyone}, gone, true},
		"without a second factor": {Filter{State: Weak}, c, true}, "without one, disabled": {Filter{State: Weak}, gone, false},
		"another case": {Filter{Words: "ЁЛК ольга"}, c, true}, "the e-mail": {Filter{Words: "OLGA@"}, c, true}, "another word": {Filter{Words: "ольга zz"}, c, false},
		"role": {Filter{Role: app.Operator}, c, false}, "duty": {Filter{Duty: app.Auditor}, c, true}, "another duty": {Filter{Duty: app.Approver}, c, false},
		"team": {Filter{Team: "loans"}, c, true}, "another team": {Filter{Team: "cards"}, c, false}, "in no team": {Filter{Team: NoTeam}, c, false},
		"in none": {Filter{Team: NoTeam, State: Everyone}, gone, true}, "skill": {Filter{Skill: "loan"}, c, true}, "another skill": {Filter{Skill: "deposit"}, c, false},
		"at work": {Filter{AtWork: true}, c, true}, "at work, disabled": {Filter{AtWork: true, State: Everyone}, gone, false},
	} {
		if got := test.f.Holds(test.c, monday); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if (Filter{AtWork: true}).Holds(c, monday.Add(36*time.Hour)) {
		t.Error("at work on a Tuesday")
	}
}

func TestAWeekBeginsOnMonday(t *testing.T) {
	for day, want := range map[app.Day]app.Day{"2026-11-30": "2026-11-30", "2026-12-06": "2026-11-30", "2026-12-07": "2026-12-07", "2027-01-01": "2026-12-28"} {
		if got := Monday(day); got != want {
			t.Errorf("the week of %s begins on %s", day, got)
		}
	}
}

func TestShiftsAreTypedAsHours(t *testing.T) {
	for typed, want := range map[[2]string]calendar.Hours{
		{"", ""}: {}, {"9:00", "18:00"}: {From: 540, Until: 1080}, {" 22:00 ", "00:00"}: {From: 1320, Until: 1440}, {"00:00", "24:00"}: {From: 0, Until: 1440},
	} {
		if got, wrong := hours(typed[0], typed[1]); wrong.ID != "" || got != want {
			t.Errorf("%v became %v, %v", typed, got, wrong)
		}
	}
	for _, typed := range [][2]string{{"18:00", "9:00"}, {"9:00", "9:00"}, {"9:00", ""}, {"", "9:00"}, {"25:00", "26:00"}, {"nine", "ten"}, {"24:00", "24:00"}} {
		if h, wrong := hours(typed[0], typed[1]); wrong.ID == "" {
			t.Errorf("%v became %v", typed, h)
		}
	}
}

func TestEveryChangeOfSomebodysWorkIsRecordedWithBeforeAndAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // on 1 January 2000
		b := newBank(t)
		ctx := context.Background()
		_, boss := b.person(app.Manager, "boss@example.com")
		p, _ := b.person(app.Operator, "oleg@example.com")
		for _, step := range []struct {
			do               func() error
			action, old, new string
		}{
			{func() error { return b.SetSkills(ctx, boss, p.ID, []string{"loan/ru", "deposit/en", "loan/ru"}) }, "person.skills", "", "deposit/en loan/ru"},
			{func() error { return b.SetSkills(ctx, boss, p.ID, []string{"loan/ru"}) }, "person.skills", "deposit/en loan/ru", "loan/ru"},
			{func() error {
				return b.SetWeek(ctx, boss, p.ID, [7][2]string{0: {"10:00", "14:00"}, 1: {"9:00", "18:00"}})
			}, "person.week", "", "mo 09:00-18:00, su 10:00-14:00"},
			{func() error { return b.SetDay(ctx, boss, p.ID, "2000-02-01", "", "", "Vacation") }, "person.day", "", "2000-02-01 off"},
			{func() error { return b.SetDay(ctx, boss, p.ID, "2000-02-01", "9:00", "10:00", "") }, "person.day", "2000-02-01 off", "2000-02-01 09:00-10:00"},
		} {
			if err := step.do(); err != nil {
				t.Fatalf("%s: %v", step.action, err)
			}
			a := b.store.audit[len(b.store.audit)-1]
			if a.Action != step.action || a.Object != p.ID || a.Actor != boss.ID || a.Old != step.old || a.New != step.new {
				t.Errorf("recorded %+v, want %s of %q to %q", a, step.action, step.old, step.new)
			}
		}
		n := len(b.store.audit)
		if err := b.SetSkills(ctx, boss, p.ID, []string{"loan/ru"}); err != nil || len(b.store.audit) != n {
			t.Errorf("the same skills again: %v, or recorded", err)
		}
		for name, err := range map[string]error{
			"skills": b.SetSkills(ctx, boss, p.ID, []string{"gold/ru"}), "day-3": b.SetWeek(ctx, boss, p.ID, [7][2]string{3: {"9:00", ""}}),
			"day": b.SetDay(ctx, boss, p.ID, "1999-12-31", "", "", ""), "from": b.SetDay(ctx, boss, p.ID, "2000-02-02", "x", "", ""),
		} {
			if field(err, name) == "" {
				t.Errorf("%s: %v", name, err)
			}
		}
		client, _ := b.person(app.Client, "anna@example.com")
		if err := b.SetSkills(ctx, boss, client.ID, nil); app.KindOf(err) != app.NotFound {
			t.Errorf("a client's: %v", err)
		}
	})
}

func TestOnlyAdministratorsManageTeamsSkillsAndShifts(t *testing.T) {
	b := newBank(t)
	ctx := context.Background()
	p, operator := b.person(app.Operator, "oleg@example.com")
	_, boss := b.person(app.Manager, "boss@example.com")
	team, err := b.AddTeam(ctx, boss, "  Loans ")
	if err != nil || team.Name != "Loans" {
		t.Fatalf("%+v, %v", team, err)
	}
	weak := boss
	weak.Duties = app.Every() &^ app.Administrator
	for name, do := range map[string]func(app.Actor) error{
		"Teams":      func(a app.Actor) error { _, err := b.Teams(ctx, a); return err },
		"AddTeam":    func(a app.Actor) error { _, err := b.AddTeam(ctx, a, "X"); return err },
		"ChangeTeam": func(a app.Actor) error { return b.ChangeTeam(ctx, a, team.ID, "Y", "") },
		"Directory":  func(a app.Actor) error { _, _, err := b.Directory(ctx, a, Filter{}); return err },
		"Colleague":  func(a app.Actor) error { _, err := b.Colleague(ctx, a, p.ID); return err },
		"SetSkills":  func(a app.Actor) error { return b.SetSkills(ctx, a, p.ID, nil) },
		"SetWeek":    func(a app.Actor) error { return b.SetWeek(ctx, a, p.ID, [7][2]string{}) },
		"SetDay":     func(a app.Actor) error { return b.SetDay(ctx, a, p.ID, string(app.Today()), "", "", "") },
		"DropDay":    func(a app.Actor) error { return b.DropDay(ctx, a, p.ID, string(app.Today())) },
		"SetRights":  func(a app.Actor) error { return b.SetRights(ctx, a, p.ID, app.Usual(app.Operator)) },
	} {
		for _, test := range []struct {
			who  app.Actor
			want app.Kind
		}{{app.Actor{}, app.NotFound}, {operator, app.NotFound}, {weak, app.Forbidden}} {
			if err := do(test.who); app.KindOf(err) != test.want {
				t.Errorf("%s by a %s: %v", name, test.who.Role, err)
			}
		}
		if err := do(boss); err != nil {
			t.Errorf("%s by an administrator: %v", name, err)
		}
	}
	if err := b.RemoveTeam(ctx, weak, team.ID); app.KindOf(err) != app.Forbidden {
		t.Errorf("RemoveTeam: %v", err)
	}
	for _, name := range []string{"", "\x00", string(make([]rune, MaxTeamName+1))} {
		if _, err := b.AddTeam(ctx, boss, name); field(err, "name") == "" {
			t.Errorf("a team named %q: %v", name, err)
		}
	}
	if !reflect.DeepEqual(b.Kinds(), []string{"deposit", "loan"}) {
		t.Error(b.Kinds())
	}
}
