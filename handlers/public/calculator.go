package public

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/product"
	"telemark/handlers/web"
)

// calculation is what somebody typed into the calculator and what came of it.
type calculation struct {
	Ask    product.Ask
	Typed  map[string]string // odd or not
	Errors map[string]app.Text
	Quote  product.Quote // zero with errors
}

// calculate reads the ask from the address, beginning with what people mostly ask for, and counts it.
func calculate(c *fiber.Ctx, v product.Version) (calculation, error) {
	k := calculation{Ask: v.DefaultAsk(app.Today()), Typed: map[string]string{}, Errors: map[string]app.Text{}}
	if currency := app.Currency(c.Query("currency")); currency != "" && currency != k.Ask.Currency {
		k.Ask = v.DefaultAskIn(currency, k.Ask.Start)
	}
	k.read(c, v)
	if len(k.Errors) > 0 {
		return k, nil
	}
	q, err := v.Quote(k.Ask)
	if fields := web.FieldErrors(err); fields != nil {
		k.Errors = fields
		return k, nil
	}
	k.Quote = q
	return k, err
}

// read takes over what the address says.
func (k *calculation) read(c *fiber.Ctx, v product.Version) {
	k.amount(c, "amount", &k.Ask.Amount)
	k.Ask.Price = v.PriceFor(k.Ask.Amount) // of a link that names the amount only
	k.amount(c, "price", &k.Ask.Price)
	k.amount(c, "spend", &k.Ask.Spend)
	if text := k.typed(c, "term"); text != "" && v.Kind.Termed() {
		term, err := strconv.Atoi(text)
		if err != nil {
			k.Errors["term"] = app.T("catalogue.term_odd")
		}
		k.Ask.Term = term
	}
	if method := c.Query("method"); method != "" {
		k.Ask.Method = product.Method(method)
	}
	if payout := c.Query("payout"); payout != "" {
		k.Ask.Payout = product.Payout(payout)
	}
	if add := c.Query("capitalise"); add != "" {
		k.Ask.Capitalise = add == "true"
	}
	k.Ask.Segment = c.Query("segment")
}

func (k *calculation) typed(c *fiber.Ctx, name string) string {
	text := strings.TrimSpace(c.Query(name))
	if text != "" {
		k.Typed[name] = text
	}
	return text
}

func (k *calculation) amount(c *fiber.Ctx, name string, minor *int64) {
	text := k.typed(c, name)
	if text == "" {
		return
	}
	n, ok := app.ParseAmount(text)
	if !ok {
		k.Errors[name] = app.T("catalogue.amount_odd")
		return
	}
	*minor = n
}

// counted tells whether there is an answer.
func (k calculation) counted() bool { return len(k.Errors) == 0 }

// query carries the ask in an address: to the application, to a question, to the schedule.
func (k calculation) query(slug string) url.Values {
	q := url.Values{"currency": {string(k.Ask.Currency)}, "amount": {plain(k.Ask.Amount)}}
	set := func(name, value string, yes bool) {
		if yes {
			q.Set(name, value)
		}
	}
	set("product", slug, slug != "")
	set("term", strconv.Itoa(k.Ask.Term), k.Ask.Term > 0)
	set("price", plain(k.Ask.Price), k.Ask.Price > 0)
	set("spend", plain(k.Ask.Spend), k.Ask.Spend > 0)
	set("method", string(k.Ask.Method), k.Ask.Method != "")
	set("payout", string(k.Ask.Payout), k.Ask.Payout != "")
	set("capitalise", strconv.FormatBool(k.Ask.Capitalise), k.Ask.Payout != "")
	set("segment", k.Ask.Segment, k.Ask.Segment != "")
	return q
}
