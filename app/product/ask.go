package product

import "telemark/app"

// Ask is what somebody would like to have: the input of the calculator. It is stored with an application.
type Ask struct {
	Currency   app.Currency `json:"currency"`
	Amount     int64        `json:"amount"` // deposited, borrowed, insured; of a credit card: the limit wanted
	Term       int          `json:"term"`   // months; 0 where a product has none
	Segment    string       `json:"segment,omitempty"`
	Start      app.Day      `json:"start"`            // first day of the contract
	Method     Method       `json:"method,omitempty"` // of credits
	Price      int64        `json:"price,omitempty"`  // of the home or car; the rest of Amount is the down payment
	Payout     Payout       `json:"payout,omitempty"` // of deposits
	Capitalise bool         `json:"capitalise,omitempty"`
	Spend      int64        `json:"spend,omitempty"` // with a card, a month
}

// Down is the down payment: what of the price isn't borrowed.
func (a Ask) Down() int64 { return max(a.Price-a.Amount, 0) }

// Quote is the answer of the calculator: figures to the minor unit. The figure on the page is the figure in the application.
// What each kind makes of them stands where it is counted: Quote.credit, deposit, creditCard, debitCard and insurance.
type Quote struct {
	Ask       Ask      `json:"ask"`
	Version   int      `json:"version"`   // number of the version it was counted by
	Rate      app.Rate `json:"rate"`      // nominal, of the tariff's cell; of a debit card: on its balance
	Payment   int64    `json:"payment"`   // first instalment of a credit; the first least payment of a credit card; first interest paid out of a deposit; premium
	Last      int64    `json:"last"`      // last of them
	Highest   int64    `json:"highest"`   // largest of them: what an income has to bear
	Interest  int64    `json:"interest"`  // paid by the client (credits) or earned (deposits, debit cards)
	Fees      int64    `json:"fees"`      // that are due for certain, in the months of the schedule
	Cashback  int64    `json:"cashback"`  // of a card, in a year
	Total     int64    `json:"total"`     // everything paid, fees too (credits, cards, insurance), or everything received at the end, fees not taken off
	Effective app.Rate `json:"effective"` // deposits: with capitalisation; credits: the full cost of credit (see fullCost)
	Schedule  []Row    `json:"-"`         // by month; not stored, as Version.Quote makes the same of Ask again
}

// Row is a month of a schedule: an instalment with the fees beside it, or interest that is credited. What is due on the first day
// stands in a row 0, when there is something.
type Row struct {
	Number    int     `json:"number"` // of months since the start
	Day       app.Day `json:"day"`
	Payment   int64   `json:"payment"`   // Interest and Principal together; of a deposit: interest paid out
	Interest  int64   `json:"interest"`  // due, or credited
	Principal int64   `json:"principal"` // paid back
	Fees      int64   `json:"fees"`      // beside Payment
	Balance   int64   `json:"balance"`   // owed or saved after it
}
