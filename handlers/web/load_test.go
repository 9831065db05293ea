package web

import (
	"testing"
	"time"

	"telemark/app"
)

func TestTemplatesAndTextsLoad(t *testing.T) {
	if err := Load(); err != nil {
		t.Fatal(err)
	}
}

func TestDatesAndNumbersAreWrittenAsTheirReadersWriteThem(t *testing.T) {
	now := time.Date(2026, 11, 22, 21, 30, 0, 0, time.UTC) // half past midnight in Moscow
	for _, tt := range []struct {
		lang, got, want string
	}{
		{"en", shellAt("en", now).Day(now), "23\u00a0November"},
		{"ru", shellAt("ru", now).Day(now), "23\u00a0ноября"},
		{"ru", shellAt("ru", now).Day(now.AddDate(-1, 0, 0)), "23\u00a0ноября\u00a02025"},
		{"en", shellAt("en", now).Clock(now), "00:30"},
		{"en", shellAt("en", now).Stamp(now.Add(-time.Hour)), "22\u00a0November, 23:30"},
		{"en", shellAt("en", now).Stamp(now), "00:30"},
		{"en", shellAt("en", now).ISO(now), "2026-11-22T21:30:00.000Z"},
		{"en", shellAt("en", now).Count(1234567), "1,234,567"},
		{"ru", shellAt("ru", now).Count(1234567), "1\u00a0234\u00a0567"},
		{"en", shellAt("en", now).Count(-1234), "-1,234"},
		{"en", shellAt("en", now).Count(999), "999"},
		{"en", shellAt("en", now).Wait(78 * time.Second), "1:18"},
		{"en", shellAt("en", now).Wait(3723 * time.Second), "1:02:03"},
		{"en", shellAt("en", now).Wait(-time.Second), "0:00"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.lang, tt.got, tt.want)
		}
	}
}

func shellAt(lang string, now time.Time) Shell {
	s := ShellFor(app.Actor{}, lang)
	s.Now = now
	return s
}

func TestAZoneThatDoesNotExistIsTheBanks(t *testing.T) {
	for _, name := range []string{"", "Local", "Mars/Olympus", "../../etc/passwd", "/etc/localtime"} {
		if got := zone(name); got != app.Zone() {
			t.Errorf("%q became %v", name, got)
		}
	}
	if got := zone("Asia/Yekaterinburg"); got.String() != "Asia/Yekaterinburg" {
		t.Errorf("got %v", got)
	}
}

func TestInitialsAreTheFirstLettersOfTwoWords(t *testing.T) {
	for name, want := range map[string]string{"Марина Ковалёва": "МК", "Mei": "M", "": "", "Анна  Мария Соколова": "АМ", "émile zola": "ÉZ"} {
		if got := initials(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}
