package session

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"telemark/app"
)

// told are the sessions of the "end" events that a user's streams got.
func (b *bank) told(user string) (hashes []string) {
	b.t.Helper()
	for _, e := range b.bell.events {
		var data Ended
		if e.Topic != "user."+user || e.Name != "end" {
			continue
		}
		if err := json.Unmarshal(e.Data, &data); err != nil {
			b.t.Fatal(err)
		}
		hashes = append(hashes, data.Sessions...)
	}
	return hashes
}

func TestNobodyEndsSomebodyElsesSession(t *testing.T) {
	b := newBank(t, true, false)
	victim := b.signIn(anna, false)
	err := b.keeper.EndOne(context.Background(), app.Actor{ID: "oleg", Role: app.Operator}, victim.Hash)
	if app.KindOf(err) != app.NotFound || len(b.store.rows) != 1 || len(b.bell.events) != 0 {
		t.Errorf("%v, %d sessions left", err, len(b.store.rows))
	}
}

func TestEndingTheOthersSparesOneself(t *testing.T) {
	b := newBank(t, true, false)
	var hashes []string
	for range 3 {
		b.cookie = nil
		hashes = append(hashes, b.signIn(anna, false).Hash)
	}
	b.cookie = nil
	b.signIn(oleg, false)
	n, err := b.keeper.EndOthers(context.Background(), app.Actor{ID: "anna", Role: app.Client, Session: hashes[1]})
	told := b.told("anna")
	slices.Sort(told)
	want := []string{hashes[0], hashes[2]}
	slices.Sort(want)
	if err != nil || n != 2 || !slices.Equal(told, want) {
		t.Errorf("ended %d, %v, told %v; want %v", n, err, told, want)
	}
	if _, ok := b.store.rows[hashes[1]]; !ok || len(b.store.rows) != 2 {
		t.Errorf("left: %v", b.store.rows)
	}
}

func TestSigningOutEndsTheRowTheCookieAndTheStreams(t *testing.T) {
	b := newBank(t, true, false)
	c := b.signIn(anna, false)
	r, w := b.request(), httptest.NewRecorder()
	gs, err := b.keeper.New(r, b.keeper.CookieName())
	if err != nil {
		t.Fatal(err)
	}
	if err := b.keeper.End(r, w, gs, app.Actor{ID: "anna"}); err != nil {
		t.Fatal(err)
	}
	b.keep(w)
	if len(b.store.rows) != 0 || b.cookie.Value != "" || b.cookie.MaxAge >= 0 || !slices.Equal(b.told("anna"), []string{c.Hash}) {
		t.Errorf("rows %v, cookie %+v, told %v", b.store.rows, b.cookie, b.told("anna"))
	}
	if _, ok := Of(gs); ok {
		t.Error("the request is still signed in")
	}
}

func TestAnotherPersonInTheSameBrowserEndsTheFirst(t *testing.T) {
	b := newBank(t, true, false)
	first := b.signIn(anna, false)
	b.signIn(oleg, false)
	if _, ok := b.store.rows[first.Hash]; ok || !slices.Equal(b.told("anna"), []string{first.Hash}) {
		t.Errorf("told %v, rows %v", b.told("anna"), b.store.rows)
	}
}

func TestARenewedSessionLastsNoLonger(t *testing.T) {
	b := newBank(t, true, false)
	before := b.signIn(anna, false)
	r, w := b.request(), httptest.NewRecorder()
	gs, err := b.keeper.New(r, b.keeper.CookieName())
	if err != nil {
		t.Fatal(err)
	}
	if err := b.keeper.Renew(r, w, gs, app.Actor{ID: "anna"}); err != nil {
		t.Fatal(err)
	}
	b.keep(w)
	after, ok := b.now()
	if !ok || after.Hash == before.Hash || !after.EndsAt.Equal(before.EndsAt) || !after.StartedAt.Equal(before.StartedAt) || len(b.store.rows) != 1 {
		t.Errorf("before %+v\nafter %+v, %v", before, after, ok)
	}
}

func TestStreamsLearnOfAnEndWhoseBellWasLost(t *testing.T) {
	b := newBank(t, true, false)
	var all []string
	for range 1200 {
		b.cookie = nil
		all = append(all, b.signIn(anna, false).Hash)
	}
	delete(b.store.rows, all[700])
	ended, err := b.keeper.Touch(context.Background(), all)
	if err != nil || !slices.Equal(ended, []string{all[700]}) || b.store.touched != 3 {
		t.Errorf("ended %d, %v, in %d calls; want the one in calls of 500", len(ended), err, b.store.touched)
	}
	b.store.fail = errors.New("away")
	if ended, err := b.keeper.Touch(context.Background(), all); err == nil || len(ended) > 0 {
		t.Errorf("with the store away: %d ended, %v; want none", len(ended), err)
	}
}

func TestADeviceIsCutAndPrintable(t *testing.T) {
	got := device("Mozilla\x00\x1b[31m " + strings.Repeat("x", 300) + "ы")
	if len(got) != MaxDevice || strings.ContainsAny(got, "\x00\x1b") {
		t.Errorf("%d bytes: %s", len(got), fmt.Sprintf("%.20q", got))
	}
}
