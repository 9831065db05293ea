package application

import (
	"slices"

	"telemark/app/product"
)

// Missing are the papers that a product's version wants and that are not among the attached ones, by their ids. They are what the bank
// needs from the client, and keep nobody from submitting: a paper can be added until the decision, and who has none at hand
// should not lose the day for it.
func Missing(v product.Version, attached []string) (missing []product.Paper) {
	for _, p := range v.Content.Papers {
		if !p.Optional && !slices.Contains(attached, p.ID) {
			missing = append(missing, p)
		}
	}
	return missing
}
