package notice

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
)

// The attack: a relay refuses a client, and whoever reads the bank's logs reads the client's address in the relay's answer.
func TestARefusedAddressIsNotWrittenIntoTheLog(t *testing.T) {
	var log bytes.Buffer
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	office := openPostOffice(t, true)
	s := &Service{Store: &memory{due: []Due{answered(0)}}, Mail: office.mail(t), Say: say, Wording: wording}
	if _, err := s.Send(t.Context()); err != nil {
		t.Fatal(err)
	}
	if text := log.String(); !strings.Contains(text, "a notice was not sent") || strings.Contains(text, "marina@") {
		t.Errorf("the log says %s", text)
	}
}

// The attack: a browser that calls itself something of 12 KiB, which the column doesn't hold.
func TestADevicesNameIsCutToWhatIsKept(t *testing.T) {
	sub := browser(t, "https://updates.push.services.mozilla.com/wpush/v2/abc")
	sub.Name = strings.Repeat("Ж", 12<<10)
	store := &memory{}
	s := &Service{Store: store, Push: newPush(t), Say: say, Wording: wording}
	if err := s.Subscribe(t.Context(), marina, sub); err != nil {
		t.Fatal(err)
	}
	if n := len([]rune(store.subs[0].Name)); n > 200 {
		t.Errorf("the name has %d characters", n)
	}
}
