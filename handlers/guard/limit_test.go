package guard

import (
	"fmt"
	"strconv"
	"testing"
	"testing/synctest"
	"time"
)

func TestAFloodOfPostsIsHeldBack(t *testing.T) {
	s := newSite(t, Options{})
	flood, other := s.signIn("anna", false), s.signIn("anna", false)
	done, refused := 0, 0
	for range 3 * postsAtOnce {
		switch answer, _ := s.ask("POST", "/post", flood, ours); answer.StatusCode {
		case 200:
			done++
		case 429:
			refused++
			if after, err := strconv.Atoi(answer.Header.Get("Retry-After")); err != nil || after < 1 {
				t.Fatalf("Retry-After %q", answer.Header.Get("Retry-After"))
			}
		default:
			t.Fatal(answer.StatusCode)
		}
	}
	if done < postsAtOnce || refused == 0 {
		t.Errorf("%d done, %d refused; want %d at once and then 20 a second", done, refused, postsAtOnce)
	}
	if answer, _ := s.ask("POST", "/post", other, ours); answer.StatusCode != 200 {
		t.Errorf("another session got %d", answer.StatusCode)
	}
	if answer, _ := s.ask("GET", "/me", flood); answer.StatusCode != 200 {
		t.Errorf("reading got %d", answer.StatusCode)
	}
}

func TestAFloodOfSearchesIsHeldBackAndReadingIsNot(t *testing.T) {
	s := newSite(t, Options{})
	for name, who := range map[string]struct {
		cookie string
		atOnce int
	}{"a session": {s.signIn("anna", false), countsAtOnce}, "an address": {"Accept: text/html", strangeCountsAtOnce}} {
		status := map[int]int{}
		for range 2 * who.atOnce {
			answer, _ := s.ask("GET", "/search?q=loan", who.cookie)
			status[answer.StatusCode]++
			if answer.StatusCode == 429 && answer.Header.Get("Retry-After") == "" {
				t.Fatal("nobody says when to come again")
			}
		}
		if status[200] < who.atOnce || status[429] == 0 || status[200]+status[429] != 2*who.atOnce {
			t.Errorf("%s: %v; want %d at once", name, status, who.atOnce)
		}
		for range 2 * who.atOnce {
			if answer, _ := s.ask("GET", "/search", who.cookie); answer.StatusCode != 200 {
				t.Fatalf("%s: a page of which nothing is asked got %d", name, answer.StatusCode)
			}
		}
	}
	if answer, _ := s.ask("GET", "/search?q=loan", s.signIn("anna", false)); answer.StatusCode != 200 {
		t.Errorf("another session got %d", answer.StatusCode)
	}
}

func TestPostsAreTwentyASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimits()
		done := 0
		for range 100 * 10 { // ten seconds, a hundred tries a second
			if l.wait("session a", postsPerSecond, postsAtOnce) == 0 {
				done++
			}
			time.Sleep(10 * time.Millisecond)
		}
		if done < 238 || done > 241 {
			t.Errorf("%d in ten seconds; want 40 at once and 20 a second", done)
		}
		time.Sleep(90 * time.Second) // nobody is held back for what was long ago
		if wait := l.wait("session a", postsPerSecond, postsAtOnce); wait != 0 {
			t.Errorf("still %v", wait)
		}
	})
}

func TestForgedSessionsDoNotFillTheMemory(t *testing.T) {
	l := newLimits()
	for i := range 5 * kept {
		l.wait(fmt.Sprint("address ", i), strangePerSecond, strangeAtOnce)
	}
	if n := len(l.new) + len(l.old); n > 2*kept {
		t.Errorf("%d limiters kept; want at most %d", n, 2*kept)
	}
}

func TestARotationForgivesNobodyInUse(t *testing.T) {
	l := newLimits()
	for l.wait("flood", postsPerSecond, postsAtOnce) == 0 { //nolint:revive // until it is full
	}
	l.born = time.Time{} // the generation is over
	if wait := l.wait("flood", postsPerSecond, postsAtOnce); wait == 0 {
		t.Error("a fresh burst in the middle of a flood")
	}
}
