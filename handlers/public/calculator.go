package public

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/product"
	"telemark/handlers/web"
)

// calculation is what somebody typed into the calculator and what came of it.
type calculation struct {
	Ask    product.Ask
	Typed  func(name string) string // odd or not
	Errors map[string]app.Text
	Quote  product.Quote // zero with errors
}

// calculate reads the ask from the address, beginning with what people mostly ask for, and counts it.
func calculate(c *fiber.Ctx, v product.Version) (calculation, error) {
	k := calculation{Typed: func(name string) string { return c.Query(name) }}
	if k.Ask, k.Errors = v.ReadAsk(v.DefaultAsk(app.Today()), k.Typed); k.Errors != nil {
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

// counted tells whether there is an answer.
func (k calculation) counted() bool { return len(k.Errors) == 0 }

// query carries the ask in an address: to the application, to a question, to the schedule.
func (k calculation) query(slug string) url.Values {
	q := k.Ask.Values()
	if slug != "" {
		q.Set("product", slug)
	}
	return q
}
