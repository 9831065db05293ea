package config

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"net/mail"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

func (r *reader) number(name, text string, lowest, highest int) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < lowest || n > highest {
		r.wrong(name, fmt.Sprintf("must be a whole number from %d to %d", lowest, highest))
	}
	return n
}

func (r *reader) yes(name, text string) bool {
	b, err := strconv.ParseBool(strings.ToLower(text))
	if err != nil {
		r.wrong(name, "must be true or false")
	}
	return b
}

func (r *reader) choice(name, text string, choices ...string) string {
	text = strings.ToLower(text)
	if !slices.Contains(choices, text) {
		r.wrong(name, "must be "+strings.Join(choices, " or "))
	}
	return text
}

func (r *reader) level(name, text string) slog.Level {
	var l slog.Level
	if l.UnmarshalText([]byte(text)) != nil {
		r.wrong(name, "must be debug, info, warn or error")
	}
	return l
}

// token is what another program shows us; a short one can be guessed.
func (r *reader) token(name, text string) string {
	if text != "" && len(text) < 16 {
		r.wrong(name, "must have at least 16 characters")
	}
	return text
}

func (r *reader) sender(name, text string, needed bool) string {
	if text == "" {
		if needed {
			r.wrong(name, "must be set with SMTP_URL")
		}
		return ""
	}
	if _, err := mail.ParseAddress(text); err != nil {
		r.wrong(name, `must be an e-mail address, or "Name <address>"`)
	}
	return text
}

// urls checks URLs between commas. Their text is not repeated: it may hold a password.
func (r *reader) urls(name, text string, schemes ...string) string {
	if text == "" {
		return ""
	}
	for one := range strings.SplitSeq(text, ",") {
		u, err := url.Parse(strings.TrimSpace(one))
		if err != nil || !slices.Contains(schemes, u.Scheme) || u.Host == "" && u.Path == "" {
			r.wrong(name, "must be a URL that starts with "+strings.Join(schemes, ":// or ")+"://")
			return ""
		}
	}
	return text
}

// oidc reads the provider: all of its variables, or none.
func (r *reader) oidc(v variables, c Config) OIDC {
	needed := []struct{ name, text string }{
		{"OIDC_ISSUER", v.OIDCIssuer}, {"OIDC_CLIENT_ID", v.OIDCClientID}, {"OIDC_CLIENT_SECRET", v.OIDCClientSecret}, {"OIDC_ROLES", v.OIDCRoles},
	}
	if !slices.ContainsFunc(needed, func(n struct{ name, text string }) bool { return n.text != "" }) {
		return OIDC{}
	}
	for _, n := range needed {
		if n.text == "" {
			r.wrong(n.name, "must be set when another OIDC_ variable is")
		}
	}
	if v.OIDCIssuer != "" && !secureURL(v.OIDCIssuer) {
		r.wrong("OIDC_ISSUER", "must be an https:// URL without parameters; http:// on this machine only")
	}
	if !c.PublicSet {
		r.wrong("PUBLIC_URL", "must be set with OIDC_ISSUER: the provider sends browsers back there")
	}
	return OIDC{
		Issuer: v.OIDCIssuer, ClientID: v.OIDCClientID, ClientSecret: Hidden(v.OIDCClientSecret), Scopes: strings.Fields(v.OIDCScopes),
		GroupsClaim: v.OIDCGroupsClaim, Roles: v.OIDCRoles,
	}
}

// secureURL tells whether an address is https, or http to this very machine.
func secureURL(text string) bool {
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && (u.Hostname() == "localhost" || ip != nil && ip.IsLoopback())
}

// publicURL is where browsers find us: scheme and host, as a browser's Origin header has them.
func (r *reader) publicURL(text string, port int) *url.URL {
	if text == "" {
		return &url.URL{Scheme: "http", Host: net.JoinHostPort("localhost", strconv.Itoa(port))}
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" ||
		u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Path != "" && u.Path != "/" {
		r.wrong("PUBLIC_URL", "must be http:// or https:// and a host, without a path")
		return &url.URL{Scheme: "http", Host: "localhost"}
	}
	host := strings.ToLower(u.Host)
	host = strings.TrimSuffix(host, map[string]string{"http": ":80", "https": ":443"}[u.Scheme])
	return &url.URL{Scheme: u.Scheme, Host: host}
}

// database checks the URL of a database. Of SQL Server it wants a verified, encrypted connection: left to itself the
// driver makes encryption optional and trusts any certificate. REQUIRE_ENCRYPTED_DATABASE doesn't waive that: it speaks of the disk.
func (r *reader) database(name, text string) Database {
	if file, ok := strings.CutPrefix(text, "sqlite:"); ok {
		file = strings.TrimPrefix(file, "//")
		if file == "" || strings.ContainsAny(file, "?#\x00") || strings.HasSuffix(file, "/") {
			r.wrong(name, "must be sqlite: and the path of a file, without parameters")
			return Database{}
		}
		file = filepath.Clean(file)
		return Database{URL: Hidden("sqlite:" + file), File: file} // one spelling, so that keys and database stand together
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "sqlserver" || u.Host == "" {
		r.wrong(name, "must start with sqlite: or sqlserver://")
		return Database{}
	}
	r.encrypted(name, u.Query())
	return Database{URL: Hidden(text)}
}

// encrypted looks at the parameters without regard to case, as the driver does.
func (r *reader) encrypted(name string, query url.Values) {
	encrypt, trust, seen := "", "", map[string]bool{}
	for key, values := range query {
		key = strings.ToLower(key)
		if seen[key] || len(values) > 1 {
			r.wrong(name, "must name each parameter once")
			return
		}
		seen[key] = true
		switch key {
		case "encrypt":
			encrypt = strings.ToLower(values[0])
		case "trustservercertificate":
			trust = strings.ToLower(values[0])
		case "servercertificate":
			r.wrong(name, "must not have serverCertificate, which leaves the host's name and the certificate's end unchecked: "+
				"name the authority's file with certificate=")
		}
	}
	if encrypt != "true" && encrypt != "strict" {
		r.wrong(name, "must have encrypt=true or encrypt=strict")
	}
	if trust != "" && trust != "false" {
		r.wrong(name, "must not have TrustServerCertificate")
	}
}

func (r *reader) certificate(cert, key string) *tls.Certificate {
	if cert == "" && key == "" {
		return nil
	}
	for name, text := range map[string]string{"TLS_CERT": cert, "TLS_KEY": key} {
		if text == "" {
			r.wrong(name, "must be set when the other of TLS_CERT and TLS_KEY is")
			return nil
		}
	}
	pair, err := tls.X509KeyPair([]byte(cert), []byte(key))
	if err != nil {
		r.wrong("TLS_CERT", "and TLS_KEY must be a certificate and its key in PEM")
		return nil
	}
	return &pair
}
