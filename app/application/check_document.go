package application

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"time"

	"telemark/app"
)

const (
	lookTime = 20 * time.Second // that a client waits for the scanner's word
	scanTime = 2 * time.Minute  // of one scan; as long nobody else tries
	often    = 15 * time.Second // between two rounds
	round    = 20               // documents in one

	// forgottenAfter is longer than any file may take to arrive.
	forgottenAfter = 30 * time.Minute
)

// firstLook scans what has just arrived while its sender waits: bad news is best told at once. A scanner that is away is no
// reason to refuse a file: it waits for the next round.
func (s *Documents) firstLook(ctx context.Context, d Document) (Document, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lookTime)
	defer cancel()
	state, err := s.scan(ctx, d)
	if err != nil {
		slog.WarnContext(ctx, "a document waits for the scanner", "document", d.ID, "error", err)
		return d, nil
	}
	if d.State = state; state == Infected {
		return d, fileError(app.T("documents.infected"))
	}
	return d, nil
}

// scan claims a document, asks the scanner, and stores its word. A document that is somebody else's to scan stays as it is.
func (s *Documents) scan(ctx context.Context, d Document) (DocumentState, error) {
	mine, err := s.Store.Claim(ctx, d, app.Now())
	if err != nil || !mine {
		return d.State, err
	}
	found, err := s.Scanner.Scan(ctx, &content{store: s.Store, document: d.ID, ctx: ctx})
	if err != nil {
		return d.State, err
	}
	state, record := Clean, app.Record(System, "document.clean", d.ID, "", "")
	if found != "" {
		state, record = Infected, app.Record(System, "document.infected", d.ID, "", found)
	}
	if err := s.Store.Settle(ctx, d.ID, state, record); err != nil {
		return d.State, err
	}
	s.ring(d)
	return state, nil
}

// ring lets open pages know that a document stands otherwise. The application's own state and number are as they were.
func (s *Documents) ring(d Document) {
	data, _ := json.Marshal(Bell{ID: d.Application}) // strings: it can't fail
	for _, topic := range []string{clientTopic(d.By.ID), Topic} {
		s.Hub.Publish(app.Event{Topic: topic, Name: "application", Data: data})
	}
}

// Sweep asks the scanner about documents that still wait for it, and deletes what has never arrived. Several processes may sweep:
// a document is one's at a time.
func (s *Documents) Sweep(ctx context.Context) error {
	var failed error
	if s.Scanner != nil {
		waiting, err := s.Store.Waiting(ctx, app.Now().Add(-scanTime), round)
		failed = err
		for _, d := range waiting {
			one, cancel := context.WithTimeout(ctx, scanTime)
			_, err := s.scan(one, d)
			cancel()
			if err != nil { // a scanner that is away is away for all of them
				failed = errors.Join(failed, err)
				break
			}
		}
	}
	forgotten, err := s.Store.Forgotten(ctx, app.Now().Add(-forgottenAfter), round)
	failed = errors.Join(failed, err)
	for _, d := range forgotten {
		failed = errors.Join(failed, s.Store.Drop(ctx, d.ID))
	}
	return failed
}

// Watch sweeps until ctx ends.
func (s *Documents) Watch(ctx context.Context) {
	for ticker := time.NewTicker(often); ; {
		select {
		case <-ctx.Done():
			ticker.Stop()
			return
		case <-ticker.C:
			if err := s.Sweep(ctx); err != nil && ctx.Err() == nil {
				slog.WarnContext(ctx, "sweeping documents", "error", err)
			}
		}
	}
}
