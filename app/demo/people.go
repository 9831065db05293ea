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

	Duties app.Duties // of a manager; all when none are given
}

// Clients and staff of the demo bank; talks name them by their index.
var (
	clients = []Login{
		{"client@demo.telemark", "Марина Ковалёва", app.Client, "ru", 0},
		{"sergey@demo.telemark", "Сергей Петров", app.Client, "ru", 0},
		{"julia@demo.telemark", "Julia Hartmann", app.Client, "en", 0},
		{"pavel@demo.telemark", "Павел Орлов", app.Client, "ru", 0},
		{"irina@demo.telemark", "Ирина Белова", app.Client, "ru", 0},
		{"dana@demo.telemark", "Dana Brooks", app.Client, "en", 0},
		{"alexey@demo.telemark", "Алексей Мухин", app.Client, "ru", 0},
		{"thomas@demo.telemark", "Thomas Reed", app.Client, "en", 0},
		{"olga@demo.telemark", "Ольга Самойлова", app.Client, "ru", 0},
		{"oleg@demo.telemark", "Oleg Winter", app.Client, "en", 0},
		{"timur@demo.telemark", "Тимур Галиев", app.Client, "ru", 0},
		{"client2@demo.telemark", "Nora Fields", app.Client, "en", 0},
	}
	operators = []Login{
		{"operator@demo.telemark", "Anna Sokolova", app.Operator, "", 0},
		{"operator2@demo.telemark", "Екатерина Лебедева", app.Operator, "ru", 0},
		{"operator3@demo.telemark", "Mei Tanaka", app.Operator, "en", 0},
		{"operator4@demo.telemark", "Jonas Lind", app.Operator, "en", 0},
	}
	managers = []Login{
		{"manager@demo.telemark", "Erik Holm", app.Manager, "", 0},
		{"author@demo.telemark", "Виктория Зимина", app.Manager, "ru", app.Author},
		{"approver@demo.telemark", "Henrik Dahl", app.Manager, "en", app.Approver},
		{"supervisor@demo.telemark", "Лариса Полякова", app.Manager, "ru", app.Supervisor},
		{"underwriter@demo.telemark", "Ольга Ермакова", app.Manager, "ru", app.Underwriter},
	}
)

// Rights are what the person is trusted with.
func (l Login) Rights() app.Rights {
	r := app.Usual(l.Role)
	if l.Duties != 0 {
		r.Duties = l.Duties
	}
	return r
}

// Logins are all people of the demo bank, clients first.
func Logins() []Login {
	all := make([]Login, 0, len(clients)+len(operators)+len(managers))
	return append(append(append(all, clients...), operators...), managers...)
}
