package application_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/product"
)

// shelf is a store of documents in memory.
type shelf struct {
	mu    sync.Mutex
	cases *cases
	docs  []application.Document
	parts map[string][][]byte
	audit []app.Audit
}

func (s *shelf) find(id string) int {
	return slices.IndexFunc(s.docs, func(d application.Document) bool { return d.ID == id })
}

func (s *shelf) of(id string) (list []application.Document) {
	for _, d := range s.docs {
		if d.Application == id {
			list = append(list, d)
		}
	}
	return list
}

func (s *shelf) Arrive(_ context.Context, d application.Document, admit func([]application.Document) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := admit(s.of(d.Application)); err != nil {
		return err
	}
	s.docs = append(s.docs, d)
	return nil
}

func (s *shelf) AddPart(_ context.Context, id string, number int, content []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.parts[id]) != number || len(content) > application.PartSize {
		return errors.New("parts come in another order, or are too long")
	}
	s.parts[id] = append(s.parts[id], bytes.Clone(content))
	return nil
}

func (s *shelf) Keep(_ context.Context, d application.Document, decide application.Keeping) (application.Document, application.Application, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept, u, err := decide(s.cases.Application, s.of(d.Application))
	if err != nil {
		return kept, s.cases.Application, err
	}
	for _, e := range u.Events {
		s.cases.Application = u.Application
		s.cases.added = append(s.cases.added, e.Note)
	}
	i := s.find(d.ID)
	if kept.ID != d.ID {
		s.docs = slices.Delete(s.docs, i, i+1)
		delete(s.parts, d.ID)
		return kept, s.cases.Application, nil
	}
	s.docs[i] = d
	return kept, s.cases.Application, nil
}

func (s *shelf) Drop(_ context.Context, id string, records ...app.Audit) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.parts, id)
	s.docs = slices.DeleteFunc(s.docs, func(d application.Document) bool { return d.ID == id })
	s.audit = append(s.audit, records...)
	return nil
}

func (s *shelf) Remove(
	ctx context.Context, of, id string, allowed func(application.Application, application.Document) (app.Audit, error),
) error {
	i := s.find(id)
	if i < 0 || s.docs[i].Application != of {
		return app.ErrNotFound
	}
	record, err := allowed(s.cases.Application, s.docs[i])
	if err != nil {
		return err
	}
	return s.Drop(ctx, id, record)
}

func (s *shelf) Documents(_ context.Context, id string) ([]application.Document, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.of(id), nil
}

func (s *shelf) Document(_ context.Context, id string) (application.Document, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := s.find(id); i >= 0 {
		return s.docs[i], nil
	}
	return application.Document{}, app.ErrNotFound
}

func (s *shelf) Part(_ context.Context, id string, number int) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if number >= len(s.parts[id]) {
		return nil, app.ErrNotFound
	}
	return s.parts[id][number], nil
}

func (s *shelf) Opened(_ context.Context, a app.Audit) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.audit = append(s.audit, a)
	return nil
}

func (s *shelf) Waiting(_ context.Context, since time.Time, _ int) (list []application.Document, _ error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.docs {
		if d.TriedAt != nil && d.TriedAt.Before(since) {
			list = append(list, d)
		}
	}
	return list, nil
}

func (s *shelf) Claim(_ context.Context, d application.Document, now time.Time) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.find(d.ID)
	if i < 0 || s.docs[i].TriedAt == nil || !s.docs[i].TriedAt.Equal(*d.TriedAt) {
		return false, nil
	}
	s.docs[i].TriedAt = &now
	return true, nil
}

func (s *shelf) Settle(_ context.Context, id string, state application.DocumentState, records ...app.Audit) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i := s.find(id); i >= 0 && s.docs[i].TriedAt != nil {
		s.docs[i].State, s.docs[i].TriedAt = state, nil
		s.audit = append(s.audit, records...)
		if state == application.Infected {
			delete(s.parts, id)
		}
	}
	return nil
}

