package product

import (
	"math"
	"testing"

	"github.com/shopspring/decimal"

	"telemark/app"
)

// The figures of this file are printed in textbooks, regulations and manuals; source says where. OpenStax rounds what is paid up to
// the next cent where we round to the nearest: its instalments and interest are compared so ("up").

const (
	openstax = "D. Kirk and others, Contemporary Mathematics, OpenStax 2023, ISBN 978-1-951693-68-8, "
	excel    = "Microsoft Support, Excel functions, support.microsoft.com/en-us/excel/"
	dax      = "Microsoft Learn, DAX reference, learn.microsoft.com/en-us/dax/"
	regZ     = "12 CFR 1026 (Regulation Z), Appendix J (c), consumerfinance.gov/rules-policy/regulations/1026/j/, example "
	ec98     = "Directive 98/7/EC (OJ L 101, 1.4.1998), Annex III, A, "
)

// borrow is a version with one cell that lends anything in dollars, at a rate.
func borrow(rate app.Rate, fees ...Fee) Version {
	return Version{
		Product: Product{Slug: "example", Kind: Loan}, Number: 1,
		Content: Content{
			Attributes: Attributes{Credit: &CreditTerms{Methods: []Method{Annuity, Differentiated}}},
			Tariffs: []Tariff{{
				Currency: app.USD, Fees: fees,
				Cells: []Cell{{AmountLo: 1, AmountHi: app.MaxAmount, TermLo: 1, TermHi: 600, Rate: rate}},
			}},
		},
	}
}

func quoted(t *testing.T, v Version, ask Ask) Quote {
	t.Helper()
	if ask.Currency == "" {
		ask.Currency = app.USD
	}
	if ask.Start == "" {
		ask.Start = "2026-11-28"
	}
	q, err := v.Quote(ask)
	if err != nil {
		t.Fatalf("%+v: %v", ask, err)
	}
	return q
}

func TestInstalmentsAreThoseThatArePublished(t *testing.T) {
	for _, tt := range []struct {
		source string
		amount int64 // whole
		rate   app.Rate
		months int
		want   int64 // cents
		up     int64 // by which the source rounds up
	}{
		{excel + "pmt-function: PMT(8%/12,10,10000)", 10_000, 80_000, 10, 1037_03, 0},
		{openstax + "6.8, loan for a car", 28_500, 39_900, 60, 524_75, 1},
		{openstax + "6.8, loan for a home", 136_700, 57_500, 180, 1135_18, 1},
		{openstax + "6.8, amortization table of $10,000", 10_000, 47_500, 240, 64_62, 0},
		{openstax + "6.11, car of $31,885", 31_885, 29_000, 60, 571_52, 0},
		{openstax + "6.11, car of $22,778", 22_778, 45_000, 72, 361_58, 0},
		{openstax + "6.11, used car", 16_990, 75_000, 36, 528_50, 1},
		{openstax + "6.12, Evan's mortgage", 132_650, 48_000, 360, 695_97, 0},
		{openstax + "6.12, Cassandra's mortgage", 99_596, 53_500, 360, 556_16, 0},
		{openstax + "6.12, amortization table of $165,900", 165_900, 56_100, 360, 953_44, 0},
		{"Claris FileMaker Pro Help, PMT, help.claris.com/en/pro-help/content/pmt.html: a sports car", 21_000, 69_000, 48, 501_90, 0},
	} {
		q := quoted(t, borrow(tt.rate), Ask{Amount: tt.amount * 100, Term: tt.months})
		if q.Payment+tt.up != tt.want {
			t.Errorf("%s: %d, want %d", tt.source, q.Payment, tt.want)
		}
	}
}

