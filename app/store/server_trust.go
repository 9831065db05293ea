package store

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	mssql "github.com/microsoft/go-mssqldb"
	"github.com/microsoft/go-mssqldb/msdsn"
)

// ErrWire says that a server is not used: it wasn't reached, or it isn't shown to be who and what it should be.
var ErrWire = errors.New("the database server is not used")

// Connector reads a sqlserver URL and refuses one whose connection would not be encrypted by a verified certificate. plain
// allows it, for tests.
func Connector(url string, plain bool) (*mssql.Connector, error) {
	config, err := msdsn.Parse(url)
	if err != nil {
		return nil, unreadable(err)
	}
	if !plain {
		if err := verified(config); err != nil {
			return nil, err
		}
		config.TLSConfig.MinVersion = max(config.TLSConfig.MinVersion, tls.VersionTLS12)
	}
	config.Encoding.Timezone = time.UTC
	config.LogFlags = 0 // the driver's log holds texts, and these hold personal data
	if config.AppName == "" || config.AppName == "go-mssqldb" {
		config.AppName = "telemark"
	}
	return mssql.NewConnectorConfig(config), nil
}

// unreadable says in our words what is wrong with a URL: the driver's may repeat the password.
func unreadable(err error) error {
	if file, ok := errors.AsType[*fs.PathError](err); ok {
		return fmt.Errorf("the certificate that the sqlserver:// URL names can't be read: %s: %w", file.Path, file.Err)
	}
	return errors.New("the sqlserver:// URL can't be read (a certificate must be a .pem or .der file)")
}

// verified refuses what would let somebody else answer in the server's place. When encrypt is left out, the driver makes it
// optional and trusts anybody. serverCertificate compares bytes, and looks neither at the host's name nor at the end of the
// certificate; a colon in the host's name has the driver check less, too: both show in InsecureSkipVerify.
func verified(config msdsn.Config) error {
	encrypted := config.Encryption == msdsn.EncryptionRequired || config.Encryption == msdsn.EncryptionStrict
	switch {
	case !encrypted, config.TrustServerCertificate:
		return errors.New("the sqlserver:// URL must say encrypt=true or encrypt=strict, and not trustservercertificate=true")
	case config.TLSConfig == nil, config.TLSConfig.InsecureSkipVerify:
		return errors.New("the sqlserver:// URL must have the certificate's chain and host name checked: " +
			"name the certificate's authority with certificate=, and leave serverCertificate out")
	case config.TLSConfig.RootCAs != nil && config.TLSConfig.RootCAs.Equal(x509.NewCertPool()):
		return errors.New("the file that certificate= names in the sqlserver:// URL holds no certificate")
	}
	return nil
}

// reach makes the first connection, and refuses a server that doesn't report this very connection as encrypted.
func (d *DB) reach(ctx context.Context, plain bool) error {
	err := d.read.PingContext(ctx)
	if err != nil {
		return fmt.Errorf("%w: %s", ErrWire, reason(err))
	}
	if plain {
		return nil
	}
	return wired(d.wireState(ctx))
}

// wired refuses a connection whose encryption the server doesn't confirm, whatever the settings say: without it nobody knows
// who else reads along.
func wired(f Finding) error {
	switch f.State {
	case OK:
		return nil
	case Unknown:
		return fmt.Errorf("%w: it doesn't say whether the connection is encrypted (%s): give the login the right to "+
			"EXECUTE telemark_encryption_state, or VIEW SERVER STATE", ErrWire, f.Evidence)
	default:
		return fmt.Errorf("%w: it says that the connection is not encrypted (%s)", ErrWire, f.Evidence)
	}
}

// reason says what to do about a connection that didn't come about. The driver wraps some causes as texts only, so their words
// are all there is; they name hosts and certificates, and never a password.
func reason(err error) string {
	text := err.Error()
	for _, known := range []struct{ sign, advice string }{
		{"server does not support encryption", "it offers no encryption: set up TLS on the server"},
		{"unknown authority", "its certificate comes from an authority that is not trusted: name the authority's file with certificate="},
		{"expired or is not yet valid", "its certificate has expired or is not valid yet: renew it, or set the clock"},
		{"certificate is valid for", "its certificate is for another host: use a name that is in it, or hostnameincertificate="},
		{"doesn't contain any IP SANs", "its certificate is for another host: use a name that is in it, or hostnameincertificate="},
		{"not valid for any names", "its certificate is for another host: use a name that is in it, or hostnameincertificate="},
		{"TLS Handshake failed", "TLS with it fails"},
		{"tls:", "TLS with it fails"},
		{"login error", "it refuses the login: look at the user, the password and the database of the URL"},
		{"no such host", "its host name is not known"},
		{"connection refused", "nobody answers at its address"},
	} {
		if strings.Contains(text, known.sign) {
			return known.advice + " (" + text + ")"
		}
	}
	return "it can't be reached (" + text + ")"
}
