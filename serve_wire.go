package main

import (
	"context"
	"fmt"
	"time"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/application"
	"telemark/app/application/workflow"
	"telemark/app/approval"
	"telemark/app/calendar"
	"telemark/app/chat"
	"telemark/app/contact"
	"telemark/app/health"
	"telemark/app/hub"
	"telemark/app/notice"
	"telemark/app/product"
	"telemark/app/report"
	"telemark/app/scan"
	"telemark/app/secret"
	"telemark/app/session"
	"telemark/app/setting"
	"telemark/app/signon"
	"telemark/app/view"
	"telemark/handlers"
	"telemark/handlers/web"
)

// wire makes the parts of the bank and hands each what it leans on.
func (b *bank) wire(ctx context.Context, isDemo bool) (err error) {
	c := b.config
	b.hub = hub.New()
	if c.NATSURL != "" {
		if b.hub, err = hub.NATS(c.NATSURL.Reveal(), c.NATSCreds.Reveal()); err != nil {
			return fmt.Errorf("NATS_URL: %w", err)
		}
	}
	b.settings = &setting.Service{Store: b.db, Say: web.Translate}
	if !isDemo {
		b.settings.UsualEntry = app.Entry{Forced: app.ForcedAll(), Single: true}
	}
	if b.sessions, err = session.NewKeeper(b.db.Sessions(), b.hub, c.SessionKeys, c.HTTPS(), b.settings.Entry); err != nil {
		return err
	}
	sealer, err := secret.NewSealer(c.ColumnKeys...)
	if err != nil {
		return err
	}
	b.people = account.New(b.db.Accounts(), account.Options{
		Hub: b.hub, Hasher: secret.NewHasher(hashesAtOnce, secret.Standard), Chosen: secret.NewHasher(chosenAtOnce, secret.Standard),
		Sealer: sealer, Policy: b.settings.Entry, Kinds: product.KindWords(),
		Refused: func(string) { b.metrics.LoginFailed() },
	})
	if err := b.wireSignOn(); err != nil {
		return err
	}
	b.calendar = calendar.NewService(b.db.Calendar(), app.Zone())
	if err := b.wireNotices(); err != nil {
		return err
	}
	b.approvals = &approval.Service{Store: b.db.Approvals()}
	b.products = &product.Service{Store: b.db.Products(), Approvals: b.approvals}
	b.contact = &contact.Service{Store: b.db.Contact(), Hub: b.hub, Calendar: b.calendar, Approvals: b.approvals}
	b.approvals.Register(b.products.Publishers())
	b.approvals.Register(b.contact.Publishers())
	b.affected = application.Affected{Store: b.db.Applications(sealer)}
	b.workflows = &workflow.Service{Store: b.db.Workflows(), Approvals: b.approvals}
	b.approvals.Register(b.workflows.Publishers())
	b.applications = &application.Service{Store: b.db.Applications(sealer), Products: b.products, Flows: b.workflows, Hub: b.hub, StuckFor: b.stuckFor}
	if err := b.wireDocuments(); err != nil {
		return err
	}
	b.people.HandsOver(map[string]account.Work{
		account.Rooms: b.chat(), account.Callbacks: b.contact, account.Applications: b.applications,
	})
	b.health = &health.Service{Probes: b.probes()}
	return nil
}

// wireSignOn lets the bank's people in by the provider of OIDC_ISSUER.
func (b *bank) wireSignOn() error {
	o := b.config.OIDC
	if o.Issuer == "" {
		return nil
	}
	mapping, err := signon.ParseMapping(o.Roles)
	if err != nil {
		return fmt.Errorf("OIDC_ROLES: %w", err)
	}
	b.provider, err = signon.New(signon.Options{
		Issuer: o.Issuer, ClientID: o.ClientID, ClientSecret: o.ClientSecret.Reveal(), Redirect: b.config.Origin() + handlers.SignOnCallback,
		Scopes: o.Scopes, GroupsClaim: o.GroupsClaim, Mapping: mapping, Keys: b.config.SessionKeys,
	})
	return err
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
	b.notices = &notice.Service{Store: b.db.Notices(), Base: c.Origin(), Say: web.Translate, Wording: b.wording}
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

// answerGoal is the service level, and stuckFor how long an application may stand still: both are settings.
func (b *bank) answerGoal(ctx context.Context) (time.Duration, error) {
	l, err := b.settings.Levels(ctx)
	return l.Answer, err
}

func (b *bank) stuckFor(ctx context.Context) (time.Duration, error) {
	l, err := b.settings.Levels(ctx)
	return l.Stuck, err
}

// wording is how the bank has the letter of an answer read, or the usual words.
func (b *bank) wording(ctx context.Context, lang string, values map[string]string) (subject, body string, err error) {
	l, err := b.settings.Letter(ctx, lang)
	l = l.Fill(values)
	return l.Subject, l.Body, err
}

// These bound how much memory and time passwords can take: 19 MiB and 50 ms each.
const (
	hashesAtOnce = 3 // of sign-ins
	chosenAtOnce = 2 // of new passwords
)

// reports are the figures and the files that are made of them.
func (b *bank) reports() *report.Exports {
	store := b.db.Reports()
	return &report.Exports{Report: &report.Service{Store: store, Goal: b.answerGoal}, Store: store, Jobs: b.db.Jobs(), Hub: b.hub, Say: web.Translate, Tables: map[string]report.Table{
		product.SheetName: product.Sheet{Service: b.products, Say: web.Translate},
	}}
}

func (b *bank) chat() *chat.Service {
	return &chat.Service{Store: b.db.Chat(), Hub: b.hub, Hours: b.calendar}
}

func (b *bank) parts(isDemo bool) handlers.Parts {
	return handlers.Parts{
		Chat: b.chat(), Hub: b.hub, People: b.people, Provider: b.provider, Sessions: b.sessions,
		Contact: b.contact,
		Notices: b.notices, Settings: b.settings, Calendar: b.calendar,
		Report: b.reports().Report, Exports: b.reports(), Health: b.health, Metrics: b.metrics, Closing: b.closing.Load,
		Products: b.products, Applications: b.applications, Documents: b.documents, Audits: b.audits(), Retention: b.retention(),
		Approvals: b.approvals, Workflows: b.workflows, Views: &view.Service{Store: b.db.Views()},
		Glass: &approval.Glass{Store: b.db.Emergencies()}, Affected: b.affected,
		Origin: b.config.Origin(), OriginSet: b.config.PublicSet, HTTPS: b.config.HTTPS(), Proxies: b.config.Proxies,
		MetricsToken: b.config.MetricsToken.Reveal(), Demo: isDemo,
	}
}
