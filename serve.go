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

	"telemark/app"
	"telemark/app/account"
	"telemark/app/application"
	"telemark/app/calendar"
	"telemark/app/chat"
	"telemark/app/config"
	"telemark/app/contact"
	"telemark/app/demo"
	"telemark/app/health"
	"telemark/app/hub"
	"telemark/app/notice"
	"telemark/app/product"
	"telemark/app/report"
	"telemark/app/scan"
	"telemark/app/secret"
	"telemark/app/session"
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
	products     *product.Service
	applications *application.Service
	documents    *application.Documents
	scanner      *scan.Clamd // nil: none is configured
	people       *account.Service
	sessions     *session.Keeper
	notices      *notice.Service
	worked       chan struct{} // closed when the jobs of the background have been put down
	metrics      *web.Metrics
	health       *health.Service
	calendar     *calendar.Service
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
	go b.sweep(workers)
	go b.expire(workers)
	go b.documents.Watch(workers)
	go b.notices.Run(workers)
	b.worked = b.work(workers, parts.Privacy)
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

func (b *bank) wire(ctx context.Context, isDemo bool) (err error) {
	c := b.config
	b.hub = hub.New()
	if c.NATSURL != "" {
		if b.hub, err = hub.NATS(c.NATSURL.Reveal(), c.NATSCreds.Reveal()); err != nil {
			return fmt.Errorf("NATS_URL: %w", err)
		}
	}
	if b.sessions, err = session.NewKeeper(b.db.Sessions(), b.hub, c.SessionKeys, c.HTTPS(), !isDemo); err != nil {
		return err
	}
	sealer, err := secret.NewSealer(c.ColumnKeys...)
	if err != nil {
		return err
	}
	b.people = account.New(b.db.Accounts(), account.Options{
		Hub: b.hub, Hasher: secret.NewHasher(hashesAtOnce, secret.Standard), Chosen: secret.NewHasher(chosenAtOnce, secret.Standard),
		Sealer: sealer, Required: !isDemo,
		Refused: func(string) { b.metrics.LoginFailed() },
	})
	b.calendar = calendar.NewService(b.db.Calendar(), app.Zone())
	if err := b.wireNotices(); err != nil {
		return err
	}
	b.products = &product.Service{Store: b.db.Products()}
	b.applications = &application.Service{Store: b.db.Applications(sealer), Products: b.products, Hub: b.hub}
	if err := b.wireDocuments(); err != nil {
		return err
	}
	b.health = &health.Service{Probes: b.probes()}
	return nil
}

// wireDocuments has files scanned with CLAMD_URL.
func (b *bank) wireDocuments() (err error) {
	b.documents = &application.Documents{Store: b.db.Documents(), Cases: b.applications, Hub: b.hub}
	if b.config.ClamdURL == "" {
		return nil
	}
	if b.scanner, err = scan.New(b.config.ClamdURL); err != nil {
		return fmt.Errorf("CLAMD_URL: %w", err)
	}
	b.documents.Scanner = b.scanner
	return nil
}

// wireNotices sets up what the settings allow: e-mail with SMTP_URL, web push with PUSH_KEYS.
func (b *bank) wireNotices() (err error) {
	c := b.config
	b.notices = &notice.Service{Store: b.db.Notices(), Base: c.Origin(), Say: web.Translate}
	if c.SMTPURL != "" {
		if b.notices.Mail, err = notice.NewMail(c.SMTPURL.Reveal(), c.MailFrom); err != nil {
			return fmt.Errorf("SMTP_URL: %w", err)
		}
	}
	if len(c.PushKeys) == 0 {
		return nil
	}
	public, private, err := c.PushKeys[0].PushPair()
	if err != nil {
		return fmt.Errorf("PUSH_KEYS: %w", err)
	}
	contact := c.Origin()
	if c.MailFrom != "" {
		contact = c.MailFrom
	}
	b.notices.Push = notice.NewPush(public, private, contact)
	return nil
}

// These bound how much memory and time passwords can take: 19 MiB and 50 ms each.
const (
	hashesAtOnce = 3 // of sign-ins
	chosenAtOnce = 2 // of new passwords
)

