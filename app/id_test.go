package app

import (
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestIdsSortByTheTimeTheyWereMade(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ids []string
		for range 5 {
			ids = append(ids, NewID())
			time.Sleep(time.Millisecond)
		}
		if !slices.IsSorted(ids) || len(ids[0]) != 26 {
			t.Errorf("got %v", ids)
		}
	})
}

func TestOnlyAnIdReachesAQuery(t *testing.T) {
	id := NewID()
	for s, want := range map[string]bool{
		id: true, strings.ToLower(id): false, id[:25]: false, id + "A": false, "": false, "' OR 1=1 --             ": false,
		"ILOU0000000000000000000000": false, "ЖЖЖЖЖЖЖЖЖЖЖЖЖ": false,
	} {
		if IsID(s) != want {
			t.Errorf("IsID(%q) = %v", s, !want)
		}
	}
}

func TestTheClockHoldsWhatBothDatabasesHold(t *testing.T) {
	if now := Now(); now.Location() != time.UTC || now.Nanosecond()%int(time.Millisecond) != 0 {
		t.Errorf("got %v", now)
	}
}
