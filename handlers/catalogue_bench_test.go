package handlers

import (
	"context"
	"fmt"
	"io"
	"net/http/httptest"
	"testing"

	"github.com/gofiber/fiber/v2"

	"telemark/app"
	"telemark/app/product"
	"telemark/handlers/public"
)

// shelf is the products' store in memory: what is measured is the catalogue, and not how long it takes to fill a database.
type shelf struct {
	product.Store
	versions []product.Version
}

func (shelf) Revision(context.Context) (int64, error) { return 1, nil }

func (s shelf) Offered(context.Context, app.Day) ([]product.Version, error) { return s.versions, nil }

// BenchmarkCataloguePage is a page of the catalogue, rendered, of 16 and of 5,000 products. The filter finds the same 16 of
// both, so that the pages are the same and only the length of the catalogue differs.
func BenchmarkCataloguePage(b *testing.B) {
	for _, n := range []int{16, 5000} {
		s := shelf{}
		for i := range n {
			kind, content := product.Deposit, deposit(145_000)
			if i >= 16 {
				kind, content = product.Loan, loan()
			}
			s.versions = append(s.versions, product.Version{
				Product: product.Product{ID: app.NewID(), Slug: fmt.Sprintf("product-%d", i), Kind: kind, Position: i}, Number: 1, From: "2020-01-01", Content: content,
			})
		}
		site := fiber.New(fiber.Config{Immutable: true})
		site.Get("/products", public.Handlers{Products: &product.Service{Store: s}}.Catalogue)
		b.Run(fmt.Sprintf("products=%d", n), func(b *testing.B) {
			for b.Loop() {
				r, err := site.Test(httptest.NewRequest("GET", "/products?kind=deposit", nil), -1)
				if err != nil || r.StatusCode != 200 {
					b.Fatal(r, err)
				}
				if _, err := io.Copy(io.Discard, r.Body); err != nil {
					b.Fatal(err)
				}
				_ = r.Body.Close()
			}
		})
	}
}
