package demo

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/application/workflow"
	"telemark/app/chat"
	"telemark/app/product"
	"telemark/app/store/storetest"
)

// flow is how the demo bank decides.
func flow(_ context.Context, kind string) (workflow.Version, error) {
	for i, c := range []workflow.Content{mortgages(), carLoans()} {
		if slices.Contains(c.Kinds, product.Kind(kind)) {
			return workflow.Version{Workflow: app.NewID(), Number: i + 1, Content: c}, nil
		}
	}
	return workflow.Version{}, app.ErrNotFound
}

func TestTheWorkflowsOfTheDemoBankAreSound(t *testing.T) {
	for _, c := range []workflow.Content{mortgages(), carLoans()} {
		if found := c.Check(nil); len(found) > 0 {
			t.Errorf("%s: %+v", c.Name("en"), found)
		}
	}
}

func TestEveryTalkAndApplicationOfTheDemoBankFollowsTheRules(t *testing.T) {
	states, filed, worded := map[chat.State]int{}, map[application.State]int{}, map[string]bool{}
	products := &product.Service{Store: storetest.Open(t, storetest.Embedded(t)).Products()}
	if err := Products(t.Context(), products); err != nil {
		t.Fatal(err)
	}
	stuck := 0
	err := Fill(t.Context(), Bank{
		Add: func(context.Context, Login, string) (string, error) { return app.NewID(), nil },
		Create: func(_ context.Context, c chat.Change) (chat.Change, error) {
			states[c.Room.State]++
			if last := c.Entries[len(c.Entries)-1].At; last.After(app.Now()) {
				t.Errorf("the talk of %s has words of %v, which is to come", c.Room.Client.Name, last)
			}
			return c, nil
		},
		Version: products.AsOf,
		Word: func(_ context.Context, c chat.Canned) error {
			worded[c.Shortcut] = true
			for lang, body := range c.Bodies {
				_, empty := chat.Fill(body, func(name, slug string) (string, bool) {
					if name != "rate" {
						return name, true
					}
					v, err := products.Find(t.Context(), slug)
					return v.Slug, err == nil
				})
				if len(empty) > 0 {
					t.Errorf("/%s in %s names %v, which the demo bank doesn't have", c.Shortcut, lang, empty)
				}
			}
			return nil
		},
		Flow: flow,
		Apply: func(_ context.Context, u application.Update) (application.Application, error) {
			a, last := u.Application, u.Events[len(u.Events)-1]
			filed[a.State]++
			if a.ChangedAt.After(app.Now()) || last.At.After(app.Now()) {
				t.Errorf("the application of %s for %s changes at %v, which is to come", a.Client.Name, a.Slug, a.ChangedAt)
			}
			if a.State.Waits() == "bank" && app.Now().Sub(a.Since) > application.StuckAfter {
				stuck++
			}
			if a.State == application.Offered && !a.Offer.Expires.After(app.Now()) || !a.Intact() {
				t.Errorf("the offer to %s is over or not whole", a.Client.Name)
			}
			for field := range a.Rough {
				t.Errorf("%s's answer to %s is not what the form wants: %q", a.Client.Name, field, a.Answers[field])
			}
			return a, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if states[chat.Waiting] < 3 || states[chat.Open] < 3 || states[chat.Closed] < 3 {
		t.Errorf("got %v, want some rooms in each state", states)
	}
	if len(worded) != len(texts) {
		t.Errorf("texts under %v, want %d", worded, len(texts))
	}
	if len(filed) != 10 || filed[application.Draft] != 2 || stuck < 3 {
		t.Errorf("got %v, %d of them stuck; want applications in each of ten states", filed, stuck)
	}
}

func TestAFailureOfTheStoreIsNotSwallowed(t *testing.T) {
	broken := errors.New("disk full")
	err := Fill(t.Context(), Bank{Add: func(context.Context, Login, string) (string, error) { return "", broken }})
	if !errors.Is(err, broken) {
		t.Errorf("got %v, want the store's own error", err)
	}
}

func TestTheApplicationsCanBeMadeAtAnyHourOfAnyDay(t *testing.T) {
	products := &product.Service{Store: storetest.Open(t, storetest.Embedded(t)).Products()}
	if err := Products(t.Context(), products); err != nil {
		t.Fatal(err)
	}
	b := staff{
		app.Actor{ID: "anna", Role: app.Operator, Scope: app.Team}, app.Actor{ID: "mei", Role: app.Operator},
		app.Actor{ID: "erik", Role: app.Manager, Duties: app.Every(), Scope: app.All},
		app.Actor{ID: "olga", Role: app.Manager, Duties: app.Underwriter, Scope: app.All},
	}
	for i, w := range wishes {
		client := app.Actor{ID: app.NewID(), Name: clients[w.client].Name, Role: app.Client}
		began := w.ago
		way, err := w.flowing(t.Context(), Bank{Flow: flow})
		if err != nil {
			t.Fatal(err)
		}
		for shift := time.Duration(0); shift < 32*day; shift += 79 * hour {
			w.ago = began + shift
			if _, err := w.past(client, b, w.version(t.Context(), Bank{Version: products.AsOf}), way); err != nil {
				t.Errorf("application %d, %s, %v earlier: %v", i+1, w.slug, shift, err)
				break
			}
		}
	}
}
