package application

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"sync"

	"telemark/app"
)

// Attach takes a file in as it comes, part by part, and answers with the document that it has become. The same content again
// answers with the document that is there. When the scanner finds something at once, that is the error; otherwise the document
// waits for its word.
func (s *Documents) Attach(ctx context.Context, actor app.Actor, application, paper, name string, file io.Reader) (Document, error) {
	if err := s.welcome(ctx, actor, application, paper); err != nil {
		return Document{}, err
	}
	leave, err := s.gate.enter(actor.ID)
	if err != nil {
		return Document{}, err
	}
	defer leave()
	d := Document{
		ID: app.NewID(), Application: application, Paper: paper, State: Arriving, By: person(actor), At: app.Now(),
	}
	if err := s.arrive(ctx, &d, name, file); err != nil {
		return Document{}, errors.Join(err, s.Store.Drop(context.WithoutCancel(ctx), d.ID))
	}
	kept, err := s.keep(ctx, actor, d)
	if err != nil || kept.ID != d.ID || kept.State != Scanning {
		return kept, err
	}
	return s.firstLook(ctx, kept)
}

// welcome tells whether the actor may add a document as a paper now: before anything of it is read.
func (s *Documents) welcome(ctx context.Context, actor app.Actor, application, paper string) error {
	a, err := s.Cases.Application(ctx, actor, application)
	if err != nil {
		return err
	}
	if _, err := a.next(actor, Attach); err != nil {
		return err
	}
	papers, err := s.papers(ctx, a)
	if err == nil && !knownPaper(papers, paper) {
		err = app.FailFields(app.Field{Name: "paper", Text: app.T("documents.unknown_paper")})
	}
	return err
}

var parts = sync.Pool{New: func() any { return new([PartSize]byte) }}

// arrive stores the file's parts as they come and writes down what it is. Nothing of the database is held while the file's sender
// is waited for.
func (s *Documents) arrive(ctx context.Context, d *Document, name string, file io.Reader) error {
	part := parts.Get().(*[PartSize]byte)
	defer parts.Put(part)
	hash, end := sha256.New(), []byte(nil)
	for number, last := 0, false; !last; number++ {
		n, err := fill(part[:], file)
		last = errors.Is(err, io.EOF)
		content := part[:n]
		switch {
		case err != nil && !last:
			return broken(err)
		case n == 0 && number == 0:
			return fileError(app.T("documents.empty"))
		case n == 0:
			continue
		case number == 0:
			if d.Type, err = fileType(content); err != nil {
				return err
			}
			d.Name = cleanName(name, d.Type)
			err = s.Store.Arrive(ctx, *d, func(have []Document) error { return admit(have, *d) })
			if err != nil {
				return err
			}
		}
		if d.Size += int64(n); d.Size > MaxFileSize {
			return fileError(app.T("documents.too_large", "Limit", MaxFileSize>>20))
		}
		_, _ = hash.Write(content) // never fails
		end = append(end, content[max(0, n-looked):]...)
		end = end[max(0, len(end)-looked):]
		if err := s.Store.AddPart(ctx, d.ID, number, content); err != nil {
			return err
		}
	}
	if packed(end) {
		return fileError(app.T("documents.wrong_type"))
	}
	d.SHA256 = hex.EncodeToString(hash.Sum(nil))
	return nil
}

// fill reads until b is full; io.EOF is the end of the file, and of nothing else. io.ReadFull won't do: it calls a file that ends within b
// unexpected, in the very words of a form that was cut off.
func fill(b []byte, file io.Reader) (n int, err error) {
	for n < len(b) && err == nil {
		var m int
		m, err = file.Read(b[n:])
		n += m
	}
	return n, err
}

// broken is a file that didn't come whole. Its sender's own words about that, such as a limit of the web, stay.
func broken(err error) error {
	if _, ok := errors.AsType[*app.Error](err); ok {
		return err
	}
	return app.FailFields(app.Field{Name: "file", Text: app.T("documents.broken")}).Because(err)
}

// keep makes the arrived file a document and writes that into the log of the application: both or neither. An application that has
// moved on in the meantime takes none.
func (s *Documents) keep(ctx context.Context, actor app.Actor, d Document) (Document, error) {
	now := app.Now()
	d.State, d.TriedAt = Unscanned, &now
	if s.Scanner != nil {
		d.State = Scanning
	}
	kept, a, err := s.Store.Keep(ctx, d, func(a Application, have []Document) (Document, Update, error) {
		if same, ok := sameAs(have, d); ok {
			return same, Update{}, nil
		}
		if err := admit(have, d); err != nil {
			return d, Update{}, err
		}
		u, err := a.attach(actor, d.Name, now)
		return d, u, err
	})
	if err != nil {
		return Document{}, errors.Join(err, s.Store.Drop(context.WithoutCancel(ctx), d.ID))
	}
	if kept.ID == d.ID {
		announce(s.Hub, a)
	}
	if kept.State == Infected {
		return Document{}, fileError(app.T("documents.infected"))
	}
	return s.seen(kept), nil
}

// The bounds of what arrives at the same time: each file holds a part in memory.
const (
	arrivingAtOnce    = 64
	arrivingPerPerson = 3
)

// gate counts who is sending what.
type gate struct {
	mu     sync.Mutex
	people map[string]int
	all    int
}

func (g *gate) enter(person string) (leave func(), err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.people == nil {
		g.people = map[string]int{}
	}
	switch {
	case g.people[person] >= arrivingPerPerson:
		return nil, app.Fail(app.TooMany, app.T("documents.one_by_one"))
	case g.all >= arrivingAtOnce:
		return nil, app.Fail(app.Unavailable, app.T("error.unavailable")).Because(fmt.Errorf("%d files are arriving", g.all))
	}
	g.people[person]++
	g.all++
	return func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.all--
		if g.people[person]--; g.people[person] == 0 {
			delete(g.people, person)
		}
	}, nil
}