func (s *shelf) Forgotten(_ context.Context, before time.Time, _ int) (list []application.Document, _ error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.docs {
		if d.State == application.Arriving && d.At.Before(before) {
			list = append(list, d)
		}
	}
	return list, nil
}

// cases are one application, whose log counts what was added.
type cases struct {
	application.Application
	added []string
}

type desk struct{ *cases }

func (d desk) Application(_ context.Context, actor app.Actor, id string) (application.Application, error) {
	if id != d.ID {
		return application.Application{}, app.ErrNotFound
	}
	return d.cases.Application, d.CanRead(actor)
}

func (desk) Version(context.Context, application.Application) (product.Version, error) {
	return product.Version{Content: product.Content{Papers: []product.Paper{{ID: "passport"}, {ID: "income", Optional: true}}}}, nil
}

// scanner finds "virus" in files, or is away.
type scanner struct{ away error }

func (s *scanner) Scan(_ context.Context, file io.Reader) (string, error) {
	if s.away != nil {
		return "", s.away
	}
	content, err := io.ReadAll(file)
	if bytes.Contains(content, []byte("virus")) {
		return "Test-Virus", err
	}
	return "", err
}

type quiet struct{}

func (quiet) Publish(app.Event) {}

var (
	marina = app.Actor{ID: app.NewID(), Name: "Marina", Role: app.Client}
	oleg   = app.Actor{ID: app.NewID(), Name: "Oleg", Role: app.Client}
	erik   = app.Actor{ID: app.NewID(), Name: "Erik", Role: app.Manager, Scope: app.All}
)

func folder(scan application.Scanner) (*application.Documents, desk, *shelf) {
	d := desk{&cases{Application: application.Application{
		ID: app.NewID(), State: application.Submitted, Client: application.Person{ID: marina.ID, Name: marina.Name},
	}}}
	store := &shelf{cases: d.cases, parts: map[string][][]byte{}}
	return &application.Documents{Store: store, Cases: d, Scanner: scan, Hub: quiet{}}, d, store
}

func pdf(size int, more string) []byte {
	return append([]byte("%PDF-1.7\n"+more), bytes.Repeat([]byte{7}, max(0, size-9-len(more)))...)
}

func textOf(err error) string {
	e, ok := errors.AsType[*app.Error](err)
	if !ok {
		return ""
	}
	if len(e.Fields) > 0 {
		return e.Fields[0].Text.ID
	}
	return e.Text.ID
}

func TestADocumentComesBackAsItWasSent(t *testing.T) {
	for _, size := range []int{9, application.PartSize, application.PartSize + 1, application.MaxFileSize} {
		docs, d, store := folder(nil)
		file := pdf(size, "")
		kept, err := docs.Attach(t.Context(), marina, d.ID, "passport", `C:\scans\паспорт.PDF`, bytes.NewReader(file))
		if err != nil {
			t.Fatal(size, err)
		}
		if kept.Name != "паспорт.pdf" || kept.Type != application.PDF || kept.Size != int64(size) || kept.State != application.Unscanned {
			t.Errorf("stored %+v", kept)
		}
		_, r, err := docs.Open(t.Context(), erik, d.ID, kept.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, file) {
			t.Errorf("%d bytes came back of %d, %v", len(got), size, err)
		}
		if len(store.audit) != 1 || store.audit[0].Action != "document.open" || store.audit[0].Actor != erik.ID {
			t.Errorf("the look of the bank left %+v", store.audit)
		}
		if !slices.Equal(d.added, []string{"паспорт.pdf"}) {
			t.Errorf("the log says %v", d.added)
		}
	}
}

