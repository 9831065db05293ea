package notice

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"time"

	"github.com/wneessen/go-mail"
)

// Mail sends letters through one SMTP server.
type Mail struct {
	client *mail.Client
	from   string
}

// Letter is one e-mail in plain text.
type Letter struct{ To, Subject, Body string }

// sendTime bounds the sending of one letter or push, the greeting included.
const sendTime = 20 * time.Second

// NewMail takes SMTP_URL, "smtp://user:password@host:587" or "smtps://…:465", and the sender's address. Without TLS it talks to this
// machine only: a relay elsewhere must offer STARTTLS with a certificate that can be verified.
func NewMail(smtpURL, from string) (*Mail, error) {
	u, err := url.Parse(smtpURL)
	if err != nil {
		return nil, fmt.Errorf("SMTP_URL can't be read") //nolint:err113 // the error itself would repeat the password
	}
	options := []mail.Option{mail.WithTimeout(sendTime), mail.WithTLSPolicy(mail.TLSMandatory)}
	switch {
	case u.Scheme == "smtps":
		options = append(options, mail.WithSSLPort(false))
	case loopback(u.Hostname()):
		options = append(options, mail.WithTLSPolicy(mail.TLSOpportunistic))
	}
	if port, err := strconv.Atoi(u.Port()); err == nil {
		options = append(options, mail.WithPort(port))
	}
	if password, ok := u.User.Password(); ok {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(u.User.Username()), mail.WithPassword(password))
	}
	client, err := mail.NewClient(u.Hostname(), options...)
	return &Mail{client: client, from: from}, err
}

// loopback tells whether a host is this machine, whose own relay is reached over no wire.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Send hands a letter over; nil means that the server has taken it.
func (m *Mail) Send(ctx context.Context, l Letter) error {
	ctx, cancel := context.WithTimeout(ctx, sendTime)
	defer cancel()
	msg := mail.NewMsg()
	if err := msg.From(m.from); err != nil {
		return err
	}
	if err := msg.To(l.To); err != nil {
		return fmt.Errorf("the client's address is refused") //nolint:err113 // errors end in logs, and the address must not
	}
	msg.Subject(l.Subject)
	msg.SetDate()
	msg.SetMessageID()
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no out-of-office answers
	msg.SetBodyString(mail.TypeTextPlain, l.Body)
	return unnamed(m.client.DialAndSendWithContext(ctx, msg))
}

// unnamed is an error without the address of whom the letter was for, which the library's text names, as the relay's answer often does.
func unnamed(err error) error {
	refused, ok := errors.AsType[*mail.SendError](err)
	if !ok {
		return err
	}
	return fmt.Errorf("the relay answers %d: %s", refused.ErrorCode(), refused.Reason) //nolint:err113 // errors end in logs, and the address must not
}
