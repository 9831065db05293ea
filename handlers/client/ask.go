package client

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/chat"
	"telemark/app/product"
	"telemark/handlers/guard"
	"telemark/handlers/live"
	"telemark/handlers/web"
)

// Ask is the view of client/ask: a message box that knows what the client was looking at.
type Ask struct {
	web.Shell
	Subject                       live.Subject
	Product, Application, Figures string // as the form sends them on
	Form                          live.Form
	Opens                         string // when the centre opens; empty while it is open
}

// AskAbout shows the box; ?product= with the calculator's figures, or ?application=, says what the question is about.
func (h Handlers) AskAbout(c *fiber.Ctx) error {
	values := url.Values{}
	for _, name := range product.AskNames {
		if v := c.Query(name); v != "" {
			values.Set(name, v)
		}
	}
	view := Ask{Product: c.Query("product"), Application: c.Query("application"), Figures: values.Encode()}
	if view.Product == "" && view.Application == "" {
		return web.SeeOther(c, "/client")
	}
	view.Form = live.Form{Key: live.NewKey()}
	return h.ask(c, view)
}

func (h Handlers) ask(c *fiber.Ctx, view Ask) error {
	about, _, err := h.about(c, view.Product, view.Application, view.Figures)
	if err != nil {
		return err
	}
	view.Shell = web.NewShell(c, "ask.title", "rooms")
	view.Subject = live.NewSubject(view.Shell, about)
	opens, err := h.Chat.Opens(c.UserContext())
	if err != nil {
		return err
	}
	if opens != nil {
		view.Opens = live.Opening(view.Shell, *opens)
	}
	return web.Page(c, "client/ask", view)
}

// about asks the product or the application what a new room is about, and finds its topic. Nothing of the form's is kept as it
// came: an unknown product or somebody else's application is not found, and figures that the calculator refuses are left out.
func (h Handlers) about(c *fiber.Ctx, slug, id, values string) (about *chat.About, topic string, err error) {
	switch {
	case id != "":
		a, err := h.Cases.Application(c.UserContext(), guard.Actor(c), id)
		if err != nil {
			return nil, "", err
		}
		v, err := h.Cases.Version(c.UserContext(), a)
		if err != nil {
			return nil, "", err
		}
		about = &chat.About{Product: v.Slug, Kind: string(v.Kind), Application: a.ID, Number: a.Number, Names: namesOf(v)}
		quote(about, a.Quote)
		return about, chat.TopicOf(about.Kind), nil
	case slug != "":
		v, err := h.Products.Find(c.UserContext(), slug)
		if err != nil {
			return nil, "", err
		}
		about = &chat.About{Product: v.Slug, Kind: string(v.Kind), Names: namesOf(v)}
		if q, ok := counted(v, values); ok {
			quote(about, q)
		}
		return about, chat.TopicOf(about.Kind), nil
	}
	return nil, "", nil
}

// counted counts what the calculator showed once more; ok is false when the page said nothing that it counts.
func counted(v product.Version, values string) (q product.Quote, ok bool) {
	form, err := url.ParseQuery(values)
	if err != nil {
		return q, false
	}
	ask, wrong := v.ReadAsk(v.DefaultAsk(app.Today()), form.Get)
	if wrong != nil || form.Get("amount") == "" {
		return q, false
	}
	q, err = v.Quote(ask)
	return q, err == nil
}

func quote(about *chat.About, q product.Quote) {
	about.Currency, about.Amount, about.Term, about.Rate, about.Payment = q.Ask.Currency, q.Ask.Amount, q.Ask.Term, q.Rate, q.Payment
}

func namesOf(v product.Version) map[string]string {
	names := make(map[string]string, len(v.Content.Texts))
	for lang, text := range v.Content.Texts {
		names[lang] = text.Name
	}
	return names
}
