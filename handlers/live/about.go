package live

import (
	"time"

	"telemark/app/chat"
	"telemark/handlers/web"
)

// Subject is what a room is about, in the reader's words: the product, and the figures that stood on the client's page.
type Subject struct {
	Name    string
	Number  string   // of the application
	Figures []string // "1,000,000 ₽", "12 months", "14.5 %"
}

// NewSubject puts what a room is about into the reader's words; zero when there is nothing but its topic.
func NewSubject(s web.Shell, a *chat.About) Subject {
	if a == nil {
		return Subject{}
	}
	subject := Subject{Name: a.Name(s.Lang), Number: a.Number}
	if a.Amount > 0 {
		subject.Figures = append(subject.Figures, s.Money(a.Amount, a.Currency))
	}
	if a.Term > 0 {
		subject.Figures = append(subject.Figures, s.Months(a.Term))
	}
	if a.Rate > 0 {
		subject.Figures = append(subject.Figures, s.Rate(a.Rate))
	}
	if a.Payment > 0 {
		subject.Figures = append(subject.Figures, s.T("room.payment", "Sum", s.MoneyCents(a.Payment, a.Currency)))
	}
	return subject
}

// Opening says when the centre opens, by the reader's clock.
func Opening(s web.Shell, at time.Time) string {
	switch s.Day(at) {
	case s.Day(s.Now):
		return s.T("centre.opens_today", "Time", s.Clock(at))
	case s.Day(s.Now.AddDate(0, 0, 1)):
		return s.T("centre.opens_tomorrow", "Time", s.Clock(at))
	}
	return s.T("centre.opens_on", "Day", s.Day(at), "Time", s.Clock(at))
}
