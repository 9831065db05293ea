// Package source is what the bank knows of one person, a part for each noun, as an export shows it. Private notes, keys and other people's
// data are in none of them; names of staff are, as the person sees them in the talk.
package source

import (
	"context"

	"telemark/app"
	"telemark/app/privacy"
)

// paged reads pages of a list until one is empty.
func paged[T any](ctx context.Context, of privacy.Subject, page func(ctx context.Context, person, after string) ([]T, error), id func(T) string, each func(T) error) error {
	for after := ""; ; {
		list, err := page(ctx, of.Actor.ID, after)
		if err != nil || len(list) == 0 {
			return err
		}
		for _, one := range list {
			if err := each(one); err != nil {
				return err
			}
		}
		after = id(list[len(list)-1])
	}
}

// named is a code that has a text of the export's own: "export.state_waiting".
func named(family, code string) privacy.Code {
	if code == "" {
		return privacy.Code{}
	}
	return privacy.Code{Code: code, Text: app.Text{ID: "export." + family + "_" + code}}
}
