package manager

import (
	"context"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/product"
	"telemark/handlers/guard"
	"telemark/handlers/web"
)

// ProductPage is the view of one product: of its overview, its steps, which are edited where a draft is open, and its review.
type ProductPage struct {
	web.Shell
	Line    product.Line
	Slug    string
	Kind    product.Kind
	Name    string
	Tags    []Tag
	Tab     string
	Tabs    []Tab
	Draft   *product.Draft
	Version *product.Version // the published one that is looked at; nil where there is none
	Day     app.Day          // as of which, when it was asked for
	Past    bool             // a version or a day was asked for, so nothing is edited
	Editing bool
	Content product.Content
	Groups  []Group
	Sheets  []Sheet
	More    []Choice // currencies that a tariff can be added in

	Changes  []Change
	Others   int // changes in other steps
	Problems []Problem
	Newer    int // number of a version that was published since the draft was begun; 0: none
	Refused  []Problem
	Collided bool
	Merged   bool

	Figures []Shown // of the overview
	Errors  map[string]app.Text
	From    string // as it was typed
	Typed   NewProduct
	Until   string
	Asked   string // what was just sent for approval: retire or archive
	Open    string // which menu is open with errors
}

// Tab is one of the page's tabs.
type Tab struct {
	ID, Name, Link string
	Wrong          int // problems in it
}

// Shown is a name with a value.
type Shown struct{ Name, Value string }

// load reads a product: its line, its draft, and the version that was asked for, by its number, by a day, or else the one in force.
func (h Catalogue) load(c *fiber.Ctx, tab string) (*ProductPage, maker, error) {
	ctx, actor := c.UserContext(), guard.Actor(c)
	v := &ProductPage{Shell: web.NewShell(c, "products.title", "products"), Slug: c.Params("slug"), Tab: tab}
	draft, err := h.Products.DraftOf(ctx, actor, v.Slug)
	if err == nil {
		v.Draft = &draft
	} else if app.KindOf(err) != app.NotFound {
		return nil, maker{}, err
	}
	if day, ok := app.ParseDay(c.Query("day")); ok {
		v.Day, v.Past = day, true
	}
	if v.Line, err = h.Products.Line(ctx, actor, v.Slug, v.Day, v.Draft); err != nil {
		return nil, maker{}, err
	}
	v.Kind = v.Line.Kind
	if err := h.version(ctx, v, c.Query("version")); err != nil {
		return nil, maker{}, err
	}
	v.Editing = v.Draft != nil && v.Draft.Sent == "" && !v.Past && v.Me.May(app.Author)
	switch {
	case v.Draft != nil && !v.Past:
		v.Content, v.From = v.Draft.Content, string(v.Draft.From)
	case v.Version != nil:
		v.Content = v.Version.Content
	}
	row := newProductRow(v.Shell, v.Line)
	v.Name, v.Tags = v.Line.Name(v.Lang), row.Tags
	v.Title = v.Name
	m := maker{Shell: v.Shell, kind: v.Kind}
	if tab == "application" && v.Editing {
		if m.known, err = h.Products.KnownSteps(ctx); err != nil {
			return nil, m, err
		}
		if m.papers, err = h.Products.KnownPapers(ctx); err != nil {
			return nil, m, err
		}
	}
	return v, m, nil
}

// version reads the published version that is looked at.
func (h Catalogue) version(ctx context.Context, v *ProductPage, asked string) error {
	number := 0
	switch {
	case v.Line.ID == "":
		return nil
	case asked != "":
		n, err := strconv.Atoi(asked)
		if err != nil {
			return app.ErrNotFound
		}
		number, v.Past = n, true
	case v.Line.Now != nil:
		number = v.Line.Now.Number
	case v.Past:
		return nil
	case v.Line.Next != nil:
		number = v.Line.Next.Number
	default:
		history, err := h.Products.History(ctx, v.Me, v.Slug)
		if err != nil {
			return err
		}
		number = history[0].Number
	}
	version, err := h.Products.Version(ctx, v.Line.ID, number)
	v.Version = &version
	return err
}

// base is the content that the draft was made of; empty for a new product.
func (h Catalogue) base(ctx context.Context, v *ProductPage) (product.Content, error) {
	switch d := v.Draft; {
	case d == nil || d.Base == 0 || d.Product.ID == "":
		return product.Content{}, nil
	case v.Version != nil && v.Version.Number == d.Base:
		return v.Version.Content, nil
	}
	version, err := h.Products.Version(ctx, v.Draft.Product.ID, v.Draft.Base)
	return version.Content, err
}

