package demo

import (
	"context"
	"errors"
	"testing"

	"telemark/app"
	"telemark/app/chat"
)

func TestEveryTalkOfTheDemoBankFollowsTheRules(t *testing.T) {
	states := map[chat.State]int{}
	err := Fill(t.Context(), Bank{
		Add: func(context.Context, Login, string) (string, error) { return app.NewID(), nil },
		Create: func(_ context.Context, c chat.Change) (chat.Change, error) {
			states[c.Room.State]++
			if last := c.Entries[len(c.Entries)-1].At; last.After(app.Now()) {
				t.Errorf("the talk of %s has words of %v, which is to come", c.Room.Client.Name, last)
			}
			return c, nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if states[chat.Waiting] < 3 || states[chat.Open] < 3 || states[chat.Closed] < 3 {
		t.Errorf("got %v, want some rooms in each state", states)
	}
}

func TestAFailureOfTheStoreIsNotSwallowed(t *testing.T) {
	broken := errors.New("disk full")
	err := Fill(t.Context(), Bank{Add: func(context.Context, Login, string) (string, error) { return "", broken }})
	if !errors.Is(err, broken) {
		t.Errorf("got %v, want the store's own error", err)
	}
}
