package product

// Attributes are what is particular to a kind: exactly the one of the product's kind is set.
type Attributes struct {
	Deposit   *DepositTerms   `json:"deposit,omitempty"` // of deposits and savings accounts
	Credit    *CreditTerms    `json:"credit,omitempty"`  // of consumer loans, mortgages and car loans
	Card      *CardTerms      `json:"card,omitempty"`    // of credit and debit cards
	Insurance *InsuranceTerms `json:"insurance,omitempty"`
}

// DepositTerms are how a deposit or a savings account works.
type DepositTerms struct {
	Payouts     []Payout `json:"payouts"`     // that the client can choose, the usual one first
	Capitalise  bool     `json:"capitalise"`  // interest may be added to the deposit
	TopUpDays   int      `json:"top_up_days"` // from the start; 0: none, -1: at any time
	TopUpMin    int64    `json:"top_up_min"`
	Withdrawals bool     `json:"withdrawals"` // parts may be taken out
	EarlyRate   int64    `json:"early_rate"`  // app.Rate when closed before its end
	Prolonged   bool     `json:"prolonged"`   // goes on by itself
	Insured     int64    `json:"insured"`     // by the state, up to this amount; 0: not
}

// Payout is when a deposit's interest is credited.
type Payout string

// When interest is credited.
const (
	Monthly   Payout = "monthly"
	Quarterly Payout = "quarterly"
	AtEnd     Payout = "end"
)

// CreditTerms are how a loan works.
type CreditTerms struct {
	Methods    []Method `json:"methods"`     // that the client can choose, the usual one first
	MinDown    int64    `json:"min_down"`    // app.Rate: least part of the price that the client pays; 0: no price is asked for
	EarlyFree  bool     `json:"early_free"`  // early repayment costs nothing
	Collateral string   `json:"collateral"`  // "", "home", "car"
	Grace      int      `json:"grace"`       // months of interest only at the start
	DecisionIn int      `json:"decision_in"` // working hours until a decision, as promised
}

// Method is how a loan is paid back.
type Method string

// How loans are paid back.
const (
	Annuity        Method = "annuity"        // equal instalments
	Differentiated Method = "differentiated" // equal parts of the principal, and the interest
)

// CardTerms are how a card works.
type CardTerms struct {
	Network   string `json:"network"`   // "Mir", "UnionPay", …
	GraceDays int    `json:"grace"`     // longest interest-free time of a credit card, in days
	MinShare  int64  `json:"min_share"` // app.Rate: part of the debt that must be paid each month
	MinPay    int64  `json:"min_pay"`   // and at least this much
	Cashback  int64  `json:"cashback"`  // app.Rate of purchases
	CashMax   int64  `json:"cash_max"`  // most cash back a month
	Balance   int64  `json:"balance"`   // app.Rate a year on the card's own money
}

// InsuranceTerms are how an insurance works.
type InsuranceTerms struct {
	Covers []string `json:"covers"` // ids of the locale files: "illness", "home", …
	Months int      `json:"months"` // length of a policy
	Excess int64    `json:"excess"` // the client's own part of each damage
}

// CoverIDs are what an insurance can cover, with a name in every language.
var CoverIDs = []string{"life", "illness", "accident", "job", "home", "liability", "travel"}