func TestWhatIsRefusedLeavesNothing(t *testing.T) {
	for name, c := range map[string]struct {
		file  io.Reader
		paper string
		want  string
	}{
		"too large":           {bytes.NewReader(pdf(application.MaxFileSize+1, "")), "passport", "documents.too_large"},
		"empty":               {strings.NewReader(""), "passport", "documents.empty"},
		"a program by name":   {strings.NewReader("MZ\x90\x00 this program"), "passport", "documents.wrong_type"},
		"a page":              {strings.NewReader("<!DOCTYPE html><script>"), "passport", "documents.wrong_type"},
		"a drawing":           {strings.NewReader(`<svg xmlns="http://www.w3.org/2000/svg">`), "passport", "documents.wrong_type"},
		"an office file":      {strings.NewReader("PK\x03\x04 word/document.xml"), "passport", "documents.wrong_type"},
		"a picture and a PDF": {strings.NewReader("\xFF\xD8\xFF\xE0 %PDF-1.4"), "passport", "documents.wrong_type"},
		"a PDF and a page":    {bytes.NewReader(pdf(2000, "<ScRiPt>")), "passport", "documents.wrong_type"},
		"a PDF and a ZIP":     {bytes.NewReader(append(pdf(600_000, ""), "PK\x05\x06 the end of an archive"...)), "passport", "documents.wrong_type"},
		"broken off":          {io.MultiReader(bytes.NewReader(pdf(400_000, "")), cut{io.ErrClosedPipe}), "passport", "documents.broken"},
		"cut within a form":   {io.MultiReader(bytes.NewReader(pdf(400_000, "")), cut{io.ErrUnexpectedEOF}), "passport", "documents.broken"},
		"another paper":       {bytes.NewReader(pdf(20, "")), "tickets", "documents.unknown_paper"},
	} {
		t.Run(name, func(t *testing.T) {
			docs, d, store := folder(nil)
			_, err := docs.Attach(t.Context(), marina, d.ID, c.paper, "a.pdf", c.file)
			if got := textOf(err); got != c.want {
				t.Errorf("refused with %q, %v; want %q", got, err, c.want)
			}
			if len(store.docs) != 0 || len(store.parts) != 0 || len(d.added) != 0 {
				t.Errorf("left %d documents, %d contents, %v in the log", len(store.docs), len(store.parts), d.added)
			}
		})
	}
}

// cut is where a file ends too early.
type cut struct{ err error }

func (c cut) Read([]byte) (int, error) { return 0, c.err }

func TestPicturesAreKnownByTheirContent(t *testing.T) {
	for start, want := range map[string]string{
		"\xFF\xD8\xFF\xE0\x00\x10JFIF":                     "a.png.jpg",
		"\x89PNG\r\n\x1A\n\x00\x00\x00\rIHDR":              "a.png",
		"RIFF\x10\x00\x00\x00WEBPVP8 ":                     "a.png.webp",
		"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00":         "a.png.heic",
		"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00heicmif1": "a.png.heic",
	} {
		docs, d, _ := folder(nil)
		kept, err := docs.Attach(t.Context(), marina, d.ID, application.OtherPaper, "a.png", strings.NewReader(start))
		if err != nil || kept.Name != want {
			t.Errorf("%q became %q, %v; want %q", start, kept.Name, err, want)
		}
	}
}

func TestNamesAreHarmless(t *testing.T) {
	for name, want := range map[string]string{
		"../../etc/passwd":       "passwd.pdf",
		"invoice\u202Efdp.exe":   "invoicefdp.exe.pdf",
		"a\r\nSet-Cookie: x.pdf": "aSet-Cookie x.pdf",
		"  .. .pdf":              "pdf.pdf",
		"":                       "document.pdf",
		strings.Repeat("ж", 300): strings.Repeat("ж", 100) + ".pdf",
		`"><img src=x>.PDF`:      "img src=x.pdf",
	} {
		docs, d, _ := folder(nil)
		kept, err := docs.Attach(t.Context(), marina, d.ID, application.OtherPaper, name, bytes.NewReader(pdf(20, "")))
		if err != nil || kept.Name != want {
			t.Errorf("%q became %q, %v; want %q", name, kept.Name, err, want)
		}
	}
}

