package product

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"telemark/app"
	"telemark/app/approval"
)

// Service answers what the bank offers, and changes it. What is in force today it keeps in memory, and asks the store at each
// call whether that is still so.
type Service struct {
	Store     Store
	Approvals *approval.Service // whom drafts are sent to; nil where nothing is published by people

	held    atomic.Pointer[snapshot]
	reading sync.Mutex // whoever reads the catalogue anew

	stocked  atomic.Pointer[stock]
	stocking sync.Mutex // whoever reads the inventory anew
}

// PageSize is how many products a page of the catalogue has; MaxCompared how many can be compared.
const (
	PageSize    = 24
	MaxCompared = 4
)

// Filter chooses products of the catalogue. Zero fields choose nothing.
type Filter struct {
	Kind     Kind
	Currency app.Currency
	Amount   int64  // minor units, of whichever currency
	Term     int    // months
	Query    string // words as people type them: each must begin a word of the product's texts
	After    string // slug of the last product of the page before
}

// Page is a page of the catalogue, of versions in force today. The versions are shared: they must not be changed.
type Page struct {
	Products []Version
	Total    int    // on all pages
	Next     string // Filter.After of the next page; empty on the last one
}

// Catalogue answers a page of the products that fit, in the order of the catalogue; with a query those come first that have its
// words in their name, then in their lead, then in their conditions, in the texts of a language.
func (s *Service) Catalogue(ctx context.Context, lang string, f Filter) (Page, error) {
	now, err := s.current(ctx)
	if err != nil {
		return Page{}, err
	}
	return now.search(lang, f), nil
}

// Find answers the version of a product that is in force today. ErrNotFound for one that is unknown, archived, or not in force.
// It is shared and must not be changed.
func (s *Service) Find(ctx context.Context, slug string) (Version, error) {
	now, err := s.current(ctx)
	if err != nil {
		return Version{}, err
	}
	at, ok := now.slugs[slug]
	if !ok {
		return Version{}, app.ErrNotFound
	}
	return now.versions[at], nil
}

// Compare answers up to MaxCompared products in the order in which they are asked for. Those that aren't offered are left out.
func (s *Service) Compare(ctx context.Context, slugs []string) ([]Version, error) {
	now, err := s.current(ctx)
	if err != nil {
		return nil, err
	}
	var list []Version
	for i, slug := range slugs {
		if at, ok := now.slugs[slug]; ok && !slices.Contains(slugs[:i], slug) && len(list) < MaxCompared {
			list = append(list, now.versions[at])
		}
	}
	return list, nil
}

// Version answers one version by its product's id and its number, in force or not: what an application is about.
func (s *Service) Version(ctx context.Context, product string, number int) (Version, error) {
	if !app.IsID(product) {
		return Version{}, app.ErrNotFound
	}
	return s.Store.Version(ctx, product, number)
}

// Versions answers all versions of a product, the newest first; archived products too. For who may see what is to come.
func (s *Service) Versions(ctx context.Context, slug string) ([]Version, error) {
	return s.Store.Versions(ctx, slug)
}

// AsOf answers what was or will be in force on a day; ErrNotFound when nothing is.
func (s *Service) AsOf(ctx context.Context, slug string, day app.Day) (Version, error) {
	versions, err := s.Store.Versions(ctx, slug)
	if err != nil {
		return Version{}, err
	}
	v, ok := InForce(versions, day)
	if !ok {
		return Version{}, app.ErrNotFound
	}
	return v, nil
}
