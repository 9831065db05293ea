package product

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"telemark/app"
)

// lend is a version of one cell whose rate, term and grace are of any size, and whose small ones are as likely as large ones.
func lend(dice *rand.Rand) Version {
	v := borrow(app.Rate(math.Exp(dice.Float64() * math.Log(float64(whole)))))
	c := &v.Content.Tariffs[0].Cells[0]
	c.TermLo = 1 + dice.IntN(3)*dice.IntN(200)
	c.TermHi = min(c.TermLo+int(math.Exp(dice.Float64()*math.Log(600))), maxTerm)
	v.Content.Attributes.Credit.Grace = dice.IntN(3) * dice.IntN(13)
	return v
}

func drifts(v Version) bool {
	return v.Content.Tariffs[0].Cells[0].drifts(*v.Content.Attributes.Credit)
}

// ask is one that a cell can answer with a month and any amount more: mostly for its longest terms, of a minor unit and above.
func (c Cell) ask(dice *rand.Rand) Ask {
	return Ask{
		Amount: 1 + dice.Int64N(3)*int64(math.Exp(dice.Float64()*math.Log(1e10))), Term: max(c.TermHi-1-dice.IntN(2)*dice.IntN(c.TermHi), c.TermLo),
		Method: []Method{Annuity, Differentiated}[dice.IntN(2)],
	}
}

func TestAThousandMoreNeverCostsLessOfWhatCanBePublished(t *testing.T) {
	dice := rand.New(rand.NewPCG(353, 6))
	let := 0
	for range 800 {
		v := lend(dice)
		if drifts(v) {
			continue
		}
		let++
		for range 8 {
			ask := v.Content.Tariffs[0].Cells[0].ask(dice)
			more := ask
			more.Amount += moreMoney + dice.Int64N(2)*dice.Int64N(1_000_00)
			if less, got := quoted(t, v, ask), quoted(t, v, more); got.Interest < less.Interest {
				t.Errorf("%d with %d of grace: %d interest on %+v, %d on %+v", less.Rate, v.Content.Attributes.Credit.Grace, less.Interest, ask, got.Interest, more)
			}
		}
	}
	if let < 400 {
		t.Errorf("only %d cells were let through", let)
	}
}

// The promise would be wrong without the refusal: this cell is refused, and some of its credits cost less than smaller ones.
func TestWhatIsRefusedForItsRoundingBreaksThePromise(t *testing.T) {
	v := borrow(500_000)
	v.Content.Tariffs[0].Cells[0].TermHi = 360
	if !drifts(v) {
		t.Error("it isn't refused")
	}
	broken := 0
	for n := range int64(100) {
		ask := Ask{Amount: 1_000_000_00 + 1_00*n, Term: 360, Method: Annuity}
		more := ask
		more.Amount += moreMoney
		if quoted(t, v, more).Interest < quoted(t, v, ask).Interest {
			broken++
		}
	}
	if broken == 0 {
		t.Error("it keeps the promise")
	}
}

func TestAMonthMoreNeverCostsLess(t *testing.T) {
	dice := rand.New(rand.NewPCG(5, 31))
	for range 1000 {
		v := lend(dice) // refused or not
		ask := v.Content.Tariffs[0].Cells[0].ask(dice)
		longer := ask
		longer.Term = min(ask.Term+1, v.Content.Tariffs[0].Cells[0].TermHi)
		if short, got := quoted(t, v, ask), quoted(t, v, longer); got.Interest < short.Interest {
			t.Errorf("%d with %d of grace: %d interest on %+v, %d for a month more", short.Rate, v.Content.Attributes.Credit.Grace, short.Interest, ask, got.Interest)
		}
	}
}

func TestRoundingChangesTheInterestByNoMoreThanItsDrift(t *testing.T) {
	dice := rand.New(rand.NewPCG(9, 8))
	for range 1000 {
		v := lend(dice)
		ask := v.Content.Tariffs[0].Cells[0].ask(dice)
		q := quoted(t, v, ask)
		p := plan(ask.Method, q.Rate, ask.Term, v.Content.Attributes.Credit.Grace)
		exact := float64(ask.Amount) * p.price()
		if got := float64(q.Interest); math.Abs(got-exact) > p.drift()+exact*1e-9+1e-6 {
			t.Errorf("%+v at %d: %.0f, exact %.2f, drift %.2f", ask, q.Rate, got, exact, p.drift())
		}
	}
}

func TestTheLongestTermIsTheHardest(t *testing.T) {
	for _, method := range []Method{Annuity, Differentiated} {
		for _, rate := range []app.Rate{1, 100, 10_000, 145_000, 300_000, whole} {
			for _, grace := range []int{0, 1, 12} {
				before := 0.0
				for term := grace + 2; term <= maxTerm; term++ {
					r := plan(method, rate, term, grace)
					now := r.drift() / r.price()
					if now < before*(1-1e-6) {
						t.Fatalf("%s at %d with %d of grace: %v of the price after %d months, %v a month earlier", method, rate, grace, now, term, before)
					}
					before = now
				}
			}
		}
	}
}

func TestRealCreditsCanBePublished(t *testing.T) {
	for _, tt := range []struct {
		rate    app.Rate
		term    int
		refused bool
	}{
		{0, 600, false},
		{1_000, 60, false}, // 0.1 %, as where the seller pays the interest
		{1_000_000, 120, false},
		{310_000, 360, false},
		{320_000, 360, true},
		{1_000_000, 600, true},
		{200, 60, true}, // half a kopeck a month is more than the interest on a thousand
	} {
		v := borrow(tt.rate)
		v.Content.Tariffs[0].Cells[0].TermHi = tt.term
		if drifts(v) != tt.refused {
			t.Errorf("%d for %d months: refused is %v", tt.rate, tt.term, !tt.refused)
		}
	}
	v := sound()
	v.Kind, v.Content.Attributes = Loan, Attributes{Credit: &CreditTerms{Methods: []Method{Annuity}}}
	v.Content.Tariffs[0].Cells[2].Rate, v.Content.Tariffs[0].Cells[2].TermHi = 500_000, 360
	if got := said(v.Check()); !slices.Contains(got, "tariffs.0.cells.2.term_hi product.rounding") {
		t.Errorf("published all the same: %v", got)
	}
}

func TestABiggerLimitOfACardNeverCostsLess(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 7))
	for range 300 {
		v := card(CreditCard, app.Rate(dice.IntN(1_000_000)), CardTerms{MinShare: 1 + dice.Int64N(200_000), MinPay: dice.Int64N(1_000_00)})
		ask := Ask{Amount: 1 + dice.Int64N(1_000_000_00)}
		more := ask
		more.Amount++
		if less, got := quoted(t, v, ask).Interest, quoted(t, v, more).Interest; got < less {
			t.Errorf("%+v: %d, and %d on one more", ask, less, got)
		}
	}
}
