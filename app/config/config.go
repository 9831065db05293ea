// Package config turns the environment into one struct and is the only reader of the environment.
//
// All mistakes are found before anything starts, each with the name of its variable. A variable that is set but empty
// counts as not set. What may be secret can also come from a file: NAME_FILE holds its path. Secrets never stand in a message.
package config

import (
	"crypto/tls"
	"log/slog"
	"net/url"
	"os"
	"strings"

	"telemark/app/secret"
)

// Config is what the environment asks for, checked.
type Config struct {
	Port      int
	PublicURL *url.URL // scheme and host only
	PublicSet bool     // PUBLIC_URL was given; otherwise loopback names are as good
	Proxies   int      // TRUSTED_PROXIES: how many proxies of our own stand in front
	TLS       *tls.Certificate

	Database         Database
	Migrate          Database // the login that may change the schema
	DatabaseKey      secret.Key
	DatabaseKeyGiven bool // by DATABASE_KEY, and not by the file beside the database
	ColumnKeys       []secret.Key
	SessionKeys      []secret.Key
	PushKeys         []secret.Key // none: no web push
	DataPersistent   bool
	RequireEncrypted bool

	NATSURL   Hidden
	NATSCreds Hidden // the text of a credentials file
	SMTPURL   Hidden
	MailFrom  string
	ClamdURL  string

	LogLevel     slog.Level
	LogFormat    string // "text" or "json"
	MetricsToken Hidden // empty: no metrics

	OIDC OIDC // the provider by which staff come in; none without an Issuer

	missing []keyFile // to be made by MakeKeys
}

// OIDC is the bank's OpenID provider.
type OIDC struct {
	Issuer, ClientID string
	ClientSecret     Hidden
	Scopes           []string
	GroupsClaim      string
	Roles            string // which group is trusted with what, as it was written
}

// Database is where the data stands.
type Database struct {
	URL  Hidden // of the embedded database in one spelling: sqlite:PATH
	File string // of the embedded database; empty for SQL Server
}

// Embedded tells whether it is the encrypted SQLite file.
func (d Database) Embedded() bool { return d.File != "" }

// MigrateSetting names the variable that Migrate comes from.
func (c Config) MigrateSetting() string {
	if c.Migrate == c.Database {
		return "DATABASE_URL"
	}
	return "MIGRATE_DATABASE_URL"
}

// HTTPS tells whether browsers come by https.
func (c Config) HTTPS() bool { return c.PublicURL.Scheme == "https" }

// Origin is PUBLIC_URL as a browser writes it into the Origin header.
func (c Config) Origin() string { return c.PublicURL.Scheme + "://" + c.PublicURL.Host }

// Hidden is a text that doesn't print itself.
type Hidden string

// String and GoString keep the text out of logs and messages.
func (h Hidden) String() string {
	if h == "" {
		return ""
	}
	return "[hidden]"
}

// GoString is for %#v.
func (h Hidden) GoString() string { return h.String() }

// LogValue is for slog.
func (h Hidden) LogValue() slog.Value { return slog.StringValue(h.String()) }

// Reveal returns the text itself.
func (h Hidden) Reveal() string { return string(h) }

// Read reads the program's own environment.
func Read() (Config, error) { return Load(os.Environ()) }

// Mistake is one thing that is wrong in the environment.
type Mistake struct {
	Name string // of the variable
	Text string // what it should be; never the value of a secret
}

// LoadError is all mistakes together.
type LoadError []Mistake

func (m LoadError) Error() string {
	lines := make([]string, len(m))
	for i, one := range m {
		lines[i] = one.Name + ": " + one.Text
	}
	return strings.Join(lines, "\n")
}

// Load reads an environment in the form of os.Environ. The error is a LoadError. It writes nothing: see MakeKeys.
func Load(environ []string) (Config, error) {
	r := &reader{}
	v := r.variables(environ)
	c := Config{
		Port:      r.number("PORT", v.Port, 1, 65535),
		Proxies:   r.number("TRUSTED_PROXIES", v.TrustedProxies, 0, 10),
		NATSURL:   Hidden(r.urls("NATS_URL", v.NATSURL, "nats", "tls")),
		NATSCreds: Hidden(v.NATSCreds),
		SMTPURL:   Hidden(r.urls("SMTP_URL", v.SMTPURL, "smtp", "smtps")),
		ClamdURL:  r.urls("CLAMD_URL", v.ClamdURL, "tcp", "unix"),

		DataPersistent:   r.yes("DATA_PERSISTENT", v.DataPersistent),
		RequireEncrypted: r.yes("REQUIRE_ENCRYPTED_DATABASE", v.RequireEncrypted),
		LogLevel:         r.level("LOG_LEVEL", v.LogLevel),
		LogFormat:        r.choice("LOG_FORMAT", v.LogFormat, "text", "json"),
		MetricsToken:     Hidden(r.token("METRICS_TOKEN", v.MetricsToken)),
		MailFrom:         r.sender("MAIL_FROM", v.MailFrom, v.SMTPURL != ""),
		TLS:              r.certificate(v.TLSCert, v.TLSKey),
	}
	c.PublicURL, c.PublicSet = r.publicURL(v.PublicURL, c.Port), v.PublicURL != ""
	c.Database = r.database("DATABASE_URL", v.DatabaseURL)
	c.Migrate = c.Database
	if v.MigrateDatabaseURL != "" {
		c.Migrate = r.database("MIGRATE_DATABASE_URL", v.MigrateDatabaseURL)
		if c.Migrate.File != c.Database.File {
			r.wrong("MIGRATE_DATABASE_URL", "must lead to the same database as DATABASE_URL")
		}
	}
	c.OIDC = r.oidc(v, c)
	r.keys(&c, v)
	if c.TLS != nil && !c.HTTPS() {
		r.wrong("PUBLIC_URL", "must be set and start with https:// when TLS_CERT is set")
	}
	if c.Database.Embedded() && !c.DataPersistent && c.HTTPS() {
		r.wrong("DATA_PERSISTENT", "is false, so the embedded database would be lost with the next restart: "+
			"declare a lasting volume, or set DATABASE_URL to a SQL Server")
	}
	if len(r.mistakes) > 0 {
		return Config{}, r.mistakes
	}
	return c, nil
}
