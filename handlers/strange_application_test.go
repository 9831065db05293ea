package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"telemark/app"
)

// The attack: Oleg knows the address of everything of Marina's, and tries each act on it; an unknown id must look the same.
func TestNobodyReadsOrChangesSomebodyElsesThings(t *testing.T) {
	b := newBank(t)
	b.loan()
	marina, oleg := b.browser("marina"), b.browser("oleg")
	sent := marina.sends()
	id := strings.TrimPrefix(sent, "/client/applications/")
	for _, at := range []string{id, app.NewID()} {
		base := "/client/applications/" + at
		for _, path := range []string{
			base, base + "/receipt", base + "/steps/person", base + "/steps/ask", base + "/steps/review",
			"/client/rooms/new?application=" + at,
		} {
			if r := oleg.get(path); r.status != http.StatusNotFound || strings.Contains(r.body, "Ковалёва") {
				t.Errorf("reading %s: %d", strings.ReplaceAll(path, id, "hers"), r.status)
			}
		}
		for path, form := range map[string]url.Values{
			base + "/steps/person": person, base + "/steps/person/keep": person, base + "/steps/ask": {"amount": {"500000"}, "term": {"24"}},
			base + "/submit":   {"key": {app.NewID()}, "consent_processing": {"1"}},
			base + "/answer":   {"note": {"yes"}},
			base + "/accept":   {"digest": {strings.Repeat("0", 64)}},
			base + "/decline":  {"reason": {"rate"}},
			base + "/withdraw": {"reason": {"mistake"}},
			"/client/rooms":    {"application": {at}, "topic": {"other"}, "body": {"Hello"}, "key": {app.NewID()}},
		} {
			if r := oleg.post(path, form); r.status != http.StatusNotFound {
				t.Errorf("posting to %s: %d", strings.ReplaceAll(path, id, "hers"), r.status)
			}
		}
		// What only managers may do isn't there for an operator.
		anna := b.browser("anna")
		for _, act := range []string{"assign", "offer", "refuse", "fulfil"} {
			if r := anna.post("/operator/applications/"+at+"/"+act, url.Values{"reason": {"income"}}); r.status != http.StatusNotFound {
				t.Errorf("an operator's %s: %d", act, r.status)
			}
		}
	}
	if r := marina.get(sent); !strings.Contains(r.body, "Марина Ковалёва") {
		t.Errorf("her own application is gone: %d", r.status)
	}
	if given, err := b.parts.Contact.Consents(t.Context(), b.people["oleg"], b.people["oleg"].ID); err != nil || len(given) != 0 {
		t.Errorf("the attempt has left consents %+v, %v", given, err)
	}
}

// The attack: words that are markup, in each place where the bank's people read what a client has typed.
func TestWhatAClientTypesIsNeverMarkup(t *testing.T) {
	b := newBank(t)
	b.loan()
	marina, erik := b.browser("marina"), b.browser("erik")
	const attack = `"'><script>alert(1)</script>`
	at := marina.begins("400000")
	r := marina.post(at+"/steps/person", url.Values{"full_name": {attack}, "born": {attack}, "passport": {attack}})
	pages := map[string]string{"the refused form": r.body, "the kept form": marina.get(at + "/steps/person").body}
	sent := marina.sends()
	desk := strings.Replace(sent, "/client", "/manager", 1)
	erik.post(desk+"/take", url.Values{})
	erik.post(desk+"/ask", url.Values{"note": {attack}})
	pages["the question"] = marina.get(sent).body
	marina.post(sent+"/answer", url.Values{"note": {attack}})
	pages["the answer"] = erik.get(desk).body
	pages["a refused act"] = erik.post(desk+"/refuse", url.Values{"note": {attack}, "reason": {attack}}).body
	pages["the board"] = erik.get("/manager/applications?" + url.Values{"kind": {attack}, "state": {attack}, "whose": {attack}, "after": {attack}}.Encode()).body
	pages["the catalogue"] = b.browser("").get("/products?" + url.Values{"q": {attack}, "amount": {attack}, "term": {attack}, "kind": {attack}, "p": {attack}, "after": {attack}}.Encode()).body
	pages["the calculator"] = b.browser("").get("/products/slope?" + url.Values{"amount": {attack}, "term": {attack}, "method": {attack}, "payout": {attack}, "segment": {attack}, "currency": {attack}}.Encode()).body
	pages["a comparison"] = b.browser("").get("/products/compare?" + url.Values{"p": {attack, "slope"}}.Encode()).body
	pages["a question about a product"] = marina.get("/client/rooms/new?" + url.Values{"product": {"slope"}, "amount": {attack}, "segment": {attack}}.Encode()).body
	for name, body := range pages {
		if strings.Contains(body, "<script>alert") || body == "" {
			t.Errorf("%s: the markup is not escaped: %s", name, body)
		}
	}
}
