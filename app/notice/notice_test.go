package notice

import (
	"bufio"
	"crypto/ecdh"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"telemark/app"
	"telemark/app/secret"
)

var marina = app.Actor{ID: app.NewID(), Name: "Marina", Role: app.Client}

// postOffice is an SMTP server on loopback that keeps what it takes, or refuses all.
type postOffice struct {
	net.Listener
	refuse bool
	mu     sync.Mutex
	mails  []string
}

func openPostOffice(t *testing.T, refuse bool) *postOffice {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &postOffice{Listener: l, refuse: refuse}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go p.serve(c)
		}
	}()
	return p
}

// serve speaks the least of RFC 5321.
func (p *postOffice) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	in := bufio.NewReader(c)
	_, _ = fmt.Fprint(c, "220 post.test\r\n")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		switch verb := strings.ToUpper(line[:min(4, len(line))]); {
		case verb == "EHLO":
			_, _ = fmt.Fprint(c, "250 post.test\r\n")
		case verb == "RCPT" && p.refuse:
			_, _ = fmt.Fprint(c, "550 no such person\r\n")
		case verb == "DATA":
			_, _ = fmt.Fprint(c, "354 go on\r\n")
			var mail strings.Builder
			for {
				line, err := in.ReadString('\n')
				if err != nil {
					return
				}
				if line == ".\r\n" {
					break
				}
				mail.WriteString(line)
			}
			p.mu.Lock()
			p.mails = append(p.mails, mail.String())
			p.mu.Unlock()
			_, _ = fmt.Fprint(c, "250 taken\r\n")
		case verb == "QUIT":
			_, _ = fmt.Fprint(c, "221 bye\r\n")
			return
		default:
			_, _ = fmt.Fprint(c, "250 ok\r\n")
		}
	}
}

func (p *postOffice) taken() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.mails
}

func (p *postOffice) mail(t *testing.T) *Mail {
	t.Helper()
	m, err := NewMail("smtp://"+p.Addr().String(), "bank@example.com")
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func answered(attempts int) Due {
	return Due{Room: app.NewID(), Client: marina.ID, Seq: 4, Attempts: attempts, Lang: "ru", Email: "marina@example.com"}
}

func TestALetterSaysThatThereIsAnAnswerAndNothingElse(t *testing.T) {
	office, store := openPostOffice(t, false), &memory{due: []Due{answered(0)}}
	s := &Service{Store: store, Mail: office.mail(t), Base: "https://bank.example", Say: say, Wording: wording}
	sent, err := s.Send(t.Context())
	if err != nil || sent != 1 || len(store.done) != 1 {
		t.Fatalf("sent %d, done %v, %v", sent, store.done, err)
	}
	mail := strings.Join(office.taken(), "")
	for _, part := range []string{
		"marina@example.com", "ru notice.subject", "ru notice.body", "https://bank.example/client/rooms/" + store.due[0].Room, "auto-generated",
	} {
		if !strings.Contains(strings.ReplaceAll(mail, "=\r\n", ""), part) {
			t.Errorf("the letter lacks %q:\n%s", part, mail)
		}
	}
}

func TestAFailedNoticeIsTriedAgainAndAtLastGivenUp(t *testing.T) {
	office := openPostOffice(t, true)
	for made, done := range map[int]int{0: 0, attempts - 2: 0, attempts - 1: 1} {
		store := &memory{due: []Due{answered(made)}}
		s := &Service{Store: store, Mail: office.mail(t), Say: say, Wording: wording}
		if sent, err := s.Send(t.Context()); err != nil || sent != 0 || len(store.done) != done {
			t.Errorf("after %d attempts: sent %d, done %v, %v; want %d done", made, sent, store.done, err, done)
		}
	}
}

func TestWhatAnotherProcessTellsIsLeftToIt(t *testing.T) {
	office, store := openPostOffice(t, false), &memory{due: []Due{answered(0)}, refuses: true}
	s := &Service{Store: store, Mail: office.mail(t), Say: say, Wording: wording}
	if sent, err := s.Send(t.Context()); err != nil || sent != 0 || len(office.taken()) != 0 {
		t.Errorf("sent %d, %v", sent, err)
	}
}

// browser makes a subscription as a browser does, to a push service on loopback.
func browser(t *testing.T, endpoint string) Subscription {
	t.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	var auth [16]byte
	_, _ = rand.Read(auth[:])
	encode := base64.RawURLEncoding.EncodeToString
	return Subscription{ID: app.NewID(), Endpoint: endpoint, P256dh: encode(key.PublicKey().Bytes()), Auth: encode(auth[:])}
}

func newPush(t *testing.T) *Push {
	t.Helper()
	public, private, err := secret.NewKey().PushPair()
	if err != nil {
		t.Fatal(err)
	}
	return NewPush(public, private, "bank@example.com")
}

func TestAPushIsSealedAndADeviceThatIsGoneIsForgotten(t *testing.T) {
	var got *http.Request
	var body [4096]byte
	status := http.StatusCreated
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r
		_, _ = r.Body.Read(body[:])
		w.WriteHeader(status)
	}))
	t.Cleanup(service.Close)
	store, push := &memory{}, newPush(t)
	push.client = service.Client() // in place of the one that refuses inner addresses
	d := answered(0)
	d.Email, d.Pushes = "", []Subscription{browser(t, service.URL+"/push/1")}
	store.due = []Due{d}
	s := &Service{Store: store, Push: push, Say: say, Wording: wording}
	if sent, err := s.Send(t.Context()); err != nil || sent != 1 {
		t.Fatalf("sent %d, %v", sent, err)
	}
	if got.Header.Get("Content-Encoding") != "aes128gcm" || !strings.HasPrefix(got.Header.Get("Authorization"), "vapid t=") || got.Header.Get("TTL") != "86400" {
		t.Errorf("headers %v", got.Header)
	}
	if strings.Contains(string(body[:]), d.Room) || strings.Contains(string(body[:]), "notice.") {
		t.Error("the push can be read on its way")
	}
	status = http.StatusGone
	if sent, err := s.Send(t.Context()); err != nil || sent != 0 && len(store.gone) != 1 || len(store.gone) != 1 {
		t.Errorf("sent %d, gone %v, %v", sent, store.gone, err)
	}
}

