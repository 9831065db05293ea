package main

import (
	"context"

	"telemark/app/account"
	"telemark/app/audit"
	"telemark/app/job"
	"telemark/app/privacy"
	"telemark/app/privacy/source"
	"telemark/app/report"
	"telemark/handlers"
	"telemark/handlers/web"
)

// privacy is what clients ask about their own data, over everything that the bank keeps of people.
func (b *bank) privacy(p handlers.Parts) *privacy.Service {
	return &privacy.Service{
		Store: b.db.Privacy(), Jobs: b.db.Jobs(), Hub: b.hub, Say: web.Translate, Erasing: b.db.Privacy(), Seen: p.Audits.Seen,
		EndSignIn: func(ctx context.Context, client string) error { return p.People.Disable(ctx, account.System, client) },
		Sources: source.All(source.Parts{
			Own: b.db.Own(), People: p.People, Sessions: p.Sessions, Chat: p.Chat, Contact: p.Contact, Notices: p.Notices, Cases: p.Applications, Papers: p.Documents,
		}),
	}
}

// retention is how long the bank keeps what it knows of people.
func (b *bank) retention() *privacy.Retention {
	return &privacy.Retention{Store: b.db.Privacy(), Jobs: b.db.Jobs(), Hub: b.hub}
}

// work does the jobs of the background until ctx ends, and says when it has put down what it was at.
func (b *bank) work(ctx context.Context, p handlers.Parts) (done chan struct{}) {
	runner := &job.Runner{Store: b.db.Jobs(), Handlers: map[string]job.Handler{
		privacy.Kind: p.Privacy.Work, privacy.SubjectKind: p.Privacy.WorkFor, privacy.RetainKind: p.Retention.Work, audit.VerifyKind: p.Audits.Work, audit.ExportKind: p.Audits.WorkExport,
		report.ExportKind: p.Exports.Work,
	}}
	b.hub.Subscribe(job.Topic, runner)
	done = make(chan struct{})
	go func() {
		defer close(done)
		runner.Run(ctx)
	}()
	return done
}
