// Package demo fills an empty embedded database with a small bank: clients, operators, a manager, and talks and applications of
// different ages that went through the rules of live ones. It exists to be looked at; nothing else depends on it.
package demo

import (
	"context"
	"fmt"

	"telemark/app"
	"telemark/app/application"
	"telemark/app/application/workflow"
	"telemark/app/chat"
	"telemark/app/product"
)

// Bank is what the demo needs of the program.
type Bank struct {
	// Add makes a person with the demo's password and returns their id.
	Add func(ctx context.Context, l Login, password string) (id string, err error)
	// Create stores a room with its past.
	Create func(ctx context.Context, c chat.Change) (chat.Change, error)
	// Word stores a canned text.
	Word func(ctx context.Context, t chat.Canned) error
	// Version answers which version of a product is in force on a day.
	Version func(ctx context.Context, slug string, day app.Day) (product.Version, error)
	// Apply stores an application with its past.
	Apply func(ctx context.Context, u application.Update) (application.Application, error)
	// Flow is how applications for products of a kind are decided.
	Flow func(ctx context.Context, kind string) (workflow.Version, error)
}

// Fill makes the bank's people, their talks and their applications; its products and workflows are there already.
func Fill(ctx context.Context, bank Bank) error {
	people := make(map[string]app.Actor)
	for _, l := range Logins() {
		id, err := bank.Add(ctx, l, Password)
		if err != nil {
			return fmt.Errorf("demo person %s: %w", l.Email, err)
		}
		rights := l.Rights()
		people[l.Email] = app.Actor{ID: id, Name: l.Name, Role: l.Role, Duties: rights.Duties, Scope: rights.Scope}
	}
	for i, t := range talks {
		client, operator := people[clients[t.client].Email], people[operators[t.operator].Email]
		past, err := chat.Past(client, operator, t.topic, app.Now().Add(-t.ago), t.steps)
		if err != nil {
			return fmt.Errorf("demo talk %d: %w", i+1, err)
		}
		if _, err := bank.Create(ctx, past); err != nil {
			return fmt.Errorf("demo talk %d: %w", i+1, err)
		}
	}
	for _, t := range texts {
		t.ID = app.NewID()
		if err := bank.Word(ctx, t); err != nil {
			return fmt.Errorf("demo text %s: %w", t.Shortcut, err)
		}
	}
	return apply(ctx, bank, people)
}
