package product

import (
	"testing"

	"telemark/app"
)

func TestTheLeastPaymentsOfACardEndItsDebt(t *testing.T) {
	v := card(CreditCard, 240_000, CardTerms{MinShare: 50_000, MinPay: 300_00, Cashback: 10_000, CashMax: 200_00},
		Fee{ID: "service", Per: PerYear, Minor: 990_00, InCost: true})
	q := quoted(t, v, Ask{Amount: 100_000_00, Spend: 30_000_00})
	if q.Payment != 7_000_00 { // 2 % of interest and 5 % of the debt
		t.Errorf("first payment %d", q.Payment)
	}
	last := q.Schedule[len(q.Schedule)-1]
	years := int64(last.Number+11) / 12
	if last.Balance != 0 || q.Fees != 990_00*years || q.Total != 100_000_00+q.Interest+q.Fees {
		t.Errorf("%d months: %+v", last.Number, q)
	}
	if q.Effective <= 240_000 {
		t.Errorf("with a fee the full cost is %d", q.Effective)
	}
	if q.Cashback != 12*200_00 {
		t.Errorf("cashback %d", q.Cashback)
	}
	refused(t, v, Ask{Amount: 100, Spend: 101}, "spend", "quote.spend_high")
}

func TestACardWithoutALeastPaymentStillEnds(t *testing.T) {
	q := quoted(t, card(CreditCard, 240_000, CardTerms{}), Ask{Amount: app.MaxAmount})
	if last := q.Schedule[len(q.Schedule)-1]; last.Number != maxTerm || last.Balance != 0 {
		t.Errorf("%+v", last)
	}
}

func TestADebitCardBringsInterestAndCashbackForItsFee(t *testing.T) {
	v := card(DebitCard, 0, CardTerms{Cashback: 15_000, CashMax: 3_000_00, Balance: 50_000}, Fee{Per: PerMonth, Minor: 99_00})
	q := quoted(t, v, Ask{Amount: 36_500_00, Spend: 10_000_00, Start: "2026-11-28"})
	if q.Interest < 1_825_00-6 || q.Interest > 1_825_00+6 || q.Cashback != 1_800_00 || q.Fees != 1_188_00 || q.Total != q.Interest+q.Cashback {
		t.Errorf("%+v", q)
	}
	if q := quoted(t, v, Ask{Amount: 100, Spend: 900_000_00}); q.Cashback != 36_000_00 {
		t.Errorf("cashback %d, more than is paid", q.Cashback)
	}
}

func TestAPremiumIsAPartOfWhatIsInsured(t *testing.T) {
	v := card(Insurance, 4_500, CardTerms{}, Fee{ID: "issue", Per: Once, Minor: 100_00})
	v.Content.Attributes = Attributes{Insurance: &InsuranceTerms{Months: 12}}
	q := quoted(t, v, Ask{Amount: 3_000_000_00})
	if q.Payment != 13_500_00 || q.Total != 13_600_00 || len(q.Schedule) != 1 || q.Schedule[0].Payment != q.Payment {
		t.Errorf("%+v", q)
	}
}
