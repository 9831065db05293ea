package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	mssql "github.com/microsoft/go-mssqldb"
	"github.com/microsoft/go-mssqldb/msdsn"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/mssqldialect"
)

// sessionStart is said on each connection before its first use: no wait for a lock without an end, and no transaction that
// lives on after an error in it.
const sessionStart = "SET LOCK_TIMEOUT 10000; SET XACT_ABORT ON"

func openServer(ctx context.Context, c Config) (*DB, error) {
	connector, err := Connector(c.URL, c.Plain)
	if err != nil {
		return nil, err
	}
	pool := sql.OpenDB(connector)
	conns := c.Conns
	if conns == 0 {
		conns = 32
	}
	pool.SetMaxOpenConns(conns)
	pool.SetMaxIdleConns(conns)
	pool.SetConnMaxIdleTime(3 * time.Minute) // firewalls forget silent connections, and the first to use one gets EOF
	pool.SetConnMaxLifetime(time.Hour)
	d := &DB{speech: &mssqlSpeech{}, observe: c.Observe}
	d.read = bun.NewDB(pool, mssqlDialect{mssqldialect.New()}).WithQueryHook(hook{c.Observe})
	ctx, cancel := deadline(ctx)
	defer cancel()
	if err := d.read.PingContext(ctx); err != nil {
		return nil, errors.Join(domain(err), d.read.Close())
	}
	return d, nil
}

// Connector reads a sqlserver URL and refuses one whose connection would not be encrypted by a verified certificate: when
// encrypt is left out, the driver makes it optional and trusts anybody. plain allows it, for tests.
func Connector(url string, plain bool) (*mssql.Connector, error) {
	config, err := msdsn.Parse(url)
	if err != nil {
		return nil, errors.New("the sqlserver:// URL can't be read") // the driver's text repeats the password
	}
	encrypted := config.Encryption == msdsn.EncryptionRequired || config.Encryption == msdsn.EncryptionStrict
	if !plain && (!encrypted || config.TrustServerCertificate) {
		return nil, fmt.Errorf("the sqlserver:// URL must say encrypt=true or encrypt=strict, and not trustservercertificate=true")
	}
	config.Encoding.Timezone = time.UTC
	config.LogFlags = 0 // the driver's log holds texts, and these hold personal data
	if config.AppName == "" || config.AppName == "go-mssqldb" {
		config.AppName = "telemark"
	}
	connector := mssql.NewConnectorConfig(config)
	connector.SessionInitSQL = sessionStart
	return connector, nil
}
