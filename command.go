package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"golang.org/x/term"

	"telemark/app"
	"telemark/app/account"
	"telemark/app/health"
	"telemark/app/store"
	"telemark/handlers/web"
)

type migrate struct {
	DryRun bool `help:"Say which files would be applied and change nothing."`
}

// Run brings the schema up to date with the login that may.
func (m migrate) Run(ctx context.Context) error {
	c, err := settings()
	if err != nil {
		return err
	}
	db, err := opened(ctx, c.MigrateSetting(), store.Config{URL: c.Migrate.URL.Reveal(), Key: c.DatabaseKey})
	if err != nil {
		return err
	}
	err = m.migrate(ctx, db)
	return errors.Join(err, db.Close())
}

// migrate says what will be done before it does it, and what was done: another process may have been faster with a part of it.
func (m migrate) migrate(ctx context.Context, db *store.DB) error {
	plan, err := db.Plan(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("%d pending\n", len(plan.Files))
	for _, name := range plan.Files {
		late := ""
		if slices.Contains(plan.Late, name) {
			late = ", late: the database has one with a higher number"
		}
		fmt.Println("pending " + name + late)
	}
	if len(plan.Newer) > 0 {
		return fmt.Errorf("the database has the migrations %v, which this program doesn't know: a newer one has migrated it", plan.Newer)
	}
	if m.DryRun {
		return nil
	}
	applied, err := db.Migrate(ctx)
	for _, name := range applied {
		fmt.Println("applied " + name)
	}
	if err == nil && len(applied) == 0 {
		fmt.Println("nothing to do")
	}
	return err
}

type userAdd struct {
	Role  string `required:"" enum:"client,operator,manager" help:"One of client, operator, manager."`
	Email string `required:"" help:"The sign-in name."`
	Name  string `required:"" help:"As others see it."`

	Duties []string `enum:"author,approver,underwriter,supervisor,auditor,administrator" help:"What a manager is trusted with, all by default."`
}

// Run makes a person; staff set up their second factor at the first sign-in.
func (u userAdd) Run(ctx context.Context) error {
	password, err := readPassword()
	if err != nil {
		return err
	}
	rights := app.Usual(app.Role(u.Role))
	if len(u.Duties) > 0 {
		rights.Duties, _ = app.ParseDuties(strings.Join(u.Duties, " "))
	}
	return withPeople(ctx, func(people *account.Service) error {
		p, err := people.AddWith(ctx, account.System, app.Role(u.Role), rights, account.Draft{Name: u.Name, Email: u.Email, Password: password})
		if err == nil {
			fmt.Printf("%s is %s now\n", p.Email, p.Role)
		}
		return err
	})
}

type userDisable struct {
	Email string `required:"" help:"Whose sign-in to disable."`
}

// Run disables a person and ends their sessions.
func (u userDisable) Run(ctx context.Context) error {
	return withPeople(ctx, func(people *account.Service) error {
		_, err := people.DisableByEmail(ctx, account.System, u.Email)
		return err
	})
}

func withPeople(ctx context.Context, do func(*account.Service) error) error {
	b, err := open(ctx, false)
	if err != nil {
		return err
	}
	err = plain(do(b.people))
	b.hub.Close()
	return errors.Join(err, b.db.Close())
}

// readPassword asks at a terminal without showing what is typed, and reads a line of anything else.
func readPassword() (string, error) {
	if in := int(os.Stdin.Fd()); term.IsTerminal(in) {
		fmt.Fprint(os.Stderr, "Password: ")
		typed, err := term.ReadPassword(in)
		fmt.Fprintln(os.Stderr)
		return string(typed), err
	}
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if line = strings.TrimRight(line, "\r\n"); line == "" && err != nil {
		return "", fmt.Errorf("reading the password from standard input: %w", err)
	}
	return line, nil
}

type check struct{}

// Run looks at everything and prints a line for each item.
func (check) Run(ctx context.Context) error {
	b, err := open(ctx, false)
	if err != nil {
		return err
	}
	red := false
	for _, i := range b.health.Look(ctx) {
		fmt.Printf("%-8s %-12s %s\n", i.State, i.ID, i.Evidence)
		if i.Advice.ID != "" {
			fmt.Printf("%-8s %-12s %s\n", "", "", say(i.Advice))
		}
		red = red || i.State == health.Red || i.Bad()
	}
	b.hub.Close()
	if err := b.db.Close(); err != nil {
		return err
	}
	if red {
		return errors.New("something is red")
	}
	return nil
}

// say puts a text into the language of the command line.
func say(t app.Text) string { return web.Translate("en", t) }

// plain says a refusal in words; other errors stay as they are.
func plain(err error) error {
	e, ok := errors.AsType[*app.Error](err)
	if !ok || e.Kind == app.Internal {
		return err
	}
	if len(e.Fields) == 0 {
		return errors.New(say(e.Text))
	}
	var lines []string
	for _, f := range e.Fields {
		lines = append(lines, f.Name+": "+say(f.Text))
	}
	return errors.New(strings.Join(lines, "\n"))
}
