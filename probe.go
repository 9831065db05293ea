package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"telemark/app"
	"telemark/app/health"
	"telemark/app/secret"
	"telemark/app/store"
)

// probes look at what can be wrong, in the order in which it is shown.
func (b *bank) probes() []health.Probe {
	return []health.Probe{
		versionProbe, b.databaseProbe, b.keysProbe, b.diskProbe, b.tlsProbe, b.backupProbe, b.hubProbe, b.queueProbe, b.streamsProbe,
		b.jobsProbe, b.scannerProbe,
	}
}

// versionProbe says which program this is.
func versionProbe(context.Context) []health.Item {
	i := health.Item{ID: "version", State: health.OK}
	var ok bool
	if i.Evidence, ok = built(); !ok {
		i.State, i.Evidence = health.Unknown, "the build doesn't say"
	}
	return []health.Item{i}
}

// databaseProbe asks the database for its version, its encryption and its schema.
func (b *bank) databaseProbe(ctx context.Context) []health.Item {
	h, err := b.db.Health(ctx)
	if errors.Is(err, store.ErrCopyUnfinished) {
		return []health.Item{{
			ID: "database", State: health.Red, Evidence: "an unfinished copy", Advice: store.ErrCopyUnfinished.Text, Serving: true,
		}}
	}
	if err != nil {
		return []health.Item{{
			ID: "database", State: health.Red, Evidence: "it does not answer", Advice: app.T("health.database_advice"), Serving: true,
		}}
	}
	required := b.config.RequireEncrypted
	schema := health.Item{ID: "schema", State: health.OK, Evidence: "nothing is pending", Serving: true}
	if h.Pending != 0 {
		schema.State, schema.Evidence = health.Red, fmt.Sprintf("%d migrations pending", h.Pending)
		schema.Advice = app.T("health.schema_advice")
	}
	return []health.Item{
		clock(h.Skew),
		{ID: "database", State: health.OK, Evidence: fmt.Sprintf("%s %s, round trip %v", h.Kind, h.Version, h.RoundTrip.Round(time.Microsecond)), Serving: true},
		encryption("encryption", h.AtRest, required),
		encryption("connection", h.InTransit, !b.config.Database.Embedded()),
		schema,
	}
}

// earliest is a time before which no clock of ours can stand.
var earliest = time.Date(2026, time.November, 1, 0, 0, 0, 0, time.UTC)

// skewLimit is how far apart two clocks may be before the order of talks written by several processes is in doubt.
const skewLimit = 2 * time.Second

// clock compares our time with the database's.
func clock(skew time.Duration) health.Item {
	i := health.Item{ID: "clock", State: health.OK, Evidence: fmt.Sprintf("%s, %v from the database's", app.Now().Format(time.RFC3339), skew.Abs())}
	if skew.Abs() > skewLimit || app.Now().Before(earliest) {
		i.State, i.Advice = health.Red, app.T("health.clock_advice")
	}
	return i
}

func encryption(id string, f store.Finding, required bool) health.Item {
	i := health.Item{ID: id, State: health.State(f.State), Evidence: f.Evidence, Serving: required}
	switch {
	case i.State == health.OK:
	case i.State == health.Unknown:
		i.Advice = app.T("health.unknown_advice")
	default:
		i.Advice = app.T("health.encryption_advice")
	}
	return i
}

// keysProbe names the keys that the data needs, by their ids.
func (b *bank) keysProbe(context.Context) []health.Item {
	evidence := "columns " + strings.Join(secret.IDs(b.config.ColumnKeys), " ") + ", sessions " + strings.Join(secret.IDs(b.config.SessionKeys), " ")
	if b.config.Database.Embedded() {
		evidence = "database " + b.config.DatabaseKey.ID() + ", " + evidence
	}
	return []health.Item{{ID: "keys", State: health.OK, Evidence: evidence}}
}

// The least free disk, in MiB: a warning, and too little to go on.
const (
	diskLow   = 1024
	diskEmpty = 64
)

// diskProbe looks at the disk under the embedded database.
func (b *bank) diskProbe(context.Context) []health.Item {
	if !b.config.Database.Embedded() {
		return nil
	}
	var fs syscall.Statfs_t
	if err := syscall.Statfs(filepath.Dir(b.config.Database.File), &fs); err != nil {
		return []health.Item{{ID: "disk", State: health.Unknown, Evidence: "its free space can't be read"}}
	}
	free := int64(fs.Bavail) * fs.Bsize >> 20 //nolint:gosec // blocks of a disk fit an int64
	i := health.Item{ID: "disk", State: health.OK, Evidence: fmt.Sprintf("%d MiB free", free), Serving: true}
	switch {
	case free < diskEmpty:
		i.State, i.Advice = health.Red, app.T("health.disk_advice")
	case free < diskLow:
		i.State, i.Advice = health.Warning, app.T("health.disk_advice")
	}
	return []health.Item{i}
}

// certificateSoon is how long before its end a certificate is worth a warning.
const certificateSoon = 21 * 24 * time.Hour

// tlsProbe looks at the program's own certificate, or says who else brings https.
func (b *bank) tlsProbe(context.Context) []health.Item {
	c := b.config
	i := health.Item{ID: "tls", State: health.OK}
	switch {
	case c.TLS != nil:
		leaf, err := x509.ParseCertificate(c.TLS.Certificate[0])
		if err != nil {
			i.State, i.Evidence = health.Red, "the certificate can't be read"
			break
		}
		left := leaf.NotAfter.Sub(app.Now())
		i.Evidence = fmt.Sprintf("certificate until %s", leaf.NotAfter.UTC().Format(time.DateOnly))
		if left < 0 {
			i.State, i.Advice = health.Red, app.T("health.tls_advice")
		} else if left < certificateSoon {
			i.State, i.Advice = health.Warning, app.T("health.tls_advice")
		}
	case c.HTTPS():
		i.Evidence = "https ends at a proxy in front of this process"
	default:
		i.State, i.Evidence, i.Advice = health.Warning, "plain http", app.T("health.plain_advice")
	}
	return []health.Item{i}
}
