package account

import (
	"context"
	"fmt"

	"telemark/app"
)

// Resealed is what came of sealing second factors anew.
type Resealed struct {
	Sealed int      // by the first key now, and by another one before
	Left   int      // sealed by the first key already
	Lost   []string // ids of people whose factor none of the keys opens
}

// resealPage is how many are looked at in one go.
const resealPage = 200

// Reseal seals each second factor with the first of COLUMN_KEYS that another key sealed. It may be broken off, repeated, and run while
// people sign in: a factor that changes meanwhile is left as it became. When nothing is lost, the other keys can be taken away.
func (s *Service) Reseal(ctx context.Context) (r Resealed, err error) {
	for after := ""; ; {
		page, err := s.store.Factors(ctx, after, resealPage)
		if err != nil || len(page) == 0 {
			return r, err
		}
		for _, f := range page {
			if err := s.reseal(ctx, f, &r); err != nil {
				return r, err
			}
		}
		after = page[len(page)-1].Person
	}
}

func (s *Service) reseal(ctx context.Context, f SealedFactor, r *Resealed) error {
	if s.sealer.Fresh(f.Sealed) {
		r.Left++
		return nil
	}
	plain, err := s.sealer.Open(f.Sealed, place(f.Person))
	if err != nil {
		r.Lost = append(r.Lost, f.Person)
		return nil
	}
	record := app.Record(System, "factor.reseal", f.Person, "", "")
	changed, err := s.store.ResealFactor(ctx, f.Person, f.Sealed, s.sealer.Seal(plain, place(f.Person)), record)
	if err != nil {
		return fmt.Errorf("sealing the factor of %s: %w", f.Person, err)
	}
	if changed {
		r.Sealed++
	}
	return nil
}
