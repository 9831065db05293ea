package demo

import "telemark/app/calendar"

// Hours are those of the demo bank, which never closes: it is looked at whenever somebody has time.
func Hours() calendar.Book { return calendar.Always(2) }