// TestRowsOfSchedulesAreThoseThatArePublished: each of our rows is rounded to the cent, where the sources round only what they
// print, so sums over many rows may differ by as many half cents.
func TestRowsOfSchedulesAreThoseThatArePublished(t *testing.T) {
	interest := func(r Row) int64 { return r.Interest }
	principal := func(r Row) int64 { return r.Principal }
	balance := func(r Row) int64 { return r.Balance }
	for _, tt := range []struct {
		source   string
		amount   int64
		rate     app.Rate
		months   int
		from, to int // rows added up
		figure   func(Row) int64
		want     int64
		within   int64
	}{
		{dax + "ipmt-function-dax: IPMT(0.1/12,1,36,8000)", 8_000, 100_000, 36, 1, 1, interest, 66_67, 0},
		{dax + "ppmt-function-dax: PPMT(0.1/12,1,24,2000)", 2_000, 100_000, 24, 1, 1, principal, 75_62, 0},
		{excel + "cumipmt-function: CUMIPMT(9%/12,360,125000,1,1,0)", 125_000, 90_000, 360, 1, 1, interest, 937_50, 0},
		{excel + "cumipmt-function: CUMIPMT(9%/12,360,125000,13,24,0)", 125_000, 90_000, 360, 13, 24, interest, 11_135_23, 6},
		{excel + "cumprinc-function: CUMPRINC(9%/12,360,125000,1,1,0)", 125_000, 90_000, 360, 1, 1, principal, 68_28, 0},
		{excel + "cumprinc-function: CUMPRINC(9%/12,360,125000,13,24,0)", 125_000, 90_000, 360, 13, 24, principal, 934_11, 6},
		{openstax + "6.8, interest of payment 10", 10_000, 47_500, 240, 10, 10, interest, 38_68, 0},
		{openstax + "6.8, balance after month 15", 10_000, 47_500, 240, 15, 15, balance, 9_613_83, 2},
		{openstax + "6.8, interest until payment 18", 10_000, 47_500, 240, 1, 18, interest, 697_01, 9},
		{openstax + "6.12, balance after payment 170", 165_900, 56_100, 360, 170, 170, balance, 119_873_35, 100},
		{openstax + "6.12, principal of payment 175", 165_900, 56_100, 360, 175, 175, principal, 400_44, 1},
		{openstax + "6.12, interest of payment 180", 165_900, 56_100, 360, 180, 180, interest, 543_56, 1},
		{openstax + "6.8, interest of Irena's loan", 15_000, 63_300, 60, 1, 60, interest, 2_537_96, 10},
	} {
		q := quoted(t, borrow(tt.rate), Ask{Amount: tt.amount * 100, Term: tt.months})
		var got int64
		for _, row := range q.Schedule[tt.from-1 : tt.to] {
			got += tt.figure(row)
		}
		if got < tt.want-tt.within || got > tt.want+tt.within {
			t.Errorf("%s: %d, want %d ± %d", tt.source, got, tt.want, tt.within)
		}
	}
}

func TestTotalsWithFeesAreThosePublished(t *testing.T) {
	q := quoted(t, borrow(63_300, Fee{ID: "issue", Per: Once, Minor: 750_00, InCost: true}), Ask{Amount: 15_000_00, Term: 60})
	if got, want := q.Interest+q.Fees, int64(3_287_96); got < want-10 || got > want+10 {
		t.Errorf("%s6.8, cost of finance of Irena's loan: %d, want %d", openstax, got, want)
	}
	q = quoted(t, borrow(53_500), Ask{Amount: 99_596_00, Term: 360})
	if got, want := q.Payment*360, int64(200_217_60); got != want {
		t.Errorf("%s6.12, Cassandra's total: %d, want %d", openstax, got, want)
	}
}

func TestAnExamsDifferentiatedLoanIsThatPublished(t *testing.T) {
	const source = "Unified State Exam of Russia, mathematics, solved at znanija.site/matematika/12416410.html: 1,200,000 for 24 months at 2 % a month"
	q := quoted(t, borrow(240_000), Ask{Amount: 1_200_000_00, Term: 24, Method: Differentiated})
	var first int64
	for _, row := range q.Schedule[:12] {
		first += row.Payment
	}
	if first != 822_000_00 || q.Total != 1_500_000_00 {
		t.Errorf("%s: %d in the first year and %d in all, want 822,000 and 1,500,000", source, first, q.Total)
	}
}