func TestTheSameFileTwiceIsOneDocument(t *testing.T) {
	docs, d, store := folder(nil)
	first, err := docs.Attach(t.Context(), marina, d.ID, "passport", "a.pdf", bytes.NewReader(pdf(50, "")))
	if err != nil {
		t.Fatal(err)
	}
	second, err := docs.Attach(t.Context(), marina, d.ID, "income", "b.pdf", bytes.NewReader(pdf(50, "")))
	if err != nil || second.ID != first.ID || len(store.docs) != 1 || len(store.parts) != 1 || len(d.added) != 1 {
		t.Errorf("got %s beside %s, %v; %d stored, %d in the log", second.ID, first.ID, err, len(store.docs), len(d.added))
	}
}

func TestAFolderHasItsBounds(t *testing.T) {
	docs, d, _ := folder(nil)
	for i := range application.MaxDocuments {
		if _, err := docs.Attach(t.Context(), marina, d.ID, "passport", "a.pdf", bytes.NewReader(pdf(20+i, ""))); err != nil {
			t.Fatal(err)
		}
	}
	_, err := docs.Attach(t.Context(), marina, d.ID, "passport", "a.pdf", bytes.NewReader(pdf(99, "")))
	if textOf(err) != "documents.too_many" {
		t.Errorf("the twenty-first got %v", err)
	}
	docs, d, _ = folder(nil)
	for i := range 10 {
		_, err = docs.Attach(t.Context(), marina, d.ID, "passport", "a.pdf", bytes.NewReader(pdf(application.MaxFileSize-i, "")))
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err = docs.Attach(t.Context(), marina, d.ID, "passport", "a.pdf", bytes.NewReader(pdf(1000, ""))); textOf(err) != "documents.folder_full" {
		t.Errorf("100 MB and one got %v", err)
	}
}

// The attack: somebody's document is opened by guessing, or a dangerous one by the bank.
func TestWhoOpensWhat(t *testing.T) {
	away := &scanner{away: errors.New("no clamd")}
	docs, d, store := folder(away)
	kept, err := docs.Attach(t.Context(), marina, d.ID, "passport", "a.pdf", bytes.NewReader(pdf(50, "")))
	if err != nil || kept.State != application.Scanning {
		t.Fatalf("a scanner that is away made it %q, %v", kept.State, err)
	}
	opens := func(actor app.Actor, application string) string {
		_, _, err := docs.Open(t.Context(), actor, application, kept.ID)
		return textOf(err)
	}
	for _, c := range []struct {
		who  app.Actor
		of   string
		want string
	}{
		{marina, d.ID, ""}, {oleg, d.ID, "error.not_found"}, {erik, d.ID, "documents.not_yet"}, {marina, app.NewID(), "error.not_found"},
	} {
		if got := opens(c.who, c.of); got != c.want {
			t.Errorf("%s gets %q, want %q", c.who.Name, got, c.want)
		}
	}
	if len(store.audit) != 0 {
		t.Errorf("what nobody saw is recorded: %v", store.audit)
	}
	old := app.Now().Add(-time.Hour)
	store.docs[0].TriedAt = &old
	if err := docs.Sweep(t.Context()); err == nil {
		t.Error("a sweep with a scanner that is away says nothing")
	}
	away.away, store.docs[0].TriedAt = nil, &old
	if err := docs.Sweep(t.Context()); err != nil {
		t.Error(err)
	}
	if got := opens(erik, d.ID); got != "" {
		t.Errorf("after the scan erik gets %q", got)
	}
}

func TestAnInfectedFileIsTheSendersToKnowAndNobodysToOpen(t *testing.T) {
	docs, d, store := folder(&scanner{})
	_, err := docs.Attach(t.Context(), marina, d.ID, "passport", "a.pdf", bytes.NewReader(pdf(50, "virus")))
	if textOf(err) != "documents.infected" {
		t.Fatalf("its sender gets %v", err)
	}
	if len(store.docs) != 1 || store.docs[0].State != application.Infected || len(store.parts) != 0 {
		t.Errorf("stored: %+v, %d contents", store.docs, len(store.parts))
	}
	for _, who := range []app.Actor{marina, erik} {
		if _, _, err := docs.Open(t.Context(), who, d.ID, store.docs[0].ID); textOf(err) != "documents.infected" {
			t.Errorf("%s gets %v", who.Name, err)
		}
	}
	if _, err := docs.Attach(t.Context(), marina, d.ID, "passport", "b.pdf", bytes.NewReader(pdf(50, "virus"))); textOf(err) != "documents.infected" {
		t.Errorf("sent again it gets %v", err)
	}
	f, err := docs.Folder(t.Context(), marina, d.ID)
	if err != nil || f.Received("passport") || len(f.Missing()) != 1 {
		t.Errorf("an infected file counts as the paper: %+v, %v", f, err)
	}
}

func TestADocumentOfADraftIsItsClientsAlone(t *testing.T) {
	docs, d, _ := folder(nil)
	d.State = application.Draft
	kept, err := docs.Attach(t.Context(), marina, d.ID, "passport", "a.pdf", bytes.NewReader(pdf(50, "")))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := docs.Open(t.Context(), erik, d.ID, kept.ID); app.KindOf(err) != app.NotFound {
		t.Errorf("staff get %v before the client has submitted anything", err)
	}
}

func TestAnApplicationThatHasMovedOnTakesNothing(t *testing.T) {
	docs, d, store := folder(nil)
	d.State = application.Withdrawn
	if _, err := docs.Attach(t.Context(), marina, d.ID, "passport", "a.pdf", bytes.NewReader(pdf(50, ""))); app.KindOf(err) != app.Conflict {
		t.Errorf("got %v", err)
	}
	d.State = application.Draft
	leaving := io.MultiReader(bytes.NewReader(pdf(50, "")), whenRead(func() { d.State = application.Withdrawn }))
	if _, err := docs.Attach(t.Context(), marina, d.ID, "passport", "a.pdf", leaving); app.KindOf(err) != app.Conflict {
		t.Errorf("withdrawn while it arrived: %v", err)
	}
	if len(store.docs) != 0 || len(store.parts) != 0 {
		t.Errorf("left %d documents", len(store.docs))
	}
}

type whenRead func()

func (f whenRead) Read([]byte) (int, error) {
	f()
	return 0, io.EOF
}

func TestADocumentCanBeTakenBackOnlyFromADraft(t *testing.T) {
	docs, d, store := folder(nil)
	d.State = application.Draft
	kept, err := docs.Attach(t.Context(), marina, d.ID, "passport", "a.pdf", bytes.NewReader(pdf(50, "")))
	if err != nil {
		t.Fatal(err)
	}
	if err := docs.Remove(t.Context(), oleg, d.ID, kept.ID); app.KindOf(err) != app.NotFound {
		t.Errorf("somebody else gets %v", err)
	}
	d.State = application.Submitted
	if err := docs.Remove(t.Context(), marina, d.ID, kept.ID); app.KindOf(err) != app.Conflict {
		t.Errorf("after the submission: %v", err)
	}
	d.State = application.Draft
	if err := docs.Remove(t.Context(), marina, d.ID, kept.ID); err != nil || len(store.docs) != 0 || len(store.parts) != 0 {
		t.Errorf("from a draft: %v, %d left", err, len(store.docs))
	}
}

func TestWhatNeverArrivedIsSweptAway(t *testing.T) {
	docs, d, store := folder(nil)
	for _, at := range []time.Time{app.Now(), app.Now().Add(-time.Hour)} {
		store.docs = append(store.docs, application.Document{ID: app.NewID(), Application: d.ID, State: application.Arriving, At: at})
	}
	if err := docs.Sweep(t.Context()); err != nil || len(store.docs) != 1 {
		t.Errorf("%d are left, %v", len(store.docs), err)
	}
	if f, err := docs.Folder(t.Context(), marina, d.ID); err != nil || len(f.Documents) != 0 {
		t.Errorf("what is still arriving is shown: %v, %v", f.Documents, err)
	}
}
