package store_test

import (
	"bytes"
	"errors"
	"io"
	"sync"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/store"
	"telemark/app/store/storetest"
)

// folder is the folder of documents of an office; nobody scans.
func (o office) folder() *application.Documents {
	return &application.Documents{Store: o.db.Documents(), Cases: o.service, Hub: silence{}}
}

// scanned is bytes of every kind, as a PDF.
func scanned(size int, seed byte) []byte {
	file := make([]byte, size)
	for i := range file {
		file[i] = byte(i*7) ^ byte(i>>8) ^ seed
	}
	copy(file, "%PDF-1.7\n")
	return file
}

// fillDocuments puts rows into the tables of documents.
func (o office) fillDocuments(of string) {
	o.t.Helper()
	_, err := o.folder().Attach(o.t.Context(), o.client, of, application.OtherPaper, "справка ' «ё».pdf",
		bytes.NewReader(scanned(application.PartSize+7, 3)))
	if err != nil {
		o.t.Fatal(err)
	}
}

func TestADocumentComesBackFromTheDatabaseByteForByte(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := newOffice(t, db)
		a := o.submitted("4508 123456")
		for _, size := range []int{9, application.PartSize, 2*application.PartSize + 1} {
			file := scanned(size, byte(size))
			d, err := o.folder().Attach(t.Context(), o.client, a.ID, application.OtherPaper, "справка.pdf", bytes.NewReader(file))
			check(t, err)
			got, r, err := o.folder().Open(t.Context(), o.manager, a.ID, d.ID)
			check(t, err)
			content, err := io.ReadAll(r)
			check(t, err)
			if !bytes.Equal(content, file) || got.Name != "справка.pdf" || got.Size != int64(size) || got.SHA256 != d.SHA256 ||
				got.State != application.Unscanned || got.By.Name != o.client.Name || !got.At.Equal(d.At) {
				t.Errorf("%d bytes came back of %d, with %+v", len(content), size, got)
			}
		}
	})
}

// A crash between a document and what the log says of it must not be possible, so there is one transaction.
func TestADocumentIsStoredWithItsEventOrNotAtAll(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := newOffice(t, db)
		a := o.draft("4508 123456")
		d, err := o.folder().Attach(t.Context(), o.client, a.ID, application.OtherPaper, "a.pdf", bytes.NewReader(scanned(100, 1)))
		check(t, err)
		log, err := o.service.Events(t.Context(), o.client, a.ID)
		check(t, err)
		if last := log[len(log)-1]; last.Act != application.Attach || last.Note != "a.pdf" {
			t.Fatalf("the log ends with %+v", last)
		}
		before := log[len(log)-1].Seq

		late := application.Document{
			ID: app.NewID(), Application: a.ID, Paper: "other", Name: "b.pdf", Type: application.PDF, State: application.Arriving,
			By: application.Person{ID: o.client.ID}, At: app.Now(),
		}
		check(t, db.Documents().Arrive(t.Context(), late, func([]application.Document) error { return nil }))
		check(t, db.Documents().AddPart(t.Context(), late.ID, 0, scanned(100, 2)))
		// The event fails: it has no application of that number.
		late.State, late.Size = application.Unscanned, 100
		_, _, err = db.Documents().Keep(t.Context(), late, func(of application.Application, _ []application.Document) (application.Document, application.Update, error) {
			of.Seq++
			return late, application.Update{Application: of, Events: []application.Event{{ID: app.NewID(), Application: app.NewID(), Seq: of.Seq, At: app.Now(), Side: "client"}}}, nil
		})
		if err == nil {
			t.Fatal("an event of no application was stored")
		}
		got, err := db.Documents().Document(t.Context(), late.ID)
		check(t, err)
		if now, err := o.service.Application(t.Context(), o.client, a.ID); err != nil || now.Seq != before || got.State != application.Arriving {
			t.Errorf("the application stands at %d, %v, the document is %s; want %d, arriving", now.Seq, err, got.State, before)
		}

		refused := app.Fail(app.Conflict, app.T("documents.sent_already"))
		err = db.Documents().Remove(t.Context(), a.ID, d.ID, func(of application.Application, have application.Document) (app.Audit, error) {
			if of.Seq != before || have.ID != d.ID {
				t.Errorf("who removes is shown %d and %s; want %d and %s", of.Seq, have.ID, before, d.ID)
			}
			return app.Audit{}, refused
		})
		if _, still := db.Documents().Document(t.Context(), d.ID); !errors.Is(err, refused) || still != nil {
			t.Errorf("a refusal: %v, and then %v", err, still)
		}
		if err := o.folder().Remove(t.Context(), o.client, app.NewID(), d.ID); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("from another application: %v", err)
		}
		check(t, o.folder().Remove(t.Context(), o.client, a.ID, d.ID))
		if _, err := db.Documents().Part(t.Context(), d.ID, 0); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("the content of a removed document: %v", err)
		}
	})
}