func TestRatesOfFlowsAreThoseThatArePublished(t *testing.T) {
	equal := func(n int, amount int64) []int64 {
		flows := make([]int64, n)
		for i := range flows {
			flows[i] = amount
		}
		return flows
	}
	with := func(flows []int64, at map[int]int64) []int64 {
		for n, amount := range at {
			flows[n-1] = amount
		}
		return flows
	}
	for _, tt := range []struct {
		source   string
		received int64
		paid     []int64
		year     func(i float64) float64
		want     float64 // per cent, as printed
	}{
		{regZ + "(1)(i)", 5_000_00, equal(24, 230_00), nominal, 9.69},
		{regZ + "(2)(i)", 5_000_00, with(equal(24, 230_00), map[int]int64{1: 250_00}), nominal, 10.08},
		{regZ + "(3)(i)", 5_000_00, with(equal(24, 230_00), map[int]int64{24: 280_00}), nominal, 10.50},
		{regZ + "(4)(i)", 5_000_00, with(equal(24, 230_00), map[int]int64{1: 250_00, 24: 280_00}), nominal, 10.90},
		{ec98 + "third example", 1_000_00, with(equal(24, 0), map[int]int64{12: 600_00, 24: 600_00}), compounded, 13.07},
	} {
		i, ok := periodRate(tt.received, tt.paid)
		if got := tt.year(i) * 100; !ok || math.Abs(got-tt.want) > 0.005 {
			t.Errorf("%s: %.4f %%, want %.2f %%", tt.source, got, tt.want)
		}
		if i*12*100-float64(fullCost(i))/1e4 > 0.0005 {
			t.Errorf("%s: the full cost is %d at %v a month", tt.source, fullCost(i), i)
		}
	}
}

func nominal(i float64) float64    { return 12 * i }
func compounded(i float64) float64 { return math.Pow(1+i, 12) - 1 }

func TestInterestByDaysIsThatPublished(t *testing.T) {
	for _, tt := range []struct {
		source string
		amount int64 // cents
		rate   app.Rate
		days   int
		want   int64
		up     int64
	}{
		{openstax + "6.2, David's move", 5_600_00, 117_500, 45, 81_13, 1},
		{openstax + "6.2, $7,000 for 100 days", 7_000_00, 32_600, 100, 62_52, 0},
		{openstax + "6.2, partial payment after 60 days", 13_700_00, 65_500, 60, 147_51, 0},
		{openstax + "6.2, partial payment after 50 days", 45_500_00, 118_000, 50, 735_48, 0},
		{openstax + "6.2, partial payment after 70 days", 150_000_00, 58_500, 70, 1_682_88, 0},
		{openstax + "6.10, card billing cycle of 31 days", 789_30, 179_900, 31, 12_06, 0},
		{openstax + "6.10, card billing cycle of 28 days", 1_037_85, 119_900, 28, 9_55, 0},
	} {
		const start = app.Day("2026-01-10")
		if got := accrued(tt.amount, tt.rate, start, start.Add(tt.days)); got+tt.up != tt.want {
			t.Errorf("%s: %d, want %d", tt.source, got, tt.want)
		}
	}
}

func TestEffectiveRatesAreThoseThatArePublished(t *testing.T) {
	for _, tt := range []struct {
		source  string
		rate    app.Rate
		periods int
		want    float64 // per cent, as printed
		digits  float64
	}{
		{excel + "effect-function: EFFECT(5.25%,4)", 52_500, 4, 5.354, 0.001},
		{openstax + "6.4, 6 % quarterly", 60_000, 4, 6.14, 0.01},
		{openstax + "6.4, ABC Bank", 20_800, 12, 2.10, 0.01},
	} {
		if got := float64(effective(tt.rate, tt.periods)) / 1e4; math.Abs(got-tt.want) > tt.digits/2+1e-9 {
			t.Errorf("%s: %.4f %%, want %v %%", tt.source, got, tt.want)
		}
	}
}

func TestCompoundGrowthIsThatPublished(t *testing.T) {
	for _, tt := range []struct {
		source     string
		amount     int64 // whole
		rate       app.Rate
		periods, n int
		want       int64 // cents
	}{
		{openstax + "6.4, $5,000 monthly for 5 years", 5_000, 38_000, 12, 60, 6_044_43},
		{openstax + "6.4, $18,500 quarterly for 17 years", 18_500, 62_500, 4, 68, 53_093_55},
		{openstax + "6.4, Cody's $7,500 quarterly for 10 years", 7_500, 45_000, 4, 40, 11_732_83},
		{openstax + "6.5, Marietta's money market account", 2_500, 17_600, 12, 48, 2_682_20},
	} {
		if got := growth(tt.rate, tt.periods, tt.n).Mul(decimal.NewFromInt(tt.amount * 100)).Round(0).IntPart(); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.source, got, tt.want)
		}
	}
}
