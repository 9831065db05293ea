package store

import (
	"context"
	"strings"
	"testing"
	"time"
)

// The attack: somebody in the network answers in the server's place, or strips the encryption off; and the settings were
// copied from a page that says trustservercertificate=true.
func TestAConnectionThatTheServerDoesNotCallEncryptedIsRefused(t *testing.T) {
	for _, c := range []struct {
		finding Finding
		good    bool
	}{
		{Finding{OK, "encrypt_option = TRUE"}, true},
		{Finding{Red, "encrypt_option = FALSE"}, false},
		{Finding{Unknown, "the view can't be read"}, false},
		{Finding{}, false},
	} {
		err := wired(c.finding)
		if (err == nil) != c.good {
			t.Errorf("%+v: %v", c.finding, err)
		}
		if err != nil && !strings.Contains(err.Error(), c.finding.Evidence) {
			t.Errorf("%v doesn't say what was read", err)
		}
	}
}

func TestWhatIsNotWhollyVerifiedIsRefusedBeforeAnythingIsSent(t *testing.T) {
	for query, good := range map[string]bool{
		"encrypt=true":   true,
		"encrypt=strict": true,
		"encrypt=true&hostnameincertificate=db.bank.example": true,
		"encrypt=true&hostnameincertificate=db:1433":         true,
		"encrypt=true&servercertificate=testdata/sqlite.sql": false,
		"encrypt=true&certificate=testdata/nowhere.pem":      false,
		"encrypt=true&certificate=testdata/sqlite.sql":       false,
		"encrypt=true&encrypt=disable":                       false,
		"encrypt=true&Encrypt=disable":                       false,
		"encrypt=true&trust server certificate=true":         true, // no parameter of a URL: the driver doesn't read it
	} {
		connector, err := Connector("sqlserver://u:p-a-s-s@db.example?"+strings.ReplaceAll(query, " ", "%20"), false)
		if (err == nil) != good {
			t.Errorf("%s: %v", query, err)
		}
		if err != nil && strings.Contains(err.Error(), "p-a-s-s") {
			t.Errorf("%s: the error repeats the password", query)
		}
		_ = connector
	}
}

func TestNothingIsAskedWithoutADeadline(t *testing.T) {
	r := &recorder{timed: func(ctx context.Context, text string) {
		if until, ok := ctx.Deadline(); !ok || time.Until(until) > changeTime {
			t.Errorf("no end for: %s", text)
		}
	}}
	db := server(r)
	speak(t, db, r)
	_, _ = db.Health(t.Context())
	_, _ = db.Pending(t.Context())
	_, _ = db.Plan(t.Context())
	_, _ = db.VerifyAudit(t.Context())
	_, _ = db.Setting(t.Context(), "x")
	_, _ = db.Empty(t.Context())
	if err := db.read.Close(); err != nil {
		t.Error(err)
	}
}