// fill makes what the tab shows; said is what was typed and refused.
func (h Catalogue) fill(c *fiber.Ctx, v *ProductPage, m maker, said *typed) error {
	shown := leveled(v.Content)
	v.Groups = m.groups(v.Tab, shown)
	if v.Tab == "tariff" {
		v.Sheets = m.sheets(shown)
		v.More = m.currencies(shown)
	}
	if v.Draft != nil && !v.Past {
		was, err := h.base(c.UserContext(), v)
		if err != nil {
			return err
		}
		v.Problems = m.problems(v.Content)
		v.Refused = m.refused(v.Tab, said, v.Content)
		if v.Draft.Base > 0 {
			v.Changes = m.changes(was, v.Content)
			v.Groups = marked(v.Groups, m.groups(v.Tab, leveled(was)), append(v.Refused, v.Problems...), said)
		} else {
			v.Groups = marked(v.Groups, nil, append(v.Refused, v.Problems...), said)
		}
		v.marks(m, said)
	}
	v.tabs()
	return nil
}

// marks puts old values and errors into the grid, and counts the changes of other steps.
func (v *ProductPage) marks(m maker, said *typed) {
	old := map[string]Change{}
	for i, ch := range v.Changes {
		if ch.Place != "" {
			old[ch.Place] = ch
		}
		for _, p := range append(v.Refused, v.Problems...) {
			v.Changes[i].Wrong = v.Changes[i].Wrong || p.Place != "" && p.Place == ch.Place
		}
		if ch.Step != v.Tab {
			v.Others++
		}
	}
	all := append(append([]Problem{}, v.Refused...), v.Problems...)
	for i := range v.Sheets {
		s := &v.Sheets[i]
		for j := range s.Terms {
			mark(&s.Terms[j], all, said)
		}
		mark(&s.TermHi, all, said)
		for r := range s.Rows {
			row := &s.Rows[r]
			mark(&row.From, all, said)
			mark(&row.To, all, said)
			for k := range row.Cells {
				if ch, ok := old[row.Cells[k].Place]; ok {
					row.Cells[k].Old = orDash(ch.Old)
				}
				mark(&row.Cells[k], all, said)
			}
		}
	}
}

func orDash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

// currencies are those that the product has no tariff in.
func (m maker) currencies(c product.Content) (all []Choice) {
	for _, currency := range app.Currencies {
		if tariffIn(c, currency).Cells == nil {
			all = append(all, Choice{Value: string(currency), Name: string(currency) + ", " + m.Sign(currency)})
		}
	}
	return all
}

// tabs names the tabs, with how many problems each has.
func (v *ProductPage) tabs() {
	wrong := map[string]int{}
	if v.Editing {
		for _, p := range v.Problems {
			wrong[p.Step]++
		}
	}
	query := ""
	switch {
	case v.Past && v.Version != nil && v.Day == "":
		query = "?version=" + strconv.Itoa(v.Version.Number)
	case v.Day != "":
		query = "?day=" + string(v.Day)
	}
	add := func(id, name string) {
		tab := id
		if id == "overview" {
			tab = ""
		}
		v.Tabs = append(v.Tabs, Tab{ID: id, Name: name, Link: productAddress(v.Slug, tab) + query, Wrong: wrong[id]})
	}
	add("overview", v.T("draft.tab_overview"))
	for _, step := range steps {
		add(step, v.Say(app.Text{ID: "draft.tab_" + step}))
	}
	if v.Editing {
		add("review", v.T("draft.tab_review"))
	}
	if v.Line.ID != "" {
		add("history", v.T("draft.tab_history"))
	}
}

// Own are the changes of the step that is shown.
func (v *ProductPage) Own() (own []Change) {
	for _, ch := range v.Changes {
		if ch.Step == v.Tab || v.Tab == "overview" || v.Tab == "review" {
			own = append(own, ch)
		}
	}
	return own
}

// Here are the problems of the step that is shown; all of them in the review.
func (v *ProductPage) Here() (here []Problem) {
	for _, p := range v.Problems {
		if p.Step == v.Tab || v.Tab == "review" {
			here = append(here, p)
		}
	}
	return append(v.Refused, here...)
}

// Address is a page of the product.
func (v *ProductPage) Address(tab string) string { return productAddress(v.Slug, tab) }

// PreviewLink shows what is looked at as clients see it.
func (v *ProductPage) PreviewLink() string {
	link := productAddress(v.Slug, "preview")
	if v.Past && v.Version != nil {
		link += "?version=" + strconv.Itoa(v.Version.Number)
	}
	return link
}
