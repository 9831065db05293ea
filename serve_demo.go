package main

import (
	"context"
	"fmt"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/chat"
	"telemark/app/demo"
)

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
	if err := demo.Workflows(ctx, b.workflows); err != nil {
		return err
	}
	people := map[string]app.Actor{}
	word := func(ctx context.Context, t chat.Canned) error {
		return b.db.Chat().SaveCanned(ctx, t, true, app.Record(account.System, "chat.canned_add", t.ID, "", t.Shortcut))
	}
	err = demo.Fill(ctx, demo.Bank{Flow: b.workflows.InForce, Create: b.db.Chat().Create, Word: word, Version: b.products.AsOf, Apply: b.applications.Store.Create, Add: func(ctx context.Context, l demo.Login, password string) (string, error) {
		draft := account.Draft{Name: l.Name, Email: l.Email, Password: password, Lang: l.Lang}
		p, err := b.people.AddWith(ctx, account.System, l.Role, l.Rights(), draft)
		people[l.Email] = app.Actor{ID: p.ID, Name: p.Name, Role: l.Role, Duties: p.Rights.Duties, Scope: p.Rights.Scope}
		return p.ID, err
	}})
	if err != nil {
		return err
	}
	actor := func(email string) app.Actor { return people[email] }
	if err := demo.Staff(ctx, b.people, actor); err != nil {
		return err
	}
	desk := demo.Desk{Products: b.products, Approvals: b.approvals, Actor: actor}
	if err := demo.Approvals(ctx, desk); err != nil {
		return err
	}
	return b.mark(ctx, filled)
}

func (b *bank) mark(ctx context.Context, state string) error {
	return b.db.Set(ctx, demoMark, state, app.Record(account.System, "demo.fill", "", "", state))
}
