package demo

import "telemark/app"

// Password is that of every login of the demo bank.
const Password = "ski-two-tracks"

// Login is a person of the demo bank.
type Login struct {
	Email string
	Name  string
	Role  app.Role
	Lang  string
}

// Clients and staff of the demo bank; talks name them by their index.
var (
	clients = []Login{
		{"client@demo.telemark", "Марина Ковалёва", app.Client, "ru"},
		{"sergey@demo.telemark", "Сергей Петров", app.Client, "ru"},
		{"julia@demo.telemark", "Julia Hartmann", app.Client, "en"},
		{"pavel@demo.telemark", "Павел Орлов", app.Client, "ru"},
		{"irina@demo.telemark", "Ирина Белова", app.Client, "ru"},
		{"dana@demo.telemark", "Dana Brooks", app.Client, "en"},
		{"alexey@demo.telemark", "Алексей Мухин", app.Client, "ru"},
		{"thomas@demo.telemark", "Thomas Reed", app.Client, "en"},
		{"olga@demo.telemark", "Ольга Самойлова", app.Client, "ru"},
		{"oleg@demo.telemark", "Oleg Winter", app.Client, "en"},
		{"timur@demo.telemark", "Тимур Галиев", app.Client, "ru"},
		{"client2@demo.telemark", "Nora Fields", app.Client, "en"},
	}
	operators = []Login{
		{"operator@demo.telemark", "Anna Sokolova", app.Operator, ""},
		{"operator2@demo.telemark", "Екатерина Лебедева", app.Operator, "ru"},
		{"operator3@demo.telemark", "Mei Tanaka", app.Operator, "en"},
		{"operator4@demo.telemark", "Jonas Lind", app.Operator, "en"},
	}
	managers = []Login{
		{"manager@demo.telemark", "Erik Holm", app.Manager, ""},
	}
)

// Logins are all people of the demo bank, clients first.
func Logins() []Login {
	all := make([]Login, 0, len(clients)+len(operators)+len(managers))
	return append(append(append(all, clients...), operators...), managers...)
}
