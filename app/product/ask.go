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

// Quote is the answer of the calculator: figures to the minor unit. The figure on the page is the figure in the application.
type Quote struct {
	Ask       Ask      `json:"ask"`
	Version   int      `json:"version"`   // number of the version it was counted by
	Rate      app.Rate `json:"rate"`      // nominal, of the tariff's cell
	Payment   int64    `json:"payment"`   // first instalment of a credit; the least monthly payment of a credit card; premium of an insurance
	Last      int64    `json:"last"`      // last instalment
	Interest  int64    `json:"interest"`  // paid by the client (credits) or earned (deposits)
	Fees      int64    `json:"fees"`      // that are due for certain
	Total     int64    `json:"total"`     // everything paid back, or everything received at the end
	Effective app.Rate `json:"effective"` // deposits: with capitalisation; credits: the full cost of credit (FullCost)
	Schedule  []Row    `json:"-"`         // by month; made again when needed
}

// Row is a month of a schedule.
type Row struct {
	Number    int     `json:"number"` // from 1
	Day       app.Day `json:"day"`
	Payment   int64   `json:"payment"`
	Interest  int64   `json:"interest"`
	Principal int64   `json:"principal"`
	Fees      int64   `json:"fees"`
	Balance   int64   `json:"balance"` // after it
}