func (b *bank) parts(isDemo bool) handlers.Parts {
	return handlers.Parts{
		Chat: &chat.Service{Store: b.db.Chat(), Hub: b.hub, Hours: b.calendar}, Hub: b.hub, People: b.people, Sessions: b.sessions,
		Contact: &contact.Service{Store: b.db.Contact(), Hub: b.hub, Calendar: b.calendar},
		Notices: b.notices,
		Report:  &report.Service{Store: b.db.Reports()}, Health: b.health, Metrics: b.metrics, Closing: b.closing.Load,
		Products: b.products, Applications: b.applications, Documents: b.documents,
		Origin: b.config.Origin(), OriginSet: b.config.PublicSet, HTTPS: b.config.HTTPS(), Proxies: b.config.Proxies,
		MetricsToken: b.config.MetricsToken.Reveal(), Demo: isDemo,
	}
}

// listen opens the port, with TLS when there is a certificate.
func (b *bank) listen() (net.Listener, error) {
	l, err := net.Listen("tcp", ":"+strconv.Itoa(b.config.Port)) //nolint:gosec // a server listens on all addresses
	if err != nil || b.config.TLS == nil {
		return l, err
	}
	return tls.NewListener(l, &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{*b.config.TLS}}), nil
}

// sweep deletes sessions that have ended by themselves, hourly.
func (b *bank) sweep(ctx context.Context) {
	for ticker := time.NewTicker(time.Hour); ; {
		select {
		case <-ctx.Done():
			ticker.Stop()
			return
		case <-ticker.C:
			if n, err := b.sessions.Sweep(ctx); err != nil {
				slog.Warn("sweeping sessions", "error", err)
			} else if n > 0 {
				slog.Info("swept sessions", "count", n)
			}
		}
	}
}

// expire takes back the offers whose time is over, every minute.
func (b *bank) expire(ctx context.Context) {
	for ticker := time.NewTicker(time.Minute); ; {
		select {
		case <-ctx.Done():
			ticker.Stop()
			return
		case <-ticker.C:
			if _, err := b.applications.ExpireOffers(ctx); err != nil && ctx.Err() == nil {
				slog.Warn("taking back offers", "error", err)
			}
		}
	}
}

// demoMark is the setting that tells a demo bank from a bank. It is set before the first login with a known password exists.
const (
	demoMark = "demo"
	filling  = "filling"
	filled   = "filled"
)

// demo fills an empty database, leaves a demo bank as it is and refuses any other; then it prints the logins. Without wanted it
// refuses a demo bank: everybody knows the passwords.
func (b *bank) demo(ctx context.Context, wanted bool) error {
	if !wanted && !b.db.Embedded() { // where a demo bank can't be, and a setting can't be read before the schema is there
		return nil
	}
	marked, err := b.db.Setting(ctx, demoMark)
	switch {
	case err != nil:
		return err
	case !wanted && marked == "":
		return nil
	case !wanted:
		return fmt.Errorf("%s is a demo bank, whose passwords are known to everybody: serve it with --demo, or use another database",
			b.config.Database.File)
	case marked == filling:
		return fmt.Errorf("%s is a demo bank that was left half filled: delete it and start again", b.config.Database.File)
	case marked == "":
		if err := b.fill(ctx); err != nil {
			return err
		}
	}
	for _, l := range demo.Logins() {
		fmt.Printf("%s %s %s\n", l.Email, l.Role, demo.Password)
	}
	return nil
}

func (b *bank) fill(ctx context.Context) error {
	empty, err := b.db.Empty(ctx)
	if err != nil {
		return err
	}
	if !empty {
		return fmt.Errorf("%s holds somebody's data and is no demo bank: --demo leaves it alone", b.config.Database.File)
	}
	if err := b.mark(ctx, filling); err != nil {
		return err
	}
	if err := b.calendar.Save(ctx, account.System, demo.Hours()); err != nil {
		return err
	}
	if err := demo.Products(ctx, b.products); err != nil {
		return err
	}
	err = demo.Fill(ctx, demo.Bank{Create: b.db.Chat().Create, Version: b.products.AsOf, Apply: b.applications.Store.Create, Add: func(ctx context.Context, l demo.Login, password string) (string, error) {
		draft := account.Draft{Name: l.Name, Email: l.Email, Password: password, Lang: l.Lang}
		p, err := b.people.Add(ctx, account.System, l.Role, draft)
		return p.ID, err
	}})
	if err != nil {
		return err
	}
	return b.mark(ctx, filled)
}

func (b *bank) mark(ctx context.Context, state string) error {
	return b.db.Set(ctx, demoMark, state, app.Record(account.System, "demo.fill", "", "", state))
}
