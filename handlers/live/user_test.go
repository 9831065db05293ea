package live

import (
	"slices"
	"testing"
	"testing/synctest"

	"telemark/app"
	"telemark/app/chat"
	"telemark/app/hub"
)

func TestAPageHearsThatAnApplicationOfItsReaderHasChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t, nil)
		marina, oleg := client("Marina"), client("Oleg")
		one, other, stranger := b.join(marina, nil), b.join(marina, nil), b.join(oleg, nil)
		id := app.NewID()
		b.hub.Publish(app.Event{Topic: chat.UserTopic(marina.ID), Name: "application", Data: []byte(`{"id":"` + id + `"}`)})
		b.hub.Publish(app.Event{Topic: chat.UserTopic(marina.ID), Name: "application", Data: []byte(`"><script>`)})
		synctest.Wait()
		want := []string{`<i data-application="` + id + `"></i>`, `<i data-application=""></i>`}
		for _, s := range []*tape{one, other} {
			if got := s.called("application"); !slices.Equal(got, want) {
				t.Errorf("got %q", got)
			}
		}
		if got := stranger.called("application"); got != nil {
			t.Errorf("a stranger heard %q", got)
		}
	})
}

// A process that was cut off from the others may have missed any of them.
func TestAfterACutBetweenProcessesEveryApplicationMayHaveChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBank(t, nil)
		marina := client("Marina")
		s := b.join(marina, nil)
		b.hub.Publish(app.Event{Topic: chat.UserTopic(marina.ID), Name: hub.Resync})
		synctest.Wait()
		if got := s.called("application"); len(got) != 1 {
			t.Errorf("got %q", got)
		}
	})
}
