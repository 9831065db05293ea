package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strconv"
	"sync/atomic"
	"time"

	"telemark/app/account"
	"telemark/app/application"
	"telemark/app/application/workflow"
	"telemark/app/approval"
	"telemark/app/calendar"
	"telemark/app/config"
	"telemark/app/contact"
	"telemark/app/health"
	"telemark/app/hub"
	"telemark/app/notice"
	"telemark/app/product"
	"telemark/app/scan"
	"telemark/app/session"
	"telemark/app/setting"
	"telemark/app/signon"
	"telemark/app/store"
	"telemark/handlers"
	"telemark/handlers/web"
	"telemark/static"
)

type serve struct {
	Demo bool `help:"Fill an empty embedded database with a small bank to look at, and print its logins."`
}

// bank is the program's parts, wired together.
type bank struct {
	config       config.Config
	db           *store.DB
	hub          *hub.Hub
	approvals    *approval.Service
	affected     application.Affected
	products     *product.Service
	applications *application.Service
	workflows    *workflow.Service
	documents    *application.Documents
	scanner      *scan.Clamd // nil: none is configured
	people       *account.Service
	provider     *signon.Provider // nil: none is configured
	sessions     *session.Keeper
	notices      *notice.Service
	worked       chan struct{} // closed when the jobs of the background have been put down
	metrics      *web.Metrics
	health       *health.Service
	calendar     *calendar.Service
	settings     *setting.Service
	contact      *contact.Service
	closing      atomic.Bool
}

// Run serves until ctx ends, and then shuts down in the order in which parts lean on each other.
func (s serve) Run(ctx context.Context) error {
	if static.Missing() {
		return errors.New("the assets are missing: run make assets")
	}
	if err := web.Load(); err != nil {
		return err
	}
	b, err := open(ctx, s.Demo)
	if err != nil {
		return err
	}
	defer func() { _ = b.db.Close() }()
	if err := b.demo(ctx, s.Demo); err != nil {
		return err
	}
	parts := b.parts(s.Demo)
	parts.Privacy = b.privacy(parts)
	site, err := handlers.New(parts)
	if err != nil {
		return err
	}
	b.health.Look(ctx) // before the first request: nobody may be served who must not be
	listener, err := b.listen()
	if err != nil {
		return err
	}
	failed := make(chan error, 1)
	go func() { failed <- site.Serve(listener) }()
	workers, stop := context.WithCancel(ctx)
	defer stop()
	go b.tidy(workers)
	go b.documents.Watch(workers)
	go b.notices.Run(workers)
	b.worked = b.work(workers, parts)
	go b.health.Watch(workers)
	fmt.Printf("listening on %s\n", b.config.PublicURL)
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	return b.close(site, stop)
}

// shutdown bounds the end; the platform kills what takes longer than 30 s.
const shutdown = 20 * time.Second

// close ends the program: readiness red, streams, server, hub (after the bells of the last requests), workers, store.
func (b *bank) close(site *handlers.Site, stop func()) error {
	ctx, cancel := context.WithTimeout(context.Background(), shutdown)
	defer cancel()
	b.closing.Store(true)
	err := site.CloseStreams(ctx)
	err = errors.Join(err, site.Shutdown(ctx))
	b.hub.Close()
	stop()
	select {
	case <-b.worked:
	case <-ctx.Done():
	}
	return err
}

// open reads the settings, opens the database, and wires the parts.
func open(ctx context.Context, isDemo bool) (*bank, error) {
	c, err := settings()
	if err != nil {
		return nil, err
	}
	if isDemo && (!c.Database.Embedded() || c.HTTPS()) {
		return nil, errors.New("--demo serves an embedded database over plain http only: its passwords are known to everybody")
	}
	b := &bank{config: c, metrics: web.NewMetrics()}
	if b.db, err = database(ctx, c, b.metrics); err != nil {
		return nil, err
	}
	if err := b.wire(ctx, isDemo); err != nil {
		return nil, errors.Join(err, b.db.Close())
	}
	return b, nil
}

// settings reads the environment and sets up the log.
func settings() (config.Config, error) {
	c, err := config.Read()
	if err != nil {
		return c, fmt.Errorf("settings:\n%w", err)
	}
	options := &slog.HandlerOptions{Level: c.LogLevel}
	var handler slog.Handler = slog.NewTextHandler(os.Stderr, options)
	if c.LogFormat == "json" {
		handler = slog.NewJSONHandler(os.Stderr, options)
	}
	slog.SetDefault(slog.New(handler))
	made, err := c.MakeKeys()
	for _, path := range made {
		slog.Info("made a key file: keep a copy elsewhere", "path", path)
	}
	return c, err
}

// database opens it. The embedded one is brought up to date at once; SQL Server only by `telemark migrate`.
func database(ctx context.Context, c config.Config, m *web.Metrics) (*store.DB, error) {
	db, err := opened(ctx, "DATABASE_URL", store.Config{
		URL: c.Database.URL.Reveal(), Key: c.DatabaseKey, Observe: m.Query, Retried: m.Retried,
	})
	if err != nil || !db.Embedded() {
		return db, err
	}
	if _, err := db.Migrate(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("migrating: %w", err), db.Close())
	}
	return db, nil
}

// opened opens a database, and names the setting that is to be mended when it can't.
func opened(ctx context.Context, setting string, c store.Config) (*store.DB, error) {
	db, err := store.Open(ctx, c)
	switch {
	case errors.Is(err, store.ErrKey):
		return nil, fmt.Errorf("DATABASE_KEY: %w%s", plain(err), rekeyHint(c))
	case err != nil:
		return nil, fmt.Errorf("%s: %w", setting, plain(err))
	}
	return db, nil
}

// listen opens the port, with TLS when there is a certificate.
func (b *bank) listen() (net.Listener, error) {
	l, err := net.Listen("tcp", ":"+strconv.Itoa(b.config.Port)) //nolint:gosec // a server listens on all addresses
	if err != nil || b.config.TLS == nil {
		return l, err
	}
	return tls.NewListener(l, &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{*b.config.TLS}}), nil
}
