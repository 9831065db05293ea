package store_test

import (
	"fmt"
	"testing"

	"telemark/app"
	"telemark/app/privacy"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

func TestWhatIsDueGoesAndWhatIsHeldOrNewStays(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		_, vera, anna, _ := erasing(t, db)
		r := &privacy.Retention{Store: db.Privacy(), Jobs: db.Jobs(), Hub: silence{}}
		ctx := t.Context()
		due := func() map[string]privacy.Due {
			t.Helper()
			all, err := r.Due(ctx, vera)
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		for class, d := range due() {
			if d.Count > 0 && class != "attempts" && class != "notices" { // which fillAll dates
				t.Errorf("%d of %s are due at once", d.Count, class)
			}
		}
		old := app.Now().AddDate(-9, 0, 0).Format("2006-01-02 15:04:05.000")
		for _, text := range []string{
			"UPDATE rooms SET closed_at = '" + old + "'", "UPDATE applications SET since_at = '" + old + "', changed_at = '" + old + "'",
			"UPDATE callbacks SET ends_at = '" + old + "', state = 'done', owed_to = NULL", "UPDATE sessions SET seen_at = '" + old + "'",
			"DELETE FROM retention_runs", "DELETE FROM retention_holds",
			"UPDATE attempts SET attempted_at = '" + old + "'", "UPDATE notices SET next_at = '" + old + "', done = 1",
			"UPDATE jobs SET state = 'done', due_at = NULL, expires_at = '" + old + "'",
		} {
			if err := store.Exec(ctx, db, text); err != nil {
				t.Fatal(text, err)
			}
		}
		list, err := db.Own().Rooms(ctx, anna.ID, "")
		if err != nil || len(list) < 2 {
			t.Fatal(err)
		}
		if err := r.Hold(ctx, vera, list[0].ID, "a court wants it", ""); err != nil {
			t.Fatal(err)
		}
		before := due()
		for _, class := range []string{"talks", "refused", "calls", "exports", "notices", "sessions", "attempts"} {
			if before[class].Count == 0 {
				t.Errorf("nothing of %s is due", class)
			}
		}
		if before["talks"].Count != len(list)-1 {
			t.Errorf("%d talks are due; of %d one is held", before["talks"].Count, len(list))
		}
		total, err := r.Tidy(ctx)
		if err != nil || total == 0 {
			t.Fatalf("the run took away %d, %v", total, err)
		}
		for class, d := range due() {
			if d.Count != 0 {
				t.Errorf("%d of %s are left", d.Count, class)
			}
		}
		b := newBank(t, db)
		for i, room := range list {
			erased := false
			for _, m := range b.log(room.ID) {
				erased = erased || m.Erased()
			}
			if erased == (i == 0) {
				t.Errorf("room %d: its words are gone: %v", i, erased)
			}
		}
		runs, err := r.Runs(ctx, vera)
		sum := 0
		for _, run := range runs {
			sum += int(run.Erased)
			if run.FinishedAt == nil || run.Erased != int64(before[run.Class].Count) {
				t.Errorf("the run of %s: %+v, due were %d", run.Class, run, before[run.Class].Count)
			}
		}
		if err != nil || sum != total {
			t.Errorf("the runs tell of %d, it was %d, %v", sum, total, err)
		}
		if again, err := r.Tidy(ctx); err != nil || again != 0 {
			t.Errorf("a second run took away %d, %v", again, err)
		}
		holds, err := r.Holds(ctx, vera)
		if err != nil || len(holds) != 1 || holds[0].Kind != "room" || holds[0].Name != "Анна 😀" || !holds[0].Lasts() || holds[0].By != "Vera" {
			t.Fatalf("the holds are %+v, %v", holds, err)
		}
		for range 2 {
			if err := r.Lift(ctx, vera, holds[0].ID); err != nil {
				t.Fatal(err)
			}
		}
		if n := due()["talks"].Count; n != 1 {
			t.Errorf("after the hold %d talks are due", n)
		}
	})
}

func TestFewerDaysNeedASecondPerson(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		b := newBank(t, db)
		vera, oleg, olga := b.person("Vera", app.Manager), b.person("Oleg", app.Manager), b.person("Olga", app.Manager)
		vera.Duties, oleg.Duties, olga.Duties = app.Every(), app.Administrator, app.Author
		r := &privacy.Retention{Store: db.Privacy(), Jobs: db.Jobs(), Hub: silence{}}
		ctx := t.Context()
		now := func() privacy.Rule {
			t.Helper()
			rules, err := r.Rules(ctx, vera)
			if err != nil {
				t.Fatal(err)
			}
			return rules[0]
		}
		set := func(days int) bool {
			t.Helper()
			waits, err := r.Set(ctx, vera, "talks", fmt.Sprint(days))
			if err != nil {
				t.Fatal(err)
			}
			return waits
		}
		if set(2000) || now().Now != 2000 {
			t.Errorf("longer: %+v", now())
		}
		if !set(400) || now().Now != 2000 || now().Wanted != 400 || now().WantedAs != "Vera" {
			t.Errorf("shorter holds before somebody else has looked: %+v", now())
		}
		kindIs(t, r.Approve(ctx, vera, "talks", 400), app.Forbidden)
		kindIs(t, r.Approve(ctx, olga, "talks", 400), app.Forbidden)
		kindIs(t, r.Approve(ctx, oleg, "talks", 300), app.Conflict) // what isn't wanted
		if err := store.Exec(ctx, db, "UPDATE retention_rules SET days = 400, changed_by = '"+vera.ID+"', approved_by = '"+vera.ID+"'"); err == nil {
			t.Error("the database takes one person for two")
		}
		if err := r.Approve(ctx, oleg, "talks", 400); err != nil || now().Now != 400 || now().Wanted != 0 || now().By != "Vera, Oleg" {
			t.Errorf("approved: %+v, %v", now(), err)
		}
		kindIs(t, r.Approve(ctx, oleg, "talks", 400), app.Conflict)
		set(300)
		if err := r.Refuse(ctx, oleg, "talks"); err != nil || now().Now != 400 || now().Wanted != 0 {
			t.Errorf("refused: %+v, %v", now(), err)
		}
		for _, wrong := range []string{"", "x", "0", "179", "99999"} {
			_, err := r.Set(ctx, vera, "talks", wrong)
			kindIs(t, err, app.Invalid)
		}
		if _, err := r.Set(ctx, vera, "audit", "1824"); app.KindOf(err) != app.Invalid {
			t.Errorf("less than the law wants: %v", err)
		}
		for _, object := range []string{"nobody@example.com", app.NewID(), "26-999999", ""} {
			kindIs(t, r.Hold(ctx, vera, object, "a reason", ""), app.Invalid)
		}
	})
}