func TestAPushServiceInsideTheBankIsNotAsked(t *testing.T) {
	for _, address := range []string{"127.0.0.1:443", "10.0.0.1:443", "[::1]:443", "169.254.169.254:80", "192.168.1.1:443", "[fd00::1]:443", "0.0.0.0:443", "[::ffff:10.0.0.1]:443"} {
		if outsideOnly("tcp", address, nil) == nil {
			t.Errorf("%s is asked", address)
		}
	}
	if err := outsideOnly("tcp", "142.250.1.1:443", nil); err != nil {
		t.Error(err)
	}
	if err := newPush(t).Send(t.Context(), browser(t, "https://127.0.0.1:1/x"), Message{}); err == nil || !strings.Contains(err.Error(), "inner address") {
		t.Errorf("got %v", err)
	}
}

func TestOnlyWhatABrowserGivesOutIsASubscription(t *testing.T) {
	good := browser(t, "https://updates.push.services.mozilla.com/wpush/v2/abc")
	store := &memory{}
	s := &Service{Store: store, Push: newPush(t), Say: say, Wording: wording}
	if err := s.Subscribe(t.Context(), marina, good); err != nil || len(store.subs) != 1 || store.subs[0].Client != marina.ID {
		t.Fatalf("%v, %+v", err, store.subs)
	}
	for name, change := range map[string]func(*Subscription){
		"another host":    func(s *Subscription) { s.Endpoint = "https://bank.internal/push" },
		"a name like one": func(s *Subscription) { s.Endpoint = "https://evil-fcm.googleapis.com.example/push" },
		"plain http":      func(s *Subscription) { s.Endpoint = "http://fcm.googleapis.com/push" },
		"another port":    func(s *Subscription) { s.Endpoint = "https://fcm.googleapis.com:8443/push" },
		"a login":         func(s *Subscription) { s.Endpoint = "https://a:b@fcm.googleapis.com/push" },
		"a short key":     func(s *Subscription) { s.P256dh = "AAAA" },
		"no secret":       func(s *Subscription) { s.Auth = "" },
		"a long address":  func(s *Subscription) { s.Endpoint += strings.Repeat("a", 1000) },
	} {
		bad := good
		change(&bad)
		if err := s.Subscribe(t.Context(), marina, bad); app.KindOf(err) != app.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNoticesAreForClients(t *testing.T) {
	s := &Service{Store: &memory{}, Say: say, Wording: wording}
	anna := app.Actor{ID: app.NewID(), Role: app.Operator}
	_, err := s.Wishes(t.Context(), anna)
	for _, err := range []error{
		err, s.SetEmail(t.Context(), anna, true), s.SetEmail(t.Context(), marina, true), // no server is set up
		s.Subscribe(t.Context(), marina, Subscription{}), s.Unsubscribe(t.Context(), anna, app.NewID()),
	} {
		if !errors.Is(err, app.ErrNotFound) {
			t.Errorf("got %v", err)
		}
	}
}

func TestAServerOutsideMustEncrypt(t *testing.T) {
	office := openPostOffice(t, false)
	m, err := NewMail("smtp://"+strings.Replace(office.Addr().String(), "127.0.0.1", "127.0.0.1.nip.invalid", 1), "bank@example.com")
	if err != nil {
		t.Fatal(err)
	}
	if policy := m.client.TLSPolicy(); policy != "TLSMandatory" {
		t.Errorf("a relay elsewhere is talked to with %s", policy)
	}
}