func TestOfFilesSentAtOnceTheSameOnesAreOneAndNoMoreThanTheLimitAreKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := newOffice(t, db)
		a := o.draft("4508 123456")
		var group sync.WaitGroup
		same := make([]string, 4)
		for i := range same {
			group.Go(func() {
				d, err := o.folder().Attach(t.Context(), o.client, a.ID, application.OtherPaper, "a.pdf", bytes.NewReader(scanned(1000, 1)))
				if err != nil {
					t.Error(err)
				}
				same[i] = d.ID
			})
		}
		group.Wait()
		for _, id := range same {
			if id != same[0] {
				t.Fatalf("the same file sent at once became several: %v", same)
			}
		}
		for i := range application.MaxDocuments + 5 {
			group.Go(func() { // each process has a gate of its own
				_, _ = o.folder().Attach(t.Context(), o.client, a.ID, application.OtherPaper, "a.pdf", bytes.NewReader(scanned(1000, byte(i))))
			})
		}
		group.Wait()
		list, err := db.Documents().Documents(t.Context(), a.ID)
		check(t, err)
		if len(list) == 0 || len(list) > application.MaxDocuments {
			t.Errorf("%d documents; want at most %d", len(list), application.MaxDocuments)
		}
	})
}

func TestADocumentIsScannedByOneAndWhatIsInfectedLosesItsContent(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := newOffice(t, db)
		a := o.draft("4508 123456")
		d, err := o.folder().Attach(t.Context(), o.client, a.ID, application.OtherPaper, "a.pdf", bytes.NewReader(scanned(100, 1)))
		check(t, err)
		waiting, err := db.Documents().Waiting(t.Context(), app.Now().Add(time.Minute), 10)
		check(t, err)
		if len(waiting) != 1 || waiting[0].ID != d.ID {
			t.Fatalf("waiting are %+v", waiting)
		}
		now := app.Now().Add(time.Second)
		first, err := db.Documents().Claim(t.Context(), waiting[0], now)
		check(t, err)
		second, err := db.Documents().Claim(t.Context(), waiting[0], now)
		check(t, err)
		if !first || second {
			t.Errorf("claimed %v and %v; want once", first, second)
		}
		check(t, db.Documents().Settle(t.Context(), d.ID, application.Infected, record("document.infected", d.ID)))
		check(t, db.Documents().Settle(t.Context(), d.ID, application.Clean, record("document.clean", d.ID)))
		got, err := db.Documents().Document(t.Context(), d.ID)
		check(t, err)
		if got.State != application.Infected || got.TriedAt != nil {
			t.Errorf("got %+v; want infected, for good", got)
		}
		if _, err := db.Documents().Part(t.Context(), d.ID, 0); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("the content of an infected document: %v", err)
		}
	})
}

func TestWhatNeverArrivedIsFoundAndDropped(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o := newOffice(t, db)
		a := o.draft("4508 123456")
		d := application.Document{
			ID: app.NewID(), Application: a.ID, Paper: "other", Name: "a.pdf", Type: application.PDF, State: application.Arriving,
			By: application.Person{ID: o.client.ID}, At: app.Now().Add(-time.Hour),
		}
		check(t, db.Documents().Arrive(t.Context(), d, func([]application.Document) error { return nil }))
		check(t, db.Documents().AddPart(t.Context(), d.ID, 0, []byte{0, 1, 0xff}))
		check(t, o.folder().Sweep(t.Context()))
		if _, err := db.Documents().Document(t.Context(), d.ID); !errors.Is(err, app.ErrNotFound) {
			t.Errorf("an old arrival is still there: %v", err)
		}
	})
}
