package product

import (
	"context"

	"telemark/app"
)

// Store keeps products and their versions. It holds no rule.
type Store interface {
	// Revision changes whenever a version is published or a product archived: what was read before may be old then.
	Revision(ctx context.Context) (int64, error)
	// Offered reads the versions that are in force on a day or will be, of products that are not archived, in the order of the
	// catalogue: what the catalogue is made of until the revision or the day changes.
	Offered(ctx context.Context, day app.Day) ([]Version, error)
	// Outlines reads all versions of all products without their contents, those of a product side by side and the newest first.
	Outlines(ctx context.Context) ([]Outline, error)
	// Versions reads all versions of one product, the newest first; archived products too. ErrNotFound for an unknown slug.
	Versions(ctx context.Context, slug string) ([]Version, error)
	// Version reads one version by the product's id and its number.
	Version(ctx context.Context, product string, number int) (Version, error)

	// Create stores a product with its first version. Conflict when the slug is taken.
	Create(ctx context.Context, first Version, a app.Audit) error
	// Change lets decide look at all versions of a product, the newest first, and stores what it answers. Changes wait for each
	// other, so what decide has seen is still so when its answer is stored.
	Change(ctx context.Context, slug string, decide func(versions []Version) (Change, error)) error

	DraftStore
}

// Change is what happens to a product at once.
type Change struct {
	Today   app.Day  // what was in force before it is left alone
	End     *Version // the version that gets its Until
	Next    *Version // a version to add, or to write anew when there is one of its number, which isn't in force yet
	Archive bool
	Audit   app.Audit
}
