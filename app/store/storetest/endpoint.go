package storetest

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/binary"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"telemark/app"
)

// Authority is a certificate authority of the test's own.
type Authority struct {
	t    testing.TB
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
}

// NewAuthority makes one.
func NewAuthority(t testing.TB) *Authority {
	t.Helper()
	a := &Authority{t: t}
	a.key, a.cert = a.make("Test authority", app.Now().Add(-time.Hour), app.Now().Add(time.Hour), true)
	return a
}

// File is the authority's certificate as certificate= wants it.
func (a *Authority) File() string {
	a.t.Helper()
	path := filepath.Join(a.t.TempDir(), "ca.pem")
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw}), 0o600); err != nil {
		a.t.Fatal(err)
	}
	return path
}

// Issue makes a certificate for a host that is good until a moment.
func (a *Authority) Issue(host string, until time.Time) tls.Certificate {
	a.t.Helper()
	key, cert := a.make(host, until.Add(-24*time.Hour), until, false)
	return tls.Certificate{Certificate: [][]byte{cert.Raw}, PrivateKey: key}
}

func (a *Authority) make(name string, from, until time.Time, authority bool) (*ecdsa.PrivateKey, *x509.Certificate) {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	want := &x509.Certificate{
		SerialNumber: big.NewInt(app.Now().UnixNano()), Subject: pkix.Name{CommonName: name}, NotBefore: from, NotAfter: until,
		IsCA: authority, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	if ip := net.ParseIP(name); ip != nil {
		want.IPAddresses = []net.IP{ip}
	} else {
		want.DNSNames = []string{name}
	}
	parent, signer := want, key
	if !authority {
		parent, signer = a.cert, a.key
	}
	raw, err := x509.CreateCertificate(rand.Reader, want, parent, &key.PublicKey, signer)
	if err != nil {
		a.t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(raw)
	if err != nil {
		a.t.Fatal(err)
	}
	return key, cert
}

// Endpoint speaks as much of SQL Server's protocol as comes before a login: the greeting, and TLS in its packets.
// Source: MS-TDS, 2.2.6.5 (PRELOGIN) and 3.2.5.2.
type Endpoint struct {
	Address string
	Trusted atomic.Int64 // connections whose client took the certificate for good
	Logins  atomic.Int64 // packets that came before TLS and held a login, password included
}

// NewEndpoint listens until the test ends. Without a certificate it offers no encryption.
func NewEndpoint(t testing.TB, cert *tls.Certificate) *Endpoint {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // a test's listener
	if err != nil {
		t.Fatal(err)
	}
	e := &Endpoint{Address: l.Addr().String()}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			e.greet(c, cert)
			_ = c.Close()
		}
	}()
	t.Cleanup(func() {
		_ = l.Close()
		<-ended
	})
	return e
}

// The types of packets, and what a greeting says of encryption.
const (
	typeLogin, typePrelogin, typeReply = 0x10, 0x12, 0x04
	encryptionOn, encryptionNone       = 0x01, 0x02
	headerSize                         = 8
	tlsRecord                          = 0x16 // how TLS begins
)

func (e *Endpoint) greet(c net.Conn, cert *tls.Certificate) {
	_ = c.SetDeadline(app.Now().Add(5 * time.Second))
	c = &looked{Conn: c, ahead: bufio.NewReader(c)}
	if first, err := c.(*looked).ahead.Peek(1); err == nil && first[0] == tlsRecord && cert != nil { // TDS 8, encrypt=strict
		e.trust(tls.Server(c, &tls.Config{Certificates: []tls.Certificate{*cert}, MinVersion: tls.VersionTLS12, NextProtos: []string{"tds/8.0"}}))
		return
	}
	if _, _, err := readPacket(c); err != nil {
		return
	}
	encryption := byte(encryptionOn)
	if cert == nil {
		encryption = encryptionNone
	}
	// Two options with their places and lengths, the end of the list, and their values.
	greeting := []byte{0, 0, 11, 0, 6, 1, 0, 17, 0, 1, 0xff, 16, 0, 0, 0, 0, 0, encryption}
	if err := writePacket(c, typeReply, greeting); err != nil {
		return
	}
	if cert == nil {
		if kind, _, err := readPacket(c); err == nil && kind == typeLogin {
			e.Logins.Add(1)
		}
		return
	}
	e.trust(tls.Server(&packed{Conn: c}, &tls.Config{ //nolint:gosec // before TDS 8 SQL Server's packets carry TLS 1.2 at most
		Certificates: []tls.Certificate{*cert}, MaxVersion: tls.VersionTLS12, MinVersion: tls.VersionTLS12,
	}))
}

// trust counts a client that goes on after it has seen the certificate. With TLS 1.3 that shows only in what it sends next.
func (e *Endpoint) trust(server *tls.Conn) {
	if server.Handshake() != nil { //nolint:noctx // the connection has a deadline
		return
	}
	if server.ConnectionState().Version >= tls.VersionTLS13 {
		if _, err := server.Read(make([]byte, 1)); err != nil {
			return
		}
	}
	e.Trusted.Add(1)
}

// looked is a connection into which somebody has looked ahead.
type looked struct {
	net.Conn
	ahead *bufio.Reader
}

func (l *looked) Read(b []byte) (int, error) { return l.ahead.Read(b) }

func readPacket(r io.Reader) (kind byte, body []byte, err error) {
	head := make([]byte, headerSize)
	if _, err := io.ReadFull(r, head); err != nil {
		return 0, nil, err
	}
	body = make([]byte, max(0, int(binary.BigEndian.Uint16(head[2:]))-headerSize))
	_, err = io.ReadFull(r, body)
	return head[0], body, err
}

func writePacket(w io.Writer, kind byte, body []byte) error {
	head := []byte{kind, 1, 0, 0, 0, 0, 1, 0}
	binary.BigEndian.PutUint16(head[2:], uint16(headerSize+len(body))) //nolint:gosec // a greeting or a part of a handshake
	_, err := w.Write(append(head, body...))
	return err
}

// packed wraps what TLS says in packets.
type packed struct {
	net.Conn
	rest bytes.Reader
}

func (p *packed) Read(b []byte) (int, error) {
	if p.rest.Len() == 0 {
		_, body, err := readPacket(p.Conn)
		if err != nil {
			return 0, err
		}
		p.rest.Reset(body)
	}
	return p.rest.Read(b)
}

func (p *packed) Write(b []byte) (int, error) {
	return len(b), writePacket(p.Conn, typePrelogin, b)
}
