package public

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/product"
	"telemark/handlers/web"
)

// Product is the view of a product's page, its documents, its calculator's answer and its schedule.
type Product struct {
	web.Shell
	Kind       product.Kind
	Family     string // how its kind is spoken of: see families
	Link       string
	Text       product.Text
	Figures    []Fact
	Conditions []Fact
	Fees       []Fact
	Rates      []Grid
	Marked     bool // one of the rates applies to the quote
	Inputs     []Input
	Result     *Result // nil with errors
	Apply      Apply
	CanApply   bool
	ApplyLink  string
	AskLink    string
	ValidFrom  string
	Document   *product.Document
	Paragraphs []string // of the document
	Swap       bool     // rendered to take the place of what stands on the page

	version product.Version
}

// Apply is the quote in short, beside the button.
type Apply struct {
	Rate, Unit string
	Facts      []Fact
}

// Wrong are the inputs that keep the calculator from an answer.
func (p Product) Wrong() (wrong []Input) {
	for _, in := range p.Inputs {
		if in.Error != "" {
			wrong = append(wrong, in)
		}
	}
	return wrong
}

// Ordinal counts from one.
func (Product) Ordinal(i int) int { return i + 1 }

// Product shows one product as it is offered today, with the calculator's answer for the values in the address.
func (h Handlers) Product(c *fiber.Ctx) error {
	view, k, err := h.product(c)
	if err != nil {
		return err
	}
	if !k.counted() {
		c.Status(fiber.StatusUnprocessableEntity)
	}
	view.Head.Data = schemaOf(view.Shell, view.version, h.BaseURL)
	return web.OpenPage(c, "public/product", view)
}

// Quote is the calculator's answer alone, with what else on the page depends on it.
func (h Handlers) Quote(c *fiber.Ctx) error {
	view, k, err := h.product(c)
	if err != nil {
		return err
	}
	view.Swap = true
	address := view.Link + "?" + k.query("").Encode()
	if !web.WantsFragment(c) {
		return web.SeeOther(c, address)
	}
	if k.counted() {
		c.Set("HX-Replace-Url", address)
	}
	return web.Page(c, "public/product#answer", view)
}

// Schedule shows a quote month by month.
func (h Handlers) Schedule(c *fiber.Ctx) error {
	p, k, err := h.product(c)
	if err != nil {
		return err
	}
	if !k.counted() {
		return web.SeeOther(c, p.Link+"?"+string(c.Request().URI().QueryString()))
	}
	view := Schedule{Product: p, Back: p.Link + "?" + k.query("").Encode() + "#calculator"}
	view.Title = view.T("calc.schedule") + ": " + p.Text.Name
	view.Head.Hidden = true
	view.schedule(k.Quote)
	return web.OpenPage(c, "public/schedule", view)
}

// Document shows one of a product's documents, numbered from 1.
func (h Handlers) Document(c *fiber.Ctx) error {
	view, _, err := h.product(c)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(c.Params("document"))
	if err != nil || n < 1 || n > len(view.Text.Documents) {
		return app.ErrNotFound
	}
	view.Document = &view.Text.Documents[n-1]
	view.Paragraphs = strings.Split(strings.ReplaceAll(view.Document.Body, "\r\n", "\n"), "\n\n")
	view.Title = view.Document.Name + ": " + view.Text.Name
	view.Describe(h.BaseURL, c.Path(), view.Document.Name+". "+view.Text.Lead)
	return web.OpenPage(c, "public/document", view)
}

// product makes the view of the version that is in force today.
func (h Handlers) product(c *fiber.Ctx) (Product, calculation, error) {
	version, err := h.Products.Find(c.UserContext(), c.Params("slug"))
	if err != nil {
		return Product{}, calculation{}, err
	}
	k, err := calculate(c, version)
	if err != nil {
		return Product{}, calculation{}, err
	}
	view := newProduct(web.NewShell(c, "", "products"), version, k)
	view.Path = c.Path()
	if k.counted() && c.Request().URI().QueryArgs().Len() > 0 {
		view.Path += "?" + k.query("").Encode()
	}
	view.Describe(h.BaseURL, link(version), view.Text.Lead)
	return view, k, nil
}

func newProduct(s web.Shell, v product.Version, k calculation) Product {
	p := Product{
		Shell: s, version: v, Kind: v.Kind, Family: families[v.Kind], Link: link(v), Text: v.Content.In(s.Lang), CanApply: len(v.Content.Form) > 0,
		ValidFrom: s.T("page.valid_from", "Number", v.Number, "Day", v.From),
	}
	p.Title = p.Text.Name
	t := tariffFor(v, k.Ask.Currency)
	p.Figures = keyFigures(s, v, wish{Currency: t.Currency})
	p.Fees = fees(s, t)
	p.Conditions = withTexts(conditions(s, v, t.Currency), p.Fees, p.Text.Conditions)
	if v.Kind != product.DebitCard { // whose grid says who can have it, and no rate
		p.Rates, p.Marked = grids(s, v, t, k.Ask, k.counted())
	}
	p.Inputs = inputs(s, v, k)
	query := k.query(v.Slug).Encode()
	p.ApplyLink, p.AskLink = "/client/applications/new?"+query, "/client/rooms/new?"+query
	rate := p.Figures[0]
	p.Apply = Apply{Rate: rate.Value, Unit: rate.Unit}
	if k.counted() {
		p.answer(k)
	}
	return p
}

// answer fills in what the quote says.
func (p *Product) answer(k calculation) {
	q := k.Quote
	p.Result = result(p.Shell, p.version, q)
	if len(q.Schedule) > 1 {
		p.Result.ScheduleLink = p.Link + "/schedule?" + k.query("").Encode()
	}
	if p.version.Kind != product.DebitCard && p.version.Kind != product.Insurance {
		p.Apply.Rate, p.Apply.Unit = p.Rate(q.Rate), p.T("page.a_year")
	}
	p.Apply.Facts = []Fact{{Name: p.T("page.amount"), Value: p.Money(q.Ask.Amount, q.Ask.Currency)}}
	if q.Ask.Term > 0 {
		p.Apply.Facts = append(p.Apply.Facts, Fact{Name: p.T("page.term"), Value: p.Months(q.Ask.Term)})
	}
	sum := p.Result.Sum
	sum.Gain = false
	p.Apply.Facts = append(p.Apply.Facts, sum)
}
