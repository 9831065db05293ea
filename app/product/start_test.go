package product

import (
	"testing"

	"telemark/app"
)

func TestAPriceLeavesRoomForItsDownPayment(t *testing.T) {
	home := borrow(100_000)
	home.Kind = Mortgage
	for _, c := range []struct{ down, amount, want int64 }{
		{150_000, 6_000_000_00, 7_500_000_00}, // the usual fifth, where less would do
		{500_000, 6_000_000_00, 12_000_000_00},
		{150_000, 6_000_000_01, 7_501_000_00},
		{150_000, 1, 1_000_00},
		{150_000, 0, 0},
		{150_000, app.MaxAmount, app.MaxAmount},
		{0, 6_000_000_00, 0},
	} {
		home.Content.Attributes.Credit.MinDown = c.down
		if got := home.PriceFor(c.amount); got != c.want {
			t.Errorf("%d with %d down: %d, want %d", c.amount, c.down, got, c.want)
		}
	}
}

func TestTheCalculatorBeginsInEachCurrencyOfAProduct(t *testing.T) {
	v := save(100_000)
	yuan := v.Content.Tariffs[0]
	yuan.Currency, yuan.Cells = app.CNY, []Cell{{AmountLo: 1_000_00, AmountHi: 5_000_00, TermLo: 18, TermHi: 24, Rate: 30_000}}
	v.Content.Tariffs = append(v.Content.Tariffs, yuan)
	ask := v.DefaultAskIn(app.CNY, "2026-11-28")
	if ask.Currency != app.CNY || ask.Amount != 5_000_00 || ask.Term != 18 || ask.Payout != Monthly {
		t.Errorf("begins with %+v", ask)
	}
	quoted(t, v, ask)
	if _, err := v.Quote(v.DefaultAskIn("XXX", "2026-11-28")); app.KindOf(err) != app.Invalid {
		t.Errorf("in no currency: %v", err)
	}
}
