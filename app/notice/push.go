package notice

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/SherClockHolmes/webpush-go"

	"telemark/app"
)

// Subscription is what a browser gives out for pushes (W3C Push API): where to send, and for whom to encrypt.
type Subscription struct {
	ID       string
	Client   string
	Endpoint string // an address of the browser's push service
	P256dh   string // the browser's public key, base64url
	Auth     string // its secret, base64url
	Name     string // User-Agent
	Since    time.Time
}

// Message is what a push says. It is encrypted for the browser (RFC 8291), and holds nothing of the talk all the same.
type Message struct {
	Title string `json:"title"`
	Body  string `json:"body"`
	Path  string `json:"path"` // where a click leads
}

// services are the push services of the browsers that have one: the host itself or one below. The endpoint comes from a browser,
// and nobody else's server is to be asked by ours.
var services = []string{
	"fcm.googleapis.com", "android.googleapis.com", "updates.push.services.mozilla.com", "push.services.mozilla.com",
	"web.push.apple.com", "push.apple.com", "notify.windows.com",
}

// check refuses what no browser gives out.
func (s Subscription) check() error {
	u, err := url.Parse(s.Endpoint)
	switch {
	case err != nil, len(s.Endpoint) > 1000, u.Scheme != "https", u.Port() != "", u.User != nil, !known(u.Hostname()),
		!bytesOf(s.P256dh, 65), !bytesOf(s.Auth, 16):
		return app.Fail(app.Invalid, app.T("notice.subscription_invalid"))
	}
	return nil
}

func known(host string) bool {
	for _, service := range services {
		if host == service || strings.HasSuffix(host, "."+service) {
			return true
		}
	}
	return false
}

// bytesOf tells whether text is n bytes in base64url.
func bytesOf(text string, n int) bool {
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(text, "="))
	return err == nil && len(raw) == n
}

// Push sends to browsers under the bank's key pair (VAPID, RFC 8292).
type Push struct {
	public, private string
	contact         string // mail address or https URL for the push service's people
	client          *http.Client
}

// NewPush takes the key pair, base64url, and whom a push service may write to.
func NewPush(public, private, contact string) *Push {
	dialer := &net.Dialer{Timeout: 5 * time.Second, Control: outsideOnly}
	return &Push{public: public, private: private, contact: contact, client: &http.Client{
		Timeout:       sendTime,
		Transport:     &http.Transport{DialContext: dialer.DialContext, TLSHandshakeTimeout: 5 * time.Second, MaxIdleConnsPerHost: 4, IdleConnTimeout: time.Minute},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// outsideOnly keeps a push service's name from leading into the bank's own network.
func outsideOnly(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	if ip := at.Addr().Unmap(); !ip.IsGlobalUnicast() || ip.IsPrivate() {
		return fmt.Errorf("a push service at the inner address %s", ip)
	}
	return nil
}

// PublicKey is what a page subscribes with.
func (p *Push) PublicKey() string { return p.public }

// errRefused is a push service's answer other than success.
type errRefused struct{ status int }

func (e errRefused) Error() string { return fmt.Sprintf("the push service answers %d", e.status) }

// gone tells whether the service knows the subscription no more (RFC 8030, 7.3).
func gone(err error) bool {
	refused, ok := errors.AsType[errRefused](err)
	return ok && (refused.status == http.StatusNotFound || refused.status == http.StatusGone)
}

// lifetime is how long the service keeps a push for a browser that is away.
const lifetime = 24 * time.Hour

// Send hands a message to the browser's push service; nil means that it has taken it.
func (p *Push) Send(ctx context.Context, s Subscription, m Message) error {
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	answer, err := webpush.SendNotificationWithContext(ctx, text, &webpush.Subscription{
		Endpoint: s.Endpoint, Keys: webpush.Keys{P256dh: s.P256dh, Auth: s.Auth},
	}, &webpush.Options{
		HTTPClient: p.client, Subscriber: p.contact, TTL: int(lifetime / time.Second), Urgency: webpush.UrgencyHigh,
		VAPIDPublicKey: p.public, VAPIDPrivateKey: p.private,
	})
	if err != nil {
		var wire *url.Error
		if errors.As(err, &wire) { // whose text holds the endpoint, which is as good as a key
			err = wire.Err
		}
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, 4<<10))
	if answer.StatusCode >= http.StatusMultipleChoices {
		return errRefused{answer.StatusCode}
	}
	return nil
}
