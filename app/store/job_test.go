package store_test

import (
	"bytes"
	"errors"
	"io"
	"sync"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/job"
	"telemark/app/privacy"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

// queue adds a job of the kind "export" that anybody may take.
func queue(t *testing.T, db *store.DB, owner app.Actor, once string) job.Job {
	t.Helper()
	j := job.New("export", owner.ID, once, "ru")
	if err := db.Jobs().Add(t.Context(), j, app.Record(owner, "export.make", j.ID, "", "")); err != nil {
		t.Fatal(err)
	}
	return j
}

// fillJobs puts rows into the tables of jobs, their results and requests for erasure.
func fillJobs(t *testing.T, db *store.DB, client app.Actor) {
	t.Helper()
	queue(t, db, client, "")
	now := app.Now()
	j, err := db.Jobs().Claim(t.Context(), []string{"export"}, app.NewID(), now, now.Add(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	j.Note = "строка \\\n"
	_, beat := db.Jobs().Beat(t.Context(), j, now.Add(time.Minute))
	_, wrote := db.Jobs().Write(t.Context(), j, 0, []byte{0, 1, 0xff, '\\', '\n', 0})
	_, more := db.Jobs().Write(t.Context(), j, 1, bytes.Repeat([]byte{0xfe}, job.PartSize))
	r := privacy.Request{ID: app.NewID(), Client: client.ID, State: privacy.Open, Note: "ё\\\n", MadeAt: now, Due: app.Today()}
	_, asked := db.Privacy().Ask(t.Context(), r, app.Record(client, "erasure.ask", r.ID, "", ""))
	if err := errors.Join(beat, wrote, more, asked); err != nil {
		t.Fatal(err)
	}
}

func claim(t *testing.T, db *store.DB, at time.Time) (job.Job, error) {
	t.Helper()
	return db.Jobs().Claim(t.Context(), []string{"export"}, app.NewID(), at, at.Add(job.Lease))
}

func TestAJobIsWorkedOnByOneAndItsResultIsReadBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		anna := newBank(t, db).person("Anna", app.Client)
		added := queue(t, db, anna, "export."+anna.ID)
		again := job.New("export", anna.ID, "export."+anna.ID, "ru")
		kindIs(t, db.Jobs().Add(t.Context(), again, app.Record(anna, "export.make", again.ID, "", "")), app.Conflict)
		_, err := db.Jobs().Claim(t.Context(), []string{"import"}, app.NewID(), app.Now(), app.Now())
		kindIs(t, err, app.NotFound)

		waiting := func() int {
			list, err := db.Jobs().Waiting(t.Context(), app.Now(), job.ListSize)
			if err != nil {
				t.Fatal(err)
			}
			return len(list)
		}
		if n := waiting(); n != 1 {
			t.Errorf("%d jobs wait before one is claimed", n)
		}
		j, err := claim(t, db, app.Now())
		if n := waiting(); n != 0 {
			t.Errorf("%d jobs wait after it is claimed", n)
		}
		if err != nil || j.ID != added.ID || j.Input != "ru" || j.Tries != 1 || j.State != job.Running {
			t.Fatalf("claimed %+v, %v", j, err)
		}
		_, err = claim(t, db, app.Now())
		kindIs(t, err, app.NotFound)

		want := bytes.Repeat([]byte("0123456789"), job.PartSize/10+1)
		for part := 0; part*job.PartSize < len(want); part++ {
			held, err := db.Jobs().Write(t.Context(), j, part, want[part*job.PartSize:min(len(want), (part+1)*job.PartSize)])
			if err != nil || !held {
				t.Fatalf("part %d: %v, %v", part, held, err)
			}
		}
		now, expires := app.Now(), app.Now().Add(job.Keep)
		j.State, j.Done, j.Total, j.Size, j.FinishedAt, j.Expires = job.Done, 3, 3, int64(len(want)), &now, &expires
		if held, err := db.Jobs().Finish(t.Context(), j); err != nil || !held {
			t.Fatalf("finished: %v, %v", held, err)
		}
		got, err := io.ReadAll(job.Result(t.Context(), db.Jobs(), j.ID))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("read %d bytes of %d, %v", len(got), len(want), err)
		}
		list, err := db.Jobs().Of(t.Context(), anna.ID, "export", 1)
		if err != nil || len(list) != 1 || list[0].State != job.Done || list[0].Size != int64(len(want)) || !list[0].Expires.Equal(expires) {
			t.Errorf("the list is %+v, %v", list, err)
		}
		queue(t, db, anna, "export."+anna.ID) // the first one is over: another one may be under way

		n, err := db.Jobs().Sweep(t.Context(), expires.Add(time.Millisecond), 10)
		if err != nil || n != 1 {
			t.Errorf("swept %d, %v", n, err)
		}
		_, err = db.Jobs().Part(t.Context(), j.ID, 0)
		kindIs(t, err, app.NotFound)
	})
}

