package product

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"telemark/app"
)

// Standing is where a product stands on a day.
type Standing string

// The standings. A draft stands beside any of them: a product that has nothing but a draft is Unborn.
const (
	OnSale  Standing = "on_sale"
	Coming  Standing = "coming" // its first version is yet to begin
	Ended   Standing = "ended"  // its last version is over
	Shelved Standing = "archived"
	Unborn  Standing = "unborn"
)

// Outline is a version without its content: its names, and the bounds of its tariffs.
type Outline struct {
	Version // of the content only the names
	Offers  []Offer
	Writer  string // name of the author
	Agreed  string // name of who approved it
}

// Offer is where a version's tariff in a currency goes from and to.
type Offer struct {
	Currency app.Currency
	Span
}

// Line is a product in the inventory, as of a day.
type Line struct {
	Product
	Texts     map[string]Text // with the names only
	Standing  Standing
	Now, Next *Outline // the version in force on the day, and the one that begins next
	Changed   time.Time
	Draft     *DraftSummary // nil when nothing is being written

	folded map[string]string // the newest name by language, to sort by
}

// Name is the product's name in a language.
func (l Line) Name(lang string) string {
	if name := (Content{Texts: l.Texts}).In(lang).Name; name != "" {
		return name
	}
	return l.Slug
}

// Headline is the best rate of the main currency: the highest of what is saved, else the lowest. ok is false where the product
// has none: a debit card's grid says who may have it.
func (l Line) Headline() (rate app.Rate, ok bool) {
	v := l.Now
	if v == nil {
		v = l.Next
	}
	if v == nil || len(v.Offers) == 0 || l.Kind == DebitCard {
		return 0, false
	}
	if l.Kind.Saves() {
		return v.Offers[0].RateHi, true
	}
	return v.Offers[0].RateLo, true
}

// Order is how the inventory is sorted.
type Order string

// The orders; none is the catalogue's own.
const (
	ByName   Order = "name"
	ByChange Order = "changed" // the latest first
)

// InventoryFilter chooses lines of the inventory. Zero fields choose nothing.
type InventoryFilter struct {
	Kind     Kind
	State    string // a Standing, "draft" or "waiting"
	Currency app.Currency
	Query    string  // words as people type them: each must begin a word of the name or of the address
	Day      app.Day // as of which; none: today
	Order    Order
	After    string // slug of the last line of the page before
}

// States are what InventoryFilter.State can be, in the order of the screen.
var States = []string{string(OnSale), string(Coming), "draft", "waiting", string(Ended), string(Shelved)}

// InventoryPage is a page of the inventory.
type InventoryPage struct {
	Lines []Line
	Total int    // on all pages
	Next  string // InventoryFilter.After of the next page; empty on the last one
}

// InventorySize is how many lines a page of the inventory has.
const InventorySize = 50

// item is a product with its versions, the newest first.
type item struct {
	Product
	versions []Version
	outlines []Outline
	words    []string // folded, of all names and of the slug
	folded   map[string]string
	changed  time.Time
}

// stock is all products as they were read at one revision.
type stock struct {
	revision int64
	items    []item // in the order of the catalogue
	slugs    map[string]int
}

// Inventory answers a page of all products, drafts and archived ones too, as they stand on a day. What is published is read once
// until the catalogue changes; drafts are read each time.
func (s *Service) Inventory(ctx context.Context, actor app.Actor, lang string, f InventoryFilter) (InventoryPage, error) {
	drafts, err := s.Drafts(ctx, actor) // whoever may read these may read it all
	if err != nil {
		return InventoryPage{}, err
	}
	all, err := s.stock(ctx)
	if err != nil {
		return InventoryPage{}, err
	}
	lines := all.lines(f, drafts)
	sortLines(lines, f.Order, lang)
	return pageOf(lines, f.After), nil
}

// History answers a product's versions without their contents, the newest first, with the names of who wrote and approved them.
// ErrNotFound for a slug that has none.
func (s *Service) History(ctx context.Context, actor app.Actor, slug string) ([]Outline, error) {
	if actor.Role != app.Manager {
		return nil, app.ErrNotFound
	}
	all, err := s.stock(ctx)
	if err != nil {
		return nil, err
	}
	i, ok := all.slugs[slug]
	if !ok {
		return nil, app.ErrNotFound
	}
	return all.items[i].outlines, nil
}

// stock costs one small question unless the catalogue has changed; see current.
func (s *Service) stock(ctx context.Context) (*stock, error) {
	revision, err := s.Store.Revision(ctx)
	if err != nil {
		return nil, err
	}
	if held := s.stocked.Load(); held != nil && held.revision >= revision {
		return held, nil
	}
	s.stocking.Lock()
	defer s.stocking.Unlock()
	if held := s.stocked.Load(); held != nil && held.revision >= revision {
		return held, nil
	}
	outlines, err := s.Store.Outlines(ctx)
	if err != nil {
		return nil, err
	}
	held := newStock(revision, outlines)
	s.stocked.Store(held)
	return held, nil
}

