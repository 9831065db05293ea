package config

import (
	"errors"
	"os"
	"strings"

	"github.com/caarlos0/env/v11"
)

// variables is the environment as it is written: names and defaults.
type variables struct {
	Port               string `env:"PORT" envDefault:"3000"`
	PublicURL          string `env:"PUBLIC_URL"`
	TrustedProxies     string `env:"TRUSTED_PROXIES" envDefault:"0"`
	TLSCert            string `env:"TLS_CERT"`
	TLSKey             string `env:"TLS_KEY"`
	DatabaseURL        string `env:"DATABASE_URL" envDefault:"sqlite:data/telemark.db"`
	MigrateDatabaseURL string `env:"MIGRATE_DATABASE_URL"`
	DatabaseKey        string `env:"DATABASE_KEY"`
	ColumnKeys         string `env:"COLUMN_KEYS"`
	SessionKeys        string `env:"SESSION_KEYS"`
	DataPersistent     string `env:"DATA_PERSISTENT" envDefault:"true"`
	RequireEncrypted   string `env:"REQUIRE_ENCRYPTED_DATABASE" envDefault:"true"`
	NATSURL            string `env:"NATS_URL"`
	NATSCreds          string `env:"NATS_CREDS"`
	SMTPURL            string `env:"SMTP_URL"`
	MailFrom           string `env:"MAIL_FROM"`
	ClamdURL           string `env:"CLAMD_URL"`
	PushKeys           string `env:"PUSH_KEYS"`
	LogLevel           string `env:"LOG_LEVEL" envDefault:"info"`
	LogFormat          string `env:"LOG_FORMAT" envDefault:"text"`
	MetricsToken       string `env:"METRICS_TOKEN"`
	OIDCIssuer         string `env:"OIDC_ISSUER"`
	OIDCClientID       string `env:"OIDC_CLIENT_ID"`
	OIDCClientSecret   string `env:"OIDC_CLIENT_SECRET"`
	OIDCScopes         string `env:"OIDC_SCOPES" envDefault:"openid profile email"`
	OIDCGroupsClaim    string `env:"OIDC_GROUPS_CLAIM" envDefault:"groups"`
	OIDCRoles          string `env:"OIDC_ROLES"`
}

// secrets may also come from a file, named by the variable with _FILE behind.
var secrets = []string{
	"TLS_CERT", "TLS_KEY", "DATABASE_URL", "MIGRATE_DATABASE_URL", "DATABASE_KEY", "COLUMN_KEYS", "SESSION_KEYS",
	"NATS_URL", "NATS_CREDS", "SMTP_URL", "PUSH_KEYS", "METRICS_TOKEN", "OIDC_CLIENT_SECRET",
}

// reader collects mistakes while it reads.
type reader struct{ mistakes LoadError }

func (r *reader) wrong(name, text string) {
	r.mistakes = append(r.mistakes, Mistake{Name: name, Text: text})
}

func (r *reader) variables(environ []string) variables {
	set := map[string]string{}
	for _, line := range environ {
		if name, value, _ := strings.Cut(line, "="); strings.TrimSpace(value) != "" {
			set[name] = strings.TrimSpace(value)
		}
	}
	for _, name := range secrets {
		r.fromFile(name, set)
	}
	var v variables
	if err := env.ParseWithOptions(&v, env.Options{Environment: set}); err != nil {
		r.wrong("environment", err.Error()) // all fields are texts, so only a mistake in the struct itself can come here
	}
	return v
}

// fromFile puts the text of NAME_FILE under NAME.
func (r *reader) fromFile(name string, set map[string]string) {
	path, ok := set[name+"_FILE"]
	if !ok {
		return
	}
	if _, both := set[name]; both {
		r.wrong(name+"_FILE", "is set beside "+name+": leave one of them out")
		return
	}
	text, err := os.ReadFile(path) //nolint:gosec // whoever sets the environment may read any file of the program's
	switch {
	case err != nil:
		r.wrong(name+"_FILE", "can't be read: "+cause(err))
	case strings.TrimSpace(string(text)) == "":
		r.wrong(name+"_FILE", "the file is empty")
	default:
		set[name] = strings.TrimSpace(string(text))
	}
}

// cause is the last word of a chain of errors, such as "no such file or directory".
func cause(err error) string {
	for next := errors.Unwrap(err); next != nil; next = errors.Unwrap(err) {
		err = next
	}
	return err.Error()
}
