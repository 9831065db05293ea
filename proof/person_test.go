package proof

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// person is somebody with a browser, without the browser: cookies, an Origin, and the habit of trying again.
type person struct {
	t     testing.TB
	bases []string // the processes that a request may reach; more than one stands for a load balancer
	http  *http.Client
	email string
}

// answer is a response, read to its end.
type answer struct {
	status int
	header http.Header
	body   string
}

func newPerson(t testing.TB, programs ...*program) *person {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := &person{t: t, http: &http.Client{
		Jar:           jar,
		Transport:     &http.Transport{MaxIdleConnsPerHost: 2},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	for _, program := range programs {
		p.bases = append(p.bases, program.url())
	}
	t.Cleanup(p.http.CloseIdleConnections)
	return p
}

// base chooses the process for the next request.
func (p *person) base() string { return p.bases[rand.IntN(len(p.bases))] }

// try sends one request; header is pairs of name and value. The Origin is the page's own, unless header has another.
func (p *person) try(method, path string, form url.Values, header ...string) (answer, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	base := p.base()
	r, err := http.NewRequestWithContext(ctx, method, base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return answer{}, err
	}
	if method != http.MethodGet && method != http.MethodHead {
		r.Header.Set("Origin", base)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	response, err := p.http.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	return answer{response.StatusCode, response.Header, string(body)}, err
}

func (p *person) get(path string, header ...string) answer {
	p.t.Helper()
	a, err := p.try(http.MethodGet, path, nil, header...)
	if err != nil {
		p.t.Fatal(err)
	}
	return a
}

func (p *person) send(path string, form url.Values, header ...string) answer {
	p.t.Helper()
	a, err := p.try(http.MethodPost, path, form, header...)
	if err != nil {
		p.t.Fatal(err)
	}
	return a
}

// insist repeats a request until it is answered: over cuts, restarts (503, connection refused) and the rate limit (429). That is what
// a page's outbox does.
func (p *person) insist(ctx context.Context, method, path string, form url.Values, header ...string) (answer, error) {
	for {
		a, err := p.try(method, path, form, header...)
		pause := 30 * time.Millisecond
		switch {
		case err == nil && a.status == http.StatusTooManyRequests:
			seconds, _ := strconv.Atoi(a.header.Get("Retry-After"))
			pause = max(pause, time.Duration(seconds)*time.Second)
		case err == nil && a.status < 500:
			return a, nil
		case err == nil && a.status == http.StatusInternalServerError:
			return a, fmt.Errorf("%s %s: 500: %s", method, path, a.body)
		}
		select {
		case <-ctx.Done():
			return a, errors.Join(ctx.Err(), err)
		case <-time.After(pause):
		}
	}
}

// testPassword is nobody's real one: long enough for the rule, on no list of common ones.
const testPassword = "snow-on-two-tracks-7"

// registers signs up a new client, who is signed in after it.
func (p *person) registers(name string) *person {
	p.t.Helper()
	p.email = fmt.Sprintf("%s-%d@example.test", strings.ToLower(strings.ReplaceAll(name, " ", ".")), rand.Uint32())
	form := url.Values{"name": {name}, "email": {p.email}, "password": {testPassword}}
	a, err := p.insist(p.t.Context(), http.MethodPost, "/register", form)
	if err != nil || a.status != http.StatusSeeOther {
		p.t.Fatalf("POST /register: %v, %d: %.500s", err, a.status, a.body)
	}
	return p
}

// signsIn signs in with a login of the demo and tells where the program sends the person.
func (p *person) signsIn(l login) (area string) {
	p.t.Helper()
	p.email = l.email
	a := p.send("/login", url.Values{"email": {l.email}, "password": {l.password}})
	if a.status != http.StatusSeeOther {
		p.t.Fatalf("POST /login as %s: %d: %.500s", l.email, a.status, a.body)
	}
	return a.header.Get("Location")
}

var roomURL = regexp.MustCompile(`/(?:client|operator)/rooms/([0-9A-Z]{26})`)

// opens starts a room as a client.
func (p *person) opens(topic, body string) (room string) {
	p.t.Helper()
	form := url.Values{"topic": {topic}, "body": {body}, "key": {newKey()}}
	a, err := p.insist(p.t.Context(), http.MethodPost, "/client/rooms", form)
	if err != nil {
		p.t.Fatal(err)
	}
	found := roomURL.FindStringSubmatch(a.header.Get("Location") + a.header.Get("HX-Redirect"))
	if a.status != http.StatusSeeOther || found == nil {
		p.t.Fatalf("POST /client/rooms: %d to %q: %.500s", a.status, a.header.Get("Location"), a.body)
	}
	return found[1]
}

// takes takes a waiting room as an operator.
func (p *person) takes(room string) {
	p.t.Helper()
	a, err := p.insist(p.t.Context(), http.MethodPost, "/operator/rooms/"+room+"/take", nil)
	if err != nil || a.status >= 400 {
		p.t.Fatalf("take: %v, %d: %.500s", err, a.status, a.body)
	}
}

// stored is what the program says of a post that it has committed.
type stored struct {
	id  string
	seq int64
}

// posts says something in a room and insists until it is stored. The area is "client" or "operator".
func (p *person) posts(ctx context.Context, area, room, key, body string) (stored, error) {
	path := "/" + area + "/rooms/" + room + "/messages"
	a, err := p.insist(ctx, http.MethodPost, path, url.Values{"body": {body}, "key": {key}}, "HX-Request", "true")
	if err != nil {
		return stored{}, err
	}
	seq, _ := strconv.ParseInt(a.header.Get("Telemark-Seq"), 10, 64)
	s := stored{a.header.Get("Telemark-Message"), seq}
	if a.status != http.StatusOK || s.id == "" || s.seq == 0 {
		return s, fmt.Errorf("POST %s: %d, stored %+v: %.300s", path, a.status, s, a.body)
	}
	return s, nil
}

// reads pages through the whole log of a room, as far as the person may see it.
func (p *person) reads(area, room string) []article {
	p.t.Helper()
	var all []article
	for after := int64(0); ; {
		path := fmt.Sprintf("/%s/rooms/%s/messages?after=%d", area, room, after)
		a, err := p.insist(p.t.Context(), http.MethodGet, path, nil)
		if err != nil || a.status != http.StatusOK {
			p.t.Fatalf("GET %s: %v, %d: %.300s", path, err, a.status, a.body)
		}
		page := articles(a.body)
		if len(page) > 50 {
			p.t.Errorf("GET %s answers %d articles; 50 is the most", path, len(page))
		}
		if len(page) == 0 {
			return all
		}
		all = append(all, page...)
		if last := page[len(page)-1].seq; last > after {
			after = last
		} else {
			p.t.Fatalf("GET %s answers number %d again", path, last)
		}
	}
}

// newKey makes a one-use key of 26 characters.
func newKey() string {
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789_-"
	b := make([]byte, 26)
	for i := range b {
		b[i] = letters[rand.IntN(len(letters))]
	}
	return string(b)
}