func TestADeadHoldersJobIsTakenOverAndTheDeadOneChangesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		anna, now := newBank(t, db).person("Anna", app.Client), app.Now()
		queue(t, db, anna, "")
		dead, err := claim(t, db, now)
		if err != nil {
			t.Fatal(err)
		}
		dead.Note = "after row 400"
		if held, err := db.Jobs().Beat(t.Context(), dead, now.Add(job.Lease)); err != nil || !held {
			t.Fatalf("beat: %v, %v", held, err)
		}
		if held, err := db.Jobs().Write(t.Context(), dead, 0, []byte("half of it")); err != nil || !held {
			t.Fatalf("wrote: %v, %v", held, err)
		}
		_, err = claim(t, db, now.Add(job.Lease-time.Second))
		kindIs(t, err, app.NotFound)
		heir, err := claim(t, db, now.Add(job.Lease))
		if err != nil || heir.ID != dead.ID || heir.Note != "after row 400" || heir.Tries != 2 {
			t.Fatalf("the heir has %+v, %v", heir, err)
		}
		_, err = db.Jobs().Part(t.Context(), heir.ID, 0)
		kindIs(t, err, app.NotFound)
		wrote, err1 := db.Jobs().Write(t.Context(), dead, 1, []byte("late"))
		beat, err2 := db.Jobs().Beat(t.Context(), dead, now.Add(time.Hour))
		finished, err3 := db.Jobs().Finish(t.Context(), dead)
		released, err4 := db.Jobs().Release(t.Context(), dead, now)
		if err := errors.Join(err1, err2, err3, err4); err != nil || wrote || beat || finished || released {
			t.Errorf("the dead holder wrote %v, beat %v, finished %v, released %v: %v", wrote, beat, finished, released, err)
		}
		last, err := claim(t, db, now.Add(2*job.Lease))
		if err != nil || last.Tries != job.MaxTries {
			t.Fatalf("the last try is %+v, %v", last, err)
		}
		_, err = claim(t, db, now.Add(3*job.Lease))
		kindIs(t, err, app.NotFound)
		if j, err := db.Jobs().Job(t.Context(), dead.ID); err != nil || j.State != job.Failed || j.Expires == nil {
			t.Errorf("after its tries the job is %+v, %v", j, err)
		}
	})
}

func TestOfManyWhoClaimAtOnceEachGetsAnotherJob(t *testing.T) {
	storetest.Pair(t, func(t *testing.T, one, two *store.DB) {
		anna := newBank(t, one).person("Anna", app.Client)
		const many = 12
		for range many {
			queue(t, one, anna, "")
		}
		var mu sync.Mutex
		var all sync.WaitGroup
		got := map[string]int{}
		for i := range 4 {
			db := []*store.DB{one, two}[i%2]
			all.Go(func() {
				for {
					j, err := claim(t, db, app.Now())
					if app.KindOf(err) == app.NotFound {
						return
					}
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					got[j.ID]++
					mu.Unlock()
				}
			})
		}
		all.Wait()
		for id, n := range got {
			if n != 1 {
				t.Errorf("job %s was given out %d times", id, n)
			}
		}
		if len(got) != many { // whoever lost every race of a round finds nothing in it, and comes back with the next bell
			for {
				if _, err := claim(t, one, app.Now()); err != nil {
					break
				}
				got[app.NewID()] = 1
			}
		}
		if len(got) != many {
			t.Errorf("%d of %d jobs were given out", len(got), many)
		}
	})
}

func TestARequestForErasureIsNumberedAndSettledOnce(t *testing.T) {
	storetest.Pair(t, func(t *testing.T, one, two *store.DB) {
		b := newBank(t, one)
		anna, oleg, erik := b.person("Anna", app.Client), b.person("Oleg", app.Client), b.person("Erik", app.Manager)
		services := []*privacy.Service{{Store: one.Privacy()}, {Store: two.Privacy()}}
		var all sync.WaitGroup
		ids := make([]string, 8)
		for i := range ids {
			all.Go(func() {
				r, err := services[i%2].Ask(t.Context(), anna, "Please")
				if err != nil {
					t.Error(err)
				}
				ids[i] = r.ID
			})
		}
		all.Wait()
		for _, id := range ids {
			if id == "" || id != ids[0] {
				t.Fatalf("asking at once made several: %v", ids)
			}
		}
		s := services[0]
		theirs, err := s.Ask(t.Context(), oleg, "")
		if err != nil || theirs.Label() != "E-000002" || theirs.Due != app.Today().AddWorkdays(privacy.AnswerDays) {
			t.Errorf("the second is %+v, %v", theirs, err)
		}
		kindIs(t, s.TakeBack(t.Context(), oleg, ids[0]), app.NotFound)
		kindIs(t, s.Settle(t.Context(), anna, ids[0], privacy.Answered, ""), app.NotFound)
		kindIs(t, s.Settle(t.Context(), erik, ids[0], privacy.Refused, " "), app.Invalid)
		if err := s.Settle(t.Context(), erik, ids[0], privacy.Refused, "You have a loan"); err != nil {
			t.Fatal(err)
		}
		kindIs(t, s.TakeBack(t.Context(), anna, ids[0]), app.Conflict)
		if r, err := s.Asked(t.Context(), anna); err != nil || r.State != privacy.Refused || r.Answer != "You have a loan" || r.By != "Erik" {
			t.Errorf("Anna reads %+v, %v", r, err)
		}
		if err := s.TakeBack(t.Context(), oleg, theirs.ID); err != nil {
			t.Fatal(err)
		}
		if list, err := s.Requests(t.Context(), erik); err != nil || len(list) != 0 {
			t.Errorf("open are %+v, %v", list, err)
		}
		_, err = s.Requests(t.Context(), anna)
		kindIs(t, err, app.NotFound)
	})
}
