package product

import "telemark/app"

// principal names the part of a debt that a month's instalment takes.
type principal = func(number int, debt, interest int64) int64

// after lets the principal rest for the grace months.
func after(grace int, share principal) principal {
	return func(number int, debt, interest int64) int64 {
		if number <= grace {
			return 0
		}
		return share(number, debt, interest)
	}
}

// repay makes the schedule of a debt: each month its interest, and the part of it that share names for the month. The last of
// the term's months takes whatever is left; a debt that is gone earlier ends the schedule.
func repay(debt int64, rate app.Rate, start app.Day, term int, share principal) []Row {
	rows := make([]Row, 0, term+1)
	for n := 1; n <= term && debt > 0; n++ {
		interest, paid := month(debt, rate), debt
		if n < term {
			paid = min(share(n, debt, interest), debt)
		}
		debt -= paid
		rows = append(rows, Row{
			Number: n, Day: start.AddMonths(n), Payment: interest + paid, Interest: interest, Principal: paid, Balance: debt,
		})
	}
	return rows
}

// owe takes over the figures of a schedule of instalments.
func (q *Quote) owe(rows []Row) {
	for i, row := range rows {
		if i == 0 {
			q.Payment = row.Payment
		}
		q.Last = row.Payment
		q.Highest = max(q.Highest, row.Payment)
		q.Interest += row.Interest
		q.Total += row.Payment
	}
	q.Schedule = rows
}
