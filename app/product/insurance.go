package product

// insurance counts the premium of one policy: the cell's part of the amount insured, due at the start together with all fees of
// the policy's months.
func (q *Quote) insurance(terms InsuranceTerms, fees []Fee) error {
	q.Payment = part(q.Ask.Amount, q.Rate)
	q.Last, q.Highest = q.Payment, q.Payment
	if err := q.keep(fees, min(max(terms.Months, 1), maxTerm)); err != nil {
		return err
	}
	q.Total = q.Payment + q.Fees
	q.Schedule = []Row{{Day: q.Ask.Start, Payment: q.Payment, Fees: q.Fees}}
	return nil
}