// newStock groups outlines, of which those of a product stand side by side, the newest first.
func newStock(revision int64, outlines []Outline) *stock {
	s := &stock{revision: revision, slugs: map[string]int{}}
	for len(outlines) > 0 {
		n := 1
		for n < len(outlines) && outlines[n].ID == outlines[0].ID {
			n++
		}
		it := item{Product: outlines[0].Product, outlines: outlines[:n:n], words: wordsOf(outlines[0].Slug), folded: map[string]string{}}
		for _, o := range it.outlines {
			it.versions = append(it.versions, o.Version)
			if o.CreatedAt.After(it.changed) {
				it.changed = o.CreatedAt
			}
		}
		for lang, text := range outlines[0].Content.Texts {
			it.folded[lang] = fold(text.Name)
			it.words = append(it.words, wordsOf(text.Name)...)
		}
		s.slugs[it.Slug] = len(s.items)
		s.items = append(s.items, it)
		outlines = outlines[n:]
	}
	return s
}

// lines are what a filter lets through.
func (s *stock) lines(f InventoryFilter, drafts []DraftSummary) []Line {
	if f.Day == "" {
		f.Day = app.Today()
	}
	stems, open := asked(f.Query), map[string]*DraftSummary{}
	var lines []Line
	for i, d := range drafts {
		open[d.Product.Slug] = &drafts[i]
		if _, ok := s.slugs[d.Product.Slug]; !ok && f.Currency == "" {
			it := item{Product: d.Product, words: wordsOf(d.Product.Slug), changed: d.ChangedAt, folded: map[string]string{}}
			for lang, name := range d.Titles {
				it.folded[lang] = fold(name)
				it.words = append(it.words, wordsOf(name)...)
			}
			lines = it.through(lines, f, stems, &drafts[i])
		}
	}
	for i := range s.items {
		lines = s.items[i].through(lines, f, stems, open[s.items[i].Slug])
	}
	return lines
}

// through adds the item's line unless the filter keeps it out.
func (it *item) through(lines []Line, f InventoryFilter, stems []string, d *DraftSummary) []Line {
	if f.Kind != "" && it.Kind != f.Kind || !it.says(stems) {
		return lines
	}
	l := it.line(f.Day, d)
	if f.Currency != "" && !l.offers(f.Currency) || !l.in(f.State) {
		return lines
	}
	return append(lines, l)
}

// says tells whether each stem begins one of the item's words.
func (it *item) says(stems []string) bool {
	for _, stem := range stems {
		if !slices.ContainsFunc(it.words, func(word string) bool { return strings.HasPrefix(word, stem) }) {
			return false
		}
	}
	return true
}

// line is how the item stands on a day. When a product was archived is not known, so on a day that is past it stands by its versions.
func (it *item) line(day app.Day, d *DraftSummary) Line {
	l := Line{Product: it.Product, Changed: it.changed, Draft: d, Standing: Ended, folded: it.folded}
	if d != nil && d.ChangedAt.After(l.Changed) {
		l.Changed = d.ChangedAt
	}
	if len(it.versions) == 0 {
		l.Standing, l.Texts = Unborn, d.texts()
		return l
	}
	l.Texts = it.versions[0].Content.Texts
	if v, ok := InForce(it.versions, day); ok {
		l.Now, l.Standing = it.outline(v.Number), OnSale
		l.Texts = v.Content.Texts
	}
	for i := range it.outlines {
		if o := &it.outlines[i]; o.From > day && (l.Next == nil || o.From < l.Next.From) {
			l.Next = o
		}
	}
	switch {
	case it.Archived && day >= app.Today():
		l.Standing, l.Now, l.Next = Shelved, nil, nil
	case l.Now == nil && l.Next != nil:
		l.Standing = Coming
	}
	return l
}

func (it *item) outline(number int) *Outline {
	for i := range it.outlines {
		if it.outlines[i].Number == number {
			return &it.outlines[i]
		}
	}
	return nil
}

func (l *Line) offers(c app.Currency) bool {
	for _, v := range []*Outline{l.Now, l.Next} {
		if v != nil {
			return slices.ContainsFunc(v.Offers, func(o Offer) bool { return o.Currency == c })
		}
	}
	return false
}

func (l *Line) in(state string) bool {
	switch state {
	case "":
		return true
	case "draft":
		return l.Draft != nil && l.Draft.Sent == ""
	case "waiting":
		return l.Draft != nil && l.Draft.Sent != ""
	}
	return l.Standing == Standing(state)
}

func sortLines(lines []Line, by Order, lang string) {
	switch by {
	case ByName:
		slices.SortStableFunc(lines, func(a, b Line) int {
			return cmp.Or(strings.Compare(a.folded[lang], b.folded[lang]), strings.Compare(a.Slug, b.Slug))
		})
	case ByChange:
		slices.SortStableFunc(lines, func(a, b Line) int {
			return cmp.Or(b.Changed.Compare(a.Changed), strings.Compare(a.Slug, b.Slug))
		})
	}
}

// pageOf is what follows a line.
func pageOf(lines []Line, after string) InventoryPage {
	p := InventoryPage{Total: len(lines)}
	if after != "" {
		lines = lines[slices.IndexFunc(lines, func(l Line) bool { return l.Slug == after })+1:]
	}
	p.Lines = lines[:min(len(lines), InventorySize)]
	if len(lines) > InventorySize {
		p.Next = p.Lines[InventorySize-1].Slug
	}
	return p
}

// texts are the draft's names.
func (d *DraftSummary) texts() map[string]Text {
	all := map[string]Text{}
	for lang, name := range d.Titles {
		all[lang] = Text{Name: name}
	}
	return all
}
